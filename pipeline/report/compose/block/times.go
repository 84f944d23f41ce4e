package block

import "chartline/pipeline/metric"

// Times writes when shares of what waits are reached, row by row of a table, and
// remembers what its notes must say of them.
type Times struct {
	open    bool // some share was not reached
	endless bool // some interval has no upper end
}

// Cells are the times, in whole hours or days with their intervals, by which the shares of
// a curve are reached (CEN-01).
func (t *Times) Cells(e *Edition, curve interface {
	Quantile(share float64) metric.Estimate
}, shares ...float64) []string {
	var cells []string
	for _, share := range shares {
		at := curve.Quantile(share)
		t.open = t.open || !at.Defined()
		t.endless = t.endless || at.Defined() && at.Level == 0
		cells = append(cells, e.WholeTime(at))
	}
	return cells
}

// Notes say why a time or its interval is missing.
func (t *Times) Notes() []string {
	var notes []string
	if t.open {
		notes = append(notes, "Not reached: too many are still open.")
	}
	if t.endless {
		notes = append(notes, "No CI: too few were followed for longer to tell its upper end.")
	}
	return notes
}
