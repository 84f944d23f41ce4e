//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/history"
)

// TestKilledSchedule kills the scheduler, the job that it started, or both, with signal 9
// at random points, again and again, and then wants each report to have been delivered
// exactly once to a folder, a webhook and an SFTP server, whose readers take away what
// arrives. CHARTLINE_KILLS sets how often it kills, beyond the few of the default.
func TestKilledSchedule(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	if testing.Short() {
		t.Skip("takes seconds")
	}
	kills, err := strconv.Atoi(os.Getenv("CHARTLINE_KILLS"))
	if err != nil {
		kills = 12
	}
	site := newKillSite(t)
	generator := mathrand.New(mathrand.NewPCG(7, uint64(kills)))
	site.day(t, 0, 0) // the scheduler learns of the job
	begun := time.Now()
	if !site.day(t, 1, 0) {
		t.Fatal("a day without a kill does not end")
	}
	whole := time.Since(begun)
	days, killed := 2, 0
	for ; killed < kills && (kills > 12 || time.Since(begun) < 10*time.Second); killed++ {
		if site.day(t, days, time.Duration(generator.Float64()*float64(whole)), generator.IntN(3)) {
			days++
		}
	}
	for !site.day(t, days, 0) {
		if time.Since(begun) > time.Hour {
			t.Fatal("the last day does not end")
		}
	}
	t.Logf("%d kills over %d days; a day without one takes %v", killed, days, whole.Round(time.Millisecond))
	site.check(t, days)
}

// killSite is a hospital whose job is due each day and delivers two reports to three
// places.
type killSite struct {
	dir, program, share string
	hook                *hookReceiver
	sftp                *sftpReceiver
	taken               map[string]int // from the share
}

func newKillSite(t *testing.T) *killSite {
	t.Helper()
	s := &killSite{dir: t.TempDir(), hook: newHookReceiver(t), taken: map[string]int{}}
	s.sftp = newSFTPReceiver(t, filepath.Join(s.dir, "remote"))
	s.share = filepath.Join(s.dir, "share")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s.program = filepath.Join(s.dir, "chartline")
	for _, err := range []error{
		os.Symlink(self, s.program), os.MkdirAll(filepath.Join(s.dir, "inbox"), 0o700), os.Mkdir(s.share, 0o700),
		os.WriteFile(filepath.Join(s.dir, "chartline.yaml"), []byte(s.config()), 0o600),
		os.WriteFile(filepath.Join(s.dir, "id"), s.sftp.clientKey, 0o600),
		os.MkdirAll(filepath.Join(s.dir, "reports"), 0o700),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"encounter.csv", "diagnosis.csv"} {
		content, err := os.ReadFile(filepath.Join("testdata", "hospital", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(s.dir, "inbox", name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"first", "second"} {
		spec := "title: The " + name + "\nsensitivity: Internal\nparts:\n  - id: a\n    title: A\n    blocks: [{id: " + name + ", kind: ranking, query: frequency/principal, metric: share, noun: discharges}]\n"
		if err := os.WriteFile(filepath.Join(s.dir, "reports", name+".yaml"), []byte(spec), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pull := exec.Command(s.program, "pull", "--quiet")
	pull.Dir = s.dir
	pull.Env = append(os.Environ(), "HOOK_SECRET=killed and alive")
	if out, err := pull.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return s
}

func (s *killSite) config() string {
	return fmt.Sprintf(`timezone: UTC
store: {path: data/a.duckdb}
reports: reports
sources: [{name: coding, format: coding-csv, path: inbox}]
jobs:
  daily: {reports: [first, second], period: last 12 months, schedule: "0 6 * * *", missed: all, wait: 0s, retries: 100, deliver: [share, hook, partner]}
deliver:
  share: {to: folder, path: share}
  hook: {to: webhook, url: "%s", secret: env:HOOK_SECRET}
  partner: {to: sftp, host: "%s", user: chartline, key: file:id, host_key: "%s", path: "%s"}
`, s.hook.URL, s.sftp.address, s.sftp.hostKey, s.sftp.root)
}

// day runs the scheduler at 06:00 of a day and reports whether its run ended. With a fuse
// it is killed after a while: whom says what of it.
func (s *killSite) day(t *testing.T, day int, fuse time.Duration, whom ...int) bool {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute) // a disk can be busy
	defer stop()
	cmd := exec.CommandContext(ctx, "nice", s.program, "schedule", "--once", "--quiet")
	cmd.Dir = s.dir
	at := time.Date(2026, 10, 1+day, 6, 0, 0, 0, time.UTC)
	if day == 0 {
		at = at.Add(time.Hour)
	}
	cmd.Env = append(os.Environ(), "NOW="+at.Format(time.RFC3339), "HOOK_SECRET=killed and alive", "TMPDIR="+t.TempDir())
	said, err := os.Create(filepath.Join(s.dir, "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	cmd.Stderr = said // a file, since the end of a pipe would wait for what was left alive
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	var burnt <-chan time.Time
	if fuse > 0 {
		burnt = time.After(fuse)
	}
	select {
	case err := <-done:
		if err != nil {
			text, _ := os.ReadFile(said.Name())
			t.Fatalf("ended with %v: %s", err, text)
		}
	case <-burnt:
		kill(cmd.Process.Pid, whom[0])
		<-done
	}
	s.collect(t)
	return s.ran(t, day)
}

// kill ends a program and those that it started: the first alone, the others alone, or
// all.
func kill(pid, whom int) {
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	pids := strings.Fields(string(children))
	for task := range threads(pid) {
		more, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, task))
		pids = append(pids, strings.Fields(string(more))...)
	}
	if whom != 1 {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	for _, child := range pids {
		if id, err := strconv.Atoi(child); err == nil && whom != 0 {
			_ = syscall.Kill(id, syscall.SIGKILL)
		}
	}
	if whom == 1 {
		// The scheduler takes note of the end of its job; then it goes too.
		time.Sleep(50 * time.Millisecond)
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

func threads(pid int) map[string]bool {
	found := map[string]bool{}
	entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	for _, e := range entries {
		found[e.Name()] = true
	}
	return found
}

// ran reports whether the run of a day has ended well, or never will: a job that was
// killed by itself is for a person, who starts it again here.
func (s *killSite) ran(t *testing.T, day int) bool {
	t.Helper()
	if day == 0 {
		return true
	}
	events, err := history.Of(filepath.Join(s.dir, "data", "a.duckdb")).Runs.Read()
	if err != nil {
		t.Fatal(err)
	}
	due := time.Date(2026, 10, 1+day, 6, 0, 0, 0, time.UTC)
	for _, r := range history.FoldRuns(events) {
		if r.Due.Equal(due) && r.Event == history.Ended && r.Code == killedCode {
			s.again(t, due)
			return true
		}
		if r.Due.Equal(due) && r.Event == history.Ended && r.Code == 0 {
			return true
		}
	}
	return false
}

const killedCode = killed

// again runs the job of a due time as a person does who saw that it was killed.
func (s *killSite) again(t *testing.T, due time.Time) {
	t.Helper()
	cmd := exec.Command(s.program, "run", "daily", "--quiet", "--due", due.Format(time.RFC3339))
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "NOW="+due.Format(time.RFC3339), "HOOK_SECRET=killed and alive")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s.collect(t)
}

// collect is the reader of both folders: a report is whole, and is taken away.
func (s *killSite) collect(t *testing.T) {
	t.Helper()
	for _, from := range []struct {
		root  string
		taken map[string]int
	}{{s.share, s.taken}, {s.sftp.root, s.sftp.taken}} {
		for _, report := range []string{"first", "second"} {
			entries, err := os.ReadDir(filepath.Join(from.root, report))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			for _, e := range entries {
				if strings.HasPrefix(e.Name(), ".") {
					continue
				}
				place := filepath.Join(from.root, report, e.Name())
				for _, name := range []string{report + ".pdf", report + ".html", "manifest.json"} {
					if info, err := os.Stat(filepath.Join(place, name)); err != nil || info.Size() == 0 {
						t.Errorf("%s/%s is not whole: %s", report, e.Name(), name)
					}
				}
				from.taken[report+"/"+e.Name()]++
				if err := os.RemoveAll(place); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// check wants both reports of each day once at each place.
func (s *killSite) check(t *testing.T, days int) {
	t.Helper()
	s.hook.mu.Lock()
	defer s.hook.mu.Unlock()
	for place, taken := range map[string]map[string]int{"folder": s.taken, "sftp": s.sftp.taken, "webhook": s.hook.taken} {
		if len(taken) != 2*days {
			t.Errorf("%s has %d reports, want %d", place, len(taken), 2*days)
		}
		for report, n := range taken {
			if n != 1 {
				t.Errorf("%s has %s %d times", place, report, n)
			}
		}
	}
}
