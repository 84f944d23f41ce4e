package secret

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

// TestCommandOfASecret runs programs that print a secret, say it elsewhere, fail, hang and
// print too much. No error may hold what they said.
func TestCommandOfASecret(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh on this system")
	}
	for _, c := range []struct {
		name, line, want string
		kind             fault.Kind
		trouble          string
	}{
		{"prints it", `sh -c "echo s3cret one"`, "s3cret one\n", 0, ""},
		{"no shell of its own", `echo $HOME; 'a  b'`, "$HOME; a  b\n", 0, ""},
		{"also speaks elsewhere", `sh -c "echo s3cret; echo s3cret two >&2"`, "s3cret\n", 0, ""},
		{"fails", `sh -c "echo s3cret; echo s3cret >&2; exit 3"`, "", fault.Unavailable, "sh, failed"},
		{"hangs", `sleep 300`, "", fault.Unavailable, "took longer than"},
		{"leaves a program behind", `sh -c "echo s3cret; sleep 300"`, "", fault.Unavailable, "took longer than"},
		{"prints too much", `sh -c "yes s3cret"`, "", fault.Config, "more than 64 KiB"},
		{"is not there", `no-such-program-here s3cret`, "", fault.Unavailable, "failed"},
		{"an open quote", `echo "s3cret`, "", fault.Config, "words"},
		{"nothing", ` `, "", fault.Config, "words"},
	} {
		t.Run(c.name, func(t *testing.T) {
			limit := time.Minute // what ends by itself may be slow on a busy machine
			if strings.HasPrefix(c.trouble, "took longer") {
				limit = 500 * time.Millisecond
			}
			begun := time.Now()
			got, err := run("chartline.yaml:3", c.line, limit)
			if got != c.want || (err == nil) != (c.trouble == "") {
				t.Fatalf("got %q and %v", got, err)
			}
			if err != nil && (fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.trouble) || strings.Contains(err.Error(), "s3cret")) {
				t.Errorf("error %v, want one of kind %v that says %q", err, c.kind, c.trouble)
			}
			if took := time.Since(begun); took > time.Minute {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestCommandTakesItsOwnWithIt: what a program started ends with it, whether it is killed while it
// runs or has ended before.
func TestCommandTakesItsOwnWithIt(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("processes are looked at in /proc")
	}
	for name, line := range map[string]string{
		"killed with it": `sh -c "sleep 300 & echo $! > %s; wait"`,
		"left behind":    `sh -c "sleep 300 & echo $! > %s; echo s3cret"`,
	} {
		t.Run(name, func(t *testing.T) {
			noted := filepath.Join(t.TempDir(), "pid")
			var pid []byte
			for limit := 250 * time.Millisecond; len(pid) == 0; limit *= 2 { // until it has come to what it starts
				if _, err := run("here", fmt.Sprintf(line, noted), limit); fault.KindOf(err) != fault.Unavailable {
					t.Fatalf("%v, want that it failed or took too long", err)
				}
				pid, _ = os.ReadFile(noted)
			}
			for begun := time.Now(); alive(strings.TrimSpace(string(pid))); time.Sleep(10 * time.Millisecond) {
				if time.Since(begun) > time.Minute {
					t.Fatal("what it started still runs")
				}
			}
		})
	}
}

// alive reports whether a process runs; one that ended and was not waited for does not.
func alive(pid string) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// TestCommandRunsOnce: what opens a store asks for its key several times.
func TestCommandRunsOnce(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh on this system")
	}
	ran := filepath.Join(t.TempDir(), "ran")
	for range 3 {
		got, err := Resolve("here", `cmd:sh -c "echo x >> `+ran+`; echo s3cret"`)
		if err != nil || got != "s3cret" {
			t.Fatalf("%q %v", got, err)
		}
	}
	if text, _ := os.ReadFile(ran); string(text) != "x\n" {
		t.Errorf("it ran %d times", strings.Count(string(text), "x"))
	}
	_, err := Resolve("here", "cmd:true --token=s3cret")
	if fault.KindOf(err) != fault.Config || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("nothing printed: %v", err)
	}
}
