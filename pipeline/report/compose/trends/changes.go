package trends

import (
	"cmp"
	"slices"

	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/frequency"
)

// discovery is the share of what is called changed that may be so by chance.
const discovery = 0.05

// changes is a table of groups that are new, rising or falling against the same days of the
// year before. Every group is tested, also those that are withheld or stand below the
// table, and the false discovery rate is held over all of them.
func changes(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	later, earlier := a.Int("later"), a.Int("earlier")
	nothing := a.Null("later")
	if !slices.Contains(nothing, false) {
		return block.Made{Empty: true}
	}
	of, before := a.Int("later_discharges"), a.Int("earlier_discharges")
	pairs := make([]compare.Pair, a.Len())
	for i := range pairs {
		pairs[i] = compare.Pair{Later: later[i], Earlier: earlier[i], LaterBase: of[i], EarlierBase: before[i]}
	}
	found := compare.Changes(pairs, discovery)
	order := a.Shown()
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(found[i].Adjusted, found[j].Adjusted) })
	t := changeTable(e, b, before[0], of[0])
	for _, i := range order[:min(block.OrDefault(b.Top, block.DefaultTop), len(order))] {
		name, title := frequency.Named(e, a, i)
		t.Rows = append(t.Rows, []string{name, frequency.OrUntitled(e, title), e.Count(earlier[i]), e.Count(later[i]), e.Times(found[i].Ratio), e.TimesInterval(found[i].Ratio),
			e.Probability(found[i].Adjusted), e.Text(found[i].Direction.String()), changedCodes(e, a, i)})
	}
	t.Notes = append(t.Notes, e.Say("%d {group was|groups were} compared with the same days a year before; of those called new, rising or falling about 5%% may be so by chance (Benjamini and Hochberg).", a.Len()),
		e.Text("Ratio: rate of now over rate of then. Where codes of a group changed, the change may be one of coding (VER-08)."))
	e.DropSame(t, "Codes changed", e.Text(releasesMissing), "Whether codes of these groups changed is not known: no releases are loaded.")
	if a.AnyWithheld() {
		t.Notes = append(t.Notes, e.Text("Groups whose counts are too small to show are tested and left out."))
	}
	return block.Made{Block: report.Block{Table: t}, Finding: changeFinding(e, a, found, order)}
}

func changeTable(e *block.Edition, b report.BlockSpec, before, now int64) *report.Table {
	return &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(block.Textual("Group", "Diagnosis"),
		block.Numeric("Then", "Now", "Ratio", "95% CI", "p (adjusted)")...), block.Textual("Verdict", "Codes changed")...),
		Notes: []string{e.Say("Then: of %s {discharge|discharges}; now: of %s.", e.Count(before), e.Count(now))}}
}

// releasesMissing stands where no release says which codes of a group changed.
const releasesMissing = "not loaded"

func changedCodes(e *block.Edition, a block.Answer, row int) string {
	if a.Null("changed_codes")[row] {
		return e.Text(releasesMissing)
	}
	return e.Count(a.Int("changed_codes")[row])
}

func changeFinding(e *block.Edition, a block.Answer, found []compare.Change, shown []int) *report.Finding {
	var names []string
	counts := map[compare.Direction]int{}
	for _, i := range shown {
		if d := found[i].Direction; d == compare.New || d == compare.Rising || d == compare.Falling {
			counts[d]++
			if _, title := frequency.Named(e, a, i); len(names) < 3 {
				names = append(names, e.Say("%s is %s (%s, %s)", frequency.Short(frequency.OrUntitled(e, title)), e.Text(d.String()), e.Times(found[i].Ratio), e.Confidence()+e.TimesInterval(found[i].Ratio)))
			}
		}
	}
	if len(names) == 0 {
		return &report.Finding{
			Headline: e.Text("No group changed more than chance would"),
			Text:     e.Sentence("of %d {group|groups} none is more or less frequent than in the same months a year ago beyond what chance allows", len(found)),
		}
	}
	return &report.Finding{
		Headline: e.Say("%s new, %d rising and %d falling {group|groups}", e.Spelled(counts[compare.New]), counts[compare.Rising], counts[compare.Falling]),
		Text:     e.Sentence("against the same months a year ago %s", e.List(names)),
		Tone:     report.Watch,
	}
}
