package fhirbulk

import (
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

// TestCourse is an export as the guide describes it, from the kick-off to the end.
func TestCourse(t *testing.T) {
	h := newHospital(t)
	s := newSite(t, h)
	got := s.mustPull(t)
	if ids(got) != "a b c d e f" {
		t.Errorf("emitted %s, want patients, encounters and conditions in this order", ids(got))
	}
	if !reflect.DeepEqual(got.Marks, []string{transactionTime}) {
		t.Errorf("marks %q, want the transactionTime", got.Marks)
	}
	requests := h.requests()
	if requests[0] != "GET /fhir/$export" || requests[1] != "GET /status/1" || requests[len(requests)-1] != "DELETE /status/1" {
		t.Errorf("requests %q", requests)
	}
	if len(requests) != 6 {
		t.Errorf("%d requests, want kick-off, status, three files and the end", len(requests))
	}
	kick := h.seen[0]
	if kick.Header.Get("Accept") != "application/fhir+json" || kick.Header.Get("Prefer") != "respond-async" {
		t.Errorf("kick-off with the headers %v", kick.Header)
	}
	want := map[string][]string{"_type": {"Patient,Encounter,Condition"}, "_outputFormat": {"application/fhir+ndjson"}}
	if !reflect.DeepEqual(map[string][]string(kick.URL.Query()), want) {
		t.Errorf("asked for %v, want %v", kick.URL.Query(), want)
	}
	if left := s.spooled(t); len(left) > 0 {
		t.Errorf("left in the spool: %q", left)
	}
}

func TestLevels(t *testing.T) {
	for _, c := range []struct{ level, group, path string }{
		{"system", "", "GET /fhir/$export"},
		{"patient", "", "GET /fhir/Patient/$export"},
		{"group", "g.1-A", "GET /fhir/Group/g.1-A/$export"},
	} {
		h := newHospital(t)
		s := newSite(t, h)
		s.spec.Options["level"], s.spec.Options["group"] = c.level, c.group
		if s.mustPull(t); h.requests()[0] != c.path {
			t.Errorf("%s: asked for %s, want %s", c.level, h.requests()[0], c.path)
		}
	}
}

// TestDefaultTypes: what is asked for where the site does not say.
func TestDefaultTypes(t *testing.T) {
	h := newHospital(t)
	s := newSite(t, h)
	delete(s.spec.Options, "types")
	s.mustPull(t)
	if got := h.query(t, "/fhir/$export", 0)["_type"]; got[0] != "Patient,Encounter,Condition,Procedure,Claim,ExplanationOfBenefit" {
		t.Errorf("types %q", got)
	}
}

// TestIncrements: the next export asks for what changed since the mark of the last, less
// the window; an instant is the same in whatever zone it is written.
func TestIncrements(t *testing.T) {
	for _, c := range []struct{ name, mark, late, want string }{
		{"the first", "", "0s", ""},
		{"the next", transactionTime, "0s", transactionTime},
		{"with a window", transactionTime, "24h", "2026-02-28T04:05:06.789+01:00"},
		{"over a change of the clock", "2026-03-29T03:30:00+02:00", "24h", "2026-03-28T03:30:00+02:00"},
		{"in UTC", "2026-03-01T00:00:00Z", "36h", "2026-02-27T12:00:00Z"},
	} {
		h := newHospital(t)
		s := newSite(t, h)
		s.mark, s.spec.Options["late"] = c.mark, c.late
		s.mustPull(t)
		if got := strings.Join(h.query(t, "/fhir/$export", 0)["_since"], "|"); got != c.want {
			t.Errorf("%s: since %q, want %q", c.name, got, c.want)
		}
	}
}

// TestNothingChanged: an increment with no files is an export all the same.
func TestNothingChanged(t *testing.T) {
	h := newHospital(t)
	h.Files = nil
	got := newSite(t, h).mustPull(t)
	if len(got.Rows) != 0 || len(got.Marks) != 1 {
		t.Errorf("rows %v and marks %v, want a mark alone", got.Rows, got.Marks)
	}
}

// TestFilesWithoutRecords: servers list files that hold nothing.
func TestFilesWithoutRecords(t *testing.T) {
	h := newHospital(t)
	h.Files["p1"], h.Files["e1"], h.Counts["e1"] = "", " \r\n\n", 0
	if got := newSite(t, h).mustPull(t); ids(got) != "f" {
		t.Errorf("emitted %s, want the condition alone", ids(got))
	}
}

// TestPolling: the status is asked for again after as long as the server says, and where
// it does not, after longer each time, with some jitter and up to a minute.
func TestPolling(t *testing.T) {
	h := newHospital(t)
	s := newSite(t, h)
	after := []string{"120", s.clock.Now().Add(120*time.Second + 90*time.Second).Format(http.TimeFormat), "0", "soon", "-5", "", "", "", "", "", ""}
	h.Status = func(w http.ResponseWriter, _ *http.Request, before int) bool {
		if before == len(after) {
			return false
		}
		w.Header().Set("X-Progress", "in progress")
		if after[before] != "" {
			w.Header().Set("Retry-After", after[before])
		}
		w.WriteHeader(http.StatusAccepted)
		return true
	}
	s.mustPull(t)
	slept := s.clock.slept
	if len(slept) != len(after) {
		t.Fatalf("waited %v, want %d waits", slept, len(after))
	}
	if slept[0] != 120*time.Second || slept[1] != 90*time.Second || slept[2] != time.Second {
		t.Errorf("waited %v, want 2m, the 90s until the instant, and a second instead of none", slept[:3])
	}
	for i, longest := range []time.Duration{8, 16, 32, 60, 60, 60, 60, 60} {
		got := slept[i+3]
		if got <= longest*time.Second/2 || got > longest*time.Second {
			t.Errorf("wait %d is %v, want one between half of %ds and all of it", i+3, got, longest)
		}
	}
}

// TestPatience: a server that never ends is waited for so long and no longer. The export
// stays for the next run, and is given up after that.
func TestPatience(t *testing.T) {
	h := newHospital(t)
	s := newSite(t, h)
	s.spec.Options["patience"] = "10m"
	h.Status = func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		w.Header().Set("Retry-After", "70")
		w.WriteHeader(http.StatusAccepted)
		return true
	}
	wants(t, s.pull(t, nil), fault.Unavailable, "gave up the status of the export after waiting for 10m0s; try again later")
	if n := h.count("GET /status/1"); n != 9 { // 8 waits of 70 s are 9 m 20 s
		t.Errorf("asked %d times, want 9", n)
	}
	if n := h.count("DELETE /status/1"); n != 0 || len(s.spooled(t)) != 1 {
		t.Error("the export was not left for the next run")
	}
	wants(t, s.pull(t, nil), fault.Unavailable, "gave up")
	if h.count("GET /fhir/$export") != 1 || h.count("DELETE /status/1") != 1 || len(s.spooled(t)) != 0 {
		t.Errorf("after the second run: requests %q, spool %q", h.requests(), s.spooled(t))
	}
}

// TestPatienceIsNotSpentInVain: a wait that is longer than what is left is not begun.
func TestPatienceIsNotSpentInVain(t *testing.T) {
	for _, after := range []string{"21601", "99999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		h := newHospital(t)
		s := newSite(t, h)
		h.Kick = func(w http.ResponseWriter, _ *http.Request, _ int) bool {
			w.Header().Set("Retry-After", after)
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		}
		wants(t, s.pull(t, nil), fault.Unavailable, "gave up the export after waiting for 6h0m0s")
		if len(s.clock.slept) != 0 {
			t.Errorf("%s: waited %v", after, s.clock.slept)
		}
	}
}

// TestSpoolIsPrivate: what lies in the spool is records of patients, and no credentials.
func TestSpoolIsPrivate(t *testing.T) {
	h := newHospital(t)
	s := newSite(t, h)
	s.spec.Options["token"] = "TOKEN"
	var lock sync.Mutex // two files come at a time
	var modes []string
	h.File = func(http.ResponseWriter, *http.Request, int) bool {
		lock.Lock()
		defer lock.Unlock()
		filepath.WalkDir(s.spec.Spool, func(path string, d os.DirEntry, err error) error {
			info, _ := d.Info()
			want := os.FileMode(0o600)
			if d.IsDir() {
				want = 0o700
			}
			if info != nil && info.Mode().Perm() != want {
				modes = append(modes, info.Name()+" "+info.Mode().String())
			}
			if text, _ := os.ReadFile(path); strings.Contains(string(text), "TOKEN") {
				modes = append(modes, info.Name()+" holds the token")
			}
			return nil
		})
		return false
	}
	s.mustPull(t)
	if len(modes) > 0 {
		t.Errorf("in the spool: %q", modes)
	}
}
