package mimic

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// FuzzSplit compares with encoding/csv, which reads RFC 4180 as we do, on single lines.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"a,b", `"a,b",c`, `"a""b"`, `a"b`, `"a"b`, `"a`, ",", `"",`, `""""`, "a,,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if line == "" || strings.ContainsAny(line, "\r\n") {
			t.Skip("not a line of a record")
		}
		got, ok := split(nil, line)
		want, err := csv.NewReader(strings.NewReader(line)).Read()
		if ok != (err == nil) {
			t.Fatalf("%q: split says %v, encoding/csv says %v", line, ok, err)
		}
		if ok && !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	})
}

// FuzzRead feeds any bytes as the admissions: each record is a row or a reject, and
// whatever ends the file is an input error.
func FuzzRead(f *testing.F) {
	f.Add([]byte(hospital["hosp/admissions.csv"]))
	f.Add([]byte("\xef\xbb\xbf" + hospital["hosp/admissions.csv"]))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Add([]byte(`subject_id,hadm_id,admittime,dischtime,admission_type,insurance` + "\n\"\n,,,,,\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := folder(t, map[string]string{
			"patients.csv":   hospital["hosp/patients.csv"],
			"admissions.csv": string(content),
		})
		var got sourcetest.Collector
		err := Source{}.Read(t.Context(), source.Input{Path: filepath.Join(dir, "admissions.csv")}, &got)
		if err != nil && fault.KindOf(err) != fault.Input {
			t.Fatalf("error %v of kind %d, want an input error", err, fault.KindOf(err))
		}
		for _, r := range got.Rejects {
			if r.Table != schema.Must("encounter") || r.Record < 1 || r.Reason == "" {
				t.Errorf("reject %v is not complete", r)
			}
		}
		read := int64(len(got.Rows["encounter"]) + len(got.Rejects))
		if err == nil && read != records(t, filepath.Join(dir, "admissions.csv")) {
			t.Errorf("%d rows and rejects do not add up to the records", read)
		}
	})
}

// records counts the lines after the header that are not empty.
func records(t *testing.T, path string) int64 {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(string(content), "\x1f\x8b") {
		t.Skip("packed")
	}
	var n int64 = -1
	for line := range strings.SplitSeq(string(content), "\n") {
		if strings.TrimSuffix(line, "\r") != "" {
			n++
		}
	}
	return n
}

func TestOpenTakesAByteOrderMarkAndCRLF(t *testing.T) {
	path := filepath.Join(folder(t, map[string]string{
		"patients.csv": "\ufeffSUBJECT_ID, gender \r\n1,F\r\n\r\n2,M",
	}), "patients.csv")
	f, err := open(path, []string{"gender", "subject_id"})
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	for _, want := range [][]string{{"F", "1"}, {"M", "2"}} {
		if flaw, err := f.next(); flaw != sound || err != nil || !slices.Equal(f.fields, want) {
			t.Errorf("fields %q, flaw %v and error %v, want %q", f.fields, flaw, err, want)
		}
	}
	if _, err := f.next(); !errors.Is(err, io.EOF) {
		t.Errorf("error %v, want the end", err)
	}
}

// BenchmarkRead reports the speed on a million diagnoses.
func BenchmarkRead(b *testing.B) {
	line := "10035185,22580999,3,4139,9\n"
	path := filepath.Join(b.TempDir(), "diagnoses_icd.csv")
	content := "subject_id,hadm_id,seq_num,icd_code,icd_version\n" + strings.Repeat(line, 1_000_000)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if err := (Source{}).Read(b.Context(), source.Input{Path: path}, discard{}); err != nil {
			b.Fatal(err)
		}
	}
}

// discard is a sink that keeps nothing.
type discard struct{ source.Sink }

func (discard) Batch(*schema.Table, arrow.RecordBatch) error { return nil }
