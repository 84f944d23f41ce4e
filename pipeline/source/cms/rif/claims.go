package rif

import (
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

// flaw says why a record is left out: the table and column to blame, and a reason. It
// never holds the value.
type flaw struct{ table, column, reason string }

// sound is the flaw of a record that has none.
var sound = flaw{}

// claims turns the records of a file of claims into rows.
type claims struct {
	reader
	tables *claim.Tables
	run    *claim.Run
	flaw   flaw // of what the record before said of its claim
	line   lines
	out    source.Sink
}

func claimsOf(h *delimited.Header, spec source.Spec) func(source.Sink) delimited.Rows {
	c := columnsOf(h)
	return func(out source.Sink) delimited.Rows {
		tables := claim.NewTables(out)
		return &claims{
			reader: newReader(c, spec), tables: tables, run: claim.NewRun(c.ofClaim),
			line: lines{columns: &c.line, tables: tables, out: out}, out: out,
		}
	}
}

// Row writes what a record says of its claim, unless the one before said the same, and
// its line.
func (c *claims) Row(r *delimited.Record) error {
	if !c.run.Repeats(r) {
		if c.flaw = c.read(r); c.flaw == sound {
			if err := c.tables.Claim(&c.claim); err != nil {
				return err
			}
		}
	}
	if c.flaw != sound {
		return reject(c.out, r, c.flaw)
	}
	if c.claim.Withdrawn {
		return nil
	}
	return c.line.row(r, c.claim.Stated)
}

func reject(out source.Sink, r *delimited.Record, f flaw) error {
	return out.Reject(r.Reject(schema.Must(f.table), f.column, f.reason))
}

// Flush hands over the rows that wait.
func (c *claims) Flush() error {
	c.run.Reset()
	return c.tables.Flush()
}

// Release frees the batchers.
func (c *claims) Release() { c.tables.Release() }

// lines turns what a record says of a line into rows.
type lines struct {
	columns   *lineColumns
	tables    *claim.Tables
	out       source.Sink
	revenue   [4]byte
	modifiers []byte
}

// row writes the line of a record, where it has one.
func (l *lines) row(r *delimited.Record, s claim.Stated) error {
	line := claim.Line{Claim: claim.Cell(r, l.columns.claim), Number: claim.Cell(r, l.columns.number), Stated: s}
	if len(line.Number) == 0 {
		return nil
	}
	var ok bool
	if line.Service, ok = claim.ParseDay(claim.Cell(r, l.columns.service)); !ok {
		return reject(l.out, r, flaw{"service_line", "service_on", source.ReasonType})
	}
	if line.Units, ok = claim.ParseUnits(claim.Cell(r, l.columns.units)); !ok {
		return reject(l.out, r, flaw{"service_line", "units", source.ReasonType})
	}
	if line.Charge, ok = claim.ParseMoney(claim.Cell(r, l.columns.charge)); !ok {
		return reject(l.out, r, flaw{"service_line", "charge", source.ReasonType})
	}
	line.Revenue = claim.FourDigits(claim.Cell(r, l.columns.revenue), l.revenue[:0])
	line.Code, line.Modifiers = claim.Cell(r, l.columns.code), l.joined(r)
	return l.tables.Line(&line)
}

// joined are the modifiers of a line, in their order.
func (l *lines) joined(r *delimited.Record) []byte {
	l.modifiers = l.modifiers[:0]
	for _, at := range l.columns.modifiers {
		m := claim.Cell(r, at)
		if len(m) > 0 && len(l.modifiers) > 0 {
			l.modifiers = append(l.modifiers, ' ')
		}
		l.modifiers = append(l.modifiers, m...)
	}
	return l.modifiers
}

// lineRows reads the research files that hold the lines of claims apart from the claims:
// one without a number, or without its claim, cannot be placed.
type lineRows struct {
	line   lines
	tables *claim.Tables
	out    source.Sink
}

func linesOf(h *delimited.Header, _ source.Spec) func(source.Sink) delimited.Rows {
	c := lineColumnsOf(h)
	return func(out source.Sink) delimited.Rows {
		tables := claim.NewTables(out)
		return &lineRows{line: lines{columns: &c, tables: tables, out: out}, tables: tables, out: out}
	}
}

func (l *lineRows) Row(r *delimited.Record) error {
	switch {
	case len(claim.Cell(r, l.line.columns.claim)) == 0:
		return reject(l.out, r, flaw{"service_line", "encounter_id", source.ReasonMissing})
	case len(claim.Cell(r, l.line.columns.number)) == 0:
		return reject(l.out, r, flaw{"service_line", "line_no", source.ReasonMissing})
	default:
		return l.line.row(r, claim.Stated{})
	}
}

func (l *lineRows) Flush() error { return l.tables.Flush() }
func (l *lineRows) Release()     { l.tables.Release() }
