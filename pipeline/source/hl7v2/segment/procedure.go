package segment

import (
	"strings"

	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/hl7v2/table"
)

// Procedure takes what is needed from a PR1.
func (r *Reader) Procedure(text string) Coded {
	f := r.split(text)
	return Coded{
		Text:      text,
		Number:    number(r.text(f, 1, 1), 0),
		Codes:     r.codes(message.Field(f, 3), r.text(f, 2, 1), table.Procedure),
		Deleted:   message.Deletes(message.Field(f, 3)),
		Priority:  number(r.text(f, 14, 1), -1),
		Action:    r.text(f, 20, 1),
		ID:        r.identifier(message.Field(f, 19)),
		On:        r.text(f, 5, 1),
		Modifiers: r.list(message.Field(f, 16)),
	}
}

// Types of a transaction in FT1-6 (HL7 table 0017); many senders write CR for a credit.
const (
	Charged  = "CG"
	Credited = "CD"
	credited = "CR"
)

// Charge is a line of charges.
type Charge struct {
	Text        string // the segment
	Number      int64  // set id, 0 for none
	Transaction string // FT1-2
	On          string // FT1-4
	Type        string // FT1-6, in upper case
	Code        string // CPT or HCPCS
	Modifiers   string // FT1-26, with blanks between them
	Revenue     string
	Quantity    string // FT1-10
	Amount      string // FT1-11
	Price       string // FT1-12, of a unit
}

// IsCredit reports whether the line takes back what was charged.
func (c Charge) IsCredit() bool { return c.Type == Credited || c.Type == credited }

// Charge takes what is needed from an FT1. Its procedure is in FT1-25, or is the charge
// code in FT1-7 where that is one of CPT or HCPCS: charge codes of the site's own are none.
func (r *Reader) Charge(text string) Charge {
	f := r.split(text)
	c := Charge{
		Text:        text,
		Number:      number(r.text(f, 1, 1), 0),
		Transaction: r.text(f, 2, 1),
		On:          r.text(f, 4, 1),
		Type:        strings.ToUpper(r.text(f, 6, 1)),
		Code:        r.text(f, 25, 1),
		Modifiers:   r.list(message.Field(f, 26)),
		Quantity:    r.text(f, 10, 1),
		Amount:      r.text(f, 11, 1),
		Price:       r.text(f, 12, 1),
	}
	if r.Revenue.Segment != "" {
		c.Revenue = r.text(f, r.Revenue.Field, r.Revenue.Component)
	}
	if c.Code == "" {
		if charge := r.codes(message.Field(f, 7), "", table.Procedure)[0]; charge.System == "CPT" || charge.System == "HCPCS" {
			c.Code = charge.Code
		}
	}
	return c
}
