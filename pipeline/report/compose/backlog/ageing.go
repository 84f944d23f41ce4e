package backlog

import (
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// lateDays is the age beyond which uncoded accounts are counted apart (KPI-06): Medicare wants
// records complete by then.
const lateDays = 30

// aged are uncoded accounts: all, those older than the target, and those older than 30 days.
type aged struct{ total, late, beyond int64 }

// ageing draws the uncoded accounts by age, in accounts and dollars.
func ageing(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	from, n, dollarsOf := a.Int("from_days"), a.Int("accounts"), a.Real("dollars")
	open := a.Null("to_days")
	to := a.Int("to_days")
	var buckets []across.Bucket
	var rows [][]string
	var total, late, beyond int64
	for i := range from {
		label := e.Say("%d–%d days", from[i], to[i])
		if open[i] {
			label = e.Say("over %d days", from[i]-1)
		}
		over := b.Target > 0 && float64(from[i]) > b.Target
		buckets = append(buckets, across.Bucket{Label: label, Count: float64(n[i]), Amount: dollarsOf[i], Over: over, Withheld: a.Withheld[i]})
		money := block.Number(dollarsOf[i])
		if a.Withheld[i] {
			money = e.Hidden()
		}
		rows = append(rows, []string{label, a.Cell(i, n[i]), money})
		total += n[i]
		if over {
			late += n[i]
		}
		if from[i] > lateDays {
			beyond += n[i]
		}
	}
	if total == 0 || a.AllWithheld() {
		return block.Made{Empty: true}
	}
	title, finding := ageingFinding(e, a, aged{total, late, beyond}, b.Target)
	words := e.Words(a, b, title, e.Say("Accounts discharged and not final-coded by age, %s in all, and their gross charges.", e.Small(total)), "Bars by age.")
	fig := across.Ageing{Words: words, BucketHead: e.Text("Days since discharge"), CountHead: e.Text("Accounts"), AmountHead: e.Text("Gross charges"), Buckets: buckets}
	if b.Target > 0 {
		fig.OverLabel = e.Say("Older than %d days", int(b.Target))
	}
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, title, append(block.Textual("age"), block.Numeric("accounts", "gross_charges")...), rows)), Finding: finding}
}

// ageingFinding titles the figure, and says how much is old where no bucket is withheld:
// the sum of some buckets would else help to work them out.
func ageingFinding(e *block.Edition, a block.Answer, n aged, target float64) (string, *report.Finding) {
	if target == 0 || a.AnyWithheld() || n.late < e.MinCell || n.total-n.late < e.MinCell {
		return youngWords(e, a, n.total), nil
	}
	p := metric.Proportion(n.late, n.total)
	title := e.Say("%s of the backlog is older than %d days", e.Percent(p.Value), int(target))
	return title, &report.Finding{
		Headline: title,
		Text:     e.Sentence("%s of %s uncoded {account|accounts} {[1]was|were} discharged more than %d days ago, and %s more than %d days ago", e.Count(n.late), e.Count(n.total), int(target), e.Count(n.beyond), lateDays),
		Tone:     report.Watch,
	}
}

// youngWords title the figure where not all buckets may be summed: by the youngest, where that may be
// shown.
func youngWords(e *block.Edition, a block.Answer, total int64) string {
	n := a.Int("accounts")[0]
	if a.Withheld[0] || a.Null("to_days")[0] || n < e.MinCell {
		return e.Text("The age of the backlog")
	}
	return e.Say("%s of %s uncoded {account|accounts} {[1]has|have} waited %d {day|days} or less", e.Count(n), e.Count(total), a.Int("to_days")[0])
}

// backlog is what waits to be coded, in accounts, dollars and days of revenue.
func backlog(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	n, money, days := a.Int("accounts")[0], a.Real("dollars")[0], a.Real("dnfc_days")[0]
	if n == 0 {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{{Title: "Discharged, not final-coded (DNFC)"}, {Title: "Accounts", Numeric: true}, {Title: "Gross charges", Numeric: true}}}
	row := func(label string, accounts int64, amount string) {
		if few(e, accounts) {
			amount = e.Hidden()
		}
		t.Rows = append(t.Rows, []string{label, e.Small(accounts), amount})
	}
	row(e.Text("All"), n, e.Dollars(money))
	over, overMoney := a.Int("over_hold")[0], a.Real("over_hold_dollars")[0]
	if n-over == 0 || n-over >= e.MinCell {
		row(e.Text("Past their bill hold"), over, e.Dollars(overMoney))
	}
	if !a.Null("dnfc_days")[0] && !few(e, n) {
		t.Notes = append(t.Notes, e.Say("DNFC days are dollars over average daily gross revenue of the 90 days before: %s days. They are not the age of accounts.", e.Fixed(days, 1)))
	}
	key, text := backlogWords(e, n, money, days, a.Null("dnfc_days")[0])
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Key: key,
		Finding: &report.Finding{Headline: e.Say("%s {account waits|accounts wait} to be coded", e.Small(n)), Text: text}}
}

// few reports whether accounts are so few that their charges would tell of single ones.
func few(e *block.Edition, accounts int64) bool { return 0 < accounts && accounts < e.MinCell }

// backlogWords are the tile and the sentence. Of few accounts neither tells the charges, nor the
// days of revenue, which are charges over a sum that other reports show.
func backlogWords(e *block.Edition, n int64, money, days float64, noRevenue bool) (*report.KeyFigure, string) {
	const basis = "uncoded accounts and their charges"
	switch {
	case few(e, n):
		return &report.KeyFigure{Value: e.Small(n), Basis: "uncoded accounts"},
			e.Sentence("%s accounts are discharged and not final-coded; the charges of so few are withheld", e.Small(n))
	case noRevenue:
		return &report.KeyFigure{Value: e.Small(n), Interval: e.Dollars(money), Basis: basis},
			e.Sentence("%s {account|accounts} with %s of gross charges {[1]is|are} discharged and not final-coded", e.Small(n), e.Dollars(money))
	}
	return &report.KeyFigure{Value: e.Small(n), Interval: e.Say("%s, %s days of revenue", e.Dollars(money), e.Fixed(days, 1)), Basis: basis},
		e.Sentence("%s {account|accounts} with %s of gross charges {[1]is|are} discharged and not final-coded: %s days of revenue", e.Small(n), e.Dollars(money), e.Fixed(days, 1))
}
