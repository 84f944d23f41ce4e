package queries_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/query"
)

// review is a closed random review of a chart of coder C1 at facility A, and its codes:
// each side a list of ICD-10-CM codes in order.
func review(id, coder, auditor string) []string {
	return append([]string{
		rows("encounter", "encounter_id facility_id patient_type", id+" A IP"),
		rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
			id+" Q1 "+id+" random C1 X1 1 2025-03-05 2025-04-01"),
	}, codes(id, coder, auditor)...)
}

// codes are the diagnoses of both sides of a review.
func codes(id, coder, auditor string) []string {
	var lines []string
	for side, list := range map[string]string{"coder": coder, "auditor": auditor} {
		for i, code := range strings.Fields(list) {
			lines = append(lines, fmt.Sprintf("%s %s diagnosis %d %s ICD-10-CM", id, side, i+1, code))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []string{rows("audit_code", "audit_case_id side element sequence code code_system", lines...)}
}

// chart is a review in which the coder found some of the auditor's codes and no other.
func chart(id string, found, all int) []string {
	var coder, auditor []string
	for i := range all {
		code := fmt.Sprintf("A%02d", i)
		auditor = append(auditor, code)
		if i < found {
			coder = append(coder, code)
		}
	}
	return review(id, strings.Join(coder, " "), strings.Join(auditor, " "))
}

// charts are reviews of a standard example, each "found/all".
func charts(list string) []string {
	var inserts []string
	for i, pair := range strings.Fields(list) {
		var found, all int
		fmt.Sscanf(pair, "%d/%d", &found, &all)
		inserts = append(inserts, chart(fmt.Sprintf("R%02d", i), found, all)...)
	}
	return inserts
}

// near compares an estimate with a published value of four digits.
func near(t *testing.T, a *query.Answer, name string, want float64) {
	t.Helper()
	e := a.Estimates(name)[0]
	if !e.Defined() || math.Abs(e.Value-want) > 5e-5 {
		t.Errorf("%s is %v (missing %q), want %v", name, e.Value, e.Missing, want)
	}
}

// The example of standard.md 9.1.
var example91 = review("R1", "A419 N390 I10 E119 R079 R509", "A4151 N390 I10 E1122 N1830 E785")

// By hand of standard.md 9.1: code-over-code (ACC-01), net of extra codes and not floored
// (ACC-01b), with a substitution as two errors or as one (ACC-01c), precision (ACC-02), F1
// (ACC-03) and errors (ACC-13).
func TestSetMeasures(t *testing.T) {
	db := hospital(t, example91...)
	a := ask(t, db, "accuracy/codes")
	want(t, a, "charts agreed auditor_codes coder_codes f1_agreed f1_codes listed net", "1 2 6 6 4 12 10 -2")
	for _, name := range []string{"code_accuracy", "precision", "f1", "macro_code_accuracy"} {
		near(t, a, name, 1.0/3)
	}
	near(t, a, "net_accuracy", -1.0/3)
	near(t, a, "jaccard", .2)
	// Two substitutions, two omissions and two commissions: 2 / (2 + 6), 100 errors per 100 codes.
	want(t, a, "substitutions omissions commissions errors decided", "2 2 2 6 8")
	near(t, a, "combined_accuracy", .25)
	near(t, a, "errors_per_100_codes", 100)
	near(t, a, "errors_per_record", 6)
	want(t, ask(t, db, "accuracy/records"), "charts pdx_same pdx_reviewed pdx_category_same codes_right all_right", "1 0 1 1 0 0")
}

// Secondary diagnoses by hand (ACC-07): the principal of either side goes from both.
func TestSecondaryDiagnoses(t *testing.T) {
	for name, c := range map[string]struct{ coder, auditor, want string }{
		"the same principal":     {"I10 E119 R079", "I10 E119 N390", "1 2 2"},
		"swapped":                {"I10 E119 R079", "E119 I10 R079", "1 1 1"},
		"another principal":      {"R079 E119", "I219 E119", "1 1 1"},
		"principal overlooked":   {"E119", "I10 E119", "0 0 0"},
		"no secondary diagnosis": {"I10", "I10", "0 0 0"},
	} {
		t.Run(name, func(t *testing.T) {
			want(t, ask(t, hospital(t, review("R1", c.coder, c.auditor)...), "accuracy/codes"), "sdx_agreed sdx_auditor sdx_coder", c.want)
		})
	}
}

func TestPairsOfTheStandardsExample(t *testing.T) {
	db := hospital(t, example91...)
	want(t, ask(t, db, "accuracy/substitutions"), "coder_code auditor_code alike charts",
		"A419 A4151 3 1", "E119 E1122 3 1")
	want(t, ask(t, db, "accuracy/matching"), "category agreed substitutions alike_3 omissions commissions",
		"A41 0 1 1 0 0", "E11 0 1 1 0 0", "E78 0 0 0 1 0", "I10 1 0 0 0 0",
		"N18 0 0 0 1 0", "N39 1 0 0 0 0", "R07 0 0 0 0 1", "R50 0 0 0 0 1")
}

// Pairs by hand: S72001A and S72001D share six characters and go first, although both
// sides have a code before them; S7200XA then finds S72009A at five; S7190XA is alone in
// its category; the auditor's S72141A is left over.
func TestPairsTakeTheLongestPrefixFirst(t *testing.T) {
	db := hospital(t, review("R1",
		"S7190XA S7200XA S72001A",
		"S72009A S72141A S72001D")...)
	want(t, ask(t, db, "accuracy/substitutions"), "coder_code auditor_code alike",
		"S72001A S72001D 6", "S7200XA S72009A 5")
	want(t, ask(t, db, "accuracy/matching"), "category substitutions alike_3 alike_4 alike_5 alike_6 omissions commissions",
		"S71 0 0 0 0 0 0 1", "S72 2 0 0 1 1 1 0")
}

func TestPairsBreakTiesByTheAuditorsOrder(t *testing.T) {
	db := hospital(t, review("R1", "E119 E1165", "E1140 E1121 E1142")...)
	want(t, ask(t, db, "accuracy/substitutions"), "coder_code auditor_code alike",
		"E1165 E1121 3", "E119 E1140 3")
	want(t, ask(t, db, "accuracy/matching"), "category substitutions omissions commissions", "E11 2 1 0")
}

// The example of standard.md 9.2: pooled .7895, macro .8750. (ACC-01)
func TestPooling(t *testing.T) {
	a := ask(t, hospital(t, charts("1/1 2/2 18/20 9/15")...), "accuracy/codes")
	want(t, a, "agreed auditor_codes auditor_charts", "30 38 4")
	near(t, a, "code_accuracy", .7895)
	near(t, a, "macro_code_accuracy", .8750)
}

// The example of standard.md 9.3: p .8984, cluster se .0516, design effect 3.73. (CI-03)
func TestClusterSums(t *testing.T) {
	a := ask(t, hospital(t, charts("10/10 8/12 15/15 9/9 11/14 20/20 7/7 12/18 10/10 13/13")...), "accuracy/codes")
	near(t, a, "code_accuracy", .8984)
	sums := func(name string) int64 { return a.Int(name)[0] }
	r := metric.Ratio{
		X: sums("agreed"), M: sums("auditor_codes"), XX: sums("agreed_sq"),
		MM: sums("auditor_sq"), XM: sums("agreed_auditor"), Charts: sums("auditor_charts"),
	}
	if se, ok := r.StandardError(); !ok || math.Abs(se-.0516) > 5e-5 {
		t.Errorf("cluster se %v, want .0516", se)
	}
	if deff, ok := r.DesignEffect(); !ok || math.Abs(deff-3.73) > 5e-3 {
		t.Errorf("design effect %v, want 3.73", deff)
	}
}

func TestDiagnosesAreSets(t *testing.T) {
	db := hospital(t, append(review("R1", "I10 E119", "I10 E119"),
		rows("audit_code", "audit_case_id side element sequence code code_system",
			"R1 coder diagnosis 3 I10 ICD-10-CM",        // a second time
			"R1 auditor diagnosis 3 E119 ICD-9-CM"))...) // the same text in another system
	want(t, ask(t, db, "accuracy/codes"), "agreed auditor_codes coder_codes", "2 3 2")
}

// SMP-01: a rate rests on closed random reviews alone.
func TestOnlyClosedRandomReviewsSupportRates(t *testing.T) {
	const columns = "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on"
	inserts := append(chart("R1", 1, 2),
		rows("audit_case", columns,
			"T1 Q2 R1 targeted C1 X1 1 2025-03-05 2025-04-01",
			"O1 Q1 R1 random C1 X1 1 2025-03-05 -",
			"L1 Q1 R1 random C1 X1 1 2025-03-05 2026-01-01",  // closed after the as-of date
			"B1 Q1 R1 random C1 X1 1 2024-12-31 2025-01-10",  // before the period
			"E1 Q1 R1 random C1 X1 1 2026-01-01 2026-01-02")) // its first day after it
	for _, id := range []string{"T1", "O1", "L1", "B1", "E1"} {
		inserts = append(inserts, codes(id, "I10", "I10")...)
	}
	want(t, ask(t, hospital(t, inserts...), "accuracy/codes"), "charts targeted again own agreed auditor_codes", "1 1 0 0 1 2")
}

// A chart without codes on a side is in no ratio with that side as denominator, and one without
// any code is in none. (ACC-01 where A = 0, ACC-02 where C = 0)
func TestChartsWithoutCodes(t *testing.T) {
	inserts := append(review("R1", "", "I10"), review("R2", "I10", "")...)
	inserts = append(inserts, review("R3", "", "")...)
	db := hospital(t, inserts...)
	want(t, ask(t, db, "accuracy/codes"),
		"charts without_codes auditor_charts coder_charts auditor_codes coder_codes net errors", "2 1 1 1 1 1 0 2")
	want(t, ask(t, db, "accuracy/records"), "charts without_codes pdx_reviewed pdx_same codes_right all_right", "2 1 1 0 0 0")
}

// ACC-06: a principal diagnosis in another place is one error of sequence, and no false code.
func TestPrincipalDiagnosis(t *testing.T) {
	inserts := append(review("R1", "I10 E119", "I10 E119"), // same
		review("R2", "I10 E119", "E119 I10")...) // swapped: one error, no false code
	inserts = append(inserts, review("R3", "I10", "E119")...) // another
	db := hospital(t, inserts...)
	a := ask(t, db, "accuracy/records")
	want(t, a, "pdx_same pdx_reviewed pdx_swapped codes_right all_right", "1 3 1 2 1")
	near(t, a, "pdx_accuracy", 1.0/3)
	want(t, ask(t, db, "accuracy/codes"), "agreed auditor_codes", "4 5")
}

// ACC-05: system, version and number are compared, 998 and 999 leave both counts, and what a
// query would have changed leaves one of the two rates.
func TestDRG(t *testing.T) {
	var inserts, drgs []string
	for id, sides := range map[string][2]string{
		"R1": {"470 42", "470 42"}, // same
		"R2": {"470 42", "470 43"}, // the number of another version is another DRG (VER-09)
		"R3": {"470 42", "871 42"},
		"R4": {"999 42", "470 42"}, // ungroupable on one side: out of both counts
		"R5": {"", "470 42"},       // the coder has none: not the same
		"R6": {"470 42", ""},       // the auditor has none: not reviewed
	} {
		inserts = append(inserts, review(id, "I10", "I10")...)
		for i, side := range []string{"coder", "auditor"} {
			if sides[i] != "" {
				drgs = append(drgs, id+" "+side+" drg 1 MS-DRG "+sides[i])
			}
		}
	}
	drgs = append(drgs, "R1 auditor drg 2 APR-DRG 3021 40") // another system does not count
	inserts = append(inserts, rows("audit_code", "audit_case_id side element sequence code_system code grouper_version", drgs...))
	inserts = append(inserts, rows("audit_finding", "finding_id audit_case_id element error_type drg_changed final_state",
		"F1 R3 diagnosis QO true accepted",   // the coder could not know
		"F2 R5 diagnosis QO true overturned", // the coder could
		"F3 R1 diagnosis QO true accepted"))  // and yet the same
	a := ask(t, hospital(t, inserts...), "accuracy/records")
	want(t, a, "charts drg_same drg_reviewed drg_query drg_documented drg_ungroupable drg_right all_right", "6 1 4 1 3 1 1 1")
	near(t, a, "drg_accuracy", .25)
	near(t, a, "drg_documented_accuracy", 1.0/3)
}

// groups has reviews of two coders, facilities and months, one of shifted dates and one
// of an encounter that is not in the store.
func groups() []string {
	inserts := []string{
		rows("encounter", "encounter_id facility_id patient_type dates_shifted",
			"E1 A IP false", "E2 B IP -", "E3 B ED false", "E4 A IP true"),
		rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
			"R1 Q E1 random C1 X 1 2025-03-05 2025-04-01", "R2 Q E2 random C2 X 1 2025-03-31 2025-04-01",
			"R3 Q E3 random C2 X 1 2025-04-01 2025-05-01", "R4 Q E4 random C1 X 1 2150-03-05 2025-05-01",
			"R5 Q gone random C3 X 1 2025-04-02 2025-05-01"),
	}
	for _, id := range []string{"R1", "R2", "R3", "R4", "R5"} {
		inserts = append(inserts, codes(id, "I10", "I10 E119")...)
	}
	return inserts
}

func TestGroups(t *testing.T) {
	db := hospital(t, groups()...)
	for by, lines := range map[string][]string{
		"coder":        {"C1 2 2 4", "C2 2 2 4", "C3 1 1 2"},
		"auditor":      {"X 5 5 10"},
		"facility":     {"A 2 2 4", "B 2 2 4", "not 1 1 2"},
		"patient_type": {"ED 1 1 2", "IP 3 3 6", "not 1 1 2"},
		"audit":        {"Q 5 5 10"},
		"month":        {"2025-03 2 2 4", "2025-04 2 2 4"}, // without shifted dates
		"all":          {"all 5 5 10"},
	} {
		t.Run(by, func(t *testing.T) {
			a := ask(t, db, "accuracy/codes", "by="+by)
			for i, line := range lines {
				lines[i] = strings.Replace(line, "not ", "not known ", 1)
			}
			want(t, a, "unit charts agreed auditor_codes", lines...)
			for row, empty := range a.Null("month") {
				if empty == (by == "month") {
					t.Errorf("row %d: the date of the month is empty: %v", row+1, empty)
				}
			}
		})
	}
	want(t, ask(t, db, "accuracy/codes", "facility=B", "patient_type=ED"), "charts", "1")
	want(t, ask(t, db, "accuracy/codes", "coder=C2"), "charts", "2")
}

func TestGroupsAddUpToTheWhole(t *testing.T) {
	db := hospital(t, groups()...)
	for _, name := range []string{"accuracy/codes", "accuracy/records", "accuracy/attributes", "accuracy/severity"} {
		whole := ask(t, db, name)
		for _, by := range []string{"coder", "facility", "patient_type", "service_line", "auditor"} {
			parts := ask(t, db, name, "by="+by)
			for _, c := range whole.Query.Columns[2:] {
				if c.Type != query.Int {
					continue
				}
				if got := sum(parts.Int(c.Name)); got != whole.Int(c.Name)[0] && c.Name != "exclusions" {
					t.Errorf("%s of %s by %s adds up to %d, want %d", c.Name, name, by, got, whole.Int(c.Name)[0])
				}
			}
		}
	}
}
