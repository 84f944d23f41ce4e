package rif

import (
	"fmt"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

// Positions that a segment of a SynPUF claim has.
const (
	segmentDiagnoses  = 10
	segmentProcedures = 6
	segmentLines      = 45
)

// synpuf turns the records of DE-SynPUF claims into rows: a record is a segment of a
// claim, with its lines beside each other.
type synpuf struct {
	reader
	segment  int
	services []int   // HCPCS codes of the lines
	pointed  []coded // diagnoses of the lines
	tables   *claim.Tables
	out      source.Sink
	number   []byte
}

func synpufOf(h *delimited.Header, spec source.Spec) func(source.Sink) delimited.Rows {
	c := columnsOf(h)
	c.ninth = true
	// A record stands for itself, so its first diagnosis is the principal one.
	if len(c.listed) > 0 {
		c.principal = c.listed[0]
	}
	f := finder{h: h}
	pointed := f.numbered(13, []string{"LINE_ICD9_DGNS_CD_%d"}, "", "")
	c.professional = len(pointed) > 0
	var services []int
	for n := 1; n <= segmentLines; n++ {
		if at := find(h, fmt.Sprintf("HCPCS_CD_%d", n)); at >= 0 {
			services = append(services, at)
		}
	}
	return func(out source.Sink) delimited.Rows {
		return &synpuf{
			reader: newReader(c, spec), segment: find(h, "SEGMENT"), services: services, pointed: pointed,
			tables: claim.NewTables(out), out: out,
		}
	}
}

// Row writes a segment.
func (s *synpuf) Row(r *delimited.Record) error {
	before, ok := s.before(r)
	if !ok {
		return reject(s.out, r, flaw{"encounter", "", source.ReasonType})
	}
	if f := s.read(r); f != sound {
		return reject(s.out, r, f)
	}
	k := &s.claim
	k.LinesListed = len(s.services) > 0
	if before > 0 {
		s.proceed(before)
	}
	for _, d := range s.pointed {
		k.Diagnoses.Add(claim.OtherRole, claim.Cell(r, d.code), claim.ICD9CM, nil)
	}
	if err := s.tables.Claim(k); err != nil {
		return err
	}
	return s.lines(r, before)
}

// before is how many segments of the claim come before this one.
func (s *synpuf) before(r *delimited.Record) (n int64, ok bool) {
	cell := claim.Cell(r, s.segment)
	switch {
	case len(cell) == 0:
		return 0, true
	case len(cell) == 1 && cell[0] >= '1' && cell[0] <= '9':
		return int64(cell[0] - '1'), true
	default:
		return 0, false
	}
}

// proceed makes a segment go on where those before it end: its first diagnosis is no
// principal one, and its positions follow on all that they may hold.
func (s *synpuf) proceed(before int64) {
	k := &s.claim
	k.Continued = true
	listed := append([]claim.Diagnosis(nil), k.Diagnoses.Listed()...)
	k.Diagnoses = claim.Diagnoses{Before: before*segmentDiagnoses - 1}
	for _, d := range listed {
		if d.Role == claim.Principal {
			d.Role = claim.OtherRole
		}
		k.Diagnoses.Add(d.Role, d.Code, d.System, nil)
	}
	for i := range k.Procedures {
		k.Procedures[i].Sequence += before * segmentProcedures
	}
}

// lines writes the lines of a segment. They have a code and nothing else.
func (s *synpuf) lines(r *delimited.Record, before int64) error {
	for i, at := range s.services {
		code := claim.Cell(r, at)
		if len(code) == 0 {
			continue
		}
		s.number = fmt.Appendf(s.number[:0], "%d", before*segmentLines+int64(i)+1)
		if err := s.tables.Line(&claim.Line{Claim: s.claim.ID, Number: s.number, Code: code}); err != nil {
			return err
		}
	}
	return nil
}

// Flush hands over the rows that wait.
func (s *synpuf) Flush() error { return s.tables.Flush() }

// Release frees the batchers.
func (s *synpuf) Release() { s.tables.Release() }
