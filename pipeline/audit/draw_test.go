package audit_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/engine"
	"chartline/pipeline/metric/sampling"
	"chartline/pipeline/store/storetest"
)

func prepare(t *testing.T, e engine.Engine, r audit.Request) *audit.Draw {
	t.Helper()
	r.Audit = "Q1"
	d, err := audit.Prepare(context.Background(), e, r, day("2026-06-01"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDrawOpensCases: units of the sample become cases with the coder's codes, dealt to the
// auditors in turn and never to the one whose work it is; spares wait without one.
func TestDrawOpensCases(t *testing.T) {
	d := prepare(t, storetest.Holding(t, department()...), audit.Request{
		Filter: march, Method: audit.Simple, Size: 4, Spares: 3, Seed: 1, Auditors: []string{"C2", "A1"},
	})
	turns := map[string]int{}
	for i, p := range d.Picks {
		if spare := i >= 4; p.Spare != spare || spare != (p.Case == nil) {
			t.Errorf("pick %d is a spare: %v, with the case %v", i, p.Spare, p.Case)
		}
		if p.Case == nil {
			continue
		}
		turns[p.Case.Auditor]++
		if p.Case.Auditor == p.Case.Coder || p.Case.ID != fmt.Sprintf("Q1-%04d", i+1) || p.Case.Selection != "random" {
			t.Errorf("case %+v", p.Case)
		}
		if !p.Case.CodedOn.Equal(day("2026-03-10")) || len(p.Case.Codes) == 0 || p.Case.Codes[0].Sequence != 1 {
			t.Errorf("%s was coded on %v as %v", p.Case.ID, p.Case.CodedOn, p.Case.Codes)
		}
	}
	// Five units make four cases and one spare; the auditor who coded one of them may have fewer.
	if len(d.Picks) != 5 || turns["C2"]+turns["A1"] != 4 || turns["A1"] > 3 {
		t.Errorf("%d picks, dealt %v", len(d.Picks), turns)
	}
}

// TestAuditorsOfTheStore review where none is named.
func TestAuditorsOfTheStore(t *testing.T) {
	d := prepare(t, storetest.Holding(t, department()...), audit.Request{Filter: march, Method: audit.Simple, Size: 2})
	if d.Picks[0].Case.Auditor != "A1" || d.Picks[1].Case.Auditor != "A2" {
		t.Errorf("reviewed by %s and %s", d.Picks[0].Case.Auditor, d.Picks[1].Case.Auditor)
	}
}

// wards are a hundred accounts of one type and thirty of another, and closed random reviews:
// nine of ten accounts of the second are wrong.
func wards() []string {
	insert := `INSERT INTO history.encounter (encounter_id, patient_type) SELECT format('%[1]s{:03d}', i), '%[1]s' FROM range(%[2]d) AS t(i);
		INSERT INTO history.event (event_id, encounter_id, event_type, occurred_at, occurred_on)
		SELECT format('%[1]s{:03d}', i), format('%[1]s{:03d}', i), 'final_coded', TIMESTAMP '2026-03-05 12:00:00', DATE '2026-03-05' FROM range(%[2]d) AS t(i);
		INSERT INTO history.code_assignment (encounter_id, version_no, coder_id) SELECT format('%[1]s{:03d}', i), 1, 'C1' FROM range(%[2]d) AS t(i);
		INSERT INTO history.diagnosis (encounter_id, version_no, sequence, role, code, code_system)
		SELECT format('%[1]s{:03d}', i), 1, 1, 'principal', 'I10', 'ICD-10-CM' FROM range(%[2]d) AS t(i)`
	review := `INSERT INTO history.encounter (encounter_id, patient_type) SELECT format('old%[1]s{:03d}', i), '%[1]s' FROM range(10) AS t(i);
		INSERT INTO history.audit_case (audit_case_id, audit_id, encounter_id, selection, coder_id, auditor_id, version_no, closed_on)
		SELECT format('old%[1]s{:03d}', i), 'OLD', format('old%[1]s{:03d}', i), 'random', 'C1', 'A1', 1, DATE '2026-02-01' FROM range(10) AS t(i);
		INSERT INTO history.audit_code (audit_case_id, side, element, sequence, code)
		SELECT format('old%[1]s{:03d}', i), s.side, 'diagnosis', 1, CASE WHEN i < %[2]d AND s.side = 'coder' THEN 'R079' ELSE 'I10' END
		FROM range(10) AS t(i), (VALUES ('coder'), ('auditor')) AS s(side)`
	return []string{fmt.Sprintf(insert, "ED", 100), fmt.Sprintf(insert, "IP", 30), fmt.Sprintf(review, "ED", 0), fmt.Sprintf(review, "IP", 9)}
}

// TestAllocations: what each rule gives to the strata, by hand, and how it is told (SMP-06).
//
// In proportion, 26 of 130 are a fifth: 20 of 100 and 6 of 30. Neyman expects the department's
// 9 in 20 to come with ten more reviews, so (0 + 4.5)/20 = 0.225 of ED and (9 + 4.5)/20 = 0.675
// of IP: 100·√(.225·.775) = 41.76 against 30·√(.675·.325) = 14.05, which is 19 and 7 of 26.
func TestAllocations(t *testing.T) {
	db := storetest.Holding(t, wards()...)
	for name, c := range map[string]struct {
		r    audit.Request
		want [2]int
		text string
	}{
		"in proportion": {audit.Request{Method: audit.Stratified, Size: 26}, [2]int{20, 6}, "in proportion, 26 in all\n"},
		"with a floor":  {audit.Request{Method: audit.Stratified, Size: 26, Floor: 10}, [2]int{20, 10}, "in proportion, 26 in all, at least 10 of each stratum\n"},
		"by Neyman":     {audit.Request{Method: audit.Stratified, Size: 26, Neyman: true}, [2]int{19, 7}, "by Neyman, 26 in all\n"},
		"floor alone":   {audit.Request{Method: audit.Stratified, Floor: 40}, [2]int{40, 30}, "40 of each stratum\n"},
	} {
		t.Run(name, func(t *testing.T) {
			c.r.Filter, c.r.By, c.r.Auditors = march, []string{"patient_type"}, []string{"A1"}
			d := prepare(t, db, c.r)
			if got := [2]int{d.Strata[0].Sample, d.Strata[1].Sample}; got != c.want {
				t.Errorf("ED and IP get %v, want %v", got, c.want)
			}
			if !strings.Contains(d.Text(), "allocation   "+c.text) {
				t.Errorf("it is told as\n%s", d.Text())
			}
		})
	}
}

// TestStoredErrorsAllotAgain: the numbers that are stored with the strata are those by which
// Neyman's allocation was made, so that whoever has them gets the same sample sizes.
func TestStoredErrorsAllotAgain(t *testing.T) {
	d := prepare(t, storetest.Holding(t, wards()...), audit.Request{
		Filter: march, Method: audit.Stratified, By: []string{"patient_type"}, Size: 26, Neyman: true, Auditors: []string{"A1"},
	})
	var parts []sampling.Part
	for i, s := range d.Strata {
		if want := [2]int64{2250, 6750}[i]; s.Expected != want {
			t.Errorf("%s: %d in 10,000 expected, want %d", s.Name, s.Expected, want)
		}
		parts = append(parts, sampling.Part{Frame: int64(s.Frame), Error: float64(s.Expected) / 10_000})
	}
	for i, n := range sampling.Allocate(26, parts, sampling.Neyman).Records {
		if int64(d.Strata[i].Sample) != n {
			t.Errorf("%s: %d drawn, %d by what is stored", d.Strata[i].Name, d.Strata[i].Sample, n)
		}
	}
}

// TestAllotmentText has a word for every rule that a store can hold.
func TestAllotmentText(t *testing.T) {
	for rule, want := range map[string]string{
		"": "not stored", audit.Undivided: "one stratum", audit.FloorAlone: "30 of each stratum",
		audit.Proportional: "in proportion, 60 in all, at least 30 of each stratum", audit.Neyman: "by Neyman, 60 in all, at least 30 of each stratum",
	} {
		if got := audit.AllotmentText(rule, 60, 30); got != want {
			t.Errorf("%q is told as %q, want %q", rule, got, want)
		}
	}
}

// TestPlanOfADepartmentWithoutHistory: the size of SMP-03 by its formula, an account counting as
// one code while nothing is known. One's own work that was reviewed is no history.
func TestPlanOfADepartmentWithoutHistory(t *testing.T) {
	db := storetest.Holding(t, append(wards(), "UPDATE history.audit_case SET auditor_id = coder_id")...)
	s, err := audit.Plan(context.Background(), db, march, nil, audit.DefaultAim)
	if err != nil {
		t.Fatal(err)
	}
	n0 := 1.959964 * 1.959964 * .95 * .05 / .0025
	if want := int64(math.Ceil(n0 / (1 + (n0-1)/130))); s.Records.Records != want || s.Codes.Records != want || s.Known {
		t.Errorf("%d accounts, %d for codes, history %v; want %d", s.Records.Records, s.Codes.Records, s.Known, want)
	}
}

// TestPlanForDollars: of amounts overpaid with a CV of 1 in a probe (SMP-04), the total is to be
// known within 25 % at 90 % confidence unless asked otherwise (SMP-05). By hand, z being 1.644854:
// (1.644854 · 1 / 0.25)² = 43.29, and 43.29 / (1 + 43.29/130) = 32.5 of the 130 accounts.
func TestPlanForDollars(t *testing.T) {
	db := storetest.Holding(t, wards()...)
	aim := audit.DefaultAim
	without, err := audit.Plan(context.Background(), db, march, nil, aim)
	if err != nil {
		t.Fatal(err)
	}
	if without.Dollars.Records != 0 || !strings.Contains(without.Text(), "review a probe first") {
		t.Errorf("%d accounts without a probe", without.Dollars.Records)
	}
	aim.Probe = sampling.Probe{Mean: 100, SD: 100}
	s, err := audit.Plan(context.Background(), db, march, nil, aim)
	if err != nil {
		t.Fatal(err)
	}
	n0 := math.Pow(1.644854*1/0.25, 2)
	n := float64(len(s.Frame.Units))
	if want := int64(math.Round(n0 / (1 + n0/n))); s.Dollars.Records != want || !strings.Contains(s.Text(), "within 25 % at 90 % confidence") {
		t.Errorf("%d accounts of %g, want %d:\n%s", s.Dollars.Records, n, want, s.Text())
	}
}
