package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"chartline/pipeline/fault"
)

const pullHelp = `Pull loads the named sources, or all of them, into the store and publishes it.

An input whose content was loaded before is skipped. Each input is loaded whole or not
at all, and for each table of it

  read = loaded + duplicate + superseded + quarantined

"chartline status" tells why records are in quarantine; the records themselves stay in
the store (ledger.quarantine). Reports and queries see what a pull loaded once it has
ended; until then they see what the one before it left.`

// pullCommand loads sources without reporting.
func (a *app) pullCommand() *cobra.Command {
	var again bool
	cmd := &cobra.Command{
		Use: "pull [SOURCE...]", Short: "Load records into the store", Long: pullHelp,
		Annotations:       exits(fault.Config, fault.Input, fault.Unavailable, fault.Policy),
		ValidArgsFunction: a.completeSources,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			result, err := p.Pull(cmd.Context(), args, again)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%d inputs, %d of them skipped: %d read = %d loaded + %d duplicate + %d superseded + %d quarantined\n",
				result.Inputs, result.Skipped, result.Read, result.Loaded, result.Duplicate, result.Superseded, result.Quarantined)
			return outputError(err, "standard output")
		},
	}
	cmd.Flags().BoolVar(&again, "again", false, "load inputs again whose content was loaded before")
	return cmd
}
