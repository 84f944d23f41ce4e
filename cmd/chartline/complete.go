package main

import (
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/config"
)

// Completion of names by the shell: those of the configuration at hand, or none where
// it cannot be read. It never says what is wrong: the command will.

type completion = func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective)

// completeJobs completes the job of run.
func (a *app) completeJobs(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.offer(cmd, len(args) == 0, func(p *pipeline.Program) []string { return jobNames(p.Config) })
}

// completeJobFlag completes the job of report.
func (a *app) completeJobFlag(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	return a.completeJobs(cmd, nil, begun)
}

// completeSources completes the sources of pull.
func (a *app) completeSources(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.offer(cmd, true, func(p *pipeline.Program) []string {
		var names []string
		for _, s := range p.Config.Sources {
			if !slices.Contains(args, s.Name) {
				names = append(names, s.Name)
			}
		}
		return names
	})
}

// completeQueries completes the name of a query, with its title.
func (a *app) completeQueries(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.offer(cmd, len(args) == 0, func(p *pipeline.Program) []string {
		all, err := p.Queries.List()
		if err != nil {
			return nil
		}
		var names []string
		for _, q := range all {
			names = append(names, cobra.CompletionWithDesc(q.Name, q.Title))
		}
		return names
	})
}

// completeReports completes the name of a report, with its title.
func (a *app) completeReports(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.offer(cmd, len(args) == 0, func(p *pipeline.Program) []string {
		all, err := p.Reports.List()
		if err != nil {
			return nil
		}
		var names []string
		for _, r := range all {
			names = append(names, cobra.CompletionWithDesc(r.Name, r.Title))
		}
		return names
	})
}

// completeParams completes the parameters of the query that is named.
func (a *app) completeParams(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	names, directive := a.offer(cmd, len(args) == 1, func(p *pipeline.Program) []string {
		q, err := p.Queries.Get(args[0])
		if err != nil {
			return nil
		}
		var names []string
		for _, param := range q.Params {
			names = append(names, cobra.CompletionWithDesc(param.Name+"=", param.Meaning))
		}
		return names
	})
	return names, directive | cobra.ShellCompDirectiveNoSpace
}

// offer gives names of the configuration at hand.
func (a *app) offer(cmd *cobra.Command, wanted bool, names func(*pipeline.Program) []string) ([]string, cobra.ShellCompDirective) {
	if wanted {
		if p, err := a.anyProgram(cmd); err == nil {
			return names(p), cobra.ShellCompDirectiveNoFileComp
		}
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func jobNames(conf *config.Config) []string {
	return slices.Sorted(maps.Keys(conf.Jobs))
}

// complete sets the completion of a flag that the command has.
func complete(cmd *cobra.Command, flag string, f completion) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // the flag is missing, or has a completion: a mistake in this program
	}
}

// formatFlag adds --format with the first of some forms as its default.
func formatFlag(cmd *cobra.Command, value *string, forms ...format.Form) {
	var names []string
	for _, f := range forms {
		names = append(names, string(f))
	}
	cmd.Flags().StringVar(value, "format", names[0], "in this `format`: "+list(names))
	complete(cmd, "format", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
}
