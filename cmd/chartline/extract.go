package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/extract"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
)

const extractHelp = `Extract makes a dataset of its own for a study of chartline.yaml, in one mode:

  safe-harbor   18 identifiers removed (45 CFR 164.514(b)(2)): years and intervals, no dates
  limited       16 identifiers removed (164.514(e)): dates moved by a secret shift of each
                patient; needs an agreement that is in force
  aggregate     the answers of the study's questions, small counts withheld

Keys become random surrogates. A second extract of the same study has the same ones; two
studies share none. What leads back from them is kept beside the store, for its owner only.

A cohort is a file with a SELECT of encounter_id or patient_id, or a query of that kind. It
can read the store and nothing else. Accounts with codes of treatment for substance use
(42 CFR Part 2) are left out unless --sensitive says for what purpose they are needed.

The dataset is a DuckDB file or a folder of Parquet files, with a data dictionary, a
codebook and a report on small groups inside. With a key for the study Parquet files are
encrypted so that DuckDB reads them. A DuckDB file is encrypted by DuckDB itself where
store.httpfs names the extension for it, and else as a whole by age.`

const extractExample = `  chartline extract readmission --mode safe-harbor --out readmission.duckdb
  chartline extract readmission --mode limited --format parquet --out readmission/ --cohort cohort.sql`

type extractFlags struct{ mode, out, format, cohort, sensitive string }

// extractCommand gives a study its data.
func (a *app) extractCommand() *cobra.Command {
	var flags extractFlags
	cmd := &cobra.Command{
		Use: "extract STUDY", Short: "Make a dataset for a study, in a legal mode", Long: extractHelp, Example: extractExample,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		Args:        exactly("a study", "chartline.yaml lists them under studies:"),
		RunE:        func(cmd *cobra.Command, args []string) error { return a.extract(cmd.Context(), args[0], flags) },
	}
	f := cmd.Flags()
	f.StringVar(&flags.mode, "mode", "", "safe-harbor, limited or aggregate")
	f.StringVar(&flags.out, "out", "", "`file` or folder to make")
	f.StringVar(&flags.format, "format", "duckdb", "duckdb or parquet")
	f.StringVar(&flags.cohort, "cohort", "", "`file` with a SELECT, or name of a query, in place of the study's")
	f.StringVar(&flags.sensitive, "sensitive", "", "`purpose` for which accounts under 42 CFR Part 2 are included")
	return cmd
}

func (a *app) extract(ctx context.Context, study string, flags extractFlags) error {
	if flags.mode == "" {
		return fault.New(fault.Usage, "", "--mode is missing", "choose safe-harbor, limited or aggregate")
	}
	mode, known := privacy.ParseMode(flags.mode)
	if !known || mode == privacy.PHI {
		return fault.New(fault.Usage, "", "--mode is none that an extract can have", "choose safe-harbor, limited or aggregate")
	}
	if flags.out == "" {
		return fault.New(fault.Usage, "", "--out is missing", "name the file or folder to make")
	}
	p, err := a.program()
	if err != nil {
		return err
	}
	r := pipeline.ExtractRequest{
		Study: study, Mode: mode, Out: strings.TrimRight(flags.out, "/"), Format: extract.Format(flags.format), Cohort: flags.cohort, Sensitive: flags.sensitive,
	}
	result, err := p.Extract(ctx, r)
	if err != nil {
		return err
	}
	a.seen = seen{object: study, to: r.Out, mode: r.Mode}
	for _, t := range result.Tables {
		a.seen.rows += t.Rows
	}
	return a.tellExtract(result, r)
}

// tellExtract says what an extract of records holds, and what was left out.
func (a *app) tellExtract(made extract.Result, r pipeline.ExtractRequest) error {
	g := format.Grid{Columns: []format.Column{{Name: "table"}, {Name: "rows", Numeric: true}}}
	for _, t := range made.Tables {
		g.Rows = append(g.Rows, []string{t.Name, fmt.Sprint(t.Rows)})
	}
	if err := g.Write(a.stdout); err != nil {
		return err
	}
	if made.Sealed != extract.Plain {
		a.note("encrypted with the key of the study, %s; docs/extract.md says how to open it", made.Sealed)
	}
	if r.Mode == privacy.Aggregate {
		a.note("counts alone, small ones withheld in all tables together: %s", r.Out)
		return nil
	}
	a.note("%d accounts of %d patients, %s: %s", made.Accounts, made.Patients, r.Mode, r.Out)
	if made.Sensitive > 0 {
		a.note("accounts left out for treatment of substance use (42 CFR Part 2): %d", made.Sensitive)
	}
	if !made.Lists && r.Sensitive == "" {
		a.note("no list of sensitive codes is loaded: accounts were left out by families of codes alone; docs/terminology.md says which list to load")
	}
	if r.Mode == privacy.SafeHarbor && !made.Areas {
		a.note("no population of areas is loaded: every postal code became 000; docs/extract.md says how to load one")
	}
	if s := made.Groups; len(s.By) > 0 {
		a.note("people alike in %s: smallest group %d; %d of %d groups are smaller than %d, with %.1f %% of people",
			strings.Join(s.By, ", "), s.K, s.Small, s.Groups, s.Smallest, 100*s.Share())
	}
	return nil
}
