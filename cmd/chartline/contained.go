package main

import (
	"github.com/spf13/cobra"

	"chartline/pipeline/contain"
)

// containedCommand is the process in which a statement of sql runs. Nobody calls it but
// the program itself.
func (a *app) containedCommand() *cobra.Command {
	return &cobra.Command{
		Use: contain.Command, Hidden: true, Short: "Answer the statements of chartline sql",
		Annotations: exits(), Args: none,
		RunE: func(*cobra.Command, []string) error { return contain.Serve(a.stdin, a.stdout) },
	}
}
