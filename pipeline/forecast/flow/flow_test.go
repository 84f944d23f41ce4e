package flow_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/forecast/flow"
	"chartline/pipeline/query"
)

// answered runs a SELECT over rows that are written out.
func answered(t *testing.T, header, columns string, rows ...string) *query.Answer {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	sql := "-- title: T\n-- answers: A?\n-- source: test\n-- withhold: none it measures work\n-- param: days int = 120 Days.\n" + header +
		"SELECT " + columns + " FROM (VALUES " + strings.Join(rows, ", ") + ") AS t(a, b, c, d, e, f) WHERE :days > 0 ORDER BY patient_type"
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
	return a
}

// cohorts is an answer of forecast/flow: type, discharged, outcome, ended or NULL, accounts,
// held.
func cohorts(t *testing.T, rows ...string) *query.Answer {
	return answered(t, `-- column: patient_type text - Type.
-- column: discharged_on date - Day.
-- column: outcome text - Outcome.
-- column: ended_on date? - Day.
-- column: accounts int {encounter} Accounts.
-- column: held int {encounter} Held.
`, "a AS patient_type, CAST(b AS DATE) AS discharged_on, c AS outcome, CAST(d AS DATE) AS ended_on, CAST(e AS BIGINT) AS accounts, CAST(f AS BIGINT) AS held", rows...)
}

func date(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Ten accounts of 1 March: four coded that day, three on the 3rd, one voided on the 3rd, two
// wait. As of the 5th the last whole day is the 4th, and what happens on the 5th is not known.
func TestDepartment(t *testing.T) {
	a := cohorts(t, "('IP', '2026-03-01', 'coded', '2026-03-01', 4, 0)", "('IP', '2026-03-01', 'coded', '2026-03-03', 3, 0)",
		"('IP', '2026-03-01', 'left', '2026-03-03', 1, 0)", "('IP', '2026-03-01', 'coded', '2026-03-05', 1, 0)",
		"('IP', '2026-03-01', 'waiting', NULL, 1, 1)", "('IP', '2025-12-01', 'waiting', NULL, 2, 0)",
		"('IP', '2026-03-05', 'waiting', NULL, 9, 0)", "('ED', '2026-03-02', 'coded', '2026-03-02', 5, 0)")
	d := flow.Department(a, date(t, "2026-03-05"), 60, 60, calendar.Holidays{})
	if got := d.Start.String(); got != "2026-03-01" {
		t.Fatalf("the history begins on %s, and not where the first account ended", got)
	}
	s := d.Series[1]
	if s.Type != "IP" || !reflect.DeepEqual(s.Arrivals, []int64{10, 0, 0, 0}) {
		t.Errorf("%s: arrivals %v", s.Type, s.Arrivals)
	}
	for _, c := range []struct {
		name string
		got  int64
		want int64
	}{
		{"open on the day of discharge", s.Open[0][0], 10}, {"open a day later", s.Open[1][1], 6}, {"open on the day of the exit", s.Open[2][2], 6},
		{"open on the last day", s.Open[3][3], 2}, {"older than the oldest age", s.Open[3][31], 2},
		{"coded at once", s.Coded[0][0], 4}, {"coded on the third", s.Coded[2][2], 3}, {"voided", s.Left[2][2], 1}, {"coded later", s.Coded[3][3], 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.name, c.got, c.want)
		}
	}
	if got := flow.Backlog(d); !reflect.DeepEqual(got, []int64{8, 8, 4, 4}) {
		t.Errorf("backlog %v", got)
	}
	if got := flow.Backlog(d, "ED"); !reflect.DeepEqual(got, []int64{0, 0, 0, 0}) {
		t.Errorf("emergency backlog %v", got)
	}
}

// A department has no more days than asked for, and no type of which nothing waited.
func TestDepartmentIsCut(t *testing.T) {
	a := cohorts(t, "('IP', '2026-01-01', 'coded', '2026-01-01', 4, 0)", "('IP', '2026-02-20', 'coded', '2026-02-27', 4, 0)",
		"('SDS', '2026-01-01', 'coded', '2026-01-02', 1, 0)")
	d := flow.Department(a, date(t, "2026-03-01"), 10, 10, calendar.Holidays{})
	if d.Start.String() != "2026-02-19" || len(d.Series) != 1 || len(d.Series[0].Arrivals) != 10 {
		t.Errorf("from %s, %d series", d.Start, len(d.Series))
	}
	none := flow.Department(cohorts(t, "('IP', '2026-03-01', 'waiting', NULL, 1, 0)"), date(t, "2026-03-01"), 10, 10, calendar.Holidays{})
	if len(none.Series) != 0 {
		t.Error("a history without a whole day has series")
	}
}

func rates(t *testing.T, rows ...string) []flow.Rate {
	return flow.Rates(answered(t, `-- column: patient_type text - Type.
-- column: hours real h Hours.
-- column: charts int {encounter} Charts.
`, "a AS patient_type, CAST(b AS DOUBLE) AS hours, CAST(c AS BIGINT) AS charts", rows...))
}

// Inpatients take three quarters of the hours; a quarter of their accounts are held. Of
// emergencies all are held, so that no plan helps.
func TestPlans(t *testing.T) {
	r := rates(t, "('IP', 20, 40, 0, 0, 0)", "('IP', 10, 20, 0, 0, 0)", "('OBS', 10, 50, 0, 0, 0)", "('ED', 0, 3, 0, 0, 0)")
	ready := flow.Ready(cohorts(t, "('IP', '2026-03-01', 'waiting', NULL, 4, 1)", "('OBS', '2026-03-01', 'coded', '2026-03-01', 4, 0)",
		"('ED', '2026-03-01', 'waiting', NULL, 2, 2)"))
	if !reflect.DeepEqual(ready, map[string]float64{"IP": 0.75, "OBS": 1, "ED": 0}) {
		t.Fatalf("ready %v", ready)
	}
	all := flow.Plans(r, ready, []flow.Extra{{On: time.Saturday, Coders: 2, Hours: 8}})
	if p := all["IP"]; p.PerHour != 2 || p.Ready != 0.75 || len(p.Extra) != 1 || math.Abs(p.Extra[0].Hours-6) > 1e-12 || p.Extra[0].Coders != 2 {
		t.Errorf("inpatients: %+v", p)
	}
	if p := all["OBS"]; p.PerHour != 5 || math.Abs(p.Extra[0].Hours-2) > 1e-12 {
		t.Errorf("observation: %+v", p)
	}
	if _, planned := all["ED"]; planned || len(all) != 2 {
		t.Errorf("plans %v", all)
	}
	one := flow.Plans(r, ready, []flow.Extra{{On: time.Saturday, Coders: 2, Hours: 8, Type: "OBS"}})
	if p := one["OBS"]; len(one) != 1 || p.Extra[0].Hours != 8 {
		t.Errorf("observation only: %+v", one)
	}
	if none := flow.Plans(nil, ready, []flow.Extra{{Coders: 1, Hours: 8}}); len(none) != 0 {
		t.Errorf("plans without rates: %v", none)
	}
}

// Four of five accounts are coded the day after discharge and one two days later, for 100
// days: 10 arrive, so 12 wait of each of two types. Coders who come more on one weekday for one
// type change no day before it, and nothing of the other type.
func TestLook(t *testing.T) {
	var rows []string
	first := date(t, "2026-01-01")
	for i := range 100 {
		on := first.AddDate(0, 0, i)
		for _, name := range []string{"IP", "SDS"} {
			rows = append(rows, fmt.Sprintf("('%s', '%s', 'coded', '%s', 8, 0)", name, on.Format(time.DateOnly), on.AddDate(0, 0, 1).Format(time.DateOnly)),
				fmt.Sprintf("('%s', '%s', 'coded', '%s', 2, 0)", name, on.Format(time.DateOnly), on.AddDate(0, 0, 2).Format(time.DateOnly)))
		}
	}
	asOf := first.AddDate(0, 0, 98) // a Thursday
	capacity := answered(t, `-- column: patient_type text - Type.
-- column: hours real h Hours.
-- column: charts int {encounter} Charts.
`, "a AS patient_type, CAST(b AS DOUBLE) AS hours, CAST(c AS BIGINT) AS charts", "('IP', 10, 20, 0, 0, 0)")
	o := flow.Look(cohorts(t, rows...), capacity, asOf, flow.Settings{Days: 5, Paths: 400, Seed: 3, Extra: []flow.Extra{{On: time.Saturday, Coders: 1, Hours: 4}}})
	if !o.AsBefore.Defined() || !o.WhatIf.Defined() {
		t.Fatalf("%q, %q", o.AsBefore.Missing, o.WhatIf.Missing)
	}
	if !reflect.DeepEqual(o.AsBefore.Types[1], o.WhatIf.Types[1]) {
		t.Errorf("coders for %s change %s", o.AsBefore.Types[0].Type, o.AsBefore.Types[1].Type)
	}
	for i, d := range o.AsBefore.Types[0].Days {
		with := o.WhatIf.Types[0].Days[i]
		if d.Waiting.Lo > 12 || d.Waiting.Hi < 12 {
			t.Errorf("%s: %v to %v wait, and 12 always did", d.Date, d.Waiting.Lo, d.Waiting.Hi)
		}
		saturday := d.Date.Weekday() == time.Saturday
		if i < 2 && with.Waiting.Value != d.Waiting.Value || saturday && with.Waiting.Value >= d.Waiting.Value-3 {
			t.Errorf("%s: %v wait, and %v with a coder more", d.Date, d.Waiting.Value, with.Waiting.Value)
		}
	}
}
