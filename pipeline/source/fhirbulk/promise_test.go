package fhirbulk

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/sourcetest"
)

// The suite sourcetest.Run writes files and packs, cuts and replaces them; a server has
// none. These tests hold the source to the same promises.

// broken is a hospital with bad records in two files.
func broken(t *testing.T) *hospital {
	h := newHospital(t)
	h.Files["e1"] += "{" + sourcetest.Poison + "\n"
	h.Files["c1"] = sourcetest.Poison + "\n" + h.Files["c1"] + `{"id":7,"` + sourcetest.Poison + `":0}` + "\n"
	h.Errors["x1"] = "<" + sourcetest.Poison + ">\n"
	h.Deleted["d1"] = "<" + sourcetest.Poison + ">\n"
	return h
}

func TestReadsTheSameTwice(t *testing.T) {
	h := broken(t)
	s := newSite(t, h)
	first, second := s.mustPull(t), s.mustPull(t)
	first.Then, second.Then = nil, nil
	if fmt.Sprint(*first) != fmt.Sprint(*second) {
		t.Errorf("first\n%v\nthen\n%v", *first, *second)
	}
}

func TestRejectsWithoutValues(t *testing.T) {
	got := newSite(t, broken(t)).mustPull(t)
	if len(got.Rejects) != 5 || ids(got) != "a b c d e f" {
		t.Errorf("%d rejects beside %s, want 5", len(got.Rejects), ids(got))
	}
	for i, r := range got.Rejects {
		if r.Table == nil || r.Record < 1 || r.Reason == "" {
			t.Errorf("reject %d needs its table, record and reason", i)
		}
		holdsNoSecret(t, errors.New(r.Column+r.Reason))
	}
}

var errSink = errors.New("the sink is full")

// TestStopsAtTheSink: at whatever call the sink fails, nothing is called after it.
func TestStopsAtTheSink(t *testing.T) {
	whole := newSite(t, broken(t)).mustPull(t)
	for last := 1; last <= whole.Calls; last++ {
		got := &sourcetest.Collector{}
		got.Then = func() error {
			if got.Calls == last {
				return errSink
			}
			return nil
		}
		h := broken(t)
		s := newSite(t, h)
		if err := s.pull(t, got); !errors.Is(err, errSink) || got.Calls != last {
			t.Errorf("at call %d: error %v after %d calls", last, err, got.Calls)
		}
		if h.count("DELETE /status/1") != 0 || len(s.spooled(t)) == 0 {
			t.Errorf("at call %d: the export was given up, though nothing is wrong with it", last)
		}
	}
}

func TestStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h := newHospital(t)
	var got sourcetest.Collector
	err := newSite(t, h).pullUntil(t, ctx, &got)
	if !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Interrupted {
		t.Errorf("error %v of kind %d, want an interruption", err, fault.KindOf(err))
	}
	if got.Calls > 0 || len(h.requests()) > 0 {
		t.Errorf("%d calls of the sink and %d requests after the run was cancelled", got.Calls, len(h.requests()))
	}
}

// TestStopsBetweenFiles: a run that is told to stop while it hands on does not go on.
func TestStopsBetweenFiles(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	got := sourcetest.Collector{Then: func() error { cancel(); return nil }}
	s := newSite(t, newHospital(t))
	err := s.pullUntil(t, ctx, &got)
	if fault.KindOf(err) != fault.Interrupted || got.Calls != 1 || len(s.spooled(t)) == 0 {
		t.Errorf("error %v after %d calls", err, got.Calls)
	}
}

// TestLeavesNothingRunning: connections are closed when a run ends, however it ends.
func TestLeavesNothingRunning(t *testing.T) {
	h := many(t, 6)
	before := runtime.NumGoroutine()
	for range 5 {
		s := newSite(t, h)
		s.mustPull(t)
		h.then(answer(400, ""))
		if s.pull(t, nil) == nil {
			t.Fatal("no error")
		}
		h.then(nil)
	}
	for range 3000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}
