package rif

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
	"chartline/pipeline/source/sourcetest"
)

// check compares counts of rows by table, of rejects by reason and of skips.
func check(t *testing.T, got *sourcetest.Collector, rows map[string]int, rejects map[string]int, skipped map[string]int64) {
	t.Helper()
	have := map[string]int{}
	for table, all := range got.Rows {
		have[table] = len(all)
	}
	if !reflect.DeepEqual(have, rows) {
		t.Errorf("rows %v, want %v", have, rows)
	}
	reasons := map[string]int{}
	for _, r := range got.Rejects {
		reasons[r.Reason]++
	}
	if !reflect.DeepEqual(reasons, rejects) {
		t.Errorf("rejects %v, want %v", reasons, rejects)
	}
	if !reflect.DeepEqual(got.Skipped, skipped) {
		t.Errorf("skipped %v, want %v", got.Skipped, skipped)
	}
}

func readFolder(t *testing.T, folder string) *sourcetest.Collector {
	t.Helper()
	inputs, err := Source{}.Inputs(source.Spec{Name: "medicare", Path: folder})
	if err != nil {
		t.Fatal(err)
	}
	return claimtest.Read(t, Source{}, inputs...)
}

// TestSynthea reads the files that Synthea makes for Blue Button. Counted apart, in
// Python, with each line split at its bars and its cells stripped: 347 lines of 89 claims
// (16 inpatient, 19 outpatient, 14 home health, 37 carrier, 1 each of skilled nursing,
// hospice and equipment); 829 distinct codes of PRNCPAL_DGNS_CD and ICD_DGNS_CDn of a
// claim, 286 of them with POA Y and 55 with N; 86 of the external causes, 16 with Y; 2
// admitting; in 33 records of 11 years 3 beneficiaries. In 10 of the claims the principal
// is not in the list, and in 9 it is not at position 1.
func TestSynthea(t *testing.T) {
	got := readFolder(t, claimtest.Shared(t, "cms-rif/rif-synthea"))
	check(t, got, map[string]int{
		"encounter": 89, "code_list": 4 * 89, "diagnosis": 829 + 86 + 2, "procedure": 18, "drg_assignment": 1,
		"service_line": 347, "patient": 33,
	}, map[string]int{}, map[string]int64{"prescription drug event": 18, "beneficiary history": 3, "export summary": 3})
	for column, want := range map[string]map[string]int{
		"role": {"principal": 89, "other": 829 - 89, "external_cause": 86, "admitting": 2},
		"poa":  {"Y": 286 + 16, "N": 55, "": 829 + 86 + 2 - 286 - 16 - 55},
	} {
		for value, n := range want {
			if have := len(got.Where("diagnosis", column, value)); have != n {
				t.Errorf("%d diagnoses with %s %q, want %d", have, column, value, n)
			}
		}
	}
	for patientType, n := range map[string]int{"IP": 16 + 1, "ANC": 19, "OP-REC": 14 + 1, "PROF": 37 + 1} {
		if have := len(got.Where("encounter", "patient_type", patientType)); have != n {
			t.Errorf("%d claims of type %s, want %d", have, patientType, n)
		}
	}
	standing := claimtest.Winning(got)
	if len(standing["patient"]) != 3 || len(standing["encounter"]) != 89 || len(standing["service_line"]) != 347 {
		t.Errorf("%d patients, %d claims, %d lines stand", len(standing["patient"]), len(standing["encounter"]), len(standing["service_line"]))
	}
}

// TestStaticSamples reads the samples of Blue Button, of which ten files end their lines
// with a bar too many. Counted with awk: 10 files of 7 claims with 16 lines, 13 of them
// distinct; 30 distinct diagnoses, 14 external causes, 4 admitting, a reason for the
// visit, 15 procedures and 4 DRGs. In one file the field too many is not empty, so that
// it cannot be told what stands where: it is a reject.
func TestStaticSamples(t *testing.T) {
	got := readFolder(t, claimtest.Shared(t, "cms-rif/rif-static-samples"))
	check(t, got, map[string]int{
		"encounter": 10, "code_list": 40, "diagnosis": 30 + 14 + 4 + 1, "procedure": 15, "drg_assignment": 4,
		"service_line": 16, "patient": 23,
	}, map[string]int{source.ReasonStructure: 1}, map[string]int64{"beneficiary history": 11, "prescription drug event": 1})
	if len(got.Where("diagnosis", "role", "principal")) != 10 || len(got.Where("diagnosis", "poa", "Y")) != 2+2 || len(got.Where("diagnosis", "poa", "N")) != 8+2 {
		t.Errorf("principals %d, POA Y %d, N %d", len(got.Where("diagnosis", "role", "principal")),
			len(got.Where("diagnosis", "poa", "Y")), len(got.Where("diagnosis", "poa", "N")))
	}
	standing := claimtest.Winning(got)
	if len(standing["encounter"]) != 7 || len(standing["service_line"]) != 13 {
		t.Errorf("%d claims and %d lines stand, want 7 and 13", len(standing["encounter"]), len(standing["service_line"]))
	}
	if drg := len(got.Where("drg_assignment", "drg", "6955")) + len(got.Where("drg_assignment", "drg", "6455")); drg != 2 {
		t.Errorf("%d DRGs of four characters, want 2 (standard.md 5.5, trap 3)", drg)
	}
}

// TestSyntheaShuffled reads the lines of the same files in another order, split in two.
func TestSyntheaShuffled(t *testing.T) {
	folder := claimtest.Shared(t, "cms-rif/rif-synthea")
	want := claimtest.Winning(readFolder(t, folder))
	shuffled := t.TempDir()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for seed, f := range files {
		text, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		header, lines := lines[0], lines[1:]
		rand.New(rand.NewPCG(uint64(seed), 1)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		for part, some := range map[string][]string{"z-": lines[:len(lines)/2], "a-": lines[len(lines)/2:]} {
			content := strings.Join(append([]string{header}, some...), "\n")
			if err := os.WriteFile(filepath.Join(shuffled, part+f.Name()), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := claimtest.Winning(readFolder(t, shuffled))
	for table := range want {
		if !reflect.DeepEqual(got[table], want[table]) {
			t.Errorf("%s differs: %d rows, want %d", table, len(got[table]), len(want[table]))
		}
	}
}
