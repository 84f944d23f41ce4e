package disclosure

import (
	"fmt"
	"slices"

	"chartline/pipeline/query"
)

// Other stands, where an answer leaves the site, for all groups of which nothing may be shown.
const Other = "other (withheld)"

// known are the labels that everybody can list without the records, so that a row with one of
// them tells of nobody: scales and lists of the question itself. Dates, numbers and marks are
// known too. Every other text is a name: a diagnosis, facility, payer, service line or coder.
var known = []string{
	"action", "age_band", "answers", "bucket", "code_set", "code_system", "column_name", "constant_version", "counts", "drg_type",
	"first_version", "kind", "last_version", "measure", "month", "patient_type", "reason", "scheme_version", "scope", "sex", "state", "status",
	"table_name", "version", "week",
}

// Names lists the columns of an answer that name its groups.
func Names(q *query.Query) (names []string) {
	for _, name := range Labels(q) {
		if c, _ := q.Column(name); c.Type == query.Text && !slices.Contains(known, name) {
			names = append(names, name)
		}
	}
	return names
}

// Unnamed marks the rows whose names must not leave the site: those of groups of which
// something is withheld and no row shows anybody. A name without a number tells that somebody
// is there, and of a rare diagnosis or a payer with one patient that may be all there is to
// tell. A 0 in such a group goes with it: it tells how many of its rows are withheld.
func Unnamed(a *query.Answer, hidden []bool) []bool {
	names := Names(a.Query)
	shown, withheld := map[string]bool{}, map[string]bool{}
	for row := range hidden {
		name := nameOf(a, names, row)
		shown[name] = shown[name] || !hidden[row] && countsAnybody(a, row)
		withheld[name] = withheld[name] || hidden[row]
	}
	unnamed := make([]bool, len(hidden))
	for row := range hidden {
		name := nameOf(a, names, row)
		unnamed[row] = len(names) > 0 && withheld[name] && !shown[name]
	}
	return unnamed
}

func countsAnybody(a *query.Answer, row int) bool {
	return slices.ContainsFunc(judged(a), func(w query.Withhold) bool { return a.Int(w.Column)[row] > 0 })
}

func nameOf(a *query.Answer, names []string, row int) string {
	of := make([]string, len(names))
	for i, name := range names {
		of[i] = a.Cell(row, slices.IndexFunc(a.Query.Columns, func(c query.Column) bool { return c.Name == name }))
	}
	return fmt.Sprintf("%q", of)
}
