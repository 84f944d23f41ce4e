package web

import (
	"net/http"
	"os"
	"path"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/report/shelf"
)

// item is a finished report as the library shows it.
type item struct {
	shelf.Edition
	Address string // of its first file
	Files   []shelf.Link
}

// editions are the finished reports that a person may see.
func (s *Server) editions(found *session) (list []shelf.Edition, unreadable int, err error) {
	all, unreadable, err := shelf.Editions(s.options.Library)
	for _, e := range all {
		if s.sees(found, e) {
			list = append(list, e)
		}
	}
	return list, unreadable, err
}

// sees asks the role. A report that does not say what it was made of counts as made of
// records themselves.
func (s *Server) sees(found *session, e shelf.Edition) bool {
	mode, _ := privacy.ParseMode(e.Mode)
	return s.desk.May(found.who.Role, mode, e.Identified)
}

// library is the page of all reports.
func (s *Server) library(w http.ResponseWriter, _ *http.Request, found *session) {
	list, unreadable, err := s.editions(found)
	if err != nil {
		s.fail(w, found, err)
		return
	}
	p := page{Title: "Reports", Unreadable: unreadable}
	for _, e := range list {
		i := item{Edition: e}
		for _, l := range e.Links() {
			if !strings.HasSuffix(l.Target, "/") { // folders are not listed
				i.Files = append(i.Files, shelf.Link{Label: l.Label, Target: "/reports/" + strings.TrimPrefix(l.Target, "./")})
			}
		}
		i.Address = i.Files[0].Target // the manifest at least
		p.Items = append(p.Items, i)
	}
	s.show(w, http.StatusOK, "library", s.of(found, p))
}

// manifest is a file of every report, which its own list of files does not name.
const manifest = "manifest.json"

// file shows a file of a report that the person may see, once that is logged.
func (s *Server) file(w http.ResponseWriter, r *http.Request, found *session) {
	name := r.PathValue("path")
	list, _, err := s.editions(found)
	if err != nil {
		s.fail(w, found, err)
		return
	}
	for _, e := range list {
		inside, ok := strings.CutPrefix(name, e.Folder+"/")
		if _, listed := e.Files[inside]; !ok || !listed && inside != manifest {
			continue
		}
		if err := s.desk.Show(found.who, e.Report, e.Mode, r.RemoteAddr); err != nil {
			s.fail(w, found, err)
			return
		}
		s.send(w, r, found, name)
		return
	}
	s.failWith(w, found, http.StatusNotFound, fault.New(fault.Usage, "", "there is no such report", "choose one of the library"))
}

// send gives a file. Nothing outside of the library can be opened, links included. A page
// brings its own policy for script and style; anything else has neither.
func (s *Server) send(w http.ResponseWriter, r *http.Request, found *session, name string) {
	missing := fault.New(fault.Unavailable, "", "the file is not there any more", "choose another one of the library")
	root, err := os.OpenRoot(s.options.Library)
	if err != nil {
		s.fail(w, found, missing)
		return
	}
	defer root.Close()
	f, err := root.Open(name)
	if err != nil {
		s.fail(w, found, missing)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		s.fail(w, found, missing)
		return
	}
	own := "default-src 'none'; sandbox"
	if path.Ext(name) == ".html" {
		own = "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; connect-src 'none'; object-src 'none'"
	}
	w.Header().Set("Content-Security-Policy", own)
	http.ServeContent(w, r, path.Base(name), info.ModTime(), f)
}
