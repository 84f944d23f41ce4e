package compose

import (
	"fmt"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
)

// attainment is a table of the share coded within the target of each patient type. Only
// accounts that were followed for the whole target count (CEN-02).
func attainment(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Patient type"}, {Title: "Target (days)", Numeric: true}, {Title: "Coded within", Numeric: true},
		{Title: "95% CI", Numeric: true}, {Title: "Accounts", Numeric: true}, {Title: "Too recent", Numeric: true},
	}}
	types, days, within, due, pending := a.Text("patient_type"), a.Int("target_days"), a.Int("coded_within"), a.Int("discharged"), a.Int("pending")
	est := a.estimates(b.Metric)
	var x, n int64
	for i, name := range types {
		t.Rows = append(t.Rows, []string{patientType(name), fmt.Sprint(days[i]), value(est[i]), interval(est[i]), count(due[i]), count(pending[i])})
		x, n = x+within[i], n+due[i]
	}
	all := metric.Proportion(x, n)
	t.Rows = append(t.Rows, []string{"All", "", value(all), interval(all), count(n), ""})
	t.Notes = []string{"An account counts once its whole target has passed; one that is not coded by then missed it. Intervals: Wilson."}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	finding := &report.Finding{
		Headline: value(all) + " of accounts are coded within their target",
		Text:     sentence("%s of %s accounts that could be judged were final-coded within the target of their patient type (%s)", value(all), count(n), ci(all)),
		Tone:     against(all, b.Target),
	}
	if !all.Defined() {
		finding = nil
	}
	return made{block: report.Block{Table: t}, finding: finding,
		key: &report.KeyFigure{Value: value(all), Interval: ci(all), Basis: count(x) + " of " + count(n) + " accounts", Tone: against(all, b.Target)}}
}

// completed is the age of the work that was finished, labelled as that: it is not how
// long coding takes (CEN-03).
func completed(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Patient type"}, {Title: "Accounts coded", Numeric: true}, {Title: "Median age, days", Numeric: true}, {Title: "95% CI", Numeric: true}, {Title: "Coded before discharge", Numeric: true},
	}}
	days, n, early := a.Int("day"), a.Int("accounts"), a.Int("early")
	types := a.Text("patient_type")
	for start := 0; start < len(types); {
		end := start
		var values []float64
		var counts []int64
		var total, before int64
		for ; end < len(types) && types[end] == types[start]; end++ {
			values, counts = append(values, float64(days[end])), append(counts, n[end])
			total, before = total+n[end], before+early[end]
		}
		median := metric.Quantile(values, counts, 0.5, "d")
		t.Rows = append(t.Rows, []string{patientType(types[start]), count(total), value(median), interval(median), count(before)})
		start = end
	}
	t.Notes = []string{"Completed work: the age of accounts on the day they were coded. It rises while a backlog is worked down, so it does not say how long coding takes."}
	return made{block: report.Block{Table: t}}
}

// ageing draws the uncoded accounts by age, in accounts and dollars.
func ageing(e *Edition, a answered, b report.BlockSpec) made {
	from, n, dollarsOf := a.Int("from_days"), a.Int("accounts"), a.Real("dollars")
	open := a.Null("to_days")
	to := a.Int("to_days")
	var buckets []chart.Bucket
	var rows [][]string
	var total, late int64
	for i := range from {
		label := fmt.Sprintf("%d–%d days", from[i], to[i])
		if open[i] {
			label = fmt.Sprintf("over %d days", from[i]-1)
		}
		over := b.Target > 0 && float64(from[i]) > b.Target
		buckets = append(buckets, chart.Bucket{Label: label, Count: float64(n[i]), Amount: dollarsOf[i], Over: over, Withheld: a.withheld[i]})
		money := number(dollarsOf[i])
		if a.withheld[i] {
			money = withheldText
		}
		rows = append(rows, []string{label, a.cell(i, n[i]), money})
		total += n[i]
		if over {
			late += n[i]
		}
	}
	if total == 0 {
		return made{empty: true}
	}
	finding := ageingFinding(e, total, late, b.Target)
	words := e.words(a, b, finding.Headline, fmt.Sprintf("Accounts discharged and not final-coded by age, %s in all, and their gross charges.", e.small(total)), "Bars by age.")
	fig := chart.Ageing{Words: words, BucketHead: "Days since discharge", CountHead: "Accounts", AmountHead: "Gross charges", Buckets: buckets}
	if b.Target > 0 {
		fig.OverLabel = fmt.Sprintf("Older than %d days", int(b.Target))
	}
	return made{block: figure(b, fig, twin(b, finding.Headline, append(textual("age"), numeric("accounts", "gross_charges")...), rows)), finding: finding}
}

func ageingFinding(e *Edition, total, late int64, target float64) *report.Finding {
	if target == 0 || late < e.MinCell || total-late < e.MinCell {
		return &report.Finding{Headline: e.small(total) + " accounts wait to be coded", Text: sentence("%s accounts are discharged and not final-coded", e.small(total))}
	}
	p := metric.Proportion(late, total)
	return &report.Finding{
		Headline: fmt.Sprintf("%s of the backlog is older than %d days", percent(p.Value), int(target)),
		Text:     sentence("%s of %s uncoded accounts were discharged more than %d days ago", count(late), count(total), int(target)),
		Tone:     report.Watch,
	}
}

// backlog is what waits to be coded, in accounts, dollars and days of revenue.
func backlog(e *Edition, a answered, b report.BlockSpec) made {
	n, money, days := a.Int("accounts")[0], a.Real("dollars")[0], a.Real("dnfc_days")[0]
	if n == 0 {
		return made{empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{{Title: "Discharged, not final-coded (DNFC)"}, {Title: "Accounts", Numeric: true}, {Title: "Gross charges", Numeric: true}}}
	row := func(label string, accounts int64, amount string) {
		if 0 < accounts && accounts < e.MinCell {
			amount = withheldText
		}
		t.Rows = append(t.Rows, []string{label, e.small(accounts), amount})
	}
	row("All", n, dollars(money))
	over, overMoney := a.Int("over_hold")[0], a.Real("over_hold_dollars")[0]
	if n-over == 0 || n-over >= e.MinCell {
		row("Past their bill hold", over, dollars(overMoney))
	}
	row("Discharged more than 30 days ago", a.Int("over_30_days")[0], "")
	key := &report.KeyFigure{Value: e.small(n), Interval: dollars(money), Basis: "uncoded accounts and their charges"}
	text := fmt.Sprintf("%s accounts with %s of gross charges are discharged and not final-coded", e.small(n), dollars(money))
	if !a.Null("dnfc_days")[0] {
		t.Notes = append(t.Notes, "DNFC days are dollars over average daily gross revenue of the 90 days before: "+fixed(days, 1)+" days. They are not the age of accounts.")
		text += fmt.Sprintf(": %s days of revenue", fixed(days, 1))
		key.Interval = dollars(money) + ", " + fixed(days, 1) + " days of revenue"
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return made{block: report.Block{Table: t}, key: key,
		finding: &report.Finding{Headline: e.small(n) + " accounts wait to be coded", Text: sentence("%s", text)}}
}

// errorTypes is a Pareto chart of what auditors found: findings sum to the whole.
func errorTypes(e *Edition, a answered, b report.BlockSpec) made {
	codes, meanings, n := a.Text("error_type"), a.Text("meaning"), a.Int("findings")
	theirs, overturned := a.Bool("coder_attributable"), a.Int("overturned")
	var total, coders, lost int64
	var items []chart.ParetoItem
	var rows [][]string
	for _, i := range falling(n) {
		lost += overturned[i]
		if n[i] == 0 {
			continue
		}
		total += n[i]
		who := "no"
		if theirs[i] {
			coders += n[i]
			who = "yes"
		}
		items = append(items, chart.ParetoItem{Code: codes[i], Label: capital(meanings[i]), Value: float64(n[i])})
		rows = append(rows, []string{codes[i], meanings[i], who, fmt.Sprint(n[i])})
	}
	if total == 0 {
		return made{empty: true}
	}
	first := strings.ToLower(items[0].Label)
	finding := &report.Finding{
		Headline: capital(first) + " is the most frequent finding",
		Text: sentence("of %s findings that stand, %s are of the type %s; %s lie with the coder, and %s more were overturned on rebuttal and count nowhere",
			count(total), percent(items[0].Value/float64(total)), first, percent(float64(coders)/float64(total)), count(lost)),
	}
	words := e.words(a, b, finding.Headline, fmt.Sprintf("%s findings of %s random reviews that stand after rebuttal, by type. Line: cumulative share.", count(total), count(a.Int("reviewed")[0])), "Pareto chart.")
	fig := chart.Pareto{Words: words, Unit: chart.Count, CodeHead: "Type", LabelHead: "Error", ValueHead: "Findings", Items: items, Total: float64(total)}
	return made{block: figure(b, fig, twin(b, finding.Headline, append(textual("type", "meaning", "coder_attributable"), numeric("findings")...), rows)), finding: finding}
}

// falling gives the places of values from the largest to the smallest.
func falling(n []int64) []int {
	order := make([]int, len(n))
	for i := range order {
		order[i] = i
	}
	for i := 1; i < len(order); i++ {
		for j := i; j > 0 && n[order[j]] > n[order[j-1]]; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	return order
}

// validity is a table of codes that were not valid on their date: counted with a rate,
// never dropped.
func validity(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Codes"}, {Title: "On the discharge date"}, {Title: "Number", Numeric: true}, {Title: "Share", Numeric: true}, {Title: "95% CI", Numeric: true},
	}}
	elements, systems, statuses := a.Text("element"), a.Text("code_system"), a.Text("status")
	n, all := a.Int("codes"), a.Int("all_codes")
	est := a.estimates(b.Metric)
	var bad, total int64
	for i, status := range statuses {
		t.Rows = append(t.Rows, []string{capital(elements[i]) + ", " + systems[i], statusWords[status], count(n[i]), percentSmall(est[i]), intervalSmall(est[i])})
		if status != "valid" && status != "not_loaded" {
			bad += n[i]
		}
		if i == 0 || systems[i] != systems[i-1] || elements[i] != elements[i-1] {
			total += all[i]
		}
	}
	t.Notes = []string{"Judged by the code set in force on the discharge date. Invalid codes stay in every count; they are never cut to a parent."}
	p := metric.Proportion(bad, total)
	if bad == 0 || !p.Defined() {
		return made{block: report.Block{Table: t}}
	}
	return made{block: report.Block{Table: t}, finding: &report.Finding{
		Headline: count(bad) + " codes were not valid on their date",
		Text:     sentence("%s of %s codes (%s, %s) were truncated, retired, not yet in force or in no code set", count(bad), count(total), percentSmall(p), confidence+intervalSmall(p)),
		Tone:     report.Watch,
	}}
}

var statusWords = map[string]string{
	"valid": "valid", "header": "truncated: a header, never valid on a claim", "retired": "retired",
	"not_yet": "not yet in force", "unknown": "in no code set", "not_loaded": "no code set loaded",
}

// percentSmall writes small shares with two decimals.
func percentSmall(est metric.Estimate) string {
	if !est.Defined() {
		return value(est)
	}
	return fixed(100*est.Value, 2) + "%"
}

func intervalSmall(est metric.Estimate) string {
	if !est.Defined() || est.Level == 0 {
		return ""
	}
	return fixed(100*est.Lo, 2) + "–" + fixed(100*est.Hi, 2) + "%"
}
