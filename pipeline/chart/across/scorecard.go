package across

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Scorecard is measures in rows, each with its latest value, its last periods against their
// usual variation, and two marks: whether it varies as usual, and whether the target can be
// reached as things are (Making Data Count).
type Scorecard struct {
	chart.Words
	Rows []Measure
}

// Measure is a row of a Scorecard. Texts are as they are printed.
type Measure struct {
	Name, Latest, Target string
	Basis                string    // what the latest value rests on, such as "34 accounts"; empty for none
	Values               []float64 // in order of time; NaN is a period without data
	Lower, Upper, Centre float64   // usual variation; none is drawn where they are no numbers
	TargetAt             float64   // NaN for none
	Variation            Variation
	Assurance            Assurance
}

// Variation is whether the latest period is more than chance.
type Variation int

// The kinds of variation.
const (
	TooFew     Variation = iota // no judgement
	Usual                       // common cause
	Improving                   // special cause, for the better
	Concerning                  // special cause, for the worse
	Notable                     // special cause of a measure of which neither more nor less is better
)

// Assurance is whether usual variation reaches the target.
type Assurance int

// The kinds of assurance.
const (
	NoTarget  Assurance = iota
	Reaches             // usual variation lies on the good side of the target
	HitOrMiss           // chance decides
	Misses              // usual variation lies on the bad side
	Unjudged            // there is a target, and too few periods
)

// Mark is the sign and the word of a kind of variation, in the English of the program.
func (v Variation) Mark() (sign, word string) { return variations[v].sign, variations[v].word }

// Mark is the sign and the word of a kind of assurance, in the English of the program.
func (a Assurance) Mark() (sign, word string) { return assurances[a].sign, assurances[a].word }

// badge is how a mark looks: a letter or line in a disc, and a word beside it.
type badge struct {
	fill, edge color.NRGBA
	sign, word string
}

var (
	variations = map[Variation]badge{
		TooFew: {pen.White, pen.Rule, "–", "too few periods"}, Usual: {pen.White, pen.Slate, "~", "usual variation"},
		Improving: {pen.Blue, pen.Blue, "+", "improving"}, Concerning: {pen.Amber, pen.Amber, "!", "concerning"},
		Notable: {pen.Slate, pen.Slate, "≠", "not as usual"},
	}
	assurances = map[Assurance]badge{
		NoTarget: {pen.White, pen.Rule, "–", "no target"}, Reaches: {pen.Blue, pen.Blue, "P", "reaches target"},
		HitOrMiss: {pen.White, pen.Slate, "?", "hit or miss"}, Misses: {pen.Amber, pen.Amber, "F", "misses target"},
		Unjudged: {pen.White, pen.Rule, "–", "too few periods"},
	}
)

// The columns of a scorecard of the natural width, from its left. In a larger one the periods
// have more room, and so have the rows.
const (
	scoreName    vg.Length = 0
	scoreLatest  vg.Length = 212 // right end
	scoreTarget  vg.Length = 272 // right end
	scoreSpark   vg.Length = 292
	sparkWidth   vg.Length = 116
	scoreVaries  vg.Length = 424
	scoreAssures vg.Length = 524
	scorePitch   vg.Length = 20
	scoreHead    vg.Length = 17
	badgeRadius  vg.Length = 7.5
	badgeWidth   vg.Length = 78
)

// Size is the natural size in points.
func (s Scorecard) Size() (width, height vg.Length) {
	if len(s.Rows) == 0 {
		return s.Room(chart.NothingHeight)
	}
	return s.Room(scoreHead + vg.Length(len(s.Rows))*s.pitch())
}

// pitch is the height of a row: more where what values rest on stands under their names.
func (s Scorecard) pitch() vg.Length {
	if slices.ContainsFunc(s.Rows, func(m Measure) bool { return m.Basis != "" }) {
		return scorePitch + 5
	}
	return scorePitch
}

// Draw draws the figure.
func (s Scorecard) Draw(c draw.Canvas) {
	p, area := s.Open(c)
	if len(s.Rows) == 0 {
		s.SayNothing(p, area)
		return
	}
	wider := max(0, area.Max.X-area.Min.X-chart.Natural(0).Max.X)
	pitch := max(s.pitch(), (area.Max.Y-area.Min.Y-scoreHead)/vg.Length(len(s.Rows)))
	s.drawHeads(p, area, wider)
	for i, m := range s.Rows {
		top := area.Max.Y - scoreHead - vg.Length(i)*pitch
		p.Line(pen.Stroke{Color: pen.Grid, Width: pen.Thin}, vg.Point{X: area.Min.X, Y: top}, vg.Point{X: area.Max.X, Y: top})
		s.drawRow(p, m, area.Min.X, top-pitch/2, wider)
		p.Note(row(area, top-pitch/2, pitch), s.note(m))
	}
}

func (s Scorecard) drawHeads(p pen.Pen, area vg.Rectangle, wider vg.Length) {
	y := area.Max.Y - pen.Small.Rise()
	for _, h := range []struct {
		at    vg.Length
		align pen.Align
		text  string
	}{
		{scoreName, pen.Left, "Measure"}, {scoreLatest, pen.Right, "Latest"}, {scoreTarget, pen.Right, "Target"},
		{scoreSpark, pen.Left, "Last periods"}, {scoreVaries + wider, pen.Left, "Variation"}, {scoreAssures + wider, pen.Left, "Assurance"},
	} {
		p.Text(pen.Small, vg.Point{X: area.Min.X + h.at, Y: y}, h.align, s.Language.Text(h.text))
	}
}

func (s Scorecard) drawRow(p pen.Pen, m Measure, left, middle, wider vg.Length) {
	name, value := pen.Body, pen.Body.Strong()
	title := middle
	if m.Basis != "" {
		title += 4.5
		p.Centred(pen.Small, vg.Point{X: left + scoreName, Y: middle - 6}, pen.Left, []string{pen.Small.Fit(m.Basis, 152)})
	}
	p.Centred(name, vg.Point{X: left + scoreName, Y: title}, pen.Left, []string{name.Fit(m.Name, 152)})
	p.Centred(value, vg.Point{X: left + scoreLatest, Y: middle}, pen.Right, []string{value.Fit(m.Latest, 56)})
	p.Centred(name, vg.Point{X: left + scoreTarget, Y: middle}, pen.Right, []string{name.Fit(m.Target, 54)})
	m.spark(p, vg.Rectangle{Min: vg.Point{X: left + scoreSpark, Y: middle - 9}, Max: vg.Point{X: left + scoreSpark + sparkWidth + wider, Y: middle + 9}})
	s.drawBadge(p, variations[m.Variation], left+scoreVaries+wider, middle)
	s.drawBadge(p, assurances[m.Assurance], left+scoreAssures+wider, middle)
}

// drawBadge sets a disc with its sign, and the word beside it.
func (s Scorecard) drawBadge(p pen.Pen, b badge, left, middle vg.Length) {
	at := vg.Point{X: left + badgeRadius, Y: middle}
	p.Mark(pen.Circle, at, badgeRadius, b.fill, pen.Stroke{Color: b.edge, Width: pen.Medium})
	sign := pen.Body.Strong().In(inkOn(b.fill))
	p.Centred(sign, at, pen.Middle, []string{b.sign})
	p.Centred(pen.Small.In(pen.Ink), vg.Point{X: at.X + badgeRadius + 4, Y: middle}, pen.Left, []string{pen.Small.Fit(s.Language.Text(b.word), badgeWidth)})
}

// spark draws the last periods over the band of usual variation.
func (m Measure) spark(p pen.Pen, box vg.Rectangle) {
	values := []float64{m.Lower, m.Upper, m.TargetAt}
	scale := axis.Scale{From: box.Min.Y, To: box.Max.Y}
	scale.Lo, scale.Hi = extent(append(values, m.Values...))
	step := (box.Max.X - box.Min.X) / vg.Length(max(len(m.Values)-1, 1))
	if axis.Drawable(m.Lower, m.Upper) {
		p.Box(pen.Mist, vg.Rectangle{Min: vg.Point{X: box.Min.X, Y: scale.At(m.Lower)}, Max: vg.Point{X: box.Max.X, Y: scale.At(m.Upper)}})
	}
	if axis.Drawable(m.TargetAt) {
		y := scale.At(m.TargetAt)
		p.Line(chart.Target{}.Line(), vg.Point{X: box.Min.X, Y: y}, vg.Point{X: box.Max.X, Y: y})
	}
	var run []vg.Point
	last := -1
	for i, v := range m.Values {
		if !axis.Drawable(v) {
			p.Line(pen.Stroke{Color: pen.Ink, Width: pen.Medium}, run...)
			run = nil
			continue
		}
		run, last = append(run, vg.Point{X: box.Min.X + vg.Length(i)*step, Y: scale.At(v)}), i
	}
	p.Line(pen.Stroke{Color: pen.Ink, Width: pen.Medium}, run...)
	if last >= 0 {
		at := vg.Point{X: box.Min.X + vg.Length(last)*step, Y: scale.At(m.Values[last])}
		p.Mark(pen.Circle, at, 2.6, variations[m.Variation].edge, pen.Stroke{Color: pen.White, Width: pen.Hair})
	}
}

// extent is the range of the values that can be drawn.
func extent(values []float64) (lo, hi float64) {
	first := true
	for _, v := range values {
		if !axis.Drawable(v) {
			continue
		}
		if first {
			lo, hi, first = v, v, false
		}
		lo, hi = min(lo, v), max(hi, v)
	}
	if hi == lo {
		return lo - 1, hi + 1
	}
	return lo, hi
}
