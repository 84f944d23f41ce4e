package sftp_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	sftpserver "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"chartline/pipeline/deliver"
	"chartline/pipeline/deliver/delivertest"
	"chartline/pipeline/deliver/sftp"
	"chartline/pipeline/fault"
)

const place = "in/coding_quality/2026-10-02"

// server is an SSH server with one folder, for the user chartline and the password right.
type server struct {
	address string
	root    string
	key     ssh.PublicKey
	mu      sync.Mutex
	cut     int64                // bytes after which a connection is cut; 0 for never
	files   *sftpserver.Handlers // in place of the folder; nil for it
	wait    time.Duration        // before a connection is answered
	conns   []net.Conn
}

func newServer(t *testing.T) *server {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	conf := &ssh.ServerConfig{PasswordCallback: func(c ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
		if c.User() == "chartline" && string(password) == "right" {
			return nil, nil
		}
		return nil, errors.New("wrong password")
	}}
	conf.AddHostKey(signer)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{address: listener.Addr().String(), root: t.TempDir(), key: signer.PublicKey()}
	t.Cleanup(func() {
		listener.Close()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, c := range s.conns {
			c.Close()
		}
	})
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, conn)
			wait, cut := s.wait, s.cut
			s.mu.Unlock()
			if cut > 0 {
				conn = &cutConn{Conn: conn, left: cut}
			}
			go func() {
				time.Sleep(wait)
				s.serve(conn, conf)
			}()
		}
	}()
	return s
}

func (s *server) serve(conn net.Conn, conf *ssh.ServerConfig) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, conf)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for c := range channels {
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil)
			}
		}()
		s.mu.Lock()
		files := s.files
		s.mu.Unlock()
		if files != nil {
			_ = sftpserver.NewRequestServer(channel, *files).Serve()
			return
		}
		served, err := sftpserver.NewServer(channel, sftpserver.WithServerWorkingDirectory(s.root))
		if err != nil {
			return
		}
		_ = served.Serve()
	}
}

// cutConn breaks after so many bytes from the client.
type cutConn struct {
	net.Conn
	left int64
}

func (c *cutConn) Read(b []byte) (int, error) {
	if c.left <= 0 {
		c.Close()
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.Conn.Read(b[:min(int64(len(b)), c.left)])
	c.left -= int64(n)
	return n, err
}

func (s *server) sender() sftp.Sender {
	return sftp.Sender{Address: s.address, Path: "in", User: "chartline", Auth: []ssh.AuthMethod{ssh.Password("right")}, HostKey: s.key, Patience: time.Minute}
}

// take gives the files of the report, if it has arrived, and takes it away.
func (s *server) take(t *testing.T) map[string]string {
	t.Helper()
	dir := filepath.Join(s.root, place)
	if _, err := os.Stat(dir); err != nil {
		return nil
	}
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		found[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestPromises(t *testing.T) {
	delivertest.Promises(t, func(t *testing.T) (deliver.Sender, func() int, func() map[string]string) {
		s, taken := newServer(t), 0
		var last map[string]string
		collect := func() {
			if found := s.take(t); found != nil {
				last = found
				taken++
			}
		}
		return collected{s.sender(), collect}, func() int { return taken }, func() map[string]string { return last }
	})
}

// collected is a sender whose reader comes after each step and takes the report away.
type collected struct {
	deliver.Sender
	collect func()
}

func (c collected) Complete(ctx context.Context, p *deliver.Parcel) error {
	defer c.collect()
	return c.Sender.Complete(ctx, p)
}

func TestAnotherKeyIsNotTrusted(t *testing.T) {
	s, other := newServer(t), newServer(t)
	stranger := s.sender()
	stranger.HostKey = other.key
	b := delivertest.NewBox(t)
	b.WantsKind(t, stranger, fault.Policy)
	if s.take(t) != nil {
		t.Error("a server of unknown key got the report")
	}
}

func TestAWrongPasswordIsForAPerson(t *testing.T) {
	s := newServer(t).sender()
	s.Auth = []ssh.AuthMethod{ssh.Password("wrong")}
	delivertest.NewBox(t).WantsKind(t, s, fault.Config)
}

// TestACutConnectionIsTakenUp cuts the connection after more and more bytes, through the
// handshake, the files and the rename, until the report arrives.
func TestACutConnectionIsTakenUp(t *testing.T) {
	s := newServer(t)
	b := delivertest.NewBox(t)
	taken := 0
	for cut := int64(400); b.State(t).Waits(); cut += 400 {
		if cut > 100_000 {
			t.Fatal("the report never arrives")
		}
		s.mu.Lock()
		s.cut = cut
		s.mu.Unlock()
		if err := b.Send(context.Background(), s.sender()); err != nil && fault.KindOf(err) != fault.Unavailable {
			t.Fatalf("cut after %d bytes: %v", cut, err)
		}
		if found := s.take(t); found != nil {
			taken++
			if len(found) != len(delivertest.Files) {
				t.Errorf("cut after %d bytes: %d files arrived", cut, len(found))
			}
		}
	}
	if taken != 1 || b.State(t).Attempts < 3 {
		t.Errorf("arrived %d times after %d cuts", taken, b.State(t).Attempts)
	}
}

func TestASlowServerIsTriedAgain(t *testing.T) {
	s := newServer(t)
	s.mu.Lock()
	s.wait = time.Second
	s.mu.Unlock()
	slow := s.sender()
	slow.Patience = 100 * time.Millisecond
	b := delivertest.NewBox(t)
	b.WantsKind(t, slow, fault.Unavailable)
	if err := b.Send(context.Background(), s.sender()); err != nil {
		t.Fatal(err)
	}
}

// fullDisk takes files up to a size.
type fullDisk struct {
	sftpserver.Handlers
	room int64
}

func (f *fullDisk) Filewrite(r *sftpserver.Request) (io.WriterAt, error) {
	w, err := f.FilePut.Filewrite(r)
	return &shortWriter{w, f}, err
}

type shortWriter struct {
	io.WriterAt
	disk *fullDisk
}

func (w *shortWriter) WriteAt(b []byte, at int64) (int, error) {
	if at+int64(len(b)) > w.disk.room {
		return 0, errors.New("no space left on device")
	}
	return w.WriterAt.WriteAt(b, at)
}

func TestAFullDiskThere(t *testing.T) {
	s := newServer(t)
	memory := sftpserver.InMemHandler()
	disk := &fullDisk{Handlers: memory, room: 8}
	s.files = &sftpserver.Handlers{FileGet: memory.FileGet, FilePut: disk, FileCmd: memory.FileCmd, FileList: memory.FileList}
	there := s.sender()
	there.Path = "/in"
	b := delivertest.NewBox(t)
	b.WantsKind(t, there, fault.Unavailable)
	disk.room = 1 << 20
	if err := b.Send(context.Background(), there); err != nil {
		t.Fatal(err)
	}
}
