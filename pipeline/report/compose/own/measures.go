package own

import (
	"slices"
	"strings"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// standing is one measure of the reader beside the team.
type standing struct {
	label, of string
	est       metric.Estimate
	team      middle
}

// measures is the reader's measures, each with its interval and what it is of, over the middle
// half of the team: as a figure where they are shares, which have one scale, and else as a
// table. Of fewer than 30 records the interval alone is shown (SMP-07).
func measures(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	standings, made := measured(e, a, b)
	switch {
	case made.Empty:
	case areShares(standings):
		made.Block = figure(e, a, b, standings)
	default:
		made.Block.Table = table(e, b, standings)
	}
	return made
}

// measured is the reader's measures, and what is said of them beside figure and table.
func measured(e *block.Edition, a block.Answer, b report.BlockSpec) ([]standing, block.Made) {
	own := rowsOfOwn(e, a)
	if len(own) == 0 {
		return nil, block.Made{Empty: true}
	}
	made := block.Made{Keys: map[string]*report.KeyFigure{}, Estimates: map[string]metric.Estimate{}}
	var standings []standing
	for _, m := range b.Measures {
		all := a.Estimates(m.Metric)
		for _, row := range own {
			s := standing{label: m.Label + kindOf(e, a, row), of: of(e, a, m.Metric, row, all[row]), est: all[row], team: middleOf(alike(a, all, row))}
			standings = append(standings, s)
			basis := basisOf(e, a, m, row, s)
			made.Keys[m.Metric] = key(e, s.est, basis)
			made.Estimates[m.Metric] = s.est
			if m.Metric == b.Metric {
				made.Estimates[""] = s.est
				made.Key, made.Finding = made.Keys[m.Metric], finding(e, s.est, s.team, m.Label, basis)
			}
		}
	}
	return standings, made
}

// table sets a row a measure, beside the median and the middle half of the team.
func table(e *block.Edition, b report.BlockSpec, standings []standing) *report.Table {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Measure"),
		block.Numeric("Yours (95% CI)", "Of", wording.Capital(counted(e, b)), "Team’s median", "Middle half")...)}
	for _, s := range standings {
		t.Rows = append(t.Rows, append([]string{s.label, e.OfUnit(s.est), s.of, records(e, s.est)}, s.team.cells(e)...))
	}
	t.Notes = notes(e, standings, counted(e, b), b.Caption)
	return t
}

// counted is what the number of an estimate counts: records, unless the block says otherwise.
func counted(e *block.Edition, b report.BlockSpec) string {
	if b.Noun == "" {
		return e.Text("records")
	}
	return b.Noun
}

func notes(e *block.Edition, standings []standing, noun, caption string) (notes []string) {
	if slices.ContainsFunc(standings, func(s standing) bool { return block.Few(s.est) }) {
		notes = append(notes, e.Say("Of fewer than %d %s the interval is shown without a value (SMP-07).", block.LeastRecords, noun))
	}
	notes = append(notes, e.Say("Team: all with at least %d %s, where there are %d of them or more.", block.LeastRecords, noun, leastTeam))
	if caption != "" {
		notes = append(notes, caption)
	}
	return notes
}

// alike are the estimates of rows that can be compared with one: where a query answers by
// patient type, those of the same.
func alike(a block.Answer, all []metric.Estimate, row int) []metric.Estimate {
	if _, ok := a.Query.Column("patient_type"); !ok {
		return all
	}
	types := a.Text("patient_type")
	var same []metric.Estimate
	for i, est := range all {
		if types[i] == types[row] {
			same = append(same, est)
		}
	}
	return same
}

func kindOf(e *block.Edition, a block.Answer, row int) string {
	if _, ok := a.Query.Column("patient_type"); !ok {
		return ""
	}
	return ", " + strings.ToLower(e.PatientType(a.Text("patient_type")[row]))
}

// of writes what an estimate is made of: "3,012 of 3,214". Of few records it leaves out the
// numerator, from which the value that is not shown could be worked out.
func of(e *block.Edition, a block.Answer, name string, row int, est metric.Estimate) string {
	m, _ := a.Query.Metric(name)
	denominator := e.Fixed(a.Number(m.Args[1])[row], 0)
	numerator := e.Fixed(a.Number(m.Args[0])[row], 0)
	switch {
	case a.Number(m.Args[1])[row] == 0:
		return e.OutOf(0, 0)
	case inHours(a, name) && block.Few(est):
		return e.Say("in %s h", denominator)
	case inHours(a, name):
		return e.Say("%s in %s h", numerator, denominator)
	case block.Few(est):
		return e.Say("of %s", denominator)
	}
	return e.Say("%s of %s", numerator, denominator)
}

// inHours reports whether a metric divides by hours, of which its events are no part.
func inHours(a block.Answer, name string) bool {
	m, _ := a.Query.Metric(name)
	c, _ := a.Query.Column(m.Args[1])
	return c.Unit == "h"
}

// basisOf says in words what an estimate is made of: "320 of 345 codes", "309 charts in 140 h".
func basisOf(e *block.Edition, a block.Answer, m report.MeasureSpec, row int, s standing) string {
	metric, _ := a.Query.Metric(m.Metric)
	switch {
	case s.of == e.OutOf(0, 0):
		return s.of
	case !inHours(a, m.Metric):
		return e.Say("%s %s", s.of, e.Noun(a.Number(metric.Args[1])[row], m.Noun))
	case block.Few(s.est):
		return s.of
	}
	events := a.Number(metric.Args[0])[row]
	return e.Say("%s %s in %s h", e.Fixed(events, 0), e.Noun(events, m.Noun), e.Fixed(a.Number(metric.Args[1])[row], 0))
}

func records(e *block.Edition, est metric.Estimate) string {
	if !est.Defined() {
		return ""
	}
	return e.Count(est.N)
}

// key is a tile: of few records the interval stands in the place of the value.
func key(e *block.Edition, est metric.Estimate, basis string) *report.KeyFigure {
	if block.Few(est) {
		return &report.KeyFigure{Value: orTooFew(e, e.Interval(est)), Interval: e.Say("95%% CI; a value from %d records on", block.LeastRecords), Basis: basis}
	}
	return &report.KeyFigure{Value: e.Value(est), Interval: e.CI(est), Basis: basis}
}

func orTooFew(e *block.Edition, interval string) string {
	if interval == "" {
		return e.Text("too few")
	}
	return interval
}

// finding says where the reader stands beside the team, by the interval.
func finding(e *block.Edition, est metric.Estimate, team middle, label, basis string) *report.Finding {
	if !est.Defined() || block.Few(est) && est.Level == 0 {
		return nil
	}
	what := block.Unnumbered(label)
	f := standingOf(e, what, e.Value(est), team.beside(est), team.shown())
	own := e.WithInterval(est)
	if block.Few(est) {
		lower, upper, _ := strings.Cut(e.Interval(est), "–")
		own, f.Headline = e.Say("between %s and %s", lower, upper), e.Say("%s: too few records for a value", what)
	}
	switch side := team.beside(est); {
	case side == below:
		f.Text = e.Sentence("yours is %s, %s, below where the middle half of the team lies (%s)", own, basis, team.half(e))
	case side == above:
		f.Text = e.Sentence("yours is %s, %s, above where the middle half of the team lies (%s)", own, basis, team.half(e))
	case !team.shown():
		f.Text = e.Sentence("yours is %s, %s; the middle of the team is not shown: fewer than %d members have %d records", own, basis, leastTeam, block.LeastRecords)
	default:
		f.Text = e.Sentence("yours is %s, %s; the middle half of the team lies at %s", own, basis, team.half(e))
	}
	return f
}

// standingOf is the headline of a measure beside the team, and its tone.
func standingOf(e *block.Edition, what, value, side string, team bool) *report.Finding {
	switch {
	case side == below:
		return &report.Finding{Headline: e.Say("%s is %s, below the middle half of the team", what, value), Tone: report.Watch}
	case side == above:
		return &report.Finding{Headline: e.Say("%s is %s, above the middle half of the team", what, value), Tone: report.Good}
	case team:
		return &report.Finding{Headline: e.Say("%s is %s, not apart from the middle half of the team", what, value)}
	}
	return &report.Finding{Headline: e.Say("%s is %s", what, value)}
}
