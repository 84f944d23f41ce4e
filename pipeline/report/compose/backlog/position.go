// Package backlog shows what waits to be coded and billed, for how long and why.
package backlog

import (
	"math"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// stages are the rows of what is not yet with the payer.
var stages = map[string]string{
	"dnfc": "Not final-coded (DNFC)", "coded": "Coded, not billed", "dnfb": "Not final-billed (DNFB)",
	"fbns": "Billed, not submitted (FBNS)", "dnsp": "Not submitted (DNSP)",
}

// position is a table of what is discharged and not yet with the payer, in accounts, dollars
// and days of revenue, inside the bill hold and past it (KPI-01 to KPI-04).
func position(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Discharged and"),
		block.Numeric("Accounts", "Gross charges", "Days", "In hold: charges", "Past hold: accounts", "Past hold: charges")...)}
	n, money, days, none := a.Int("accounts"), a.Real("dollars"), a.Real("days"), a.Null("days")
	over, overMoney, inMoney := a.Int("over_hold"), a.Real("over_hold_dollars"), a.Real("in_hold_dollars")
	at := map[string]int{}
	keys := map[string]*report.KeyFigure{}
	for i, stage := range a.Text("stage") {
		at[stage] = i
		revenueDays := e.Text("no revenue")
		if !none[i] {
			revenueDays = e.Fixed(days[i], 1)
		}
		t.Rows = append(t.Rows, []string{e.Text(stages[stage]), e.Count(n[i]), e.Dollars(money[i]), revenueDays, e.Dollars(inMoney[i]), e.Count(over[i]), e.Dollars(overMoney[i])})
		keys[stage] = &report.KeyFigure{Value: e.Say("%s\u00a0days", revenueDays), Interval: e.Dollars(money[i]), Basis: e.Plural(n[i], "accounts") + " " + wording.LowerFirst(e.Text(stages[stage]))}
	}
	dnsp := at["dnsp"]
	if n[dnsp] == 0 && a.Real("revenue")[dnsp] == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = append(t.Notes, windowWords(e, a.Real("revenue")[dnsp], a.Int("revenue_days")[dnsp]))
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	finding := positionFinding(e, n, over, money, overMoney, at["dnfb"])
	if !identical(n, money, at) {
		finding = &report.Finding{Headline: "The backlog does not add up", Text: "DNFB is not DNFC and coded accounts together, or DNSP is not DNFB and FBNS. Do not use these numbers.", Tone: report.Act}
	}
	return block.Made{Block: report.Block{Table: t}, Finding: finding, Key: keys["dnfb"], Keys: keys}
}

// windowWords print the window of average daily revenue, by which dollars become days.
func windowWords(e *block.Edition, revenue float64, covered int64) string {
	const window = 90
	if revenue == 0 {
		return "Days need gross patient service revenue, and the store has none of the 90 days before."
	}
	text := e.Say("Days are gross charges over average daily gross patient service revenue: %s, of the %d days before the as-of date.", e.Dollars(revenue/window), window)
	if covered < window {
		text += " " + e.Say("Only %d of these have revenue in the store, so that days may be too many.", covered)
	}
	return text + " " + e.Text("They are not the age of accounts.")
}

// identical checks that DNFB is DNFC and coded, and DNSP is DNFB and FBNS, to the cent.
func identical(n []int64, money []float64, at map[string]int) bool {
	adds := func(whole, first, second string) bool {
		w, f, s := at[whole], at[first], at[second]
		return n[w] == n[f]+n[s] && math.Abs(money[w]-money[f]-money[s]) < 0.005*math.Max(1, money[w]/1e9)
	}
	return adds("dnfb", "dnfc", "coded") && adds("dnsp", "dnfb", "fbns")
}

func positionFinding(e *block.Edition, n, over []int64, money, overMoney []float64, dnfb int) *report.Finding {
	if n[dnfb] == 0 {
		return &report.Finding{Headline: e.Text("Every discharged account has its final bill"), Text: e.Text("None waits for codes or for a bill."), Tone: report.Good}
	}
	return &report.Finding{
		Headline: e.Say("%s are discharged and not billed", e.Dollars(money[dnfb])),
		Text: e.Sentence("%s with %s of gross charges {[1]has|have} no final bill; %s of these and %s {[3]is|are} past their bill hold and can be acted on",
			e.Plural(n[dnfb], "accounts"), e.Dollars(money[dnfb]), e.Count(over[dnfb]), e.Dollars(overMoney[dnfb])),
	}
}
