package mimic

import (
	"os"
	"path/filepath"
	"testing"

	"chartline/pipeline/source/sourcetest"
)

// TestDemo reads the MIMIC-IV demo 2.2 of PhysioNet. The counts were made with plain
// tools and are given beside the data; those of the titles are wc -l less the headers.
func TestDemo(t *testing.T) {
	got := read(t, demo(t))
	for name, c := range map[string]struct {
		rows []sourcetest.Row
		want int
	}{
		"admissions":              {got.Rows["encounter"], 275},
		"patients":                {got.Rows["patient"], 100},
		"diagnoses":               {got.Rows["diagnosis"], 4506},
		"diagnoses in ICD-9-CM":   {got.Where("diagnosis", "code_system", "ICD-9-CM"), 2193},
		"diagnoses in ICD-10-CM":  {got.Where("diagnosis", "code_system", "ICD-10-CM"), 2313},
		"principal diagnoses":     {got.Where("diagnosis", "role", "principal"), 275},
		"procedures":              {got.Rows["procedure"], 722},
		"DRGs":                    {got.Rows["drg_assignment"], 454},
		"titles":                  {got.Rows["code_set"], 109_775 + 85_257},
		"encounters with an age":  {with(got.Rows["encounter"], "age_years"), 275},
		"encounters with a stay":  {with(got.Rows["encounter"], "discharged_on"), 275},
		"any-listed E785":         {got.Where("diagnosis", "code", "E785"), 57},
		"any-listed 4019":         {got.Where("diagnosis", "code", "4019"), 68},
		"types that are not told": {got.Where("encounter", "patient_type", "OTHER"), 0},
	} {
		if len(c.rows) != c.want {
			t.Errorf("%s: %d, want %d", name, len(c.rows), c.want)
		}
	}
	if len(got.Rejects) > 0 {
		t.Errorf("%d rejects, want none", len(got.Rejects))
	}
}

// with gives the rows in which a column has a value.
func with(rows []sourcetest.Row, column string) []sourcetest.Row {
	var out []sourcetest.Row
	for _, r := range rows {
		if _, ok := r[column]; ok {
			out = append(out, r)
		}
	}
	return out
}

// demo finds the folder of the demo beside the repository.
func demo(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "..", "shared", "data", "mimic-iv-demo")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("mimic-iv-demo is not there")
	}
	return dir
}
