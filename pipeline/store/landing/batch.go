package landing

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
)

// unstated is when something was said that does not say when.
const unstated = "CAST(NULL AS BIGINT)"

// Batch is the statement that lands the rows of an Arrow view. They are typed already;
// texts are trimmed and codes normalised as those of a file are, in the columns that are
// untidy, and columns that the view does not have are empty. Instants of Arrow have the zone UTC, and a plain cast
// would turn them into the local time of the session. The view's column Input says which
// input each row is of.
func Batch(t *schema.Table, s *arrow.Schema, view string, untidy map[string]bool) string {
	selected := make([]string, len(t.Columns))
	var raw []string
	for i, c := range t.Columns {
		value := "CAST(NULL AS " + c.Kind.SQL() + ")"
		if s.HasField(c.Name) {
			value = c.Name
			raw = append(raw, fmt.Sprintf("'%s', CAST(%s AS VARCHAR)", c.Name, arrived(c)))
			if c.Kind == schema.Text && untidy[c.Name] {
				value = trimmed(value)
			}
		}
		selected[i] = orDefault(c, value) + " AS " + arrived(c)
	}
	selected = append(selected, Input)
	stated := unstated
	if s.HasField(Stated) {
		stated = Stated
		selected = append(selected, Stated)
	}
	return insert(t, Input, fmt.Sprintf("SELECT %s FROM %s", strings.Join(selected, ", "), view),
		func(c schema.Column) string {
			switch {
			case c.Kind == schema.Text && (untidy[c.Name] || !s.HasField(c.Name)):
				return typed(c, arrived(c), false)
			case c.Kind == schema.Instant && s.HasField(c.Name):
				return fmt.Sprintf("timezone('UTC', %s)", arrived(c))
			}
			return fmt.Sprintf("CAST(%s AS %s)", arrived(c), c.Kind.SQL())
		}, stated, "json_object("+strings.Join(raw, ", ")+")")
}
