package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/strata"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

const auditPlanHelp = `Plan says how many accounts to review, and prints what that rests on: the expected
rate, the precision, the population that the store holds, and the design effect of the
department's own closed random reviews.

  chartline audit plan --from 2026-07-01 --to 2026-10-01 --rate 0.95 --half-width 0.03

For dollars a probe sample must be reviewed first: --mean and --sd are of the amounts
overpaid in it, and not of what was paid.`

// auditPlan sizes an audit.
func (a *app) auditPlan() *cobra.Command {
	var f population
	var by []string
	aim := audit.DefaultAim
	cmd := &cobra.Command{
		Use: "plan", Short: "Say how many accounts to review, and why", Long: auditPlanHelp, Args: none,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		RunE: func(cmd *cobra.Command, _ []string) error {
			filter, err := f.read()
			if err != nil {
				return err
			}
			p, err := a.program()
			if err != nil {
				return err
			}
			return ask(cmd.Context(), p, func(ctx context.Context, e engine.Engine) error {
				sizes, err := audit.Plan(ctx, e, filter, by, aim)
				if err != nil {
					return err
				}
				_, err = fmt.Fprint(a.stdout, sizes.Text())
				return outputError(err, "standard output")
			})
		},
	}
	f.flags(cmd)
	flags := cmd.Flags()
	flags.Float64Var(&aim.Rate, "rate", aim.Rate, "expected `share` that is right")
	flags.Float64Var(&aim.HalfWidth, "half-width", aim.HalfWidth, "half the width of its interval, as a `share`")
	flags.Float64Var(&aim.Confidence, "confidence", aim.Confidence, "confidence of the interval, as a `share`")
	flags.StringSliceVar(&by, "by", nil, "`columns` that make strata: "+strings.Join(strata.Names(), ", "))
	flags.Float64Var(&aim.Probe.Mean, "mean", 0, "mean of the `dollars` overpaid in a probe")
	flags.Float64Var(&aim.Probe.SD, "sd", 0, "their standard deviation, in `dollars`")
	flags.Float64Var(&aim.Precision, "precision", aim.Precision, "precision of the total of dollars, as a `share` of it")
	flags.Float64Var(&aim.Level, "level", aim.Level, "confidence of that, as a `share`")
	return cmd
}
