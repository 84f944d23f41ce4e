package rif

import (
	"strconv"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

// relatedNames are the columns of the research files that hold the condition, occurrence,
// span and value codes of claims, a file each.
type relatedNames struct{ kind, sequence, code, occurred, through, amount string }

var relatedKinds = []relatedNames{
	{kind: "condition", sequence: "RLT_COND_CD_SEQ", code: "CLM_RLT_COND_CD"},
	{kind: "occurrence", sequence: "RLT_OCRNC_CD_SEQ", code: "CLM_RLT_OCRNC_CD", occurred: "CLM_RLT_OCRNC_DT"},
	{kind: "occurrence_span", sequence: "RLT_SPAN_CD_SEQ", code: "CLM_SPAN_CD", occurred: "CLM_SPAN_FROM_DT", through: "CLM_SPAN_THRU_DT"},
	{kind: "value", sequence: "RLT_VAL_CD_SEQ", code: "CLM_VAL_CD", amount: "CLM_VAL_AMT"},
}

// relatedKind tells which of the files has this header, nil for none.
func relatedKind(h *delimited.Header) *relatedNames {
	for i := range relatedKinds {
		if find(h, relatedKinds[i].code) >= 0 && find(h, relatedKinds[i].sequence) >= 0 {
			return &relatedKinds[i]
		}
	}
	return nil
}

// related turns the records of such a file into codes of an account. They say no time at
// which they were stated.
type related struct {
	kind                                             string
	claim, sequence, code, occurred, through, amount int
	rows                                             *source.Batcher
	out                                              source.Sink
}

func relatedOf(h *delimited.Header, _ source.Spec) func(source.Sink) delimited.Rows {
	names := relatedKind(h)
	c := related{
		kind: names.kind, claim: find(h, claimID...), sequence: find(h, names.sequence), code: find(h, names.code),
		occurred: find(h, names.occurred), through: find(h, names.through), amount: find(h, names.amount),
	}
	return func(out source.Sink) delimited.Rows {
		rows := c
		rows.out, rows.rows = out, source.NewBatcher(schema.Must("account_code"), out)
		return &rows
	}
}

// Row writes a code, or rejects the record as a whole.
func (c *related) Row(r *delimited.Record) error {
	if column, reason := c.set(r); reason != "" {
		c.rows.Drop()
		return reject(c.out, r, flaw{"account_code", column, reason})
	}
	return c.rows.Next()
}

// set sets the row, or says which column is to blame and why.
func (c *related) set(r *delimited.Record) (column, reason string) {
	id, code := claim.Cell(r, c.claim), claim.Cell(r, c.code)
	if len(id) == 0 {
		return "encounter_id", source.ReasonMissing
	}
	if len(code) == 0 {
		return "code", source.ReasonMissing
	}
	sequence, err := strconv.ParseInt(string(claim.Cell(r, c.sequence)), 10, 64)
	if err != nil {
		return "sequence", source.ReasonType
	}
	c.rows.TextBytes("encounter_id", id)
	c.rows.Text("kind", c.kind)
	c.rows.Integer("sequence", sequence)
	c.rows.TextBytes("code", code)
	if !c.setDay(r, "occurred_on", c.occurred) {
		return "occurred_on", source.ReasonType
	}
	if !c.setDay(r, "through_on", c.through) {
		return "through_on", source.ReasonType
	}
	amount, ok := claim.ParseMoney(claim.Cell(r, c.amount))
	if !ok {
		return "amount", source.ReasonType
	}
	if amount.Known {
		c.rows.Decimal("amount", amount.Num)
	}
	return "", ""
}

// setDay sets a date, and reports whether it can be read.
func (c *related) setDay(r *delimited.Record, column string, at int) bool {
	day, ok := claim.ParseDay(claim.Cell(r, at))
	if day.Known {
		c.rows.Date(column, day.On)
	}
	return ok
}

// Flush hands over the rows that wait.
func (c *related) Flush() error { return c.rows.Flush() }

// Release frees the batcher.
func (c *related) Release() { c.rows.Release() }
