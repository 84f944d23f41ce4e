package compose

import (
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/metric/spc"
	"chartline/pipeline/report"
)

// rare is a table of the records reviewed between two with an error that is rare, for which
// a share by month has too few, judged as a g chart (standard 2.8). A row is a record with
// the error, the newest first.
func rare(_ *Edition, a answered, b report.BlockSpec) made {
	between, on := a.Int("records_between"), a.Date("coded_on")
	c := spc.G(between, spc.Options{})
	if !c.Defined() {
		return made{empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(textual("Coded on"),
		numeric("Records between", "Mean", "Upper limit")...), textual("Rule")...)}
	top := min(orDefault(b.Top, len(between)), len(between))
	for i := len(between) - 1; i >= len(between)-top; i-- {
		p := c.Points[i]
		t.Rows = append(t.Rows, []string{day(on[i]), count(between[i]), fixed(p.Centre, 1), fixed(p.Upper, 1), p.Signal.String()})
	}
	t.Notes = []string{"Few records between two mean that errors come close together. Judged by a g chart: " + c.Method + "."}
	if left := len(between) - top; left > 0 {
		t.Notes = append(t.Notes, "Left out: "+plural(int64(left), "rows")+" that are older.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return made{block: report.Block{Table: t}, finding: rareFinding(a, c, b.Noun)}
}

// rareFinding tells errors that come closer together, a run below, from those that grow
// rarer.
func rareFinding(a answered, c spc.Chart, noun string) *report.Finding {
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
	rate := a.estimates("event_rate")[0]
	text := fmt.Sprintf("%s of %s reviewed have %s: %s", plural(a.Int("events")[0], "records"), count(a.Int("reviewed")[0]), noun, withInterval(rate))
	switch {
	case closer > 0:
		return &report.Finding{Headline: capital(noun) + " came closer together", Tone: report.Watch,
			Text: sentence("%s; %d of them are part of a run that is closer than chance makes", text, closer)}
	case apart > 0:
		return &report.Finding{Headline: capital(noun) + " grew rarer for a time", Tone: report.Good,
			Text: sentence("%s; %d of them came later than chance makes, and none closer together", text, apart)}
	}
	return &report.Finding{Headline: capital(noun) + " came as chance has it", Text: sentence("%s, and no rule is broken", text), Tone: report.Good}
}

// causes is a table of findings by what lies behind them, the most frequent first.
func causes(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(textual("Type", capital(b.Noun), "Coder's"),
		numeric("Findings", "Records (95% CI)", "DRG changed", "Over-coded", "Under-coded")...)}
	findings, rates := a.Int("findings"), a.estimates("chart_rate")
	order := slices.DeleteFunc(falling(findings), func(i int) bool { return findings[i] == 0 })
	if len(order) == 0 {
		return made{empty: true}
	}
	top := min(orDefault(b.Top, len(order)), len(order))
	for _, i := range order[:top] {
		t.Rows = append(t.Rows, []string{a.Text("meaning")[i], causeWords(a.Text("detail")[i]), yesOrNo(a.Bool("coder_attributable")[i]),
			count(findings[i]), withRange(rates[i]), count(a.Int("drg_changed")[i]), count(a.Int("over_coded")[i]), count(a.Int("under_coded")[i])})
	}
	if left := len(order) - top; left > 0 {
		t.Notes = append(t.Notes, "Left out: "+plural(int64(left), "rows")+" with fewer findings.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return made{block: report.Block{Table: t}}
}

// causeWords writes a subtype, root cause or direction as people read it.
func causeWords(detail string) string {
	words := strings.Fields(strings.ReplaceAll(detail, "_", " "))
	for i, w := range words {
		if w == "cc" || w == "mcc" || w == "drg" || w == "poa" {
			words[i] = strings.ToUpper(w)
		}
	}
	return capital(strings.Join(words, " "))
}

func yesOrNo(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}

// substituted is a table of codes that stand in for each other.
func substituted(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(textual("Coder", "Auditor"), numeric("Characters alike", "Records")...)}
	order := a.shown()
	top := min(orDefault(b.Top, len(order)), len(order))
	systems := a.Text("code_system")
	for _, i := range order[:top] {
		t.Rows = append(t.Rows, []string{dotted(a.Text("coder_code")[i], systems[i]), dotted(a.Text("auditor_code")[i], systems[i]),
			count(a.Int("alike")[i]), count(a.Int("charts")[i])})
	}
	if hidden := a.Len() - len(order); hidden > 0 {
		t.Notes = append(t.Notes, "Not shown: "+plural(int64(hidden), "pairs")+" that stand on too few records.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return made{block: report.Block{Table: t}, empty: top == 0}
}

// differing is a table of the categories in which coder and auditor differ most.
func differing(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(textual("Category"),
		numeric("Listed", "Agreed", "Substitutions", "Omissions", "Commissions")...)}
	errors := make([]int64, a.Len())
	for _, name := range []string{"substitutions", "omissions", "commissions"} {
		for i, n := range a.Int(name) {
			errors[i] += n
		}
	}
	order := slices.DeleteFunc(falling(errors), func(i int) bool { return errors[i] == 0 })
	top := min(orDefault(b.Top, len(order)), len(order))
	for _, i := range order[:top] {
		at := func(name string) string { return count(a.Int(name)[i]) }
		t.Rows = append(t.Rows, []string{a.Text("category")[i], at("listed"), at("agreed"), at("substitutions"), at("omissions"), at("commissions")})
	}
	if left := len(order) - top; left > 0 {
		t.Notes = append(t.Notes, "Left out: "+plural(int64(left), "categories")+" with fewer errors.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return made{block: report.Block{Table: t}, empty: top == 0}
}
