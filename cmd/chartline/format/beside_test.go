package format_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/privacy"
)

// put writes a file, after which renaming it fails where it should.
func put(failing error) format.Put {
	return func(name string, write func(io.Writer) error) error {
		f, err := os.Create(name)
		if err != nil {
			return err
		}
		if err := errors.Join(write(f), f.Close()); err != nil {
			return errors.Join(err, os.Remove(name))
		}
		if filepath.Ext(name) != ".json" && failing != nil {
			return errors.Join(failing, os.Remove(name))
		}
		return nil
	}
}

func filesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestTheModeStandsBesideTexts, whole or not at all, with the digest of the file and of what was asked.
func TestTheModeStandsBesideTexts(t *testing.T) {
	about := format.About{Mode: privacy.SafeHarbor, At: time.Date(2026, 10, 2, 1, 0, 0, 5, time.FixedZone("", -5*3600)), Statement: "ab12"}
	for _, f := range format.Forms {
		t.Run(string(f), func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, "stays."+string(f))
			r := numbers(t, 2500)
			more, err := format.PutFile(file, f, about, r.Schema(), put(nil), func(w io.Writer) (int64, error) { return format.Write(w, f, r) })
			if err != nil || (more != 0) != (f == format.Table) {
				t.Fatalf("%d more, %v", more, err)
			}
			if f.Binary() {
				if names := filesIn(t, folder); len(names) != 1 {
					t.Errorf("beside a file that says its mode there is %v", names)
				}
				return
			}
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(format.Beside(file))
			if err != nil {
				t.Fatal(err)
			}
			want := fmt.Sprintf(`{"@context":"http://www.w3.org/ns/csvw","url":"stays.%s","dc:accessRights":"safe-harbor",`+
				`"dc:description":"Made of data de-identified by Safe Harbor (45 CFR 164.514(b)(2)).","dc:created":"2026-10-02T06:00:00Z",`+
				`"dc:identifier":"sha256:%x","dc:source":"sha256:ab12","tableSchema":{"columns":[{"name":"n","titles":"n","datatype":"integer"}]}}`, f, sha256.Sum256(content))
			var got, wanted any
			if err := errors.Join(json.Unmarshal(text, &got), json.Unmarshal([]byte(want), &wanted)); err != nil || fmt.Sprint(got) != fmt.Sprint(wanted) {
				t.Errorf("%v, got\n%s\nwant\n%s", err, text, want)
			}
		})
	}
}

func TestNothingStandsBesideWhatIsNotThere(t *testing.T) {
	for name, c := range map[string]struct {
		put   format.Put
		write func(io.Writer) (int64, error)
	}{
		"an answer that breaks off":  {put(nil), func(io.Writer) (int64, error) { return 0, errFull }},
		"a file that does not arise": {put(errFull), func(io.Writer) (int64, error) { return 0, nil }},
	} {
		folder := t.TempDir()
		schema := arrow.NewSchema(nil, nil)
		_, err := format.PutFile(filepath.Join(folder, "a.csv"), format.CSV, format.About{}, schema, c.put, c.write)
		if names := filesIn(t, folder); !errors.Is(err, errFull) || len(names) > 0 {
			t.Errorf("%s: %v, left %v", name, err, names)
		}
	}
}

// TestColumnsAreDescribed by the types of XML Schema, as CSV on the Web names them.
func TestColumnsAreDescribed(t *testing.T) {
	fields := []arrow.Field{
		{Name: "a b", Type: arrow.BinaryTypes.String}, {Name: "i", Type: arrow.PrimitiveTypes.Int32}, {Name: "x", Type: arrow.PrimitiveTypes.Float64},
		{Name: "c", Type: &arrow.Decimal128Type{Precision: 9, Scale: 2}}, {Name: "yes", Type: arrow.FixedWidthTypes.Boolean},
		{Name: "on", Type: arrow.FixedWidthTypes.Date32}, {Name: "at", Type: arrow.FixedWidthTypes.Timestamp_us}, {Name: "l", Type: arrow.ListOf(arrow.PrimitiveTypes.Int64)},
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	file := filepath.Join(t.TempDir(), "a.csv")
	r := reader(t, schema, b.NewRecordBatch())
	if _, err := format.PutFile(file, format.CSV, format.About{}, schema, put(nil), func(w io.Writer) (int64, error) { return format.Write(w, format.CSV, r) }); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(format.Beside(file))
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Schema struct {
			Columns []struct{ Name, Titles, Datatype string }
		} `json:"tableSchema"`
	}
	if err := json.Unmarshal(text, &told); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range told.Schema.Columns {
		got = append(got, c.Name+"|"+c.Titles+"|"+c.Datatype)
	}
	want := []string{"|a b|string", "i|i|integer", "x|x|double", "c|c|decimal", "yes|yes|boolean", "on|on|date", "at|at|dateTime", "l|l|string"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
