package flow

import (
	"time"

	"chartline/pipeline/forecast"
	"chartline/pipeline/query"
)

// CapacityColumns are those of an answer that Rates reads.
var CapacityColumns = []string{"patient_type", "hours", "charts"}

// Rate is what coders did for an account type: charts in productive hours (PRD-01).
type Rate struct {
	Type   string
	Hours  float64
	Charts int64
}

// PerHour is charts per productive hour; 0 without hours.
func (r Rate) PerHour() float64 {
	if r.Hours <= 0 {
		return 0
	}
	return float64(r.Charts) / r.Hours
}

// Rates adds up the weekdays of each account type.
func Rates(a *query.Answer) (rates []Rate) {
	names, hours, charts := a.Text("patient_type"), a.Real("hours"), a.Int("charts")
	for i, name := range names {
		if len(rates) == 0 || rates[len(rates)-1].Type != name {
			rates = append(rates, Rate{Type: name})
		}
		last := &rates[len(rates)-1]
		last.Hours, last.Charts = last.Hours+hours[i], last.Charts+charts[i]
	}
	return rates
}

// Extra is coders beside those of the history: Coders of them on a weekday, for so many
// productive hours each, on one account type or, where Type is empty, on all.
type Extra struct {
	On     time.Weekday
	Coders int
	Hours  float64
	Type   string
}

// Plans are the extra coders by account type, who code as many charts in an hour as others
// did. On all types they spend their hours as others do, a part on each. There is no plan
// where no rate is known.
func Plans(rates []Rate, ready map[string]float64, extra []Extra) map[string]forecast.Plan {
	all := 0.0
	for _, r := range rates {
		all += r.Hours
	}
	plans := map[string]forecast.Plan{}
	for _, r := range rates {
		share, known := ready[r.Type]
		if r.PerHour() == 0 || !known || share == 0 {
			continue
		}
		p := forecast.Plan{PerHour: r.PerHour(), Ready: share}
		for _, e := range extra {
			part := r.Hours / all
			if e.Type != "" {
				part = 0
			}
			if e.Type == r.Type {
				part = 1
			}
			if hours := e.Hours * part; hours > 0 && e.Coders > 0 {
				p.Extra = append(p.Extra, forecast.Extra{On: e.On, Coders: e.Coders, Hours: hours})
			}
		}
		if len(p.Extra) > 0 {
			plans[r.Type] = p
		}
	}
	return plans
}

// Ready is the share of the waiting accounts of each type that no hold keeps from being
// coded. A type of which nothing waits is ready.
func Ready(a *query.Answer) map[string]float64 {
	waiting, held := map[string]int64{}, map[string]int64{}
	names, outcomes, n, h := a.Text("patient_type"), a.Text("outcome"), a.Int("accounts"), a.Int("held")
	for i, name := range names {
		waiting[name] += 0
		if outcomes[i] == "waiting" {
			waiting[name], held[name] = waiting[name]+n[i], held[name]+h[i]
		}
	}
	ready := map[string]float64{}
	for name, all := range waiting {
		ready[name] = 1
		if all > 0 {
			ready[name] = 1 - float64(held[name])/float64(all)
		}
	}
	return ready
}
