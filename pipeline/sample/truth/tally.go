package truth

import (
	"sort"
	"strings"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// Tally counts the truth while the group is written. Its size depends on the number of
// codes and coders, not of encounters.
type Tally struct {
	visits     Visits
	principal  map[string]int64
	anyListed  map[string]int64
	influenza  [calendar.Months]int64
	invalid    map[string]*Invalid
	old        map[string]int64
	change     CodeChange
	stale      [calendar.Months][2]int64 // old codes, old and new codes
	audit      audits
	turnaround turnarounds
	uncoded    uncoded
	outage     int64
	slowdown   Slowdown
}

// NewTally starts the counting.
func NewTally() *Tally {
	t := &Tally{
		principal: map[string]int64{}, anyListed: map[string]int64{}, old: map[string]int64{},
		invalid: map[string]*Invalid{},
	}
	for _, kind := range invalidKinds {
		t.invalid[kind] = &Invalid{Kind: kind}
	}
	t.visits.ByType, t.visits.ByFacility = map[string]int64{}, map[string]int64{}
	t.audit.coders = map[string]*coderTally{}
	return t
}

var invalidKinds = []string{"unknown", "truncated", "retired"}

// Encounter counts one encounter with its chart.
func (t *Tally) Encounter(e *clinic.Encounter, c *coding.Chart) {
	t.visits.Loaded++
	t.visits.ByType[e.Type.String()]++
	t.visits.ByFacility[e.Facility().ID]++
	t.visits.ChargesCents += e.Cents
	if e.InHouse() {
		t.visits.InHouse++
		return
	}
	t.visits.Discharged++
	t.turnaround.add(e, c)
	if c.Work.Delayed {
		t.outage++
	}
	slow := e.DischargedOn >= coding.SlowFrom
	t.slowdown.Discharged += count(slow)
	if !c.Coded() {
		if !c.Gone() {
			t.uncoded.add(e)
			t.slowdown.Open += count(slow)
		}
		return
	}
	t.visits.Coded++
	if c.Recoded() {
		t.visits.Recoded++
	}
	t.codes(e, c)
	t.audit.add(e, c)
}

// codes counts the codes of both versions.
func (t *Tally) codes(e *clinic.Encounter, c *coding.Chart) {
	latest := &c.Record
	if c.Recoded() {
		latest = &e.Record
	}
	t.principal[latest.Diagnoses[0].Text]++
	if strings.HasPrefix(latest.Diagnoses[0].Text, "J10") {
		t.influenza[e.DischargedOn.Month()]++
	}
	for i := range latest.Diagnoses {
		if d := &latest.Diagnoses[i]; d.Role != clinic.External && !strings.ContainsAny(d.Text[:1], "VWXY") {
			t.anyListed[d.Text]++
		}
	}
	t.validity(e, &c.Record, latest)
	if c.Recoded() {
		t.validity(e, &e.Record, latest)
	}
	t.staleness(e, &c.Record)
}

// validity counts the invalid codes of a version.
func (t *Tally) validity(e *clinic.Encounter, r, latest *clinic.Record) {
	for i := range r.Diagnoses {
		d := &r.Diagnoses[i]
		if d.Text == d.Entry.Text {
			continue
		}
		kind := "unknown"
		if code := catalogue.Load().Code(d.Text); code != nil {
			kind = "truncated"
			if d.Entry.Replaced != nil && d.Entry.Replaced.Text == d.Text {
				kind = "retired"
			}
		}
		t.invalid[kind].Rows++
		if r == latest {
			t.invalid[kind].Latest++
		}
	}
}

// staleness counts what became of codes that were replaced on 1 October 2025.
func (t *Tally) staleness(e *clinic.Encounter, r *clinic.Record) {
	if e.DischargedOn < coding.ChangeOn {
		return
	}
	any := false
	month := &t.stale[e.DischargedOn.Month()]
	for i := range r.Diagnoses {
		d := &r.Diagnoses[i]
		switch old := d.Entry.Replaced; {
		case old == nil:
		case d.Text == old.Text:
			t.old[d.Text]++
			any = true
			month[0]++
			month[1]++
		case d.Text == d.Entry.Text:
			t.change.NewCodes++
			month[1]++
		}
	}
	if any {
		t.change.Encounters++
	}
}

// Truth makes the statement of what was counted; encounters and seed are the options.
func (t *Tally) Truth(encounters int64, seed uint64, listed []FileRows, tables []TableRows) Truth {
	truth := Truth{
		About:      "What was put into the files of this folder, and what must be found in them. All persons and facilities are made up.",
		Encounters: encounters, Seed: seed, Files: listed, Tables: tables, AsOf: calendar.Instant(calendar.AsOf),
		From: calendar.First.String(), To: calendar.Last.String(),
		Visits:     t.visits,
		Diagnoses:  Frequency{Principal: top(t.principal, 40), AnyListed: top(t.anyListed, 40)},
		CodeChange: t.change, Audit: t.audit.truth(), Education: t.audit.education(),
		Turnaround: t.turnaround.truth(), Uncoded: t.uncoded.truth(),
		Outage: Outage{coding.OutageFrom.String(), coding.OutageTo.String(), t.outage},
	}
	for _, kind := range invalidKinds {
		truth.Invalid = append(truth.Invalid, *t.invalid[kind])
	}
	truth.Slowdown = t.slowdown
	truth.Slowdown.From = coding.SlowFrom.String()
	truth.CodeChange.On = coding.ChangeOn.String()
	truth.CodeChange.OldCodes = top(t.old, len(t.old))
	for month := range calendar.Months {
		text := calendar.MonthText(month)
		truth.Diagnoses.Influenza = append(truth.Diagnoses.Influenza, MonthCount{text, t.influenza[month]})
		if month >= coding.ChangeOn.Month() {
			truth.CodeChange.ByMonth = append(truth.CodeChange.ByMonth, MonthRate{text, t.stale[month][0], t.stale[month][1]})
		}
	}
	return truth
}

// top lists the most frequent codes, ties in order of code.
func top(all map[string]int64, n int) []CodeCount {
	var list []CodeCount
	for code, encounters := range all {
		list = append(list, CodeCount{code, encounters})
	}
	sort.Slice(list, func(i, j int) bool {
		if list[i].Encounters != list[j].Encounters {
			return list[i].Encounters > list[j].Encounters
		}
		return list[i].Code < list[j].Code
	})
	return list[:min(n, len(list))]
}
