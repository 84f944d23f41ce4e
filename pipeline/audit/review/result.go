package review

import (
	"context"
	"fmt"
	"slices"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/landing"
	ws "chartline/pipeline/audit/worksheet"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// Result is what a form holds.
type Result struct {
	Complete    int // cases to be stored: reviewed, or not reviewable
	Unchanged   int // that the store has as they are
	Outstanding int // in which nothing was written
	Problems    []Problem
	Notes       []string // what a person should know of what is stored
	cases       []*reviewed
	substitutes []substitute
}

// Read compares a form with the store. Cases with a problem are not complete.
func Read(ctx context.Context, e engine.Engine, form *ws.Returned, today time.Time) (*Result, error) {
	if form.Audit != "" {
		drawn, err := audit.FindDrawn(ctx, e, form.Audit)
		if err != nil {
			return nil, err
		}
		if drawn == nil || drawn.FrameHash != form.FrameHash {
			return nil, fault.New(fault.Policy, "the workbook", "of a draw that this store does not know", "import it where it was exported")
		}
	}
	order, lines := byCase(form)
	all, err := readKnown(ctx, e, order)
	if err != nil {
		return nil, err
	}
	r := &Result{}
	for _, id := range order {
		k := all[id]
		if k == nil {
			first := lines[id][0]
			r.Problems = append(r.Problems, Problem{Place: form.Place(first.Row, ws.Case), What: "the store has no such case"})
			continue
		}
		if err := r.take(ctx, e, judgeCase(form, k, lines[id], today)); err != nil {
			return nil, err
		}
	}
	return r, r.substitute(ctx, e)
}

// byCase groups the lines by their case, in the order of the form. A line without a case in
// which nothing was filled is a note of the auditor's own.
func byCase(form *ws.Returned) (order []string, lines map[string][]ws.Placed) {
	lines = map[string][]ws.Placed{}
	for _, p := range form.Lines {
		id := p.Line[ws.Case]
		if id == "" && !p.Begun() {
			continue
		}
		if lines[id] == nil {
			order = append(order, id)
		}
		lines[id] = append(lines[id], p)
	}
	return order, lines
}

// take sorts a case: with problems, outstanding, as it was, or to be stored.
func (r *Result) take(ctx context.Context, e engine.Engine, c *reviewed) error {
	if len(c.problems) == 0 && !c.outstanding {
		if err := c.checkCodes(ctx, e); err != nil {
			return err
		}
	}
	number(c)
	switch {
	case len(c.problems) > 0:
		r.Problems = append(r.Problems, c.problems...)
	case c.outstanding:
		r.Outstanding++
	case c.isKnown():
		r.Unchanged++
	case c.issued || c.unavailable:
		r.Problems = append(r.Problems, Problem{Case: c.ID, Place: c.ID,
			What: "its findings were told to the coder, or it was given up: only a rebuttal changes it now"})
	default:
		r.Complete++
		r.cases = append(r.cases, c)
	}
	return nil
}

// number names the findings of a case in the order of the form.
func number(c *reviewed) {
	for i := range c.found {
		c.found[i].ID, c.found[i].Case = fmt.Sprintf("%s-%02d", c.ID, i+1), c.ID
	}
}

// isKnown reports whether the store has a case as the form has it. What a rebuttal decided
// of a finding is not in the form.
func (c *reviewed) isKnown() bool {
	if c.reason != "" {
		return c.unavailable
	}
	same := func(a, b audit.Finding) bool {
		a.State, b.State = "", ""
		return a == b
	}
	return !c.unavailable && len(c.auditor) > 0 && slices.Equal(c.auditor, c.codes) && slices.EqualFunc(c.findings, c.found, same)
}

// Rows are those of the complete cases.
func (r *Result) Rows(file string, now time.Time, today time.Time) *landing.Rows {
	rows := landing.FromFile(file)
	for _, c := range r.cases {
		event := audit.Event{Case: c.ID, Type: audit.Returned, At: now, On: today}
		if c.reason != "" {
			event.Type, event.Reason = audit.Unavailable, c.reason
		}
		audit.AddEvent(rows, event)
		c.addRows(rows, now, today)
	}
	for _, s := range r.substitutes {
		s.addRows(rows)
	}
	return rows
}

// addRows adds the auditor's codes and findings, and takes back what an earlier draft had
// beyond them.
func (c *reviewed) addRows(rows *landing.Rows, now, today time.Time) {
	audit.AddCodes(rows, c.ID, "auditor", c.codes)
	for _, old := range c.auditor {
		gone := func(k audit.Code) bool { return k.Element == old.Element && k.Sequence == old.Sequence }
		if !slices.ContainsFunc(c.codes, gone) {
			audit.WithdrawCode(rows, c.ID, "auditor", old)
		}
	}
	for i, f := range c.found {
		audit.AddFinding(rows, f, false)
		if i >= len(c.findings) {
			audit.AddStep(rows, audit.Step{
				Finding: f.ID, No: 1, To: "draft", At: now, On: today, Actor: c.known.Auditor, Reason: "review returned",
			})
		}
	}
	for _, old := range c.findings[min(len(c.findings), len(c.found)):] {
		audit.AddFinding(rows, old, true)
	}
}
