package frequency_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// TestFewOfUnknownAgeAreNotCounted: how many were left out is a count of patients too (6.5).
func TestFewOfUnknownAgeAreNotCounted(t *testing.T) {
	for unknown, want := range map[int]string{
		3: "Left out: discharges of unknown age or sex, <11.", 11: "Left out: discharges of unknown age or sex, 11.", 0: "",
	} {
		sql := composetest.Header + fmt.Sprintf(`-- param: standard text = internal Standard.
-- column: grouping text - G.
-- column: title text? - T.
-- column: facility_id text - F.
-- column: encounters int {encounter} E.
-- column: discharges int {encounter} D.
-- column: unknown int {encounter} U.
-- column: exposure int? {encounter} X.
-- column: rate_sum real? - R.
-- column: variance_sum real? - V.
-- column: largest real? - L.
-- column: expected real - E.
-- metric: crude = per_thousand(encounters, discharges)
-- metric: rate = standardised_rate(encounters, exposure, rate_sum, variance_sum, largest)
-- metric: ratio = observed_to_expected(encounters, expected)
-- withhold: encounters of discharges
SELECT 'A00' AS grouping, 'Disease' AS title, 'F1' AS facility_id, CAST(50 AS BIGINT) AS encounters, CAST(500 AS BIGINT) AS discharges,
       CAST(%d AS BIGINT) AS unknown, CAST(NULL AS BIGINT) AS exposure, CAST(NULL AS DOUBLE) AS rate_sum,
       CAST(NULL AS DOUBLE) AS variance_sum, CAST(NULL AS DOUBLE) AS largest, CAST(48.0 AS DOUBLE) AS expected
WHERE :standard <> '' ORDER BY grouping`, unknown)
		doc := composetest.Composed(t, composetest.Asked(sql, report.BlockSpec{Kind: "standardised", Title: "Standardised"}))
		notes := strings.Join(doc.Parts[0].Blocks[0].Table.Notes, "\n")
		if !strings.Contains(notes, want) || (want == "") == strings.Contains(notes, "Left out") {
			t.Errorf("%d unknown: %s", unknown, notes)
		}
	}
}
