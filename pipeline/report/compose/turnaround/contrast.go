package turnaround

import (
	"slices"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// unit is a group whose accounts are compared with those of the others.
type unit struct {
	name   string
	exits  []survival.Exit
	byType map[string][]survival.Exit
}

// contrast is a table of units in the order of their names, with medians, restricted means
// and the difference to all others, and one test of whether they differ at all within
// patient types (CEN-08).
func contrast(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	units := unitTables(a)
	switch len(units) {
	case 0:
		return block.Made{Empty: true}
	case 1:
		return block.Made{Empty: true, Absent: block.Alone}
	}
	limit := float64(block.OrDefault(b.Limit, defaultLimit))
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual(wording.Capital(b.Noun)), block.Numeric("Accounts", "Median days (95% CI)",
		e.Say("Mean within %d days (95%% CI)", int(limit)), "Difference to the others (95% CI)")...)}
	few := make([]bool, len(units))
	for i, u := range units {
		own := survival.KaplanMeier(u.exits)
		row := []string{e.Text(u.name), e.Count(own.N), e.Text("too few"), e.Text("too few"), e.Text("too few")}
		if few[i] = own.N < block.LeastRecords; !few[i] {
			others := survival.KaplanMeier(exitsOf(units, i))
			row = []string{e.Text(u.name), e.Count(own.N), e.WithRange(own.Quantile(0.5)), e.WithRange(own.RestrictedMean(limit)), withSign(e, survival.RestrictedMeanDifference(own, others, limit))}
		}
		t.Rows = append(t.Rows, row)
	}
	left := e.LeaveFew(t, few, b.Noun)
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	test := survival.StratifiedLogRank(strata(units))
	t.Notes = append(left, "Open accounts count for as long as they were followed; those that left uncoded are left out. Rows are in the order of names. Differences of single rows are not corrected for their number: the test below is one for all.", testWords(e, test))
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: contrastFinding(e, test, b.Noun)}
}

// unitTables splits an answer into its units, in the order of the answer.
func unitTables(a block.Answer) []unit {
	var units []unit
	days, coded, censored, types := a.Int("day"), a.Int("coded"), a.Int("censored"), a.Text("patient_type")
	for i, name := range a.Text("unit") {
		if coded[i]+censored[i] == 0 {
			continue
		}
		if len(units) == 0 || units[len(units)-1].name != name {
			units = append(units, unit{name: name, byType: map[string][]survival.Exit{}})
		}
		u := &units[len(units)-1]
		x := survival.Exit{Time: float64(days[i]), Events: coded[i], Censored: censored[i]}
		u.exits = append(u.exits, x)
		u.byType[types[i]] = append(u.byType[types[i]], x)
	}
	return units
}

// exitsOf are the exits of all units but one.
func exitsOf(units []unit, but int) (exits []survival.Exit) {
	for i, u := range units {
		if i != but {
			exits = append(exits, u.exits...)
		}
	}
	return exits
}

// strata are the exits by patient type and unit.
func strata(units []unit) [][][]survival.Exit {
	var types []string
	for _, u := range units {
		for name := range u.byType {
			types = append(types, name)
		}
	}
	slices.Sort(types)
	var out [][][]survival.Exit
	for _, name := range slices.Compact(types) {
		groups := make([][]survival.Exit, len(units))
		for i, u := range units {
			groups[i] = u.byType[name]
		}
		out = append(out, groups)
	}
	return out
}

// withSign writes a difference with its sign.
func withSign(e *block.Edition, est metric.Estimate) string {
	if est.Defined() && est.Value > 0 && e.Value(est) != e.InUnit(0, est.Unit) {
		return "+" + e.WithRange(est)
	}
	return e.WithRange(est)
}

func testWords(e *block.Edition, t metric.Test) string {
	if !t.Defined() {
		return e.Say("%s: %s.", wording.Capital(e.Reason(t.Method)), e.Reason(t.Missing))
	}
	if t.DF == 1 {
		return e.Say("%s: χ² = %s on one degree of freedom, p %s.", wording.Capital(e.Reason(t.Method)), e.Fixed(t.Statistic, 1), e.Probability(t.P))
	}
	return e.Say("%s: χ² = %s on %d degrees of freedom, p %s.", wording.Capital(e.Reason(t.Method)), e.Fixed(t.Statistic, 1), t.DF, e.Probability(t.P))
}

func contrastFinding(e *block.Edition, t metric.Test, noun string) *report.Finding {
	switch {
	case !t.Defined():
		return nil
	case t.P < 1-metric.Level:
		return &report.Finding{
			Headline: e.Say("Days to code differ by %s", noun),
			Text:     e.Sentence("within patient types, accounts wait for different times by %s, more than chance explains (log-rank, p %s)", noun, e.Probability(t.P)),
			Tone:     report.Watch,
		}
	}
	return &report.Finding{
		Headline: e.Say("No difference in days to code by %s is shown", noun),
		Text:     e.Sentence("within patient types, what differs by %s can be chance (log-rank, p %s)", noun, e.Probability(t.P)),
	}
}
