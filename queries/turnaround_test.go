package queries_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric/survival"
)

const (
	account = "encounter_id facility_id patient_type discharged_on dates_shifted"
	happens = "event_id encounter_id event_type occurred_on occurred_at reason_code"
)

// example96 is standard.md 9.6: the times 1 2 3 4 5 8 of coded accounts, which were all
// discharged on 1 December, and 2 4 7 10 of open ones at the as-of date.
func example96() []string {
	return []string{
		rows("encounter", account,
			"C1 A IP 2025-12-01 -", "C2 A IP 2025-12-01 -", "C3 A IP 2025-12-01 -",
			"C4 A IP 2025-12-01 -", "C5 A IP 2025-12-01 -", "C8 A IP 2025-12-01 -",
			"O2 A IP 2025-12-29 -", "O4 A IP 2025-12-27 -", "O7 A IP 2025-12-24 -", "O10 A IP 2025-12-21 -"),
		rows("event", happens,
			"1 C1 final_coded 2025-12-02 - -", "2 C2 final_coded 2025-12-03 - -", "3 C3 final_coded 2025-12-04 - -",
			"4 C4 final_coded 2025-12-05 - -", "5 C5 final_coded 2025-12-06 - -", "6 C8 final_coded 2025-12-09 - -",
			"7 C1 recoded 2025-12-20 - -", "8 C1 final_coded 2025-12-21 - -"), // a recode does not reset it
	}
}

// TAT-06 and CEN-01: the curve is the published one, of the first final coding of each account.
func TestSurvival(t *testing.T) {
	a := ask(t, hospital(t, example96()...), "turnaround/survival")
	want(t, a, "patient_type day coded censored held exited early target_days",
		"IP 1 1 0 0 0 0 -", "IP 2 1 1 0 0 0 -", "IP 3 1 0 0 0 0 -", "IP 4 1 1 0 0 0 -",
		"IP 5 1 0 0 0 0 -", "IP 7 0 1 0 0 0 -", "IP 8 1 0 0 0 0 -", "IP 10 0 1 0 0 0 -")
	var exits []survival.Exit
	for row := range a.Len() {
		exits = append(exits, survival.Exit{
			Time: a.Number("day")[row], Events: a.Int("coded")[row], Censored: a.Int("censored")[row],
		})
	}
	published := map[float64]float64{1: .9, 2: .8, 3: .68571, 4: .57143, 5: .42857, 8: .21429}
	for _, s := range survival.KaplanMeier(exits).Steps {
		if want, ok := published[s.Time]; ok && math.Abs(s.Survival-want) > 5e-6 {
			t.Errorf("S(%v) = %v, want %v", s.Time, s.Survival, want)
		}
	}
}

// endings are accounts discharged on 1 December that end in every way.
func endings() []string {
	return []string{
		rows("encounter", account,
			"E1 A IP 2025-12-01 -", "E2 A IP 2025-12-01 -", "E3 A IP 2025-12-01 -", "E4 A IP 2025-12-01 -",
			"E5 A IP 2025-12-01 -", "E6 A IP 2025-12-01 -", "E7 A IP 2025-12-01 -", "E8 A IP 2025-12-01 -",
			"E9 A IP 2025-12-01 -", "EA A IP 2025-12-01 -", "EB A IP 2025-12-01 -", "EC A IP 2025-12-01 -",
			"SH A IP 2025-12-01 true", "LA A IP 2026-01-01 -", "HO A IP - -"),
		rows("event", happens,
			"01 E1 final_coded 2025-11-30 - -",                   // coded before discharge
			"02 E2 voided 2025-12-03 - -",                        // exits
			"03 E3 combined 2025-12-03 - -",                      //
			"04 E4 non_billable 2025-12-03 - -",                  //
			"05 E5 final_coded 2025-12-03 - -",                   // coded, then voided: coded
			"06 E5 voided 2025-12-04 - -",                        //
			"07 E6 hold_started 2025-12-06 - LEGAL",              // held, then coded: censored at the hold
			"08 E6 final_coded 2025-12-10 - -",                   //
			"09 E7 final_coded 2025-12-06 - -",                   // coded on the day of the hold: coded
			"10 E7 hold_started 2025-12-06 - VIP",                //
			"11 E8 hold_started 2025-12-02 - QUERY",              // an everyday hold is no reason to stop
			"12 E8 final_coded 2025-12-05 - -",                   //
			"13 E9 final_coded 2026-01-01 2026-01-01T00:00:00 -", // after the as-of instant
			"14 EA final_coded 2025-12-31 2026-01-01T05:00:00 -", // that evening, by the instant after it
			"15 EB final_coded 2025-12-31 2025-12-31T23:59:59 -", // at it
			"16 EC hold_started 2025-12-08 - RESEARCH",           // held, then voided: held
			"17 EC voided 2025-12-09 - -",                        //
			"18 SH final_coded 2025-12-02 - -"),
	}
}

// CEN-04, CEN-05 and CLK-05 by hand: each account counts at the day and in the way that ends it first.
func TestEndings(t *testing.T) {
	want(t, ask(t, hospital(t, endings()...), "turnaround/survival"), "day coded censored held exited early",
		"0 1 0 0 0 1",  // E1
		"2 1 0 0 3 0",  // E5; E2, E3 and E4 exited
		"4 1 0 0 0 0",  // E8
		"5 1 1 1 0 0",  // E7; E6 held
		"7 0 1 1 0 0",  // EC held
		"30 1 2 0 0 0") // EB; E9 and EA open
}

func TestExits(t *testing.T) {
	a := ask(t, hospital(t, endings()...), "turnaround/exits")
	want(t, a, "day coded voided combined non_billable censored held",
		"0 1 0 0 0 0 0", "2 1 1 1 1 0 0", "4 1 0 0 0 0 0", "5 1 0 0 0 1 1", "7 0 0 0 0 1 1", "30 1 0 0 0 2 0")
}

// Two ways out on one day are one exit, the first of voided, combined and non-billable.
func TestOneExitAnAccount(t *testing.T) {
	db := hospital(t, rows("encounter", account, "E1 A IP 2025-12-01 -", "E2 A IP 2025-12-01 -"),
		rows("event", happens, "1 E1 combined 2025-12-03 - -", "2 E1 voided 2025-12-03 - -", "3 E2 non_billable 2025-12-03 - -",
			"4 E2 combined 2025-12-04 - -"))
	want(t, ask(t, db, "turnaround/exits"), "day voided combined non_billable", "2 1 0 1")
}

func TestSurvivalBy(t *testing.T) {
	db := hospital(t, rows("facility", "facility_id name", "A Alpha"),
		rows("encounter", account+" payer_class service_line",
			"E1 A IP 2025-12-05 - Medicare Surgery",  // a Friday
			"E2 B IP 2025-12-06 - Medicare -",        // Saturday
			"E3 A ED 2025-12-07 - Self-pay Medicine", // Sunday
			"E4 A IP 2025-12-08 - - Surgery"),        // Monday
		rows("event", happens, "1 E1 final_coded 2025-12-06 - -", "2 E2 voided 2025-12-07 - -", "3 E3 final_coded 2025-12-01 - -"))
	for by, lines := range map[string][]string{
		"facility":      {"Alpha ED 0 1 0 0", "Alpha IP 1 1 0 0", "Alpha IP 23 0 1 0", "B IP 1 0 0 1"},
		"payer_class":   {"Medicare IP 1 1 0 1", "Self-pay ED 0 1 0 0", "unknown IP 23 0 1 0"},
		"service_line":  {"Medicine ED 0 1 0 0", "Surgery IP 1 1 0 0", "Surgery IP 23 0 1 0", "unknown IP 1 0 0 1"},
		"discharge_day": {"Monday to Friday IP 1 1 0 0", "Monday to Friday IP 23 0 1 0", "Saturday and Sunday ED 0 1 0 0", "Saturday and Sunday IP 1 0 0 1"},
	} {
		t.Run(by, func(t *testing.T) {
			want(t, ask(t, db, "turnaround/survival_by", "group_by="+by), "unit patient_type day coded censored exited", lines...)
		})
	}
}

// An extract of December holds what was open on the first of it. L1 is first seen at the
// age of 10, so that it enters at 9; L2 had ended before and was never seen.
func TestSurvivalPeriod(t *testing.T) {
	december := []string{"from_date=2025-12-01", "to_date=2026-01-01"}
	db := hospital(t, rows("encounter", account, "L1 A IP 2025-11-21 -", "L2 A IP 2025-11-21 -", "L3 A IP 2025-11-30 -",
		"N1 A IP 2025-12-01 -", "N2 A IP 2025-12-02 -", "LX A IP 2025-11-21 -", "NX A IP 2025-12-31 -"),
		rows("event", happens, "1 L1 final_coded 2025-12-03 - -", "2 L2 final_coded 2025-11-30 - -", "3 N1 final_coded 2025-12-05 - -",
			"4 LX voided 2025-12-02 - -", "5 N2 final_coded 2025-11-30 - -", "6 NX final_coded 2026-01-02 - -"))
	want(t, ask(t, db, "turnaround/survival_period", december...), "day entered coded censored exited",
		"0 1 1 1 0",  // L3 enters; N2 was coded before discharge; NX is open at the end
		"4 0 1 0 0",  // N1
		"9 1 0 0 0",  // L1 enters
		"11 0 0 0 1", // LX
		"12 0 1 0 0", // L1
		"31 0 0 1 0") // L3 is open
	want(t, ask(t, db, "turnaround/survival_period", "from_date=2025-11-01", "to_date=2025-12-01"), "day entered coded censored exited",
		"0 0 0 1 0", // L3: what December brought is not known
		"9 0 1 2 0") // L2 coded, L1 and LX open
}

func TestSurvivalMonthly(t *testing.T) {
	db := hospital(t, rows("encounter", account, "E1 A IP 2025-11-30 -", "E2 A ED 2025-12-01 -", "E3 A IP 2025-12-31 -"),
		rows("event", happens, "1 E1 final_coded 2025-12-02 - -", "2 E2 final_coded 2025-12-02 - -"))
	want(t, ask(t, db, "turnaround/survival_monthly"), "month day coded censored",
		"2025-11-01 2 1 0", "2025-12-01 0 0 1", "2025-12-01 1 1 0")
	want(t, ask(t, db, "turnaround/survival_monthly", "patient_type=ED"), "month day coded censored", "2025-12-01 1 1 0")
}

// CEN-02 and CLK-02: the target is 4 days, so that accounts discharged until 27 December can be judged.
func TestAttainment(t *testing.T) {
	db := hospital(t, append(endings(),
		rows("service_level", "patient_type bill_hold_days coded_within_days", "IP 4 4"),
		rows("encounter", account, "F1 A IP 2025-12-27 -", "F2 A IP 2025-12-28 -", "F3 A IP 2025-12-28 -",
			"F4 A IP 2025-12-01 -", "F5 A IP 2025-12-01 -", "F6 A PROF 2025-12-01 -"),
		rows("event", happens, "20 F1 final_coded 2025-12-31 - -", "21 F3 final_coded 2025-12-28 - -",
			"22 F4 hold_started 2025-12-05 - LEGAL", "23 F5 hold_started 2025-12-06 - LEGAL"))...)
	// Within: E1 (before discharge), E5, E8 on day 4, F1 on day 4. Missed: E6 held on day
	// 5, after the target; E7, E9, EA, EB, EC; F5 held on day 5. Pending: F2, and F3
	// although it is coded. Held within the target: F4. Exited: E2, E3, E4.
	a := ask(t, db, "turnaround/attainment")
	want(t, a, "patient_type target_days discharged coded_within pending held exited", "IP 4 11 4 2 1 3")
	near(t, a, "attainment", 4.0/11)
	want(t, ask(t, db, "turnaround/attainment_weekly"), "week patient_type discharged coded_within pending held exited",
		"2025-12-01 IP 10 3 0 1 3", "2025-12-22 IP 1 1 2 0 0")
	for by, unit := range map[string]string{"facility": "A", "patient_type": "IP", "payer_class": "unknown", "service_line": "unknown"} {
		want(t, ask(t, db, "turnaround/attainment_by", "group_by="+by), "unit period discharged coded_within pending held exited",
			unit+" 2025-12-01 11 4 2 1 3")
	}
	want(t, ask(t, db, "turnaround/attainment_by", "period=week"), "period discharged coded_within pending",
		"2025-12-01 10 3 0", "2025-12-22 1 1 2")
}

// CEN-03: accounts first coded in the period, whenever they were discharged, at the age that they had
// then; those coded before discharge are counted and have no age (CLK-05).
func TestCompleted(t *testing.T) {
	db := hospital(t, append(endings(), rows("event", happens,
		"20 HO final_coded 2025-12-03 - -",                                          // still in house
		"21 E2 final_coded 2024-12-31 - -", "22 E2 final_coded 2025-12-20 - -"))...) // first coded before the period
	want(t, ask(t, db, "turnaround/completed"), "patient_type day accounts early",
		"IP 0 0 2", "IP 2 1 0", "IP 4 1 0", "IP 5 1 0", "IP 9 1 0", "IP 30 1 0")
	want(t, ask(t, db, "turnaround/completed", "from_date=2025-12-10", "to_date=2025-12-31"), "patient_type day accounts early",
		"IP 9 1 0")
}

// TAT-10 by hand, for accounts of 1 November that were followed to 31 December, 60 days later: the
// thirtieth day is 1 December. One of facility B, which states no record, is not judged.
func TestRecordsCompleteInTime(t *testing.T) {
	db := hospital(t, rows("encounter", account, "R1 A IP 2025-11-01 -", "R2 A IP 2025-11-01 -", "R3 A IP 2025-11-01 -", "R4 A IP 2025-11-01 -",
		"R5 A IP 2025-11-01 -", "R6 A IP 2025-11-01 -", "R7 A IP 2025-12-02 -", "R8 A IP 2025-12-01 -", "R9 B IP 2025-11-01 -", "RS A IP 2025-11-01 true"),
		rows("event", happens,
			"1 R1 record_complete 2025-12-01 - -",                               // on the last day
			"2 R1 record_complete 2025-12-20 - -",                               // a second time
			"3 R2 record_complete 2025-12-02 - -",                               // a day late
			"4 R3 record_complete 2025-10-31 - -",                               // before discharge
			"5 R5 voided 2025-11-20 - -",                                        // never complete; R4 is open
			"6 R6 record_complete 2025-11-20 - -", "7 R6 voided 2025-11-20 - -", // complete when it left
			"8 R7 record_complete 2025-12-03 - -",                                       // 29 days ago: too recent
			"9 R8 record_complete 2025-12-31 2026-01-01T05:00:00 -",                     // that evening, by the instant after the as-of one
			"10 RS record_complete 2025-11-02 - -", "11 R9 final_coded 2025-11-05 - -")) // shifted dates; no record stated
	a := ask(t, db, "turnaround/record_complete")
	want(t, a, "patient_type discharged complete_within complete_late incomplete pending exited not_stated", "IP 6 3 1 2 1 1 1")
	near(t, a, "complete_share", 0.5)
	want(t, ask(t, db, "turnaround/record_complete", "days=31"), "discharged complete_within complete_late incomplete pending", "5 4 0 1 2")
}
