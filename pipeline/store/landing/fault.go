package landing

import (
	"fmt"
	"strings"

	"chartline/pipeline/check"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Years outside these are slips of the keyboard; shifted dates of research data lie
// within them.
const (
	firstDate = "DATE '1850-01-01'"
	afterLast = "DATE '2300-01-01'"
)

// faultOf is the SQL that names the first thing that is wrong with a record as
// "reason:column", or NULL. It reads the typed columns under their names and what
// arrived for them as t_<name>.
func faultOf(t *schema.Table) string {
	var whens []string
	when := func(cond, reason, column string) {
		whens = append(whens, fmt.Sprintf("WHEN %s THEN '%s:%s'", cond, reason, column))
	}
	for _, c := range t.Columns {
		if c.Required {
			when(arrived(c)+" IS NULL", source.ReasonMissing, c.Name)
		}
		if c.Kind != schema.Text || c.Code {
			when(fmt.Sprintf("%s IS NOT NULL AND %s IS NULL", arrived(c), c.Name), source.ReasonType, c.Name)
		}
		if c.Kind == schema.Date || c.Kind == schema.Instant {
			when(fmt.Sprintf("%[1]s < %[2]s OR %[1]s >= %[3]s", c.Name, firstDate, afterLast), source.ReasonImpossible, c.Name)
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
