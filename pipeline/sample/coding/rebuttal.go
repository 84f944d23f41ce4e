package coding

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/chance"
	"chartline/pipeline/sample/clinic"
)

// Service levels of the department in business days: to accept or rebut a finding, to decide
// on a rebuttal, and to decide at the second level (standard 2.10).
const (
	RespondDays     = 5
	DecideDays      = 5
	SecondLevelDays = 10
)

// Rates of rebuttals, in thousandths. The second auditor of a team decides late more often.
const (
	LateAnswerRate = 120 // of reviews: the coder answers late, where there is time for it
	AppealRate     = 300 // of reviews: what was upheld goes to the second level
)

// LateDecisionRates are the shares of reviews, in thousandths, in which an auditor of a team
// decides late, where there is time for it.
var LateDecisionRates = [2]int64{100, 350}

// Step is one step of a finding through its states, with who took it, and why.
type Step struct {
	From, To string
	Outcome  string // of the step to final
	At       int64
	On       calendar.Day
	Actor    string
	Reason   string
}

// Course is when the findings of a review take their steps. Its days are business days in
// order; the last step is the closing of the review.
type Course struct {
	issued, answered, decided, ended calendar.Day
	appeal                           bool
}

// plan draws the course of an audit, between the day after the coding and the closing. Each
// step may take its business days; where the review closes earlier, it takes fewer.
func (a *Audit) plan(s *chance.Stream, coded, closed calendar.Day) {
	var days []calendar.Day
	for day := coded + 1; day < closed; day++ {
		if day.Business() {
			days = append(days, day)
		}
	}
	last := int64(len(days)) - 1
	issued := min(s.Between(1, max(1, last/4)), last)
	answered := min(issued+wait(s, LateAnswerRate, RespondDays), last)
	decided := min(answered+wait(s, LateDecisionRates[a.Which], DecideDays), last)
	ended := decided + s.Between(2, SecondLevelDays)
	a.Course = Course{issued: days[issued], answered: days[answered], decided: days[decided]}
	if appeal := s.PerMille(AppealRate); appeal && ended <= last {
		a.Course.appeal, a.Course.ended = true, days[ended]
	}
}

// wait draws how many business days a step takes: up to its service level, or up to four more.
func wait(s *chance.Stream, late, level int64) int64 {
	if s.PerMille(late) {
		return s.Between(level+1, level+4)
	}
	return s.Between(1, level)
}

// Told is true where the coder of a review that is not final at the as-of instant knows its
// findings.
func (a *Audit) Told(e *clinic.Encounter) bool {
	return a.Open() && e.Facility().Zone.At(a.Course.issued, workday(1)) <= calendar.AsOf
}

// workday is the second of a day's work in which the steps of a number are taken.
func workday(number int64) int64 { return (8 + number) * hour }

// Steps lists what happened to a finding by the as-of instant.
func (c *Chart) Steps(e *clinic.Encounter, f *Finding) []Step {
	a, zone := c.Audit, e.Facility().Zone
	auditor, other := Auditor(c.Team, a.Which), Auditor(c.Team, 1-a.Which)
	var steps []Step
	add := func(to string, on calendar.Day, actor, reason string) {
		s := Step{To: to, On: on, At: zone.At(on, workday(int64(len(steps)))), Actor: actor, Reason: reason}
		if len(steps) > 0 {
			s.From = steps[len(steps)-1].To
		}
		steps = append(steps, s)
	}
	add("draft", a.Course.issued, auditor, "found in the review")
	add("issued", a.Course.issued, auditor, "audit issued")
	switch {
	case f.State == "accepted":
		add("accepted", a.Course.answered, c.Coder.ID, "the finding is right")
	default:
		add("rebutted", a.Course.answered, c.Coder.ID, "the record supports the code")
		c.decide(f, add, auditor)
	}
	if a.Course.appeal && f.State != "accepted" {
		add("second_level", a.Course.decided, c.Coder.ID, "the record was read in another way")
		add("final", a.Course.ended, other, reasons[f.State])
		steps[len(steps)-1].Outcome = f.State
	}
	closed := Step{From: steps[len(steps)-1].To, To: "closed", On: zone.Day(a.Closed), At: a.Closed, Actor: auditor, Reason: "nothing more can come"}
	return happened(append(steps, closed))
}

// reasons of decisions.
var reasons = map[string]string{
	"upheld":     "the guideline asks for the code of the auditor",
	"overturned": "the record supports the code of the coder",
}

// decide adds what the auditor decided on a rebuttal. What is overturned at the second level
// was upheld before.
func (c *Chart) decide(f *Finding, add func(to string, on calendar.Day, actor, reason string), auditor string) {
	state := f.State
	if c.Audit.Course.appeal {
		state = "upheld"
	}
	add(state, c.Audit.Course.decided, auditor, reasons[state])
}

// happened leaves out the steps after the as-of instant.
func happened(steps []Step) []Step {
	for i := range steps {
		if steps[i].At > calendar.AsOf {
			return steps[:i]
		}
	}
	return steps
}

// StateAfter is what was decided of a finding by its last step, or open.
func StateAfter(steps []Step, closed string) string {
	switch last := steps[len(steps)-1]; last.To {
	case "accepted", "upheld", "overturned":
		return last.To
	case "final":
		return last.Outcome
	case "closed":
		return closed
	default:
		return "open"
	}
}
