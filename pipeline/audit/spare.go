package audit

import (
	"strconv"
	"strings"

	"chartline/pipeline/audit/draw"
	"chartline/pipeline/audit/landing"
)

// Spare is a unit that was drawn to stand in where another cannot be reviewed.
type Spare struct {
	Audit              string
	SampleNo, Position int64
	Stratum            string
	Encounter, Coder   string
	Version            int64
	StandsFor          int64 // sample number of the case that could not be reviewed
}

// SampleNo is the number in the name of a case, 0 where it has none.
func SampleNo(caseID string) int64 {
	n, err := strconv.ParseInt(caseID[strings.LastIndexByte(caseID, '-')+1:], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Open opens the review of the spare by the auditor of the case that it stands for.
func (s Spare) Open(instead Case) *Case {
	return &Case{
		ID: caseID(s.Audit, int(s.SampleNo)), Audit: s.Audit, Selection: instead.Selection, Encounter: s.Encounter,
		Stratum: s.Stratum, Coder: s.Coder, Auditor: instead.Auditor, Version: s.Version,
	}
}

// AddRows says that the spare is used, and opens its review.
func (s Spare) AddRows(rows *landing.Rows, c *Case) {
	p := Picked{
		Pick: draw.Pick{Position: int(s.Position), Spare: true},
		Unit: draw.Unit{Encounter: s.Encounter, Stratum: s.Stratum}, Case: c,
	}
	addPick(rows, s.Audit, s.SampleNo, p, s.StandsFor)
}
