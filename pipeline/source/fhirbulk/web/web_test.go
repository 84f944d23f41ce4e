package web

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"":    0,
		"120": 2 * time.Minute, " 7 ": 7 * time.Second, "0": time.Second,
		"-3": 0, "1.5": 0, "soon": 0, "99999999999999999999999": 0,
		"18446744073709551615":           365 * 24 * time.Hour,
		"Sun, 01 Mar 2026 12:00:30 GMT":  30 * time.Second,
		"Sunday, 01-Mar-26 12:01:00 GMT": time.Minute,
		"Sun Mar  1 13:00:00 2026":       time.Hour,
		"Sun, 01 Mar 2026 11:00:00 GMT":  time.Second, // it has passed
	} {
		if got := retryAfter(text, now); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestGrowing: the waits double, with jitter in their upper half, up to a minute.
func TestGrowing(t *testing.T) {
	seen := map[time.Duration]bool{}
	for n, most := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60, 60} {
		for range 100 {
			got := growing(n)
			if got <= most*time.Second/2 || got > most*time.Second {
				t.Fatalf("wait %d is %v, want one between half of %ds and all of it", n, got, most)
			}
			seen[got] = true
		}
	}
	if len(seen) < 850 {
		t.Errorf("%d waits of 900 differ: clients come back together", len(seen))
	}
	if got := growing(1 << 40); got > time.Minute {
		t.Errorf("wait %v", got)
	}
}

func TestOrigins(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.example/x?y":      "https://a.example:443",
		"https://A.EXAMPLE:443/":     "https://a.example:443",
		"http://a.example":           "http://a.example:80",
		"https://a.example:8443/":    "https://a.example:8443",
		"https://user:pw@a.example/": "https://a.example:443",
		"http://[::1]:80/":           "http://[::1]:80",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := Origin(u); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func TestProtected(t *testing.T) {
	for address, want := range map[string]bool{
		"https://a.example": true, "http://a.example": false, "http://localhost:1": true, "http://LOCALHOST": true,
		"http://127.1.2.3": true, "http://[::1]": true, "http://localhost.example": false, "http://10.0.0.1": false,
		"file:///etc": false, "https:///x": false, "": false, "ftp://localhost": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := Protected(u); got != want {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
}

// failing is a network on which every request fails in the same way.
type failing struct {
	err   error
	times int
}

func (f *failing) RoundTrip(*http.Request) (*http.Response, error) { f.times++; return nil, f.err }

func client(transport http.RoundTripper) *Client {
	sleep := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return &Client{
		HTTP:     &http.Client{Transport: transport},
		Patience: NewPatience(time.Hour, Clock{Now: time.Now, Sleep: sleep}), Place: "PLACE",
	}
}

// TestFailures: what the network says quotes addresses, and is not shown.
func TestFailures(t *testing.T) {
	known := fault.New(fault.Config, "x", "y", "z")
	for _, c := range []struct {
		name  string
		err   error
		times int
		want  string
	}{
		{"nobody listens", &net.OpError{Op: "dial", Err: errors.New("SECRET")}, 8, "PLACE: gave up it after 8 attempts without a whole answer; try again later"},
		{"no such name", &net.DNSError{Name: "SECRET", IsNotFound: true}, 8, "PLACE: the name of its host, or of one that it refers to, is not known; check path:, and try again"},
		{"no trust", x509.UnknownAuthorityError{}, 1, "PLACE: its certificate is not trusted; set options: ca to the certificates that it is signed with"},
		{"a fault of ours", known, 1, "x: y; z"},
	} {
		network := &failing{err: c.err}
		_, err := client(network).Do(t.Context(), Call{What: "it", URL: "http://localhost/SECRET"})
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		if network.times != c.times {
			t.Errorf("%s: %d attempts, want %d", c.name, network.times, c.times)
		}
	}
	_, err := client(&failing{}).Do(t.Context(), Call{What: "it", URL: "http://[SECRET"})
	if err == nil || err.Error() != "PLACE: it cannot be asked for; check that it is a server of FHIR" {
		t.Errorf("an address that is none: %v", err)
	}
}

// TestInterrupted: a run that is told to stop while it waits does not wait.
func TestInterrupted(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer server.Close()
	c := client(http.DefaultTransport)
	c.Patience = NewPatience(24*time.Hour, System)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.Do(ctx, Call{What: "it", URL: server.URL})
	if fault.KindOf(err) != fault.Interrupted || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want an interruption", err)
	}
}

// TestSilence: an answer that does not begin, and one that does not go on.
func TestSilence(t *testing.T) {
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
		}
		<-over
	}))
	defer server.Close()
	defer close(over)
	silent := func(after time.Duration) *Client {
		transport, err := Transport("", after)
		if err != nil {
			t.Fatal(err)
		}
		return client(transport)
	}
	if _, err := silent(50*time.Millisecond).Do(t.Context(), Call{What: "it", URL: server.URL + "/head"}); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("error %v, want that it is unavailable", err)
	}
	resp, err := silent(2*time.Second).Do(t.Context(), Call{What: "it", URL: server.URL + "/body"}) // its head comes in time
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); err == nil || string(text) != "x" {
		t.Errorf("read %q and %v, want x and an error", text, err)
	}
}

// TestSlowIsNotSilent: an answer may take longer than the silence, as long as it goes on.
func TestSlowIsNotSilent(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 25 {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			time.Sleep(200 * time.Millisecond)
		}
	}))
	defer server.Close()
	transport, err := Transport("", 4*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client(transport).Do(t.Context(), Call{What: "it", URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); err != nil || len(text) != 25 {
		t.Errorf("read %q and %v", text, err)
	}
}
