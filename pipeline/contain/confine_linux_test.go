package contain

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	kernel "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"

	"chartline/pipeline/contain/sandbox"
	"chartline/pipeline/engine/duckdb"
)

func init() {
	tasks["breach"] = func(args []string) error { return breach(args[0], args[1], args[2], args[3]) }
	tasks["parent"] = func(args []string) error { return parent(args[0]) }
}

// breach is what a statement could do that has got past DuckDB: the process is confined
// and DuckDB has its default settings, with every door open. It prints what succeeds.
func breach(folder, secret, address, extract string) error {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Ping(); err != nil {
		return err
	}
	if _, err := sandbox.Confine(sandbox.Places{Own: folder, Read: []string{extract}}, 256<<20, 1<<20); err != nil {
		return err
	}
	tries := map[string]func() error{
		"read a file in DuckDB":     func() error { return run(db, "SELECT * FROM read_text('"+secret+"')") },
		"write a file in DuckDB":    func() error { return run(db, "COPY (SELECT 1) TO '"+secret+"2'") },
		"read the environment":      func() error { return run(db, "SELECT * FROM read_text('/proc/self/environ')") },
		"attach a file":             func() error { return run(db, "ATTACH '"+secret+".duckdb' AS other") },
		"read a file":               func() error { _, err := os.ReadFile(secret); return err },
		"write a file":              func() error { return os.WriteFile(secret+"3", nil, 0o600) },
		"start a program":           func() error { return exec.Command("/bin/true").Run() },
		"connect":                   func() error { return connect(address) },
		"write much into its place": func() error { return os.WriteFile(filepath.Join(folder, "much"), make([]byte, 2<<20), 0o600) },
		"raise its limits": func() error {
			return unix.Setrlimit(unix.RLIMIT_AS, &unix.Rlimit{Cur: 1 << 50, Max: unix.RLIM_INFINITY})
		},
		"write its extract":              func() error { return os.WriteFile(extract, nil, 0o600) },
		"remove its extract":             func() error { return os.Remove(extract) },
		"write beside its extract":       func() error { return os.WriteFile(extract+"2", nil, 0o600) },
		"list the folder of its extract": func() error { _, err := os.ReadDir(filepath.Dir(extract)); return err },
		"READ ITS EXTRACT":               func() error { return run(db, "SELECT * FROM read_text('"+extract+"')") },
		"WRITE INTO ITS PLACE":           func() error { return os.WriteFile(filepath.Join(folder, "spill"), []byte("x"), 0o600) },
		"COMPUTE":                        func() error { return run(db, "SELECT sum(range) FROM range(100000)") },
	}
	for name, try := range tries {
		if err := try(); err == nil {
			fmt.Println(name)
		}
	}
	return nil
}

func run(db *sql.DB, statement string) error {
	_, err := db.Exec(statement)
	return err
}

// connect uses a plain TCP socket: landlock knows no other.
func connect(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	to := &unix.SockaddrInet4{Port: n}
	copy(to.Addr[:], net.ParseIP(host).To4())
	return unix.Connect(fd, to)
}

// TestProcessHoldsWithoutDuckDB: what is written in capitals must go on working.
func TestProcessHoldsWithoutDuckDB(t *testing.T) {
	abi, err := kernel.LandlockGetABIVersion()
	if err != nil || abi < 4 {
		t.Skipf("landlock %d of this kernel does not know files and network", abi)
	}
	published(t) // skips in a build without DuckDB
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	secret, extract := filepath.Join(t.TempDir(), "secret"), filepath.Join(t.TempDir(), "extract")
	for _, file := range []string{secret, extract} {
		if err := os.WriteFile(file, []byte(poison), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(os.Args[0], "breach", t.TempDir(), secret, listener.Addr().String(), extract).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for done := range strings.Lines(string(out)) {
		if done = strings.TrimSpace(done); strings.ToUpper(done) != done && !(done == "raise its limits" && os.Getuid() == 0) {
			t.Errorf("it could %s", done)
		}
	}
	for _, want := range []string{"READ ITS EXTRACT", "WRITE INTO ITS PLACE", "COMPUTE"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it could not %s: %s", want, out)
		}
	}
}

// TestChildTellsNothing: neither its environment nor its arguments hold anything, and
// least of all the key.
func TestChildTellsNothing(t *testing.T) {
	t.Setenv("CHARTLINE_KEY", poison)
	e := open(t, published(t), small, Limits{})
	c := e.idle[0]
	if environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", c.process.Pid)); err == nil && len(environment) > 0 {
		t.Errorf("the environment holds %d bytes", len(environment))
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", c.process.Pid))
	if want := os.Args[0] + "\x00" + Command + "\x00"; err != nil || string(line) != want {
		t.Errorf("the command line is %q, %v", line, err)
	}
	if c.ring == nil {
		t.Error("the child has no ring")
	}
	if e.Weak() != "" {
		t.Logf("this system is weak: %s", e.Weak())
	}
}

// TestChildDiesWithItsParent: a parent that is killed cannot clean up.
func TestChildDiesWithItsParent(t *testing.T) {
	path := published(t)
	temporary := t.TempDir()
	parent := exec.Command(os.Args[0], "parent", path)
	parent.Env = append(os.Environ(), "TMPDIR="+temporary)
	said, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscanln(said, &pid); err != nil {
		t.Fatalf("the parent does not name its child: %v", err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	wait(t, "the child ends", func() bool {
		_, err := os.Stat(fmt.Sprintf("/proc/%d/status", pid))
		return err != nil
	})
	if left, err := filepath.Glob(filepath.Join(temporary, "*", "*")); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// parent asks what takes for ever, and names the process that it asks.
func parent(path string) error {
	e, err := Open(context.Background(), path, duckdb.Options{Threads: 1}, Limits{})
	if err != nil {
		return err
	}
	fmt.Println(e.idle[0].process.Pid)
	_, _, err = whole(e, bombs["a cross join"])
	return err
}

// wait gives something a while to happen.
func wait(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for range 2400 {
		if happened() {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("within a minute it does not happen that %s", what)
}
