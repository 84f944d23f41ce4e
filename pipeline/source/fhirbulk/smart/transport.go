package smart

import (
	"net/http"
	"net/url"

	"chartline/pipeline/fault"
)

// Transport adds the access token to requests, and gets another one where the server
// refuses it. The token is added here and nowhere else, to requests that go to a server
// that may see it: a redirect to another takes nothing along.
type Transport struct {
	Next   http.RoundTripper
	Tokens Tokens
	May    func(*url.URL) bool // whether a server may see the token
}

// RoundTrip makes a request, at most twice.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !t.May(req.URL) {
		return t.Next.RoundTrip(req)
	}
	token, err := t.Tokens.Token(req.Context())
	if err != nil {
		return nil, err
	}
	resp, err := t.Next.RoundTrip(bearing(req, token))
	if err != nil || resp.StatusCode != http.StatusUnauthorized || req.Body != nil || !t.Tokens.Renew(token) {
		return resp, err
	}
	// The answer is not needed; a body that cannot be closed costs a connection.
	_ = resp.Body.Close()
	if token, err = t.Tokens.Token(req.Context()); err != nil {
		return nil, err
	}
	return t.Next.RoundTrip(bearing(req, token))
}

// CloseIdleConnections closes what is kept open for requests to come.
func (t *Transport) CloseIdleConnections() {
	if next, ok := t.Next.(interface{ CloseIdleConnections() }); ok {
		next.CloseIdleConnections()
	}
}

// bearing is the request with a token. A transport may not change what it is given.
func bearing(req *http.Request, token string) *http.Request {
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+token)
	return req
}

// Check refuses a token that cannot stand in a header.
func (s Static) Check() error {
	if !isToken(string(s)) {
		return fault.New(fault.Config, "options: token", "not a token: it is empty, or has blanks or other characters that no token has",
			"check the reference, and what it refers to")
	}
	return nil
}
