package mimic

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

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
		read, lines := int64(len(got.Rows["encounter"])+len(got.Rejects)), linesOf(t, content)
		quoted := bytes.IndexByte(content, '"') >= 0 // and may hold ends of lines
		if err == nil && (read > lines || read < lines && !quoted) {
			t.Errorf("%d rows and rejects do not add up to %d lines", read, lines)
		}
	})
}

// linesOf counts the lines after the header that are not empty.
func linesOf(t *testing.T, content []byte) int64 {
	t.Helper()
	for _, packed := range []string{"\x1f\x8b", "\x28\xb5\x2f\xfd", "\x2a\x4d\x18"} {
		if strings.Contains(string(content), packed) {
			t.Skip("packed")
		}
	}
	var n int64 = -1
	for line := range bytes.SplitSeq(content, []byte("\n")) {
		if len(bytes.TrimSuffix(line, []byte("\r"))) > 0 {
			n++
		}
	}
	return n
}

func TestReadTakesAByteOrderMarkAndCRLF(t *testing.T) {
	path := filepath.Join(folder(t, map[string]string{
		"patients.csv": "\ufeffSUBJECT_ID, gender ,anchor_age,anchor_year\r\n1,F,50,2150\r\n\r\n2,M,,",
	}), "patients.csv")
	var got sourcetest.Collector
	if err := (Source{}).Read(t.Context(), source.Input{Path: path}, &got); err != nil {
		t.Fatal(err)
	}
	if rows := fmt.Sprint(got.Rows["patient"]); rows != "[map[patient_id:1 sex:F] map[patient_id:2 sex:M]]" {
		t.Errorf("rows %s", rows)
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
