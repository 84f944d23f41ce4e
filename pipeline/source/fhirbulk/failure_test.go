package fhirbulk

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/sourcetest"
)

// answer is a hook that always gives the same answer.
func answer(status int, body string) hook {
	return func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		w.Header().Set("Content-Type", "application/fhir+json")
		w.WriteHeader(status)
		io.WriteString(w, body)
		return true
	}
}

// outcome is an OperationOutcome whose text is no one's business.
func outcome(code string) string {
	return fmt.Sprintf(`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":%q,"diagnostics":"%s"}]}`, code, sourcetest.Poison)
}

func TestRefusedExports(t *testing.T) {
	for _, c := range []struct {
		status int
		kind   fault.Kind
		words  string
	}{
		{400, fault.Config, "it refuses the export (status 400); check options: types, level and group"},
		{401, fault.Config, "it refuses the export (status 401); check its credentials"},
		{403, fault.Config, "it refuses the export (status 403); check its credentials"},
		{404, fault.Config, "it refuses the export (status 404); check path:"},
		{422, fault.Config, "it refuses the export (status 422)"},
		{501, fault.Config, "it refuses the export (status 501); check path:"},
		{200, fault.Input, "it refuses the export (status 200)"},
	} {
		h := newHospital(t)
		h.Kick = answer(c.status, outcome("invalid"))
		s := newSite(t, h)
		err := s.pull(t, nil)
		wants(t, err, c.kind, c.words)
		if !strings.HasPrefix(err.Error(), h.URL+"/fhir: ") {
			t.Errorf("%q does not name the server", err)
		}
		if n := len(h.requests()); n != 1 {
			t.Errorf("%d: %d requests, want no second one", c.status, n)
		}
	}
}

// TestContentLocation: the address of the status is resolved, and must be one.
func TestContentLocation(t *testing.T) {
	for _, c := range []struct {
		name, location string
		kind           fault.Kind
		words          string
	}{
		{"relative", "/status/1", 0, ""},
		{"none", "", fault.Input, "without saying where its status is"},
		{"no address", "http://[", fault.Input, "without saying where its status is"},
		{"not protected", "http://ehr.example/status/1", fault.Config, "not protected by TLS"},
		{"no server", "file:///etc/passwd", fault.Config, "not protected by TLS"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHospital(t)
			h.Kick = func(w http.ResponseWriter, _ *http.Request, _ int) bool {
				if c.location != "" {
					w.Header().Set("Content-Location", c.location)
				}
				w.WriteHeader(http.StatusAccepted)
				return true
			}
			wants(t, newSite(t, h).pull(t, &sourcetest.Collector{}), c.kind, c.words)
		})
	}
}

// TestFailedExports: the export fails while the server makes it. The next run asks for
// another one.
func TestFailedExports(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer hook
		kind   fault.Kind
		words  string
		asked  int
	}{
		{"for good", answer(500, outcome("processing")), fault.Unavailable, "the export failed on the server (status 500)", 1},
		{"for good, on one of two grounds", answer(500, `{"resourceType":"OperationOutcome","issue":[{"code":"timeout"},{"code":"exception"}]}`),
			fault.Unavailable, "the export failed on the server (status 500)", 1},
		{"refused", answer(400, outcome("invalid")), fault.Config, "the export failed on the server (status 400)", 1},
		{"forgotten", answer(404, outcome("not-found")), fault.Unavailable, "it has forgotten the export that it accepted (status 404)", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHospital(t)
			h.Status = c.answer
			s := newSite(t, h)
			wants(t, s.pull(t, nil), c.kind, c.words)
			kicks := 1
			if c.name == "forgotten" {
				kicks = 2 // another one is asked for at once, but only once
			}
			if h.count("GET /status/1") != kicks*c.asked || h.count("GET /fhir/$export") != kicks {
				t.Errorf("requests %q", h.requests())
			}
			if len(s.spooled(t)) != 0 || h.count("DELETE /status/1") != kicks {
				t.Error("the export was not given up")
			}
			h.Status = nil
			s.mustPull(t)
		})
	}
}

// TestStatusOfAProxy: a failure that has no outcome is not that of the export.
func TestStatusOfAProxy(t *testing.T) {
	for name, body := range map[string]string{
		"html":             "<html>502 " + secret + "</html>",
		"another resource": `{"resourceType":"Patient"}`,
		"it will pass":     outcome("throttled"),
		"no issue":         `{"resourceType":"OperationOutcome"}`,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHospital(t)
			h.Status = func(w http.ResponseWriter, r *http.Request, before int) bool {
				return before < 5 && answer(502, body)(w, r, before)
			}
			newSite(t, h).mustPull(t)
		})
	}
}

// TestStatusComesBack: a server that says when to come back has not given up, whatever
// else it says.
func TestStatusComesBack(t *testing.T) {
	h := newHospital(t)
	h.Status = func(w http.ResponseWriter, r *http.Request, before int) bool {
		w.Header().Set("Retry-After", "60")
		return before < 3 && answer(503, outcome("exception"))(w, r, before)
	}
	newSite(t, h).mustPull(t)
}

// TestStatusForbidden: the credentials can be mended, and the export is still there then.
func TestStatusForbidden(t *testing.T) {
	h := newHospital(t)
	h.Status = answer(403, outcome("forbidden"))
	s := newSite(t, h)
	wants(t, s.pull(t, nil), fault.Config, "it refuses to tell the status of the export (status 403)")
	h.Status = nil
	s.mustPull(t)
	if n := h.count("GET /fhir/$export"); n != 1 {
		t.Errorf("%d exports, want the first to be continued", n)
	}
}

func TestBadManifests(t *testing.T) {
	const good = `"transactionTime":"2026-03-01T00:00:00Z","requiresAccessToken":false`
	for _, c := range []struct{ name, body, words string }{
		{"not JSON", "<html>" + sourcetest.Poison, "is not valid JSON"},
		{"cut off", `{"output":[{"url":"http://`, "is not valid JSON"},
		{"empty", "", "is not valid JSON"},
		{"another form", `{` + good + `,"output":"` + sourcetest.Poison + `"}`, "is not valid JSON"},
		{"deep", strings.Repeat(`[`, 1<<20), "is not valid JSON"},
		{"no output", `{` + good + `}`, "has no list of output files"},
		{"null output", `{` + good + `,"output":null}`, "has no list of output files"},
		{"no time", `{"output":[]}`, "has no valid transactionTime"},
		{"a date for a time", `{"transactionTime":"2026-03-01","output":[]}`, "has no valid transactionTime"},
		{"a file without a link", `{` + good + `,"output":[{"type":"Patient"}]}`, "lists a file without a link"},
		{"a file that is null", `{` + good + `,"output":[null]}`, "lists a file without a link"},
		{"a link that is none", `{` + good + `,"output":[{"type":"Patient","url":"http://["}]}`, "lists a file without a link"},
		{"a negative count", `{` + good + `,"output":[{"type":"Patient","url":"/x","count":-1}]}`, "counts fewer than no resources"},
		{"parts", `{` + good + `,"output":[],"link":[{"relation":"next","url":"/x"}]}`, "goes on in another one"},
		{"huge", `{` + good + `,"output":[` + strings.Repeat(" ", 64<<20) + `]}`, "is longer than 64 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHospital(t)
			h.Status = answer(200, c.body)
			s := newSite(t, h)
			wants(t, s.pull(t, nil), fault.Input, "its manifest "+c.words)
			if len(s.spooled(t)) != 0 || h.count("GET /fhir/$export") != 1 {
				t.Error("the export was not given up")
			}
		})
	}
}

// TestManifestBrokenOff: the connection is cut in the middle of the manifest.
func TestManifestBrokenOff(t *testing.T) {
	h := newHospital(t)
	h.Status = func(w http.ResponseWriter, _ *http.Request, before int) bool {
		if before > 1 {
			return false
		}
		text := h.manifest()
		w.Header().Set("Content-Length", fmt.Sprint(len(text)))
		io.WriteString(w, text[:len(text)/2])
		return true
	}
	newSite(t, h).mustPull(t)
}

// TestExpiredLinks: files that are gone before they were downloaded are exported once
// more.
func TestExpiredLinks(t *testing.T) {
	for _, c := range []struct {
		status int
		kind   fault.Kind
		words  string
	}{
		{403, fault.Config, "file 2 of 3 cannot be downloaded (status 403)"},
		{404, fault.Unavailable, "file 2 of 3 cannot be downloaded (status 404)"},
		{410, fault.Unavailable, "file 2 of 3 cannot be downloaded (status 410)"},
	} {
		t.Run(fmt.Sprint(c.status), func(t *testing.T) {
			h := newHospital(t)
			h.File = func(w http.ResponseWriter, r *http.Request, before int) bool {
				return r.URL.Path == "/file/e1" && before == 0 && answer(c.status, "<Error>"+secret)(w, r, 0)
			}
			s := newSite(t, h)
			if got := s.mustPull(t); ids(got) != "a b c d e f" {
				t.Errorf("emitted %s", ids(got))
			}
			if h.count("GET /fhir/$export") != 2 || h.count("DELETE /status/1") != 2 {
				t.Errorf("requests %q, want two exports, both ended", h.requests())
			}
			h.File = func(w http.ResponseWriter, r *http.Request, _ int) bool {
				return r.URL.Path == "/file/e1" && answer(c.status, "<Error>"+secret)(w, r, 0)
			}
			wants(t, s.pull(t, nil), c.kind, c.words)
			if n := h.count("GET /fhir/$export"); n != 4 || len(s.spooled(t)) != 0 {
				t.Errorf("%d exports, want two more and no third", n)
			}
		})
	}
}

// TestRefusedFiles: other refusals of a file end the export.
func TestRefusedFiles(t *testing.T) {
	h := newHospital(t)
	h.then(answer(400, outcome("invalid")))
	wants(t, newSite(t, h).pull(t, nil), fault.Input, "of 3 cannot be downloaded (status 400)")
	h.then(answer(500, outcome("exception")))
	wants(t, newSite(t, h).pull(t, nil), fault.Unavailable, "after 8 attempts with status 500")
}

// TestCountMismatch: the manifest counts other resources than came. A cache may have cut
// the file off, so it is asked for again before the export is given up.
func TestCountMismatch(t *testing.T) {
	h := newHospital(t)
	h.File = func(w http.ResponseWriter, r *http.Request, before int) bool {
		if r.URL.Path == "/file/e1" && before < 2 {
			io.WriteString(w, h.Files["e1"][:strings.Index(h.Files["e1"], "\n")+1])
			return true
		}
		return false
	}
	if got := newSite(t, h).mustPull(t); ids(got) != "a b c d e f" {
		t.Errorf("emitted %s", ids(got))
	}
	for _, count := range []int64{2, 4} {
		h := newHospital(t)
		h.Counts["e1"] = count
		s := newSite(t, h)
		wants(t, s.pull(t, nil), fault.Input, fmt.Sprintf("file 2 of 3 has 3 lines where the manifest counts %d; tell its owner", count))
		if n := h.count("GET /file/e1"); n != 3 || len(s.spooled(t)) != 0 {
			t.Errorf("asked for %d times, want 3, and then given up", n)
		}
	}
}

// TestRefusedByTheReader: a file that came whole and is not FHIR is named by its place,
// and the next run exports anew.
func TestRefusedByTheReader(t *testing.T) {
	h := newHospital(t)
	h.Files["e1"] = "<html>\n"
	s := newSite(t, h)
	err := s.pull(t, &sourcetest.Collector{})
	wants(t, err, fault.Input, h.URL+"/fhir: file 2 of 3:1: not NDJSON")
	if strings.Contains(err.Error(), s.spec.Spool) {
		t.Errorf("%q names the spool", err)
	}
	if len(s.spooled(t)) != 0 || h.count("DELETE /status/1") != 1 {
		t.Error("the export was not given up")
	}
}

// TestEndIsNotNeeded: the export is loaded even if the server does not take it back.
func TestEndIsNotNeeded(t *testing.T) {
	h := newHospital(t)
	h.Drop = answer(500, outcome("exception"))
	newSite(t, h).mustPull(t)
	if n := h.count("DELETE /status/1"); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
}
