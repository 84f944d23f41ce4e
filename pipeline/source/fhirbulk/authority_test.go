package fhirbulk

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// authority gives out access tokens to those who prove who they are, and the hospital
// that trusts it refuses all others.
type authority struct {
	public any
	kid    string
	life   int // expires_in; left out where it is 0
	clock  *fakeClock
	url    string

	mu     sync.Mutex
	given  int
	stale  int // requests that came with a token that had ended, or with none
	jtis   map[string]bool
	forms  []url.Values
	flaws  []string
	until  map[string]time.Time // end of each token
	answer hook                 // goes before
}

// trusting makes a hospital that wants tokens, and the authority that it trusts.
func trusting(t *testing.T, s *site, h *hospital, public any, kid string) *authority {
	a := &authority{public: public, kid: kid, life: 300, clock: s.clock, jtis: map[string]bool{}, until: map[string]time.Time{}}
	server := h.Config.Handler
	h.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/auth/token":
			a.serve(w, r)
		case r.URL.Path == "/fhir/.well-known/smart-configuration":
			json.NewEncoder(w).Encode(map[string]string{"token_endpoint": a.url})
		case !a.holds(r):
			w.WriteHeader(http.StatusUnauthorized)
		default:
			server.ServeHTTP(w, r)
		}
	})
	a.url = h.URL + "/auth/token"
	t.Cleanup(func() {
		for _, flaw := range a.flaws {
			t.Error(flaw)
		}
	})
	return a
}

// holds reports whether a request has a token that has not ended.
func (a *authority) holds(r *http.Request) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	until, ok := a.until[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok || !a.clock.Now().Before(until) {
		a.stale++
		return false
	}
	return true
}

func (a *authority) serve(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.answer != nil && a.answer(w, r, a.given) {
		a.given++
		return
	}
	r.ParseForm()
	a.forms = append(a.forms, r.PostForm)
	if flaw := a.check(r.PostForm); flaw != "" {
		a.flaws = append(a.flaws, flaw)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	a.given++
	token := fmt.Sprintf("token-%d", a.given)
	life := a.life
	answer := map[string]any{"access_token": token, "token_type": "bearer"}
	if life > 0 {
		answer["expires_in"] = life
	} else {
		life = 300
	}
	a.until[token] = a.clock.Now().Add(time.Duration(life) * time.Second)
	json.NewEncoder(w).Encode(answer)
}

// check says what is wrong with an assertion by the rules of the guide.
func (a *authority) check(form url.Values) string {
	if form.Get("grant_type") != "client_credentials" || form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		return fmt.Sprintf("asked with %v", form)
	}
	var claims jwt.RegisteredClaims
	token, err := jwt.ParseWithClaims(form.Get("client_assertion"), &claims, func(*jwt.Token) (any, error) { return a.public, nil },
		jwt.WithTimeFunc(a.clock.Now), jwt.WithValidMethods([]string{"RS384", "ES384"}), jwt.WithExpirationRequired(), jwt.WithAudience(a.url))
	switch {
	case err != nil:
		return "assertion: " + err.Error()
	case claims.Issuer != "chartline-id" || claims.Subject != "chartline-id":
		return "iss and sub are not the client_id"
	case claims.ExpiresAt.Sub(a.clock.Now()) > 5*time.Minute:
		return "the assertion holds for more than five minutes"
	case claims.ID == "" || a.jtis[claims.ID]:
		return "the jti is missing, or was used before"
	case token.Header["kid"] != a.kid || token.Header["typ"] != "JWT":
		return fmt.Sprintf("header %v, want the kid %q", token.Header, a.kid)
	}
	a.jtis[claims.ID] = true
	return ""
}

// rsaKey is made once: it takes a while.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func pemOf(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// backend makes a site that has registered an RSA key.
func backend(t *testing.T, h *hospital) (*site, *authority) {
	s := newSite(t, h)
	s.spec.Options["client_id"], s.spec.Options["key"], s.spec.Options["key_id"] = "chartline-id", pemOf(t, rsaKey()), "k1"
	return s, trusting(t, s, h, rsaKey().Public(), "k1")
}
