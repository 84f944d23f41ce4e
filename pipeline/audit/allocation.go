package audit

import (
	"fmt"
	"math"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/metric/sampling"
)

// Allocations: how the accounts of a draw are shared out to its strata (SMP-06).
const (
	Undivided    = "none"         // there is one stratum
	Proportional = "proportional" // by the accounts of the stratum
	Neyman       = "neyman"       // by its accounts and its spread
	FloorAlone   = "floor"        // as many of each
)

// allocation is the rule of a draw, as it is stored.
func (r Request) allocation() string {
	switch {
	case len(r.By) == 0:
		return Undivided
	case r.Size == 0:
		return FloorAlone
	case r.Neyman:
		return Neyman
	default:
		return Proportional
	}
}

// AllotmentText tells how accounts were shared out: the rule, the accounts of all strata together,
// and those of each at the least. Draws of versions that did not store it have no rule.
func AllotmentText(rule string, size, floor int64) string {
	switch rule {
	case "":
		return "not stored"
	case Undivided:
		return "one stratum"
	case FloorAlone:
		return fmt.Sprintf("%d of each stratum", floor)
	}
	parts := []string{"in proportion"}
	if rule == Neyman {
		parts[0] = "by Neyman"
	}
	parts = append(parts, fmt.Sprintf("%d in all", size))
	if floor > 0 {
		parts = append(parts, fmt.Sprintf("at least %d of each stratum", floor))
	}
	return strings.Join(parts, ", ")
}

// perShare is how finely an expected share is stored: what is allotted by the stored number
// is what was allotted.
const perShare = 10_000

// parts are the strata as they are shared out to.
func (d *Draw) parts(names []string, counts map[string]int) []sampling.Part {
	parts := make([]sampling.Part, len(names))
	for i, stratum := range names {
		expected := math.Round(d.errors.expected(stratum)*perShare) / perShare
		parts[i] = sampling.Part{Frame: int64(counts[stratum]), Error: expected}
	}
	return parts
}

// shares says how many units of each stratum are drawn: the size in proportion or by Neyman,
// each stratum having two at the least, of which a variance can be told (SMP-06), and then
// the floor where it is more, which adds to the size. None gets more than it has: a stratum
// of one is reviewed whole.
func (d *Draw) shares(parts []sampling.Part) ([]int64, error) {
	if len(d.By) == 0 {
		return []int64{int64(min(d.Size, len(d.Units)))}, nil
	}
	rule := sampling.Proportional
	if d.Neyman {
		rule = sampling.Neyman
	}
	a := sampling.Allocate(int64(max(d.Size, 1)), parts, rule)
	if a.Missing != "" {
		return nil, fault.New(fault.Usage, "", a.Missing, "give another --size")
	}
	for i := range parts {
		a.Records[i] = min(max(a.Records[i], int64(d.Floor)), parts[i].Frame)
	}
	return a.Records, nil
}
