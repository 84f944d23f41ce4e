// Package delivertest holds what every way of delivering promises, and a report to try it
// with.
package delivertest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chartline/pipeline/deliver"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
)

// Posted is when reports of the tests are posted.
var Posted = time.Date(2026, 10, 2, 6, 0, 0, 0, time.UTC)

// Files are those of the report.
var Files = map[string]string{
	"coding_quality.pdf":      "%PDF-1.7 a report",
	"coding_quality.html":     "<!doctype html><title>a report</title>",
	"tables/by_unit.csv":      "unit,value\nNorth,0.93\n",
	"figures/by_unit.png":     "\x89PNG a figure",
	"manifest.json":           `{"seconds": 1}`,
	"tables/nested/deep.csv":  "a\n1\n",
	"coding_quality.xlsx":     "PK a workbook",
	"bundle/01-frequency.sql": "SELECT 1;\n",
}

// Box is an outbox with one report in it.
type Box struct {
	*deliver.Outbox
	Store  string // beside which its history lies
	Folder string // of the report
}

// NewBox posts the report to one destination called there; changes change the parcel.
func NewBox(t *testing.T, changes ...func(*deliver.Parcel)) *Box {
	t.Helper()
	dir := t.TempDir()
	b := &Box{Store: filepath.Join(dir, "a.duckdb"), Folder: WriteReport(t, filepath.Join(dir, "report"))}
	b.Outbox = &deliver.Outbox{History: history.Of(b.Store), Now: func() time.Time { return Posted }}
	b.Post(t, changes...)
	return b
}

// WriteReport writes the report into a folder.
func WriteReport(t *testing.T, folder string) string {
	t.Helper()
	for name, text := range Files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// Post posts the report as it lies in its folder.
func (b *Box) Post(t *testing.T, changes ...func(*deliver.Parcel)) {
	t.Helper()
	p := deliver.Parcel{
		Job: "monthly", Report: "coding_quality", Title: "Coding quality", Period: "September 2026",
		AsOf: Posted, Sensitivity: "Internal – not for release", Marking: "Internal – not for release", Place: "coding_quality/2026-10-02",
		Findings: []string{"Coding accuracy is 93.1 %. 412 records, 95 % CI 91.8 to 94.2 %."},
	}
	for _, change := range changes {
		change(&p)
	}
	if err := b.Outbox.Post(p, b.Folder, Posted, []string{"there"}); err != nil {
		t.Fatal(err)
	}
}

// Send delivers what waits.
func (b *Box) Send(ctx context.Context, s deliver.Sender) error {
	return b.Deliver(ctx, map[string]deliver.Sender{"there": s}, history.Delivery.Waits)
}

// State is where the one delivery stands.
func (b *Box) State(t *testing.T) history.Delivery {
	t.Helper()
	all, err := b.Deliveries()
	if err != nil || len(all) != 1 {
		t.Fatalf("%d deliveries, %v", len(all), err)
	}
	return all[0]
}

// WantsKind sends and wants an error of a kind, and the state that follows from it.
func (b *Box) WantsKind(t *testing.T, s deliver.Sender, kind fault.Kind) {
	t.Helper()
	err := b.Send(context.Background(), s)
	if fault.KindOf(err) != kind {
		t.Fatalf("ended with %v of kind %d, want kind %d", err, fault.KindOf(err), kind)
	}
	want := history.Refused
	if kind == fault.Unavailable {
		want = history.Failed
	}
	if got := b.State(t); got.State != want || got.Message == "" {
		t.Errorf("stands at %q because of %q, want %q and a reason", got.State, got.Message, want)
	}
}

// Forget takes the last events from the history, as if the program had been killed before
// it wrote them.
func (b *Box) Forget(t *testing.T, events int) {
	t.Helper()
	path := b.History.Deliveries.Path
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	lines = lines[:len(lines)-1-events]
	if err := os.WriteFile(path, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	// The parcel was swept from the outbox when it had arrived; a killed program leaves it.
	b.pack(t)
}

// pack puts the parcel of the history back into the outbox.
func (b *Box) pack(t *testing.T) {
	t.Helper()
	state := b.State(t)
	scratch := &Box{Store: filepath.Join(t.TempDir(), "b.duckdb"), Folder: b.Folder}
	scratch.Outbox = &deliver.Outbox{History: history.Of(scratch.Store), Now: b.Now}
	scratch.Post(t)
	if id := scratch.State(t).Parcel; id != state.Parcel {
		t.Fatalf("the parcel is %s, and was %s", id, state.Parcel)
	}
	to := filepath.Join(b.History.Outbox(), state.Parcel)
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(filepath.Join(scratch.History.Outbox(), state.Parcel))); err != nil {
		t.Fatal(err)
	}
}

// There makes the other side anew: a sender to it, how many reports it has taken for
// delivered, and the files of the last one, nil where that cannot be seen.
type There func(t *testing.T) (s deliver.Sender, arrivals func() int, files func() map[string]string)

// Promises are kept by every sender.
func Promises(t *testing.T, there There) {
	t.Run("a report arrives whole and once", there.arrivesOnce)
	t.Run("the same content is not posted again", there.postsOnce)
	t.Run("killed before it remembers that it arrived, it arrives once", there.killedAfter)
	t.Run("killed before it puts the report into its place, it arrives once", func(t *testing.T) { there.killedBefore(t, 1) })
	t.Run("killed before it remembers that it is ready, it arrives once", func(t *testing.T) { there.killedBefore(t, 2) })
	t.Run("interrupted, it waits", there.waits)
}

func (fresh There) arrivesOnce(t *testing.T) {
	s, arrivals, files := fresh(t)
	b := NewBox(t)
	for range 3 {
		b.sends(t, s)
	}
	if n, state := arrivals(), b.State(t).State; n != 1 || state != history.Arrived {
		t.Errorf("arrived %d times, and stands at %q", n, state)
	}
	wantFiles(t, files())
	if left, err := os.ReadDir(b.History.Outbox()); err != nil || len(left) != 0 {
		t.Errorf("%d parcels are left in the outbox, %v", len(left), err)
	}
}

func (fresh There) postsOnce(t *testing.T) {
	s, arrivals, _ := fresh(t)
	b := NewBox(t)
	for range 2 {
		b.sends(t, s)
		// The manifest, which says how long it took, does not count.
		if err := os.WriteFile(filepath.Join(b.Folder, "manifest.json"), []byte(`{"seconds": 2}`), 0o600); err != nil {
			t.Fatal(err)
		}
		b.Post(t)
	}
	if n := arrivals(); n != 1 {
		t.Errorf("arrived %d times", n)
	}
}

func (fresh There) killedAfter(t *testing.T) {
	s, arrivals, files := fresh(t)
	b := NewBox(t)
	b.sends(t, s)
	b.Forget(t, 1)
	b.sends(t, s)
	if n := arrivals(); n != 1 {
		t.Errorf("arrived %d times", n)
	}
	wantFiles(t, files())
}

func (fresh There) killedBefore(t *testing.T, events int) {
	s, arrivals, files := fresh(t)
	b := NewBox(t)
	if err := b.Send(context.Background(), Unfinished{s}); err == nil {
		t.Fatal("finished")
	}
	b.Forget(t, events)
	if n := arrivals(); n != 0 {
		t.Errorf("arrived %d times before it was sent", n)
	}
	b.sends(t, s)
	if n := arrivals(); n != 1 {
		t.Errorf("arrived %d times", n)
	}
	wantFiles(t, files())
}

func (fresh There) waits(t *testing.T) {
	s, arrivals, _ := fresh(t)
	b := NewBox(t)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	err := b.Send(ctx, interruptible{s})
	if kind := fault.KindOf(err); kind != fault.Interrupted || !b.State(t).Waits() || arrivals() != 0 {
		t.Errorf("ended with %v and %q, %d arrived", err, b.State(t).State, arrivals())
	}
}

// sends delivers what waits, and wants that to work.
func (b *Box) sends(t *testing.T, s deliver.Sender) {
	t.Helper()
	if err := b.Send(context.Background(), s); err != nil {
		t.Fatal(err)
	}
}

// Unfinished prepares, and is cut off before it completes.
type Unfinished struct{ deliver.Sender }

// Complete fails.
func (Unfinished) Complete(context.Context, *deliver.Parcel) error {
	return fault.New(fault.Unavailable, "there", "went away", "")
}

// interruptible notices an interruption where its sender is too quick to.
type interruptible struct{ deliver.Sender }

// Prepare fails where the work is interrupted.
func (i interruptible) Prepare(ctx context.Context, p *deliver.Parcel) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return i.Sender.Prepare(ctx, p)
}

func wantFiles(t *testing.T, got map[string]string) {
	t.Helper()
	if got == nil {
		return
	}
	for name, want := range Files {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if len(got) != len(Files) {
		t.Errorf("%d files, want %d", len(got), len(Files))
	}
}
