package claimscsv

import (
	"bytes"

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
	tables    *claim.Tables
	run       *claim.Run
	flaw      flaw   // of what the record before said of its claim
	charged   []byte // what it had for the charges of the claim
	out       source.Sink
	revenue   [4]byte
	modifiers []byte
}

func claimsOf(n *names, spec source.Spec) func(source.Sink) delimited.Rows {
	c := columnsOf(n)
	return func(out source.Sink) delimited.Rows {
		return &claims{reader: newReader(c, spec), tables: claim.NewTables(out), run: claim.NewRun(c.ofClaim), out: out}
	}
}

// Row writes what a record says of its claim, unless the one before said the same, and
// its line.
func (c *claims) Row(r *delimited.Record) error {
	if !c.repeatsClaim(r) {
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
	return c.line(r)
}

// repeatsClaim reports whether a record says of its claim what the one before said.
func (c *claims) repeatsClaim(r *delimited.Record) bool {
	var charged []byte
	if c.chargesClaim(r) {
		charged = claim.Cell(r, c.columns.charge)
	}
	same := bytes.Equal(charged, c.charged)
	if !same {
		c.charged = append(c.charged[:0], charged...)
	}
	return c.run.Repeats(r) && same
}

// line writes the line of a record, where it has one.
func (c *claims) line(r *delimited.Record) error {
	k := c.columns
	line := claim.Line{Claim: claim.Cell(r, k.id), Number: claim.Cell(r, k.line), Stated: c.claim.Stated}
	line.Revenue = claim.FourDigits(claim.Cell(r, k.revenue), c.revenue[:0])
	line.Code, line.Modifiers = claim.Cell(r, k.code), c.joined(r)
	if len(line.Number) == 0 {
		if len(line.Revenue)+len(line.Code) > 0 {
			return c.out.Skip("line without a number", 1)
		}
		return nil
	}
	var ok bool
	if line.Service, ok = claim.ParseDay(claim.Cell(r, k.service)); !ok {
		return reject(c.out, r, flaw{"service_line", "service_on", source.ReasonType})
	}
	if line.Units, ok = claim.ParseUnits(claim.Cell(r, k.units)); !ok {
		return reject(c.out, r, flaw{"service_line", "units", source.ReasonType})
	}
	if !c.chargesClaim(r) {
		if line.Charge, ok = claim.ParseMoney(claim.Cell(r, k.charge)); !ok {
			return reject(c.out, r, flaw{"service_line", "charge", source.ReasonType})
		}
	}
	return c.tables.Line(&line)
}

// joined are the modifiers of a line, in their order.
func (c *claims) joined(r *delimited.Record) []byte {
	c.modifiers = c.modifiers[:0]
	for _, at := range c.columns.modifiers {
		m := claim.Cell(r, at)
		if len(m) > 0 && len(c.modifiers) > 0 {
			c.modifiers = append(c.modifiers, ' ')
		}
		c.modifiers = append(c.modifiers, m...)
	}
	return c.modifiers
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
