package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/doctor"
	"chartline/cmd/chartline/format"
	"chartline/pipeline/fault"
)

const doctorHelp = `Doctor looks at everything that runs depend on: the store and its key, permissions, disk,
clock, code sets in force today, sources that are late, jobs that failed, reports that did
not arrive, and the browser that prints accessible PDF. Each finding has its fix.

It changes nothing. The exit code is that of the first finding that is wrong; advice and
warnings leave it 0.`

// doctorCommand looks for what is wrong.
func (a *app) doctorCommand() *cobra.Command {
	var formatName string
	cmd := &cobra.Command{
		Use: "doctor", Short: "Look for what is wrong, and say how to mend it", Long: doctorHelp,
		Annotations: exits(fault.Config, fault.Input, fault.Query, fault.Unavailable, fault.Policy),
		Args:        none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			form, err := format.Parse(formatName, format.Table, format.JSON)
			if err != nil {
				return err
			}
			p, err := a.program()
			if err != nil {
				return err
			}
			zone, err := p.Config.Location()
			if err != nil {
				return err
			}
			found := doctor.Examine(cmd.Context(), &doctor.Patient{Program: p, ConfigPath: a.configPath, At: a.now().In(zone)})
			if err := a.tellFindings(found, form); err != nil {
				return err
			}
			if kind := doctor.Code(found); kind != 0 {
				return fault.New(kind, "doctor", "something is wrong", "each finding has its fix")
			}
			return nil
		},
	}
	formatFlag(cmd, &formatName, format.Table, format.JSON)
	return cmd
}

func (a *app) tellFindings(found []doctor.Finding, form format.Form) error {
	if form == format.JSON {
		text, err := json.MarshalIndent(found, "", "  ")
		if err == nil {
			_, err = fmt.Fprintln(a.stdout, string(text))
		}
		return outputError(err, "standard output")
	}
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "%-8s %-12s %s\n", f.State, f.Check, f.Text)
		if f.Fix != "" {
			fmt.Fprintf(&b, "%-8s %-12s → %s\n", "", "", f.Fix)
		}
	}
	_, err := fmt.Fprint(a.stdout, b.String())
	return outputError(err, "standard output")
}
