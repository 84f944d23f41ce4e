package main

import (
	"context"
	"fmt"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/spf13/cobra"

	"chartline/cmd/chartline/access"
	"chartline/cmd/chartline/answer"
	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/accesslog"
	"chartline/pipeline/config"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/query"
)

const queryHelp = `Query answers one of the questions under queries/, yours included, with an estimate for
each metric that the query declares. Without a name it lists them.

Counts of patients below privacy.min_cell, and what would reveal them, are withheld
unless --identified is given: "withheld" in a table, empty in the other formats, where
the column withheld says so. A role that may not see records is shown no group of which
nothing may be shown, and of the others only the counts that decide.

A question whose every row is of a person or encounter is answered with --identified
only; describe says which it is, and why.

In a table a metric is one column, such as 93.1% (91.8–94.2%). The other formats have
METRIC_value, _lo, _hi, _n, _method and _warnings.`

const queryExample = `  chartline query
  chartline query describe frequency/principal
  chartline query frequency/principal --from 2026-01-01 --to 2026-07-01
  chartline query frequency/principal --param characters=3 --from 2026-01-01 --to 2026-07-01 --format csv
  chartline query frequency/principal --from 2026-01-01 --to 2026-07-01 --print | duckdb`

type queryFlags struct {
	params            []string
	from, to, asOf    string
	format            string
	print, identified bool
}

// queryCommand asks the built-in questions and those of the site.
func (a *app) queryCommand() *cobra.Command {
	var flags queryFlags
	cmd := &cobra.Command{
		Use: "query [NAME]", Short: "List the questions, or answer one", Long: queryHelp, Example: queryExample,
		Annotations:       exits(fault.Config, fault.Query, fault.Unavailable),
		Args:              atMostOne,
		ValidArgsFunction: a.completeQueries,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listQueries(cmd)
			}
			return a.query(cmd, args[0], flags)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&flags.params, "param", nil, "set a parameter of the query: `NAME=VALUE`; repeatable")
	f.StringVar(&flags.from, "from", "", "first `date` of the period (from_date)")
	f.StringVar(&flags.to, "to", "", "first `date` after the period (to_date)")
	f.StringVar(&flags.asOf, "as-of", "", "`instant` to which open accounts are measured (as_of, as_of_on); now unless set")
	f.BoolVar(&flags.print, "print", false, "print the SQL with the parameters filled in, and do not run it")
	f.BoolVar(&flags.identified, "identified", false, "withhold nothing, and answer questions about single persons and encounters")
	formatFlag(cmd, &flags.format, format.Forms...)
	cmd.AddCommand(a.describeCommand())
	complete(cmd, "param", a.completeParams)
	return cmd
}

func (a *app) listQueries(cmd *cobra.Command) error {
	p, err := a.anyProgram(cmd)
	if err != nil {
		return err
	}
	all, err := p.Queries.List()
	if err != nil {
		return err
	}
	g := format.Grid{Columns: []format.Column{{Name: "query"}, {Name: "title"}, {Name: "origin"}}}
	for _, q := range all {
		g.Rows = append(g.Rows, []string{q.Name, q.Title, q.Origin})
	}
	return g.Write(a.stdout)
}

func (a *app) query(cmd *cobra.Command, name string, flags queryFlags) error {
	form, err := format.Parse(flags.format, format.Forms...)
	if err != nil {
		return err
	}
	if err := a.checkTerminal(form, ""); err != nil {
		return err
	}
	p, err := a.programFor(cmd, flags.print)
	if err != nil {
		return err
	}
	q, err := p.Queries.Get(name)
	if err != nil {
		return err
	}
	a.seen.object, a.seen.query = q.Name, accesslog.HashOf(q.Text)
	values, err := a.values(p, q, flags)
	if err != nil {
		return err
	}
	if flags.print {
		return a.printQuery(q, values)
	}
	if err := mayIdentify(q, flags.identified); err != nil {
		return err
	}
	return ask(cmd.Context(), p, func(ctx context.Context, e engine.Engine) error {
		whole, err := q.Run(ctx, e, values)
		if err != nil {
			return err
		}
		a.seen.rows = int64(whole.Len())
		return a.show(a.protect(whole, p.Config, flags.identified), form)
	})
}

// mayIdentify refuses rows of persons and encounters to those who did not ask for them.
func mayIdentify(q *query.Query, asked bool) error {
	if q.Identified == "" || asked {
		return nil
	}
	return fault.Newf(fault.Usage, q.Name, "add --identified, if you may see the records",
		"every row is of a person or encounter: %s", q.Identified)
}

// programFor needs the configuration only where records are read.
func (a *app) programFor(cmd *cobra.Command, printOnly bool) (*pipeline.Program, error) {
	if printOnly {
		return a.anyProgram(cmd)
	}
	return a.program()
}

func (a *app) printQuery(q *query.Query, values map[string]string) error {
	sql, err := q.Print(values)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, sql+";")
	return outputError(err, "standard output")
}

// values are the parameters of a query: the period and the instant where it takes
// them, and above these what --param says.
func (a *app) values(p *pipeline.Program, q *query.Query, flags queryFlags) (map[string]string, error) {
	given, err := assignments(flags.params)
	if err != nil {
		return nil, err
	}
	asOf, err := parseAsOf(flags.asOf, p.Config)
	if err != nil {
		return nil, err
	}
	if asOf.IsZero() {
		asOf = a.now().Truncate(time.Second)
	}
	loc, err := p.Config.Location()
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"from_date": flags.from, "to_date": flags.to, "as_of": asOf.UTC().Format(time.RFC3339),
		"as_of_on": asOf.In(loc).Format(time.DateOnly),
	} {
		_, takes := q.Param(name)
		if _, set := given[name]; takes && !set && value != "" {
			given[name] = value
		}
	}
	if err := missingEnd(q, given); err != nil {
		return nil, err
	}
	if from, to := given["from_date"], given["to_date"]; from != "" && to != "" && from >= to {
		a.note("the period is empty: to_date is the first date after it")
	}
	return given, nil
}

// missingEnd says which end of a period was not given, by its flag. A name that the query does not take
// is more likely what was misspelt, and is left to it.
func missingEnd(q *query.Query, given map[string]string) error {
	for name := range given {
		if _, takes := q.Param(name); !takes {
			return nil
		}
	}
	for _, end := range []struct{ flag, param string }{{"--from", "from_date"}, {"--to", "to_date"}} {
		if p, takes := q.Param(end.param); takes && !p.Optional && given[end.param] == "" {
			return fault.Newf(fault.Usage, q.Name, "give --from 2026-01-01 --to 2026-07-01, --to being the first date after", "%s is missing", end.flag)
		}
	}
	return nil
}

// protect decides what of an answer is withheld and says so.
func (a *app) protect(whole *query.Answer, conf *config.Config, identified bool) answer.Shown {
	if identified {
		a.note("nothing is withheld: this answer may identify patients")
		return answer.Whole(whole)
	}
	minCell := conf.Privacy.MinCell
	s := answer.Protected(whole, minCell)
	if !access.May(conf.Access.Role, access.Identified, a.dataset) {
		s = answer.Numbers(whole, minCell)
		if n := s.Unnamed(); n > 0 {
			a.note("%d of %d rows are left out: their names alone would tell of few patients", n, whole.Len())
		}
	}
	if n := s.Withheld(); n > 0 {
		a.note("%d of %d rows are withheld: counts of 1 to %d, and what would reveal them", n, whole.Len(), minCell-1)
	}
	return s
}

func (a *app) show(s answer.Shown, form format.Form) error { return a.showIn(s, form, "") }

// showIn shows an answer in a file; a table goes to standard output.
func (a *app) showIn(s answer.Shown, form format.Form, file string) error {
	if form == format.Table {
		g, more := s.Grid()
		if err := g.Write(a.stdout); err != nil {
			return err
		}
		a.tellMore(more)
		for _, line := range s.Methods() {
			a.note("%s", line)
		}
		return nil
	}
	rec := s.Record()
	defer rec.Release()
	reader, err := array.NewRecordReader(rec.Schema(), []arrow.RecordBatch{rec})
	if err != nil {
		return err
	}
	defer reader.Release()
	return a.write(reader, form, file)
}
