package schedule

import (
	"path/filepath"
	"strings"

	"chartline/pipeline/fault"
)

// Site is where a program and what it works on are, as absolute paths.
type Site struct {
	Program, Config string
	Data, Out       string   // folders that it writes
	Folders         []string // into which it delivers
	User            string
	Network         bool // it pulls from servers or delivers to them
}

// File is a file that a machine's scheduler reads.
type File struct{ Name, Text string }

// Install gives the files that have a machine keep the schedule, and says what is to be
// done with them. Kinds are service, timer and cron.
func (s Site) Install(kind string) ([]File, string, error) {
	for _, path := range append([]string{s.Program, s.Config, s.Data, s.Out, s.User}, s.Folders...) {
		if strings.ContainsAny(path, " \t\n%\"'\\$") {
			return nil, "", fault.New(fault.Config, "", "a path has a blank or a sign that units and crontabs read otherwise", "choose paths of letters, digits, -, _ and .")
		}
	}
	const name = "chartline-schedule"
	switch kind {
	case "service":
		unit := File{name + ".service", s.service("simple", "schedule", "Restart=on-failure\nRestartSec=30\nTimeoutStopSec=90\n") + "\n[Install]\nWantedBy=multi-user.target\n"}
		return []File{unit}, "put it into /etc/systemd/system, then: systemctl daemon-reload && systemctl enable --now " + name, nil
	case "timer":
		unit := File{name + ".service", s.service("oneshot", "schedule --once", "")}
		timer := File{name + ".timer", "[Unit]\nDescription=Chartline: look each minute for jobs that are due\n\n[Timer]\nOnCalendar=*-*-* *:*:00\nAccuracySec=1s\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"}
		return []File{unit, timer}, "put them into /etc/systemd/system, then: systemctl daemon-reload && systemctl enable --now " + name + ".timer", nil
	case "cron":
		line := "* * * * * cd " + filepath.Dir(s.Config) + " && " + s.Program + " schedule --once --quiet --config " + s.Config + " >>" + filepath.Join(s.Data, "schedule.log") + " 2>&1\n"
		return []File{{name + ".crontab", line}}, "add the line to the crontab of " + s.User + ": crontab -u " + s.User + " -e", nil
	default:
		return nil, "", fault.Newf(fault.Usage, "", "use service, timer or cron", "--as %q is none that there is", kind)
	}
}

// service is a unit that may write where it must and nowhere else.
func (s Site) service(kind, command, more string) string {
	var b strings.Builder
	b.WriteString("[Unit]\nDescription=Chartline: run the jobs when they are due\n")
	if s.Network {
		b.WriteString("Wants=network-online.target\nAfter=network-online.target\n")
	}
	b.WriteString("\n[Service]\nType=" + kind + "\nUser=" + s.User + "\nWorkingDirectory=" + filepath.Dir(s.Config) + "\n")
	b.WriteString("ExecStart=" + s.Program + " " + command + " --config " + s.Config + "\n" + more)
	b.WriteString("UMask=0077\nPrivateTmp=yes\nNoNewPrivileges=yes\nProtectSystem=strict\nProtectHome=read-only\n")
	b.WriteString("ReadWritePaths=" + strings.Join(append([]string{s.Data, s.Out}, s.Folders...), " ") + "\n")
	if !s.Network {
		b.WriteString("PrivateNetwork=yes\n")
	}
	return b.String()
}
