package queries_test

import (
	"strings"
	"testing"
)

// severe is a discharge of an inpatient in version 43, "id drg status day", with diagnoses of which
// the first is the principal one.
func severe(what, diagnoses string) []string {
	cells := strings.Fields(what)
	lines := make([]string, 0, 4)
	for i, code := range strings.Fields(diagnoses) {
		role, sequence := "other", string(rune('0'+i))
		if i == 0 {
			role, sequence = "principal", "1"
		}
		lines = append(lines, cells[0]+" 1 "+role+" "+sequence+" "+code+" ICD-10-CM")
	}
	return []string{
		rows("encounter", "encounter_id facility_id patient_type discharge_status admitted_on discharged_on",
			cells[0]+" A IP "+cells[2]+" 2025-01-01 "+cells[3]),
		rows("drg_assignment", "encounter_id version_no drg_system grouper_version drg", cells[0]+" 1 MS-DRG 43 "+cells[1]),
		rows("diagnosis", "encounter_id version_no role sequence code code_system", lines...),
	}
}

// severityLists are a year's lists of CCs and MCCs, each code with a collection of its own.
func severityLists(version string) string {
	return rows("code_mark", "list code_system code valid_from valid_to detail list_version",
		"cc ICD-10-CM N179 2025-01-01 2025-12-31 0007 "+version, "cc ICD-10-CM E871 2025-01-01 2025-12-31 0008 "+version,
		"mcc ICD-10-CM J9601 2025-01-01 2025-12-31 0009 "+version, "mcc ICD-10-CM I469 2025-01-01 2025-12-31 0010 "+version)
}

// CMX-05 counts what survives: a principal diagnosis in the collection of a code excludes it, by
// the collections of the code's own version, and some MCCs are none of patients who died.
func TestSurvivingCodes(t *testing.T) {
	exclusions := func(lines ...string) string {
		return rows("code_group", "scheme scheme_version code_system code grouping", lines...)
	}
	alive := rows("code_mark", "list code_system code valid_from valid_to", "mcc_alive ICD-10-CM J9601 2025-01-01 2025-12-31")
	for name, c := range map[string]struct {
		version, what, diagnoses string
		more                     []string
		want                     string // exclusions with_cc_mcc with_mcc
	}{
		"nothing excludes":           {"43", "E1 193 01 2025-03-01", "J189 N179 J9601", nil, "0 1 1"},
		"the MCC is excluded":        {"43", "E1 193 01 2025-03-01", "J189 N179 J9601", []string{exclusions("cc_exclusion 43 ICD-10-CM J189 0009")}, "1 1 0"},
		"both are":                   {"43", "E1 193 01 2025-03-01", "J189 N179 J9601", []string{exclusions("cc_exclusion 43 ICD-10-CM J189 0009", "cc_exclusion 43 ICD-10-CM J189 0007")}, "2 0 0"},
		"by another principal":       {"43", "E1 193 01 2025-03-01", "J189 J9601", []string{exclusions("cc_exclusion 43 ICD-10-CM A419 0009")}, "1 1 1"},
		"by another code's":          {"43", "E1 193 01 2025-03-01", "J189 J9601", []string{exclusions("cc_exclusion 43 ICD-10-CM J189 0010")}, "1 1 1"},
		"in a later version only":    {"42", "E1 193 01 2025-03-01", "J189 J9601", []string{exclusions("cc_exclusion 42 ICD-10-CM A419 0009", "cc_exclusion 43 ICD-10-CM J189 0009")}, "2 1 1"},
		"newest where none is named": {"-", "E1 193 01 2025-03-01", "J189 J9601", []string{exclusions("cc_exclusion 42 ICD-10-CM A419 0009", "cc_exclusion 43 ICD-10-CM J189 0009")}, "2 0 0"},
		"an MCC of the living, died": {"43", "E1 193 20 2025-03-01", "J189 J9601", []string{alive}, "0 0 0"},
		"another MCC, died":          {"43", "E1 193 20 2025-03-01", "J189 I469", []string{alive}, "0 1 1"},
		"an MCC of the living":       {"43", "E1 193 01 2025-03-01", "J189 J9601", []string{alive}, "0 1 1"},
		"the principal again":        {"43", "E1 193 01 2025-03-01", "J9601 J9601", nil, "0 0 0"},
	} {
		t.Run(name, func(t *testing.T) {
			db := hospital(t, append(append(severe(c.what, c.diagnoses), severityLists(c.version)), c.more...)...)
			want(t, ask(t, db, "casemix/capture"), "cases judged exclusions with_cc_mcc with_mcc", "1 1 "+c.want)
		})
	}
}

// CMX-06 by hand, of a family that is split into MCC, CC and neither, and of one into CC/MCC and
// neither: taking one code away moves a DRG where it is the only one of its severity.
func TestSeverityThatRestsOnOneCode(t *testing.T) {
	inserts := []string{
		rows("drg_set", "drg_system grouper_version drg base_title severity", "MS-DRG 43 193 PNEUMONIA MCC", "MS-DRG 43 194 PNEUMONIA CC",
			"MS-DRG 43 195 PNEUMONIA none", "MS-DRG 43 552 BACK CC/MCC", "MS-DRG 43 553 BACK none"),
		severityLists("43"),
		rows("code_group", "scheme scheme_version code_system code grouping", "cc_exclusion 43 ICD-10-CM A419 0010"),
	}
	for what, diagnoses := range map[string]string{
		"A 193 01 2025-03-01": "J189 J9601 N179 E871", // one MCC: without it the DRG is 194
		"B 193 01 2025-03-01": "J189 J9601 I469",      // two
		"C 194 01 2025-03-01": "J189 N179",            // one CC
		"D 194 01 2025-03-01": "J189 N179 E871",       // two
		"E 193 01 2025-03-01": "J189 N179",            // no MCC: what makes the DRG is not known
		"F 195 01 2025-03-01": "J189 I10",             // nothing to lose
		"G 193 01 2025-03-01": "J189 J9601 J9601",     // the same twice
		"H 193 01 2025-03-01": "A419 J9601 I469",      // two, of which the principal excludes one
		"I 552 01 2025-03-01": "M549 I469",            // one MCC of CC/MCC
		"J 552 01 2025-03-01": "M549 I469 N179",       // an MCC and a CC of CC/MCC: the other holds it
		"K 193 01 2025-03-02": "J189 J9601",           // moved below to a day without lists
	} {
		inserts = append(inserts, severe(what, diagnoses)...)
	}
	inserts = append(inserts, "UPDATE history.encounter SET discharged_on = DATE '2024-12-31', admitted_on = DATE '2024-12-01' WHERE encounter_id = 'K'")
	a := ask(t, hospital(t, inserts...), "casemix/dependency", "from_date=2024-12-01")
	want(t, a, "cases judged exclusions explained single unexplained", "10 9 1 8 5 1") // A, C, G, H and I
	if e := a.Estimates("single_dependency")[0]; e.Value != 5./8 || e.N != 8 {
		t.Errorf("dependency %v of %d", e.Value, e.N)
	}
}
