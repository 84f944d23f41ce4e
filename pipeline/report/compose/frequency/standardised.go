package frequency

import (
	"cmp"
	"fmt"
	"slices"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// standardised is a table of the most frequent groups by facility: as they are, with the
// ages and sexes of the standard, and against what the facility's own would give with the
// rates of all (RTE-03 to RTE-05). Rows are in the order of groups and of names.
func standardised(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	groups, facilities := a.Text("grouping"), a.Text("facility_id")
	if groups[0] == SchemeNotLoaded {
		return block.Made{Block: NotLoaded(a, b)}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Group", "Diagnosis", "Facility"),
		block.Numeric("Cases", "Crude per 1,000", "Standardised per 1,000", "Observed / expected")...)}
	crude, rate, ratio := a.Estimates("crude"), a.Estimates("rate"), a.Estimates("ratio")
	chosen := mostCases(a, block.OrDefault(b.Top, block.DefaultTop))
	apart, judged, without, unknown := 0, 0, 0, map[string]int64{}
	for i, group := range groups {
		unknown[facilities[i]] = a.Int("unknown")[i]
		if !slices.Contains(chosen, group) {
			continue
		}
		name, title := Named(a, i)
		cells := []string{wording.Withheld, wording.Withheld, wording.Withheld, wording.Withheld}
		if !a.Withheld[i] {
			cells = []string{wording.Count(a.Int("encounters")[i]), wording.WithRange(crude[i]), wording.WithRange(rate[i]), wording.Times(ratio[i]) + " (" + wording.TimesInterval(ratio[i]) + ")"}
			judged++
			if ratio[i].Level > 0 && (ratio[i].Lo > 1 || ratio[i].Hi < 1) {
				apart++
			}
			if !rate[i].Defined() {
				cells[2] = "–"
				without++
			}
		}
		t.Rows = append(t.Rows, append([]string{name, OrUntitled(title), facilities[i]}, cells...))
	}
	t.Notes = standardNotes(e, a, without, unknown)
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: standardFinding(apart, judged)}
}

// mostCases are the groups with the most cases of all facilities together.
func mostCases(a block.Answer, top int) []string {
	cases := map[string]int64{}
	var names []string
	for i, group := range a.Text("grouping") {
		if Special[group] != "" {
			continue
		}
		if _, known := cases[group]; !known {
			names = append(names, group)
		}
		cases[group] += a.Int("encounters")[i]
	}
	slices.SortStableFunc(names, func(x, y string) int { return cmp.Compare(cases[y], cases[x]) })
	return names[:min(top, len(names))]
}

var standards = map[string]string{
	"internal": "Standard: the ages and sexes of all these discharges together.",
	"us2000":   "Standard: the ages of the US population of 2000, within the ages asked for; the records are of discharges and not of residents, so that rates compare with each other and not with those of a population.",
}

func standardNotes(e *block.Edition, a block.Answer, without int, unknown map[string]int64) []string {
	notes := []string{standards[a.Given("standard")] + " In brackets: 95% intervals, of Wilson, Fay and Feuer, and Garwood."}
	if without > 0 {
		notes = append(notes, "A dash: the facility has no discharges in a stratum of the standard, so that no rate can be standardised; observed over expected stands.")
	}
	var all int64
	for _, n := range unknown {
		all += n
	}
	if all > 0 {
		notes = append(notes, fmt.Sprintf("Left out: discharges of unknown age or sex, %s.", e.Small(all)))
	}
	return notes
}

func standardFinding(apart, judged int) *report.Finding {
	if judged == 0 {
		return nil
	}
	if apart == 0 {
		return &report.Finding{
			Headline: "Facilities do not differ beyond age and sex",
			Text:     wording.Sentence("the intervals of observed over expected of all %d groups and facilities shown hold 1", judged),
		}
	}
	return &report.Finding{
		Headline: fmt.Sprintf("%s of %d groups and facilities stand apart after standardisation", wording.Spelled(apart), judged),
		Text:     wording.Sentence("the intervals of observed over expected of %d of %d hold no 1; one in twenty would by chance", apart, judged),
		Tone:     report.Watch,
	}
}
