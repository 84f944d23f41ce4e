//go:build !duckdb_arrow

package store

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/store/ledger"
)

func TestStore(t *testing.T) { t.Skip("built without Arrow: run with -tags duckdb_arrow") }

// TestLoadSaysHowToBuild opens a store, which needs no Arrow, and loads into it.
func TestLoadSaysHowToBuild(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "chartline.duckdb"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l, err := s.Begin(ctx, ledger.Input{})
	if err != nil {
		t.Fatal(err)
	}
	tbl := schema.Must("patient")
	b := array.NewRecordBuilder(memory.DefaultAllocator, tbl.Arrow())
	defer b.Release()
	for _, f := range b.Fields() {
		f.AppendNull()
	}
	rec := b.NewRecordBatch()
	defer rec.Release()
	if err := l.Batch(tbl, rec); err != nil {
		t.Fatal(err)
	}
	_, err = l.Commit(1)
	if fault.KindOf(err) != fault.Internal || !strings.Contains(err.Error(), "-tags duckdb_arrow") {
		t.Errorf("error %v, want one that says how to build", err)
	}
}
