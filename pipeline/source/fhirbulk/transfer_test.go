package fhirbulk

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/sourcetest"
)

// large is a file whose transfer can be cut at many places.
func large() (content, want string) {
	var names []string
	for i := range 5000 {
		names = append(names, fmt.Sprintf("n%04d", i))
	}
	return resources("Patient", names...), strings.Join(names, " ")
}

// gzipped is a text as servers pack it for the way.
func gzipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.String()
}

// cutting sends a file but breaks off after so many bytes of each answer.
type cutting struct {
	bytes     int
	ranges    bool // Range is honoured
	quiet     bool // honoured, but not said to be
	packed    bool
	etag      string
	lies      bool // the end of the answer is said to be where it breaks off
	changes   bool // it is another file each time
	misplaced bool // parts come from elsewhere than asked for

	asked []string // the Range of each request, and its condition
}

func (c *cutting) serve(h *hospital) hook {
	return func(w http.ResponseWriter, r *http.Request, before int) bool {
		c.asked = append(c.asked, strings.TrimSpace(r.Header.Get("Range")+" "+r.Header.Get("If-Range")))
		body := h.content(r)
		if c.packed {
			body = gzipped(body)
			w.Header().Set("Content-Encoding", "gzip")
		}
		etag := c.etag
		if c.changes {
			etag = fmt.Sprintf(`"%d"`, before)
		}
		if etag != "" {
			w.Header().Set("ETag", etag)
		}
		from, status := 0, http.StatusOK
		if c.ranges {
			if !c.quiet {
				w.Header().Set("Accept-Ranges", "bytes")
			}
			if condition := r.Header.Get("If-Range"); condition == "" || condition == etag {
				fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from)
			}
		}
		if from > 0 {
			status = http.StatusPartialContent
			if c.misplaced {
				from--
			}
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(body)-1, len(body)))
		}
		rest := body[from:]
		sent := rest[:min(c.bytes, len(rest))]
		length := len(rest)
		if c.lies {
			length = len(sent)
		}
		w.Header().Set("Content-Length", fmt.Sprint(length))
		w.WriteHeader(status)
		io.WriteString(w, sent)
		return true
	}
}

// TestCutOff: connections that are cut in the middle of a file, more often than anything
// may fail in a row. The file comes whole in the end, each part from where the one before
// it broke off.
func TestCutOff(t *testing.T) {
	content, want := large()
	for _, c := range []struct {
		name  string
		cut   cutting
		asked string // the first three ranges and conditions
	}{
		{"with a validator", cutting{bytes: 12_000, ranges: true, etag: `"v1"`}, `|bytes=12000- "v1"|bytes=24000- "v1"`},
		{"without a validator", cutting{bytes: 12_000, ranges: true}, "|bytes=12000-|bytes=24000-"},
		{"with a weak validator", cutting{bytes: 12_000, ranges: true, etag: `W/"v1"`}, "|bytes=12000-|bytes=24000-"},
		{"packed", cutting{bytes: 800, ranges: true, packed: true, etag: `"v1"`}, `|bytes=800- "v1"|bytes=1600- "v1"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHospital(t)
			h.Files = map[string]string{"p1": content}
			h.File = c.cut.serve(h)
			if got := newSite(t, h).mustPull(t); ids(got) != want {
				t.Errorf("%d patients, want 5000 in their order", len(got.Rows["patient"]))
			}
			if got := strings.Join(c.cut.asked[:3], "|"); got != c.asked {
				t.Errorf("asked for %q, want %q", got, c.asked)
			}
			if len(c.cut.asked) < 10 {
				t.Errorf("asked %d times, want more often than may fail in a row", len(c.cut.asked))
			}
		})
	}
}

// TestCutOffWithoutRanges: a file whose rest cannot be asked for, or does not fit, is
// begun again; here it gets further each time.
func TestCutOffWithoutRanges(t *testing.T) {
	content, want := large()
	for _, c := range []struct {
		name  string
		cut   cutting
		tried bool // a part is asked for
	}{
		{"no ranges", cutting{}, false},
		{"no ranges, packed", cutting{packed: true}, false},
		{"ranges that are not offered", cutting{ranges: true, quiet: true}, false},
		{"ranges of something packed that has no validator", cutting{packed: true, ranges: true}, false},
		{"ranges of something packed that has a weak validator", cutting{packed: true, ranges: true, etag: `W/"v1"`}, false},
		{"another file each time", cutting{ranges: true, changes: true}, true},
		{"parts from elsewhere", cutting{ranges: true, misplaced: true}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHospital(t)
			h.Files = map[string]string{"p1": content}
			serve := c.cut.serve(h)
			step := len(content)/5 + 35 // within an id
			if c.cut.packed {
				step = len(gzipped(content)) / 5
			}
			h.File = func(w http.ResponseWriter, r *http.Request, before int) bool {
				c.cut.bytes += step
				return serve(w, r, before)
			}
			if got := newSite(t, h).mustPull(t); ids(got) != want {
				t.Errorf("%d patients, want 5000 in their order", len(got.Rows["patient"]))
			}
			if len(c.cut.asked) < 2 {
				t.Errorf("asked %d times: nothing was cut off", len(c.cut.asked))
			}
			if tried := strings.Contains(strings.Join(c.cut.asked, ""), "bytes="); tried != c.tried {
				t.Errorf("asked for %q", c.cut.asked)
			}
		})
	}
}

// TestCutOffForEver: a file that always breaks off at the same place is given up for this
// run, and found again by the next.
func TestCutOffForEver(t *testing.T) {
	content, _ := large()
	h := newHospital(t)
	h.Files["e1"] = content
	cut := cutting{bytes: 1000}
	serve := cut.serve(h)
	h.File = func(w http.ResponseWriter, r *http.Request, before int) bool {
		return r.URL.Path == "/file/e1" && serve(w, r, before)
	}
	s := newSite(t, h)
	wants(t, s.pull(t, nil), fault.Unavailable, "gave up file 2 of 3 after 8 attempts without a whole answer")
	h.then(nil)
	s.mustPull(t)
	if h.count("GET /fhir/$export") != 1 || h.count("GET /file/p1") != 1 {
		t.Errorf("%d exports, %d times the first file, want one of each", h.count("GET /fhir/$export"), h.count("GET /file/p1"))
	}
}

// TestTruncatedWithTheRightStatus: an answer that is whole by what it says of itself, but
// is not the whole file. The count tells; where there is none, a last line that breaks
// off, or packing without its end.
func TestTruncatedWithTheRightStatus(t *testing.T) {
	content, _ := large()
	for _, c := range []struct {
		name  string
		cut   cutting
		count int64
		words string
	}{
		{"counted", cutting{bytes: len(content)/2 + 3, lies: true}, 5000, "breaks off within a line"},
		{"counted, at the end of a line", cutting{bytes: strings.Index(content, "\n") + 1, lies: true}, 5000, "has 1 lines where the manifest counts 5000"},
		{"counted, with ranges", cutting{bytes: strings.Index(content, "\n") + 1, lies: true, ranges: true}, 5000, "has 1 lines where the manifest counts 5000"},
		{"not counted", cutting{bytes: len(content)/2 + 3, lies: true}, -1, "breaks off within a line"},
		{"packed, not counted", cutting{bytes: 2000, lies: true, packed: true}, -1, "is packed and breaks off"},
		{"packed to a few bytes", cutting{bytes: 5, lies: true, packed: true}, -1, "is packed and breaks off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHospital(t)
			h.Files, h.Counts["p1"] = map[string]string{"p1": content}, c.count
			h.File = c.cut.serve(h)
			s := newSite(t, h)
			wants(t, s.pull(t, nil), fault.Input, c.words)
			if len(c.cut.asked) != 3 || c.cut.asked[1] != "" || len(s.spooled(t)) != 0 {
				t.Errorf("asked for %q, want the whole file three times", c.cut.asked)
			}
		})
	}
}

// TestPackedFiles: packed for the way, on the disk, or both; the reader sees resources.
func TestPackedFiles(t *testing.T) {
	h := newHospital(t)
	h.File = func(w http.ResponseWriter, r *http.Request, _ int) bool {
		body := gzipped(h.content(r))
		switch r.URL.Path {
		case "/file/p1": // on the disk
		case "/file/e1": // for the way
			w.Header().Set("Content-Encoding", "gzip")
		case "/file/c1":
			w.Header().Set("Content-Encoding", "GZIP")
			body = gzipped(body)
		}
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("%s: packing is not asked for", r.URL.Path)
		}
		io.WriteString(w, body)
		return true
	}
	if got := newSite(t, h).mustPull(t); ids(got) != "a b c d e f" {
		t.Errorf("emitted %s", ids(got))
	}
	h.Files["p1"], h.Counts["p1"] = "", 0
	if got := newSite(t, h).mustPull(t); ids(got) != "c d e f" {
		t.Errorf("emitted %s, want all but those of a packed file that is empty", ids(got))
	}
	h.File = func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		w.Header().Set("Content-Encoding", "br")
		io.WriteString(w, secret)
		return true
	}
	wants(t, newSite(t, h).pull(t, nil), fault.Input, "comes in an encoding that was not asked for")
}

// TestLastLine: the last line of a file may go without its end.
func TestLastLine(t *testing.T) {
	h := newHospital(t)
	h.Files["e1"], h.Counts["e1"] = strings.TrimSuffix(h.Files["e1"], "\n"), 3
	if got := newSite(t, h).mustPull(t); ids(got) != "a b c d e f" {
		t.Errorf("emitted %s", ids(got))
	}
}

// TestRecordsAreNumberedThrough: a reject is found again by its number in the export, and
// blank lines are lines.
func TestRecordsAreNumberedThrough(t *testing.T) {
	h := newHospital(t)
	h.Files["p1"] += "\n\n"
	h.Counts["p1"], h.Counts["c1"] = 2, 2
	h.Files["c1"] = "{" + sourcetest.Poison + "\n" + h.Files["c1"]
	got := newSite(t, h).mustPull(t)
	if len(got.Rejects) != 1 || got.Rejects[0].Record != 4+3+1 {
		t.Errorf("rejects %v, want record 8: after 4 lines of patients and 3 of encounters", got.Rejects)
	}
}

// TestParallel: two files come at a time, and no more.
func TestParallel(t *testing.T) {
	h := newHospital(t)
	h.Files = map[string]string{}
	for i := range 8 {
		name := fmt.Sprintf("p%d", i)
		h.Types[name], h.Files[name] = "Patient", resources("Patient", fmt.Sprint(i))
	}
	under, most := make(chan bool, 8), make(chan int, 8)
	h.File = func(http.ResponseWriter, *http.Request, int) bool {
		under <- true
		for begun := time.Now(); len(under) < 2 && time.Since(begun) < time.Second; {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(20 * time.Millisecond) // in which a third would come
		most <- len(under)
		<-under
		return false
	}
	if got := newSite(t, h).mustPull(t); ids(got) != "0 1 2 3 4 5 6 7" {
		t.Errorf("emitted %s", ids(got))
	}
	close(most)
	top := 0
	for n := range most {
		top = max(top, n)
	}
	if top != 2 {
		t.Errorf("%d downloads at a time, want 2", top)
	}
}
