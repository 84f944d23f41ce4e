package own

import (
	"cmp"
	"slices"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// rebuttals tells what became of the findings on the reader's charts, and how many were
// overturned on rebuttal: those count nowhere in the reader's accuracy (REB-02, REB-03).
func rebuttals(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	order, byType := []string{}, map[string]*[3]int64{}
	var total [3]int64
	meanings, types := a.Text("meaning"), a.Text("error_type")
	for i, name := range types {
		if byType[name] == nil {
			byType[name] = &[3]int64{}
			order = append(order, name+"\x00"+meanings[i])
		}
		for at, n := range [3]int64{a.Int("findings")[i], a.Int("overturned")[i], a.Int("open")[i]} {
			byType[name][at] += n
			total[at] += n
		}
	}
	if total == [3]int64{} {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Type", "Error"), block.Numeric("Stand", "Overturned", "Open")...)}
	slices.SortStableFunc(order, func(x, y string) int {
		return cmp.Or(cmp.Compare(byType[y[:2]][0], byType[x[:2]][0]), cmp.Compare(byType[y[:2]][1], byType[x[:2]][1]))
	})
	for _, named := range order {
		name, meaning := named[:2], named[3:]
		t.Rows = append(t.Rows, append([]string{name, e.Text(meaning)}, counts(e, *byType[name])...))
	}
	t.Rows = append(t.Rows, append([]string{"", e.Text("All")}, counts(e, total)...))
	if b.Caption != "" {
		t.Notes = []string{b.Caption}
	}
	return block.Made{Block: report.Block{Table: t}, Finding: rebuttalFinding(e, total)}
}

func counts(e *block.Edition, n [3]int64) []string {
	return []string{e.Count(n[0]), e.Count(n[1]), e.Count(n[2])}
}

// rebuttalFinding speaks of the share that was overturned by its interval.
func rebuttalFinding(e *block.Edition, total [3]int64) *report.Finding {
	decided := total[0] + total[1]
	if decided == 0 {
		return nil
	}
	share := metric.Proportion(total[1], decided)
	overturned := e.Say("of %s that {is|are} decided, %s {was|were} overturned (%s)",
		e.Plural(decided, "findings"), e.Count(total[1]), e.CI(share))
	open := e.Text("none is open")
	if total[2] > 0 {
		open = e.Say("%s {is|are} not decided yet", e.Count(total[2]))
	}
	return &report.Finding{
		Headline: e.Say("%s overturned on rebuttal", e.Plural(total[1], "findings")),
		Text:     wording.Capital(overturned) + "; " + open + ".",
	}
}
