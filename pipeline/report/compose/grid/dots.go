package grid

import (
	"math"
	"slices"
	"strings"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// dots draws a measure of each unit with its interval beside that of all units together. Of fewer
// than 30 records the interval stands alone (SMP-07).
func dots(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	all := unitsOf(e, a)
	whole := pooled(a, b.Metric, visible(a, rowsOf(all)))
	if !whole.Defined() {
		return block.Made{Empty: true}
	}
	for i := range all {
		all[i].whole = ofUnit(a, b.Metric, all[i].rows)
		if !block.Few(all[i].whole) {
			all[i].score = compare.Score(compare.FromValue(all[i].whole, whole.Value))
		}
	}
	judge(all)
	finding := dotsFinding(e, all, whole, b)
	kept, others := shown(all, block.OrDefault(b.Top, mostRows))
	if text := leftOut(e, kept, others, b); text != "" {
		b.Caption = text + " " + b.Caption
	}
	fig := across.Dots{Unit: chartUnit(whole.Unit), LabelHead: wording.Capital(b.Noun), ValueHead: b.Title, TextHead: e.Text("Value (95% CI)"), RightHead: e.Text("Records"),
		Name: e.Text("value with interval"), AccentName: e.Text("apart by more than chance"), Reference: whole.Value, ReferenceName: e.Say("all together: %s", e.Value(whole)),
		Words: e.Words(a, b, finding.Headline, e.Say("%s by %s, in the order of names, with 95%% intervals. Bold: apart from all together by more than chance.", b.Title, b.Noun), "Dots with intervals.")}
	if slices.ContainsFunc(at(all, kept), func(u unit) bool { return block.Few(u.whole) }) {
		fig.Caption = strings.TrimSpace(e.Text("Of fewer than 30 records only the interval is shown (SMP-07).") + " " + fig.Caption)
	}
	for _, u := range at(all, kept) {
		if u.isShown() {
			fig.Items = append(fig.Items, u.dot(e))
		}
	}
	columns := append(append(block.Textual("unit"), block.EstimateColumns()...), block.Textual("apart")...)
	data := block.Twin(b, finding.Headline, columns, dotsData(e, at(all, kept)))
	data.Beyond = dotsData(e, at(all, others))
	return block.Made{Block: block.Figure(b, fig, data), Finding: finding}
}

// isShown reports whether there is a value of a unit, or one that must not be told.
func (u unit) isShown() bool { return u.whole.Defined() || hidden(u.whole) }

// dotsData are the rows of a data file: one a unit.
func dotsData(e *block.Edition, units []unit) (rows [][]string) {
	for _, u := range units {
		if !u.isShown() {
			continue
		}
		cells := e.EstimateCells(u.whole)
		if block.Few(u.whole) {
			cells[0] = e.Text(few)
		}
		rows = append(rows, append(append([]string{u.name}, cells...), e.Text(yesNo(u.apart))))
	}
	return rows
}

// visible are the rows that are not withheld.
func visible(a block.Answer, rows []int) (out []int) {
	for _, row := range rows {
		if !a.Withheld[row] {
			out = append(out, row)
		}
	}
	return out
}

// ofUnit is the estimate of a unit, withheld where one of its rows is.
func ofUnit(a block.Answer, name string, rows []int) metric.Estimate {
	if len(visible(a, rows)) < len(rows) {
		return metric.Estimate{Missing: wording.Withheld}
	}
	return a.Pooled(name, rows)
}

func (u unit) dot(e *block.Edition) across.Dot {
	none := math.NaN()
	d := across.Dot{Label: u.name, Value: none, Lo: none, Hi: none, BandLo: none, Middle: none, BandHi: none,
		Text: e.OfUnit(u.whole), Right: e.Count(u.whole.N), Withheld: hidden(u.whole), Accent: u.apart}
	if d.Withheld {
		d.Right = "–"
		return d
	}
	if !block.Few(u.whole) {
		d.Value = u.whole.Value
	}
	if u.whole.Level > 0 {
		d.Lo, d.Hi = u.whole.Lo, u.whole.Hi
	}
	return d
}

// dotsFinding names the units apart from all together, those below first.
func dotsFinding(e *block.Edition, all []unit, whole metric.Estimate, b report.BlockSpec) *report.Finding {
	var words []string
	var above bool
	var last string
	judged := int64(0)
	for _, want := range []bool{false, true} {
		for _, u := range all {
			if u.apart && (u.score > 0) == want && (len(words) == 0 || above == want) {
				above, last = want, u.name
				words = append(words, e.Say("%s at %s", u.name, e.WithInterval(u.whole)))
			}
		}
	}
	for _, u := range all {
		if !math.IsNaN(u.score) {
			judged++
		}
	}
	if len(words) == 0 {
		return &report.Finding{Headline: e.Say("%s: no %s differs from the rest by more than chance", b.Title, b.Noun),
			Text: e.Sentence("of %s none differs from all together (%s) by more than chance (false discovery rate 5%%)", e.Plural(judged, e.Several(b.Noun)), e.WithInterval(whole))}
	}
	who := e.Plural(int64(len(words)), e.Several(b.Noun))
	if len(words) == 1 {
		who = last
	}
	headline := e.Say("%s: %s below all together", b.Title, who)
	if above {
		headline = e.Say("%s: %s above all together", b.Title, who)
	}
	return &report.Finding{Headline: headline, Tone: tone(b.Better, above),
		Text: e.Sentence("all together are at %s; apart by more than chance: %s", e.WithInterval(whole), named(e, words))}
}
