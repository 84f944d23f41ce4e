package web

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/serve/token"
)

// session is a person who is logged in.
type session struct {
	who   token.Holder
	form  string // secret in every form, which other sites cannot know
	until time.Time
	key   [sha256.Size]byte
}

// sessions are kept by the hash of their cookies, in memory alone.
type sessions struct {
	now func() time.Time

	mu   sync.Mutex
	open map[[sha256.Size]byte]*session
}

const (
	workday = 8 * time.Hour // a session ends after it, and with its token
	most    = 1000          // sessions at once; the one that would end first makes room
)

func newSessions(now func() time.Time) *sessions {
	return &sessions{now: now, open: map[[sha256.Size]byte]*session{}}
}

// begin opens a session and gives what its cookie holds.
func (s *sessions) begin(who token.Holder) (cookie string) {
	cookie = rand.Text()
	opened := &session{who: who, form: rand.Text(), until: s.now().Add(workday), key: sha256.Sum256([]byte(cookie))}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= most {
		s.makeRoom()
	}
	s.open[opened.key] = opened
	return cookie
}

func (s *sessions) makeRoom() {
	var oldest *session
	for _, one := range s.open {
		if oldest == nil || one.until.Before(oldest.until) {
			oldest = one
		}
	}
	delete(s.open, oldest.key)
}

func (s *sessions) find(cookie string) (*session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.open[sha256.Sum256([]byte(cookie))]
	if ok && !s.now().Before(found.until) {
		delete(s.open, found.key)
		return nil, false
	}
	return found, ok
}

func (s *sessions) end(one *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, one.key)
}

// cookieName keeps a page of the same host but another port or path from setting it, where
// there is TLS.
func (s *Server) cookieName() string {
	if s.secure {
		return "__Host-chartline"
	}
	return "chartline"
}

// cookie holds a session; an empty one ends it.
func (s *Server) cookie(value string) *http.Cookie {
	c := &http.Cookie{Name: s.cookieName(), Value: value, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// signed lets who is logged in pass; others are shown the way in. A form without the
// secret of its session comes from elsewhere.
func (s *Server) signed(next func(http.ResponseWriter, *http.Request, *session)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie(s.cookieName())
		if err != nil {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		found, ok := s.sessions.find(c.Value)
		if ok {
			if ok, err = s.desk.Book.Holds(found.who, s.desk.Now()); err != nil {
				s.fail(w, nil, err)
				return
			}
		}
		if !ok {
			http.SetCookie(w, s.cookie(""))
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		if r.Method == http.MethodPost && !s.honest(w, r, found) {
			return
		}
		next(w, r, found)
	}
}

// honest looks for the secret in a form, and answers where there is none.
func (s *Server) honest(w http.ResponseWriter, r *http.Request, found *session) bool {
	if err := r.ParseForm(); err != nil {
		s.failWith(w, found, http.StatusRequestEntityTooLarge, fault.Newf(fault.Query, "", "ask in parts",
			"the form cannot be read, or its statement has more than %d bytes", s.desk.Limits.Longest))
		return false
	}
	if subtle.ConstantTimeCompare([]byte(r.PostFormValue("form")), []byte(found.form)) != 1 {
		s.failWith(w, found, http.StatusForbidden, fault.New(fault.Policy, "", "the form is not from here", "open the page again"))
		return false
	}
	return true
}

func (s *Server) loginPage(w http.ResponseWriter, _ *http.Request) {
	s.show(w, http.StatusOK, "login", page{Title: "Log in"})
}

// login begins a session with a token.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	who, err := s.desk.Admit(r.PostFormValue("token"), r.RemoteAddr)
	if token.IsRefused(err) {
		s.show(w, http.StatusUnauthorized, "login", page{Title: "Log in", Error: err.Error()})
		return
	}
	if err != nil {
		s.fail(w, nil, err)
		return
	}
	http.SetCookie(w, s.cookie(s.sessions.begin(who)))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request, found *session) {
	s.sessions.end(found)
	http.SetCookie(w, s.cookie(""))
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}
