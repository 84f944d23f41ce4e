package frequency

import (
	"cmp"
	"slices"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// standardised is a table of the most frequent groups by facility: as they are, with the
// ages and sexes of the standard, and against what the facility's own would give with the
// rates of all (RTE-03 to RTE-05). Rows are in the order of groups and of names.
func standardised(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	groups, facilities := a.Text("grouping"), a.Text("facility_id")
	if groups[0] == SchemeNotLoaded {
		return NotLoaded()
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Diagnosis", "Facility"),
		block.Numeric("Discharges", "Crude per 1,000", "Standardised per 1,000", "Observed / expected")...)}
	t.Columns[0].Grouped = true
	crude, rate, ratio := a.Estimates("crude"), a.Estimates("rate"), a.Estimates("ratio")
	chosen := mostCases(a, block.OrDefault(b.Top, block.DefaultTop))
	if len(chosen) == 0 {
		return block.Made{Block: e.AllWithheld(b), Key: &report.KeyFigure{Value: e.Hidden()}}
	}
	seen := seenAt(a, chosen)
	apart, judged, without, unknown := 0, 0, 0, map[string]int64{}
	for i, group := range groups {
		unknown[facilities[i]] = a.Int("unknown")[i]
		if !slices.Contains(chosen, group) || !slices.Contains(seen, facilities[i]) {
			continue
		}
		name, title := Named(e, a, i)
		cells := []string{e.Hidden(), e.Hidden(), e.Hidden(), e.Hidden()}
		if !a.Withheld[i] {
			cells = []string{e.Count(a.Int("encounters")[i]), e.WithRange(crude[i]), e.WithRange(rate[i]), e.Times(ratio[i]) + " (" + e.TimesInterval(ratio[i]) + ")"}
			judged++
			if ratio[i].Level > 0 && (ratio[i].Lo > 1 || ratio[i].Hi < 1) {
				apart++
			}
			if !rate[i].Defined() {
				cells[2] = "–"
				without++
			}
		}
		t.Rows = append(t.Rows, append([]string{name + " " + OrUntitled(e, title), facilityName(a, i)}, cells...))
	}
	t.Notes = standardNotes(e, a, without, unknown)
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	slices.Sort(seen)
	return block.Made{
		Block: report.Block{Table: t}, Finding: standardFinding(e, apart, judged),
		Key: &report.KeyFigure{Value: e.Count(int64(len(slices.Compact(seen)))), Basis: e.Say("in %d {group|groups} of diagnoses, apart from age and sex", len(chosen))},
	}
}

// facilityName is what readers know a facility by, and else its id.
func facilityName(a block.Answer, row int) string {
	if _, ok := a.Query.Column("facility_name"); ok && a.Text("facility_name")[row] != "" {
		return a.Text("facility_name")[row]
	}
	return a.Text("facility_id")[row]
}

// showsCases reports whether a row shows a count of somebody. A 0 beside withheld counts says
// how many these are, so that their sum would give them away.
func showsCases(a block.Answer, row int) bool {
	return !a.Withheld[row] && a.Int("encounters")[row] > 0
}

// mostCases are the groups with the most cases of all facilities together, of those of which
// anything may be shown.
func mostCases(a block.Answer, top int) []string {
	cases := map[string]int64{}
	var names []string
	for i, group := range a.Text("grouping") {
		if Special[group] != "" {
			continue
		}
		cases[group] += a.Int("encounters")[i]
		if showsCases(a, i) && !slices.Contains(names, group) {
			names = append(names, group)
		}
	}
	slices.SortStableFunc(names, func(x, y string) int { return cmp.Compare(cases[y], cases[x]) })
	return names[:min(top, len(names))]
}

// seenAt are the facilities of which something may be shown of some groups.
func seenAt(a block.Answer, groups []string) (facilities []string) {
	for i, group := range a.Text("grouping") {
		if showsCases(a, i) && slices.Contains(groups, group) {
			facilities = append(facilities, a.Text("facility_id")[i])
		}
	}
	return facilities
}

var standards = map[string]string{
	"internal": "Standard: the ages and sexes of all these discharges together.",
	"us2000":   "Standard: the ages of the US population of 2000, within the ages asked for; the records are of discharges and not of residents, so that rates compare with each other and not with those of a population.",
}

func standardNotes(e *block.Edition, a block.Answer, without int, unknown map[string]int64) []string {
	notes := []string{e.Text(standards[a.Given("standard")]) + " " + e.Text("In brackets: 95% intervals, of Wilson, Fay and Feuer, and Garwood.")}
	if without > 0 {
		notes = append(notes, e.Text("A dash: the facility has no discharges in a stratum of the standard, so that no rate can be standardised; observed over expected stands."))
	}
	var all int64
	for _, n := range unknown {
		all += n
	}
	if all > 0 {
		notes = append(notes, e.Say("Left out: discharges of unknown age or sex, %s.", e.Small(all)))
	}
	return notes
}

func standardFinding(e *block.Edition, apart, judged int) *report.Finding {
	if judged == 0 {
		return nil
	}
	if apart == 0 {
		return &report.Finding{
			Headline: e.Text("Facilities do not differ beyond age and sex"),
			Text:     e.Sentence("of %d {pair|pairs} of a group and a facility shown the interval of observed over expected holds 1 in each", judged),
		}
	}
	f := &report.Finding{
		Headline: e.Text("Facilities differ beyond age and sex"), Tone: report.Watch,
		Text: e.Sentence("for %d of %d {pair|pairs} of a group and a facility the interval of observed over expected does not hold 1; chance alone does that to one in twenty", apart, judged),
	}
	if compare.Misses(apart, judged) > 1-metric.Level {
		f.Headline, f.Tone = e.Text("Facilities differ by no more than chance, age and sex"), report.Neutral
	}
	return f
}
