package codingcsv

import (
	archives "archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

const patients = "patient_id,sex\nP1,F\nP2,M\n"

// archive is a zip archive with one file.
func archive(t *testing.T, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := archives.NewWriter(&b)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// scan is a sink that looks at a file that is handed over while it is there.
type scan struct {
	source.Sink
	file    source.File
	content string
	mode    os.FileMode
	err     error // that it returns
}

func (s *scan) File(_ *schema.Table, f source.File) error {
	info, err := os.Stat(f.Path)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(f.Path)
	s.file, s.content, s.mode = f, string(content), info.Mode()
	return errors.Join(err, s.err)
}

// TestSpool has what DuckDB cannot open where it lies: it is unpacked for as long as the
// store scans it, for nobody else to read.
func TestSpool(t *testing.T) {
	parquet := string(coders(t))
	for _, c := range []struct{ name, file, content, want string }{
		{"a member", "x.zip", archive(t, "a/patient.csv", patients), patients},
		{"a packed member", "x.zip", archive(t, "patient.csv.gz", packed(t, patients)), patients},
		{"a Parquet member", "x.zip", archive(t, "coder.parquet", parquet), parquet},
		{"packed twice", "patient.csv.gz.zst", zstandard(t, packed(t, patients)), patients},
		{"packed Parquet", "coder.parquet.gz", packed(t, parquet), parquet},
	} {
		for _, fails := range []error{nil, errors.New("the store says no")} {
			t.Run(fmt.Sprint(c.name, " ", fails), func(t *testing.T) {
				dir := t.TempDir()
				spec := source.Spec{Path: filepath.Join(dir, c.file), Spool: filepath.Join(dir, "store", "spool")}
				if err := os.WriteFile(spec.Path, []byte(c.content), 0o600); err != nil {
					t.Fatal(err)
				}
				inputs, err := Source{}.Inputs(spec)
				if err != nil || len(inputs) != 1 {
					t.Fatalf("inputs %v, error %v", inputs, err)
				}
				got := &scan{err: fails}
				if err := (Source{}).Read(t.Context(), inputs[0], got); !errors.Is(err, fails) {
					t.Fatal(err)
				}
				if got.content != c.want || got.file.Records != 2 || got.file.Packing != source.Plain || got.file.Place != inputs[0].Place() {
					t.Errorf("%d bytes of %+v, want %d bytes of two records", len(got.content), got.file, len(c.want))
				}
				if got.mode != 0o600 || filepath.Dir(got.file.Path) != spec.Spool {
					t.Errorf("it lay at %s with mode %s, want it in the spool for its owner only", got.file.Path, got.mode)
				}
				checkEmpty(t, spec.Spool)
			})
		}
	}
}

func checkEmpty(t *testing.T, spool string) {
	t.Helper()
	info, err := os.Stat(spool)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the spool has mode %v and error %v, want it for its owner only", info.Mode(), err)
	}
	if left, err := os.ReadDir(spool); err != nil || len(left) > 0 {
		t.Errorf("%d files are left in the spool, error %v", len(left), err)
	}
}

func TestSpoolRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.zip")
	occupied := filepath.Join(dir, "file")
	for name, content := range map[string]string{path: archive(t, "patient.csv", "patient_id\n\"P1\n"), occupied: ""} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, spool string
		kind        fault.Kind
		want        string
	}{
		{"no spool", "", fault.Internal, path + "/patient.csv: there is no folder to unpack it into"},
		{"a spool that cannot be", filepath.Join(occupied, "spool"), fault.Unavailable, "cannot unpack a file into it"},
		{"a broken member", filepath.Join(dir, "spool"), fault.Input, path + "/patient.csv: a quote that opens in record 1 is never closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := source.Input{Path: path, Member: "patient.csv", Spec: source.Spec{Spool: c.spool}}
			err := Source{}.Read(t.Context(), in, &sourcetest.Collector{})
			if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.want) {
				t.Errorf("error %v of kind %d, want kind %d with %q", err, fault.KindOf(err), c.kind, c.want)
			}
		})
	}
	checkEmpty(t, filepath.Join(dir, "spool"))
}

func TestMaps(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"patient.csv":      "Sex ;MRN;note;\nF;P1;x;\n",
		"coder.parquet":    string(coders(t)),
		"coder.parquet.gz": packed(t, string(coders(t))),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	spec := source.Spec{Columns: map[string]string{"patient_id": "mrn"}, Spool: filepath.Join(dir, "spool")}
	for name, want := range map[string]string{
		"patient.csv":      "[{MRN patient patient_id } {Sex  patient sex } {note   not read: no column of patient is mapped to it}]",
		"coder.parquet":    "[{coder_id coder coder_id } {role coder role } {tags   not read: no column of coder is mapped to it}]",
		"coder.parquet.gz": "[{coder_id coder coder_id } {role coder role } {tags   not read: no column of coder is mapped to it}]",
	} {
		got, err := Source{}.Maps(source.Input{Path: filepath.Join(dir, name), Spec: spec})
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: %v with error %v, want %s", name, got, err, want)
		}
	}
	if _, err := (Source{}).Maps(source.Input{Path: filepath.Join(dir, "patient.csv")}); !strings.Contains(fmt.Sprint(err), `no column "patient_id"`) {
		t.Errorf("error %v, want that a column is missing", err)
	}
}

func TestRecognises(t *testing.T) {
	for _, c := range []struct {
		name, file, head string
		want             bool
	}{
		{"its name and columns", "in/diagnosis-2026-09.csv", "code;code_system;encounter_id;role;sequence;x\n", true},
		{"a byte order mark", "patient.csv", "\ufeffpatient_id,sex\n", true},
		{"Parquet by its name", "coder.2026.parquet", "PAR1\x15\x04", true},
		{"a name of no table", "patients.csv", "patient_id,sex\n", false},
		{"another extension", "patient.json", "patient_id,sex\n", false},
		{"other columns", "diagnosis.csv", "hadm_id,seq_num,icd_code\n", false},
		{"two columns of one name", "patient.csv", "patient_id,PATIENT_ID\n", false},
		{"no text", "patient.csv", png, false},
		{"nothing", "patient.csv", "", false},
	} {
		if got := (Source{}).Recognises(c.file, []byte(c.head)); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
