package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/answer"
	"chartline/pipeline/fault"
)

// describeCommand tells what a query takes and answers.
func (a *app) describeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "describe NAME", Short: "Tell what a query takes and answers",
		Annotations:       exits(fault.Config),
		Args:              exactly("a query", "chartline query lists them"),
		ValidArgsFunction: a.completeQueries,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.anyProgram(cmd)
			if err != nil {
				return err
			}
			q, err := p.Queries.Get(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(a.stdout, answer.Describe(q))
			return outputError(err, "standard output")
		},
	}
}
