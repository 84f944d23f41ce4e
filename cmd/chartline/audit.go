package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chartline/pipeline"
	"chartline/pipeline/audit"
	"chartline/pipeline/audit/strata"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

const auditHelp = `Audit draws samples of coded accounts, hands them to auditors, takes the results back
and leads the findings through their rebuttals.

  chartline audit plan --from 2026-07-01 --to 2026-10-01      how many to review, and why
  chartline audit draw Q3 --from 2026-07-01 --to 2026-10-01 --size 73
  chartline audit export Q3 --out handout                     a workbook for each auditor
  chartline audit import handout/Q3-A01.xlsx                  a workbook that came back
  chartline audit issue Q3 --by A01                           tell the coders
  chartline audit rebut decisions.csv                         accept, rebut, uphold, overturn
  chartline audit close Q3 --by A01                           end what is decided
  chartline audit draw Q3B --method second --from 2026-07-01 --to 2026-10-01   review some again
  chartline audit status                                      what waits, and until when

Workbooks hold identified records and are readable by you alone. docs/audit.md tells the
whole loop.`

// auditCommand leads audits from the plan to the last rebuttal.
func (a *app) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "audit", Short: "Plan, draw, hand out and take back coding audits", Long: auditHelp,
		Annotations: exits(), Args: noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.auditPlan(), a.auditDraw(), a.auditExport(), a.auditImport(), a.auditIssue(), a.auditRebut(), a.auditClose(), a.auditStatus())
	return cmd
}

// population are the flags that say which accounts an audit is about.
type population struct {
	from, to string
	filter   audit.Filter
}

func (f *population) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "first `date` on which coding was final")
	flags.StringVar(&f.to, "to", "", "first `date` after the period")
	flags.StringVar(&f.filter.Facility, "facility", "", "only this facility")
	flags.StringVar(&f.filter.PatientType, "patient-type", "", "only this patient type, such as IP")
	flags.StringVar(&f.filter.ServiceLine, "service-line", "", "only this service line")
	flags.StringVar(&f.filter.Payer, "payer", "", "only this payer class")
	flags.StringVar(&f.filter.Coder, "coder", "", "only the work of this coder")
}

// read gives the filter with its dates.
func (f *population) read() (audit.Filter, error) {
	var err error
	for _, d := range []struct {
		flag, text string
		into       *time.Time
	}{{"--from", f.from, &f.filter.From}, {"--to", f.to, &f.filter.To}} {
		if *d.into, err = time.Parse(time.DateOnly, d.text); err != nil {
			what := " is not a date"
			if d.text == "" {
				what = " is missing"
			}
			return f.filter, fault.New(fault.Usage, "", d.flag+what, "give --from 2026-07-01 --to 2026-10-01, --to being the first date after")
		}
	}
	return f.filter, nil
}

const auditDrawHelp = `Draw takes a sample from the accounts whose first coding was final in a period, and
opens a review of each. Whoever has the frame, the seed and docs/audit.md draws the same
accounts anywhere. What is drawn is stored: the seed, the frame with its SHA-256, the
order of selection, spares in their order.

Methods:
  simple       every account is as likely
  stratified   so within the strata that --by names; in proportion with --size, as many
               of each with --per-stratum. --neyman gives more to strata in which your
               closed random reviews found errors about half of the time
  coder_floor  at least --per-stratum accounts of each coder (30 unless set)
  targeted     the accounts with most of the risks that --risk names, which is
               not generalisable: no rate is made of it
  second       closed random reviews, each for another auditor who is not told what the
               first one found: --share 5 percent of them, or --size. They compare
               auditors, and are in no rate of coders

An audit is drawn once. The same command again, with the same seed, says whether the
sample is still the same.`

// auditDraw draws a sample and opens its reviews.
func (a *app) auditDraw() *cobra.Command {
	var r audit.Request
	var f population
	var dry bool
	cmd := &cobra.Command{
		Use: "draw NAME", Short: "Draw the sample of an audit", Long: auditDrawHelp,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		Args:        exactly("the audit", "as in chartline audit draw Q3 --from 2026-07-01 --to 2026-10-01 --size 73"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			risks := r.Filter.Risks
			if r.Filter, err = f.read(); err != nil {
				return err
			}
			r.Audit, r.Filter.Risks = args[0], risks
			if !cmd.Flags().Changed("seed") {
				if r.Seed, err = audit.RandomSeed(); err != nil {
					return err
				}
			}
			if r.Method == audit.CoderFloor && !cmd.Flags().Changed("per-stratum") {
				r.Floor = audit.PerCoder
			}
			return a.draw(cmd.Context(), r, dry)
		},
	}
	f.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&r.Method, "method", audit.Simple, "simple, stratified, coder_floor, targeted or second")
	flags.IntVar(&r.Size, "size", 0, "how many accounts to draw, in proportion to the strata")
	flags.Float64Var(&r.Share, "share", audit.SecondShare, "`percent` of the closed reviews, of second ones without --size")
	flags.IntVar(&r.Floor, "per-stratum", 0, "draw at least this many of each stratum")
	flags.BoolVar(&r.Neyman, "neyman", false, "share the size out by size and expected errors of the strata")
	flags.StringSliceVar(&r.By, "by", nil, "`columns` that make the strata: "+strings.Join(strata.Names(), ", "))
	flags.StringSliceVar(&r.Filter.Risks, "risk", nil, "`risks` to look for: "+strings.Join(audit.Risks(), ", "))
	flags.IntVar(&r.Spares, "spares", 2, "spares of each stratum")
	flags.Int64Var(&r.Seed, "seed", 0, "seed; a random one unless set")
	flags.StringSliceVar(&r.Auditors, "auditor", nil, "`auditors` who review, in turn; all that the store knows unless set")
	flags.BoolVar(&dry, "dry-run", false, "store nothing, and say what would be drawn")
	return cmd
}

// draw draws, stores and tells.
func (a *app) draw(ctx context.Context, r audit.Request, dry bool) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	zone, err := p.Config.Location()
	if err != nil {
		return err
	}
	var d *audit.Draw
	var before *audit.Drawn
	err = ask(ctx, p, func(ctx context.Context, e engine.Engine) (err error) {
		if d, err = audit.Prepare(ctx, e, r, a.now(), zone); err == nil {
			before, err = audit.FindDrawn(ctx, e, r.Audit)
		}
		return err
	})
	if err != nil {
		return err
	}
	a.seen = seen{object: d.Audit, rows: int64(len(d.Picks))}
	if before != nil {
		return a.drawnBefore(d, before)
	}
	if err := a.tellDraw(d); err != nil || dry {
		return err
	}
	return a.land(ctx, p, d.Rows(p.Version), "draw of "+d.Audit)
}

// drawnBefore says whether an audit that was drawn would be drawn the same again.
func (a *app) drawnBefore(d *audit.Draw, before *audit.Drawn) error {
	if err := before.SameAs(d); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "%s was drawn on %s: the same %d accounts in the same order, nothing changes\n",
		d.Audit, before.On.Format(time.DateOnly), before.Sample)
	return outputError(err, "standard output")
}

// land stores rows, if there are any.
func (a *app) land(ctx context.Context, p *pipeline.Program, rows audit.Landing, where string) error {
	if rows.Len() == 0 {
		return nil
	}
	_, err := p.LandAudit(ctx, rows, where)
	return err
}

// tellDraw says what was drawn, from what and how.
func (a *app) tellDraw(d *audit.Draw) error {
	_, err := fmt.Fprint(a.stdout, d.Text())
	return outputError(err, "standard output")
}
