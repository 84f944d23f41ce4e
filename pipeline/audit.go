package pipeline

import (
	"context"

	"chartline/pipeline/audit/dispute"
	"chartline/pipeline/config"
	"chartline/pipeline/source"
)

// LandAudit loads rows that an audit command made, whatever the configuration names, and
// publishes the store. Where stands for them in the ledger: a file, or what was done. All
// of the rows are loaded or none.
func (p *Program) LandAudit(ctx context.Context, rows source.Source, where string) (Pulled, error) {
	trial, c := *p, *p.Config
	c.Sources = []config.Source{{Name: rows.Name(), Format: rows.Name(), Path: where, Timezone: c.Timezone}}
	c.Limits.MaxRejectShare = 0
	trial.Config, trial.Sources = &c, []source.Source{rows}
	return trial.Pull(ctx, PullRequest{})
}

// serviceLevels are the business days that a finding may be in a state, by state (standard 2.10).
func serviceLevels(c *config.Config) map[string]int64 {
	return map[string]int64{
		dispute.Issued: c.Audit.RespondDays, dispute.Rebutted: c.Audit.DecideDays, dispute.SecondLevel: c.Audit.SecondLevelDays,
	}
}
