package fhirbulk

import (
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

// TestBusyServer: 429 and 5xx pass, wherever they come.
func TestBusyServer(t *testing.T) {
	busy := func(status int, after string) hook {
		return func(w http.ResponseWriter, _ *http.Request, before int) bool {
			if before >= 3 {
				return false
			}
			if after != "" {
				w.Header().Set("Retry-After", after)
			}
			w.WriteHeader(status)
			io.WriteString(w, `{"resourceType":"OperationOutcome","issue":[{"code":"transient","diagnostics":"`+secret+`"}]}`)
			return true
		}
	}
	for _, status := range []int{408, 425, 429, 500, 502, 503, 504} {
		for _, after := range []string{"", "7"} {
			t.Run(strconv.Itoa(status)+" "+after, func(t *testing.T) {
				h := newHospital(t)
				h.Kick, h.Status, h.File = busy(status, after), busy(status, after), busy(status, after)
				s := newSite(t, h)
				if got := s.mustPull(t); ids(got) != "a b c d e f" {
					t.Errorf("emitted %s", ids(got))
				}
				if len(s.clock.slept) != 15 {
					t.Errorf("%d waits, want 3 for each of 5 addresses", len(s.clock.slept))
				}
				for _, d := range s.clock.slept {
					if after != "" && d != 7*time.Second {
						t.Errorf("waited %v, want 7s as asked", d)
					}
				}
			})
		}
	}
}

// TestLongBusyServer: failures count where they come in a row and the server does not say
// when to come back; any number of others is borne as long as patience lasts.
func TestLongBusyServer(t *testing.T) {
	h := newHospital(t)
	h.Kick = func(w http.ResponseWriter, _ *http.Request, before int) bool {
		w.Header().Set("Retry-After", "30")
		if before < 40 {
			w.WriteHeader(http.StatusTooManyRequests)
		}
		return before < 40
	}
	h.Status = func(w http.ResponseWriter, _ *http.Request, before int) bool {
		switch {
		case before == 40:
			return false
		case before%5 == 4:
			w.WriteHeader(http.StatusAccepted)
		default:
			w.WriteHeader(http.StatusBadGateway)
		}
		return true
	}
	newSite(t, h).mustPull(t)
}

// TestServerDown: a server that stays down is not asked for ever.
func TestServerDown(t *testing.T) {
	h := newHospital(t)
	h.Kick = func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	wants(t, newSite(t, h).pull(t, nil), fault.Unavailable, "gave up the export after 8 attempts with status 503; try again later")
	if n := h.count("GET /fhir/$export"); n != 8 {
		t.Errorf("asked %d times, want 8", n)
	}
	h.Close()
	wants(t, newSite(t, h).pull(t, nil), fault.Unavailable, "gave up the export after 8 attempts without a whole answer")
}

// TestDroppedConnections: a connection that is cut before there is an answer.
func TestDroppedConnections(t *testing.T) {
	h := newHospital(t)
	cut := func(w http.ResponseWriter, _ *http.Request, before int) bool {
		if before < 2 {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	h.Kick, h.Status, h.File = cut, cut, cut
	if got := newSite(t, h).mustPull(t); ids(got) != "a b c d e f" {
		t.Errorf("emitted %s", ids(got))
	}
}

// TestSilentServer: a server that stops in the middle, and keeps the connection.
func TestSilentServer(t *testing.T) {
	h := newHospital(t)
	over := make(chan struct{})
	defer close(over)
	h.File = func(w http.ResponseWriter, r *http.Request, before int) bool {
		if before > 0 || r.URL.Path != "/file/e1" {
			return false
		}
		io.WriteString(w, h.Files["e1"][:20])
		w.(http.Flusher).Flush()
		<-over
		return true
	}
	s := newSite(t, h)
	s.silence = 500 * time.Millisecond
	if got := s.mustPull(t); ids(got) != "a b c d e f" {
		t.Errorf("emitted %s", ids(got))
	}
}
