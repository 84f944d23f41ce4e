package coding

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/chance"
	"chartline/pipeline/sample/clinic"
)

// Every is the size of the lots of which one chart is audited: of each coder's charts in
// order, one of every eight, its place in the lot by chance.
const Every = 8

// Audit is one review of version 1 of a chart.
type Audit struct {
	Targeted bool
	Which    int64          // auditor of the team, 0 or 1
	Closed   int64          // instant; after the as-of instant while it is open
	Course   Course         // when its findings take their steps
	First    *clinic.Record // what the auditor found, where a finding was overturned; else nil
	Second   *Second        // nil where the other auditor did not look too
}

// Second is a review by the other auditor of the team, who does not know the first (standard
// 2.7). It agrees with the first one in the end, or takes the coder for right.
type Second struct {
	Closed int64 // instant
	Missed bool  // the coder is taken for right
}

// Open is true where the review is not final at the as-of instant.
func (a *Audit) Open() bool { return a.Closed > calendar.AsOf }

// review decides whether a coded chart is audited, what becomes of its findings, and
// whether it is coded again.
func (d *Department) review(e *clinic.Encounter, c *Chart) {
	var s chance.Stream
	s.Seed(d.seed, forAudit, uint64(e.Number))
	turn := d.charts[c.Team][c.Place]
	d.charts[c.Team][c.Place]++
	person := uint64(c.Team*TeamSize + int64(c.Place))
	pick := chance.Hash(d.seed, forPick+person<<8, uint64(turn/Every)) % Every
	random := uint64(turn%Every) == pick
	if random || heavy(&c.Record) && s.PerMille(90) {
		d.audit = Audit{
			Targeted: !random, Which: s.Below(2),
			Closed: c.Work.Coded + s.Around(18*day, &chance.Middling) + 2*day,
		}
		c.Audit = &d.audit
		c.dispute(&s)
		if s.PerMillion(OverturnRate) {
			c.overturn(&s, e, d.catalogue)
		}
	}
	c.revise(&s)
	if random {
		d.lookAgain(e, c.Audit)
	}
	if c.Audit != nil {
		s.Seed(d.seed, forCourse, uint64(e.Number))
		c.Audit.plan(&s, c.CodedOn(e), e.Facility().Zone.Day(c.Audit.Closed))
	}
}

// lookAgain decides whether the other auditor reviews a random audit too, and what comes of it.
func (d *Department) lookAgain(e *clinic.Encounter, a *Audit) {
	var s chance.Stream
	s.Seed(d.seed, forSecond, uint64(e.Number))
	if !s.PerMille(SecondRate) {
		return
	}
	d.second = Second{Closed: a.Closed + s.Between(3, 12)*day, Missed: s.PerMille(MissedRate)}
	if d.second.Closed <= calendar.AsOf {
		a.Second = &d.second
	}
}

// heavy is true for inpatients with exactly one MCC, which audits target.
func heavy(r *clinic.Record) bool {
	if r.DRG == nil {
		return false
	}
	n := 0
	for i := 1; i < len(r.Diagnoses); i++ {
		if r.Diagnoses[i].Entry.Counts(r.Diagnoses[0].Entry) == catalogue.MCC {
			n++
		}
	}
	return n == 1
}

// dispute gives the findings their final state.
func (c *Chart) dispute(s *chance.Stream) {
	for i := range c.Findings {
		c.Findings[i].State = "accepted"
		if s.PerMille(180) {
			c.Findings[i].State = "upheld"
		}
	}
}

// overturn adds a finding of a right code that the coder successfully rebuts. The auditor took
// the code for another one or for none, and the DRG for the one that follows; the record that
// stands in the end is the true one.
func (c *Chart) overturn(s *chance.Stream, e *clinic.Encounter, books *catalogue.Catalogue) {
	all := c.Record.Diagnoses
	start := int(s.Below(int64(len(all))))
	for i := range all {
		code := all[(start+i)%len(all)].Text
		place := e.Record.Place(code)
		if place < 0 {
			continue
		}
		first := &clinic.Record{}
		e.Record.CopyTo(first)
		found, ok := c.doubt(first, place, e.LastDay())
		if !ok {
			continue
		}
		c.Findings = append(c.Findings, overturned("diagnosis", code, found))
		if first.DRG != nil {
			first.Group(books)
		}
		if first.DRG != e.Record.DRG {
			c.Findings = append(c.Findings, overturned("drg", c.Record.DRG.Number, first.DRG.Number))
		}
		c.Audit.First = first
		return
	}
}

// doubt puts a code that it is taken for into the place of a diagnosis, or takes it out where
// none is at hand, and gives that code. A principal diagnosis is not taken out, nor changed
// for one that no DRG begins with.
func (c *Chart) doubt(r *clinic.Record, place int, day calendar.Day) (found string, ok bool) {
	d := &r.Diagnoses[place]
	for _, code := range d.Entry.Confused {
		grouped := place > 0 || r.DRG == nil || code.Family != nil
		if grouped && code.Billable && code.InForce(day) && !r.Has(code.Text) && c.Record.Place(code.Text) < 0 {
			d.Entry, d.Text = code, code.Text
			if code.Exempt {
				d.POA = 0
			}
			return code.Text, true
		}
	}
	if place == 0 {
		return "", false
	}
	r.Diagnoses = append(r.Diagnoses[:place], r.Diagnoses[place+1:]...)
	return "", true
}

// overturned is a finding in which the auditor was wrong.
func overturned(element, coder, auditor string) Finding {
	return Finding{
		Element: element, Type: AuditorError, Subtype: "overturned", Coder: coder, Auditor: auditor,
		Direction: "neutral", State: "overturned",
	}
}

// revise makes version 2, the true record, of some charts that were wrong: after an
// audit, or because somebody noticed.
func (c *Chart) revise(s *chance.Stream) {
	wrong := false
	for i := range c.Findings {
		wrong = wrong || c.Findings[i].Type != AuditorError && c.Findings[i].Type != PresentOnAdmission
	}
	switch {
	case !wrong:
	case c.Audit != nil && s.PerMille(450):
		c.Revised = c.Audit.Closed + s.Between(1, 4)*day
		c.Reason = "audit_correction"
	case c.Audit == nil && s.PerMille(35):
		c.Revised = c.Work.Coded + s.Around(9*day, &chance.Wide) + hour
		c.Reason = [2]string{"recode", "rebill"}[s.Below(2)]
	}
}
