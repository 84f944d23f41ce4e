package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"chartline/pipeline/engine/duckdb"
)

// terminal is a pseudo-terminal with the program on its other side.
type terminal struct {
	t      *testing.T
	master *os.File
	cmd    *exec.Cmd

	mu   sync.Mutex
	seen string // what the program has written since the last expectation
}

// atTerminal starts the program in a folder, on a terminal of 80 columns and 12 lines.
func atTerminal(t *testing.T, folder string, args ...string) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no /dev/ptmx on this system")
	}
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no /dev/pts on this system")
	}
	if err := unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 12, Col: 80}); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Args = append([]string{"chartline"}, args...)
	cmd.Dir, cmd.Env = folder, []string{"TERM=xterm", "HOME=" + folder, "TMPDIR=" + t.TempDir()}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := slave.Close(); err != nil {
		t.Fatal(err)
	}
	p := &terminal{t: t, master: master, cmd: cmd}
	go p.read()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has ended where the test passed
		_ = master.Close()
	})
	return p
}

// read gathers what the program writes, and answers where the cursor is as a terminal
// does: the editor of lines asks.
func (p *terminal) read() {
	buf := make([]byte, 4096)
	for {
		n, err := p.master.Read(buf)
		if err != nil {
			return // the program has ended
		}
		p.mu.Lock()
		p.seen += string(buf[:n])
		p.mu.Unlock()
		for range strings.Count(string(buf[:n]), "\x1b[6n") {
			_, _ = p.master.WriteString("\x1b[1;12R")
		}
	}
}

// sequences are what steers a terminal.
var sequences = regexp.MustCompile(`\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78]|\r`)

// expect waits until a text has been written, and forgets it with what came before.
func (p *terminal) expect(want string) {
	p.t.Helper()
	var seen string
	for range 4800 {
		p.mu.Lock()
		seen = sequences.ReplaceAllString(p.seen, "")
		_, after, found := strings.Cut(seen, want)
		if found {
			p.seen = after
		}
		p.mu.Unlock()
		if found {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	p.t.Fatalf("no %q in\n%s", want, seen)
}

// keys types.
func (p *terminal) keys(text string) {
	p.t.Helper()
	if _, err := p.master.WriteString(text); err != nil {
		p.t.Fatal(err)
	}
}

// step is a part of a conversation; what follows cannot stand without it. It ends with the
// prompt.
func (p *terminal) step(name string, talk func()) {
	p.t.Helper()
	p.t.Log(name)
	talk()
	p.expect(prompt)
}

// ends waits for the program's end.
func (p *terminal) ends(code int) {
	p.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(2 * time.Minute):
		p.t.Fatal("it does not end")
	}
	if got := p.cmd.ProcessState.ExitCode(); got != code {
		p.t.Errorf("exit code %d, want %d", got, code)
	}
}

// pulled is a folder with the hospital of the scripts, pulled.
func pulled(t *testing.T) string {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	folder := t.TempDir()
	for to, name := range map[string]string{
		"chartline.yaml": "chartline.yaml", "inbox/encounter.csv": "encounter.csv", "inbox/diagnosis.csv": "diagnosis.csv",
	} {
		content, err := os.ReadFile(filepath.Join("testdata", "hospital", name))
		if err != nil {
			t.Fatal(err)
		}
		to = filepath.Join(folder, filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := atTerminal(t, folder, "pull", "--quiet")
	p.ends(0)
	return folder
}

const prompt = "chartline> "

const forEver = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3;\r"

func TestShellAtATerminal(t *testing.T) {
	folder := pulled(t)
	p := atTerminal(t, folder, "sql")
	p.expect("Made of protected health information.")
	p.expect("--no-history to keep nothing")
	p.expect(prompt)
	p.step("a statement of two lines", func() {
		p.keys("SELECT count(*) + 4000\rAS n FROM encounter;\r")
		p.expect("4030")
	})
	p.step("completion", func() {
		p.keys("SELECT count(*) + 5000 AS x FROM encounte\t;\r")
		p.expect("5030")
	})
	p.step("Tab lists what there is", func() {
		p.keys("SELECT co\t")
		p.expect("code_assignment")
		p.expect("count_if")
		p.keys("unt(*) + 5100 AS x FROM encounter;\r")
		p.expect("5130")
	})
	p.step("after FROM there are tables alone", func() {
		p.keys("SELECT count(*) + 5200 AS x FROM enc\t;\r") // encode is a function
		p.expect("5230")
	})
	p.step("what is typed ahead is not lost", func() {
		p.keys("SELECT 5301 AS x;\rSELECT 5302 AS x;\r")
		p.expect("5301\n")
		p.expect("5302\n")
	})
	p.step("a row that is wider than the terminal is a block", func() {
		p.keys("SELECT * FROM encounter LIMIT 1;\r")
		p.expect("── row 1 ──")
		p.expect("patient_type")
		p.expect("-- more")
		p.keys("q")
	})
	p.step("a mistake goes on", func() {
		p.keys("SELECT nope FROM encounter;\r")
		p.expect("binder error")
		p.expect(prompt)
		p.keys("SELECT 41 + 1 AS x;\r")
		p.expect("42")
	})
	p.step("Ctrl-C stops a statement and keeps the shell", func() {
		p.keys(forEver)
		p.expect("running for 1 s; Ctrl-C stops it")
		p.keys("\x03")
		p.expect("interrupted")
		p.expect(prompt)
		p.keys("SELECT 6000 + 1 AS x;\r")
		p.expect("6001")
		p.expect(prompt)
		p.keys(forEver)
		p.expect("running for 1 s; Ctrl-C stops it")
		p.keys("\x03")
		p.expect("interrupted")
		p.expect(prompt)
		p.keys(".queries principal\r") // loaded now for the first time
		p.expect("frequency/principal")
	})
	p.step("a long answer is shown by pages", func() {
		p.keys("SELECT range + 7000 AS x FROM range(100);\r")
		p.expect("-- more")
		p.keys(" ")
		p.expect("7015")
		p.expect("-- more")
		p.keys("q")
	})
	p.step("the timer", func() {
		p.keys(".timer on\r")
		p.expect(prompt)
		p.keys("SELECT 1;\r")
		p.expect("1 row in 0.")
	})
	p.keys("\x04")
	p.ends(0)
	checkHistory(t, filepath.Join(folder, historyName), "SELECT count(*) + 4000\nAS n FROM encounter;")
}

// checkHistory checks what was kept, and for whom.
func checkHistory(t *testing.T, file, first string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(content), "\n")
	var got string
	if err := json.Unmarshal([]byte(line), &got); err != nil || got != first {
		t.Errorf("%q is kept, %v, want %q", got, err, first)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// TestShellIsEndedInOrder: a signal ends the program, and leaves nothing behind.
func TestShellIsEndedInOrder(t *testing.T) {
	folder := pulled(t)
	p := atTerminal(t, folder, "sql", "--no-history")
	p.expect(prompt)
	p.keys(forEver)
	p.expect("running for 1 s")
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.ends(130)
	if _, err := os.Stat(filepath.Join(folder, historyName)); err == nil {
		t.Error("something is kept in spite of --no-history")
	}
	for _, variable := range p.cmd.Env {
		if temporary, ok := strings.CutPrefix(variable, "TMPDIR="); ok {
			if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
				t.Errorf("%v is left, %v", left, err)
			}
		}
	}
}
