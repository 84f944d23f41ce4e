//go:build duckdb_arrow

package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// instants are texts with the UTC instant that they mean in a zone, worked out by hand.
// In America/Chicago the clock is 6 hours behind UTC, 5 in summer; in 2026 it skips the
// hour from 02:00 on 8 March and repeats the one from 01:00 on 1 November. In
// Asia/Kolkata it is always 5:30 ahead.
var instants = map[string][]typing{
	"America/Chicago": {
		good("2026-01-02T10:00:00Z", "2026-01-02 10:00:00"),
		good("2026-01-02 10:00:00Z", "2026-01-02 10:00:00"),
		good(" 2026-01-02T10:00:00Z ", "2026-01-02 10:00:00"),
		good("2026-01-02T10:00Z", "2026-01-02 10:00:00"),
		good("2026-01-02T10:00:00+05:30", "2026-01-02 04:30:00"),
		good("2026-01-02T10:00:00+0530", "2026-01-02 04:30:00"),
		good("2026-01-02T10:00:00-06", "2026-01-02 16:00:00"),
		good("2026-01-02T10:00-06:00", "2026-01-02 16:00:00"),
		good("2026-01-02T10:00:00-00:00", "2026-01-02 10:00:00"),
		good("2026-01-02T23:30:00-06:00", "2026-01-03 05:30:00"),
		good("2026-01-02T10:00:00+14:00", "2026-01-01 20:00:00"),
		good("2026-01-02T10:00:00", "2026-01-02 16:00:00"),
		good("2026-07-02T10:00:00", "2026-07-02 15:00:00"),
		good("2026-07-02 10:00", "2026-07-02 15:00:00"),
		good("2026-03-08T01:59:59", "2026-03-08 07:59:59"),
		good("2026-03-08T03:00:00", "2026-03-08 08:00:00"),
		good("2026-03-08T02:30:00", "2026-03-08 08:30:00"), // skipped: taken for 03:30
		good("2026-11-01T00:59:59", "2026-11-01 05:59:59"),
		good("2026-11-01T01:30:00", "2026-11-01 07:30:00"), // twice: the later one
		good("2026-11-01T01:30:00-05:00", "2026-11-01 06:30:00"),
		good("2026-11-01T02:00:00", "2026-11-01 08:00:00"),
		good("2026-01-02T10:00:00.999Z", "2026-01-02 10:00:00"),
		good("2026-01-02T10:00:00.123456789Z", "2026-01-02 10:00:00"),
		good("2026-01-02T10:00:00.5", "2026-01-02 16:00:00"),
		good("2026-01-02T10:00:00.5-06:00", "2026-01-02 16:00:00"),
		good("1960-01-02T10:00:00.5Z", "1960-01-02 10:00:00"),
		good("2024-02-29T12:00:00Z", "2024-02-29 12:00:00"),
		good("1850-01-01T00:00:00Z", "1850-01-01 00:00:00"),
		good("2299-12-31T23:59:59Z", "2299-12-31 23:59:59"),
		empty(""), empty("  "),
		bad("2026-01-02"), bad("2026-01-02 "), bad("2026-01-02T10"), bad("2026-01-02Z"), bad("2026-01-02 +05:00"), bad("10:00:00Z"),
		bad("2026-02-30T10:00:00Z"), bad("2026-01-02T25:00:00Z"), bad("2026-01-02T10:61:00Z"), bad("2026-01-02T23:59:60Z"),
		bad("2026-1-2T10:00:00Z"), bad("2026-01-02T9:00:00Z"), bad("20260102T100000Z"), bad("02.01.2026 10:00:00"),
		bad("2026/01/02 10:00:00"), bad("2026-01-02T10:00:00z"), bad("2026-01-02T10:00:00 PM"), bad("2026-01-02T10:00:00,5Z"),
		bad("2026-01-02T10:00:00+15:00"), bad("2026-01-02T10:00:00+99:00"), bad("2026-01-02T10:00:00+05:75"), bad("2026-01-02T10:00:00+5"),
		bad("2026-01-02T10:00:00 America/New_York"), bad("2026-01-02T10:00:00 CST"), bad("2026-01-02T10:00:00UTC"),
		bad("2026-01-02T10:00:00 America/New_YorkZ"), bad("2026-01-02T10:00:00+05:00Z"), bad("2026-01-02     Z"),
		bad("infinity        "), bad("1767348000"), bad("now"), bad("2026-01-02 10:00:00 (BC)"),
		impossible("0205-01-01T10:00:00Z"), impossible("2300-01-01T00:00:00Z"), impossible("9999-12-31T23:59:59"),
		// A name of a zone is refused, and must not be taken for that of later records.
		good("2026-07-02T10:00:00", "2026-07-02 15:00:00"),
	},
	"Asia/Kolkata": {
		good("2026-01-02T10:00:00", "2026-01-02 04:30:00"),
		good("2026-01-02T10:00:00Z", "2026-01-02 10:00:00"),
		good("2026-01-02T10:00:00-06:00", "2026-01-02 16:00:00"),
	},
	"": { // no zone is UTC
		good("2026-07-02T10:00:00", "2026-07-02 10:00:00"),
		good("2026-11-01T01:30:00", "2026-11-01 01:30:00"),
	},
}

func TestInstants(t *testing.T) {
	for zone, cases := range instants {
		t.Run("zone "+zone, func(t *testing.T) {
			s := openStore(t)
			records := [][]string{{"encounter_id", "assigned_at"}}
			for i, c := range cases {
				records = append(records, []string{fmt.Sprintf("K%03d", i), c.text})
			}
			if _, err := pull(s, source.Spec{Path: write(t, "code_assignment.csv", table(records...)), Timezone: zone}); err != nil {
				t.Fatal(err)
			}
			for i, c := range cases {
				got := strings.Join(ask(t, s, fmt.Sprintf(`SELECT CAST(assigned_at AS VARCHAR) FROM code_assignment WHERE encounter_id = 'K%03d'
					UNION ALL SELECT reason || ' ' || column_name FROM ledger.quarantine WHERE record_no = %d`, i, i+1)), ", ")
				want := c.value
				if c.reason != "" {
					want = c.reason + " assigned_at"
				}
				if got != want {
					t.Errorf("%q is %q, want %q", c.text, got, want)
				}
			}
		})
	}
}

// TestInstantsOfAYear compares every hour of a year without an offset with Go's own
// knowledge of time zones.
func TestInstantsOfAYear(t *testing.T) {
	for _, zone := range []string{"America/New_York", "America/Phoenix", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Skip("no time zones on this machine")
		}
		s := openStore(t)
		records := [][]string{{"encounter_id", "assigned_at", "reason"}}
		for at := time.Date(2026, 1, 1, 0, 30, 0, 0, time.UTC); at.Year() == 2026; at = at.Add(time.Hour) {
			local := at.In(loc)
			_, before := local.Add(-24 * time.Hour).Zone()
			_, after := local.Add(24 * time.Hour).Zone()
			if before != after { // near a change of the clock, texts have two meanings or none
				continue
			}
			records = append(records, []string{fmt.Sprint(len(records)), local.Format("2006-01-02T15:04:05"), at.Format("2006-01-02 15:04:05")})
		}
		tally, err := pull(s, source.Spec{Path: write(t, "code_assignment.csv", table(records...)), Timezone: zone})
		if err != nil {
			t.Fatal(err)
		}
		if tally.Loaded < 8000 {
			t.Errorf("%s: %d hours loaded", zone, tally.Loaded)
		}
		expect(t, s, "SELECT count(*) FROM code_assignment WHERE CAST(assigned_at AS VARCHAR) IS DISTINCT FROM reason", "0")
	}
}

func TestUnknownTimeZone(t *testing.T) {
	s := openStore(t)
	_, err := pull(s, source.Spec{Path: write(t, "code_assignment.csv", "encounter_id\nE1\n"), Timezone: "Mars/Base"})
	wantFault(t, err, fault.Config, "time zone")
}
