package coding

import (
	"testing"
	"time"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/clinic"
)

const total = 12_000

// each visits every chart of a run.
func each(t *testing.T, visit func(e *clinic.Encounter, c *Chart)) {
	t.Helper()
	group, desk := clinic.New(20260930, total), New(20260930, 1, total)
	var e clinic.Encounter
	var c Chart
	for i := range int64(total) {
		group.Encounter(i, &e)
		desk.Code(&e, &c)
		visit(&e, &c)
	}
}

// sides counts, over diagnoses and procedures, codes of the coder that are not true and
// true ones that the coder lacks.
func sides(e *clinic.Encounter, c *Chart) (extra, missed int) {
	had, should := map[string]bool{}, map[string]bool{}
	for _, d := range c.Record.Diagnoses {
		had[d.Text] = true
	}
	for _, d := range e.Record.Diagnoses {
		should[d.Text] = true
	}
	for _, p := range c.Record.Procedures {
		had[p.Entry.Text+p.On.String()] = true
	}
	for _, p := range e.Record.Procedures {
		should[p.Entry.Text+p.On.String()] = true
	}
	for code := range had {
		if !should[code] {
			extra++
		}
	}
	for code := range should {
		if !had[code] {
			missed++
		}
	}
	return extra, missed
}

// TestFindingsExplainEveryDifference: each wrong or missing code has one finding, and no
// finding lacks its difference.
func TestFindingsExplainEveryDifference(t *testing.T) {
	each(t, func(e *clinic.Encounter, c *Chart) {
		if e.InHouse() {
			return
		}
		extra, missed := sides(e, c)
		status, principal := false, false
		for _, f := range c.Findings {
			status = status || f.Type == Abstraction
			principal = principal || f.Type == Sequencing || f.Auditor == e.Record.Diagnoses[0].Text
			if f.Type != PresentOnAdmission && f.Type != AuditorError && (f.Element == "diagnosis" || f.Element == "procedure") {
				extra, missed = extra-named(f, f.Coder), missed-named(f, f.Auditor)
			}
		}
		if extra != 0 || missed != 0 {
			t.Errorf("%d: %d extra and %d missed codes without a finding", e.Number, extra, missed)
		}
		if status != (c.Record.Status != e.Record.Status) {
			t.Errorf("%d: finding on the status %v", e.Number, status)
		}
		if !principal && c.Record.Diagnoses[0].Text != e.Record.Diagnoses[0].Text {
			t.Errorf("%d: another principal diagnosis without a finding", e.Number)
		}
	})
}

// named counts a code of a finding; a change of sequence adds and removes none.
func named(f Finding, code string) int {
	if code == "" || f.Type == Sequencing {
		return 0
	}
	return 1
}

// TestCoderWritesNoCodeTwice: guideline I.B.12 holds for wrong codes too.
func TestCoderWritesNoCodeTwice(t *testing.T) {
	each(t, func(e *clinic.Encounter, c *Chart) {
		seen := map[string]bool{}
		for i, d := range c.Record.Diagnoses {
			if seen[d.Text] || (d.Role == clinic.Principal) != (i == 0) {
				t.Errorf("%d: %s twice or out of place", e.Number, d.Text)
			}
			seen[d.Text] = true
		}
	})
}

// TestRatesAreThoseOfTheCoder: the share of true codes that do not match lies within four
// standard errors of the injected mean, for each coder. Codes fail independently here.
func TestRatesAreThoseOfTheCoder(t *testing.T) {
	type sum struct{ codes, missed, expected float64 }
	sums := map[string]*sum{}
	each(t, func(e *clinic.Encounter, c *Chart) {
		if e.InHouse() {
			return
		}
		s := sums[c.Coder.ID]
		if s == nil {
			s = &sum{}
			sums[c.Coder.ID] = s
		}
		_, missed := sides(e, c)
		s.codes += float64(len(e.Record.Diagnoses) + len(e.Record.Procedures))
		s.missed += float64(missed)
		s.expected += float64(c.Expected.Diagnoses+c.Expected.Procedures) / million
	})
	for id, s := range sums {
		variance := s.expected * (1 - s.expected/s.codes)
		if d := s.missed - s.expected; d*d > 16*variance {
			t.Errorf("%s: %.0f of %.0f codes do not match, expected %.1f", id, s.missed, s.codes, s.expected)
		}
	}
	if len(sums) != TeamSize {
		t.Errorf("%d coders", len(sums))
	}
}

// TestWorkKeepsItsHours: charts are opened and closed by people at work, in order, and
// never during the outage. Accounts coded before discharge are left out.
func TestWorkKeepsItsHours(t *testing.T) {
	delayed := 0
	each(t, func(e *clinic.Encounter, c *Chart) {
		w := &c.Work
		if w.Complete == 0 {
			return
		}
		if w.Touched < w.Complete || w.Coded <= w.Touched || w.Billed <= w.Coded || w.Submitted <= w.Billed {
			t.Errorf("%d: steps out of order", e.Number)
		}
		zone := e.Facility().Zone
		on, second := zone.Local(w.Touched)
		if on.Weekday() == time.Sunday || on.Holiday() || second < opens || second > closes {
			t.Errorf("%d: opened on %v at %d s", e.Number, on, second)
		}
		for _, at := range []int64{w.Touched, w.Coded} {
			if day := zone.Day(at); day >= OutageFrom && day <= OutageTo {
				t.Errorf("%d: worked on %v", e.Number, day)
			}
		}
		if zone.Day(w.Billed) <= e.DischargedOn+calendar.Day(Targets[e.Type].BillHold) {
			t.Errorf("%d: billed within the bill hold", e.Number)
		}
		if w.Delayed {
			delayed++
		}
	})
	if delayed < total/100 {
		t.Errorf("%d accounts were delayed by the outage", delayed)
	}
}

// TestQueueKeepsItsOrder: no chart overtakes another through the outage, nobody is
// served before his time, and the queue is gone after as many days as it grew.
func TestQueueKeepsItsOrder(t *testing.T) {
	last := int64(0)
	length := outageTo - outageFrom
	for at := outageFrom - 5*day; at < outageTo+length+5*day; at += hour {
		later := delayed(at)
		if later < at || later < last {
			t.Fatalf("the turn of %d comes at %d", at, later)
		}
		last = later
	}
	if delayed(outageTo+length) != outageTo+length || delayed(outageTo) != outageTo+length/2 {
		t.Error("the queue is not worked off at twice the pace")
	}
}

// TestOneOfEveryLotIsAudited: of each coder's charts in order, every eight hold exactly
// one random audit, so that every chart has the same chance.
func TestOneOfEveryLotIsAudited(t *testing.T) {
	lots := map[string][]int{}
	each(t, func(_ *clinic.Encounter, c *Chart) {
		if !c.Coded() {
			return
		}
		picked := 0
		if c.Audit != nil && !c.Audit.Targeted {
			picked = 1
		}
		lots[c.Coder.ID] = append(lots[c.Coder.ID], picked)
	})
	for id, picks := range lots {
		for i := 0; i+Every <= len(picks); i += Every {
			n := 0
			for _, p := range picks[i : i+Every] {
				n += p
			}
			if n != 1 {
				t.Fatalf("%s: %d audits in the lot from chart %d", id, n, i)
			}
		}
	}
}

func TestEducationChangesTheRates(t *testing.T) {
	c := newTeam(0)[Educatee]
	if before, after := c.On(EducatedOn-1), c.On(EducatedOn); before.Code != EducatedFrom || after.Code != EducatedTo {
		t.Errorf("rates %d and %d", before.Code, after.Code)
	}
}

func TestTeams(t *testing.T) {
	for encounters, want := range map[int64]int64{1: 1, 100_000: 1, 100_001: 2, 10_000_000: 100, 50_000_000: 100} {
		if got := Teams(encounters); got != want {
			t.Errorf("%d encounters: %d teams, want %d", encounters, got, want)
		}
	}
}

func TestMisreadCodes(t *testing.T) {
	for code, want := range map[string]string{"I10": "I1O", "N390": "N39O", "E1165": "E1I65", "R55": "R55XXXXX", "S72141A": "S7214IA"} {
		if got := misread(code); got != want {
			t.Errorf("%s is read as %s, want %s", code, got, want)
		}
	}
}
