package web

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"chartline/pipeline/fault"
)

// Verdict is what an answer means for its request.
type Verdict int

const (
	Final   Verdict = iota // it is for the caller
	Passing                // a failure that passes: asked again, a few times
	Pending                // there is nothing yet: asked again, as long as patience lasts
)

// Judge is the verdict that follows from the status alone.
func Judge(resp *http.Response) Verdict {
	switch status := resp.StatusCode; {
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return Passing
	case status >= 500 && status != http.StatusNotImplemented:
		return Passing
	}
	return Final
}

// Waits between attempts double from the shortest to the longest. A server that asks
// for a wait gets it, but not for none at all.
const (
	shortest     = time.Second
	longest      = time.Minute
	mostFailures = 8 // in a row, where the server does not say when to come back
)

// attempts is the course of one request.
type attempts struct {
	client   *Client
	judge    func(*http.Response) Verdict
	failures int // since the last answer that was none
	pending  int
	told     time.Duration // wait that the server asked for; 0 for none
	next     time.Duration // wait before the next attempt
}

// gaveUp ends a request that failed too often.
type gaveUp struct{ status int }

func (g gaveUp) Error() string { return "gave up" }

// check decides whether to ask again.
func (a *attempts) check(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	a.told = 0
	if err != nil {
		var known *fault.Error
		again, permanent := retryablehttp.ErrorPropagatedRetryPolicy(ctx, nil, err)
		if errors.As(err, &known) || isUntrusted(err) || !again {
			return false, errors.Join(err, permanent)
		}
		return a.failed(err, 0)
	}
	verdict := a.judge(resp)
	if verdict == Final {
		return false, nil
	}
	a.told = retryAfter(resp.Header.Get("Retry-After"), a.client.Patience.clock.Now())
	if verdict == Pending {
		a.failures = 0
		a.next = growing(a.pending)
		a.pending++
		return true, nil
	}
	return a.failed(nil, resp.StatusCode)
}

// failed counts a failure, unless the server says when to come back.
func (a *attempts) failed(cause error, status int) (bool, error) {
	a.next = growing(a.failures)
	if a.told > 0 {
		return true, nil
	}
	a.failures++
	if a.failures >= mostFailures {
		return false, errors.Join(gaveUp{status}, cause)
	}
	return true, nil
}

// backoff tells the library not to wait: pause does.
func (a *attempts) backoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return 0 }

// pause waits as long as the server asked for, or longer each time.
func (a *attempts) pause(req *http.Request) error {
	wait := a.next
	if a.told > 0 {
		wait = a.told
	}
	return a.client.Patience.wait(req.Context(), wait)
}

// growing is the wait after n attempts: twice the one before, and somewhere in its upper
// half, so that clients who failed together do not come back together.
func growing(n int) time.Duration {
	wait := longest
	if n < 6 { // a shift that stays below the longest
		wait = shortest << n
	}
	return wait/2 + rand.N(wait/2) + 1
}

// retryAfter reads the wait that a server asks for, in seconds or as an instant. One that
// has passed already is a second; a text that says neither is none.
func retryAfter(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(text, 10, 64); err == nil {
		const most = 365 * 24 * 3600
		return max(shortest, time.Duration(min(seconds, most))*time.Second)
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(shortest, at.Sub(now))
	}
	return 0
}
