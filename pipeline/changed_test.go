package pipeline_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chartline/pipeline"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/codingcsv"
	"chartline/pipeline/store"
	"chartline/pipeline/store/ledger"
)

const (
	finished   = "encounter_id,facility_id,patient_type,discharged_on\nA1,NORTH,IP,2026-09-01\nA2,NORTH,IP,2026-09-02\n"
	unfinished = "encounter_id,facility_id,patient_type,discharged_on\nA1,NORTH,IP,2026-09-01\n"
)

// busy reads as its source does, and somebody writes the file between its hash and its reading,
// or when it was read.
type busy struct {
	source.Source
	name          string // of the file
	before, after func(path string) error
}

// Read lets the file change.
func (b *busy) Read(ctx context.Context, in source.Input, out source.Sink) error {
	if filepath.Base(in.Path) != b.name {
		return b.Source.Read(ctx, in, out)
	}
	return errors.Join(b.before(in.Path), b.Source.Read(ctx, in, out), b.after(in.Path))
}

// changes are what somebody may do to a file, with the content that it had at first.
var changes = map[string]struct {
	first string
	do    func(path string) error
}{
	"goes on being written": {unfinished, func(path string) error {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteString("A2,NORTH,IP,2026-09-02\n")
		return errors.Join(err, f.Close())
	}},
	"breaks off in a record": {unfinished, func(path string) error { return os.Truncate(path, int64(len(unfinished)-5)) }},
	"is overwritten in place by one of its size": {finished, func(path string) error {
		return os.WriteFile(path, []byte(strings.ReplaceAll(finished, "NORTH", "SOUTH")), 0o600)
	}},
	"is replaced by one of its size and time": {finished, func(path string) error {
		other := path + ".part"
		return errors.Join(os.WriteFile(other, []byte(strings.ReplaceAll(finished, "NORTH", "SOUTH")), 0o600),
			os.Chtimes(other, written, written), os.Rename(other, path))
	}},
	"is removed": {finished, os.Remove},
}

// written is when the files were written: long ago, so that a change has another time on any
// file system.
var written = time.Date(2026, 9, 30, 6, 0, 0, 0, time.UTC)

// TestFilesThatChangeAreNotLoaded: a file that is not what was hashed any more stops the pull,
// nothing of it is loaded or published, and the next pull loads it as it is then (ING-01).
func TestFilesThatChangeAreNotLoaded(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	for name, change := range changes {
		t.Run(name+" before it is read", func(t *testing.T) {
			changedInBetween(t, change.first, &busy{codingcsv.Source{}, "encounter-2.csv", change.do, undisturbed})
		})
		t.Run(name+" after it was read", func(t *testing.T) {
			changedInBetween(t, change.first, &busy{codingcsv.Source{}, "encounter-2.csv", undisturbed, change.do})
		})
	}
}

func changedInBetween(t *testing.T, first string, from *busy) {
	folder := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, written, written)); err != nil {
			t.Fatal(err)
		}
	}
	write("encounter-1.csv", strings.ReplaceAll(finished, "A", "B"))
	write("encounter-2.csv", first)
	p := program(t, settings("coding-csv", folder))
	p.Sources = append([]source.Source{from}, p.Sources...)
	_, err := p.Pull(t.Context(), pipeline.PullRequest{})
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "encounter-2.csv: the file changed while it was read") {
		t.Fatalf("error %v, want one that says that the file changed", err)
	}
	if _, err := p.Open(); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("opened with error %v, want nothing published", err)
	}
	if got := encounters(t, p); got.Read != 2 || got.Loaded != 2 {
		t.Errorf("%d read and %d loaded, want the two of the file before it", got.Read, got.Loaded)
	}

	write("encounter-2.csv", finished)
	from.before, from.after = undisturbed, undisturbed
	if _, err := p.Pull(t.Context(), pipeline.PullRequest{}); err != nil {
		t.Fatal(err)
	}
	if got := look(t, p); got.counts != "0 4 0 0" {
		t.Errorf("patients, encounters, diagnoses, procedures: %q, want four encounters", got.counts)
	}
}

func undisturbed(string) error { return nil }

// encounters is what became of them by the ledger of the writer.
func encounters(t *testing.T, p *pipeline.Program) ledger.Tally {
	t.Helper()
	s, err := store.Open(t.Context(), p.Config.Store.Path, store.Options{Now: p.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := s.Totals(t.Context())
	if err != nil || len(all) != 1 || all[0].Table != "encounter" {
		t.Fatalf("tallies %v and error %v, want those of encounters only", all, err)
	}
	return all[0]
}
