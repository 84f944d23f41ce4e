package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"chartline/pipeline"
	"chartline/pipeline/config"
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
	var req pipeline.PullRequest
	var since string
	cmd := &cobra.Command{
		Use: "pull [SOURCE...]", Short: "Load records into the store", Long: pullHelp,
		Annotations:       exits(fault.Config, fault.Input, fault.Unavailable, fault.Policy),
		ValidArgsFunction: a.completeSources,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			req.Sources = args
			if req.Since, err = a.since(p, since); err != nil {
				return err
			}
			result, err := p.Pull(cmd.Context(), req)
			if err != nil {
				return err
			}
			return a.tellPulled(result)
		},
	}
	cmd.Flags().BoolVar(&req.Again, "again", false, "load inputs again whose content was loaded before, and from servers everything")
	cmd.Flags().StringVar(&since, "since", "", "only files changed, and what servers changed, since this date or instant")
	cmd.Flags().BoolVar(&req.DryRun, "dry-run", false, "load nothing, and say what each input would bring")
	return cmd
}

// tellPulled says what became of the records.
func (a *app) tellPulled(r pipeline.Pulled) error {
	_, err := fmt.Fprintf(a.stdout, "%s, %d skipped: %d read = %d loaded + %d duplicate + %d superseded + %d quarantined\n",
		r.Found(), r.Skipped, r.Read, r.Loaded, r.Duplicate, r.Superseded, r.Quarantined)
	return outputError(err, "standard output")
}

// since reads the value of --since in the zone of the facilities.
func (a *app) since(p *pipeline.Program, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	zone, err := p.Config.Location()
	if err != nil {
		return time.Time{}, err
	}
	at, err := config.ParseAsOf(text, zone)
	if err != nil {
		return time.Time{}, fault.New(fault.Usage, "--since", "it "+err.Error(), "write one such as 2026-10-01 or 2026-10-01T06:00:00Z")
	}
	return at, nil
}
