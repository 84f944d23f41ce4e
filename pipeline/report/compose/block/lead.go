package block

import (
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/report/compose/wording"
)

// Leaders is how many of the first share the lead: those whose interval reaches that of the
// first. The estimates are in falling order.
func Leaders(est []metric.Estimate) int {
	n := 1
	for n < len(est) && est[n].Defined() && est[0].Defined() && est[n].Hi >= est[0].Lo {
		n++
	}
	return n
}

// Lead is how a list says who leads it: one alone, by name; several, by their number; or none,
// where all that are shown share the lead.
type Lead struct{ Alone, Shared, None string }

// Led is a headline of who leads.
func (e *Edition) Led(leaders, shown int, first string, says Lead) string {
	switch {
	case leaders == 1:
		return e.Say(says.Alone, wording.Capital(first))
	case leaders == shown:
		return e.Text(says.None)
	}
	return e.Say(says.Shared, e.Spelled(leaders))
}

// Accent darkens the bars of those that lead, unless all that are shown do.
func Accent(bars []across.Bar, leaders int) {
	for i := range bars {
		bars[i].Accent = i < leaders && leaders < len(bars)
	}
}
