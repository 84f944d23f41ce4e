package mimic

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

func TestRecognises(t *testing.T) {
	for _, c := range []struct {
		name, file, head string
		want             bool
	}{
		{"its name and columns", "mimic/hosp/drgcodes.csv", "subject_id,hadm_id,drg_type,drg_code,description\n", true},
		{"columns in capitals", "patients.csv", "\ufeffSUBJECT_ID,GENDER,ANCHOR_AGE,ANCHOR_YEAR\n", true},
		{"a column less", "patients.csv", "subject_id,gender,anchor_age\n", false},
		{"the same name of another", "patients.csv", "Id,BIRTHDATE,DEATHDATE,SSN\n", false},
		{"a table that is not read", "transfers.csv", "subject_id,hadm_id,transfer_id\n", false},
		{"columns under another name", "people.csv", "subject_id,gender,anchor_age,anchor_year\n", false},
		{"nothing", "patients.csv", "", false},
	} {
		if got := (Source{}).Recognises(c.file, []byte(c.head)); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestMapsEveryColumnThatIsSet compares what is said with what is done.
func TestMapsEveryColumnThatIsSet(t *testing.T) {
	dir := folder(t, hospital)
	all, err := Source{}.Inputs(source.Spec{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		said := map[string]bool{}
		mappings, err := Source{}.Maps(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mappings {
			said[m.Column] = true
		}
		var got sourcetest.Collector
		if err := (Source{}).Read(t.Context(), in, &got); err != nil {
			t.Fatal(err)
		}
		done := map[string]bool{}
		for _, rows := range got.Rows {
			for _, row := range rows {
				for column := range row {
					done[column] = true
				}
			}
		}
		for column := range said {
			if !done[column] {
				t.Errorf("%s: %s is said to be mapped, and never set", in.Path, column)
			}
		}
		for column := range done {
			if !said[column] {
				t.Errorf("%s: %s is set, and not said to be mapped", in.Path, column)
			}
		}
	}
}

// TestTwoFilesOfPatients has admissions that do not know whose ages to take.
func TestTwoFilesOfPatients(t *testing.T) {
	dir := folder(t, hospital)
	hosp := filepath.Join(dir, "hosp")
	if err := os.WriteFile(filepath.Join(hosp, "patients.csv.gz"), []byte(hospital["hosp/patients.csv"]), 0o600); err != nil {
		t.Fatal(err)
	}
	in := source.Input{Path: filepath.Join(hosp, "admissions.csv")}
	err := Source{}.Read(t.Context(), in, &sourcetest.Collector{})
	if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "the table is there twice") {
		t.Errorf("error %v, want that the patients are there twice", err)
	}
}
