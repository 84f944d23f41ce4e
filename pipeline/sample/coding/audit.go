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
	Which    int64 // auditor of the team, 0 or 1
	Closed   int64 // instant; after the as-of instant while it is open
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
		c.dispute(&s, e)
	}
	c.revise(&s)
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

// dispute gives the findings their final state and may add one that the coder
// successfully rebuts, which leaves both code sets as they are.
func (c *Chart) dispute(s *chance.Stream, e *clinic.Encounter) {
	for i := range c.Findings {
		c.Findings[i].State = "accepted"
		if s.PerMille(180) {
			c.Findings[i].State = "upheld"
		}
	}
	if !s.PerMillion(OverturnRate) {
		return
	}
	d := c.Record.Diagnoses[s.Below(int64(len(c.Record.Diagnoses)))]
	if !e.Record.Has(d.Text) {
		d = c.Record.Diagnoses[0]
	}
	f := Finding{
		Element: "diagnosis", Type: AuditorError, Subtype: "overturned", Coder: d.Text,
		Direction: "neutral", State: "overturned",
	}
	if len(d.Entry.Confused) > 0 {
		f.Auditor = d.Entry.Confused[0].Text
	}
	c.Findings = append(c.Findings, f)
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
