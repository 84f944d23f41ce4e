// Package strata says by what the accounts of an audit can be divided (SMP-06), in SQL, so
// that a frame and the reviews of the past are divided alike.
package strata

import (
	"slices"
	"strings"

	"chartline/pipeline/audit/ask"
)

// columns are what can make strata, with the expression of each. They read the aliases e of
// encounter, c of coder and grouped, and the columns that SQL is told. Classes of an amount
// or of a time begin with a digit, so that their names are in their order.
var columns = []struct{ name, sql string }{
	{"charges", `CASE WHEN e.total_charges < 5000 THEN '1: under $5,000' WHEN e.total_charges < 25000 THEN '2: $5,000 to $24,999'
		WHEN e.total_charges < 100000 THEN '3: $25,000 to $99,999' WHEN e.total_charges IS NOT NULL THEN '4: $100,000 and more' END`},
	{"coder", "CODER"},
	{"coder_tenure", `CASE WHEN CODED_ON < c.hired_on THEN NULL WHEN date_diff('day', c.hired_on, CODED_ON) <= 180 THEN '1: to 180 days'
		WHEN date_diff('day', c.hired_on, CODED_ON) <= 730 THEN '2: to 2 years' WHEN c.hired_on IS NOT NULL AND CODED_ON IS NOT NULL THEN '3: over 2 years' END`},
	{"drg_family", "CASE WHEN grouped.encounter_id IS NULL THEN 'no DRG' ELSE grouped.family END"},
	{"facility", "e.facility_id"},
	{"mdc", "CASE WHEN grouped.encounter_id IS NULL THEN 'no DRG' ELSE grouped.mdc END"},
	{"patient_type", "e.patient_type"},
	{"payer", "e.payer_class"},
	{"service_line", "e.service_line"},
}

// Grouped is a common table expression: what the first coding's MS-DRG says of an account.
// A family holds the DRGs of one base, whatever their severity (CMX-04); the DRG itself
// stands for it where no list of its version is loaded.
const Grouped = `grouped AS (
	SELECT d.encounter_id, max(coalesce(s.base_title, s.title, 'DRG ' || d.drg)) AS family, max(s.mdc) AS mdc, max(s.severity) AS severity
	FROM history.drg_assignment AS d
	LEFT JOIN drg_set AS s ON s.drg_system = d.drg_system AND s.grouper_version = d.grouper_version AND s.drg = d.drg
	WHERE d.version_no = 1 AND d.drg_system = 'MS-DRG' GROUP BY d.encounter_id)`

// Names lists what can make strata, in order.
func Names() []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

// Known says whether a name can make strata.
func Known(name string) bool { return slices.Contains(Names(), name) }

// SQL is the columns of an answer from which Of takes strata. It is told the columns of the
// coder and of the local date of final coding.
func SQL(coder, codedOn string) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = strings.NewReplacer("CODER", coder, "CODED_ON", codedOn).Replace(c.sql) + " AS by_" + c.name
	}
	return strings.Join(parts, ",\n\t")
}

// One is the name of the stratum where there are no others.
const One = "all"

// Of joins the values of the columns that make the strata. First is where the columns of SQL
// begin in the row.
func Of(r ask.Row, first int, by []string) string {
	if len(by) == 0 {
		return One
	}
	values := make([]string, len(by))
	for i, name := range by {
		values[i] = r.Text(first + slices.Index(Names(), name))
		if values[i] == "" {
			values[i] = "unknown"
		}
	}
	return strings.Join(values, " / ")
}
