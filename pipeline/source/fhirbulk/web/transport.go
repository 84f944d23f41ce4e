package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"chartline/pipeline/fault"
)

// Silence is how long a server may send nothing before its connection counts as dropped.
const Silence = 5 * time.Minute

// Transport carries requests. certificates, where it is not empty, is a file of those
// that are trusted besides the system's; silence is Silence but in tests.
func Transport(certificates string, silence time.Duration) (http.RoundTripper, error) {
	t := http.DefaultTransport.(*http.Transport).Clone()
	if certificates != "" {
		pool, err := trusted(certificates)
		if err != nil {
			return nil, err
		}
		t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &watch{next: t, silence: silence}, nil
}

func trusted(path string) (*x509.CertPool, error) {
	const where, fix = "options: ca", "set it to a file of certificates in PEM"
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, where, "the file cannot be read", fix)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fault.New(fault.Config, where, "the file holds no certificate", fix)
	}
	return pool, nil
}

// watch ends an exchange in which the server fell silent.
type watch struct {
	next    http.RoundTripper
	silence time.Duration
}

// RoundTrip makes a request.
func (w *watch) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	timer := time.AfterFunc(w.silence, cancel)
	resp, err := w.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		timer.Stop()
		cancel()
		return nil, err
	}
	resp.Body = &watched{body: resp.Body, timer: timer, silence: w.silence, cancel: cancel}
	return resp, nil
}

// CloseIdleConnections closes what is kept open for requests to come.
func (w *watch) CloseIdleConnections() {
	if t, ok := w.next.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// watched is a body whose every part must come in time.
type watched struct {
	body    io.ReadCloser
	timer   *time.Timer
	silence time.Duration
	cancel  context.CancelFunc
}

// Read reads what has come.
func (w *watched) Read(p []byte) (int, error) {
	w.timer.Reset(w.silence)
	return w.body.Read(p)
}

// Close ends the exchange.
func (w *watched) Close() error {
	w.timer.Stop()
	err := w.body.Close()
	w.cancel()
	return err
}

// Origin is the server that an address means: its scheme, host and port.
func Origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// Protected reports whether nobody can listen on the way to an address: it goes by TLS,
// or does not leave the machine.
func Protected(u *url.URL) bool {
	if u.Scheme == "https" {
		return u.Host != ""
	}
	return u.Scheme == "http" && isLoopback(u.Hostname())
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

var errTooMany = errors.New("stopped after 10 redirects")

// Redirects is the policy for being sent elsewhere. allowed says whether an address may
// be gone to at all; the address that was left, which may be a secret in itself, is not
// told to the one that is gone to.
func Redirects(place string, allowed func(*url.URL) bool) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		req.Header.Del("Referer")
		if len(via) >= 10 {
			return fault.Wrap(fault.Input, errTooMany, place, "it sends requests from one address to the next without an end", "tell its owner")
		}
		if !allowed(req.URL) {
			return fault.New(fault.Config, place, "it sends requests to an address that is not protected by TLS", "tell its owner, or set options: insecure to true")
		}
		return nil
	}
}
