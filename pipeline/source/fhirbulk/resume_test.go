package fhirbulk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/sourcetest"
)

// many is a hospital with so many files of one patient each.
func many(t *testing.T, n int) *hospital {
	h := newHospital(t)
	h.Files, h.Types = map[string]string{}, map[string]string{}
	for i := range n {
		name := fmt.Sprintf("p%d", i)
		h.Types[name], h.Files[name] = "Patient", resources("Patient", name)
	}
	return h
}

// kill ends a run in the middle of a download, as many files into it as said.
func kill(t *testing.T, h *hospital, s *site, after int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	h.File = func(w http.ResponseWriter, r *http.Request, _ int) bool {
		if len(s.whole(t)) >= after {
			cancel()
			<-r.Context().Done()
		}
		return false
	}
	var got sourcetest.Collector
	err := s.pullUntil(t, ctx, &got)
	if !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Interrupted {
		t.Fatalf("error %v, want an interruption", err)
	}
	if got.Calls > 0 {
		t.Fatalf("%d calls of the sink before every file was there", got.Calls)
	}
	h.then(nil)
	h.settle()
}

// settle waits for requests that were on their way when the run was killed.
func (h *hospital) settle() {
	for n := -1; n != len(h.requests()); time.Sleep(200 * time.Millisecond) {
		n = len(h.requests())
	}
}

// whole lists the files that have come whole.
func (s *site) whole(t *testing.T) (names []string) {
	for _, name := range s.spooled(t) {
		if strings.HasSuffix(name, ".ndjson") {
			names = append(names, name)
		}
	}
	return names
}

// TestKilled: what a killed run has downloaded is not downloaded again, and the export is
// not asked for again.
func TestKilled(t *testing.T) {
	for _, after := range []int{0, 1, 3, 4} {
		h := many(t, 6)
		s := newSite(t, h)
		kill(t, h, s, after)
		there := len(s.whole(t))
		before := len(h.requests())
		got := s.mustPull(t)
		if ids(got) != "p0 p1 p2 p3 p4 p5" {
			t.Errorf("emitted %s", ids(got))
		}
		second := h.requests()[before:]
		if there < after || len(second) != 6-there+1 || second[len(second)-1] != "DELETE /status/1" {
			t.Errorf("%d files were there; the second run asked for %q", there, second)
		}
		for _, r := range second {
			if strings.Contains(r, "export") || r == "GET /status/1" {
				t.Errorf("the second run asked for %q", r)
			}
		}
	}
}

// TestKilledWhileWaiting: the next run goes on asking for the status.
func TestKilledWhileWaiting(t *testing.T) {
	h := newHospital(t)
	s := newSite(t, h)
	ctx, cancel := context.WithCancel(t.Context())
	h.Status = func(w http.ResponseWriter, _ *http.Request, before int) bool {
		if before == 3 {
			cancel()
		}
		w.WriteHeader(http.StatusAccepted)
		return before <= 3
	}
	if err := s.pullUntil(t, ctx, nil); fault.KindOf(err) != fault.Interrupted {
		t.Fatalf("error %v, want an interruption", err)
	}
	h.Status = nil
	s.mustPull(t)
	if n := h.count("GET /fhir/$export"); n != 1 {
		t.Errorf("%d exports, want one", n)
	}
}

// TestKilledWhileLoading: the store has taken nothing, and everything is still here.
func TestKilledWhileLoading(t *testing.T) {
	h := newHospital(t)
	s := newSite(t, h)
	full := errors.New("the store is full")
	calls := 0
	out := sourcetest.Collector{Then: func() error {
		if calls++; calls == 2 {
			return full
		}
		return nil
	}}
	if err := s.pull(t, &out); !errors.Is(err, full) {
		t.Fatalf("error %v, want that of the store", err)
	}
	before := len(h.requests())
	if got := s.mustPull(t); ids(got) != "a b c d e f" {
		t.Errorf("emitted %s", ids(got))
	}
	if rest := h.requests()[before:]; len(rest) != 1 || rest[0] != "DELETE /status/1" {
		t.Errorf("the second run asked for %q, want the end of the export alone", rest)
	}
}

// TestCommitFailed: the source cannot know whether the store commits after it returned.
// Where it does not, the mark stays, and the next run exports the same again.
func TestCommitFailed(t *testing.T) {
	h := newHospital(t)
	s := newSite(t, h)
	first := s.mustPull(t)
	second := s.mustPull(t)
	if ids(first) != ids(second) || h.count("GET /fhir/$export") != 2 {
		t.Errorf("emitted %s, then %s, with %d exports", ids(first), ids(second), h.count("GET /fhir/$export"))
	}
}

// TestProgress: runs that get further are not in vain, however many there are.
func TestProgress(t *testing.T) {
	h := many(t, 6)
	s := newSite(t, h)
	for run := range 5 {
		h.then(func(w http.ResponseWriter, r *http.Request, before int) bool {
			if r.URL.Path <= fmt.Sprintf("/file/p%d", run) {
				return false
			}
			for begun := time.Now(); len(s.whole(t)) <= run && time.Since(begun) < time.Minute; {
				time.Sleep(5 * time.Millisecond) // the files before come meanwhile
			}
			return answer(503, "")(w, r, before)
		})
		wants(t, s.pull(t, nil), fault.Unavailable, "after 8 attempts with status 503")
		if n := len(s.whole(t)); n != run+1 {
			t.Fatalf("%d files after %d runs", n, run+1)
		}
	}
	h.then(nil)
	s.mustPull(t)
	if n := h.count("GET /fhir/$export"); n != 1 {
		t.Errorf("%d exports, want one", n)
	}
}

// TestAnotherExport: what was left of an export that nobody asks for any more is not
// used, and the server is told.
func TestAnotherExport(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(s *site, h *hospital)
		told   int
	}{
		{"other types", func(s *site, _ *hospital) { s.spec.Options["types"] = "Patient" }, 2},
		{"another group", func(s *site, _ *hospital) {
			s.spec.Options["level"], s.spec.Options["group"] = "group", "g"
		}, 2},
		{"another mark", func(s *site, _ *hospital) { s.mark = transactionTime }, 2},
		{"another server", func(s *site, h *hospital) { s.spec.Path = h.URL + "/other" }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := many(t, 6)
			s := newSite(t, h)
			kill(t, h, s, 3)
			c.change(s, h)
			before := len(h.requests())
			if got := s.mustPull(t); ids(got) != "p0 p1 p2 p3 p4 p5" {
				t.Errorf("emitted %s", ids(got))
			}
			files := 0
			for _, r := range h.requests()[before:] {
				if strings.HasPrefix(r, "GET /file/") {
					files++
				}
			}
			if files != 6 {
				t.Errorf("%d files downloaded, want all 6 of the new export", files)
			}
			if n := h.count("DELETE /status/1"); n != c.told {
				t.Errorf("told the server %d times, want %d", n, c.told)
			}
		})
	}
}

// TestDamagedSpool: files that are not what the state says, or a state that cannot be
// read, cost downloads and nothing else.
func TestDamagedSpool(t *testing.T) {
	for _, c := range []struct {
		name    string
		damage  func(t *testing.T, folder string, whole []string)
		exports int
	}{
		{"a file is gone", func(t *testing.T, folder string, whole []string) {
			os.Remove(filepath.Join(folder, whole[0]))
		}, 1},
		{"a file is cut off", func(t *testing.T, folder string, whole []string) {
			os.Truncate(filepath.Join(folder, whole[0]), 5)
		}, 1},
		{"the state is cut off", func(t *testing.T, folder string, _ []string) {
			os.Truncate(filepath.Join(folder, "state.json"), 40)
		}, 2},
		{"the state is gone", func(t *testing.T, folder string, _ []string) {
			os.Remove(filepath.Join(folder, "state.json"))
		}, 2},
		{"the state is of another form", func(t *testing.T, folder string, _ []string) {
			os.WriteFile(filepath.Join(folder, "state.json"), []byte("[]"), 0o600)
		}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := many(t, 6)
			s := newSite(t, h)
			kill(t, h, s, 3)
			c.damage(t, filepath.Join(s.spec.Spool, "export"), s.whole(t))
			if got := s.mustPull(t); ids(got) != "p0 p1 p2 p3 p4 p5" {
				t.Errorf("emitted %s", ids(got))
			}
			if n := h.count("GET /fhir/$export"); n != c.exports {
				t.Errorf("%d exports, want %d", n, c.exports)
			}
		})
	}
}

// TestContinuedExportHasExpired: the server has forgotten the export that a run left.
func TestContinuedExportHasExpired(t *testing.T) {
	h := many(t, 6)
	s := newSite(t, h)
	kill(t, h, s, 3)
	exports := h.count("GET /fhir/$export")
	h.File = func(w http.ResponseWriter, r *http.Request, before int) bool {
		return h.count("GET /fhir/$export") == exports && answer(410, "")(w, r, before)
	}
	if got := s.mustPull(t); ids(got) != "p0 p1 p2 p3 p4 p5" {
		t.Errorf("emitted %s", ids(got))
	}
}

// TestDiskFull: what cannot be kept is asked for again later.
func TestDiskFull(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("root may write anywhere: a file stands where the folder would be")
	}
	h := newHospital(t)
	s := newSite(t, h)
	if err := os.WriteFile(s.spec.Spool, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wants(t, s.pull(t, nil), fault.Unavailable, "cannot be written; check the space")
	s.spec.Spool = ""
	wants(t, s.pull(t, nil), fault.Internal, "no folder for what the server sends")
}
