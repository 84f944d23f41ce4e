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

// Begins and RevenueBegins are the first days of which the store of Reach holds discharges, and
// revenue and productive hours.
const (
	Begins        = "2024-10-01"
	RevenueBegins = "2024-11-01"
)

// Reach says how far back from an instant that store reaches.
var Reach = Header + `-- param: as_of_on date Local date.
-- column: scope text - All.
-- column: months int - Months.
-- column: empty_days int? d Days.
-- column: revenue_months int - Months of revenue.
-- column: worked_months int - Months of work.
` + NotWithheld + fmt.Sprintf(`SELECT 'all' AS scope, CAST(h.months AS BIGINT) AS months, CAST(CASE WHEN h.days > 0 THEN 90 - least(90, h.days) END AS BIGINT) AS empty_days,
       CAST(h.charged AS BIGINT) AS revenue_months, CAST(h.charged AS BIGINT) AS worked_months
FROM (SELECT d.days, least(3, greatest(0, d.days + 29) // 30) AS months, least(3, greatest(0, d.charged + 29) // 30) AS charged
      FROM (SELECT 1 + date_diff('day', DATE '%s', :as_of_on) AS days, 1 + date_diff('day', DATE '%s', :as_of_on) AS charged) AS d) AS h
ORDER BY scope`, Begins, RevenueBegins)

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
