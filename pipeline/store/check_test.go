//go:build duckdb_arrow

package store

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/check"
	"chartline/pipeline/store/findings"
)

// records writes rows of a table: the names of its columns, then a line a row, its values
// between spaces and - for an empty one.
func records(t *testing.T, s *Store, table, columns string, lines ...string) {
	t.Helper()
	values := make([]string, len(lines))
	for i, line := range lines {
		cells := strings.Fields(line)
		for j, cell := range cells {
			cells[j] = "'" + cell + "'"
			if cell == "-" {
				cells[j] = "NULL"
			}
		}
		values[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	err := s.w.Exec(t.Context(), "INSERT INTO history."+table+" ("+strings.Join(strings.Fields(columns), ", ")+") VALUES "+strings.Join(values, ", "))
	if err != nil {
		t.Fatalf("%s: %v", table, err)
	}
}

// checked tries the edits as the catalogue has them.
func checked(t *testing.T, s *Store, overrides map[string]check.Override) findings.Checked {
	t.Helper()
	plan, err := check.NewPlan(overrides)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Check(context.Background(), 1, plan)
	if err != nil {
		t.Fatal(cause(err))
	}
	return c
}

// cause is what DuckDB said, which only a test may see.
func cause(err error) string {
	text := err.Error()
	for {
		inner, ok := err.(interface{ Unwrap() error })
		if !ok || inner.Unwrap() == nil {
			return text
		}
		err = inner.Unwrap()
		text += ": " + err.Error()
	}
}

// unruled opens a store whose records come from no input, so that its ledger needs not
// balance.
func unruled(t *testing.T) *Store {
	t.Helper()
	s, err := Open(context.Background(), copyOfBlank(t), opening)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// failing lists the open findings of an edit as accounts with codes.
func failing(t *testing.T, s *Store, edit string) string {
	t.Helper()
	return strings.Join(ask(t, s, "SELECT encounter_id || coalesce(' ' || code, '') FROM ledger.finding WHERE edit = ? AND closed_check IS NULL ORDER BY 1", edit), ", ")
}

// verdictsOf counts the records of an edit: "pass 3, fail 1, error 2".
func verdictsOf(t *testing.T, s *Store, edit string) string {
	t.Helper()
	var words []string
	for _, v := range []string{check.Pass, check.Fail, check.Bypassed, check.NotApplicable, check.NotJudged} {
		n := ask(t, s, "SELECT CAST(coalesce(sum(records), 0) AS BIGINT) FROM ledger.edit_result WHERE edit = ? AND verdict = ?", edit, v)[0]
		if n != "0" {
			words = append(words, fmt.Sprintf("%s %s", v, n))
		}
	}
	return strings.Join(words, ", ")
}

func TestCheckOfAnEmptyStore(t *testing.T) {
	s := unruled(t)
	if c := checked(t, s, nil); c != (findings.Checked{ID: 1}) {
		t.Errorf("%+v of nothing", c)
	}
	expect(t, s, "SELECT DISTINCT state FROM ledger.edit", "nothing_to_judge")
}

// Columns of the tables that the cases below fill.
const (
	encounters  = "encounter_id facility_id patient_type admitted_on discharged_on age_years patient_id discharge_status dates_shifted"
	diagnoses   = "encounter_id version_no role sequence code code_system poa"
	procedures  = "encounter_id version_no role sequence code code_system performed_on"
	releases    = "code_system valid_from valid_to code billable title"
	marks       = "list code_system code valid_from valid_to detail list_version"
	groupsOwned = "scheme scheme_version code_system code grouping position default_inpatient"
)

// twoYears are two releases: on 1 October 2025 G35 became a header and G3500 came, and
// X9999 of procedures is of one of them.
func twoYears(t *testing.T, s *Store) {
	t.Helper()
	var lines []string
	for _, year := range []string{"2024-10-01 2025-09-30", "2025-10-01 2026-09-30"} {
		for _, code := range []string{
			"A41 false -", "A419 true -", "I10 true -", "E119 true -", "S72001 false -", "S72001A true -", "T360X1A true -",
			"V892XXA true -", "Z370 true -", "Z515 true -", "O80 true -", "R05 true -", "D630 true -", "I69351 true Sequela", "T360X1S true Poisoning,sequela",
		} {
			lines = append(lines, "ICD-10-CM "+year+" "+code)
		}
	}
	lines = append(lines, "ICD-10-CM 2024-10-01 2025-09-30 G35 true -", "ICD-10-CM 2025-10-01 2026-09-30 G35 false -",
		"ICD-10-CM 2025-10-01 2026-09-30 G3500 true -", "ICD-10-PCS 2025-10-01 2026-09-30 0DTJ4ZZ true -")
	records(t, s, "code_release", releases, lines...)
}

// dx is a diagnosis of version 1 in ICD-10-CM: "E1 principal 1 I10 Y".
func dx(line string) string {
	f := strings.Fields(line)
	return strings.Join([]string{f[0], "1", f[1], f[2], f[3], "ICD-10-CM", f[4]}, " ")
}

func dxs(lines ...string) []string {
	for i, l := range lines {
		lines[i] = dx(l)
	}
	return lines
}

// px is a procedure of version 1 in ICD-10-PCS, the principal one.
func px(line string) string {
	f := strings.Fields(line)
	return strings.Join([]string{f[0], "1", "principal", "1", f[1], "ICD-10-PCS", "-"}, " ")
}

// TestCodesAreJudgedByTheReleaseInForce has stays around 1 October 2025. A stay that
// crosses it takes the codes of the day of discharge (VER-02), and so does a visit.
func TestCodesAreJudgedByTheReleaseInForce(t *testing.T) {
	s := unruled(t)
	twoYears(t, s)
	records(t, s, "encounter", encounters,
		"OLD F IP 2025-09-20 2025-09-30 50 - - false",
		"CROSS F IP 2025-09-29 2025-10-01 50 - - false",
		"NIGHT F ED 2025-09-30 2025-10-01 50 - - false",
		"VISIT F ED 2025-09-30 2025-09-30 50 - - false",
		"LATER F IP 2026-09-29 2026-10-01 50 - - false",
		"MOVED F IP 2150-09-29 2150-10-01 50 - - true",
		"INSIDE F IP 2025-10-01 - 50 - - false")
	records(t, s, "diagnosis", diagnoses, dxs(
		"OLD principal 1 G35 Y", "OLD other 1 G3500 Y", "OLD other 2 A41 Y", "OLD other 3 A4199 Y",
		"CROSS principal 1 G35 Y", "CROSS other 1 G3500 Y", "CROSS other 2 A41 Y", "CROSS other 3 A4199 Y",
		"NIGHT principal 1 G35 -", "VISIT principal 1 G35 -", "VISIT reason_for_visit 1 G3500 -",
		"LATER principal 1 G35 Y", "MOVED principal 1 G35 Y", "INSIDE principal 1 A41 Y")...)
	checked(t, s, nil)
	for edit, want := range map[string]struct{ failing, verdicts string }{
		"VAL-01": {"CROSS A4199, OLD A4199", "pass 9, fail 2, error 2"},
		"VAL-02": {"CROSS A41, OLD A41", "pass 9, fail 2, error 2"},
		"VAL-03": {"CROSS G35, NIGHT G35", "pass 9, fail 2, error 2"},
		"VAL-04": {"OLD G3500, VISIT G3500", "pass 9, fail 2, error 2"},
	} {
		if got := failing(t, s, edit); got != want.failing {
			t.Errorf("%s: %s, want %s", edit, got, want.failing)
		}
		if got := verdictsOf(t, s, edit); got != want.verdicts {
			t.Errorf("%s: %s, want %s", edit, got, want.verdicts)
		}
	}
	expect(t, s, "SELECT reason, CAST(sum(records) AS BIGINT) FROM ledger.edit_result WHERE edit = 'VAL-01' AND verdict = 'error' GROUP BY 1 ORDER BY 1",
		"its date is shifted or not known|1", "no release of its code system that is in force on its date is loaded|1")
}

// edge is an edit at its boundaries: what breaks it, and what comes near.
type edge struct {
	fill     func(*testing.T, *Store)
	failing  string
	verdicts string
}

// edges has a case for every edit but those of TestCodesAreJudgedByTheReleaseInForce.
var edges = map[string]edge{
	"VAL-05": {func(t *testing.T, s *Store) {
		staying(t, s, "A 2015-09-30", "B 2015-10-01")
		records(t, s, "diagnosis", diagnoses, "A 1 principal 1 I10 ICD-10-CM -", "A 1 other 1 4019 ICD-9-CM -", "B 1 principal 1 4019 ICD-9-CM -",
			"B 1 other 1 I10 ICD-10-CM -", "B 1 other 2 99213 CPT -", "B 1 other 3 38341003 SNOMED -")
		records(t, s, "procedure", procedures, "B 1 principal 1 I10 ICD-10-CM -", "B 1 other 2 99213 CPT -")
	}, "A I10, B 4019, B 99213, B I10", "pass 3, fail 4"},
	"VAL-06": {func(t *testing.T, s *Store) {
		staying(t, s, "A 2026-01-01", "B 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A principal 1 I10 Y", "A other 1 I10 Y", "A admitting 1 I10 -", "B principal 1 I10 Y", "B other 1 E119 Y")...)
	}, "A I10", "pass 1, fail 1"},
	"VAL-07": {func(t *testing.T, s *Store) {
		staying(t, s, "A 2026-01-01", "B 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A other 1 I10 Y", "A other 2 E119 Y", "A other 3 I10 Y", "A other 4 I10 Y", "B other 1 I10 Y", "B external_cause 1 I10 -")...)
	}, "A I10, A I10", "pass 3, fail 2"},
	// VAL-08, age and sex. Trap 22: ages of maternity are 9 to 64 now, and condition code 45 is no coder's error.
	"VAL-08A": {func(t *testing.T, s *Store) {
		records(t, s, "code_mark", marks, "mce_age ICD-10-CM O80 2019-10-01 2020-09-30 maternity 37", "mce_age ICD-10-CM O80 2017-10-01 2018-09-30 maternity 35")
		for _, age := range []string{"8", "9", "64", "65", "-"} {
			records(t, s, "encounter", encounters, "NEW"+age+" F IP 2020-09-30 2020-09-30 "+age+" - - false")
			records(t, s, "diagnosis", diagnoses, dx("NEW"+age+" principal 1 O80 Y"))
		}
		for _, age := range []string{"11", "12", "55", "56"} {
			records(t, s, "encounter", encounters, "OLD"+age+" F IP 2018-09-30 2018-09-30 "+age+" - - false")
			records(t, s, "diagnosis", diagnoses, dx("OLD"+age+" principal 1 O80 Y"))
		}
		staying(t, s, "NEXT 2020-10-01")
		records(t, s, "diagnosis", diagnoses, dxs("NEXT principal 1 O80 Y", "NEW9 other 1 I10 Y")...)
	}, "NEW65 O80, NEW8 O80, OLD11 O80, OLD56 O80", "pass 4, fail 4, not_applicable 1, error 2"},
	"VAL-08S": {func(t *testing.T, s *Store) {
		records(t, s, "code_mark", marks, "mce_sex ICD-10-CM N400 2019-10-01 2020-09-30 M 37", "mce_sex ICD-10-PCS 0VT00ZZ 2019-10-01 2020-09-30 M 37")
		for _, sex := range []string{"F", "M", "X"} {
			records(t, s, "patient", "patient_id sex", "P"+sex+" "+sex)
			records(t, s, "encounter", encounters, sex+" F IP 2020-01-01 2020-01-01 50 P"+sex+" - false")
			records(t, s, "diagnosis", diagnoses, dx(sex+" principal 1 N400 Y"))
		}
		records(t, s, "encounter", encounters, "F45 F IP 2020-01-01 2020-01-01 50 PF - false", "F46 F IP 2020-01-01 2020-01-01 50 PF - false")
		records(t, s, "account_code", "encounter_id kind sequence code", "F45 condition 1 45", "F46 condition 1 46", "F occurrence 1 45")
		records(t, s, "procedure", procedures, px("F45 0VT00ZZ"), px("F46 0VT00ZZ"), px("M 0DTJ4ZZ"))
	}, "F N400, F46 0VT00ZZ", "pass 1, fail 2, bypassed 1, not_applicable 1, error 1"},
	// VAL-09, external causes and manifestations.
	"VAL-09E": {func(t *testing.T, s *Store) {
		staying(t, s, "A 2026-01-01", "B 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A principal 1 V892XXA Y", "B principal 1 U071 Y", "B external_cause 1 V892XXA Y")...)
	}, "A V892XXA", "pass 1, fail 1"},
	"VAL-09M": onList("mce_manifestation", "D630"),
	"VAL-10":  onList("mce_unacceptable_principal", "Z515"),
	"MCE-08":  onList("mce_questionable_admission", "I10"),
	"VAL-11": {func(t *testing.T, s *Store) {
		staying(t, s, "A 2026-01-01", "B 2026-01-01", "C 2026-01-01", "D 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A other 1 I10 Y", "B principal 1 I10 Y")...)
		records(t, s, "event", "event_id encounter_id event_type occurred_on", "1 C final_coded 2026-01-02")
	}, "A, C", "pass 1, fail 2"},
	// VAL-12, missing and present. Trap 5: codes that are exempt in the fiscal year have no POA to miss;
	// of others U and W are values like Y and N (DEF-04). External causes state POA too (guidelines, Appendix I).
	"VAL-12M": {exempting, "Y25 I10, Y26 V892XXA", "pass 2, fail 2, not_applicable 1, error 3"},
	"VAL-12E": {exempting, "Y26 Z370", "fail 1, not_applicable 5, error 2"},
	"VAL-13": {func(t *testing.T, s *Store) {
		twoYears(t, s)
		staying(t, s, "A 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A principal 1 S72001 Y", "A other 1 S72001A Y", "A other 2 T3601A Y", "A other 3 T360X1 Y", "A other 4 V89 Y",
			"A other 5 A41 Y", "A other 6 S72 Y", "A other 7 V892A Y", "A other 8 NEVER Y")...)
	}, "A S72001, A T3601A, A T360X1, A V892A", "pass 5, fail 4"},
	"VAL-14": {func(t *testing.T, s *Store) {
		records(t, s, "code_group", groupsOwned, "code_first 1 ICD-10-CM D630 C34 1 false", "code_first 0 ICD-10-CM D630 I10 1 false")
		staying(t, s, "A 2026-01-01", "B 2026-01-01", "C 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A principal 1 C3490 Y", "A other 1 D630 Y", "B principal 1 I10 Y", "B other 1 D630 Y", "C principal 1 I10 Y", "C other 1 D630 Y", "C other 2 C3490 Y")...)
	}, "B D630, C D630", "pass 1, fail 2, not_applicable 1"},
	"VAL-15": {func(t *testing.T, s *Store) {
		twoYears(t, s)
		records(t, s, "code_group", groupsOwned, "CCSR v2026.1 ICD-10-CM Z370 XXX000 1 true", "CCSR v2026.1 ICD-10-CM Z515 FAC010 1 true", "CCSR v2026.1 ICD-10-CM V892XXA XXX000 1 true")
		staying(t, s, "A 2026-01-01", "B 2026-01-01", "C 2026-01-01", "D 2026-01-01", "E 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A principal 1 I69351 Y", "B principal 1 T360X1S Y", "C principal 1 Z370 Y", "D principal 1 Z515 Y", "E principal 1 V892XXA Y", "E other 1 I69351 Y")...)
	}, "A I69351, B T360X1S, C Z370", "pass 2, fail 3"},
	"VAL-16": {func(t *testing.T, s *Store) {
		records(t, s, "code_group", groupsOwned, "excludes1 2026 ICD-10-CM E10 E11 1 false")
		staying(t, s, "A 2026-01-01", "B 2026-01-01", "C 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A principal 1 E109 Y", "A other 1 E119 Y", "B principal 1 E109 Y", "C principal 1 E119 Y", "C other 1 E109 -", "C admitting 1 E109 -")...)
	}, "A E109, C E109", "pass 1, fail 2, not_applicable 2"},
	"VAL-17": {func(t *testing.T, s *Store) {
		staying(t, s, "A 2026-01-01", "B 2026-01-01", "C 2026-01-01", "D 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A principal 1 I10 Y", "A other 1 Z370 -", "A other 2 O80 Y", "B principal 1 O80 Y", "B other 1 Z370 -", "C principal 1 I10 Y", "D principal 1 Z3800 -")...)
	}, "A", "pass 1, fail 1, not_applicable 2"},
	"VAL-18": {func(t *testing.T, s *Store) {
		records(t, s, "code_group", groupsOwned, "definitive 2026 ICD-10-CM R05 J18.9 1 false")
		staying(t, s, "A 2026-01-01", "B 2026-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A principal 1 R059 Y", "A other 1 J189 Y", "B principal 1 R059 Y", "B other 1 J180 Y")...)
	}, "A R059", "pass 1, fail 1"},
	"MCE-11": {func(t *testing.T, s *Store) {
		records(t, s, "code_mark", marks, "mce_noncovered ICD-10-PCS 0SR20JZ 2019-10-01 2020-09-30 over_60 37", "mce_noncovered ICD-10-PCS 02YA0Z2 2019-10-01 2020-09-30 always 37")
		for _, age := range []string{"60", "61", "-"} {
			records(t, s, "encounter", encounters, "A"+age+" F IP 2020-01-01 2020-01-02 "+age+" - - false")
			records(t, s, "procedure", procedures, px("A"+age+" 0SR20JZ"))
		}
		staying(t, s, "B 2020-01-01", "C 2020-01-01")
		records(t, s, "procedure", procedures, px("B 02YA0Z2"), px("C 0DTJ4ZZ"))
	}, "A61 0SR20JZ, B 02YA0Z2", "pass 2, fail 2, error 1"},
	"MCE-14": {func(t *testing.T, s *Store) {
		records(t, s, "patient", "patient_id birth_on sex", "P 1980-06-15 F")
		records(t, s, "encounter", encounters, "A F IP 2026-06-14 2026-06-20 124 - - false", "B F IP 2026-06-14 2026-06-20 125 - - false",
			"C F IP 2026-06-14 2026-06-20 44 P - false", "D F IP 2026-06-14 2026-06-20 47 P - false", "E F IP 2026-06-14 2026-06-20 - - - false", "G F IP 2026-06-14 2026-06-20 47 P - true")
		records(t, s, "diagnosis", diagnoses, dxs("A principal 1 I10 Y", "B principal 1 I10 Y", "C principal 1 I10 Y", "D principal 1 I10 Y", "E principal 1 I10 Y", "G principal 1 I10 Y")...)
	}, "B, D", "pass 3, fail 2, error 1"},
	"MCE-15": {func(t *testing.T, s *Store) {
		records(t, s, "patient", "patient_id sex", "PF F", "PM m", "PU U", "PN -")
		for _, p := range []string{"PF", "PM", "PU", "PN"} {
			records(t, s, "encounter", encounters, p+" F IP 2026-06-14 2026-06-20 50 "+p+" - false")
			records(t, s, "diagnosis", diagnoses, dx(p+" principal 1 I10 Y"))
		}
	}, "PU", "pass 2, fail 1, error 1"},
	"MCE-16": {func(t *testing.T, s *Store) {
		records(t, s, "code_set", "code_system code valid_from valid_to billable", "UB-04-STATUS 01 2005-01-01 - true", "UB-04-STATUS 82 2013-10-01 - true", "UB-04-STATUS 08 2005-01-01 2006-12-31 true")
		for _, status := range []string{"01", "08", "82", "-"} {
			records(t, s, "encounter", encounters, "N"+status+" F IP 2026-06-14 2026-06-20 50 - "+status+" false", "O"+status+" F ED 2026-06-14 2026-06-20 50 - "+status+" false")
			records(t, s, "diagnosis", diagnoses, dx("N"+status+" principal 1 I10 Y"), dx("O"+status+" principal 1 I10 -"))
		}
		staying(t, s, "EARLY 2004-06-01")
		records(t, s, "diagnosis", diagnoses, dx("EARLY principal 1 I10 Y"))
	}, "N-, N08", "pass 2, fail 2, error 1"},
	"MCE-17": {func(t *testing.T, s *Store) {
		records(t, s, "code_mark", marks, "mce_limited_coverage ICD-10-PCS 02YA0Z0 2019-10-01 2020-09-30 - 37")
		staying(t, s, "A 2020-01-01", "B 2020-01-01")
		records(t, s, "procedure", procedures, px("A 02YA0Z0"), px("B 0DTJ4ZZ"))
	}, "A 02YA0Z0", "pass 1, fail 1"},
	"MCE-18": {func(t *testing.T, s *Store) {
		records(t, s, "code_mark", marks, "mce_wrong_procedure ICD-10-CM Y6551 2019-10-01 2020-09-30 - 37")
		staying(t, s, "A 2020-01-01", "B 2020-01-01")
		records(t, s, "diagnosis", diagnoses, dxs("A other 1 Y6551 -", "B external_cause 1 Y6552 -")...)
	}, "A Y6551", "pass 1, fail 1"},
	"MCE-19": {func(t *testing.T, s *Store) {
		records(t, s, "code_mark", marks, "mce_length_of_stay ICD-10-PCS 5A1955Z 2019-10-01 2020-09-30 96_hours 37")
		records(t, s, "encounter", encounters, "A F IP 2020-01-01 2020-01-05 50 - - false", "B F IP 2020-01-01 2020-01-06 50 - - false", "C F IP - 2020-01-06 50 - - false")
		records(t, s, "procedure", procedures, px("A 5A1955Z"), px("B 5A1955Z"), px("C 5A1955Z"))
	}, "A 5A1955Z", "pass 1, fail 1, error 1"},
	"MCE-20": {func(t *testing.T, s *Store) {
		records(t, s, "code_mark", marks, "mce_unspecified_code ICD-10-CM C50919 2021-10-01 2022-09-30 - 39", "mce_age ICD-10-CM O80 2022-10-01 2023-09-30 maternity 40")
		staying(t, s, "BEFORE 2022-03-31", "FROM 2022-04-01", "NOTED 2022-09-30", "GONE 2022-10-01")
		records(t, s, "diagnosis", diagnoses, dxs("BEFORE principal 1 C50919 Y", "FROM principal 1 C50919 Y", "NOTED principal 1 C50911 Y", "GONE principal 1 C50919 Y")...)
	}, "FROM C50919", "pass 1, fail 1, not_applicable 2"},
}

// staying writes inpatient stays by the day of discharge: "A 2026-01-01".
func staying(t *testing.T, s *Store, lines ...string) {
	t.Helper()
	for _, l := range lines {
		id, on, _ := strings.Cut(l, " ")
		records(t, s, "encounter", encounters, id+" F IP "+on+" "+on+" 50 - - false")
	}
}

// onList is an edit of principal diagnoses of inpatients that stand on a list of version 37,
// which holds for the fiscal year 2020. Only inpatients have a principal diagnosis (DEF-01): the
// first-listed one of a visit may be a symptom or a circumstance, and is not judged (DEF-02).
func onList(list, code string) edge {
	return edge{func(t *testing.T, s *Store) {
		records(t, s, "code_mark", marks, list+" ICD-10-CM "+code+" 2019-10-01 2020-09-30 - 37", "mce_other ICD-10-CM X99 2020-10-01 2021-09-30 - 38")
		staying(t, s, "BEFORE 2019-09-30", "FIRST 2019-10-01", "LAST 2020-09-30", "AFTER 2020-10-01", "SECOND 2020-01-01")
		records(t, s, "encounter", encounters, "VISIT F ED 2020-01-01 2020-01-01 50 - - false")
		records(t, s, "diagnosis", diagnoses, dxs("BEFORE principal 1 "+code+" Y", "FIRST principal 1 "+code+" Y", "LAST principal 1 "+code+" Y",
			"AFTER principal 1 "+code+" Y", "SECOND principal 1 E119 Y", "SECOND other 1 "+code+" Y", "VISIT principal 1 "+code+" -")...)
	}, "FIRST " + code + ", LAST " + code, "pass 1, fail 2, not_applicable 1, error 1"}
}

// exempting is POA around 1 October 2025: Z370 is exempt in the fiscal year 2026, and of
// 2025 no list is loaded. Facility G sends no indicators at all.
func exempting(t *testing.T, s *Store) {
	records(t, s, "code_mark", marks, "poa_exempt ICD-10-CM Z370 2025-10-01 2026-09-30 - FY2026")
	staying(t, s, "Y25 2025-10-01", "Y26 2026-09-30", "OLD 2025-09-30", "NEW 2026-10-01")
	records(t, s, "encounter", encounters, "NONE G IP 2026-01-01 2026-01-01 50 - - false", "ED F ED 2026-01-01 2026-01-01 50 - - false")
	records(t, s, "diagnosis", diagnoses, dxs("Y25 principal 1 I10 -", "Y26 other 1 Z370 Y", "Y26 principal 1 I10 W", "Y26 other 2 E119 U", "Y26 external_cause 1 V892XXA -",
		"OLD principal 1 Z370 -", "NEW principal 1 Z370 Y", "NONE principal 1 I10 -", "ED principal 1 I10 -", "Y26 admitting 1 I10 -")...)
}

func TestEditsAtTheirEdges(t *testing.T) {
	elsewhere := map[string]bool{"VAL-01": true, "VAL-02": true, "VAL-03": true, "VAL-04": true}
	for _, e := range check.Catalogue {
		if elsewhere[e.ID] {
			continue
		}
		t.Run(e.ID, func(t *testing.T) {
			c, ok := edges[e.ID]
			if !ok {
				t.Fatal("no case for this edit")
			}
			s := unruled(t)
			c.fill(t, s)
			checked(t, s, nil)
			if got := failing(t, s, e.ID); got != c.failing {
				t.Errorf("fail: %s, want %s", got, c.failing)
			}
			if got := verdictsOf(t, s, e.ID); got != c.verdicts {
				t.Errorf("%s, want %s", got, c.verdicts)
			}
		})
	}
}

// TestFindingsAcrossChecks: a fault that stays persists, one that is corrected is resolved,
// one that comes is new; the same records again change nothing; and an edit that is
// switched off resolves nothing.
func TestFindingsAcrossChecks(t *testing.T) {
	s := unruled(t)
	twoYears(t, s)
	staying(t, s, "A 2026-01-01", "B 2026-01-01", "C 2026-01-01")
	records(t, s, "diagnosis", diagnoses, dxs("A principal 1 A41 Y", "B principal 1 A41 Y", "C principal 1 A419 Y")...)
	want := func(got, want findings.Checked) {
		t.Helper()
		want.ID, want.Accounts, want.Codes = got.ID, got.Accounts, got.Codes
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	want(checked(t, s, nil), findings.Checked{New: 2})
	want(checked(t, s, nil), findings.Checked{Persisting: 2})

	// B is recoded, and C is recoded badly.
	records(t, s, "diagnosis", diagnoses, "B 2 principal 1 A419 ICD-10-CM Y", "C 2 principal 1 A41 ICD-10-CM Y")
	want(checked(t, s, nil), findings.Checked{New: 1, Persisting: 1, Resolved: 1})
	expect(t, s, "SELECT encounter_id, first_check, last_check, closed_check, closed_as FROM ledger.finding ORDER BY 1",
		"A|1|-|-|-", "B|1|2|3|resolved", "C|3|-|-|-")

	off := map[string]check.Override{"VAL-02": {Action: check.Off, Reason: "training"}}
	want(checked(t, s, off), findings.Checked{NotJudged: 2})
	expect(t, s, "SELECT state, reason FROM ledger.edit WHERE edit = 'VAL-02'", "off|training")
	want(checked(t, s, nil), findings.Checked{New: 2})
}
