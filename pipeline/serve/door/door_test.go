package door

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

// TestWhere listens elsewhere under TLS only. The addresses are of no interface where they
// must be refused before anything is opened.
func TestWhere(t *testing.T) {
	for address, want := range map[string]fault.Kind{
		"127.0.0.1:0": 0, "localhost:0": 0, "0.0.0.0:0": fault.Config, ":0": fault.Config, "[::]:0": fault.Config,
		"192.0.2.1:0": fault.Config, "server.example.org:0": fault.Config, "localhost.example.org:0": fault.Config, "127.0.0.1": fault.Config,
	} {
		l, err := Listen(address, nil, 1)
		if fault.KindOf(err) != want {
			t.Errorf("%s: %v", address, err)
		}
		if l != nil {
			_ = l.Close()
		}
	}
	l, err := Listen("0.0.0.0:0", &tls.Config{}, 1)
	if err != nil {
		t.Fatalf("under TLS: %v", err)
	}
	_ = l.Close()
	if _, err := Security("here", []byte("no PEM"), nil); fault.KindOf(err) != fault.Config {
		t.Errorf("a certificate that is none: %v", err)
	}
}

// TestCount opens connections beyond the limit: 64 are marked, the next is closed, and those
// that end make room.
func TestCount(t *testing.T) {
	l, err := Listen("127.0.0.1:0", nil, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	accepted := make(chan net.Conn, 100)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				close(accepted)
				return
			}
			accepted <- c
		}
	}()
	dial := func() net.Conn {
		t.Helper()
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	isExcess := func(c net.Conn) bool { _, ok := c.RemoteAddr().(Excess); return ok }
	var first net.Conn
	for i := range 2 + waiting {
		dial()
		c := <-accepted
		if isExcess(c) != (i >= 2) {
			t.Fatalf("connection %d is marked: %v", i+1, isExcess(c))
		}
		if i == 0 {
			first = c
		} else if i > 2 {
			defer c.Close()
		} else if i == 2 {
			_ = c.Close()
			_ = c.Close() // twice must count once
			dial()
			<-accepted
		}
	}
	closed := dial()
	if err := closed.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := closed.Read(make([]byte, 1)); err == nil || !errors.Is(err, io.EOF) && isTimeout(err) {
		t.Errorf("a connection beyond all is open: %v", err)
	}
	_ = first.Close()
	if len(accepted) != 0 {
		t.Error("a connection beyond all was accepted")
	}
}

func isTimeout(err error) bool {
	var of net.Error
	return errors.As(err, &of) && of.Timeout()
}
