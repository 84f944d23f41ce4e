package rif

import (
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

const (
	dayMicros    = 86_400_000_000
	secondMicros = 1_000_000
)

// stated is when the National Claims History took the claim in, in its weekly run. Two
// statements of one week are told apart by the day on which the contractor processed
// them, which stands in place of the time of day, one second for each day since 1970;
// then an update goes before an insert and a deletion before both, and what takes a claim
// back before what does not. It is not ok where a date cannot be read.
func (c *reader) stated(r *delimited.Record) (s claim.Stated, ok bool) {
	weekly, ok := claim.ParseDay(claim.Cell(r, c.columns.weekly))
	if !ok {
		return s, false
	}
	local, ok := claim.ParseDay(claim.Cell(r, c.columns.local))
	if !ok {
		return s, false
	}
	if !weekly.Known {
		weekly = local
	}
	s.Known = weekly.Known
	s.Micros = int64(weekly.On)*dayMicros + 2*int64(actionOf(claim.Cell(r, c.columns.action)))
	if local.Known && local.On > 0 {
		s.Micros += int64(local.On) * secondMicros
	}
	if c.withdrawn(r) {
		s.Micros++
	}
	return s, true
}

// action is what a record does to the one that was there before.
type action int

const (
	insert action = iota // also where nothing is said
	update
	remove
)

// actionOf reads DML_IND.
func actionOf(cell []byte) action {
	switch string(cell) {
	case "UPDATE":
		return update
	case "DELETE":
		return remove
	default:
		return insert
	}
}

// withdrawn reports whether the record takes its claim back: it is deleted, it is no
// longer the final action of its group of claims, its frequency is 8, the contractor
// cancels by it (actions 2 and 4), or the carrier credits it in full (entry 3) or cancels
// (disposition 3).
func (c *reader) withdrawn(r *delimited.Record) bool {
	frequency := claim.Cell(r, c.columns.frequency)
	return actionOf(claim.Cell(r, c.columns.action)) == remove ||
		is(claim.Cell(r, c.columns.final), "N") ||
		len(frequency) == 1 && frequency[0] == claim.VoidFrequency ||
		is(claim.Cell(r, c.columns.cancel), "2", "4") ||
		is(claim.Cell(r, c.columns.entry), "3") ||
		is(claim.Cell(r, c.columns.disposition), "3", "03")
}

func is(cell []byte, values ...string) bool {
	for _, v := range values {
		if string(cell) == v {
			return true
		}
	}
	return false
}
