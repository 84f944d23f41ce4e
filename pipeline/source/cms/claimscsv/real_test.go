package claimscsv

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
)

// TestTuva reads Tuva's demonstration claims. Counted apart with Python's csv module:
// 6,067 lines of 3,274 claims and 80 patients in 5,421 runs of adjacent lines; 8,223
// cells of diagnoses of these claims, of which 7,985 are distinct within their claim, 79 of
// them with the indicator Y and the others with none or with 0; in 133 claims the first
// cell is blank, in 40 of which another is not; 5 procedures of 3 claims; 18 DRGs; 273
// institutional claims with 1,157 lines and 3,001 professional ones with 4,910. 100 spans
// of 94 members.
func TestTuva(t *testing.T) {
	folder := claimtest.Shared(t, "claims-csv")
	inputs, err := Source{}.Inputs(source.Spec{Name: "payer", Path: folder})
	if err != nil {
		t.Fatal(err)
	}
	got := claimtest.Read(t, Source{}, inputs...)
	if len(got.Rejects) > 0 || len(got.Skipped) > 0 {
		t.Errorf("%d rejects, skipped %v; want none", len(got.Rejects), got.Skipped)
	}
	if runs := len(got.Rows["encounter"]); runs != 5421 {
		t.Errorf("claims are written %d times, want once for each of the 5,421 runs", runs)
	}
	patients := map[string]bool{}
	for _, e := range got.Rows["encounter"] {
		patients[e["patient_id"]] = true
	}
	if len(patients) != 80 {
		t.Errorf("claims of %d patients, want 80", len(patients))
	}
	standing := claimtest.Winning(got)
	for table, want := range map[string]int{
		"encounter": 3274, "diagnosis": 7985, "procedure": 5, "drg_assignment": 18, "service_line": 6067, "patient": 94, "code_list": 0,
	} {
		if n := len(standing[table]); n != want {
			t.Errorf("%d rows of %s stand, want %d", n, table, want)
		}
	}
	for _, c := range []struct {
		table, says string
		want        int
	}{
		{"encounter", "patient_type:PROF", 3001},
		{"encounter", "patient_type:IP", 13 + 2 + 2 + 1}, // bill types 111, 11I, 117, 110
		{"encounter", "total_charges:", 273},
		{"diagnosis", "role:principal", 3274 - 133},
		{"diagnosis", "poa:Y", 79}, {"diagnosis", "poa:0", 0},
		{"service_line", "charge:", 4910},
		{"service_line", "revenue_code:0001", 189},
		{"procedure", "code_system:ICD-10-PCS", 5},
	} {
		n := 0
		for _, row := range standing[c.table] {
			if strings.Contains(row, c.says) {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%d rows of %s say %s, want %d", n, c.table, c.says, c.want)
		}
	}
}

// TestTuvaShuffled reads the same lines in another order, split in three.
func TestTuvaShuffled(t *testing.T) {
	folder := claimtest.Shared(t, "claims-csv")
	whole := source.Input{Path: filepath.Join(folder, "medical_claim.csv")}
	want := claimtest.Winning(claimtest.Read(t, Source{}, whole))
	text, err := os.ReadFile(whole.Path)
	if err != nil {
		t.Fatal(err)
	}
	header, rest, _ := strings.Cut(strings.TrimSuffix(string(text), "\n"), "\n")
	lines := strings.Split(rest, "\n")
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	var parts []source.Input
	for _, part := range [][]string{lines[4000:], lines[:1500], lines[1500:4000]} {
		parts = append(parts, claimtest.File(t, "part.csv", header+"\n"+strings.Join(part, "\n")))
		parts[len(parts)-1].Spec = whole.Spec
	}
	if got := claimtest.Winning(claimtest.Read(t, Source{}, parts...)); !reflect.DeepEqual(got, want) {
		t.Error("what stands is not the same")
	}
}
