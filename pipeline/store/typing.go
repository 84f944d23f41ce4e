package store

import (
	"fmt"
	"strings"

	"chartline/pipeline/check"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Every column of a coding export arrives as text and is typed here, by SQL that is
// generated from the schema: nothing is sniffed, so that DRG 014 stays 014, and a text
// that is not of its column's kind makes a reject instead of a wrong number.

// Years outside these are slips of the keyboard; shifted dates of research data lie
// within them.
const (
	firstDate = "DATE '1850-01-01'"
	lastDate  = "DATE '2299-12-31'"
)

// typed is the SQL that turns a trimmed text into the column's kind, or NULL where it
// is not of that kind.
func typed(c schema.Column, text string) string {
	switch c.Kind {
	case schema.Integer:
		// A plain cast would round 12.7 to 13 and read 1e3 as 1000.
		return fmt.Sprintf("CASE WHEN NOT (%s GLOB '*[!0-9+-]*') THEN try_cast(%s AS BIGINT) END", text, text)
	case schema.Boolean, schema.Money, schema.Weight, schema.Hours:
		return fmt.Sprintf("try_cast(%s AS %s)", text, c.Kind.SQL())
	case schema.Date:
		// A longer text has a time, and with an offset the local date would be a guess.
		return fmt.Sprintf("CASE WHEN length(%s) = 10 THEN try_cast(%s AS DATE) END", text, text)
	case schema.Instant:
		return instant(text)
	default:
		if c.Code {
			return fmt.Sprintf("upper(replace(%s, '.', ''))", text)
		}
		return text
	}
}

// instant is UTC in whole seconds. A plain cast to TIMESTAMP would drop an offset without
// a word, so only a text in UTC takes that quick way. A text without a time is not an
// instant: no hour is made up (CLK-06).
func instant(text string) string {
	return fmt.Sprintf(`CASE WHEN length(%[1]s) < 16 THEN NULL
		WHEN suffix(%[1]s, 'Z') THEN date_trunc('second', try_cast(%[1]s AS TIMESTAMP))
		ELSE date_trunc('second', timezone('UTC', try_cast(%[1]s AS TIMESTAMPTZ))) END`, text)
}

// faultCase is the SQL that names what is wrong with a record as "reason:column", or
// NULL. It reads the typed columns under their names and the texts as text(c).
func faultCase(t *schema.Table, text func(schema.Column) string) string {
	var whens []string
	when := func(cond, reason, column string) {
		whens = append(whens, fmt.Sprintf("WHEN %s THEN '%s:%s'", cond, reason, column))
	}
	for _, c := range t.Columns {
		raw := text(c)
		if c.Required {
			when(raw+" IS NULL", source.ReasonMissing, c.Name)
		}
		if c.Kind != schema.Text && raw != c.Name {
			when(fmt.Sprintf("%s IS NOT NULL AND %s IS NULL", raw, c.Name), source.ReasonType, c.Name)
		}
		if c.Kind == schema.Date {
			when(fmt.Sprintf("%s < %s OR %s > %s", c.Name, firstDate, c.Name, lastDate), source.ReasonImpossible, c.Name)
		}
		if len(c.Values) > 0 {
			when(fmt.Sprintf("%s NOT IN ('%s')", c.Name, strings.Join(c.Values, "', '")), source.ReasonUnlisted, c.Name)
		}
	}
	for _, e := range check.For(t.Name) {
		when(e.Broken, source.ReasonImpossible, e.Column)
	}
	return "CASE " + strings.Join(whens, " ") + " END"
}

// quoteIdent quotes a name of a column or table for SQL.
func quoteIdent(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// quoteText quotes a text for SQL.
func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
