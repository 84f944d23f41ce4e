package accuracy

import (
	"slices"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// causes is a table of findings by what lies behind them, the most frequent first.
func causes(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Type", wording.Capital(b.Noun), "Coder's"),
		block.Numeric("Findings", "Records (95% CI)", "DRG changed", "Over-coded", "Under-coded")...)}
	findings, rates := a.Int("findings"), a.Estimates("chart_rate")
	order := slices.DeleteFunc(block.Falling(findings), func(i int) bool { return findings[i] == 0 })
	if len(order) == 0 {
		return block.Made{Empty: true}
	}
	top := min(block.OrDefault(b.Top, len(order)), len(order))
	share := e.WithRange
	if a.Subject != "" {
		share = e.OfUnit // of one coder's few records no value is shown (SMP-07)
	}
	for _, i := range order[:top] {
		t.Rows = append(t.Rows, []string{e.Text(a.Text("meaning")[i]), e.CauseWords(a.Text("detail")[i]), e.Text(yesOrNo(a.Bool("coder_attributable")[i])),
			e.Count(findings[i]), share(rates[i]), e.Count(a.Int("drg_changed")[i]), e.Count(a.Int("over_coded")[i]), e.Count(a.Int("under_coded")[i])})
	}
	if left := len(order) - top; left > 0 {
		t.Notes = append(t.Notes, e.Say("Left out: %s with fewer findings.", e.Plural(int64(left), "rows")))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}

func yesOrNo(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}

// substituted is a table of codes that stand in for each other.
func substituted(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Coder", "Auditor"), block.Numeric("Characters alike", "Records")...)}
	order := a.Shown()
	top := min(block.OrDefault(b.Top, len(order)), len(order))
	systems := a.Text("code_system")
	for _, i := range order[:top] {
		t.Rows = append(t.Rows, []string{wording.Dotted(a.Text("coder_code")[i], systems[i]), wording.Dotted(a.Text("auditor_code")[i], systems[i]),
			e.Count(a.Int("alike")[i]), e.Count(a.Int("charts")[i])})
	}
	if hidden := a.Len() - len(order); hidden > 0 {
		t.Notes = append(t.Notes, e.Say("Not shown: %s that {stands|stand} on too few records.", e.Plural(int64(hidden), "pairs")))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Empty: top == 0}
}

// differing is a table of the categories in which coder and auditor differ most.
func differing(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Category"),
		block.Numeric("Listed", "Agreed", "Substitutions", "Omissions", "Commissions")...)}
	errors := make([]int64, a.Len())
	for _, name := range []string{"substitutions", "omissions", "commissions"} {
		for i, n := range a.Int(name) {
			errors[i] += n
		}
	}
	order := slices.DeleteFunc(block.Falling(errors), func(i int) bool { return errors[i] == 0 })
	top := min(block.OrDefault(b.Top, len(order)), len(order))
	for _, i := range order[:top] {
		at := func(name string) string { return e.Count(a.Int(name)[i]) }
		t.Rows = append(t.Rows, []string{a.Text("category")[i], at("listed"), at("agreed"), at("substitutions"), at("omissions"), at("commissions")})
	}
	if left := len(order) - top; left > 0 {
		t.Notes = append(t.Notes, e.Say("Left out: %s with fewer errors.", e.Plural(int64(left), "categories")))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Empty: top == 0}
}
