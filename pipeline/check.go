package pipeline

import (
	"context"
	"errors"
	"fmt"

	"chartline/pipeline/check"
	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/store"
	"chartline/pipeline/store/findings"
)

// Check tries the record edits on everything that the store holds, as the configuration
// has them, and publishes what it found.
func (p *Program) Check(ctx context.Context) (found findings.Checked, err error) {
	s, err := p.openStore(ctx)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	run, err := s.StartRun(ctx)
	if err != nil {
		return found, err
	}
	found, err = p.checkStore(ctx, s, run)
	status := "done"
	if err != nil {
		status = "failed"
	}
	err = errors.Join(err, s.EndRun(context.WithoutCancel(ctx), run, status))
	if err != nil {
		return found, err
	}
	_, err = s.Publish(ctx, run)
	return found, err
}

// checkStore tries the edits within a run that is under way.
func (p *Program) checkStore(ctx context.Context, s *store.Store, run int64) (found findings.Checked, err error) {
	plan, err := p.plan()
	if err != nil {
		return found, err
	}
	p.Progress.Begin("checking", 0)
	defer p.Progress.End()
	if found, err = s.Check(ctx, run, plan); err != nil {
		return found, err
	}
	p.Progress.Line(fmt.Sprintf("edits: %d accounts, %d codes; findings: %d new, %d resolved, %d persisting",
		found.Accounts, found.Codes, found.New, found.Resolved, found.Persisting))
	return found, nil
}

// plan is the catalogue of edits as the configuration has them tried.
func (p *Program) plan() (check.Plan, error) {
	overrides := map[string]check.Override{}
	for id, e := range p.Config.Edits {
		overrides[id] = check.Override{Action: e.Action, Limit: e.Limit, Reason: e.Reason}
	}
	plan, err := check.NewPlan(overrides)
	var wrong *check.OverrideError
	if errors.As(err, &wrong) {
		fix := "chartline check --edits lists them"
		if near, ok := config.Nearest(wrong.ID, check.IDs()); ok && near != wrong.ID {
			fix = "did you mean " + near + "?"
		}
		return nil, fault.Wrap(fault.Config, err, p.Config.Where("edits."+wrong.ID), "edits."+wrong.ID+": "+wrong.What, fix)
	}
	return plan, err
}
