package webhook_test

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"chartline/pipeline/deliver"
	"chartline/pipeline/deliver/delivertest"
	"chartline/pipeline/deliver/webhook"
	"chartline/pipeline/fault"
)

const secret = "a secret that both sides have"

// receiver is a server as the documentation asks for: it checks the signature and the time
// stamp, and takes a message that it has for the same.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	messages map[string]map[string]any
	requests int
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{messages: map[string]map[string]any{}}
	r.Server = httptest.NewServer(http.HandlerFunc(r.take))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests++
	body, err := io.ReadAll(req.Body)
	stamp := req.Header.Get(webhook.TimeHeader)
	seconds, _ := strconv.ParseInt(stamp, 10, 64)
	age := delivertest.Posted.Sub(time.Unix(seconds, 0)).Abs()
	signature := "v1=" + webhook.Sign(secret, stamp, body)
	if err != nil || age > 5*time.Minute || !hmac.Equal([]byte(signature), []byte(req.Header.Get(webhook.SignatureHeader))) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	m := map[string]any{}
	if json.Unmarshal(body, &m) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.messages[req.Header.Get(webhook.KeyHeader)] = m
}

func (r *receiver) only(t *testing.T) map[string]any {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.messages) != 1 {
		t.Fatalf("%d messages", len(r.messages))
	}
	for _, m := range r.messages {
		return m
	}
	return nil
}

func sender(address string) webhook.Sender {
	return webhook.Sender{URL: address, Secret: secret, Link: "https://reports.example.org/", Patience: time.Minute,
		Now: func() time.Time { return delivertest.Posted }}
}

func TestPromises(t *testing.T) {
	delivertest.Promises(t, func(t *testing.T) (deliver.Sender, func() int, func() map[string]string) {
		r := newReceiver(t)
		return sender(r.URL), func() int { return len(r.messages) }, func() map[string]string { return nil }
	})
}

func TestTheMessageSaysWhatIsFinished(t *testing.T) {
	r := newReceiver(t)
	b := delivertest.NewBox(t)
	if err := b.Send(context.Background(), sender(r.URL)); err != nil {
		t.Fatal(err)
	}
	m := r.only(t)
	for name, want := range map[string]any{
		"event": "report.finished", "report": "coding_quality", "title": "Coding quality", "as_of": "2026-10-02T06:00:00Z", "identified": false,
		"link": "https://reports.example.org/coding_quality/2026-10-02/coding_quality.html", "id": b.State(t).Parcel,
	} {
		if m[name] != want {
			t.Errorf("%s is %v, want %v", name, m[name], want)
		}
	}
	if files := m["files"].([]any); len(files) != len(delivertest.Files) {
		t.Errorf("%d files, want %d", len(files), len(delivertest.Files))
	}
	if text, _ := json.Marshal(m); strings.Contains(string(text), "content") {
		t.Error("files are sent along that nobody asked for")
	}
}

func TestFilesAreSentAlongWhereThatIsWanted(t *testing.T) {
	for _, identified := range []bool{false, true} {
		r := newReceiver(t)
		s := sender(r.URL)
		s.Attach = []string{"pdf"}
		b := delivertest.NewBox(t, func(p *deliver.Parcel) { p.Identified = identified })
		if err := b.Send(context.Background(), s); err != nil {
			t.Fatal(err)
		}
		sent := 0
		for _, f := range r.only(t)["files"].([]any) {
			if f.(map[string]any)["content"] != nil {
				sent++
			}
		}
		if want := map[bool]int{false: 1, true: 0}[identified]; sent != want {
			t.Errorf("identified %v: %d files were sent along, want %d", identified, sent, want)
		}
	}
}

func TestAnotherSecretIsRefused(t *testing.T) {
	r := newReceiver(t)
	s := sender(r.URL)
	s.Secret = "another"
	delivertest.NewBox(t).WantsKind(t, s, fault.Policy)
}

func TestServersThatMisbehave(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		kind   fault.Kind
	}{
		{"fails", status(500), fault.Unavailable},
		{"is overloaded", status(503), fault.Unavailable},
		{"asks for patience", status(429), fault.Unavailable},
		{"works on the same message", status(409), fault.Unavailable},
		{"refuses the message", status(400), fault.Policy},
		{"has gone", status(410), fault.Policy},
		{"points elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusTemporaryRedirect)
		}, fault.Config},
		{"hangs up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, fault.Unavailable},
		{"is slow", func(http.ResponseWriter, *http.Request) { time.Sleep(time.Second) }, fault.Unavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(c.answer)
			defer server.Close()
			s := sender(server.URL + "/hook/poison")
			if c.name == "is slow" {
				s.Patience = 200 * time.Millisecond
			}
			b := delivertest.NewBox(t)
			b.WantsKind(t, s, c.kind)
			if message := b.State(t).Message; strings.Contains(message, "poison") || strings.Contains(message, secret) {
				t.Errorf("the message tells what it must not: %s", message)
			}
			if c.kind != fault.Unavailable {
				return
			}
			r := newReceiver(t) // it works again
			if err := b.Send(context.Background(), sender(r.URL)); err != nil {
				t.Fatal(err)
			}
			r.only(t)
		})
	}
}

// TestTheAnswerIsLost: the server has taken the message and hangs up. The same message
// comes again with the same key.
func TestTheAnswerIsLost(t *testing.T) {
	r := newReceiver(t)
	lost := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.take(httptest.NewRecorder(), req)
		if r.requests == 1 {
			panic(http.ErrAbortHandler)
		}
	}))
	defer lost.Close()
	b := delivertest.NewBox(t)
	b.WantsKind(t, sender(lost.URL), fault.Unavailable)
	if err := b.Send(context.Background(), sender(lost.URL)); err != nil {
		t.Fatal(err)
	}
	r.only(t)
	if r.requests != 2 {
		t.Errorf("%d requests, want 2", r.requests)
	}
}

func TestNobodyListens(t *testing.T) {
	server := httptest.NewServer(status(200))
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	delivertest.NewBox(t).WantsKind(t, sender(address.String()), fault.Unavailable)
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}
