// Package web serves pages to people without tools: the library of finished reports and a
// box for SQL. It only reads. Its pages have no script, and ask no other machine for anything.
package web

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/door"
	"chartline/pipeline/theme"
)

// Options are what the pages show and how.
type Options struct {
	Library  string        // folder of finished reports
	Security *tls.Config   // nil for none
	Patience time.Duration // with a browser that takes nothing of an answer
	Theme    *theme.Theme  // nil for the built-in one
}

// Server shows the pages.
type Server struct {
	desk     *desk.Desk
	options  Options
	sessions *sessions
	http     *http.Server
	secure   bool
	dress    dress
}

// New makes a server of a desk's dataset and of a library.
func New(d *desk.Desk, o Options) *Server {
	s := &Server{desk: d, options: o, sessions: newSessions(d.Now), secure: o.Security != nil, dress: dressed(o.Theme)}
	s.http = &http.Server{
		Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: log.New(io.Discard, "", 0), // it would name addresses and panics
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			_, excess := c.RemoteAddr().(door.Excess)
			return context.WithValue(ctx, excessKey{}, excess)
		},
	}
	if s.secure {
		s.http.TLSConfig = o.Security.Clone()
	}
	return s
}

type excessKey struct{}

// Serve shows the pages on a listener until Stop.
func (s *Server) Serve(l net.Listener) error {
	var err error
	if s.secure {
		err = s.http.ServeTLS(l, "", "")
	} else {
		err = s.http.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, l.Addr().String(), "the server ended", "start it again")
}

// Stop takes no more requests, lets those that run come to their end for as long as the
// context lasts, and ends the rest.
func (s *Server) Stop(ctx context.Context) {
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close() // nobody is left to tell
	}
}

// handler is every page. What a stranger may see is the way in.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", s.loginPage)
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }) // browsers ask for one
	mux.HandleFunc("POST /logout", s.signed(s.logout))
	mux.HandleFunc("GET /{$}", s.signed(s.library))
	mux.HandleFunc("GET /reports/{path...}", s.signed(s.file))
	mux.HandleFunc("GET /sql", s.signed(s.box))
	mux.HandleFunc("POST /sql", s.signed(s.run))
	mux.HandleFunc("POST /sql.csv", s.signed(s.csv))
	return s.guarded(http.NewCrossOriginProtection().Handler(mux))
}

// largestForm bounds what a browser sends besides the statement.
const largestForm = 64 << 10

// guarded sets what holds for every answer, and refuses connections beyond the limit. No
// answer is kept by the browser.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.dress.policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if excess, _ := r.Context().Value(excessKey{}).(bool); excess {
			h.Set("Connection", "close")
			http.Error(w, "the server has as many connections as it takes; try again later", http.StatusServiceUnavailable)
			return
		}
		// A statement may grow to three times its length on its way.
		r.Body = http.MaxBytesReader(w, r.Body, int64(3*s.desk.Limits.Longest+largestForm))
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.options.Patience)) // every connection of ours can
		next.ServeHTTP(w, r)
	})
}
