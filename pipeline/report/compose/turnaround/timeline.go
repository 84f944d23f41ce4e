package turnaround

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// states are what an account can wait for between discharge and its bill, in their order,
// with their words.
var states = []struct{ name, short, long string }{
	{"record", "record", "waiting for the record"}, {"queue", "queue", "waiting for a coder"},
	{"work", "work", "coding"}, {"query", "query", "waiting for a provider"}, {"hold", "hold", "holds"},
	{"edit", "edit", "edits"}, {"bill_hold", "bill hold", "the bill hold"}, {"billing", "billing", "billing"},
}

// spell is the time that the accounts of a patient type spent: in all, and in each state.
type spell struct {
	patientType                        string
	accounts                           int64
	pending, held, exited, withoutHour int64
	whole                              metric.Estimate
	parts                              []metric.Estimate // by state; of a state that nobody entered, undefined
	entered                            []int64
	wholeDays, partDays                float64
}

// timeline draws where the days between discharge and bill go, a bar a patient type made up
// of what the account waited for (TAT-09).
func timeline(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	all := spells(a, b.Metric)
	fig := across.Stack{Unit: chart.Days, LabelHead: e.Text("Patient type"), ValueHead: e.Text("Elapsed days since discharge"), RightHead: e.Text("Accounts")}
	for _, s := range states {
		fig.Parts = append(fig.Parts, e.Text(s.short))
	}
	var rows [][]string
	var first *spell
	var left [4]int64
	for i, s := range all {
		for at, n := range []int64{s.pending, s.held, s.exited, s.withoutHour} {
			left[at] += n
		}
		if !s.whole.Defined() {
			continue
		}
		if first == nil {
			first = &all[i]
		}
		fig.Items = append(fig.Items, s.item(e))
		rows = append(rows, s.rows(e)...)
	}
	if first == nil {
		return block.Made{Block: report.Block{Table: notFollowed(e, b, left)}}
	}
	finding := first.finding(e, leftOut(e, left))
	if s := misfit(e, all); s != nil {
		finding = s
	}
	fig.Words = e.Words(a, b, finding.Headline,
		"Mean elapsed days from discharge to the final bill, of accounts followed long enough, coded or not. Every moment counts once.", "Stacked bars.")
	columns := append(append(block.Textual("patient_type", "patient_type_name", "state"), block.Numeric("entered")...), block.EstimateColumns()...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding,
		Key:       &report.KeyFigure{Value: e.InDays(first.whole), Interval: e.CI(first.whole), Basis: e.Say("mean, %s %s {[1]account|accounts}", e.Count(first.whole.N), strings.ToLower(e.PatientType(first.patientType)))},
		Estimates: map[string]metric.Estimate{"": first.whole}}
}

// spells splits an answer by patient type, inpatients first.
func spells(a block.Answer, measure string) []spell {
	est, days, entered := a.Estimates(measure), a.Real("days"), a.Int("entered")
	var all []spell
	for i, name := range a.Text("patient_type") {
		if len(all) == 0 || all[len(all)-1].patientType != name {
			all = append(all, spell{patientType: name, accounts: a.Int("accounts")[i], pending: a.Int("pending")[i],
				held: a.Int("held")[i], exited: a.Int("exited")[i], withoutHour: a.Int("without_hour")[i],
				parts: make([]metric.Estimate, len(states)), entered: make([]int64, len(states))})
		}
		s, at := &all[len(all)-1], a.Int("position")[i]
		if at == 0 {
			s.whole, s.wholeDays = est[i], days[i]
			continue
		}
		s.parts[at-1], s.entered[at-1] = est[i], entered[i]
		s.partDays += days[i]
	}
	slices.SortStableFunc(all, func(x, y spell) int { return rankType(x.patientType) - rankType(y.patientType) })
	return all
}

func (s spell) item(e *block.Edition) across.StackItem {
	item := across.StackItem{Label: e.PatientType(s.patientType), Text: e.Value(s.whole), Right: e.Count(s.accounts)}
	for _, part := range s.parts {
		item.Values = append(item.Values, part.Value)
	}
	return item
}

func (s spell) rows(e *block.Edition) [][]string {
	rows := [][]string{append([]string{s.patientType, e.PatientType(s.patientType), e.Text("all"), fmt.Sprint(s.accounts)}, e.EstimateCells(s.whole)...)}
	for i, part := range s.parts {
		if s.entered[i] > 0 {
			rows = append(rows, append([]string{s.patientType, e.PatientType(s.patientType), e.Text(states[i].short), fmt.Sprint(s.entered[i])}, e.EstimateCells(part)...))
		}
	}
	return rows
}

// finding names the state that takes the most time.
func (s spell) finding(e *block.Edition, left string) *report.Finding {
	most := 0
	for i, part := range s.parts {
		if s.entered[i] > 0 && part.Value > s.parts[most].Value {
			most = i
		}
	}
	part, kind := s.parts[most], strings.ToLower(e.PatientType(s.patientType))
	return &report.Finding{
		Headline: e.Say("%s takes %s of the %s days to the bill", wording.Capital(e.Text(states[most].long)), e.Fixed(part.Value, 1), e.Fixed(s.whole.Value, 1)),
		Text: e.Sentence("%s accounts wait %s for their final bill; %s of that is %s%s",
			kind, e.WithInterval(s.whole), e.WithInterval(part), e.Text(states[most].long), left),
	}
}

// misfit is the finding where the states of a patient type do not add up to its whole, which
// the query makes apart; nil where they do.
func misfit(e *block.Edition, all []spell) *report.Finding {
	for _, s := range all {
		if math.Abs(s.wholeDays-s.partDays) > 1e-6*math.Max(1, s.wholeDays) {
			return &report.Finding{
				Headline: e.Say("The days of %s accounts do not add up", strings.ToLower(e.PatientType(s.patientType))),
				Text:     "The states and the time from discharge to the bill, which are counted apart, differ. Do not use this figure.",
				Tone:     report.Act,
			}
		}
	}
	return nil
}

// leftOut says who is in no bar.
func leftOut(e *block.Edition, n [4]int64) string {
	var parts []string
	for i, why := range []string{"too recent", "on legal, VIP or research hold", "voided, combined or non-billable", "without hours"} {
		if n[i] > 0 {
			parts = append(parts, e.Count(n[i])+" "+e.Text(why))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return e.Say("; left out: %s", strings.Join(parts, ", "))
}

// notFollowed is the table in place of a figure where no account can be followed by the hour.
func notFollowed(e *block.Edition, b report.BlockSpec, left [4]int64) *report.Table {
	return &report.Table{ID: b.ID, Title: "Where the days go", Columns: append(block.Numeric("Too recent", "On special hold", "Left uncoded"), block.Numeric("Without hours")...),
		Rows:  [][]string{{e.Count(left[0]), e.Count(left[1]), e.Count(left[2]), e.Count(left[3])}},
		Notes: []string{"No account could be followed long enough by the hour. A source with dates only gives days to code, and not what they are made of (CLK-06)."}}
}
