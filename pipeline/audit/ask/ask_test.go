package ask_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/audit/ask"
	"chartline/pipeline/fault"
	"chartline/pipeline/store/storetest"
)

// TestRow reads every type that audits ask for; what is empty, or of another type, is the
// zero value and no panic.
func TestRow(t *testing.T) {
	db := storetest.Holding(t)
	visits := 0
	err := ask.Each(context.Background(), db, `SELECT 'a', CAST(7 AS BIGINT), CAST(3 AS INTEGER), true, DATE '2026-03-01',
		CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT), CAST(NULL AS BOOLEAN), CAST(NULL AS DATE)`, nil, func(r ask.Row) {
		visits++
		if r.Text(0) != "a" || r.Number(1) != 7 || r.Number(2) != 3 || !r.Yes(3) || !r.Date(4).Equal(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%q %d %d %v %v", r.Text(0), r.Number(1), r.Number(2), r.Yes(3), r.Date(4))
		}
		if r.Text(5) != "" || r.Number(6) != 0 || r.Yes(7) || !r.Date(8).IsZero() {
			t.Errorf("of empty ones %q %d %v %v", r.Text(5), r.Number(6), r.Yes(7), r.Date(8))
		}
		if r.Text(1) != "" || r.Number(0) != 0 || r.Yes(0) || !r.Date(0).IsZero() {
			t.Errorf("of other types %q %d %v %v", r.Text(1), r.Number(0), r.Yes(0), r.Date(0))
		}
	})
	if err != nil || visits != 1 {
		t.Errorf("%d rows, %v", visits, err)
	}
}

// TestListed asks about more values than fit into one question: each is asked about once.
func TestListed(t *testing.T) {
	values := make([]string, 1201)
	for i := range values {
		values[i] = fmt.Sprintf("E%04d", i)
	}
	db := storetest.Holding(t, "INSERT INTO history.encounter (encounter_id) SELECT format('E{:04d}', i) FROM range(1500) AS t(i)")
	found := map[string]int{}
	err := ask.Listed(context.Background(), db, "SELECT encounter_id FROM encounter WHERE encounter_id IN (LIST)", values,
		func(r ask.Row) { found[r.Text(0)]++ })
	if err != nil || len(found) != len(values) || found["E0000"] != 1 || found["E1200"] != 1 {
		t.Errorf("%d values found, %d and %d times the outermost, %v", len(found), found["E0000"], found["E1200"], err)
	}
	if err := ask.Listed(context.Background(), db, "no SQL", nil, func(ask.Row) { t.Error("a row about nothing") }); err != nil {
		t.Errorf("about nothing: %v", err)
	}
}

// TestStoreOfAnotherVersion: a table or column that the store does not have is a fault of the
// question, with a way out.
func TestStoreOfAnotherVersion(t *testing.T) {
	err := ask.Each(context.Background(), storetest.Holding(t), "SELECT nothing FROM audit_case", nil, func(ask.Row) {})
	if fault.KindOf(err) != fault.Query || !strings.Contains(err.Error(), "run chartline pull") {
		t.Errorf("it says %v", err)
	}
}
