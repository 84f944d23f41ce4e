package fhirbulk

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"chartline/pipeline/fault"
)

// TestOtherHosts: links may lead to another host, which sees no token unless it is named.
func TestOtherHosts(t *testing.T) {
	h := newHospital(t)
	var lock sync.Mutex // two files come at a time
	var authorised []string
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		authorised = append(authorised, r.Header.Get("Authorization"))
		io.WriteString(w, h.content(r))
	}))
	defer files.Close()
	h.FilesAt = files.URL
	s := newSite(t, h)
	s.spec.Options["token"] = "TOKEN"

	u, _ := url.Parse(files.URL)
	wants(t, s.pull(t, nil), fault.Config, fmt.Sprintf("it refers to the host %q", u.Host))
	if len(authorised) != 0 {
		t.Fatal("the other host was asked")
	}

	h.Open = true
	if got := s.mustPull(t); ids(got) != "a b c d e f" {
		t.Errorf("emitted %s", ids(got))
	}
	if strings.Join(authorised, "|") != "||" {
		t.Errorf("the other host saw %q", authorised)
	}
	if n := h.count("GET /fhir/$export"); n != 1 {
		t.Errorf("%d exports, want the refused one to be continued", n)
	}

	authorised, h.Open = nil, false
	s.spec.Options["file_host"] = u.Host
	s.mustPull(t)
	if strings.Join(authorised, "|") != "Bearer TOKEN|Bearer TOKEN|Bearer TOKEN" {
		t.Errorf("the host that is trusted saw %q", authorised)
	}
}

// TestRedirects: a redirect to another host takes no token and no address along, and one
// that leaves TLS is not followed.
func TestRedirects(t *testing.T) {
	h := newHospital(t)
	var lock sync.Mutex // two files come at a time
	var heads []http.Header
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		heads = append(heads, r.Header)
		io.WriteString(w, h.content(r))
	}))
	defer files.Close()
	h.File = func(w http.ResponseWriter, r *http.Request, _ int) bool {
		http.Redirect(w, r, files.URL+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		return true
	}
	s := newSite(t, h)
	s.spec.Options["token"] = "TOKEN"
	if got := s.mustPull(t); ids(got) != "a b c d e f" {
		t.Errorf("emitted %s", ids(got))
	}
	if len(heads) != 3 {
		t.Errorf("the other host was asked %d times, want once for each file", len(heads))
	}
	for _, head := range heads {
		if head.Get("Authorization") != "" || head.Get("Referer") != "" {
			t.Errorf("the other host saw %v", head)
		}
	}
	for _, r := range h.seen {
		if r.Method == http.MethodGet && r.Header.Get("Authorization") != "Bearer TOKEN" {
			t.Errorf("%s went without the token", r.URL.Path)
		}
	}

	h.then(func(w http.ResponseWriter, r *http.Request, _ int) bool {
		http.Redirect(w, r, "http://files.example/", http.StatusFound)
		return true
	})
	wants(t, s.pull(t, nil), fault.Config, "not protected by TLS")
	h.then(func(w http.ResponseWriter, r *http.Request, _ int) bool {
		http.Redirect(w, r, r.URL.RequestURI(), http.StatusFound)
		return true
	})
	wants(t, newSite(t, h).pull(t, nil), fault.Input, "from one address to the next without an end")
}
