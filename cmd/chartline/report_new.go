package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"chartline/pipeline"
	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

const reportNewHelp = `New writes a report to begin with into the folder that reports: of the configuration names.
With --from it extends a built-in report, of which it keeps everything that the file does
not say otherwise. It overwrites nothing.`

const reportNewExample = `  chartline report new monthly
  chartline report new coding_quality --from coding_quality`

// newReport is a report of the site's own, and extendingReport one that extends another.
//
//go:embed report_new.yaml
var newReport string

const extendingReport = `# What this says of %[1]s stands in the place of what it has; the rest stays. Parts and
# blocks are found by their ids: chartline report check tells of mistakes.
extends: %[1]s
title: %[2]s
`

// reportNew scaffolds a report.
func (a *app) reportNew() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use: "new NAME", Short: "Write a report of the site's own to begin with", Long: reportNewHelp, Example: reportNewExample,
		Annotations: exits(fault.Config, fault.Unavailable),
		Args:        exactly("the new report", "chartline report new monthly"),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			path, err := newReportPath(p, args[0])
			if err != nil {
				return err
			}
			text, err := scaffold(p, from)
			if err != nil {
				return err
			}
			if err := writeNew(path, []byte(text)); err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.stdout, path)
			return outputError(err, "standard output")
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "built-in `report` to extend")
	complete(cmd, "from", a.completeReports)
	return cmd
}

// newReportPath is the file of a new report, in the site's folder.
func newReportPath(p *pipeline.Program, name string) (string, error) {
	folder := p.Config.Reports
	if folder == "" {
		return "", fault.New(fault.Config, "", "the configuration names no folder of reports", "add reports: reports")
	}
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return "", fault.New(fault.Usage, "", "not a name of a report", "use small letters, digits and _")
	}
	path := filepath.Join(folder, name+".yaml")
	if _, err := os.Lstat(path); err == nil {
		return "", fault.New(fault.Usage, path, "is there already", "choose another name, or remove it")
	}
	return path, nil
}

func scaffold(p *pipeline.Program, from string) (string, error) {
	if from == "" {
		return newReport, nil
	}
	spec, err := p.Reports.Get(from)
	if err != nil {
		return "", err
	}
	if spec.Origin != report.BuiltIn && spec.Extends == "" {
		return "", fault.Newf(fault.Usage, "", "copy its file instead", "%s is no built-in report", from)
	}
	return fmt.Sprintf(extendingReport, from, spec.Title), nil
}
