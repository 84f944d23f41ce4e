// Package sourcetest holds the promises that every source keeps, as one suite that a
// source's own test runs with a fixture:
//
//	func TestPromises(t *testing.T) {
//		sourcetest.Run(t, Source{}, sourcetest.Fixture{
//			Files:   map[string]string{"stay.txt": "…"},
//			Rows:    map[string]int{"encounter": 1},
//			Broken:  map[string]string{"stay.txt": "… POISON …"},
//			Rejects: 1,
//			Main:    "stay.txt",
//			Refused: map[string]string{"a file without its header": "…"},
//			Endless: func(w io.Writer) error { … },
//		})
//	}
//
// The suite writes the files into a folder, once as they are, once packed in each way
// that there is, and reads them as a file, a folder and a pattern: Spec.Path, which is
// relative to that folder, is empty where the format reads folders, and Main where one
// file makes a fixture; it is no pattern. Whatever is read must give the same rows. Then it reads what is
// broken, empty, cut off and of other formats, stops in the middle, and feeds an input
// without an end.
//
// A format that reads from a server gives Serve, which puts the files where the source
// finds them and says where that is; what is about files on a disk is left out for it.
package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Fixture is what the suite needs to know about a format.
type Fixture struct {
	Spec   source.Spec       // as configured; Path is relative to the folder of the files
	Files  map[string]string // good files: relative name to content
	Rows   map[string]int    // rows that the good files hold, by table; none for files handed over
	Handed map[string]int    // files that are handed over to the store, by table

	// Broken are the same files with bad records, and Rejects is how many of those the
	// source rejects by itself. Every bad value contains the word Poison, which may turn
	// up in no message and in no reject but its raw text.
	Broken  map[string]string
	Rejects int

	// Main is the file that the suite empties, cuts off and replaces by a picture.
	// Refused are other contents of it which are not the format's, by what they are: a
	// file without its header, or one that breaks off where the format can tell. What is
	// no more than a bad record in a good file belongs into Broken.
	Main    string
	Refused map[string]string

	// Endless writes the beginning of a good file named EndlessFile, or Main, and then
	// records without an end, until w fails. A source that hands files over leaves it nil.
	Endless     func(w io.Writer) error
	EndlessFile string

	// Serve puts the files where a source that reads from a server finds them, and gives
	// the path of its Spec.
	Serve func(t *testing.T, files map[string]string) (path string)
}

// Poison is the word in every bad value of a fixture.
const Poison = "POISON"

// Run checks every promise.
func Run(t *testing.T, src source.Source, fx Fixture) {
	t.Run("emits what the files hold", func(t *testing.T) { emitsAll(t, src, fx) })
	t.Run("reads the same twice", func(t *testing.T) { readsTwice(t, src, fx) })
	t.Run("rejects bad records without their values", func(t *testing.T) { rejects(t, src, fx) })
	t.Run("stops at the sink's error", func(t *testing.T) { stopsAtSink(t, src, fx) })
	t.Run("stops when cancelled", func(t *testing.T) { stopsWhenCancelled(t, src, fx) })
	t.Run("describes its settings", func(t *testing.T) { describesSettings(t, src, fx) })
	t.Run("maps columns that there are", func(t *testing.T) { mapsColumns(t, src, fx) })
	t.Run("recognises its own", func(t *testing.T) { recognises(t, src, fx) })
	if fx.Serve != nil {
		return
	}
	t.Run("reads packed files as it reads plain ones", func(t *testing.T) { readsPacked(t, src, fx) })
	t.Run("refuses what is not its format", func(t *testing.T) { refuses(t, src, fx) })
	if fx.Endless != nil {
		t.Run("reads without end in bounded memory", func(t *testing.T) { readsEndless(t, src, fx) })
	}
}

func emitsAll(t *testing.T, src source.Source, fx Fixture) {
	got := mustRead(t, src, fx, fx.Files)
	for table, want := range fx.Rows {
		if n := len(got.Rows[table]); n != want {
			t.Errorf("%d rows of %s, want %d", n, table, want)
		}
	}
	for table := range got.Rows {
		if _, ok := fx.Rows[table]; !ok {
			t.Errorf("rows of %s, which the files do not hold", table)
		}
	}
	for table, want := range fx.Handed {
		if n := len(got.Files[table]); n != want {
			t.Errorf("%d files of %s handed over, want %d", n, table, want)
		}
	}
	if len(fx.Rows)+len(fx.Handed) == 0 {
		t.Error("the fixture expects nothing")
	}
	if len(got.Rejects) > 0 {
		t.Errorf("%d rejects of good files, want none", len(got.Rejects))
	}
	if !src.Settings().Remote && len(got.Marks) > 0 {
		t.Errorf("marks %q: where to go on is known of files", got.Marks)
	}
}

// readsTwice reads on all cores and then on one.
func readsTwice(t *testing.T, src source.Source, fx Fixture) {
	at := place(t, fx, fx.Files)
	first := mustReadAt(t, src, at).summary()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if second := mustReadAt(t, src, at).summary(); first != second {
		t.Errorf("first\n%s\nthen, on one core,\n%s", first, second)
	}
}

// reasons are those that a reject may have.
var reasons = []string{
	source.ReasonStructure, source.ReasonMissing, source.ReasonType, source.ReasonUnlisted,
	source.ReasonEncoding, source.ReasonImpossible, source.ReasonTooLarge, source.ReasonUnmatched,
}

// rawLimit is the most text of a record that a reject keeps.
const rawLimit = 64 << 10

func rejects(t *testing.T, src source.Source, fx Fixture) {
	var got Collector
	if err := readAll(t.Context(), src, place(t, fx, fx.Broken), &got); err != nil {
		t.Fatalf("bad records are rejects, not the error %q", err)
	}
	if len(got.Rejects) != fx.Rejects {
		t.Errorf("%d rejects, want %d", len(got.Rejects), fx.Rejects)
	}
	for _, r := range got.Rejects {
		checkReject(t, r)
	}
	for what := range got.Skipped {
		if what == "" || strings.Contains(what, Poison) {
			t.Error("a word for skipped records is empty or comes from one")
		}
	}
}

func checkReject(t *testing.T, r source.Reject) {
	t.Helper()
	if r.Table == nil || r.Record < 1 {
		t.Errorf("a reject needs its table and record: %v %d", r.Table, r.Record)
		return
	}
	if known, ok := schema.Lookup(r.Table.Name); r.Table != source.Unread && (!ok || known != r.Table) {
		t.Errorf("the reject of record %d is of no canonical table", r.Record)
	}
	if !slices.Contains(reasons, r.Reason) {
		t.Errorf("the reject of record %d has none of the reasons", r.Record)
	}
	if _, ok := r.Table.Column(r.Column); r.Column != "" && !ok {
		t.Errorf("the reject of record %d blames no column of %s", r.Record, r.Table.Name)
	}
	if !strings.Contains(r.Raw, Poison) {
		t.Errorf("the reject of record %d has lost its text", r.Record)
	}
	if len(r.Raw) > rawLimit {
		t.Errorf("the reject of record %d keeps %d bytes, want at most %d", r.Record, len(r.Raw), rawLimit)
	}
}

var errSink = errors.New("the sink is full")

func stopsAtSink(t *testing.T, src source.Source, fx Fixture) {
	before := runtime.NumGoroutine()
	for name, files := range map[string]map[string]string{"good": fx.Files, "broken": fx.Broken} {
		for _, in := range inputs(t, src, place(t, fx, files)) {
			got := Collector{Then: func() error { return errSink }}
			err := src.Read(t.Context(), in, &got)
			if got.Calls > 0 && !errors.Is(err, errSink) {
				t.Errorf("%s: error %v, want that of the sink", name, err)
			}
			if got.Calls > 1 {
				t.Errorf("%s: %d calls after the sink failed", name, got.Calls-1)
			}
		}
	}
	settle(t, fx, before)
}

func stopsWhenCancelled(t *testing.T, src source.Source, fx Fixture) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, in := range inputs(t, src, place(t, fx, fx.Files)) {
		var got Collector
		err := src.Read(ctx, in, &got)
		if !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Interrupted {
			t.Errorf("error %v of kind %d, want an interruption", err, fault.KindOf(err))
		}
		if got.Calls > 0 {
			t.Errorf("%d calls of the sink after the run was cancelled", got.Calls)
		}
	}
	settle(t, fx, before)
}

// settle waits until no more goroutines run than before. A server of the fixture has its
// own.
func settle(t *testing.T, fx Fixture, before int) {
	t.Helper()
	if fx.Serve != nil {
		return
	}
	for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines are left, %d were there before", runtime.NumGoroutine(), before)
		}
	}
}

// place puts files where the source finds them, and gives the Spec that says so.
func place(t *testing.T, fx Fixture, files map[string]string) source.Spec {
	t.Helper()
	spec := fx.Spec
	if spec.Spool == "" {
		spec.Spool = t.TempDir()
	}
	if fx.Serve != nil {
		spec.Path = fx.Serve(t, files)
	} else {
		spec.Path = filepath.Join(write(t, files), spec.Path)
	}
	return spec
}

func inputs(t *testing.T, src source.Source, spec source.Spec) []source.Input {
	t.Helper()
	all, err := src.Inputs(spec)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no inputs")
	}
	return all
}

// readAll reads every input, and stops at the first error.
func readAll(ctx context.Context, src source.Source, spec source.Spec, out source.Sink) error {
	all, err := src.Inputs(spec)
	if err != nil {
		return err
	}
	for _, in := range all {
		if fmt.Sprint(in.Spec) != fmt.Sprint(spec) {
			return fmt.Errorf("input %s has lost its Spec", in.Place())
		}
		if err := src.Read(ctx, in, out); err != nil {
			return err
		}
	}
	return nil
}

func mustRead(t *testing.T, src source.Source, fx Fixture, files map[string]string) *Collector {
	t.Helper()
	return mustReadAt(t, src, place(t, fx, files))
}

func mustReadAt(t *testing.T, src source.Source, spec source.Spec) *Collector {
	t.Helper()
	var got Collector
	if err := readAll(t.Context(), src, spec, &got); err != nil {
		t.Fatal(err)
	}
	return &got
}
