// Package money shows what errors cost, what audits say of their frames and which clocks run.
package money

import (
	"fmt"

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
func impact(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual(wording.Capital(b.Noun)),
		block.Numeric("Reviewed", "With an amount", "Gross under", "Gross over", "Net", "Absolute")...)}
	cases, priced := a.Int("cases"), a.Int("priced")
	for i, name := range a.Text(block.FirstOf(a.Query, query.Text)) {
		amounts := []string{"", "", "", ""}
		if priced[i] > 0 {
			amounts = []string{wording.Dollars(a.Real("gross_under")[i]), wording.Dollars(a.Real("gross_over")[i]), wording.Dollars(a.Real("net")[i]), wording.Dollars(a.Real("absolute")[i])}
		}
		t.Rows = append(t.Rows, append([]string{name, wording.Count(cases[i]), wording.Count(priced[i])}, amounts...))
	}
	all := totals(a.Answer)
	t.Rows = append(t.Rows, []string{"All", wording.Count(all.count("cases")), wording.Count(all.count("priced")),
		wording.Dollars(all["gross_under"]), wording.Dollars(all["gross_over"]), wording.Dollars(all["net"]), wording.Dollars(all["absolute"])})
	t.Notes = captioned(impactNotes(all), b)
	return block.Made{Block: report.Block{Table: t}, Finding: impactFinding(all), Keys: impactKeys(all)}
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
func impactNotes(all sums) []string {
	notes := []string{"Positive: under-coded, paid too little. Negative: over-coded, paid too much. An amount is weight times the base rate of the contract; what was really remitted is not in it."}
	var without []string
	for _, w := range []struct{ column, words string }{
		{"not_drg", "of contracts that do not pay by DRG"}, {"without_rate", "without a base rate"}, {"not_computable", "transfers without stay or GMLOS"},
	} {
		if n := all.count(w.column); n > 0 {
			without = append(without, wording.Count(n)+" "+w.words)
		}
	}
	if len(without) > 0 {
		notes = append(notes, "No amount, weight change only: "+wording.List(without)+".")
	}
	if n := all.count("transfers_not_known"); n > 0 {
		notes = append(notes, wording.Plural(n, "discharges")+" to post-acute care paid in full: the table of DRGs does not say which are paid as transfers.")
	}
	if n := all.count("targeted"); n > 0 {
		notes = append(notes, wording.Sentence("targeted reviews, not generalisable: %s with an amount, %s under and %s over", wording.Plural(n, "cases"),
			wording.Dollars(all["targeted_under"]), wording.Dollars(all["targeted_over"])))
	}
	return notes
}

func impactFinding(all sums) *report.Finding {
	if all["priced"] == 0 {
		return nil
	}
	tone := report.Neutral
	if all["gross_over"] < 0 {
		tone = report.Watch
	}
	return &report.Finding{
		Headline: "Audited cases come to " + wording.Dollars(all["net"]) + " net, " + wording.Dollars(all["absolute"]) + " absolute",
		Text: wording.Sentence("of %s with an amount, the under-coded come to %s and the over-coded to %s; this is what was reviewed, and no estimate of the rest",
			wording.Plural(all.count("priced"), "cases"), wording.Dollars(all["gross_under"]), wording.Dollars(all["gross_over"])),
		Tone: tone,
	}
}

func impactKeys(all sums) map[string]*report.KeyFigure {
	keys := map[string]*report.KeyFigure{}
	for _, name := range []string{"gross_under", "gross_over", "net", "absolute"} {
		keys[name] = &report.KeyFigure{Value: wording.Dollars(all[name]), Basis: wording.Plural(all.count("priced"), "reviewed cases")}
	}
	return keys
}

// impactRates is a table of the rates that amounts come to, with their intervals (FIN-03,
// FIN-04). They are of the sample, each case alike.
func impactRates(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual(wording.Capital(b.Noun)),
		block.Numeric("Net error rate", "Absolute error rate", "Mean amount a case", "Weight change a case")...)}
	rates := [][]metric.Estimate{
		a.Estimates("net_payment_error_rate"), a.Answer.Estimates("absolute_payment_error_rate"), a.Answer.Estimates("mean_amount"), a.Answer.Estimates("cmi_effect"),
	}
	for i, name := range a.Text(block.FirstOf(a.Query, query.Text)) {
		row := []string{name}
		for _, r := range rates {
			row = append(row, signedRange(r[i]))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{"In brackets: 95% intervals, t with the case as unit. Rates are of what the contracts pay for the coders' DRGs."}
	t.Notes = captioned(t.Notes, b)
	return block.Made{Block: report.Block{Table: t}}
}

// signedRange writes a number that may be negative with its interval; empty where there is
// none.
func signedRange(e metric.Estimate) string {
	write := func(v float64) string {
		switch e.Unit {
		case "1":
			return wording.Percent(v)
		case "USD":
			return wording.Dollars(v)
		}
		return wording.Fixed(v, 3)
	}
	switch {
	case !e.Defined():
		return ""
	case e.Level == 0:
		return write(e.Value)
	}
	return fmt.Sprintf("%s (%s to %s)", write(e.Value), write(e.Lo), write(e.Hi))
}

// clockWords say which clock runs.
var clockWords = map[string]string{
	"overpayment": "Overpayment to be returned (42 CFR 401.305)", "upward": "Higher DRG to be asked for (42 CFR 412.60(d))",
}

// clocks is a table of the 60-day clocks, by state.
func clocks(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title,
		Columns: append(block.Textual("Clock", "State"), block.Numeric("Accounts", "Of these targeted", "Fewest days left")...)}
	names, states, cases, targeted := a.Text("clock"), a.Text("state"), a.Int("cases"), a.Int("targeted")
	least, never := a.Int("least_days"), a.Null("least_days")
	var over, soon int64
	for i := range names {
		if cases[i] == 0 {
			continue
		}
		days := ""
		if !never[i] {
			days = wording.Count(least[i])
		}
		t.Rows = append(t.Rows, []string{clockWords[names[i]], wording.Capital(states[i]), wording.Count(cases[i]), wording.Count(targeted[i]), days})
		switch states[i] {
		case "over":
			over += cases[i]
		case "within 14 days":
			soon += cases[i]
		}
	}
	if len(t.Rows) == 0 {
		return block.Made{Finding: &report.Finding{Headline: "No 60-day clock runs", Text: "No reviewed account of Medicare or Medicaid has a finding that changes its DRG.", Tone: report.Good}}
	}
	t.Notes = []string{"An investigation in good faith suspends the clock of an overpayment for up to 180 days. finance/deadlines lists the accounts, for those who may see them."}
	t.Notes = captioned(t.Notes, b)
	return block.Made{Block: report.Block{Table: t}, Finding: clockFinding(over, soon),
		Key: &report.KeyFigure{Value: wording.Count(over), Basis: "accounts; " + wording.Count(soon) + " more within 14 days", Tone: clockTone(over, soon)}}
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

func clockFinding(over, soon int64) *report.Finding {
	f := &report.Finding{Headline: "No 60-day clock is over", Text: "No account with a clock is late, and none ends within 14 days.", Tone: clockTone(over, soon)}
	if over+soon > 0 {
		f.Headline = wording.Plural(over, "accounts") + " past their 60 days"
		f.Text = wording.Sentence("%s not billed again within 60 days, and of %s the days end within 14", wording.Plural(over, "accounts")+" "+wording.WasOrWere(over), wording.Plural(soon, "more"))
	}
	return f
}
