package queries_test

import (
	"fmt"
	"testing"
)

// TestBadInput: what a feed gets wrong has one answer each, and not another in every query.
func TestBadInput(t *testing.T) {
	one := rows("encounter", account, "E1 A IP 2025-12-01 -")
	levels := rows("service_level", "patient_type bill_hold_days coded_within_days", "IP 4 4")
	for name, c := range map[string]struct {
		inserts  []string
		survival []string // day coded censored exited early
		dnsp     string   // accounts of dnfc, coded and fbns
		within   string   // discharged coded_within of the service level
	}{
		"one account, no events": {[]string{one}, []string{"30 0 1 0 0"}, "1 0 0", "1 0"},
		"coded before discharge": {[]string{one, rows("event", happens, "1 E1 final_coded 2025-11-20 - -")},
			[]string{"0 1 0 0 1"}, "0 1 0", "1 1"},
		"billed, and no coding event": {[]string{one, rows("event", happens, "1 E1 final_billed 2025-12-04 - -")},
			[]string{"3 1 0 0 0"}, "0 0 1", "1 1"},
		"recoded, and no coding event": {[]string{one, rows("event", happens, "1 E1 recoded 2025-12-09 - -")},
			[]string{"8 1 0 0 0"}, "0 1 0", "1 0"},
		"a recode and a rebill do not begin anew": {[]string{one, rows("event", happens, "1 E1 final_coded 2025-12-03 - -",
			"2 E1 final_billed 2025-12-06 - -", "3 E1 recoded 2025-12-20 - -", "4 E1 rebilled 2025-12-21 - -")},
			[]string{"2 1 0 0 0"}, "0 0 1", "1 1"},
		"coded twice, the later one first": {[]string{one, rows("event", happens, "1 E1 final_coded 2025-12-20 - -", "2 E1 final_coded 2025-12-03 - -")},
			[]string{"2 1 0 0 0"}, "0 1 0", "1 1"},
		"a clock that jumps: billed before coded": {[]string{one, rows("event", happens, "1 E1 final_coded 2025-12-03 - -", "2 E1 final_billed 2025-11-03 - -")},
			[]string{"2 1 0 0 0"}, "0 0 1", "1 1"},
		"a clock ahead of the report": {[]string{one, rows("event", happens, "1 E1 final_coded 2027-12-03 - -")},
			[]string{"30 0 1 0 0"}, "1 0 0", "1 0"},
		"merged into another account": {[]string{one, rows("event", happens, "1 E1 combined 2025-12-03 - -")},
			[]string{"2 0 0 1 0"}, "0 0 0", "0 0"},
		"merged after it was coded": {[]string{one, rows("event", happens, "1 E1 final_coded 2025-12-03 - -", "2 E1 combined 2025-12-05 - -")},
			[]string{"2 1 0 0 0"}, "0 0 0", "1 1"},
		"events of an unknown account": {[]string{one, rows("event", happens, "1 NOBODY final_coded 2025-12-03 - -", "2 NOBODY final_billed 2025-12-03 - -")},
			[]string{"30 0 1 0 0"}, "1 0 0", "1 0"},
		"a cancelled discharge": {[]string{rows("encounter", account+" cancelled", "E1 A IP 2025-12-01 - true"),
			rows("event", happens, "1 E1 final_coded 2025-12-03 - -")}, nil, "0 0 0", ""},
		"a patient back in house": {[]string{rows("encounter", account, "E1 A IP - -"),
			rows("event", happens, "1 E1 final_coded 2025-12-03 - -")}, nil, "0 0 0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			db := hospital(t, append(c.inserts, levels)...)
			want(t, ask(t, db, "turnaround/survival"), "day coded censored exited early", c.survival...)
			n := ask(t, db, "backlog/position").Int("accounts")
			if got := [3]int64{n[0], n[1], n[3]}; got != three(t, c.dnsp) {
				t.Errorf("dnfc, coded and fbns are %v, want %s", got, c.dnsp)
			}
			var attained []string
			if c.within != "" {
				attained = []string{c.within}
			}
			want(t, ask(t, db, "turnaround/attainment"), "discharged coded_within", attained...)
		})
	}
}

func three(t *testing.T, text string) (n [3]int64) {
	t.Helper()
	if _, err := fmt.Sscan(text, &n[0], &n[1], &n[2]); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestOpenInSurvivalIsTheBacklog: of all accounts ever discharged, the life table censors at
// the as-of date those that wait, and the backlog counts the same ones.
func TestOpenInSurvivalIsTheBacklog(t *testing.T) {
	db := hospital(t, stages()...)
	curve := ask(t, db, "turnaround/survival", "from_date=2020-01-01")
	// Three are past coding by no event but a claim, rebill or payment; a LEGAL hold censors A31.
	equal(t, "open", sum(curve.Int("censored")), ask(t, db, "backlog/dnfc").Int("accounts")[0]+3)
}
