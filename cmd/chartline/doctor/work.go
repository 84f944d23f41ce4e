package doctor

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/job"
)

// judged are the code sets that judge codes of today's records (VER-01).
var judged = []string{"ICD-10-CM", "ICD-10-PCS"}

// codeSets looks which releases are in force today.
func (p *Patient) codeSets(ctx context.Context) []Finding {
	if p.status == nil {
		return nil // there is no store to ask
	}
	inForce, err := p.inForce(ctx)
	if err != nil {
		return failed(err)
	}
	var all []Finding
	for _, system := range judged {
		if release, ok := inForce[system]; ok {
			all = append(all, well(system+": the release of "+release+" is in force")...)
			continue
		}
		all = append(all, warning("no release of "+system+" is in force on "+p.At.Format(time.DateOnly)+": codes of today are not judged",
			"chartline terminology load with the publisher's files, see docs/terminology.md")...)
	}
	return all
}

// inForce gives the first date of the release that is in force today, by code system.
func (p *Patient) inForce(ctx context.Context) (map[string]string, error) {
	found := map[string]string{}
	err := p.ask(func(e engine.Engine) error {
		q, err := p.Queries.Get("terminology/releases")
		if err != nil {
			return err
		}
		a, err := q.Run(ctx, e, nil)
		if err != nil {
			return err
		}
		today := p.At.Format(time.DateOnly)
		froms, untils, open := a.Date("valid_from"), a.Date("valid_to"), a.Null("valid_to")
		for i, system := range a.Text("code_system") {
			from, until := froms[i].Format(time.DateOnly), untils[i].Format(time.DateOnly)
			if from <= today && (open[i] || until >= today) && from > found[system] {
				found[system] = from
			}
		}
		return nil
	})
	return found, err
}

// sources looks for those of which nothing has come for longer than they say.
func (p *Patient) sources(context.Context) []Finding {
	if p.status == nil {
		return nil
	}
	var all []Finding
	for _, s := range p.status.Sources {
		conf, _ := p.Config.Source(s.Name)
		switch {
		case s.LastLoad == nil:
			all = append(all, wrong(fault.Input, s.Name+" was never loaded", "chartline pull "+s.Name)...)
		case conf.Every > 0 && p.At.Sub(*s.LastLoad) > conf.Every:
			all = append(all, wrong(fault.Input, fmt.Sprintf("nothing came from %s for %s", s.Name, ledgerAge(p.At.Sub(*s.LastLoad))),
				"ask who sends it, and look whether a job pulls it")...)
		default:
			all = append(all, well(s.Name+" was loaded on "+s.LastLoad.Format("2006-01-02 15:04 MST"))...)
		}
	}
	return all
}

// ledgerAge is a duration in hours or days.
func ledgerAge(d time.Duration) string {
	if d < 48*time.Hour {
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// jobs looks for those whose last run failed.
func (p *Patient) jobs(context.Context) []Finding {
	h := history.Of(p.Config.Store.Path)
	events, err := h.Runs.Read()
	if err != nil {
		return failed(err)
	}
	busy, err := h.Busy()
	if err != nil {
		return failed(err)
	}
	runs := history.FoldRuns(events)
	var all []Finding
	for _, name := range slices.Sorted(maps.Keys(p.Config.Jobs)) {
		run, ok := history.Last(runs, name)
		switch {
		case !ok:
		case run.Going() && !busy:
			all = append(all, warning("job "+name+" was cut short", "chartline schedule takes it up, or run it again")...)
		case !run.Going() && run.Code != 0:
			all = append(all, wrong(fault.Kind(run.Code), fmt.Sprintf("job %s ended with exit %d: %s", name, run.Code, run.Message),
				"mend what it says, then chartline run "+name)...)
		}
	}
	if len(all) == 0 {
		return well("no job failed the last time")
	}
	return all
}

// deliveries looks for reports that have not arrived.
func (p *Patient) deliveries(context.Context) []Finding {
	list, err := job.Runner{Program: p.Program}.Outbox().Deliveries()
	if err != nil {
		return failed(err)
	}
	waiting, refused := 0, 0
	for _, d := range list {
		switch {
		case d.State == history.Refused:
			refused++
		case d.Waits():
			waiting++
		}
	}
	var all []Finding
	if refused > 0 {
		all = append(all, wrong(fault.Policy, fmt.Sprintf("deliveries that were refused: %d", refused), "chartline deliver list tells why; then chartline deliver --refused")...)
	}
	if waiting > 0 {
		all = append(all, warning(fmt.Sprintf("deliveries that wait: %d", waiting), "chartline deliver list tells why; chartline deliver sends them")...)
	}
	if len(all) == 0 {
		return well("every report arrived where it goes")
	}
	return all
}
