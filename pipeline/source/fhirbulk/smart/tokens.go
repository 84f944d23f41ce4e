package smart

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/fhirbulk/web"
)

// Tokens gives the access token that requests carry.
type Tokens interface {
	// Token is one that is good as far as can be told.
	Token(ctx context.Context) (string, error)
	// Renew forgets a token that the server refused, and reports whether another can be had.
	Renew(token string) bool
}

// Static is a token that the site was given.
type Static string

// Token is the token.
func (s Static) Token(context.Context) (string, error) { return string(s), nil }

// Renew reports that there is no other.
func (s Static) Renew(string) bool { return false }

// Backend asks an authorization server for tokens.
type Backend struct {
	Client   *web.Client // without tokens; it must not follow redirects
	Base     string      // of the FHIR server, whose configuration names the endpoint
	Endpoint string      // of tokens; looked up under Base where it is empty
	ID       string      // client_id
	Key      *Key
	Scope    string
	Allowed  func(*url.URL) bool // whether an address may be told an assertion
	Now      func() time.Time

	mu    sync.Mutex
	token string
	until time.Time // zero where the server did not say
}

// early is how long before its end a token is not used any more.
const early = 30 * time.Second

// Token is the token at hand while it holds, else a new one.
func (b *Backend) Token(ctx context.Context) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.token != "" && (b.until.IsZero() || b.Now().Before(b.until)) {
		return b.token, nil
	}
	if b.Endpoint == "" {
		if err := b.discover(ctx); err != nil {
			return "", err
		}
	}
	return b.token, b.ask(ctx)
}

// Renew forgets the token unless another took its place already.
func (b *Backend) Renew(token string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.token == token {
		b.token = ""
	}
	return true
}

// discover finds the endpoint in the configuration that the FHIR server publishes.
func (b *Backend) discover(ctx context.Context) error {
	const what = "its SMART configuration"
	resp, err := b.Client.Do(ctx, web.Call{
		What: what, URL: b.Base + "/.well-known/smart-configuration", Header: http.Header{"Accept": {"application/json"}},
	})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fault.Newf(fault.Config, b.Client.Place, "set options: token_url", "it publishes no SMART configuration (status %d)", resp.StatusCode)
	}
	var found struct {
		Endpoint string `json:"token_endpoint"`
	}
	if err := decode(resp.Body, &found); err != nil {
		return fault.Wrap(fault.Input, err, b.Client.Place, what+" cannot be read", "set options: token_url")
	}
	u, err := url.Parse(found.Endpoint)
	if err != nil || !b.Allowed(u) {
		return fault.Wrap(fault.Input, err, b.Client.Place, what+" names no endpoint of tokens that is protected by TLS", "set options: token_url")
	}
	b.Endpoint = found.Endpoint
	return nil
}

// ask asks for a token.
func (b *Backend) ask(ctx context.Context) error {
	resp, err := b.Client.Do(ctx, web.Call{
		What: "an access token", Method: http.MethodPost, URL: b.Endpoint,
		Header: http.Header{"Accept": {"application/json"}}, Form: b.form,
	})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return b.refused(resp)
	}
	return b.accept(resp.Body)
}

// form is what a token is asked for with. Each attempt has an assertion of its own: a
// server takes none twice, and none that has grown old while we waited.
func (b *Backend) form() (url.Values, error) {
	assertion, err := b.Key.Assertion(b.ID, b.Endpoint, b.Now())
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, "options: key", "the key cannot sign", "check that it is whole")
	}
	return url.Values{
		"grant_type":            {"client_credentials"},
		"scope":                 {b.Scope},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {assertion},
	}, nil
}

// accept keeps the token of an answer.
func (b *Backend) accept(body io.Reader) error {
	var answer struct {
		Token   string  `json:"access_token"`
		Type    string  `json:"token_type"`
		Expires float64 `json:"expires_in"`
	}
	err := decode(body, &answer)
	if err != nil || !isToken(answer.Token) || !strings.EqualFold(answer.Type, "bearer") {
		return fault.Wrap(fault.Input, err, b.Client.Place, "its authorization server answers with something that is no bearer token", "check options: token_url")
	}
	b.token, b.until = answer.Token, time.Time{}
	if answer.Expires > 0 {
		life := time.Duration(min(answer.Expires, 24*3600) * float64(time.Second))
		b.until = b.Now().Add(max(life-early, life/2))
	}
	return nil
}

// codes are why a token can be refused (RFC 6749 5.2), with what to do about it.
var codes = map[string]string{
	"invalid_request":        "check options: token_url",
	"invalid_client":         "check options: client_id and key, and what the server has registered for them",
	"invalid_grant":          "check options: key, and the clock of this machine",
	"unauthorized_client":    "ask the server's owner to register the client for backend services",
	"unsupported_grant_type": "the server has no backend services; set options: token instead",
	"invalid_scope":          "set options: scope to what the server has registered for the client",
}

// refused says why there is no token: in a word of the standard, if the answer has one.
func (b *Backend) refused(resp *http.Response) error {
	var answer struct {
		Error string `json:"error"`
	}
	_ = decode(resp.Body, &answer) // an answer that says nothing is still a refusal
	fix, listed := codes[answer.Error]
	if !listed {
		return fault.Newf(fault.Config, b.Client.Place, "check options: client_id, key and token_url",
			"its authorization server refuses the client (status %d)", resp.StatusCode)
	}
	return fault.Newf(fault.Config, b.Client.Place, fix, "its authorization server refuses the client (%s)", answer.Error)
}

// longest bounds an answer: 1 MiB.
const longest = 1 << 20

func decode(body io.Reader, into any) error {
	text, err := io.ReadAll(io.LimitReader(body, longest))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// isToken reports whether a text may stand in a header (RFC 6750 2.1, and what else
// servers give out that can be printed).
func isToken(text string) bool {
	return text != "" && !slices.ContainsFunc([]byte(text), func(b byte) bool { return b <= ' ' || b > '~' })
}
