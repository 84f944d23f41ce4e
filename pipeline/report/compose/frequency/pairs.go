package frequency

import (
	"cmp"
	"math"
	"slices"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// asPrinted is a bound as readers see it: what looks the same to them is a tie.
func asPrinted(bound float64) float64 { return math.Round(100 * bound) }

// pairs is a table of groups that stand on the same records, those first whose lift is
// larger than chance by the most certain margin.
func pairs(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	lift, phi := a.Estimates("lift"), a.Estimates("phi")
	order := a.Shown()
	if len(order) == 0 {
		return block.Made{Block: e.AllWithheld(b)}
	}
	together := a.Int("together")
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(asPrinted(lift[j].Lo), asPrinted(lift[i].Lo)), cmp.Compare(together[j], together[i]))
	})
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("One group", "The other"),
		block.Numeric("Together", "With one", "With other", "Lift", "95% CI", "Phi")...)}
	name := func(column string, i int) string {
		return a.Text(column + "_group")[i] + " " + Short(OrUntitled(e, a.Text(column + "_title")[i]))
	}
	for _, i := range order[:min(block.OrDefault(b.Top, block.DefaultTop), len(order))] {
		t.Rows = append(t.Rows, []string{name("first", i), name("second", i), e.Count(together[i]), e.Count(a.Int("first_encounters")[i]),
			e.Count(a.Int("second_encounters")[i]), e.Times(lift[i]), e.TimesInterval(lift[i]), e.Plain(phi[i].Value, phi[i].Defined())})
	}
	t.Notes = []string{e.Say("Lift: how many times more of the %s {record has|records have} both than if the groups were independent. %s {pair|pairs} of at least %s {record|records} {[2]was|were} looked at; the first by the lower bound are shown. Lift says nothing of cause.",
		e.Count(a.Int("discharges")[0]), e.Count(int64(a.Len())), a.Given("least"))}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	first := order[0]
	return block.Made{Block: report.Block{Table: t}, Finding: &report.Finding{
		Headline: e.Say("The closest pair: %s with %s", name("first", first), name("second", first)),
		Text: e.Sentence("they stand together on %s of %s {record|records}, %s times as many as chance would give (%s)",
			e.Count(together[first]), e.Count(a.Int("discharges")[0]), e.Times(lift[first]), e.Confidence()+e.TimesInterval(lift[first])),
	}}
}
