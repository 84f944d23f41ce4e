package beside

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/omop/table"
)

// of reads a table from texts, one after another.
func of(t *testing.T, texts ...string) Read {
	return func(form table.Form, start func(out source.Sink) table.Rows, out source.Sink) error {
		for _, text := range texts {
			path := filepath.Join(t.TempDir(), "x.csv")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := table.Read(t.Context(), source.Input{Path: path}, form, start, out); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestConcepts(t *testing.T) {
	x, err := Concepts(of(t,
		"concept_id\tvocabulary_id\tconcept_code\n3\tICD10CM\tE11.9\n1\tSNOMED\t44054006\n4\tRxNorm\t5\n5\tICD10CM\t\nx\tICD10CM\tI10\n0\tICD10CM\tI10\nbroken\n",
		"concept_code,concept_id,vocabulary_id\nZ99,3,ICD10CM\nA00,2000000001,icd10cm\n"))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int64]string{3: "ICD-10-CM E11.9", 1: "SNOMED CT 44054006", 2000000001: "ICD-10-CM A00", 4: "", 5: "", 0: "", -1: ""} {
		got := ""
		if c, ok := x.Get(id); ok {
			got = c.Of.System + " " + c.Code
		}
		if got != want { // of two codes of one concept the first in their order counts
			t.Errorf("%d: %q, want %q", id, got, want)
		}
	}
}

func TestOfSeveralValuesTheFirstCounts(t *testing.T) {
	form := table.Form{Columns: []table.Column{{Name: "id"}, {Name: "text"}}}
	take := func(f [][]byte) (string, bool) { return string(f[1]), true }
	for _, texts := range [][]string{{"id,text\n1,a\n", "id,text\n1,b\n"}, {"id,text\n1,b\n", "id,text\n1,a\n"}} {
		x, err := readIndex(of(t, texts...), form, 9, take, strings.Compare)
		if got, _ := x.Get(1); got != "a" || err != nil {
			t.Errorf("%q and error %v, want a in any order of the files", got, err)
		}
	}
}

func TestAnIndexThatIsFullHoldsNothing(t *testing.T) {
	form := table.Form{Columns: []table.Column{{Name: "id"}}}
	for most, want := range map[int]bool{2: false, 3: true} {
		x, err := readIndex(of(t, "id\n1\n2\n3\n"), form, most, func([][]byte) (int, bool) { return 7, true }, func(a, b int) int { return 0 })
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := x.Get(1); ok != want || x.isFull == want {
			t.Errorf("at most %d: found %v", most, ok)
		}
	}
}

func TestBirths(t *testing.T) {
	x, err := Births(of(t, "person_id,year_of_birth,month_of_birth,day_of_birth\n1,1950,4,9\n2,1950,,\n3,1950,2,30\n4.0,1950.0,4.0,9.0\n5,x,1,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"1": "1950-04-09", "1.0": "1950-04-09", "4": "1950-04-09", "2": "", "3": "", "5": "", "x": "", "": ""} {
		got := ""
		if on, ok := x.Find([]byte(id)); ok {
			got = on.FormattedString()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

func TestTexts(t *testing.T) {
	x, err := Texts(of(t, "location_id,zip\n1,02134\n2,\n3,2134.0\n"), "location_id", "zip")
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"1": "02134", "2": "", "3": "2134"} {
		if got, _ := x.Find([]byte(id)); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if _, err := Texts(of(t, "place,zip\n1,02134\n"), "location_id", "zip"); fault.KindOf(err) != fault.Input {
		t.Errorf("error %v, want one for the missing column", err)
	}
	if got, ok := (*Index[string])(nil).Find([]byte("1")); ok {
		t.Errorf("%q is found in no table", got)
	}
}

func TestKept(t *testing.T) {
	var k Kept[string]
	read := 0
	get := func(state string, fails error) string {
		value, err := k.Get(state, func() (string, error) {
			read++
			return fmt.Sprint(read), fails
		})
		if !errors.Is(err, fails) {
			t.Errorf("error %v, want %v", err, fails)
		}
		return value
	}
	broken := errors.New("broken")
	var got []string
	got = append(got, get("a", nil), get("a", nil), get("b", nil), get("c", broken), get("c", nil), get("c", nil))
	if strings.Join(got, " ") != "1 1 2 3 4 4" {
		t.Errorf("read %q, want each state once and a failure again", got)
	}
}
