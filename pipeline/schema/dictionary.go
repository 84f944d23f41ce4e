package schema

import (
	"fmt"
	"io"
	"strings"
)

// Dictionary writes the data dictionary in Markdown: what a coding export holds, column
// by column.
func Dictionary(w io.Writer) error {
	_, err := io.WriteString(w, dictionary())
	return err
}

func dictionary() string {
	var b strings.Builder
	b.WriteString(`# Data dictionary

Written from ` + "`pipeline/schema`" + ` by ` + "`make golden`" + `; do not edit it here.

A coding export is one CSV or Parquet file per table, named after it. Columns may stand
in any order; other headers are mapped under ` + "`columns:`" + ` in the configuration. A record
without a required value is quarantined. Records with the same key supersede each other:
the one read last stands. Dates are local dates of the facility, instants have Z or an
offset, or are in the source's time zone.
`)
	for _, t := range Tables {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| column | form | | identifies | meaning |\n|---|---|---|---|---|\n", t.Name, t.Meaning)
		for _, c := range t.Columns {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", c.Name, c.form(), c.marks(), c.Identifies, c.meaning())
		}
	}
	return b.String()
}

// form is how a text of the column must look.
func (c Column) form() string {
	form := c.Kind.Form()
	if c.Code {
		form = "a code, with or without dot"
	}
	if c.Unit != "" && c.Unit != "1" {
		form += " (" + c.Unit + ")"
	}
	return form
}

func (c Column) marks() string {
	var marks []string
	if c.Key {
		marks = append(marks, "key")
	}
	if c.Required {
		marks = append(marks, "required")
	}
	if c.Default != "" {
		marks = append(marks, "else "+c.Default)
	}
	return strings.Join(marks, ", ")
}

func (c Column) meaning() string {
	if len(c.Values) == 0 {
		return c.Meaning
	}
	return c.Meaning + " One of " + strings.Join(c.Values, ", ") + "."
}
