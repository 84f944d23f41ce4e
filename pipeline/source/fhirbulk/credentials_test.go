package fhirbulk

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/sourcetest"
)

// TestBackendServices: the endpoint is found, the assertion verified with the public key,
// and one token serves the whole export.
func TestBackendServices(t *testing.T) {
	ec, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		private any
		public  any
	}{{"RS384", rsaKey(), rsaKey().Public()}, {"ES384", ec, ec.Public()}} {
		t.Run(c.name, func(t *testing.T) {
			h := newHospital(t)
			s, a := backend(t, h)
			a.public, s.spec.Options["key"] = c.public, pemOf(t, c.private)
			if got := s.mustPull(t); ids(got) != "a b c d e f" {
				t.Errorf("emitted %s", ids(got))
			}
			if a.given != 1 {
				t.Errorf("%d tokens, want one", a.given)
			}
			if got := a.forms[0].Get("scope"); got != "system/Patient.read system/Encounter.read system/Condition.read" {
				t.Errorf("scope %q, want the types and no more", got)
			}
		})
	}
}

// TestTokenOptions: an endpoint and a scope that the site sets.
func TestTokenOptions(t *testing.T) {
	h := newHospital(t)
	s, a := backend(t, h)
	a.url += "?tenant=1"
	s.spec.Options["token_url"], s.spec.Options["scope"] = a.url, "system/*.rs"
	s.mustPull(t)
	if got := a.forms[0].Get("scope"); got != "system/*.rs" {
		t.Errorf("scope %q", got)
	}
	for _, r := range h.requests() {
		if strings.Contains(r, "well-known") {
			t.Error("looked up an endpoint that was set")
		}
	}
}

// TestTokenEnds: a token that ends while the server works is replaced before it is used,
// and one that ends early when the server refuses it.
func TestTokenEnds(t *testing.T) {
	slow := func(w http.ResponseWriter, _ *http.Request, before int) bool {
		w.Header().Set("Retry-After", "200")
		if before < 3 {
			w.WriteHeader(http.StatusAccepted)
		}
		return before < 3
	}
	t.Run("in time", func(t *testing.T) {
		h := newHospital(t)
		h.Status = slow
		s, a := backend(t, h)
		s.mustPull(t)
		// Polls at 0, 200, 400 and 600 s; a token serves from its beginning for 270 s.
		if a.given != 2 || a.stale != 0 {
			t.Errorf("%d tokens, want 2; %d requests were refused, want none", a.given, a.stale)
		}
	})
	t.Run("without a word", func(t *testing.T) {
		h := newHospital(t)
		h.Status = slow
		s, a := backend(t, h)
		a.life = 0
		s.mustPull(t)
		if a.given != 2 || a.stale != 1 {
			t.Errorf("%d tokens, want 2; %d requests were refused, want one", a.given, a.stale)
		}
	})
	t.Run("early", func(t *testing.T) {
		h := newHospital(t)
		s, a := backend(t, h)
		h.File = func(w http.ResponseWriter, r *http.Request, before int) bool {
			if r.Header.Get("Authorization") != "Bearer token-1" {
				return false
			}
			w.WriteHeader(http.StatusUnauthorized)
			return true
		}
		if got := s.mustPull(t); ids(got) != "a b c d e f" || a.given != 2 {
			t.Errorf("emitted %s with %d tokens, want 2", ids(got), a.given)
		}
	})
	t.Run("always", func(t *testing.T) {
		h := newHospital(t)
		s, _ := backend(t, h)
		h.Kick = answer(401, outcome("login"))
		wants(t, s.pull(t, nil), fault.Config, "it refuses the export (status 401); check its credentials")
		if n := h.count("GET /fhir/$export"); n != 2 {
			t.Errorf("asked %d times, want once with each of two tokens", n)
		}
	})
}

// TestStaticToken: a token that was given cannot be replaced.
func TestStaticToken(t *testing.T) {
	h := newHospital(t)
	s := newSite(t, h)
	s.spec.Options["token"] = secret
	s.mustPull(t)
	for _, r := range h.seen {
		if r.Header.Get("Authorization") != "Bearer "+secret {
			t.Errorf("%s %s went without the token", r.Method, r.URL.Path)
		}
	}
	h.Kick = answer(401, "")
	wants(t, s.pull(t, nil), fault.Config, "it refuses the export (status 401)")
}

// TestNoToken: a server may want none.
func TestNoToken(t *testing.T) {
	h := newHospital(t)
	newSite(t, h).mustPull(t)
	for _, r := range h.seen {
		if r.Header.Get("Authorization") != "" {
			t.Errorf("%s %s went with a token", r.Method, r.URL.Path)
		}
	}
}

// TestOpenFilesSeeNoToken: a link that needs no token gets none, even on the same host:
// a file store that signs its links refuses requests that carry two proofs.
func TestOpenFilesSeeNoToken(t *testing.T) {
	h := newHospital(t)
	h.Open = true
	s := newSite(t, h)
	s.spec.Options["token"] = secret
	s.mustPull(t)
	for _, r := range h.seen {
		if strings.HasPrefix(r.URL.Path, "/file/") != (r.Header.Get("Authorization") == "") {
			t.Errorf("%s with the token %q", r.URL.Path, r.Header.Get("Authorization"))
		}
	}
}

func TestRefusedClients(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer hook
		kind   fault.Kind
		words  string
	}{
		{"a code of the standard", answer(400, `{"error":"invalid_client","error_description":"`+secret+`"}`), fault.Config,
			"its authorization server refuses the client (invalid_client); check options: client_id and key"},
		{"the scope", answer(400, `{"error":"invalid_scope"}`), fault.Config, "(invalid_scope); set options: scope"},
		{"a code of its own", answer(401, `{"error":"`+secret+`"}`), fault.Config, "refuses the client (status 401)"},
		{"no code", answer(403, secret), fault.Config, "refuses the client (status 403)"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request, _ int) bool {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusTemporaryRedirect)
			return true
		}, fault.Config, "refuses the client (status 307)"},
		{"no JSON", answer(200, secret), fault.Input, "answers with something that is no bearer token"},
		{"no token", answer(200, `{"token_type":"bearer"}`), fault.Input, "no bearer token"},
		{"a token of two lines", answer(200, `{"token_type":"bearer","access_token":"a\r\nHost: b"}`), fault.Input, "no bearer token"},
		{"another kind of token", answer(200, `{"token_type":"mac","access_token":"a"}`), fault.Input, "no bearer token"},
		{"a token that never ends", answer(200, `{"token_type":"Bearer","access_token":"`+strings.Repeat("a", 2<<20)+`"}`), fault.Input, "no bearer token"},
		{"down", answer(503, secret), fault.Unavailable, "gave up an access token after 8 attempts with status 503"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHospital(t)
			s, a := backend(t, h)
			a.answer = c.answer
			wants(t, s.pull(t, nil), c.kind, c.words)
			if len(h.requests()) != 0 {
				t.Errorf("requests %q without a token", h.requests())
			}
		})
	}
}

// TestBusyAuthority: each attempt for a token proves who we are anew, since an authority
// takes no proof twice.
func TestBusyAuthority(t *testing.T) {
	h := newHospital(t)
	s, a := backend(t, h)
	var seen []string
	a.answer = func(w http.ResponseWriter, r *http.Request, before int) bool {
		r.ParseForm()
		seen = append(seen, r.PostForm.Get("client_assertion"))
		if before >= 2 {
			return false
		}
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	s.mustPull(t)
	if len(seen) != 3 || seen[0] == seen[1] || seen[1] == seen[2] {
		t.Errorf("%d assertions, want 3 that differ", len(seen))
	}
}

func TestDiscovery(t *testing.T) {
	for _, c := range []struct {
		name, body string
		status     int
		kind       fault.Kind
		words      string
	}{
		{"none", secret, 404, fault.Config, "publishes no SMART configuration (status 404); set options: token_url"},
		{"no JSON", secret, 200, fault.Input, "its SMART configuration cannot be read"},
		{"no endpoint", `{}`, 200, fault.Input, "names no endpoint"},
		{"not protected", `{"token_endpoint":"http://auth.example/token"}`, 200, fault.Input, "names no endpoint of tokens that is protected by TLS"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHospital(t)
			s, _ := backend(t, h)
			inner := h.Config.Handler
			h.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.URL.Path, "smart-configuration") {
					inner.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(c.status)
				io.WriteString(w, c.body)
			})
			wants(t, s.pull(t, nil), c.kind, c.words)
		})
	}
}

// TestTLS: a certificate is trusted where the system, or the site, says so.
func TestTLS(t *testing.T) {
	h := newHospital(t)
	secure := httptest.NewUnstartedServer(h.Config.Handler)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of clients that do not trust it
	secure.StartTLS()
	defer secure.Close()
	h.URL = secure.URL
	s := newSite(t, h)
	wants(t, s.pull(t, &sourcetest.Collector{}), fault.Config, "its certificate is not trusted; set options: ca")
	if len(s.clock.slept) != 0 {
		t.Errorf("waited %v for a certificate to change", s.clock.slept)
	}

	file := filepath.Join(t.TempDir(), "ca.pem")
	os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw}), 0o600)
	s.spec.Options["ca"] = file
	if got := s.mustPull(t); ids(got) != "a b c d e f" {
		t.Errorf("emitted %s", ids(got))
	}

	os.WriteFile(file, []byte(sourcetest.Poison), 0o600)
	wants(t, s.pull(t, nil), fault.Config, "options: ca: the file holds no certificate")
	s.spec.Options["ca"] += "x"
	wants(t, s.pull(t, nil), fault.Config, "options: ca: the file cannot be read")
}
