package truth

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// Rebuttals is what became of findings by the as-of instant, of which coders were told.
type Rebuttals struct {
	Pending  Stage             `json:"pending"`          // random reviews with findings that are issued and not closed, as the auditors found
	Records  int64             `json:"pending_records"`  // such reviews
	Findings int64             `json:"pending_findings"` // theirs that were not accepted, and so can still change
	Auditors []AuditorRebuttal `json:"by_auditor"`
	Levels   []ServiceLevel    `json:"service_levels"`
}

// AuditorRebuttal counts the findings of one auditor in random reviews (REB-01, REB-02).
type AuditorRebuttal struct {
	Auditor    string `json:"auditor"`
	Issued     int64  `json:"issued"`
	Accepted   int64  `json:"accepted"`
	Rebutted   int64  `json:"rebutted"`
	Upheld     int64  `json:"upheld"`
	Overturned int64  `json:"overturned"`
	Pending    int64  `json:"pending"`
}

// ServiceLevel counts the findings of one auditor that were in a state, in random and targeted
// reviews, by the business days that they were in it.
type ServiceLevel struct {
	Auditor string `json:"auditor"`
	State   string `json:"state"` // issued, rebutted or second_level
	Days    int64  `json:"business_days"`
	InTime  int64  `json:"in_time"`
	Late    int64  `json:"late"`
	Waiting int64  `json:"waiting"` // at the as-of instant, within the service level
	Overdue int64  `json:"overdue"` // at the as-of instant, beyond it
}

// levels are the states in which somebody has to decide within some business days.
var levels = [...]struct {
	state string
	days  int64
}{{"issued", coding.RespondDays}, {"rebutted", coding.DecideDays}, {"second_level", coding.SecondLevelDays}}

// rebuttals sums them by auditor.
type rebuttals struct {
	pending  Stage
	records  int64
	findings int64
	auditors map[string]*auditorTally
	order    []string
}

type auditorTally struct {
	counts AuditorRebuttal
	levels [len(levels)]ServiceLevel
}

func (r *rebuttals) of(auditor string) *auditorTally {
	if r.auditors == nil {
		r.auditors = map[string]*auditorTally{}
	}
	if r.auditors[auditor] == nil {
		t := &auditorTally{counts: AuditorRebuttal{Auditor: auditor}}
		for i, l := range levels {
			t.levels[i] = ServiceLevel{Auditor: auditor, State: l.state, Days: l.days}
		}
		r.auditors[auditor] = t
		r.order = append(r.order, auditor)
	}
	return r.auditors[auditor]
}

// add counts the findings of a review that is closed, or of which the coder was told.
func (r *rebuttals) add(e *clinic.Encounter, c *coding.Chart) {
	t := r.of(coding.Auditor(c.Team, c.Audit.Which))
	pending := c.Audit.Open() && !c.Audit.Targeted
	for i := range c.Findings {
		steps := c.Steps(e, &c.Findings[i])
		state := coding.StateAfter(steps, c.Findings[i].State)
		if !c.Audit.Targeted {
			t.counts.add(steps, state)
		}
		r.findings += count(pending && state != "accepted")
		for j := range t.levels {
			t.levels[j].add(steps)
		}
	}
	if pending && len(c.Findings) > 0 {
		r.records++
		r.pending.add(e, c)
		r.pending.Overturned = 0 // nothing is decided yet
	}
}

func (a *AuditorRebuttal) add(steps []coding.Step, state string) {
	a.Issued++
	a.Accepted += count(state == "accepted")
	a.Upheld += count(state == "upheld")
	a.Overturned += count(state == "overturned")
	a.Pending += count(state == "open")
	for _, s := range steps {
		a.Rebutted += count(s.To == "rebutted")
	}
}

// add counts a finding that was in the state.
func (l *ServiceLevel) add(steps []coding.Step) {
	for i, s := range steps {
		if s.To != l.State {
			continue
		}
		if i+1 == len(steps) {
			overdue := calendar.BusinessDays(s.On, asOfOn) > l.Days
			l.Waiting, l.Overdue = l.Waiting+count(!overdue), l.Overdue+count(overdue)
			return
		}
		late := calendar.BusinessDays(s.On, steps[i+1].On) > l.Days
		l.InTime, l.Late = l.InTime+count(!late), l.Late+count(late)
	}
}

// asOfOn is the local date of the as-of instant where most facilities are.
var asOfOn = calendar.Chicago.Day(calendar.AsOf)

func (r *rebuttals) truth() Rebuttals {
	t := Rebuttals{Pending: r.pending, Records: r.records, Findings: r.findings}
	for _, id := range ordered(r.order) {
		t.Auditors = append(t.Auditors, r.auditors[id].counts)
		t.Levels = append(t.Levels, r.auditors[id].levels[:]...)
	}
	return t
}
