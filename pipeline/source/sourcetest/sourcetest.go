// Package sourcetest holds the promises that every source keeps, as one suite that a
// source's own test runs with a fixture.
package sourcetest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
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
	Main string
}

// Poison is the word in every bad value of a fixture.
const Poison = "POISON"

// Run checks every promise.
func Run(t *testing.T, src source.Source, fx Fixture) {
	t.Run("emits what the files hold", func(t *testing.T) { emitsAll(t, src, fx) })
	t.Run("reads the same twice", func(t *testing.T) { readsTwice(t, src, fx) })
	t.Run("reads packed files as it reads plain ones", func(t *testing.T) { readsPacked(t, src, fx) })
	t.Run("rejects bad records without their values", func(t *testing.T) { rejects(t, src, fx) })
	t.Run("stops at the sink's error", func(t *testing.T) { stopsAtSink(t, src, fx) })
	t.Run("stops when cancelled", func(t *testing.T) { stopsWhenCancelled(t, src, fx) })
	t.Run("refuses what is not its format", func(t *testing.T) { refuses(t, src, fx) })
}

func emitsAll(t *testing.T, src source.Source, fx Fixture) {
	got := mustRead(t, src, fx, write(t, fx.Files))
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
}

func readsTwice(t *testing.T, src source.Source, fx Fixture) {
	dir := write(t, fx.Files)
	first, second := mustRead(t, src, fx, dir).summary(), mustRead(t, src, fx, dir).summary()
	if first != second {
		t.Errorf("first\n%s\nthen\n%s", first, second)
	}
}

// readsPacked compares rows only: a file that is handed over says that it is packed.
func readsPacked(t *testing.T, src source.Source, fx Fixture) {
	plain := mustRead(t, src, fx, write(t, fx.Files))
	packed := map[string]string{}
	for name, content := range fx.Files {
		packed[name+".gz"] = pack(t, content)
	}
	if strings.HasSuffix(fx.Spec.Path, fx.Main) && fx.Spec.Path != "" {
		fx.Spec.Path += ".gz"
	}
	got := mustRead(t, src, fx, write(t, packed))
	if fmt.Sprint(got.Rows) != fmt.Sprint(plain.Rows) || fmt.Sprint(names(got.Files)) != fmt.Sprint(names(plain.Files)) {
		t.Errorf("packed\n%s\nplain\n%s", got.summary(), plain.summary())
	}
}

func rejects(t *testing.T, src source.Source, fx Fixture) {
	dir := write(t, fx.Broken)
	var got Collector
	err := readAll(t.Context(), src, fx, dir, &got)
	if err != nil {
		t.Fatalf("bad records are rejects, not the error %q", err)
	}
	if len(got.Rejects) != fx.Rejects {
		t.Errorf("%d rejects, want %d", len(got.Rejects), fx.Rejects)
	}
	for _, r := range got.Rejects {
		if r.Table == nil || r.Record < 1 || r.Reason == "" {
			t.Errorf("a reject needs its table, record and reason: %v %d %q", r.Table, r.Record, r.Reason)
		}
		if strings.Contains(r.Column+r.Reason, Poison) {
			t.Errorf("the reject of record %d shows a value", r.Record)
		}
		if !strings.Contains(r.Raw, Poison) {
			t.Errorf("the reject of record %d has lost its text", r.Record)
		}
	}
}

var errSink = errors.New("the sink is full")

func stopsAtSink(t *testing.T, src source.Source, fx Fixture) {
	for name, files := range map[string]map[string]string{"good": fx.Files, "broken": fx.Broken} {
		dir := write(t, files)
		for _, in := range inputs(t, src, fx, dir) {
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
}

func stopsWhenCancelled(t *testing.T, src source.Source, fx Fixture) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := write(t, fx.Files)
	for _, in := range inputs(t, src, fx, dir) {
		var got Collector
		err := src.Read(ctx, in, &got)
		if !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Interrupted {
			t.Errorf("error %v of kind %d, want an interruption", err, fault.KindOf(err))
		}
		if got.Calls > 0 {
			t.Errorf("%d calls of the sink after the run was cancelled", got.Calls)
		}
	}
}

// png is the signature and the first chunk of a picture.
const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"

func refuses(t *testing.T, src source.Source, fx Fixture) {
	packed := pack(t, fx.Files[fx.Main])
	header, _, _ := strings.Cut(fx.Files[fx.Main], "\n")
	for name, content := range map[string]string{
		"an empty file":                "",
		"a picture":                    png,
		"a file without its header":    Poison + "," + Poison + "\n",
		"a header cut off":             header[:len(header)/4],
		"a packed file cut in half":    packed[:len(packed)/2],
		"a packed file without an end": packed[:len(packed)-4],
		"a packed file cut to a few":   packed[:12],
		"a packed picture":             pack(t, png),
		"a packed empty file":          pack(t, ""),
	} {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(fx.Files)
			files[fx.Main] = content
			err := readAll(t.Context(), src, fx, write(t, files), &Collector{})
			if fault.KindOf(err) != fault.Input {
				t.Fatalf("error %v of kind %d, want an input error", err, fault.KindOf(err))
			}
			if !strings.Contains(err.Error(), fx.Main) {
				t.Errorf("%q does not name the file", err)
			}
			if !strings.Contains(err.Error(), "; ") {
				t.Errorf("%q does not say what to do", err)
			}
			if strings.Contains(err.Error(), Poison) {
				t.Errorf("%q shows a value", err)
			}
		})
	}
}

// write puts files into a folder of their own.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func pack(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func inputs(t *testing.T, src source.Source, fx Fixture, dir string) []source.Input {
	t.Helper()
	fx.Spec.Path = filepath.Join(dir, fx.Spec.Path)
	all, err := src.Inputs(fx.Spec)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no inputs")
	}
	return all
}

// readAll reads every input, and stops at the first error.
func readAll(ctx context.Context, src source.Source, fx Fixture, dir string, out *Collector) error {
	fx.Spec.Path = filepath.Join(dir, fx.Spec.Path)
	all, err := src.Inputs(fx.Spec)
	if err != nil {
		return err
	}
	for _, in := range all {
		if err := src.Read(ctx, in, out); err != nil {
			return err
		}
	}
	return nil
}

func mustRead(t *testing.T, src source.Source, fx Fixture, dir string) *Collector {
	t.Helper()
	var got Collector
	if err := readAll(t.Context(), src, fx, dir, &got); err != nil {
		t.Fatal(err)
	}
	return &got
}
