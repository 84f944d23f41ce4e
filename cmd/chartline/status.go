package main

import (
	"context"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/cmd/chartline/ledger"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

const statusHelp = `Status tells how fresh each source is, what became of every record, what is in
quarantine and why, whether reports and queries see all that was loaded, when jobs are due
and what became of their last runs. It asks the published store; the questions are under
queries/ledger. Of an extract it tells what that says of itself: its mode, its study and when
it was made. chartline doctor says what is wrong, and how to mend it.`

// statusCommand is for the person on call.
func (a *app) statusCommand() *cobra.Command {
	var formatName string
	cmd := &cobra.Command{
		Use: "status", Short: "Tell what is loaded, how fresh it is and what was left out", Long: statusHelp,
		Annotations: exits(fault.Config, fault.Query, fault.Unavailable),
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
			said, err := p.Said(cmd.Context())
			if err != nil {
				return err
			}
			if said != nil {
				return outputError(ledger.Extract{Path: p.Config.Store.Path, Said: said}.Write(a.stdout, form), "standard output")
			}
			return ask(cmd.Context(), p, func(ctx context.Context, e engine.Engine) error {
				s, err := ledger.Read(ctx, p, e)
				if err != nil {
					return err
				}
				return outputError(s.Write(a.stdout, form), "standard output")
			})
		},
	}
	formatFlag(cmd, &formatName, format.Table, format.JSON)
	return cmd
}
