package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/audit/dispute"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

const auditStatusHelp = `Status tells of every audit that was drawn here how many reviews were exported,
returned and closed; which findings wait, and whether their business days are over; and how
many days are left of the 60-day clocks: overpayments that were identified (Medicare and
Medicaid), and claims for which Medicare can be asked for a higher DRG.`

// auditStatus tells what waits, and until when.
func (a *app) auditStatus() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Tell what waits in audits, and until when", Long: auditStatusHelp, Args: none,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			today, err := a.today(p)
			if err != nil {
				return err
			}
			clock, err := clockOf(p)
			if err != nil {
				return err
			}
			return ask(cmd.Context(), p, func(ctx context.Context, e engine.Engine) error {
				return a.tellStatusOf(ctx, e, clock, today)
			})
		},
	}
}

func (a *app) tellStatusOf(ctx context.Context, e engine.Engine, clock *dispute.Clock, today time.Time) error {
	audits, err := dispute.ReadProgress(ctx, e, today)
	if err != nil {
		return err
	}
	waiting, err := dispute.ReadWaiting(ctx, e, clock, today)
	if err != nil {
		return err
	}
	deadlines, past, err := dispute.ReadDeadlines(ctx, e, today)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		head, empty string
		grid        format.Grid
	}{
		{"Audits", "no audit was drawn", progressGrid(audits)},
		{"Findings that wait", "no finding waits", waitingGrid(waiting)},
		{"60-day clocks", "no 60-day clock runs", deadlineGrid(deadlines)},
	} {
		if err := a.tellGrid(part.head, part.empty, part.grid); err != nil {
			return err
		}
	}
	if past > 0 {
		_, err = fmt.Fprintf(a.stdout, "%d more clocks ended over 30 days ago\n", past)
	}
	return outputError(err, "standard output")
}

func (a *app) tellGrid(head, empty string, g format.Grid) error {
	if len(g.Rows) == 0 {
		_, err := fmt.Fprintln(a.stdout, empty)
		return outputError(err, "standard output")
	}
	if _, err := fmt.Fprintln(a.stdout, head); err != nil {
		return outputError(err, "standard output")
	}
	return g.Write(a.stdout)
}

func progressGrid(all []dispute.Progress) format.Grid {
	g := format.Grid{Columns: []format.Column{{Name: "audit"}, {Name: "method"}, {Name: "shared out"}, {Name: "drawn on"}, {Name: "cases", Numeric: true},
		{Name: "exported", Numeric: true}, {Name: "returned", Numeric: true}, {Name: "outstanding", Numeric: true}, {Name: "oldest, days", Numeric: true},
		{Name: "disputed", Numeric: true}, {Name: "closed", Numeric: true}, {Name: "not reviewable", Numeric: true}, {Name: ""}}}
	for _, p := range all {
		g.Rows = append(g.Rows, []string{p.Audit, p.Method, p.Allocation, p.DrawnOn.Format(time.DateOnly), number(p.Cases), number(p.Exported), number(p.Returned),
			number(p.Outstanding), number(p.OldestDays), number(p.Disputed), number(p.Closed), number(p.Unavailable), p.Remark()})
	}
	return g
}

func waitingGrid(all []dispute.Waiting) format.Grid {
	g := format.Grid{Columns: []format.Column{{Name: "audit"}, {Name: "state"}, {Name: "findings", Numeric: true}, {Name: "overdue", Numeric: true}, {Name: "next due"}}}
	for _, w := range all {
		due := ""
		if !w.NextDue.IsZero() {
			due = w.NextDue.Format(time.DateOnly)
		}
		g.Rows = append(g.Rows, []string{w.Audit, w.State, number(int64(w.Findings)), number(int64(w.Overdue)), due})
	}
	return g
}

func deadlineGrid(all []dispute.Deadline) format.Grid {
	g := format.Grid{Columns: []format.Column{{Name: "finding"}, {Name: "clock"}, {Name: "since"}, {Name: "last day"}, {Name: "days left", Numeric: true}}}
	for _, d := range all {
		g.Rows = append(g.Rows, []string{d.Finding, d.Kind, d.Since.Format(time.DateOnly), d.LastDay.Format(time.DateOnly), number(d.DaysLeft)})
	}
	return g
}
