package composetest

import (
	"fmt"
	"strings"

	"chartline/pipeline/report"
)

// Header begins a query file.
const Header = "-- title: T\n-- answers: A?\n-- source: test\n"

// Diagnoses is an answer of counts by code, out of a total.
func Diagnoses(total int, counts ...int) string {
	rows := make([]string, len(counts))
	for i, n := range counts {
		rows[i] = fmt.Sprintf("('A%02d', 'Disease %c', %d, %d)", i, 'A'+i, n, total)
	}
	return Header + `-- column: code text - Code.
-- column: title text - Title.
-- column: encounters int {encounter} Discharges.
-- column: discharges int {encounter} All.
-- metric: rate = per_thousand(encounters, discharges)
-- withhold: encounters of discharges
SELECT code, title, CAST(encounters AS BIGINT) AS encounters, CAST(discharges AS BIGINT) AS discharges
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(code, title, encounters, discharges)
ORDER BY encounters DESC, code`
}

// Facilities are those that every document knows the names of, in an order that is not that of their
// identifiers; two of them share theirs, and one has none.
var Facilities = Rows("facility_id text, name text?", NotWithheld, "facility_id",
	"'F1', 'Zenith'", "'F2', 'Apex'", "'F3', 'Twin'", "'F4', 'Twin'", "'F5', NULL")

// Ranking is the block that shows Diagnoses.
var Ranking = report.BlockSpec{Kind: "ranking", Metric: "rate", Noun: "discharges"}

// Rows writes an answer out: columns as "name type", further lines of the header, and rows
// as they stand in VALUES.
func Rows(columns, more, order string, rows ...string) string {
	text := Header
	var names, casts []string
	for column := range strings.SplitSeq(columns, ", ") {
		name, kind, _ := strings.Cut(column, " ")
		names = append(names, name)
		text += fmt.Sprintf("-- column: %s %s - A %s.\n", name, kind, name)
		engine := map[string]string{"int": "BIGINT", "real": "DOUBLE", "text": "VARCHAR", "date": "DATE", "bool": "BOOLEAN"}[strings.TrimSuffix(kind, "?")]
		casts = append(casts, fmt.Sprintf("CAST(t.%s AS %s) AS %s", name, engine, name))
	}
	return text + more + "SELECT " + strings.Join(casts, ", ") + " FROM (VALUES (" + strings.Join(rows, "), (") +
		")) AS t(" + strings.Join(names, ", ") + ") ORDER BY " + order
}

const NotWithheld = "-- withhold: none it measures work\n"
