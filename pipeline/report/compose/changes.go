package compose

import (
	"cmp"
	"fmt"
	"slices"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
)

// discovery is the share of what is called changed that may be so by chance.
const discovery = 0.05

// changes is a table of groups that are new, rising or falling against the same days of the
// year before. Every group is tested, also those that are withheld or stand below the
// table, and the false discovery rate is held over all of them.
func changes(_ *Edition, a answered, b report.BlockSpec) made {
	later, earlier := a.Int("later"), a.Int("earlier")
	nothing := a.Null("later")
	if !slices.Contains(nothing, false) {
		return made{empty: true}
	}
	of, before := a.Int("later_discharges"), a.Int("earlier_discharges")
	pairs := make([]compare.Pair, a.Len())
	for i := range pairs {
		pairs[i] = compare.Pair{Later: later[i], Earlier: earlier[i], LaterBase: of[i], EarlierBase: before[i]}
	}
	found := compare.Changes(pairs, discovery)
	order := a.shown()
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(found[i].Adjusted, found[j].Adjusted) })
	t := changeTable(b, before[0], of[0])
	for _, i := range order[:min(orDefault(b.Top, defaultTop), len(order))] {
		name, title := named(a, i)
		t.Rows = append(t.Rows, []string{name, orUntitled(title), count(earlier[i]), count(later[i]), times(found[i].Ratio), timesInterval(found[i].Ratio),
			probability(found[i].Adjusted), found[i].Direction.String(), changedCodes(a, i)})
	}
	t.Notes = append(t.Notes, fmt.Sprintf("%d groups were compared with the same days a year before; of those called new, rising or falling about 5%% may be so by chance (Benjamini and Hochberg).", a.Len()),
		"Ratio: rate of now over rate of then. Where codes of a group changed, the change may be one of coding (VER-08).")
	if a.anyWithheld() {
		t.Notes = append(t.Notes, "Groups whose counts are too small to show are tested and left out.")
	}
	return made{block: report.Block{Table: t}, finding: changeFinding(a, found, order)}
}

func changeTable(b report.BlockSpec, before, now int64) *report.Table {
	return &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(textual("Group", "Diagnosis"),
		numeric("Then", "Now", "Ratio", "95% CI", "Adjusted p")...), textual("Verdict", "Codes changed")...),
		Notes: []string{fmt.Sprintf("Then: of %s discharges; now: of %s.", count(before), count(now))}}
}

func changedCodes(a answered, row int) string {
	if a.Null("changed_codes")[row] {
		return "not loaded"
	}
	return count(a.Int("changed_codes")[row])
}

func changeFinding(a answered, found []compare.Change, shown []int) *report.Finding {
	var names []string
	counts := map[compare.Direction]int{}
	for _, i := range shown {
		if d := found[i].Direction; d == compare.New || d == compare.Rising || d == compare.Falling {
			counts[d]++
			if _, title := named(a, i); len(names) < 3 {
				names = append(names, fmt.Sprintf("%s is %s (%s, %s)", short(orUntitled(title)), d, times(found[i].Ratio), confidence+timesInterval(found[i].Ratio)))
			}
		}
	}
	if len(names) == 0 {
		return &report.Finding{
			Headline: "No group changed more than chance would",
			Text:     sentence("of %d groups none is more or less frequent than in the same months a year ago beyond what chance allows", len(found)),
		}
	}
	return &report.Finding{
		Headline: fmt.Sprintf("%s new, %d rising and %d falling groups", spelled(counts[compare.New]), counts[compare.Rising], counts[compare.Falling]),
		Text:     sentence("against the same months a year ago %s", list(names)),
		Tone:     report.Watch,
	}
}

// pairs is a table of groups that stand on the same records, those first whose lift is
// larger than chance by the most certain margin.
func pairs(_ *Edition, a answered, b report.BlockSpec) made {
	lift, phi := a.estimates("lift"), a.estimates("phi")
	order := a.shown()
	if len(order) == 0 {
		return made{block: allWithheld(b)}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(lift[j].Lo, lift[i].Lo) })
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(textual("One group", "The other"),
		numeric("Together", "One", "Other", "Lift", "95% CI", "Phi")...)}
	name := func(column string, i int) string {
		return a.Text(column + "_group")[i] + " " + short(orUntitled(a.Text(column + "_title")[i]))
	}
	for _, i := range order[:min(orDefault(b.Top, defaultTop), len(order))] {
		t.Rows = append(t.Rows, []string{name("first", i), name("second", i), count(a.Int("together")[i]), count(a.Int("first_encounters")[i]),
			count(a.Int("second_encounters")[i]), times(lift[i]), timesInterval(lift[i]), plain(phi[i].Value, phi[i].Defined())})
	}
	t.Notes = []string{fmt.Sprintf("Lift: how many times more of the %s records have both than if the groups were independent. %s pairs of at least %s records were looked at; the first by the lower bound are shown. Lift says nothing of cause.",
		count(a.Int("discharges")[0]), count(int64(a.Len())), a.given("least"))}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	first := order[0]
	return made{block: report.Block{Table: t}, finding: &report.Finding{
		Headline: "The closest pair: " + name("first", first) + " with " + name("second", first),
		Text: sentence("they stand together on %s records, %s times as many as chance would give (%s)",
			count(a.Int("together")[first]), times(lift[first]), confidence+timesInterval(lift[first])),
	}}
}

// times writes a ratio as "1.43 ×" without its sign.
func times(est metric.Estimate) string { return plain(est.Value, est.Defined()) }

func timesInterval(est metric.Estimate) string { return plainInterval(est) }

// plain writes a number that is no share, with two decimals.
func plain(v float64, defined bool) string {
	if !defined {
		return "–"
	}
	return fixed(v, 2)
}

func plainInterval(est metric.Estimate) string {
	if !est.Defined() || est.Level == 0 {
		return ""
	}
	return fixed(est.Lo, 2) + "–" + fixed(est.Hi, 2)
}

// probability writes a p-value.
func probability(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return fixed(p, 3)
}
