package queries_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestEditsFindWhatWasPutIntoTheSample holds the edits to the generator's own count of the
// invalid codes that it wrote, and to that of the code change of 1 October 2025.
func TestEditsFindWhatWasPutIntoTheSample(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "sample-data", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		InvalidCodes []struct {
			Kind   string `json:"kind"`
			Latest int64  `json:"latest"`
		} `json:"invalid_codes"`
		Visits struct {
			Coded int64 `json:"coded"`
		} `json:"visits"`
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	db := sample(t)
	a := ask(t, db, "quality/edits", "from_date=2024-10-01", "to_date=2026-10-01")
	failed, judged := map[string]int64{}, map[string]int64{}
	for i, id := range a.Text("edit") {
		failed[id], judged[id] = a.Int("failed")[i], a.Int("judged")[i]
	}
	edits := map[string]string{"unknown": "VAL-01", "truncated": "VAL-02", "retired": "VAL-03"}
	for _, k := range truth.InvalidCodes {
		if got := failed[edits[k.Kind]]; got != k.Latest {
			t.Errorf("%s finds %d, and %d codes were made %s", edits[k.Kind], got, k.Latest, k.Kind)
		}
	}
	if judged["VAL-11"] != truth.Visits.Coded || failed["VAL-11"] != 0 {
		t.Errorf("%d coded accounts with %d without a principal diagnosis, want %d with 0", judged["VAL-11"], failed["VAL-11"], truth.Visits.Coded)
	}
	for _, id := range []string{"VAL-04", "VAL-05", "VAL-06", "VAL-07"} {
		if failed[id] != 0 || judged[id] == 0 {
			t.Errorf("%s fails for %d of %d, and nothing of the kind was put in", id, failed[id], judged[id])
		}
	}
}

// TestUnitsOfAnEditAddUp: facilities and months of an edit are its records, told apart.
func TestUnitsOfAnEditAddUp(t *testing.T) {
	db := sample(t)
	whole := ask(t, db, "quality/edits", "from_date=2024-10-01", "to_date=2026-10-01")
	for _, name := range []string{"quality/edits_by_facility", "quality/edits_monthly"} {
		sums := map[string][2]int64{}
		a := ask(t, db, name, "from_date=2024-10-01", "to_date=2026-10-01")
		for i, id := range a.Text("edit") {
			s := sums[id]
			sums[id] = [2]int64{s[0] + a.Int("failed")[i], s[1] + a.Int("judged")[i]}
		}
		for i, id := range whole.Text("edit") {
			if want := [2]int64{whole.Int("failed")[i], whole.Int("judged")[i]}; whole.Text("state")[i] == "run" && sums[id] != want {
				t.Errorf("%s: %s has %v, want %v", name, id, sums[id], want)
			}
		}
	}
}

// TestCodersAnswerForTheirEditsAlone: a conflict of sex is none of theirs, nor is a record
// without a coder; accounts without a month count in every period.
func TestCodersAnswerForTheirEditsAlone(t *testing.T) {
	db := hospital(t,
		`INSERT INTO ledger.edit (edit, position, title, level, action, answers, basis, counts, clinical, state) VALUES
			('VAL-02', 1, 'Truncated code', 'error', 'error', 'coding', 'code', 'codes', FALSE, 'run'),
			('VAL-08S', 2, 'Sex conflict', 'warning', 'warning', 'registration', 'code', 'codes', TRUE, 'run')`,
		`INSERT INTO ledger.edit_result VALUES
			('VAL-02', 'A', 'C1', DATE '2025-03-01', 'fail', NULL, 3), ('VAL-02', 'A', 'C1', DATE '2025-03-01', 'pass', NULL, 97),
			('VAL-02', 'B', NULL, DATE '2025-03-01', 'pass', NULL, 50), ('VAL-02', 'B', 'C2', NULL, 'pass', NULL, 7),
			('VAL-02', 'B', 'C2', NULL, 'error', 'its date is shifted or not known', 9),
			('VAL-08S', 'A', 'C1', DATE '2025-03-01', 'fail', NULL, 40), ('VAL-08S', 'A', 'C1', DATE '2025-03-01', 'bypassed', 'condition code 45', 12)`)
	want(t, ask(t, db, "quality/edits_by_coder"), "coder_id edit failed judged errors", "C1 VAL-02 3 100 0", "C2 VAL-02 0 7 9")
	want(t, ask(t, db, "quality/edits_by_facility"), "facility_id edit failed judged bypassed told",
		"A VAL-02 3 100 0 0", "B VAL-02 0 57 0 0", "A VAL-08S 40 40 12 40")
	want(t, ask(t, db, "quality/edits", "from_date=2026-01-01", "to_date=2027-01-01"), "edit passed failed errors", "VAL-02 7 0 9", "VAL-08S 0 0 0")
}

// TestReconciliation (ING-03): what came in is somewhere, and what is nowhere is told; the charges of
// what the store holds of an input are those that its sender can add up.
func TestReconciliation(t *testing.T) {
	db := hospital(t,
		`INSERT INTO ledger.input (input_id, run_id, source_name, format, file_name, sha256, bytes, status, loaded_at) VALUES
			(1, 1, 's', 'coding-csv', 'a.csv', 'x', 1, 'loaded', NULL), (2, 1, 's', 'coding-csv', 'b.csv', 'y', 1, 'refused', NULL), (3, 1, 's', 'x12', 'c', 'z', 1, 'loaded', NULL)`,
		`INSERT INTO ledger.tally VALUES (1, 'diagnosis', 10, 4, 3, 2, 1), (3, 'encounter', 5, 4, 0, 0, 0)`,
		"INSERT INTO history.encounter (encounter_id, facility_id, patient_type, total_charges, _input_id) VALUES ('E1', 'A', 'IP', 10.25, 3), ('E2', 'A', 'IP', NULL, 3), ('E3', 'A', 'IP', 0.75, 3), ('E4', 'A', 'IP', 99, 4)",
		`INSERT INTO ledger.skipped VALUES (3, 'segment ZZZ', 7), (3, 'segment YYY', 1)`)
	want(t, ask(t, db, "quality/reconciliation"), "input_id status table_name rows_in rows_landed rows_repeated rows_superseded rows_quarantined rows_skipped difference charges",
		"1 loaded diagnosis 10 4 3 2 1 0 0 -", "2 refused  0 0 0 0 0 0 0 -", "3 loaded (other kinds) 8 0 0 0 0 8 0 -", "3 loaded encounter 5 4 0 0 0 0 1 11")
}
