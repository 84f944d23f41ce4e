package clinic

import (
	"strings"
	"testing"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
)

const total = 12_000

// each visits every encounter of a run.
func each(t *testing.T, visit func(e *Encounter)) {
	t.Helper()
	c := New(20260930, total)
	var e Encounter
	for i := range int64(total) {
		c.Encounter(i, &e)
		visit(&e)
	}
}

func TestStaysArePossible(t *testing.T) {
	each(t, func(e *Encounter) {
		zone := e.Facility().Zone
		if e.AdmittedOn != zone.Day(e.Admitted) || e.Cents <= 0 {
			t.Errorf("%d: admitted on another date than at the instant, or free of charge", e.Number)
		}
		if e.InHouse() {
			if e.Admitted >= calendar.AsOf || e.Record.Status != StillThere {
				t.Errorf("%d: in house, but not there", e.Number)
			}
			return
		}
		if e.Discharged <= e.Admitted || e.DischargedOn != zone.Day(e.Discharged) {
			t.Errorf("%d: discharged before admission", e.Number)
		}
		if e.DischargedOn < calendar.First || e.DischargedOn > calendar.Last {
			t.Errorf("%d: discharged on %v", e.Number, e.DischargedOn)
		}
		if e.Type == Surgery && e.AdmittedOn != e.DischargedOn {
			t.Errorf("%d: same-day surgery of more than a day", e.Number)
		}
	})
}

// TestRecordsAreValid: codes in force on the last day, no code twice, one principal
// diagnosis first, POA exactly on the codes of inpatients that are not exempt,
// procedures within the stay.
func TestRecordsAreValid(t *testing.T) {
	each(t, func(e *Encounter) {
		seen := map[string]bool{}
		for i, d := range e.Record.Diagnoses {
			if !d.Entry.InForce(e.LastDay()) || !d.Entry.Billable || d.Text != d.Entry.Text {
				t.Errorf("%d: %s is not valid", e.Number, d.Text)
			}
			if seen[d.Text] {
				t.Errorf("%d: %s twice", e.Number, d.Text)
			}
			seen[d.Text] = true
			if (d.Role == Principal) != (i == 0) {
				t.Errorf("%d: principal diagnosis at place %d", e.Number, i)
			}
			if wants := e.Type == Inpatient && !d.Entry.Exempt; wants != (d.POA == 'Y' || d.POA == 'N') || !wants && d.POA != 0 {
				t.Errorf("%d: POA %q of %s", e.Number, d.POA, d.Text)
			}
		}
		for _, p := range e.Record.Procedures {
			if p.On < e.AdmittedOn || p.On > e.LastDay() {
				t.Errorf("%d: procedure outside the stay", e.Number)
			}
		}
		if (e.Record.DRG != nil) != (e.Type == Inpatient) {
			t.Errorf("%d: DRG and patient type disagree", e.Number)
		}
	})
}

// TestCodesSuitThePerson: pregnancy and its outcome only in women of 12 to 55, perinatal
// codes only at birth, the prostate only in men.
func TestCodesSuitThePerson(t *testing.T) {
	each(t, func(e *Encounter) {
		for _, d := range e.Record.Diagnoses {
			switch {
			case d.Text[0] == 'O' && (e.Person.Sex != "F" || e.Age < 12 || e.Age > 55),
				strings.HasPrefix(d.Text, "Z37") && e.Person.Sex != "F",
				d.Text[0] == 'P' && e.Age > 0,
				strings.HasPrefix(d.Text, "N40") && e.Person.Sex != "M",
				strings.HasPrefix(d.Text, "N9") && e.Person.Sex != "F":
				t.Errorf("%d: %s for sex %s, age %d", e.Number, d.Text, e.Person.Sex, e.Age)
			}
		}
	})
}

// TestNobodyIsInTwoPlaces: stays of one person do not overlap, and sex and birth are the
// same in all of them.
func TestNobodyIsInTwoPlaces(t *testing.T) {
	until, people := map[int64]int64{}, map[int64]Person{}
	returns := 0
	each(t, func(e *Encounter) {
		key := e.Person.First
		if before, known := people[key]; known {
			returns++
			if before != e.Person {
				t.Errorf("%d: another person under the same key", e.Number)
			}
			if e.Admitted < until[key] {
				t.Errorf("%d: admitted before the discharge from the stay before", e.Number)
			}
		} else if key != e.Number {
			t.Errorf("%d: no first encounter", e.Number)
		}
		people[key], until[key] = e.Person, e.Discharged
	})
	if share := float64(returns) / total; share < 0.1 || share > 0.4 {
		t.Errorf("%.2f of the encounters are returns", share)
	}
}

// TestBirths: every mother is followed by her child, born during her stay in the same
// facility, on the date of the delivery.
func TestBirths(t *testing.T) {
	var mother Encounter
	births := 0
	each(t, func(e *Encounter) {
		if !e.Newborn() {
			mother = *e
			mother.Record = Record{Procedures: append([]Procedure(nil), e.Record.Procedures...)}
			return
		}
		births++
		if mother.Condition.ServiceLine != "Obstetrics" || mother.Number != e.Number-1 {
			t.Fatalf("%d: a child without a mother", e.Number)
		}
		if e.Facility() != mother.Facility() || e.Admitted <= mother.Admitted || e.Discharged != mother.Discharged {
			t.Errorf("%d: not born during the mother's stay", e.Number)
		}
		if e.Person.Birth != e.AdmittedOn || mother.Record.Procedures[0].On != e.Person.Birth {
			t.Errorf("%d: born on another date than delivered", e.Number)
		}
		cesarean := e.Record.Diagnoses[0].Text == "Z3801"
		if cesarean != strings.HasPrefix(mother.Condition.Name, "cesarean") {
			t.Errorf("%d: mother and child disagree on the way of birth", e.Number)
		}
	})
	if births < total/50 {
		t.Errorf("%d births", births)
	}
}

// TestDaysFollowTheVolume: all days of the period are used, in order, fewer on Sundays
// than on Fridays.
func TestDaysFollowTheVolume(t *testing.T) {
	c := New(5, 400_000)
	var last calendar.Day
	counts := map[calendar.Day]int{}
	weekdays := [7]int{}
	for i := range int64(400_000) {
		day := c.Day(i)
		if day < last {
			t.Fatalf("encounter %d goes back in time", i)
		}
		last = day
		counts[day]++
		weekdays[day.Weekday()]++
	}
	if len(counts) != 730 {
		t.Errorf("%d days, want 730", len(counts))
	}
	if weekdays[0]*4 > weekdays[5]*3 {
		t.Errorf("Sundays have %d, Fridays %d", weekdays[0], weekdays[5])
	}
}

// TestGroupingTakesTheHeaviest follows the short road to a DRG by hand.
func TestGroupingTakesTheHeaviest(t *testing.T) {
	c := catalogue.Load()
	entry := func(texts ...string) (all []Diagnosis) {
		for _, text := range texts {
			all = append(all, Diagnosis{Entry: c.Code(text), Text: text})
		}
		return all
	}
	for _, test := range []struct {
		name   string
		codes  []string
		status string
		want   string
	}{
		{"sepsis with MCC", []string{"A419", "N179", "R6520"}, Home, "871"},
		{"sepsis without", []string{"A419", "N179"}, Home, "872"},
		{"heart failure, its own MCC excluded", []string{"I110", "I5023"}, Home, "293"},
		{"heart failure with CC", []string{"I110", "I5023", "N179"}, Home, "292"},
		{"infarction, alive", []string{"I214", "J9601"}, Home, "280"},
		{"infarction, died", []string{"I214", "J9601"}, Expired, "283"},
	} {
		r := Record{Diagnoses: entry(test.codes...), Status: test.status, Version: catalogue.Current}
		if r.Group(c); r.DRG.Number != test.want {
			t.Errorf("%s: DRG %s, want %s", test.name, r.DRG.Number, test.want)
		}
	}
}
