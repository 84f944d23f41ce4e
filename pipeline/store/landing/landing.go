// Package landing writes the SQL by which the records of an input land in the store:
// every record once, typed, and with the name of what is wrong with it where something
// is. The SQL is generated from the schema and nothing is sniffed, so that DRG 014
// stays 014 and a text that is not of its column's kind makes a reject instead of a
// wrong number.
package landing

import (
	"fmt"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// The columns that every table of schema history has beside the canonical ones. Fault
// and Raw are set only inside the transaction that loads a record: before it commits,
// such records have moved to the quarantine.
const (
	Input  = "_input_id"   // the input that the record came from
	Stated = source.Stated // when the sender said it; NULL where the source cannot tell
	Fault  = "_fault"      // "reason:column"
	Raw    = "_raw"        // the whole record as it was read
)

// insert is the statement that lands the rows of a selection, which holds each column
// of the table as t_<name>, trimmed and with its default. input is the SQL of the number
// of their input, value gives a column's typed
// SQL, stated the SQL of when it was said, raw that of the text of the whole record.
func insert(t *schema.Table, input, rows string, value func(schema.Column) string, stated, raw string) string {
	names := make([]string, len(t.Columns))
	values := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
		values[i] = value(c) + " AS " + c.Name
	}
	list := strings.Join(names, ", ")
	return fmt.Sprintf(`INSERT INTO history.%s (%s, %s, %s, %s, %s)
SELECT %s, %s, %s, fault, CASE WHEN fault IS NOT NULL THEN %s END
FROM (SELECT *, %s AS fault FROM (SELECT *, %s FROM (%s) AS texts) AS typed) AS judged`,
		t.Name, list, Input, Stated, Fault, Raw,
		list, input, stated, raw,
		faultOf(t), strings.Join(values, ", "), rows)
}

// arrived is the name under which a column's value arrives, apart from the typed one.
func arrived(c schema.Column) string { return "t_" + c.Name }

// orDefault stands the column's default in for an empty value.
func orDefault(c schema.Column, value string) string {
	if c.Default == "" {
		return value
	}
	return fmt.Sprintf("coalesce(%s, %s)", value, Text(c.Default))
}

// Ident quotes a name of a column or table for SQL.
func Ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Text quotes a text for SQL.
func Text(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
