// Package servertest starts real database servers for tests, from the packages of the
// system, and stops them. A test of a server that is not installed is skipped by name.
package servertest

import (
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Server is a server that runs on this machine for a test.
type Server struct {
	Address string // URL of its administrator, without TLS
	Host    string // host and port
	CA      string // PEM file of the authority that signed its certificate
	Socket  string // folder or file of its socket

	folder string
	death  string    // the signal at which it ends without a word to its clients
	life   io.Closer // what keeps it alive
	ended  chan struct{}
}

// Password is that of every account.
const Password = "p@ss/word"

// shared are the servers that all tests of a package use.
var shared struct {
	sync.Mutex
	running map[string]*Server
}

// Main runs the tests of a package, and stops the servers that they share.
func Main(m *testing.M) {
	code := m.Run()
	for _, s := range shared.running {
		s.Kill()
	}
	os.Exit(code)
}

// Postgres is a PostgreSQL server that the tests of the package share.
func Postgres(t testing.TB) *Server { return once(t, "postgres", startPostgres) }

// MariaDB is a MariaDB server that the tests of the package share.
func MariaDB(t testing.TB) *Server { return once(t, "mariadb", startMariaDB) }

func once(t testing.TB, name string, start func(testing.TB) *Server) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if s := shared.running[name]; s != nil {
		return s
	}
	if shared.running == nil {
		shared.running = map[string]*Server{}
	}
	s := start(t)
	shared.running[name] = s
	return s
}

// OwnPostgres is a PostgreSQL server of one test.
func OwnPostgres(t testing.TB) *Server { return own(t, startPostgres) }

// OwnMariaDB is a MariaDB server of one test.
func OwnMariaDB(t testing.TB) *Server { return own(t, startMariaDB) }

func own(t testing.TB, start func(testing.TB) *Server) *Server {
	t.Helper()
	s := start(t)
	t.Cleanup(s.Kill)
	return s
}

// Kill ends the server and everything that it started, at once, and removes its files.
func (s *Server) Kill() {
	_ = s.life.Close()
	<-s.ended
}

// account is the one that servers run as: none of them runs as root.
type account struct {
	uid, gid int
}

// accountOf finds an account to run as: the one that the package made, or ourselves.
func accountOf(t testing.TB, name string) account {
	t.Helper()
	if os.Getuid() != 0 {
		return account{os.Getuid(), os.Getgid()}
	}
	for _, name := range []string{name, "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		return account{uid, gid}
	}
	t.Skip("there is no account that a server could run as")
	return account{}
}

// folder makes a folder of the account's own, with a short name: that of a socket may
// have about a hundred characters.
func (a account) folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "chartline-db-")
	if err == nil {
		err = os.Chown(dir, a.uid, a.gid)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// command runs as the account, in a group of processes of its own and with its folder as
// the one for temporary files: a MariaDB that starts deletes the temporary tables of every
// other that shares that folder.
func (a account) command(folder, program string, args ...string) *exec.Cmd {
	c := exec.Command(program, args...)
	c.Dir = folder
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME=" + folder, "TMPDIR=" + folder}
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return c
}

// write puts a file into the folder, readable by the account alone.
func (a account) write(t testing.TB, path string, content []byte) string {
	t.Helper()
	err := os.WriteFile(path, content, 0o600)
	if err == nil {
		err = os.Chown(path, a.uid, a.gid)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// program finds a program in the path or where a package puts it, the newest first.
func program(name string, elsewhere string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	found, _ := filepath.Glob(filepath.Join(elsewhere, name))
	if len(found) == 0 {
		return ""
	}
	sort.Strings(found)
	return found[len(found)-1]
}

// port finds one that is free, below those that the system gives to whoever asks for any:
// one of those would be somebody's before the server has it.
func port(t testing.TB) string {
	t.Helper()
	for range 100 {
		number := strconv.Itoa(20000 + rand.IntN(10000))
		if l, err := net.Listen("tcp", "127.0.0.1:"+number); err == nil {
			_ = l.Close()
			return number
		}
	}
	t.Fatal("no port is free")
	return ""
}

// guard runs a server until its own input ends, which it does when the test closes it or
// dies: a server must not outlive its test. It is given the signal and the command.
const guard = `"$@" & server=$!; cat >/dev/null; kill -s "$0" $server; wait $server; rm -rf "$PWD"`

// start starts the server's process and waits until it answers.
func (s *Server) start(t testing.TB, a account, answers func() error, command ...string) {
	t.Helper()
	log, err := os.Create(filepath.Join(s.folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	c := a.command(s.folder, "/bin/sh", append([]string{"-c", guard, s.death}, command...)...)
	c.Stdout, c.Stderr = log, log
	if s.life, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	s.ended = make(chan struct{})
	go func() {
		defer close(s.ended)
		_ = c.Wait()
	}()
	deadline := time.Now().Add(2 * time.Minute)
	for err := answers(); err != nil; err = answers() {
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(log.Name())
			s.Kill()
			t.Fatalf("the server does not answer: %v\n%.4000s", err, text)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// run runs a program to its end.
func run(t testing.TB, c *exec.Cmd) {
	t.Helper()
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", c.Path, err, out)
	}
}
