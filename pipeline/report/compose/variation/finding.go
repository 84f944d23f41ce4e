package variation

import (
	"cmp"
	"math"
	"slices"

	"chartline/pipeline/metric/spc"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// finding names the periods outside the limits, which are what a reader must explain; the
// other rules are counted.
func (j judged) finding(e *block.Edition, b report.BlockSpec) *report.Finding {
	outside, other := broken(j.Chart)
	centre, name := j.write(e, j.centre()), wording.Capital(b.Noun)
	switch {
	case len(outside) == 0 && other == 0:
		return &report.Finding{
			Headline: e.Say("%s shows usual variation only", name),
			Text:     e.Sentence("%s varies around %s as it always does: %s breaks a rule", b.Noun, centre, e.Text(wordsOf(j.column).none)),
		}
	case len(outside) == 0:
		return &report.Finding{
			Headline: e.Say("%s shifted without leaving its limits", name),
			Text:     e.Sentence("%s of %s lies outside the limits around %s, but %d {is|are} part of a run or trend that chance seldom makes", e.Text(wordsOf(j.column).none), b.Noun, centre, other),
			Tone:     report.Watch,
		}
	}
	headline, tone := j.worst(e, b, outside)
	text := e.Sentence("%s lay outside the limits around %s in %s; %s", b.Noun, centre, When(e, j.starts, outside, j.column), otherWords(e, other, j.column))
	if latest := Latest(j.Chart, j.partial); latest > outside[len(outside)-1] {
		text += " " + e.Text(wordsOf(j.column).within)
	}
	return &report.Finding{Headline: headline, Text: text, Tone: tone}
}

// Latest is the last point of a chart that has a value and is over, -1 where there is none.
func Latest(c spc.Chart, partial []bool) int {
	for i := len(c.Points) - 1; i >= 0; i-- {
		if !partial[i] && !math.IsNaN(c.Points[i].Value) {
			return i
		}
	}
	return -1
}

// worst is the headline of points outside the limits. The latest of all stands there where it is one
// of them and not better, since something can be done about it; else the one furthest on the side that
// is worse, which is over and to watch; and where none is worse, that they are better. Of shares more
// is better unless the block says otherwise; of all else nobody can tell.
func (j judged) worst(e *block.Edition, b report.BlockSpec, outside []int) (string, report.Tone) {
	better := b.Better
	if better == "" && (j.sort == ofShares || j.sort == ofSharesLaney) {
		better = report.Higher
	}
	tone, name := report.Watch, wording.Capital(b.Noun)
	if latest := Latest(j.Chart, j.partial); slices.Contains(outside, latest) && !j.isBetter(latest, better) {
		outside = []int{latest}
		if better != "" {
			tone = report.Act
		}
	}
	byValue := func(i, k int) int { return cmp.Compare(j.Points[i].Value, j.Points[k].Value) }
	lowest, highest := slices.MinFunc(outside, byValue), slices.MaxFunc(outside, byValue)
	low, high := j.Points[lowest].Value < j.Points[lowest].Lower, j.Points[highest].Value > j.Points[highest].Upper
	switch {
	case low && better != report.Lower && !(high && better == ""):
		return e.Say("%s fell to %s in %s", name, j.write(e, j.Points[lowest].Value), periodName(e, j.starts[lowest], j.column)), tone
	case high && better != report.Higher:
		return e.Say("%s rose to %s in %s", name, j.write(e, j.Points[highest].Value), periodName(e, j.starts[highest], j.column)), tone
	case high:
		return e.Say("%s rose beyond its limits in %s", name, When(e, j.starts, outside, j.column)), report.Good
	}
	return e.Say("%s fell below its limits in %s", name, When(e, j.starts, outside, j.column)), report.Good
}

// isBetter reports whether a point outside the limits lies on the side that is better.
func (j judged) isBetter(at int, better string) bool {
	above := j.Points[at].Value > j.Points[at].Upper
	return better == report.Higher && above || better == report.Lower && !above
}

// broken are the points outside the limits, and how many others break a rule.
func broken(c spc.Chart) (outside []int, other int) {
	for i, pt := range c.Points {
		switch {
		case pt.Signal == spc.Outside:
			outside = append(outside, i)
		case pt.Signal != spc.CommonCause:
			other++
		}
	}
	return outside, other
}
