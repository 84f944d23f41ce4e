package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/audit/dispute"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// auditIssue tells the coders what was found.
func (a *app) auditIssue() *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use: "issue NAME", Short: "Tell the coders: drafts become issued findings, clean reviews are closed",
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		Args:        exactly("the audit", "as in chartline audit issue Q3 --by A01"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := someone(by); err != nil {
				return err
			}
			return a.dispute(cmd.Context(), "issue of "+args[0], false, func(ctx context.Context, p *pipeline.Program, e engine.Engine, now, today time.Time) (*dispute.Plan, error) {
				return dispute.Issue(ctx, e, args[0], by, now, today)
			})
		},
	}
	byFlag(cmd, &by)
	return cmd
}

const auditRebutHelp = `Rebut takes findings through their states:

  issued → accepted or rebutted → upheld, overturned or partially_overturned
         → second_level → final → closed

Moves stand in a CSV file with the heads finding_id, to_state, actor_id and reason, and
where they are needed outcome (of final), final_value (what stands where a rebuttal was
partly right) and citation; or one move stands in the flags. A step that may not follow is
refused, with those that may, and then none is taken.

When all findings of a review are closed the review is closed: what was overturned leaves
the auditor's set, and the set before is kept.`

// auditRebut moves findings.
func (a *app) auditRebut() *cobra.Command {
	var m dispute.Move
	cmd := &cobra.Command{
		Use: "rebut [FILE]", Short: "Accept, rebut, uphold or overturn findings", Long: auditRebutHelp,
		Annotations: exits(fault.Config, fault.Input, fault.Query, fault.Unavailable, fault.Policy),
		Args:        atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			moves := []dispute.Move{m}
			switch {
			case len(args) == 1 && m.Finding != "":
				return fault.New(fault.Usage, "", "a file and a finding", "give one of them")
			case len(args) == 1:
				var err error
				if moves, err = readMoves(args[0]); err != nil {
					return err
				}
			case m.Finding == "" || m.To == "":
				return fault.New(fault.Usage, "", "no moves", "name a CSV file, or give --finding, --to, --by and --reason")
			}
			return a.dispute(cmd.Context(), "rebuttals", false, func(ctx context.Context, p *pipeline.Program, e engine.Engine, now, today time.Time) (*dispute.Plan, error) {
				return dispute.Weigh(ctx, e, moves, now, today)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&m.Finding, "finding", "", "finding to move")
	f.StringVar(&m.To, "to", "", "state that it comes to")
	f.StringVar(&m.Actor, "by", "", "who decides")
	f.StringVar(&m.Reason, "reason", "", "why, without names")
	f.StringVar(&m.Outcome, "outcome", "", "what the second level decided, with --to final")
	f.StringVar(&m.FinalValue, "final-value", "", "`code` that stands, where the rebuttal was partly right")
	f.StringVar(&m.Citation, "citation", "", "guideline or Coding Clinic")
	return cmd
}

func readMoves(path string) ([]dispute.Move, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, path, "cannot be opened", "check the path and who may read it")
	}
	defer f.Close()
	return dispute.ReadMoves(f, path)
}

// auditClose closes what nothing more can come of.
func (a *app) auditClose() *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use: "close NAME", Short: "Close findings of which nothing more can come, and their reviews",
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		Args:        exactly("the audit", "as in chartline audit close Q3 --by A01"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := someone(by); err != nil {
				return err
			}
			return a.dispute(cmd.Context(), "closing of "+args[0], true, func(ctx context.Context, p *pipeline.Program, e engine.Engine, now, today time.Time) (*dispute.Plan, error) {
				clock, err := clockOf(p)
				if err != nil {
					return nil, err
				}
				return dispute.CloseDue(ctx, e, args[0], by, clock, now, today)
			})
		},
	}
	byFlag(cmd, &by)
	return cmd
}

func byFlag(cmd *cobra.Command, by *string) { cmd.Flags().StringVar(by, "by", "", "who does it") }

// someone refuses a step that nobody takes.
func someone(by string) error {
	if by == "" {
		return fault.New(fault.Usage, "", "it is not said who", "name the person with --by")
	}
	return nil
}

// clockOf counts business days as the configuration says.
func clockOf(p *pipeline.Program) (*dispute.Clock, error) {
	c := p.Config.Audit
	return dispute.NewClock(p.Config.Timezone, c.Holidays, c.Worked,
		dispute.Levels{Respond: c.RespondDays, Decide: c.DecideDays, SecondLevel: c.SecondLevelDays})
}

// dispute weighs moves and stores them. Where some cannot be made none is, unless the
// others may go on without them.
func (a *app) dispute(ctx context.Context, what string, without bool,
	weigh func(context.Context, *pipeline.Program, engine.Engine, time.Time, time.Time) (*dispute.Plan, error)) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	today, err := a.today(p)
	if err != nil {
		return err
	}
	var plan *dispute.Plan
	err = ask(ctx, p, func(ctx context.Context, e engine.Engine) (err error) {
		plan, err = weigh(ctx, p, e, a.now().UTC().Truncate(time.Second), today)
		return err
	})
	if err != nil {
		return err
	}
	if len(plan.Problems) > 0 {
		g := format.Grid{Columns: []format.Column{{Name: "place"}, {Name: "finding"}, {Name: "problem"}}}
		for _, r := range plan.Problems {
			g.Rows = append(g.Rows, []string{r.Place, r.Finding, r.What})
		}
		if err := g.Write(a.stdout); err != nil {
			return err
		}
		if !without {
			return fault.Newf(fault.Policy, what, "mend them, and give all moves again", "moves that cannot be made: %d; none was", len(plan.Problems))
		}
	}
	if err := a.land(ctx, p, plan.Rows(), what); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s: steps taken %d, reviews closed %d\n", what, plan.Steps, plan.Closed)
	return outputError(err, "standard output")
}
