package variation

import (
	"cmp"
	"slices"
	"time"

	"chartline/pipeline/metric/spc"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// stretch is working days in a row that break a rule on one side of the centre.
type stretch struct {
	first, last time.Time
	days        int
}

// stretches are those of a chart below its centre (side −1) or above it, in order of time.
// Days without work lie between without parting them.
func stretches(c spc.Chart, starts []time.Time, side int) []stretch {
	var found []stretch
	open := false
	for i, p := range c.Points {
		if p.N == 0 {
			continue
		}
		if p.Signal == spc.CommonCause || cmp.Compare(p.Value, p.Centre) != side {
			open = false
			continue
		}
		if !open {
			found, open = append(found, stretch{first: starts[i]}), true
		}
		s := &found[len(found)-1]
		s.last = starts[i]
		s.days++
	}
	return found
}

// words write the dates of a stretch.
func (s stretch) words(e *block.Edition) string {
	if s.days == 1 {
		return e.Say("on %s", e.Day(s.first))
	}
	return e.Say("from %s", e.Days(s.first, s.last))
}

// dailyFinding names the stretches that break a rule; the headline is the longest with less
// work than usual.
func dailyFinding(e *block.Edition, c spc.Chart, starts []time.Time) *report.Finding {
	low, high := stretches(c, starts, -1), stretches(c, starts, 1)
	switch {
	case len(low) > 0:
		worst := slices.MaxFunc(low, func(s, o stretch) int { return cmp.Compare(s.days, o.days) })
		text := e.Sentence("fewer accounts than usual were finished %s", someStretches(e, low))
		if len(high) > 0 {
			text = e.Sentence("fewer accounts than usual were finished %s; more %s", someStretches(e, low), someStretches(e, high))
		}
		return &report.Finding{Headline: e.Say("Fewer accounts than usual were finished %s", worst.words(e)), Text: text, Tone: report.Watch}
	case len(high) > 0:
		return &report.Finding{Headline: e.Say("More accounts than usual were finished %s", high[0].words(e)),
			Text: e.Sentence("more accounts than usual were finished %s, and on no day fewer", someStretches(e, high))}
	}
	return &report.Finding{
		Headline: e.Text("Every working day lies within usual variation"),
		Text:     e.Sentence("about %s {account is|accounts are} finished on a mean day, and no day or run of nine breaks a rule", e.Fixed(c.Points[0].Centre, 1)),
		Tone:     report.Good,
	}
}

// someStretches list at most five stretches, the longest ones, in order of time.
func someStretches(e *block.Edition, all []stretch) string {
	const most = 5
	chosen := slices.Clone(all)
	slices.SortStableFunc(chosen, func(s, o stretch) int { return cmp.Compare(o.days, s.days) })
	chosen = chosen[:min(most, len(chosen))]
	slices.SortFunc(chosen, func(s, o stretch) int { return s.first.Compare(o.first) })
	var parts []string
	for _, s := range chosen {
		parts = append(parts, s.words(e))
	}
	if left := len(all) - len(chosen); left > 0 {
		parts = append(parts, e.Plural(int64(left), "further times"))
	}
	return e.List(parts)
}
