package accuracy

import (
	"fmt"
	"slices"

	"chartline/pipeline/metric/spc"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// rare is a table of the records reviewed between two with an error that is rare, for which
// a share by month has too few, judged as a g chart (standard 2.8). A row is a record with
// the error, the newest first.
func rare(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	between, on := a.Int("records_between"), a.Date("coded_on")
	c := spc.G(between, spc.Options{})
	if !c.Defined() {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(block.Textual("Coded on"),
		block.Numeric("Records between", "Mean", "Upper limit")...), block.Textual("Rule")...)}
	top := min(block.OrDefault(b.Top, len(between)), len(between))
	for i := len(between) - 1; i >= len(between)-top; i-- {
		p := c.Points[i]
		t.Rows = append(t.Rows, []string{wording.Day(on[i]), wording.Count(between[i]), wording.Fixed(p.Centre, 1), wording.Fixed(p.Upper, 1), p.Signal.String()})
	}
	t.Notes = []string{"Few records between two mean that errors come close together. Judged by a g chart: " + c.Method + "."}
	if left := len(between) - top; left > 0 {
		t.Notes = append(t.Notes, "Left out: "+wording.Plural(int64(left), "rows")+" that are older.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: rareFinding(a, c, b.Noun)}
}

// rareFinding tells errors that come closer together, a run below, from those that grow
// rarer.
func rareFinding(a block.Answer, c spc.Chart, noun string) *report.Finding {
	closer, apart := 0, 0
	for _, p := range c.Points {
		switch {
		case p.Signal == spc.CommonCause:
		case p.Value < p.Centre:
			closer++
		default:
			apart++
		}
	}
	rate := a.Estimates("event_rate")[0]
	text := fmt.Sprintf("%s of %s reviewed have %s: %s", wording.Plural(a.Int("events")[0], "records"), wording.Count(a.Int("reviewed")[0]), noun, wording.WithInterval(rate))
	switch {
	case closer > 0:
		return &report.Finding{Headline: wording.Capital(noun) + " came closer together", Tone: report.Watch,
			Text: wording.Sentence("%s; %d of them are part of a run that is closer than chance makes", text, closer)}
	case apart > 0:
		return &report.Finding{Headline: wording.Capital(noun) + " grew rarer for a time", Tone: report.Good,
			Text: wording.Sentence("%s; %d of them came later than chance makes, and none closer together", text, apart)}
	}
	return &report.Finding{Headline: wording.Capital(noun) + " came as chance has it", Text: wording.Sentence("%s, and no rule is broken", text), Tone: report.Good}
}

// causes is a table of findings by what lies behind them, the most frequent first.
func causes(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Type", wording.Capital(b.Noun), "Coder's"),
		block.Numeric("Findings", "Records (95% CI)", "DRG changed", "Over-coded", "Under-coded")...)}
	findings, rates := a.Int("findings"), a.Estimates("chart_rate")
	order := slices.DeleteFunc(block.Falling(findings), func(i int) bool { return findings[i] == 0 })
	if len(order) == 0 {
		return block.Made{Empty: true}
	}
	top := min(block.OrDefault(b.Top, len(order)), len(order))
	share := wording.WithRange
	if a.Subject != "" {
		share = block.OfUnit // of one coder's few records no value is shown (SMP-07)
	}
	for _, i := range order[:top] {
		t.Rows = append(t.Rows, []string{a.Text("meaning")[i], wording.CauseWords(a.Text("detail")[i]), yesOrNo(a.Bool("coder_attributable")[i]),
			wording.Count(findings[i]), share(rates[i]), wording.Count(a.Int("drg_changed")[i]), wording.Count(a.Int("over_coded")[i]), wording.Count(a.Int("under_coded")[i])})
	}
	if left := len(order) - top; left > 0 {
		t.Notes = append(t.Notes, "Left out: "+wording.Plural(int64(left), "rows")+" with fewer findings.")
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
func substituted(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Coder", "Auditor"), block.Numeric("Characters alike", "Records")...)}
	order := a.Shown()
	top := min(block.OrDefault(b.Top, len(order)), len(order))
	systems := a.Text("code_system")
	for _, i := range order[:top] {
		t.Rows = append(t.Rows, []string{wording.Dotted(a.Text("coder_code")[i], systems[i]), wording.Dotted(a.Text("auditor_code")[i], systems[i]),
			wording.Count(a.Int("alike")[i]), wording.Count(a.Int("charts")[i])})
	}
	if hidden := a.Len() - len(order); hidden > 0 {
		t.Notes = append(t.Notes, "Not shown: "+wording.Plural(int64(hidden), "pairs")+" that stand on too few records.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Empty: top == 0}
}

// differing is a table of the categories in which coder and auditor differ most.
func differing(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
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
		at := func(name string) string { return wording.Count(a.Int(name)[i]) }
		t.Rows = append(t.Rows, []string{a.Text("category")[i], at("listed"), at("agreed"), at("substitutions"), at("omissions"), at("commissions")})
	}
	if left := len(order) - top; left > 0 {
		t.Notes = append(t.Notes, "Left out: "+wording.Plural(int64(left), "categories")+" with fewer errors.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Empty: top == 0}
}
