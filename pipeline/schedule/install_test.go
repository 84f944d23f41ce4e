package schedule

import (
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

func TestInstall(t *testing.T) {
	site := Site{Program: "/usr/bin/chartline", Config: "/srv/c/chartline.yaml", Data: "/srv/c/data", Out: "/srv/c/out", Folders: []string{"/srv/share"}, User: "him"}
	for _, c := range []struct {
		kind    string
		network bool
		has     []string
		hasNot  []string
	}{
		{"service", false, []string{"Type=simple\n", "ExecStart=/usr/bin/chartline schedule --config /srv/c/chartline.yaml\n", "Restart=on-failure\n", "ReadWritePaths=/srv/c/data /srv/c/out /srv/share\n", "PrivateNetwork=yes\n"}, []string{"network-online"}},
		{"service", true, []string{"After=network-online.target\n"}, []string{"PrivateNetwork"}},
		{"timer", false, []string{"Type=oneshot\n", "schedule --once --config", "OnCalendar=*-*-* *:*:00\n", "Persistent=true\n"}, []string{"Restart="}},
		{"cron", false, []string{"* * * * * cd /srv/c && /usr/bin/chartline schedule --once --quiet --config /srv/c/chartline.yaml >>/srv/c/data/schedule.log 2>&1\n"}, nil},
	} {
		t.Run(c.kind, func(t *testing.T) {
			site.Network = c.network
			files, hint, err := site.Install(c.kind)
			if err != nil || hint == "" {
				t.Fatalf("%q, %v", hint, err)
			}
			var text strings.Builder
			for _, f := range files {
				text.WriteString(f.Text)
			}
			for _, want := range c.has {
				if !strings.Contains(text.String(), want) {
					t.Errorf("lacks %q:\n%s", want, text.String())
				}
			}
			for _, not := range c.hasNot {
				if strings.Contains(text.String(), not) {
					t.Errorf("has %q", not)
				}
			}
		})
	}
	site.Out = "/srv/my reports"
	if _, _, err := site.Install("service"); fault.KindOf(err) != fault.Config {
		t.Errorf("a blank splits a path of a unit: %v", err)
	}
}
