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

func TestSetMeasures(t *testing.T) {
	a := ask(t, hospital(t, example91...), "accuracy/overall")
	want(t, a, "charts agreed auditor_codes coder_codes f1_agreed f1_codes pdx_same pdx_reviewed clean",
		"1 2 6 6 4 12 0 1 0")
	for _, name := range []string{"code_accuracy", "precision", "f1"} {
		near(t, a, name, 1.0/3)
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

// The example of standard.md 9.2: pooled .7895.
func TestPooling(t *testing.T) {
	a := ask(t, hospital(t, charts("1/1 2/2 18/20 9/15")...), "accuracy/overall")
	want(t, a, "agreed auditor_codes auditor_charts clean", "30 38 4 2")
	near(t, a, "code_accuracy", .7895)
}

// The example of standard.md 9.3: p .8984, cluster se .0516, design effect 3.73.
func TestClusterSums(t *testing.T) {
	a := ask(t, hospital(t, charts("10/10 8/12 15/15 9/9 11/14 20/20 7/7 12/18 10/10 13/13")...), "accuracy/overall")
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
	want(t, ask(t, db, "accuracy/overall"), "agreed auditor_codes coder_codes", "2 3 2")
}

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
	want(t, ask(t, hospital(t, inserts...), "accuracy/overall"), "charts targeted agreed auditor_codes clean", "1 1 1 2 0")
}

// A chart without codes on a side is in no ratio with that side as denominator.
func TestChartsWithoutCodes(t *testing.T) {
	inserts := append(review("R1", "", "I10"), review("R2", "I10", "")...)
	inserts = append(inserts, review("R3", "", "")...)
	want(t, ask(t, hospital(t, inserts...), "accuracy/overall"),
		"charts auditor_charts coder_charts f1_charts auditor_codes coder_codes pdx_reviewed clean", "3 1 1 2 1 1 1 1")
}

func TestPrincipalDiagnosis(t *testing.T) {
	inserts := append(review("R1", "I10 E119", "I10 E119"), // same
		review("R2", "I10 E119", "E119 I10")...) // swapped: one error, no false code
	inserts = append(inserts, review("R3", "I10", "E119")...) // another
	a := ask(t, hospital(t, inserts...), "accuracy/overall")
	want(t, a, "pdx_same pdx_reviewed pdx_swapped agreed auditor_codes clean", "1 3 1 4 5 1")
	near(t, a, "pdx_accuracy", 1.0/3)
}

// POA by hand: of six matched codes two are exempt (one has a value on one side, which
// is an error of its own), one has no POA on either side, one is blank on the coder's,
// one differs and one agrees.
func TestPresentOnAdmission(t *testing.T) {
	db := hospital(t, append(review("R1", "", ""),
		rows("audit_code", "audit_case_id side element sequence code code_system poa poa_exempt",
			"R1 coder diagnosis 1 I10 ICD-10-CM Y false", "R1 auditor diagnosis 1 I10 ICD-10-CM Y false",
			"R1 coder diagnosis 2 E119 ICD-10-CM N false", "R1 auditor diagnosis 2 E119 ICD-10-CM Y false",
			"R1 coder diagnosis 3 N179 ICD-10-CM - false", "R1 auditor diagnosis 3 N179 ICD-10-CM Y false",
			"R1 coder diagnosis 4 J189 ICD-10-CM - -", "R1 auditor diagnosis 4 J189 ICD-10-CM - -",
			"R1 coder diagnosis 5 Z794 ICD-10-CM Y true", "R1 auditor diagnosis 5 Z794 ICD-10-CM - true",
			"R1 coder diagnosis 6 Z7901 ICD-10-CM Y true", "R1 auditor diagnosis 6 Z7901 ICD-10-CM Y true",
			"R1 coder diagnosis 7 R079 ICD-10-CM Y false"))...) // not matched
	a := ask(t, db, "accuracy/overall")
	want(t, a, "poa_agreed poa_codes poa_agreed_sq poa_codes_sq poa_product poa_charts", "1 3 1 9 3 1")
	near(t, a, "poa_accuracy", 1.0/3)
}

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
	a := ask(t, hospital(t, inserts...), "accuracy/overall")
	want(t, a, "charts drg_same drg_reviewed drg_ungroupable clean", "6 1 4 1 1")
	near(t, a, "drg_accuracy", .25)
}

// Procedures count by code and date, as often as they occur: of the auditor's four
// the coder has one, one of two on a date, and one on a wrong date.
func TestProceduresAreMultisets(t *testing.T) {
	db := hospital(t, append(review("R1", "I10", "I10"),
		rows("audit_code", "audit_case_id side element sequence code code_system performed_on",
			"R1 coder procedure 1 0SR90J9 ICD-10-PCS 2025-03-01", "R1 auditor procedure 1 0SR90J9 ICD-10-PCS 2025-03-01",
			"R1 coder procedure 2 30233N1 ICD-10-PCS 2025-03-02", "R1 auditor procedure 2 30233N1 ICD-10-PCS 2025-03-02",
			"R1 auditor procedure 3 30233N1 ICD-10-PCS 2025-03-02",
			"R1 coder procedure 3 5A1955Z ICD-10-PCS 2025-03-03", "R1 auditor procedure 4 5A1955Z ICD-10-PCS 2025-03-04"))...)
	want(t, ask(t, db, "accuracy/overall"),
		"procedure_agreed procedure_auditor procedure_coder procedure_charts clean", "2 4 3 1 0")
}

func TestDischargeStatusMakesAChartUnclean(t *testing.T) {
	db := hospital(t, append(append(review("R1", "I10", "I10"), review("R2", "I10", "I10")...),
		rows("audit_code", "audit_case_id side element sequence code",
			"R1 coder discharge_status 1 01", "R1 auditor discharge_status 1 01",
			"R2 coder discharge_status 1 01", "R2 auditor discharge_status 1 06"))...)
	want(t, ask(t, db, "accuracy/overall"), "charts clean", "2 1")
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
	want(t, ask(t, db, "accuracy/by_coder"), "coder_id charts agreed auditor_codes", "C1 2 2 4", "C2 2 2 4", "C3 1 1 2")
	want(t, ask(t, db, "accuracy/by_facility"), "facility_id charts", "A 2", "B 2", "unknown 1")
	want(t, ask(t, db, "accuracy/by_month"), "month charts", "2025-03-01 2", "2025-04-01 2")
	want(t, ask(t, db, "accuracy/overall", "facility=B", "patient_type=ED"), "charts", "1")
}

func TestGroupsAddUpToTheWhole(t *testing.T) {
	db := hospital(t, groups()...)
	whole := ask(t, db, "accuracy/overall")
	for _, name := range []string{"accuracy/by_coder", "accuracy/by_facility"} {
		parts := ask(t, db, name)
		for _, c := range whole.Query.Columns[1:] {
			var sum int64
			for _, n := range parts.Int(c.Name) {
				sum += n
			}
			if sum != whole.Int(c.Name)[0] {
				t.Errorf("%s of %s adds up to %d, want %d", c.Name, name, sum, whole.Int(c.Name)[0])
			}
		}
	}
}
