package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chartline/pipeline"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/report/csv"
	"chartline/pipeline/theme"
	"chartline/pipeline/worklist"
)

var worklistHelp = `Worklist writes which accounts to code next, one by one, as CSV and as a workbook:

  worklist-identified.csv
  worklist-identified.xlsx

` + inLines(worklist.Rule) + `

The files name accounts. Their mode lets you alone read them, and they go to a folder of
their own, beside the folder of reports and never in it.`

type worklistFlags struct{ asOf, out, kind, facility string }

// worklistCommand writes what to code next.
func (a *app) worklistCommand() *cobra.Command {
	var flags worklistFlags
	cmd := &cobra.Command{
		Use: "worklist", Short: "Write which accounts to code next (identified)", Long: worklistHelp, Args: none,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
		RunE:        func(cmd *cobra.Command, _ []string) error { return a.worklist(cmd.Context(), flags) },
	}
	f := cmd.Flags()
	f.StringVar(&flags.asOf, "as-of", "", "`instant` to which accounts are open, such as 2026-10-01T06:00:00Z (now unless set)")
	f.StringVar(&flags.out, "out", "", "`folder` to write to (beside that of reports, with -identified at its end)")
	f.StringVar(&flags.kind, "type", "all", "`patient type`, or all")
	f.StringVar(&flags.facility, "facility", "all", "`facility`, or all")
	return cmd
}

func (a *app) worklist(ctx context.Context, flags worklistFlags) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	asOf, on, err := a.instant(p, flags.asOf)
	if err != nil {
		return err
	}
	folder, err := identifiedFolder(p.Config.Out, flags.out, filepath.Join("worklist", on.Format(time.DateOnly)), "worklists name accounts")
	if err != nil {
		return err
	}
	var list []worklist.Account
	given := map[string]string{"as_of": asOf.Format(time.RFC3339), "as_of_on": on.Format(time.DateOnly), "patient_type": flags.kind, "facility": flags.facility}
	if err := ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		list, err = readWorklist(ctx, p, e, given)
		return err
	}); err != nil {
		return err
	}
	a.seen = seen{object: "worklist/uncoded", to: folder, rows: int64(len(list))}
	written, err := writeWorklist(folder, list, asOf, p.Theme)
	if err != nil {
		return err
	}
	a.note("%d accounts. %s", len(list), worklist.Rule)
	a.note("%s", worklist.Sensitivity)
	return a.printPaths(written)
}

func readWorklist(ctx context.Context, p *pipeline.Program, e engine.Engine, given map[string]string) ([]worklist.Account, error) {
	answer, err := run(ctx, p, e, "worklist/uncoded", given)
	if err != nil {
		return nil, err
	}
	return worklist.Ranked(answer), nil
}

// identifiedFolder is where something goes that names people, and why: never into the folder
// of reports, which managers read.
func identifiedFolder(reports, given, own, why string) (string, error) {
	if given == "" {
		return filepath.Join(filepath.Clean(reports)+"-identified", own), nil
	}
	of, err := filepath.Abs(reports)
	if err != nil {
		return "", outputError(err, reports)
	}
	to, err := filepath.Abs(given)
	if err != nil {
		return "", outputError(err, given)
	}
	inside, err := filepath.Rel(of, to)
	if err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return "", fault.New(fault.Usage, "--out", "it lies in the folder of reports, and "+why, "choose a folder outside "+reports)
	}
	return given, nil
}

// writeWorklist writes both files, each whole or not at all, for their owner only.
func writeWorklist(folder string, list []worklist.Account, asOf time.Time, look *theme.Theme) ([]string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, outputError(err, folder)
	}
	table := worklist.Table(list)
	var written []string
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"worklist-identified.csv", func(w io.Writer) error { return csv.Table(w, table) }},
		{"worklist-identified.xlsx", func(w io.Writer) error {
			return worklist.WriteWorkbook(w, table, asOf.Format(time.RFC3339), look)
		}},
	} {
		path := filepath.Join(folder, file.name)
		if err := writeAside(path, file.write); err != nil {
			return nil, err
		}
		written = append(written, path)
	}
	return written, nil
}
