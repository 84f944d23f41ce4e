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
	data := table(b, standings)
	small := b
	small.Caption = strings.Join(data.Notes, " ")
	title := place(standings, b.Title)
	words := e.Words(a, small, title, "Your measures with their 95% intervals, from "+howMany(standings)+" "+counted(b)+", beside the team.", "Dots with intervals.")
	fig := across.Dots{Words: words, Unit: chart.Percent, LabelHead: "Measure", ValueHead: wording.Capital(block.TitleOf(b)),
		TextHead: "Yours (95% CI)", BandHead: "Team’s median (half)", RightHead: "Of", Name: "yours", BandName: "middle half of the team", MiddleName: "its median"}
	for _, s := range standings {
		fig.Items = append(fig.Items, s.dot())
	}
	data.Notes = nil // they are in the caption
	return block.Figure(b, fig, *data)
}

// howMany is of how many records the measures are: a number, or a range where they differ.
func howMany(standings []standing) string {
	var all []int64
	for _, s := range standings {
		if s.est.Defined() {
			all = append(all, s.est.N)
		}
	}
	least, most := slices.Min(all), slices.Max(all)
	if least == most {
		return wording.Count(most)
	}
	return wording.Count(least) + " to " + wording.Count(most)
}

// dot draws a measure: of few records its interval alone (SMP-07).
func (s standing) dot() across.Dot {
	none := math.NaN()
	d := across.Dot{Label: s.label, Value: none, Lo: none, Hi: none, BandLo: none, Middle: none, BandHi: none,
		Text: block.OfUnit(s.est), Right: s.of, Withheld: s.est.Missing == wording.Withheld}
	d.BandText = "too few"
	if s.team.shown() {
		d.BandLo, d.Middle, d.BandHi = s.team.lower, s.team.median, s.team.upper
		d.BandText = wording.Percent(s.team.median) + " (" + strings.TrimSuffix(wording.Percent(s.team.lower), "%") + "–" + wording.Percent(s.team.upper) + ")"
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
func place(standings []standing, title string) string {
	names, judged := map[string][]string{}, 0
	for _, s := range standings {
		if s.team.shown() && s.est.Defined() {
			name, _, _ := strings.Cut(s.label, " (")
			side := s.team.beside(s.est)
			names[side] = append(names[side], wording.LowerFirst(name))
			judged++
		}
	}
	for _, side := range []string{"below", "above"} {
		if n := names[side]; len(n) > 0 {
			return wording.Capital(side) + " the middle half of the team: " + wording.List(n)
		}
	}
	switch {
	case judged == 0:
		return title
	case judged == 1:
		return title + ": the interval meets the middle half of the team"
	}
	return title + ": every interval meets the middle half of the team"
}
