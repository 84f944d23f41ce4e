package shell

import (
	"context"
	"strings"
	"testing"

	"chartline/cmd/chartline/format"
)

// TestTablesAloneAfterFrom: where a table is read, no function and no column is offered.
func TestTablesAloneAfterFrom(t *testing.T) {
	s, _, _ := session(t)
	n := s.learn(context.Background())
	for _, typed := range []string{"SELECT * FROM ", "SELECT count(*) FROM w", "DESCRIBE w", "SELECT * FROM ward JOIN w"} {
		for _, c := range completeSQL(typed, typed, n) {
			if c.tag != "tables" {
				t.Errorf("%s: offers %s of the %s", typed, c.value, c.tag)
			}
		}
	}
}

// TestIntervalsAreAsDuckDBWritesThem compares with DuckDB's own text.
func TestIntervalsAreAsDuckDBWritesThem(t *testing.T) {
	s, out, _ := session(t)
	for _, stretch := range []string{
		"INTERVAL 1 DAY", "INTERVAL 3 DAY", "INTERVAL '1' HOUR", "TIMESTAMP '2026-03-02 04:05:06' - TIMESTAMP '2026-01-01 00:00:00'",
		"INTERVAL 14 MONTH + INTERVAL 1 DAY", "INTERVAL 0 DAY", "INTERVAL (-90) SECOND", "INTERVAL '1500000' MICROSECOND", "INTERVAL (-1) DAY", "INTERVAL 120 HOUR",
	} {
		for _, x := range []string{stretch, "CAST(" + stretch + " AS VARCHAR)"} {
			if err := s.Do(context.Background(), "SELECT "+x+" AS x;"); err != nil {
				t.Fatal(err)
			}
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != 4 || lines[1] != lines[3] {
			t.Errorf("%s is %q", stretch, lines)
		}
		out.Reset()
	}
}

// TestPlansKeepTheirForm: what DuckDB draws is not broken as the text of a cell is.
func TestPlansKeepTheirForm(t *testing.T) {
	s, out, _ := session(t)
	s.Form = format.Table
	for _, line := range []string{"EXPLAIN SELECT count(*) FROM ward WHERE beds > 3;", ".explain SELECT count(*) FROM ward"} {
		if err := s.Do(context.Background(), line); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out.String(), "┌───") || strings.Contains(out.String(), "explain_value") {
			t.Errorf("%s:\n%s", line, out.String())
		}
		out.Reset()
	}
}

// TestNoRowsAreSaid: a head alone could be an answer that was cut off.
func TestNoRowsAreSaid(t *testing.T) {
	s, _, notes := session(t)
	for form, want := range map[format.Form]string{format.Table: "no rows\n", format.CSV: ""} {
		s.Form = form
		if err := s.Do(context.Background(), "SELECT * FROM ward WHERE false;"); err != nil || notes.String() != want {
			t.Errorf("%s: %q, %v", form, notes, err)
		}
		notes.Reset()
	}
}
