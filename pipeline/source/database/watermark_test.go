package database

import (
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/database/sqldb"
)

func TestFromTheMark(t *testing.T) {
	number := func(n int64) sqldb.Value { return integer(n) }
	for _, c := range []struct {
		name, mark, late string
		since            sqldb.Value
		want             sqldb.Value
	}{
		{"the first pull", "", "", sqldb.Value{}, at(sqldb.Local, "1800-01-01 00:00:00")},
		{"the first pull from a date", "", "3d", day("2024-01-01"), day("2024-01-01")},
		{"an instant: an hour and a second", "instant 2024-07-01T05:00:00.500000Z", "", number(0), at(sqldb.Instant, "2024-07-01 03:59:59.5")},
		{"a wall clock", "local 2024-07-01T05:00:00.500000", "", sqldb.Value{}, at(sqldb.Local, "2024-07-01 03:59:59.5")},
		{"no window: a second", "instant 2024-07-01T05:00:00.500000Z", "0h", sqldb.Value{}, at(sqldb.Instant, "2024-07-01 04:59:59.5")},
		{"three days", "instant 2024-07-04T05:00:00.000000Z", "3d", sqldb.Value{}, at(sqldb.Instant, "2024-07-01 04:59:59")},
		{"a date: the day before", "date 2024-07-04", "", sqldb.Value{}, day("2024-07-03")},
		{"a date with hours: whole days", "date 2024-07-04", "25h", sqldb.Value{}, day("2024-07-01")},
		{"a number: the one before", "number 1000", "", sqldb.Value{}, number(999)},
		{"a number with a window", "number 1000", "100", sqldb.Value{}, number(899)},
		{"what somebody wants: a day before", "2024-07-04T05:00:00Z", "3d", sqldb.Value{}, at(sqldb.Instant, "2024-07-03 05:00:00")},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, ok := windowOf(c.late)
			if !ok {
				t.Fatal("no window")
			}
			got, err := options{late: w, since: c.since}.from(c.mark)
			if err != nil || got.Kind != c.want.Kind || got.Int != c.want.Int {
				t.Errorf("%s %v, error %v; want %s %v", got.Kind, got.Any(), err, c.want.Kind, c.want.Any())
			}
		})
	}
	for name, c := range map[string]struct{ mark, late string }{
		"not a mark":            {"yesterday", ""},
		"not of its kind":       {"date 5", ""},
		"days and a number":     {"number 5", "3d"},
		"a number and a moment": {"instant 2024-07-04T05:00:00.000000Z", "3"},
	} {
		w, _ := windowOf(c.late)
		if _, err := (options{late: w}).from(c.mark); fault.KindOf(err) != fault.Config {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestMarksAreReadAsTheyWereWritten(t *testing.T) {
	for _, v := range []sqldb.Value{
		at(sqldb.Instant, "2024-07-01 05:00:00.000001"), at(sqldb.Local, "1969-12-31 23:59:59.999999"), at(sqldb.Instant, "2024-07-01 05:00:00"),
		day("2024-02-29"), integer(-5), integer(1 << 62),
	} {
		got, wanted, ok := readMark(markOf(v))
		if !ok || wanted || got.Kind != v.Kind || got.Int != v.Int {
			t.Errorf("%q is read as %s %v, want %s %v", markOf(v), got.Kind, got.Any(), v.Kind, v.Any())
		}
	}
}

func TestTracker(t *testing.T) {
	now := time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)
	bytes := func(b ...byte) sqldb.Value { return sqldb.Value{Kind: sqldb.Bytes, Text: b} }
	for _, c := range []struct {
		name   string
		mark   string
		kind   sqldb.Kind
		values []sqldb.Value
		want   string
	}{
		{"the greatest", "", sqldb.Instant, []sqldb.Value{at(sqldb.Instant, "2024-01-02 00:00:00"), at(sqldb.Instant, "2024-01-03 00:00:00"), at(sqldb.Instant, "2024-01-01 00:00:00")},
			"instant 2024-01-03T00:00:00.000000Z"},
		{"never back", "date 2024-05-05", sqldb.Date, []sqldb.Value{day("2024-05-04")}, "date 2024-05-05"},
		{"none", "", sqldb.Date, []sqldb.Value{{}}, ""},
		{"within a day of now", "", sqldb.Local, []sqldb.Value{at(sqldb.Local, "2024-07-02 11:00:00")}, "local 2024-07-02T11:00:00.000000"},
		{"beyond", "", sqldb.Local, []sqldb.Value{at(sqldb.Local, "2024-06-01 00:00:00"), at(sqldb.Local, "2924-07-02 11:00:00")}, "local 2024-06-01T00:00:00.000000"},
		{"a date beyond", "", sqldb.Date, []sqldb.Value{day("2024-07-02"), day("2024-07-03")}, "date 2024-07-02"},
		{"numbers have no beyond", "", sqldb.Integer, []sqldb.Value{integer(-3), integer(1 << 62)}, "number 4611686018427387904"},
		{"below zero", "", sqldb.Integer, []sqldb.Value{integer(-3)}, "number -3"},
		{"a rowversion of SQL Server", "number 5", sqldb.Bytes, []sqldb.Value{bytes(0, 0, 0, 0, 0, 0, 1, 0), bytes(9)}, "number 256"},
		{"an exact number", "", sqldb.Decimal, []sqldb.Value{decimal("12"), decimal("13.5")}, "number 12"},
		{"what somebody wanted counts for nothing", "2024-06-01T00:00:00Z", sqldb.Date, []sqldb.Value{day("2024-05-01")}, "date 2024-05-01"},
		{"without meaning", "", sqldb.Date, []sqldb.Value{{Kind: sqldb.Invalid}, day("2024-05-01")}, "date 2024-05-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr, err := newTracker(c.mark, 0, sqldb.Column{Kind: c.kind}, now)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range c.values {
				tr.follow([]sqldb.Value{v})
			}
			got := ""
			if tr.highest.Kind != sqldb.Null {
				got = markOf(tr.highest)
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	if _, err := newTracker("date 2024-05-05", 0, sqldb.Column{Kind: sqldb.Integer}, now); fault.KindOf(err) != fault.Config {
		t.Errorf("error %v of a watermark that was a date and is a number", err)
	}
}

// TestFreshRowsAreStatedAMicrosecondEarly: a change within the same second, read later,
// must stand.
func TestFreshRowsAreStatedAMicrosecondEarly(t *testing.T) {
	now := time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	stamp := at(sqldb.Local, "2024-07-01 07:00:00") // now in Chicago
	first, ok := statedBy(zone, now)(stamp)
	later, _ := statedBy(zone, now.Add(time.Hour))(stamp)
	if !ok || first >= later || later != now.UnixMicro() {
		t.Errorf("stated at %d, then at %d; want the second at %d", first, later, now.UnixMicro())
	}
	if _, ok := statedBy(zone, now)(sqldb.Value{}); ok {
		t.Error("nothing states something")
	}
}
