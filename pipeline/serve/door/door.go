// Package door is where a server of Chartline listens: on this machine alone, or elsewhere
// under TLS; for so many connections and no more.
package door

import (
	"crypto/tls"
	"net"
	"sync"
	"time"

	"chartline/pipeline/fault"
)

// waiting is how many connections beyond the limit are let in to be told so; any beyond
// these are closed at once.
const waiting = 64

// farewell is how long a connection that is only told lasts.
const farewell = 5 * time.Second

// Listen opens host:port for so many connections at once. Without TLS it listens on this
// machine only: tokens and answers would cross the network in the clear. The TLS itself is
// for the server behind the door to speak.
func Listen(address string, security *tls.Config, connections int64) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, address, "is not host:port", "write one such as 127.0.0.1:32010")
	}
	if security == nil && !isLoopback(host) {
		return nil, fault.New(fault.Config, address, "is not this machine alone, and there is no TLS",
			"name certificate: and key: under serve:, or listen on 127.0.0.1")
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, address, "cannot be listened on", "see whether another program has the port")
	}
	return &counted{Listener: l, limit: connections}, nil
}

// isLoopback reports whether a host is this machine. A name other than localhost is not
// looked up: what it means can change after it was.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Security is TLS with a certificate and its key, both as PEM.
func Security(where string, certificate, key []byte) (*tls.Config, error) {
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, where, "certificate and key are not of each other, or not PEM", "name the PEM files that your authority gave")
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13}, nil
}

// Excess is the remote address of a connection beyond the limit: a server answers each
// request of it with a refusal.
type Excess struct{ net.Addr }

// counted counts the connections of a listener.
type counted struct {
	net.Listener
	limit int64

	mu   sync.Mutex
	open int64
}

// Accept implements net.Listener.
func (l *counted) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		switch n := l.add(1); {
		case n <= l.limit:
			return &connection{Conn: c, of: l}, nil
		case n <= l.limit+waiting:
			told := &connection{Conn: c, of: l, excess: true}
			time.AfterFunc(farewell, func() { _ = told.Close() }) // it may be closed already
			return told, nil
		}
		l.add(-1)
		_ = c.Close() // nothing was written
	}
}

func (l *counted) add(n int64) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open += n
	return l.open
}

// connection is counted until it is closed.
type connection struct {
	net.Conn
	of     *counted
	excess bool
	once   sync.Once
}

// Close implements net.Conn.
func (c *connection) Close() error {
	c.once.Do(func() { c.of.add(-1) })
	return c.Conn.Close()
}

// RemoteAddr implements net.Conn.
func (c *connection) RemoteAddr() net.Addr {
	if c.excess {
		return Excess{c.Conn.RemoteAddr()}
	}
	return c.Conn.RemoteAddr()
}
