// Package money shows what errors cost, what audits say of their frames and which clocks run.
package money

import (
	"math"
	"slices"

	"chartline/pipeline/metric"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// impactColumns are what amounts are summed from.
var impactColumns = []string{"cases", "priced", "not_drg", "without_rate", "not_computable", "transfers_not_known",
	"gross_under", "gross_over", "net", "absolute", "paid", "targeted", "targeted_under", "targeted_over"}

// impact is a table of what findings mean in dollars, a row a unit and one of all: always
// gross under, gross over, net and absolute together, since the net hides what cancels out
// (FIN-02).
func impact(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual(wording.Capital(b.Noun)),
		block.Numeric("Reviewed", "With an amount", "Gross under", "Gross over", "Net", "Absolute")...)}
	cases, priced := a.Int("cases"), a.Int("priced")
	for i, name := range a.Text(block.FirstOf(a.Query, query.Text)) {
		amounts := []string{"–", "–", "–", "–"}
		if priced[i] > 0 {
			amounts = []string{e.Dollars(a.Real("gross_under")[i]), e.Dollars(a.Real("gross_over")[i]), e.Dollars(a.Real("net")[i]), e.Dollars(a.Real("absolute")[i])}
		}
		t.Rows = append(t.Rows, append([]string{e.Text(name), e.Count(cases[i]), e.Count(priced[i])}, amounts...))
	}
	all := totals(a.Answer)
	t.Rows = append(t.Rows, []string{e.Text("All"), e.Count(all.count("cases")), e.Count(all.count("priced")),
		e.Dollars(all["gross_under"]), e.Dollars(all["gross_over"]), e.Dollars(all["net"]), e.Dollars(all["absolute"])})
	t.Notes = captioned(impactNotes(e, all), b)
	return block.Made{Block: report.Block{Table: t}, Finding: impactFinding(e, all), Keys: impactKeys(e, all)}
}

// captioned adds the caption, where there is one, to the notes of a table.
func captioned(notes []string, b report.BlockSpec) []string {
	if b.Caption == "" {
		return notes
	}
	return append(notes, b.Caption)
}

// sums are the sums of the columns of an answer by name.
type sums map[string]float64

func (s sums) count(name string) int64 { return int64(s[name]) }

func totals(a *query.Answer) sums {
	all := sums{}
	for _, name := range impactColumns {
		for _, v := range a.Number(name) {
			all[name] += v
		}
	}
	return all
}

// impactNotes say what has no amount, and what targeted reviews found beside.
func impactNotes(e *block.Edition, all sums) []string {
	notes := []string{"Positive: under-coded, paid too little. Negative: over-coded, paid too much. An amount is weight times the base rate of the contract; what was really remitted is not in it. Each sum is rounded to dollars by itself."}
	var without []string
	for _, w := range []struct{ column, words string }{
		{"not_drg", "of contracts that do not pay by DRG"}, {"without_rate", "without a base rate"}, {"not_computable", "transfers without stay or GMLOS"},
	} {
		if n := all.count(w.column); n > 0 {
			without = append(without, e.Count(n)+" "+e.Text(w.words))
		}
	}
	if len(without) > 0 {
		notes = append(notes, e.Say("No amount, weight change only: %s.", e.List(without)))
	}
	if n := all.count("transfers_not_known"); n > 0 {
		notes = append(notes, e.Say("%s to post-acute care paid in full: the table of DRGs does not say which are paid as transfers.", e.Plural(n, "discharges")))
	}
	if n := all.count("targeted"); n > 0 {
		notes = append(notes, e.Sentence("targeted reviews, not generalisable: %s with an amount, %s under and %s over", e.Plural(n, "cases"),
			e.Dollars(all["targeted_under"]), e.Dollars(all["targeted_over"])))
	}
	return notes
}

func impactFinding(e *block.Edition, all sums) *report.Finding {
	if all["priced"] == 0 {
		return nil
	}
	tone := report.Neutral
	if all["gross_over"] < 0 {
		tone = report.Watch
	}
	return &report.Finding{
		Headline: onBalance(e, all["net"]),
		Text: e.Sentence("of %s with an amount, the over-coded come to %s and the under-coded to %s, together %s without their signs; this is what was reviewed, and no estimate of the rest",
			e.Plural(all.count("priced"), "cases"), e.Dollars(all["gross_over"]), e.Dollars(all["gross_under"]), e.Dollars(all["absolute"])),
		Tone: tone,
	}
}

// onBalance says on which side the net lies.
func onBalance(e *block.Edition, net float64) string {
	switch {
	case math.Round(net) < 0:
		return e.Say("Reviewed cases were coded %s too high on balance", e.Dollars(-net))
	case math.Round(net) > 0:
		return e.Say("Reviewed cases were coded %s too low on balance", e.Dollars(net))
	}
	return e.Text("Over- and under-coded amounts of the reviewed cases balance out")
}

func impactKeys(e *block.Edition, all sums) map[string]*report.KeyFigure {
	keys := map[string]*report.KeyFigure{}
	for _, name := range []string{"gross_under", "gross_over", "net", "absolute"} {
		keys[name] = &report.KeyFigure{Value: e.Dollars(all[name]), Basis: e.Plural(all.count("priced"), "reviewed cases")}
	}
	return keys
}

// impactRates is a table of the rates that amounts come to, with their intervals (FIN-03,
// FIN-04). They are of the sample, each case alike.
func impactRates(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual(wording.Capital(b.Noun)),
		block.Numeric("Net error rate", "Absolute error rate", "Mean amount a case", "Weight change a case")...)}
	for i, name := range a.Text(block.FirstOf(a.Query, query.Text)) {
		t.Rows = append(t.Rows, append([]string{e.Text(name)}, ratesOf(e, a, []int{i})...))
	}
	t.Rows = append(t.Rows, append([]string{e.Text("All")}, ratesOf(e, a, block.EveryRow(a))...))
	t.Notes = []string{"In brackets: 95% intervals, t with the case as unit. Rates and amounts are of the cases with an amount, over what the contracts pay for the coders' DRGs; weight changes are of all reviewed cases."}
	t.Notes = captioned(t.Notes, b)
	return block.Made{Block: report.Block{Table: t}}
}

// ratesOf are the rates of several rows together; none where one of them is withheld.
func ratesOf(e *block.Edition, a block.Answer, rows []int) (cells []string) {
	for _, name := range []string{"net_payment_error_rate", "absolute_payment_error_rate", "mean_amount", "cmi_effect"} {
		if slices.ContainsFunc(rows, func(i int) bool { return a.Withheld[i] }) {
			cells = append(cells, e.Hidden())
			continue
		}
		est := a.Pooled(name, rows)
		if name == "absolute_payment_error_rate" {
			est.Lo = math.Max(0, est.Lo) // amounts without their signs have no sum below 0
		}
		cells = append(cells, signedRange(e, est))
	}
	return cells
}

// signedRange writes a number that may be negative with its interval; a dash where there is
// none.
func signedRange(e *block.Edition, est metric.Estimate) string {
	write := func(v float64) string {
		switch est.Unit {
		case "1":
			return e.Percent(v)
		case "USD":
			return e.Dollars(v)
		}
		return e.Fixed(v, 3)
	}
	switch {
	case !est.Defined():
		return "–"
	case est.Level == 0:
		return write(est.Value)
	}
	return e.Say("%s (%s to %s)", write(est.Value), write(est.Lo), write(est.Hi))
}

// clockWords say which clock runs.
var clockWords = map[string]string{
	"overpayment": "Overpayment to be returned (42 CFR 401.305)", "upward": "Higher DRG to be asked for (42 CFR 412.60(d))",
}

// clocks is a table of the 60-day clocks, by state.
func clocks(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title,
		Columns: append(block.Textual("Clock", "State"), block.Numeric("Accounts", "Of these targeted", "First end")...)}
	names, states, cases, targeted := a.Text("clock"), a.Text("state"), a.Int("cases"), a.Int("targeted")
	least, never := a.Int("least_days"), a.Null("least_days")
	var all, soon int64
	over := map[string]int64{}
	for i := range names {
		if cases[i] == 0 {
			continue
		}
		days := "–"
		if !never[i] {
			days = endOf(e, least[i])
		}
		all += cases[i]
		t.Rows = append(t.Rows, []string{e.Text(clockWords[names[i]]), wording.Capital(e.Text(states[i])), e.Count(cases[i]), e.Count(targeted[i]), days})
		switch states[i] {
		case "over":
			over[names[i]] += cases[i]
		case "within 14 days":
			soon += cases[i]
		}
	}
	if len(t.Rows) == 0 {
		return block.Made{Finding: &report.Finding{Headline: "No 60-day clock runs", Text: "No reviewed account of Medicare or Medicaid has a finding that changes its DRG.", Tone: report.Good}}
	}
	t.Notes = []string{"Over-coded accounts of Medicare and Medicaid have the first clock, under-coded ones of Medicare the second. An investigation in good faith suspends the clock of an overpayment for up to 180 days. The question finance/deadlines lists the accounts, for those who may see them."}
	t.Notes = captioned(t.Notes, b)
	late := over["overpayment"] + over["upward"]
	basis := e.Say("of %s with a clock", e.Plural(all, "accounts"))
	if soon > 0 {
		basis = e.Say("of %s with a clock; %s more within 14 days", e.Plural(all, "accounts"), e.Count(soon))
	}
	return block.Made{Block: report.Block{Table: t}, Finding: clockFinding(e, over, soon, all),
		Key: &report.KeyFigure{Value: e.Count(late), Basis: basis, Tone: clockTone(late, soon)}}
}

func clockTone(over, soon int64) report.Tone {
	switch {
	case over > 0:
		return report.Act
	case soon > 0:
		return report.Watch
	}
	return report.Good
}

// endOf says when a clock ends, or ended.
func endOf(e *block.Edition, days int64) string {
	if days < 0 {
		return e.Say("%s ago", e.Plural(-days, "days"))
	}
	return e.Say("in %s", e.Plural(days, "days"))
}

func clockFinding(e *block.Edition, over map[string]int64, soon, all int64) *report.Finding {
	late := over["overpayment"] + over["upward"]
	tone, next := clockTone(late, soon), e.Text("no other clock ends within 14 days")
	if soon > 0 {
		next = e.Say("%s more {ends|end} within 14 days", e.Count(soon))
	}
	if late == 0 {
		return &report.Finding{Headline: "No 60-day clock is over", Text: e.Sentence("of %s with a clock none is late; %s", e.Plural(all, "accounts"), next), Tone: tone}
	}
	var parts []string
	if n := over["overpayment"]; n > 0 {
		parts = append(parts, e.Say("%s {overpayment was|overpayments were} not returned in time", e.Count(n)))
	}
	if n := over["upward"]; n > 0 {
		parts = append(parts, e.Say("%s higher {DRG was|DRGs were} not asked for in time", e.Count(n)))
	}
	return &report.Finding{
		Headline: e.Say("%s past {its|their} 60 days", e.Plural(late, "accounts")),
		Text:     e.Sentence("of %s with a clock, %s; %s", e.Plural(all, "accounts"), e.List(parts), next),
		Tone:     tone,
	}
}
