package coding

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/chance"
	"chartline/pipeline/sample/clinic"
)

// Purposes of the streams of chance, apart from those of the clinic.
const (
	forAssignment uint64 = iota + 201
	forErrors
	forWork
	forAudit
	forPick
	forDraws
	forSecond
	forCourse
)

// Chart is what the department made of one encounter. Instants are 0 where the thing
// never happens; they may lie after the as-of instant, and then are not exported.
type Chart struct {
	Team     int64
	Place    int // of the coder in the team
	Coder    *Coder
	Record   clinic.Record // version 1, as exported
	Findings []Finding     // how it differs from the truth
	Expected Expected
	Work     Work
	Audit    *Audit // nil for most
	Revised  int64  // instant of version 2, which is the true record; 0 for most
	Reason   string // of version 2
}

// Expected sums the probabilities, in parts per million, with which the errors of a
// chart were drawn.
type Expected struct {
	Diagnoses  int64 // over the true diagnoses: wrong or missing
	Procedures int64 // over the true procedures: wrong, misdated or missing
	PDX        int64 // the principal diagnosis is not the true one
	POA        int64 // over the matched, not exempt codes of an inpatient: wrong indicator
	principal  int64
}

// Coded is true where version 1 is final at the as-of instant.
func (c *Chart) Coded() bool { return c.Work.Coded != 0 && c.Work.Coded <= calendar.AsOf }

// Status is the discharge status of the account at the as-of instant: the coder's once
// it is coded, the true one before and in version 2.
func (c *Chart) Status(e *clinic.Encounter) string {
	if c.Coded() && !c.Recoded() {
		return c.Record.Status
	}
	return e.Record.Status
}

// Gone is true where the account left the department before it was coded.
func (c *Chart) Gone() bool { return c.Work.Exit != "" && c.Work.Left <= calendar.AsOf }

// CodedOn is the local date on which version 1 is final, after the as-of instant too.
func (c *Chart) CodedOn(e *clinic.Encounter) calendar.Day { return e.Facility().Zone.Day(c.Work.Coded) }

// Recoded is true where version 2 is final at the as-of instant.
func (c *Chart) Recoded() bool { return c.Revised != 0 && c.Revised <= calendar.AsOf }

// Department codes the encounters of a run, in order; the teams take turns.
type Department struct {
	seed        uint64
	catalogue   *catalogue.Catalogue
	teams       [][]*Coder
	charts      [][TeamSize]int64 // coded so far, by team and place
	unsupported [clinic.PatientTypes][]*catalogue.Code
	doubtful    []*catalogue.Code
	audit       Audit
	second      Second
}

// New makes the department of a run. Other draws give the same people other luck: who
// errs where, who is audited, and how long each account waits.
func New(seed, draws uint64, total int64) *Department {
	d := &Department{
		seed: chance.Hash(seed, forDraws, draws), catalogue: catalogue.Load(),
		charts: make([][TeamSize]int64, Teams(total)),
	}
	for number := range Teams(total) {
		d.teams = append(d.teams, newTeam(number))
	}
	codes := func(texts ...string) (list []*catalogue.Code) {
		for _, text := range texts {
			list = append(list, d.catalogue.Code(text))
		}
		return list
	}
	outpatient := codes("I10", "E785", "R059", "R112", "F419", "Z87891", "K219", "E860")
	d.unsupported = [clinic.PatientTypes][]*catalogue.Code{
		clinic.Inpatient:   codes("D62", "E876", "N179", "E440", "D649", "E871", "R531", "J90", "E860"),
		clinic.Observation: outpatient, clinic.Emergency: outpatient, clinic.Surgery: outpatient,
	}
	d.doubtful = codes("E43", "G9341", "J9601", "N170", "R6520")
	return d
}

// Coders lists everybody who codes, by team and place.
func (d *Department) Coders() [][]*Coder { return d.teams }

// Code makes the chart of an encounter, in place. Encounters must come in order.
func (d *Department) Code(e *clinic.Encounter, c *Chart) {
	record, findings := c.Record, c.Findings[:0]
	record.Reset()
	*c = Chart{Record: record, Findings: findings}
	c.Team = e.Number % int64(len(d.teams))
	var s chance.Stream
	s.Seed(d.seed, forAssignment, uint64(e.Number))
	c.Place = assign(&s, e.Type)
	c.Coder = d.teams[c.Team][c.Place]
	if e.InHouse() {
		return
	}
	s.Seed(d.seed, forWork, uint64(e.Number))
	c.Work = schedule(&s, e)
	s.Seed(d.seed, forErrors, uint64(e.Number))
	m := miscoder{Stream: &s, desk: d, e: e, rates: c.Coder.On(c.CodedOn(e)), chart: c}
	m.miscode()
	if c.Coded() {
		d.review(e, c)
	}
}
