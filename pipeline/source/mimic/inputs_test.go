package mimic

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

func TestInputsRefusesWhatIsNoMimicFolder(t *testing.T) {
	dir := folder(t, hospital)
	if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spec source.Spec
		kind fault.Kind
		text string
	}{
		"nothing there":   {source.Spec{Path: filepath.Join(dir, "absent")}, fault.Input, "no such file or folder"},
		"another file":    {source.Spec{Path: filepath.Join(dir, "README.md")}, fault.Input, "not a table of mimic-iv"},
		"another folder":  {source.Spec{Path: t.TempDir()}, fault.Input, "no file of this format"},
		"half of it":      {source.Spec{Path: folder(t, map[string]string{"patients.csv": "x"})}, fault.Input, "no file admissions.csv"},
		"two of one kind": {source.Spec{Path: folder(t, hospital, "drgcodes.csv")}, fault.Input, "the table is there twice"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Source{}.Inputs(c.spec)
			if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.text) {
				t.Errorf("error %v of kind %d, want kind %d with %q", err, fault.KindOf(err), c.kind, c.text)
			}
		})
	}
}

func TestInputsAreParentsFirst(t *testing.T) {
	all, err := Source{}.Inputs(source.Spec{Path: folder(t, hospital)})
	if err != nil {
		t.Fatal(err)
	}
	rank := map[string]int{}
	for i, table := range schema.Tables {
		rank[table.Name] = i
	}
	last := -1
	for _, in := range all {
		table, err := tableOf(in)
		if err != nil {
			t.Fatal(err)
		}
		if rank[table.into] < last {
			t.Errorf("%s comes after its children", table.into)
		}
		last = rank[table.into]
	}
	if len(all) != len(tables) {
		t.Errorf("%d inputs, want %d", len(all), len(tables))
	}
}

func TestInputsLeavesOutOptionalTables(t *testing.T) {
	few := map[string]string{}
	for _, name := range []string{"patients", "admissions", "diagnoses_icd"} {
		few[name+".csv"] = hospital["hosp/"+name+".csv"]
	}
	all, err := Source{}.Inputs(source.Spec{Path: folder(t, few)})
	if err != nil || len(all) != 3 {
		t.Errorf("%d inputs and error %v, want 3", len(all), err)
	}
}

func TestAdmissionsFindTheirPatients(t *testing.T) {
	dir := folder(t, hospital)
	all := func(path string) (*sourcetest.Collector, error) {
		var got sourcetest.Collector
		in, err := Source{}.Inputs(source.Spec{Path: path})
		for i := range in {
			err = errors.Join(err, Source{}.Read(t.Context(), in[i], &got))
		}
		return &got, err
	}
	got, err := all(filepath.Join(dir, "hosp", "admissions.csv"))
	if err != nil || len(got.Rows["encounter"]) != 4 || got.Rows["encounter"][0]["age_years"] != "50" {
		t.Errorf("rows %v and error %v, want four with the age", got.Rows, err)
	}
	if err := os.Remove(filepath.Join(dir, "hosp", "patients.csv")); err != nil {
		t.Fatal(err)
	}
	if _, err := all(filepath.Join(dir, "hosp", "adm*")); fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "no file patients.csv") {
		t.Errorf("error %v, want that the patients are missing", err)
	}
}
