package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/forecast"
	"chartline/pipeline/forecast/flow"
	"chartline/pipeline/query"
)

const forecastHelp = `Forecast tells how many accounts will wait to be coded (DNFC) at the end of the days
ahead, by patient type, with the intervals that hold 80 and 95 % of 2,000 simulated futures.
It goes on from the last whole day before the instant.

With --extra-coders it asks "what if": so many coders more on one weekday, who code as many
charts in an hour as others did, and only accounts without a hold.

The report forecast has the same as figures, with a back-test.`

const forecastExample = `  chartline forecast
  chartline forecast --days 14 --as-of 2026-10-01
  chartline forecast --extra-coders 2 --on saturday --hours 6 --type IP`

type forecastFlags struct {
	asOf, on, kind, facility string
	days, coders             int64
	hours                    float64
}

// forecastCommand forecasts the backlog.
func (a *app) forecastCommand() *cobra.Command {
	var flags forecastFlags
	cmd := &cobra.Command{
		Use: "forecast", Short: "Tell how many accounts will wait to be coded", Long: forecastHelp, Example: forecastExample,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
		Args:        none,
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.forecast(cmd, flags) },
	}
	f := cmd.Flags()
	f.StringVar(&flags.asOf, "as-of", "", "`instant` from which to look ahead, such as 2026-10-01T06:00:00Z (now unless set)")
	f.Int64Var(&flags.days, "days", 0, "`days` ahead, 1 to 90 (as the configuration says, or 30)")
	f.Int64Var(&flags.coders, "extra-coders", 0, "`coders` beside those of the history")
	f.StringVar(&flags.on, "on", "", "`weekday` on which they come")
	f.Float64Var(&flags.hours, "hours", 8, "productive `hours` of each")
	f.StringVar(&flags.kind, "type", "", "`patient type` that they code (all unless set)")
	f.StringVar(&flags.facility, "facility", "all", "`facility`, or all")
	complete(cmd, "on", cobra.FixedCompletions([]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) forecast(cmd *cobra.Command, flags forecastFlags) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	asOf, on, err := a.instant(p, flags.asOf)
	if err != nil {
		return err
	}
	settings, err := flags.settings(pipeline.Forecasts(p.Config, on))
	if err != nil {
		return err
	}
	given := map[string]string{"as_of": asOf.Format(time.RFC3339), "as_of_on": on.Format(time.DateOnly), "facility": flags.facility}
	return ask(cmd.Context(), p, func(ctx context.Context, e engine.Engine) error {
		history, err := run(ctx, p, e, "forecast/flow", given)
		if err != nil {
			return err
		}
		capacity, err := run(ctx, p, e, "forecast/capacity", given)
		if err != nil {
			return err
		}
		a.seen.object, a.seen.rows = "forecast/flow", int64(history.Len()+capacity.Len())
		return a.tellForecast(flow.Look(history, capacity, on, settings))
	})
}

// instant is the instant of a flag, or now, and its local date at midnight UTC.
func (a *app) instant(p *pipeline.Program, flag string) (asOf, on time.Time, err error) {
	if asOf, err = parseAsOf(flag, p.Config); err != nil {
		return asOf, on, err
	}
	if asOf.IsZero() {
		asOf = a.now().UTC().Truncate(time.Second)
	}
	loc, err := p.Config.Location()
	if err != nil {
		return asOf, on, err
	}
	year, month, day := asOf.In(loc).Date()
	return asOf, time.Date(year, month, day, 0, 0, 0, 0, time.UTC), nil
}

// run asks a query by name with those of the given values that it takes.
func run(ctx context.Context, p *pipeline.Program, e engine.Engine, name string, given map[string]string) (*query.Answer, error) {
	q, err := p.Queries.Get(name)
	if err != nil {
		return nil, err
	}
	taken := map[string]string{}
	for param, value := range given {
		if _, takes := q.Param(param); takes {
			taken[param] = value
		}
	}
	return q.Run(ctx, e, taken)
}

// settings are those of the configuration with what the flags set; coders of the flags come
// in place of those of the configuration.
func (f forecastFlags) settings(s flow.Settings) (flow.Settings, error) {
	if f.days != 0 {
		s.Days = int(f.days)
	}
	on, known := config.Weekday(f.on)
	switch {
	case s.Days < 1 || s.Days > 90:
		return s, fault.New(fault.Usage, "", "--days is not from 1 to 90", "write 30")
	case f.coders == 0 && f.on == "" && f.kind == "":
		return s, nil
	case f.coders < 1 || f.coders > 1000:
		return s, fault.New(fault.Usage, "", "--extra-coders is not from 1 to 1000", "write how many coders come more")
	case !known:
		return s, fault.New(fault.Usage, "", "--on is not a weekday", "write one such as saturday")
	case !(f.hours > 0 && f.hours <= 24):
		return s, fault.New(fault.Usage, "", "--hours is not above 0 and up to 24", "write one such as 8")
	}
	s.Extra = []flow.Extra{{On: on, Coders: int(f.coders), Hours: f.hours, Type: f.kind}}
	return s, nil
}

// tellForecast shows the days ahead as a table.
func (a *app) tellForecast(o flow.Outlook) error {
	if !o.AsBefore.Defined() {
		return fault.New(fault.Query, "forecast", o.AsBefore.Missing, "pull more of the past, or choose another --as-of")
	}
	if len(o.Settings.Extra) > 0 && !o.WhatIf.Defined() {
		return fault.New(fault.Query, "forecast", "no productive hours of coders are known for these accounts", "pull the table coder_day, or choose another --type")
	}
	g := format.Grid{Columns: []format.Column{{Name: "type"}, {Name: "end of"}, {Name: "waiting", Numeric: true}, {Name: "80%", Numeric: true}, {Name: "95%", Numeric: true}}}
	if o.WhatIf.Defined() {
		g.Columns = append(g.Columns, format.Column{Name: "with extra coders", Numeric: true}, format.Column{Name: "95%", Numeric: true})
	}
	for i, outlook := range append(slices.Clone(o.AsBefore.Types), o.AsBefore.Total) {
		for ahead, d := range outlook.Days {
			row := []string{outlook.Type, d.Date.String(), fmt.Sprintf("%.0f", d.Waiting.Value), spread(d.Lo80, d.Hi80), spread(d.Waiting.Lo, d.Waiting.Hi)}
			if i == len(o.AsBefore.Types) {
				row[0] = "all"
			}
			g.Rows = append(g.Rows, withExtra(row, o.WhatIf, i, ahead))
		}
	}
	if err := g.Write(a.stdout); err != nil {
		return err
	}
	a.note("%d futures, seed %d; %s", o.AsBefore.Paths, o.AsBefore.Seed, o.AsBefore.Method)
	for _, warning := range o.AsBefore.Warnings {
		a.note("%s", warning)
	}
	return nil
}

// withExtra adds the day of the forecast with extra coders; i is past its types for all.
func withExtra(row []string, with forecast.Forecast, i, ahead int) []string {
	if !with.Defined() {
		return row
	}
	outlook := with.Total
	if i < len(with.Types) {
		outlook = with.Types[i]
	}
	d := outlook.Days[ahead]
	return append(row, fmt.Sprintf("%.0f", d.Waiting.Value), spread(d.Waiting.Lo, d.Waiting.Hi))
}

func spread(lo, hi float64) string { return fmt.Sprintf("%.0f–%.0f", lo, hi) }
