package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"chartline/pipeline/deliver/mail"
)

// server is an SMTP server with STARTTLS and a mailbox that drops what has a Message-ID
// that it has seen.
type server struct {
	host  string
	port  int
	trust *x509.CertPool

	mu      sync.Mutex
	mailbox map[string][]byte // by Message-ID
	taken   int               // messages accepted, duplicates included
	reject  map[string]*smtp.SMTPError
	drop    bool // hang up after the message was taken
	wait    time.Duration
	conns   []net.Conn
}

func newServer(t *testing.T, plain bool) *server {
	t.Helper()
	cert, pool := certificate(t)
	s := &server{host: "127.0.0.1", trust: pool, mailbox: map[string][]byte{}, reject: map[string]*smtp.SMTPError{}}
	served := smtp.NewServer(s)
	served.Domain, served.AllowInsecureAuth = "mail.example.org", false
	served.ReadTimeout, served.WriteTimeout = time.Minute, time.Minute
	if !plain {
		served.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	go func() { _ = served.Serve(&remembering{listener, s}) }()
	t.Cleanup(func() { _ = served.Close() })
	return s
}

// remembering keeps the connections of a listener, so that they can be cut.
type remembering struct {
	net.Listener
	s *server
}

func (r *remembering) Accept() (net.Conn, error) {
	c, err := r.Listener.Accept()
	if err == nil {
		r.s.mu.Lock()
		r.s.conns = append(r.s.conns, c)
		r.s.mu.Unlock()
	}
	return c, err
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	wait := s.wait
	s.mu.Unlock()
	time.Sleep(wait)
	return &session{s: s}, nil
}

type session struct {
	s       *server
	allowed bool
}

func (*session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "chartline" || password != "right" {
			return smtp.ErrAuthFailed
		}
		c.allowed = true
		return nil
	}), nil
}

func (c *session) step(name string) error {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if err := c.s.reject[name]; err != nil {
		return err
	}
	return nil
}

func (c *session) Mail(string, *smtp.MailOptions) error {
	if !c.allowed {
		return smtp.ErrAuthRequired
	}
	return c.step("MAIL")
}

func (c *session) Rcpt(string, *smtp.RcptOptions) error { return c.step("RCPT") }

func (c *session) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := c.step("DATA"); err != nil {
		return err
	}
	m, err := netmail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		return err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.taken++
	c.s.mailbox[m.Header.Get("Message-ID")] = content
	if c.s.drop {
		c.s.drop = false
		for _, conn := range c.s.conns {
			_ = conn.Close()
		}
		return errors.New("cut")
	}
	return nil
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }

// only gives the one message in the mailbox.
func (s *server) only(t *testing.T) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.mailbox) != 1 {
		t.Fatalf("%d messages are in the mailbox", len(s.mailbox))
	}
	for _, m := range s.mailbox {
		return strings.ReplaceAll(string(m), "=\r\n", "") // lines that are folded (RFC 2045)
	}
	return ""
}

func (s *server) sender() mail.Sender {
	return mail.Sender{
		Host: s.host, Port: s.port, User: "chartline", Password: "right", From: "chartline@example.org", To: []string{"him@example.org", "cfo@example.org"},
		Link: "https://reports.example.org", Patience: time.Minute, TLS: &tls.Config{RootCAs: s.trust, ServerName: s.host},
	}
}

// certificate is one of its own authority for this machine.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
