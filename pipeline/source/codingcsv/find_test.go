package codingcsv

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// folder makes a folder of files; a name that ends in a slash is a folder in it.
func folder(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, n := range names {
		path := filepath.Join(dir, n)
		make := filepath.Dir(path)
		if strings.HasSuffix(n, "/") {
			make = path
		}
		if err := os.MkdirAll(make, 0o700); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(n, "/") {
			if err := os.WriteFile(path, []byte("encounter_id,facility_id,patient_type\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func TestInputs(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		path  string
		table string
		want  []string
	}{
		{"a file", []string{"patient.csv"}, "patient.csv", "", []string{"patient.csv"}},
		{"a file of any name whose table is set", []string{"X 1.dat"}, "X 1.dat", "patient", []string{"X 1.dat"}},
		{"a folder, parents first", []string{"diagnosis.csv", "encounter.csv", "audit_code.csv", "facility.csv", "audit_case.csv"}, "", "",
			[]string{"facility.csv", "encounter.csv", "diagnosis.csv", "audit_case.csv", "audit_code.csv"}},
		{"files of a table by name", []string{"diagnosis-2026-10.csv", "diagnosis-2026-09.csv.gz", "diagnosis.csv", "encounter-9.csv"}, "", "",
			[]string{"encounter-9.csv", "diagnosis-2026-09.csv.gz", "diagnosis-2026-10.csv", "diagnosis.csv"}},
		{"every form", []string{"patient.csv", "coder.CSV.GZ", "event.tsv", "diagnosis.tsv.gz", "procedure.txt", "facility.parquet", "charge_day.txt.gz"}, "", "",
			[]string{"facility.parquet", "coder.CSV.GZ", "patient.csv", "diagnosis.tsv.gz", "procedure.txt", "event.tsv", "charge_day.txt.gz"}},
		{"other things beside", []string{"patient.csv", "truth.json", "README.md", "patient.xlsx", "encounter.csv/", ".diagnosis.csv", "._patient.csv", ".old/diagnosis.csv", "__MACOSX/patient.csv"}, "", "",
			[]string{"patient.csv"}},
		{"folders within", []string{"patient.csv", "2026/09/diagnosis.csv", "2026/08/diagnosis.csv.zst"}, "", "",
			[]string{"patient.csv", "2026/08/diagnosis.csv.zst", "2026/09/diagnosis.csv"}},
		{"a pattern", []string{"encounter.csv", "diagnosis-1.csv", "diagnosis-2.csv", "diagnosis-3.md"}, "diagnosis*", "",
			[]string{"diagnosis-1.csv", "diagnosis-2.csv"}},
		{"a pattern over folders", []string{"a/diagnosis.csv", "b/encounter.csv", "c/x.md"}, "*/*", "", []string{"b/encounter.csv", "a/diagnosis.csv"}},
		{"a folder named like a file", []string{"x.csv/patient.csv"}, "x.csv", "", []string{"x.csv/patient.csv"}},
		{"a name in capitals", []string{"DIAGNOSIS-2026.CSV"}, "", "", []string{"DIAGNOSIS-2026.CSV"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, c.files...)
			inputs, err := Source{}.Inputs(source.Spec{Path: filepath.Join(dir, c.path), Table: c.table})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, in := range inputs {
				name, err := filepath.Rel(dir, in.Path)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, filepath.ToSlash(name))
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("inputs %v, want %v", got, c.want)
			}
		})
	}
}

func TestNoInputs(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		path  string
		spec  source.Spec
		kind  fault.Kind
		words string
	}{
		{"no such file", nil, "patient.csv", source.Spec{}, fault.Input, "no such file or folder; check the path"},
		{"no such folder", nil, "inbox/*.csv", source.Spec{}, fault.Input, "no such file or folder"},
		{"an empty folder", nil, "", source.Spec{}, fault.Input, "no file of this format"},
		{"a pattern without a match", []string{"patient.csv"}, "*.parquet", source.Spec{}, fault.Input, "no such file or folder"},
		{"not a pattern", []string{"patient.csv"}, "[", source.Spec{}, fault.Config, "not a valid pattern"},
		{"a name of no table", []string{"patients.csv"}, "", source.Spec{}, fault.Config, "patients.csv: no canonical table belongs to this file; name the file after its table"},
		{"a table that is none", []string{"patient.csv"}, "", source.Spec{Table: "patients"}, fault.Config, "no canonical table"},
		{"a column that is none", []string{"patient.csv"}, "", source.Spec{Name: "coding", Columns: map[string]string{"surname": "Name"}},
			fault.Config, `source "coding": columns: names "surname", which is no canonical column`},
		{"a column of another table", []string{"patient.csv"}, "", source.Spec{Columns: map[string]string{"patient.drg": "DRG"}}, fault.Config, `"patient.drg"`},
		{"a name that DuckDB takes for a pattern", []string{"patient-[1].csv", "patient-1.csv"}, "", source.Spec{}, fault.Input, "patient-[1].csv: a name with *, ? or ["},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.spec.Path = filepath.Join(folder(t, c.files...), c.path)
			_, err := Source{}.Inputs(c.spec)
			if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.words) {
				t.Errorf("error %v of kind %d, want kind %d and %q", err, fault.KindOf(err), c.kind, c.words)
			}
		})
	}
}
