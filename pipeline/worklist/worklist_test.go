package worklist_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/query"
	"chartline/pipeline/worklist"
)

// ranked ranks accounts: id, age, target or NULL, dollars or NULL, reason, held since or NULL.
func ranked(t *testing.T, rows ...string) []worklist.Account {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	sql := `-- title: T
-- answers: A?
-- source: test
-- identified: it names accounts
-- column: encounter_id text - A.
-- column: facility_id text - A.
-- column: patient_type text - A.
-- column: service_line text? - A.
-- column: discharged_on date - A.
-- column: age_days int d A.
-- column: target_days int? d A.
-- column: dollars real? USD A.
-- column: reason text - A.
-- column: waits_since date? - A.
SELECT a AS encounter_id, 'F1' AS facility_id, 'IP' AS patient_type, '=1+1' AS service_line, DATE '2026-01-01' AS discharged_on,
       CAST(b AS BIGINT) AS age_days, CAST(c AS BIGINT) AS target_days, CAST(d AS DOUBLE) AS dollars, e AS reason, CAST(f AS DATE) AS waits_since
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(a, b, c, d, e, f) ORDER BY encounter_id`
	library, err := query.Load(fstest.MapFS{"test/q.sql": {Data: []byte(sql)}}, "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	q, err := library.Get("test/q")
	if err != nil {
		t.Fatal(err)
	}
	a, err := q.Run(context.Background(), db, nil)
	if err != nil {
		t.Fatal(err)
	}
	return worklist.Ranked(a)
}

// Each account stands before the next one by the rule that its name says.
func TestRanked(t *testing.T) {
	list := ranked(t,
		"('10-legal-last', 400, 4, 99999, 'LEGAL', '2026-01-01')",
		"('09-held-after-all-others', 90, 4, 88888, 'QUERY', '2026-01-02')",
		"('01-older-than-30-days', 31, 4, 1, 'none', NULL)",
		"('02-past-target-and-dear', 5, 4, 900, 'none', NULL)",
		"('03-past-target-and-cheap', 30, 4, 100, 'none', NULL)",
		"('04-due-today', 4, 4, 5000, 'none', NULL)",
		"('05-not-due', 3, 4, 6000, 'none', NULL)",
		"('06-no-target-and-older', 29, NULL, 10, 'none', NULL)",
		"('07-no-target-and-younger', 2, NULL, 10, 'none', NULL)",
		"('08-without-charges', 3, 4, NULL, 'none', NULL)")
	for i, x := range list {
		if want := i + 1; !strings.HasPrefix(x.ID, string(rune('0'+want/10))+string(rune('0'+want%10))) {
			t.Errorf("place %d has %s", want, x.ID)
		}
	}
	table := worklist.Table(list)
	for row, want := range map[int]string{0: "older than 30 days", 1: "past target by 1 d", 3: "due today", 4: "not due"} {
		if got := table.Rows[row][8]; got != want {
			t.Errorf("row %d: %q, want %q", row, got, want)
		}
	}
	if table.Rows[7][9] != "" || table.Rows[0][10] != "coder" || table.Rows[8][11] != "2026-01-02" {
		t.Errorf("rows %v", table.Rows)
	}
}

// No cell is a formula, an account number keeps its zeros, and every sheet says what it is.
func TestWorkbookHoldsTextAsText(t *testing.T) {
	var out bytes.Buffer
	list := ranked(t, "('=HYPERLINK(1)', 5, 4, 12.5, '@SUM(A1)', NULL)", "('000123', 6, 4, 20, 'none', NULL)")
	if err := worklist.WriteWorkbook(&out, worklist.Table(list), "2026-10-01T06:00:00Z", nil); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for cell, want := range map[string]string{"B3": "000123", "B4": "=HYPERLINK(1)", "E3": "=1+1", "K4": "@SUM(A1)", "J4": "12.50"} {
		got, err := file.GetCellValue("Worklist", cell)
		if err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", cell, got, want, err)
		}
		if formula, _ := file.GetCellFormula("Worklist", cell); formula != "" {
			t.Errorf("%s has the formula %q", cell, formula)
		}
	}
	banner, _ := file.GetCellValue("Worklist", "A1")
	rule, _ := file.GetCellValue("Rule", "A1")
	if !strings.Contains(banner, worklist.Sensitivity) || !strings.Contains(banner, "2026-10-01") || rule != worklist.Rule {
		t.Errorf("banner %q, rule %q", banner, rule)
	}
	if kind, _ := file.GetCellType("Worklist", "J4"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("dollars are of type %v, and no number", kind)
	}
}
