package own

import (
	"math"
	"slices"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// areShares reports whether all measures are shares, at least one of them known: others have
// scales of their own.
func areShares(standings []standing) bool {
	known := false
	for _, s := range standings {
		if s.est.Defined() && s.est.Unit != "1" {
			return false
		}
		known = known || s.est.Defined()
	}
	return known
}

// figure draws the measures as dots with their intervals over the middle half of the team. Its
// data are the table that stands in its place where measures are no shares.
func figure(e *block.Edition, a block.Answer, b report.BlockSpec, standings []standing) report.Block {
	data := table(e, b, standings)
	small := b
	small.Caption = strings.Join(data.Notes, " ")
	title := place(e, standings, b.Title)
	words := e.Words(a, small, title, e.Say("Your measures with their 95%% intervals, from %s %s, beside the team.", howMany(e, standings), counted(e, b)), e.Text("Dots with intervals."))
	fig := across.Dots{Words: words, Unit: chart.Percent, LabelHead: e.Text("Measure"), ValueHead: wording.Capital(block.TitleOf(b)),
		TextHead: e.Text("Yours (95% CI)"), BandHead: e.Text("Team’s median (half)"), RightHead: e.Text("Of"), Name: e.Text("yours"),
		BandName: e.Text("middle half of the team"), MiddleName: e.Text("its median")}
	for _, s := range standings {
		fig.Items = append(fig.Items, s.dot(e))
	}
	data.Notes = nil // they are in the caption
	return block.Figure(b, fig, *data)
}

// howMany is of how many records the measures are: a number, or a range where they differ.
func howMany(e *block.Edition, standings []standing) string {
	var all []int64
	for _, s := range standings {
		if s.est.Defined() {
			all = append(all, s.est.N)
		}
	}
	least, most := slices.Min(all), slices.Max(all)
	if least == most {
		return e.Count(most)
	}
	return e.Say("%s to %s", e.Count(least), e.Count(most))
}

// dot draws a measure: of few records its interval alone (SMP-07).
func (s standing) dot(e *block.Edition) across.Dot {
	none := math.NaN()
	d := across.Dot{Label: s.label, Value: none, Lo: none, Hi: none, BandLo: none, Middle: none, BandHi: none,
		Text: e.OfUnit(s.est), Right: s.of, Withheld: s.est.Missing == wording.Withheld}
	d.BandText = e.Text("too few")
	if s.team.shown() {
		d.BandLo, d.Middle, d.BandHi = s.team.lower, s.team.median, s.team.upper
		d.BandText = e.Percent(s.team.median) + " (" + strings.TrimSuffix(e.Percent(s.team.lower), "%") + "–" + e.Percent(s.team.upper) + ")"
	}
	if s.est.Defined() && !block.Few(s.est) {
		d.Value = s.est.Value
	}
	if s.est.Defined() && s.est.Level > 0 {
		d.Lo, d.Hi = s.est.Lo, s.est.Hi
	}
	return d
}

// place says which measures lie apart from the middle half of the team, by their intervals: those
// below it, or else those above. Where no team is shown there is nothing to say but the title.
func place(e *block.Edition, standings []standing, title string) string {
	names, judged := map[string][]string{}, 0
	for _, s := range standings {
		if s.team.shown() && s.est.Defined() {
			name := block.Unnumbered(s.label)
			side := s.team.beside(s.est)
			names[side] = append(names[side], wording.LowerFirst(name))
			judged++
		}
	}
	switch {
	case len(names[below]) > 0:
		return e.Say("Below the middle half of the team: %s", e.List(names[below]))
	case len(names[above]) > 0:
		return e.Say("Above the middle half of the team: %s", e.List(names[above]))
	case judged == 0:
		return title
	case judged == 1:
		return e.Say("%s: the interval meets the middle half of the team", title)
	}
	return e.Say("%s: every interval meets the middle half of the team", title)
}
