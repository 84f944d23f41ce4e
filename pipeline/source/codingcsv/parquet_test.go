package codingcsv

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// coders is a Parquet file of two coders.
func coders(t *testing.T) []byte {
	t.Helper()
	s := arrow.NewSchema([]arrow.Field{
		{Name: "coder_id", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
		{Name: "role", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, s, strings.NewReader(`[{"coder_id": "K1", "role": "coder"}, {"coder_id": "K2", "tags": ["a", "b"]}]`))
	if err != nil {
		t.Fatal(err)
	}
	defer rec.Release()
	var b bytes.Buffer
	w, err := pqarrow.NewFileWriter(s, &b, parquet.NewWriterProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(rec); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDescribeParquet(t *testing.T) {
	f, done, err := describe(t.Context(), source.Input{Path: saved(t, string(coders(t)))})
	defer done()
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%v %q %d", f.Parquet, f.Header, f.Records); got != `true ["coder_id" "tags" "role"] 2` {
		t.Errorf("described as %s", got)
	}
}

// TestDescribeDamagedParquet turns every byte: arrow-go panics on some, and whoever
// pulls the file must be told that it is damaged.
func TestDescribeDamagedParquet(t *testing.T) {
	whole := coders(t)
	path := saved(t, "")
	refused := 0
	for i := 4; i < len(whole); i++ { // the first bytes make it Parquet
		for _, turn := range []byte{1, 4, 255} {
			damaged := bytes.Clone(whole)
			damaged[i] ^= turn
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			_, done, err := describe(t.Context(), source.Input{Path: path})
			done()
			if err != nil && fault.KindOf(err) != fault.Input {
				t.Errorf("byte %d: error %v of kind %d, want one of the input", i, err, fault.KindOf(err))
			}
			if err != nil {
				refused++
			}
		}
	}
	if refused == 0 {
		t.Error("no damage was noticed")
	}
}
