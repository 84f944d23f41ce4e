package queries_test

import (
	"strings"
	"testing"
)

func TestErrorsByType(t *testing.T) {
	db := hospital(t, append(append(review("R1", "I10", "I10"), review("R2", "I10", "I10")...),
		rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
			"T1 Q R1 targeted C1 X 1 2025-03-05 2025-04-01", "O1 Q R1 random C1 X 1 2025-03-05 -"),
		rows("audit_finding", "finding_id audit_case_id element error_type drg_changed final_state",
			"F1 R1 diagnosis OM true accepted", "F2 R1 diagnosis OM false upheld", "F3 R2 diagnosis OM - open",
			"F4 R2 diagnosis OM - -", "F5 R2 diagnosis SP true overturned", "F6 R2 diagnosis QO false accepted",
			"F7 T1 diagnosis OM false accepted", "F8 O1 diagnosis OM false accepted"))...)
	a := ask(t, db, "accuracy/errors_by_type")
	if a.Len() != 12 {
		t.Errorf("%d types, want 12", a.Len())
	}
	only := func(row int, line string) {
		t.Helper()
		var cells []string
		for i, c := range a.Query.Columns {
			if c.Name != "meaning" && c.Name != "unit" {
				cells = append(cells, a.Cell(row, i))
			}
		}
		if got := strings.Join(cells, " "); got != line {
			t.Errorf("got %s, want %s", got, line)
		}
	}
	// type, attributable, findings, charts, drg_changed, over, under, open, overturned, targeted, reviewed
	only(5, "OM true 2 1 1 0 0 2 0 1 2")
	only(8, "QO false 1 1 0 0 0 0 0 0 2")
	only(9, "SP true 0 0 0 0 0 0 1 0 2")
}
