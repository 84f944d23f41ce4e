package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/audit/review"
	"chartline/pipeline/audit/worksheet"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

const auditImportHelp = `Import takes back a workbook of chartline audit export, or CSV with the same columns.
Columns are found by their heads, wherever they stand.

What is wrong or missing is listed with its sheet and cell, and then nothing is stored:
half-filled cases, locked cells that were changed, cases of another draw or auditor, an
auditor who is the coder, an account that two audits reviewed. With --accept-complete the
complete cases are stored, and the others wait. A case in which nothing was written waits
in any case.

Findings are drafts until chartline audit issue: a corrected workbook replaces them. The
same workbook again changes nothing.`

// auditImport takes back what auditors filled.
func (a *app) auditImport() *cobra.Command {
	var accept bool
	cmd := &cobra.Command{
		Use: "import FILE...", Short: "Take back workbooks that auditors filled", Long: auditImportHelp,
		Annotations: exits(fault.Config, fault.Input, fault.Query, fault.Unavailable, fault.Policy),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fault.New(fault.Usage, "", "name a workbook", "as in chartline audit import Q3-A01.xlsx")
			}
			p, err := a.program()
			if err != nil {
				return err
			}
			for _, file := range args {
				if err := a.importForm(cmd.Context(), p, file, accept); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&accept, "accept-complete", false, "store the complete cases although others have problems")
	return cmd
}

// importForm takes back one workbook.
func (a *app) importForm(ctx context.Context, p *pipeline.Program, file string, accept bool) error {
	form, err := worksheet.Open(file)
	if err != nil {
		return err
	}
	form.RootCauses = p.Config.Audit.RootCauses
	today, err := a.today(p)
	if err != nil {
		return err
	}
	var r *review.Result
	err = ask(ctx, p, func(ctx context.Context, e engine.Engine) (err error) {
		r, err = review.Read(ctx, e, form, today)
		return err
	})
	if err != nil {
		return at(file, err)
	}
	stored := len(r.Problems) == 0 || accept
	if err := a.tellForm(file, r, stored); err != nil {
		return err
	}
	if !stored {
		return fault.Newf(fault.Policy, file, "mend them, or store the complete cases with --accept-complete",
			"problems: %d; nothing of it was stored", len(r.Problems))
	}
	if r.Complete == 0 {
		return nil
	}
	return a.land(ctx, p, r.Rows(file, a.now().UTC().Truncate(time.Second), today), file)
}

// tellForm lists the problems of a form, and counts its cases.
func (a *app) tellForm(file string, r *review.Result, stored bool) error {
	if len(r.Problems) > 0 {
		g := format.Grid{Columns: []format.Column{{Name: "case"}, {Name: "place"}, {Name: "problem"}}}
		for _, p := range r.Problems {
			g.Rows = append(g.Rows, []string{p.Case, p.Place, p.What})
		}
		if err := g.Write(a.stdout); err != nil {
			return err
		}
	}
	verb := "stored"
	if !stored {
		verb = "complete, and not stored"
	}
	_, err := fmt.Fprintf(a.stdout, "%s: %d cases %s, %d unchanged, %d not begun, %d problems\n",
		file, r.Complete, verb, r.Unchanged, r.Outstanding, len(r.Problems))
	for _, n := range r.Notes {
		a.note("%s", n)
	}
	return outputError(err, "standard output")
}

// today is the local date of the facilities.
func (a *app) today(p *pipeline.Program) (time.Time, error) {
	zone, err := p.Config.Location()
	if err != nil {
		return time.Time{}, err
	}
	y, m, d := a.now().In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC), nil
}
