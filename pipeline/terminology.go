package pipeline

import (
	"context"
	"fmt"

	"chartline/pipeline/config"
)

// TerminologySource is the name by which the ledger knows what publishers ship.
const TerminologySource = "terminology"

// LoadTerminology loads publishers' files from paths, whatever the configuration names,
// and publishes the store. What was loaded before is skipped.
func (p *Program) LoadTerminology(ctx context.Context, paths []string) (Pulled, error) {
	trial, c := *p, *p.Config
	c.Sources = nil
	for i, path := range paths {
		// Inputs of one source are known by their content, so that every path may have its own.
		name := TerminologySource
		if i > 0 {
			name = fmt.Sprintf("%s-%d", TerminologySource, i+1)
		}
		c.Sources = append(c.Sources, config.Source{Name: name, Format: TerminologySource, Path: path, Timezone: c.Timezone})
	}
	trial.Config = &c
	return trial.Pull(ctx, PullRequest{})
}
