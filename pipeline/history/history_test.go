package history_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/history"
)

var at = time.Date(2026, 10, 2, 6, 0, 0, 0, time.UTC)

func open(t *testing.T) *history.History {
	t.Helper()
	return history.Of(filepath.Join(t.TempDir(), "a.duckdb"))
}

func started(job string) history.RunEvent {
	return history.RunEvent{Event: history.Started, Job: job, Due: at, Run: at, At: at}
}

// TestALineThatWasCutIsForgotten cuts the file after each byte, as a kill in the middle of
// a write does: whole lines stay, and the next event stands on a line of its own.
func TestALineThatWasCutIsForgotten(t *testing.T) {
	h := open(t)
	for _, job := range []string{"a", "b"} {
		if err := h.Runs.Append(started(job)); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(h.Runs.Path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) {
		if err := os.WriteFile(h.Runs.Path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		before, err := h.Runs.Read()
		if want := n / (len(whole) / 2); err != nil || len(before) != want {
			t.Fatalf("cut at %d: %d events, want %d, %v", n, len(before), want, err)
		}
		if err := h.Runs.Append(started("c")); err != nil {
			t.Fatal(err)
		}
		after, err := h.Runs.Read()
		if err != nil || len(after) != len(before)+1 || after[len(after)-1].Job != "c" {
			t.Fatalf("cut at %d: %d events after another, %v", n, len(after), err)
		}
	}
}

func TestABrokenLineIsNamed(t *testing.T) {
	h := open(t)
	if err := h.Runs.Append(started("a")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.Runs.Path, []byte("{}\nnonsense\n{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := h.Runs.Read()
	var f *fault.Error
	if !errors.As(err, &f) || f.Where != h.Runs.Path+":2" {
		t.Errorf("ended with %v", err)
	}
}

func TestManyWritersLoseNothing(t *testing.T) {
	h := open(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if err := h.Runs.Append(started("a")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if events, err := h.Runs.Read(); err != nil || len(events) != 40 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

func TestOneJobAtATime(t *testing.T) {
	h := open(t)
	if busy, err := h.Busy(); busy || err != nil {
		t.Fatalf("busy before anything ran, %v", err)
	}
	held, err := h.LockJobs()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.LockJobs(); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a second job may run: %v", err)
	}
	if busy, err := h.Busy(); !busy || err != nil {
		t.Errorf("not busy, %v", err)
	}
	if _, err := h.LockScheduler(); err != nil {
		t.Errorf("a job keeps the scheduler out: %v", err)
	}
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
	if busy, err := h.Busy(); busy || err != nil {
		t.Errorf("busy after it ended, %v", err)
	}
}

func TestWhatBecameOfARun(t *testing.T) {
	event := func(what string, code int) history.RunEvent {
		return history.RunEvent{Event: what, Job: "a", Due: at, Run: at, At: at, Code: code}
	}
	for _, c := range []struct {
		name   string
		events []history.RunEvent
		want   history.Run
	}{
		{"goes on", []history.RunEvent{event(history.Started, 0)}, history.Run{Event: history.Started}},
		{"has its reports", []history.RunEvent{event(history.Started, 0), event(history.Made, 0)}, history.Run{Event: history.Made, Made: true}},
		{"failed, and is tried again", []history.RunEvent{event(history.Started, 0), event(history.Ended, 6), event(history.Started, 0)}, history.Run{Event: history.Started, Attempts: 1}},
		{"was interrupted", []history.RunEvent{event(history.Started, 0), event(history.Ended, 130)}, history.Run{Event: history.Ended, Code: 130}},
		{"failed twice", []history.RunEvent{event(history.Ended, 6), event(history.Ended, 6)}, history.Run{Event: history.Ended, Code: 6, Attempts: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			runs := history.FoldRuns(append([]history.RunEvent{{Event: history.Watched, Job: "a", At: at}}, c.events...))
			if len(runs) != 1 {
				t.Fatalf("%d runs", len(runs))
			}
			got := runs[0]
			if got.Event != c.want.Event || got.Made != c.want.Made || got.Attempts != c.want.Attempts || got.Code != c.want.Code {
				t.Errorf("stands as %+v", got)
			}
		})
	}
}
