package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"github.com/spf13/cobra"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/landing"
	"chartline/pipeline/audit/worksheet"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

const auditExportHelp = `Export writes the workbooks of an audit, one for each auditor, with the cases that
are not returned yet, and the evidence of the draw:

  NAME-AUDITOR.xlsx   what the auditor fills: coder's codes locked, results by lists
  NAME-frame.csv      the frame in its order; its SHA-256 is that of the draw
  NAME-sample.csv     what was drawn, in order, with the spares
  NAME-draw.csv       seed, generator, method and counts, for RAT-STATS

They hold identified records. Their mode lets you alone read them.`

// auditExport hands out the workbooks of an audit.
func (a *app) auditExport() *cobra.Command {
	var out, auditor string
	var asCSV bool
	cmd := &cobra.Command{
		Use: "export NAME", Short: "Write a workbook for each auditor, and the evidence of the draw", Long: auditExportHelp,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable, fault.Policy),
		Args:        exactly("the audit", "as in chartline audit export Q3 --out handout"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return fault.New(fault.Usage, "", "no folder to write to", "name one with --out")
			}
			return a.export(cmd.Context(), args[0], auditor, out, asCSV)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "`folder` to write to")
	cmd.Flags().StringVar(&auditor, "auditor", "", "only the workbook of this auditor")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "write CSV in place of workbooks")
	return cmd
}

func (a *app) export(ctx context.Context, name, auditor, out string, asCSV bool) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	zone, err := p.Config.Location()
	if err != nil {
		return err
	}
	var handouts []*audit.Handout
	var evidence *audit.Evidence
	err = ask(ctx, p, func(ctx context.Context, e engine.Engine) error {
		drawn, err := audit.MustBeDrawn(ctx, e, name)
		if err != nil {
			return err
		}
		if evidence, err = audit.ReadEvidence(ctx, e, drawn); err != nil {
			return err
		}
		handouts, err = audit.Handouts(ctx, e, drawn, auditor, p.Config.Audit.RootCauses, p.Version)
		return err
	})
	if err != nil {
		return err
	}
	if len(handouts) == 0 {
		a.note("no case waits for an auditor: only the evidence of the draw is written")
	}
	a.seen = seen{object: name, to: out}
	for _, h := range handouts {
		a.seen.rows += int64(len(h.Cases))
		h.Book.Theme = p.Theme
	}
	written, err := a.writeAudit(out, name, handouts, evidence, asCSV)
	if err != nil {
		return err
	}
	rows := landing.New()
	for _, h := range handouts {
		h.Rows(rows, a.now(), zone)
	}
	if err := a.land(ctx, p, rows, "export of "+name); err != nil {
		return err
	}
	a.note("%s", worksheet.Sensitivity)
	return a.printPaths(written)
}

// plainName is a name of an auditor that may stand in that of a file.
var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// writeAudit writes the files of an audit into a folder, each whole or not at all.
func (a *app) writeAudit(out, name string, handouts []*audit.Handout, evidence *audit.Evidence, asCSV bool) ([]string, error) {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return nil, outputError(err, out)
	}
	var written []string
	put := func(file string, write func(io.Writer) error) error {
		path := filepath.Join(out, file)
		written = append(written, path)
		return writeAside(path, func(w io.Writer) error { return outputError(write(w), path) })
	}
	for i, h := range handouts {
		stem := name + "-" + h.Auditor
		if !plainName.MatchString(h.Auditor) {
			stem = fmt.Sprintf("%s-auditor-%d", name, i+1)
		}
		file, write := stem+".xlsx", worksheet.Write
		if asCSV {
			file, write = stem+".csv", worksheet.WriteCSV
		}
		if err := put(file, func(w io.Writer) error { return write(w, h.Book) }); err != nil {
			return nil, err
		}
	}
	for _, part := range []struct {
		file  string
		write func(io.Writer) error
	}{{"frame", evidence.WriteFrame}, {"sample", evidence.WriteSample}, {"draw", evidence.WriteDraw}} {
		if err := put(name+"-"+part.file+".csv", part.write); err != nil {
			return nil, err
		}
	}
	return written, nil
}
