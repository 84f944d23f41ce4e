// Package web makes requests to a server that is sometimes busy, sometimes down and
// sometimes gone in the middle of a word. A request is repeated until it is answered or
// until patience is over. No message holds an address beyond the one that the site
// configured, a header or a body.
package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"chartline/pipeline/fault"
)

// Client repeats requests.
type Client struct {
	HTTP     *http.Client
	Patience *Patience
	Place    string // the server, as messages name it
}

// Call is a request that may be made more than once.
type Call struct {
	What   string // what is asked for, in messages: "the status of the export"
	Method string // GET unless set
	URL    string
	Header http.Header
	Form   func() (url.Values, error)   // body of a POST, made anew for each attempt
	Judge  func(*http.Response) Verdict // by Judge unless set
}

// Do makes a request until its answer is final, and gives that answer, whatever its
// status. The caller closes its body. What it gives up with is a fault.
func (c *Client) Do(ctx context.Context, call Call) (*http.Response, error) {
	req, err := request(ctx, call)
	if err != nil {
		return nil, c.fault(ctx, call.What, err)
	}
	if call.Judge == nil {
		call.Judge = Judge
	}
	a := &attempts{client: c, judge: call.Judge}
	retrying := retryablehttp.Client{
		HTTPClient: c.HTTP,
		RetryMax:   math.MaxInt, // attempts counts them
		CheckRetry: a.check,
		Backoff:    a.backoff,
		// Waiting is done here and not by the library, since only here it can be stopped, and
		// tested without waiting.
		PrepareRetry: a.pause,
	}
	resp, err := retrying.Do(req)
	if err != nil {
		return nil, c.fault(ctx, call.What, err)
	}
	return resp, nil
}

// Once makes a request that may fail, for at most limit.
func (c *Client) Once(ctx context.Context, call Call, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := request(ctx, call)
	if err != nil {
		return err
	}
	resp, err := c.HTTP.Do(req.Request)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Pause waits before something is tried again that failed so many times already.
func (c *Client) Pause(ctx context.Context, what string, failures int) error {
	if failures >= mostFailures {
		return c.fault(ctx, what, gaveUp{})
	}
	if err := c.Patience.wait(ctx, growing(failures)); err != nil {
		return c.fault(ctx, what, err)
	}
	return nil
}

func request(ctx context.Context, call Call) (*retryablehttp.Request, error) {
	var body any
	if call.Form != nil {
		body = func() (io.Reader, error) {
			form, err := call.Form()
			return strings.NewReader(form.Encode()), err
		}
	}
	method := call.Method
	if method == "" {
		method = http.MethodGet
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, method, call.URL, body)
	if err != nil {
		return nil, err
	}
	for name, values := range call.Header {
		req.Header[name] = values
	}
	if call.Form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return req, nil
}

// fault says why there is no answer. Errors of the network quote addresses: their text
// is not used.
func (c *Client) fault(ctx context.Context, what string, err error) error {
	var known *fault.Error
	var gave gaveUp
	var name *net.DNSError
	switch {
	case ctx.Err() != nil:
		return fault.Wrap(fault.Interrupted, ctx.Err(), c.Place, "stopped", "")
	case errors.As(err, &known):
		return known
	case errors.Is(err, ErrOver):
		return fault.Wrap(fault.Unavailable, err, c.Place,
			"gave up "+what+" after waiting for "+c.Patience.total.String(), "try again later, or raise options: patience")
	case isUntrusted(err):
		return fault.Wrap(fault.Config, err, c.Place, "its certificate is not trusted", "set options: ca to the certificates that it is signed with")
	case errors.As(err, &gave) && gave.status != 0:
		what := fmt.Sprintf("gave up %s after %d attempts with status %d", what, mostFailures, gave.status)
		return fault.Wrap(fault.Unavailable, err, c.Place, what, "try again later")
	case errors.As(err, &name) && name.IsNotFound:
		return fault.Wrap(fault.Unavailable, err, c.Place, "the name of its host, or of one that it refers to, is not known", "check path:, and try again")
	case errors.As(err, &gave):
		what := fmt.Sprintf("gave up %s after %d attempts without a whole answer", what, mostFailures)
		return fault.Wrap(fault.Unavailable, err, c.Place, what, "try again later")
	default:
		return fault.Wrap(fault.Unavailable, err, c.Place, what+" cannot be asked for", "check that it is a server of FHIR")
	}
}

// isUntrusted reports whether a server could not prove who it is.
func isUntrusted(err error) bool {
	var verification *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	return errors.As(err, &verification) || errors.As(err, &unknown) || errors.As(err, &host)
}
