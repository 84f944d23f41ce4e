package queries_test

import (
	"archive/zip"
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/query"
	"chartline/pipeline/source/mimic"
)

// patient is an inpatient of 2025 with a principal diagnosis of pneumonia and the given
// secondary ones, each a code or CODE/POA.
func patient(id string, codes ...string) []string {
	lines := []string{id + " 1 principal 1 J189 ICD-10-CM Y"}
	for i, code := range codes {
		code, poa, stated := strings.Cut(code, "/")
		if !stated {
			poa = "-"
		}
		lines = append(lines, fmt.Sprintf("%s 1 other %d %s ICD-10-CM %s", id, i+1, code, poa))
	}
	return []string{
		rows("encounter", "encounter_id facility_id patient_type discharged_on", id+" A IP 2025-06-01"),
		rows("diagnosis", "encounter_id version_no role sequence code code_system poa", lines...),
	}
}

// scores asks for the score of each encounter, in the order of their names.
func scores(t *testing.T, inserts []string, given ...string) []string {
	t.Helper()
	a := ask(t, hospital(t, inserts...), "comorbidity/charlson_by_encounter", given...)
	out := make([]string, a.Len())
	for row := range out {
		out[row] = fmt.Sprintf("%s %s %d", a.Text("encounter_id")[row], a.Text("status")[row], a.Int("score")[row])
	}
	return out
}

func patients(all ...[]string) (inserts []string) {
	for _, p := range all {
		inserts = append(inserts, p...)
	}
	return inserts
}

func alike(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: got\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// The visits of the package icd (tests/testthat/test-score.R), whose ICD-9 codes are an
// aneurysm with diabetes, an old infarction with diabetes, HIV, and diabetes alone.
func TestCharlsonOfPublishedVisits(t *testing.T) {
	visits := patients(patient("A", "I714", "E109"), patient("B", "I252", "E109"), patient("C", "B20"), patient("D", "E109"))
	alike(t, "1987", scores(t, visits), "A scored 2", "B scored 2", "C scored 6", "D scored 1")
	alike(t, "2011", scores(t, visits, "weights=2011"), "A scored 0", "B scored 0", "C scored 4", "D scored 0")
}

// The graver form of a condition is not counted beside the lesser: E10.0 and E10.2 are 2
// and not 3 (package comorbidity). Metastases alone are 6, severe liver disease 3.
func TestCharlsonHierarchies(t *testing.T) {
	alike(t, "hierarchies", scores(t, patients(
		patient("A", "E100", "E102"), patient("B", "C509", "C787"), patient("C", "K703", "K7210"), patient("D", "C509", "K703", "E119"))),
		"A scored 2", "B scored 6", "C scored 3", "D scored 4")
}

// The principal diagnosis counts only where it is asked for; nothing, a code of no
// condition and a condition twice are 0, 0 and once.
func TestCharlsonCountsSecondaryDiagnoses(t *testing.T) {
	stays := patients(patient("A"), patient("B", "I10"), patient("C", "J449", "J449"))
	stays = append(stays, rows("diagnosis", "encounter_id version_no role sequence code code_system",
		"A 1 admitting 1 B20 ICD-10-CM", "B 1 reason_for_visit 1 B20 ICD-10-CM"),
		"UPDATE history.diagnosis SET code = 'I214' WHERE role = 'principal'")
	alike(t, "secondary", scores(t, stays), "A scored 0", "B scored 0", "C scored 1")
	alike(t, "all", scores(t, stays, "diagnoses=all"), "A scored 1", "B scored 1", "C scored 2")
}

// TestTrapCharlsonOfNoName is trap 10: the table is that of Quan 2005 with its gaps, and no
// unnamed mix. I13.2 is heart failure and not renal.
func TestTrapCharlsonOfNoName(t *testing.T) {
	for _, code := range []string{"C4A0", "C7A00", "C7B00", "C8600", "I8510", "K7200", "E0822", "E0922", "Z21", "E10A0"} {
		alike(t, code, scores(t, patient("A", code)), "A scored 0")
	}
	alike(t, "I13.2", scores(t, patient("A", "I132")), "A scored 1")
	alike(t, "a prefix that ICD-10-CM has not", scores(t, patient("A", "I64")), "A scored 1")
}

// A code of another system is not read as one of ICD-10: ICD-9-CM 042 is HIV, E10 is not.
func TestCharlsonScoresOneSystem(t *testing.T) {
	nine := append(patient("A", "B20"), "UPDATE history.diagnosis SET code_system = 'ICD-9-CM'")
	alike(t, "ICD-9-CM", scores(t, nine), "A other_system 0")
	mixed := append(patient("A", "B20", "I252"), "UPDATE history.diagnosis SET code_system = 'ICD-9-CM' WHERE code = 'B20'")
	alike(t, "both", scores(t, mixed), "A scored 1")
}

// What the patient came with: Y, W and what is exempt. Without a list a blank is exempt
// where the encounter states other values; with a list the list decides.
func TestCharlsonPresentOnAdmission(t *testing.T) {
	stays := patients(
		patient("A", "I252/Y", "J449/N"), patient("B", "I252/W", "J449/U"), patient("C", "I252", "J449/Y"), patient("D", "J449"), patient("E"))
	const present = "basis=present_on_admission"
	alike(t, "no list", scores(t, stays, present), "A scored 1", "B scored 1", "C scored 2", "D scored 1", "E scored 0")
	silent := append(stays, "UPDATE history.diagnosis SET poa = NULL WHERE encounter_id IN ('C', 'D') OR role = 'principal'")
	alike(t, "no values", scores(t, silent, present), "A scored 1", "B scored 1", "C poa_unknown 0", "D poa_unknown 0", "E scored 0")
	listed := append(silent, rows("code_mark", "list code_system code valid_from valid_to",
		"poa_exempt ICD-10-CM I252 2024-10-01 2025-09-30", "poa_exempt ICD-10-CM J449 2025-10-01 -"))
	alike(t, "a list", scores(t, listed, present), "A scored 1", "B scored 1", "C poa_unknown 0", "D poa_unknown 0", "E scored 0")
	alike(t, "a list and values", scores(t, append(listed, "UPDATE history.diagnosis SET poa = 'Y' WHERE encounter_id IN ('C', 'D') AND role = 'principal'"),
		present), "A scored 1", "B scored 1", "C scored 1", "D scored 0", "E scored 0")
}

// A code may be of two groups: I42.6 is heart failure and alcohol, F31.5 psychosis and
// depression. Of complicated and plain forms only the graver stays.
func TestElixhauserGroups(t *testing.T) {
	a := ask(t, hospital(t, patients(patient("A", "I426"), patient("B", "F315"), patient("C", "I10", "I110"), patient("D", "E109", "E112"),
		patient("E", "C509", "C787"), patient("F", "E660"))...), "comorbidity/elixhauser_conditions")
	got := map[string]int64{}
	for row, n := range a.Int("encounters") {
		if n > 0 {
			got[a.Text("condition")[row]] = n
		}
	}
	want := map[string]int64{"heart_failure": 2, "alcohol": 1, "psychoses": 1, "depression": 1, "hypertension_complicated": 1,
		"diabetes_complicated": 1, "metastatic": 1, "obesity": 1}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The codes that the package icd lists as flagging two groups flag two.
func TestElixhauserCodesOfTwoGroups(t *testing.T) {
	for code := range strings.FieldsSeq("F204 F315 G114 I110 I120 I130 I131 I132 I278 I279 I426 K700 K703 K709") {
		groups := sum(ask(t, hospital(t, patient("A", code)...), "comorbidity/elixhauser_conditions").Int("encounters"))
		equal(t, "groups of "+code, groups, 2)
	}
}

// Scores below 0 are kept: obesity and drug abuse are −4 and −7.
func TestVanWalravenKeepsNegativeScores(t *testing.T) {
	db := hospital(t, patients(patient("A", "E660", "F111"), patient("B", "C787", "I426"), patient("C"))...)
	want(t, ask(t, db, "comorbidity/elixhauser_quan2005"), "patient_type status score encounters scored",
		"IP scored -11 1 3", "IP scored 0 1 3", "IP scored 19 1 3")
}

// refined is a mapping of some codes, in the form of AHRQ's reference file.
func refined() string {
	return rows("code_group", "scheme scheme_version code_system code grouping",
		"ELIXHAUSER-REFINED v2025.1 ICD-10-CM I509 HF", "ELIXHAUSER-REFINED v2025.1 ICD-10-CM D65 COAG",
		"ELIXHAUSER-REFINED v2025.1 ICD-10-CM C787 CANCER_METS", "ELIXHAUSER-REFINED v2025.1 ICD-10-CM C509 CANCER_SOLID",
		"ELIXHAUSER-REFINED v2025.1 ICD-10-CM D059 CANCER_NSITU", "ELIXHAUSER-REFINED v2025.1 ICD-10-CM E660 OBESE",
		"ELIXHAUSER-REFINED v2025.1 ICD-10-CM I639 CBVD", "ELIXHAUSER-REFINED v2025.1 ICD-10-CM I6930 CBVD",
		"ELIXHAUSER-REFINED v2024.1 ICD-10-CM I509 COAG")
}

// measures are what an encounter has and what of it is not known, of those that differ
// from "not there".
func measures(t *testing.T, inserts []string) string {
	t.Helper()
	a := ask(t, hospital(t, inserts...), "comorbidity/elixhauser_refined_measures")
	var out []string
	missing := 0
	for row, name := range a.Text("measure") {
		if a.Int("encounters")[row] > 0 {
			out = append(out, name)
		}
		missing += int(a.Int("missing")[row])
	}
	return fmt.Sprintf("%s, %d missing", strings.Join(out, " "), missing)
}

// standard.md 9.13: heart failure that was present, coagulopathy and metastases are 50 for
// death and 21 for readmission.
func TestRefinedIndices(t *testing.T) {
	db := hospital(t, append(patient("A", "I509/Y", "D65/W", "C787/N"), refined())...)
	const columns = "patient_type status score encounters scored"
	want(t, ask(t, db, "comorbidity/elixhauser_refined"), columns, "IP scored 50 1 1")
	want(t, ask(t, db, "comorbidity/elixhauser_refined", "index=readmission"), columns, "IP scored 21 1 1")
	want(t, ask(t, db, "comorbidity/elixhauser_refined", "scheme_version=v2024.1"), columns, "IP scored 14 1 1")
	want(t, ask(t, db, "comorbidity/elixhauser_refined", "scheme_version=v1"), columns, "IP not_loaded - 1 -")
}

// TestTrapRefinedWithoutPOA is trap 11: the eighteen measures that need POA, and the
// indices, are missing and not 0; the other twenty are known.
func TestTrapRefinedWithoutPOA(t *testing.T) {
	silent := append(patient("A", "I509", "E660"), refined(), "UPDATE history.diagnosis SET poa = NULL")
	if got := measures(t, silent); got != "OBESE, 18 missing" {
		t.Error(got)
	}
	want(t, ask(t, hospital(t, silent...), "comorbidity/elixhauser_refined"), "patient_type status score encounters scored",
		"IP poa_unknown - 1 -")
	if got := measures(t, patient("A", "I509/Y")); got != ", 38 missing" {
		t.Errorf("without a mapping: %s", got)
	}
}

func TestRefinedMeasures(t *testing.T) {
	cases := []struct{ name, codes, want string }{
		{"acquired here", "I509/N E660/N", "OBESE, 0 missing"},
		{"metastases before solid before in situ", "C787/Y C509/Y D059/Y", "CANCER_METS, 0 missing"},
		{"solid before in situ", "C509/Y D059/Y", "CANCER_SOLID, 0 missing"},
		{"a stroke that was present", "I639/Y", "CBVD, 0 missing"},
		{"a stroke in hospital", "I639/N", ", 0 missing"},
		{"a sequela alone", "I6930/Y", "CBVD, 0 missing"},
		{"a sequela and a stroke in hospital", "I6930/Y I639/N", ", 0 missing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := measures(t, append(patient("A", strings.Fields(c.codes)...), refined())); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestCharlsonHitsOfFY2026: one encounter for each valid code of the FY2026 order file
// gives the hit counts of standard.md table 4.7.
func TestCharlsonHitsOfFY2026(t *testing.T) {
	codes := validCodes(t, "icd10cm-2026-code-descriptions.zip", "icd10cm_order_2026.txt")
	equal(t, "valid codes", int64(len(codes)), 74719)
	file := filepath.Join(t.TempDir(), "codes.csv")
	if err := os.WriteFile(file, []byte(strings.Join(codes, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	from := "FROM read_csv('" + file + "', header = false, columns = {'code': 'VARCHAR'})"
	db := hospital(t,
		"INSERT INTO history.encounter (encounter_id, facility_id, patient_type, discharged_on) SELECT code, 'A', 'IP', DATE '2025-11-01' "+from,
		"INSERT INTO history.diagnosis (encounter_id, version_no, role, sequence, code, code_system) SELECT code, 1, 'other', 1, code, 'ICD-10-CM' "+from)
	want(t, ask(t, db, "comorbidity/charlson_conditions"), "condition encounters",
		"aids 1", "cerebrovascular 430", "chronic_pulmonary 75", "dementia 77", "diabetes 52", "diabetes_complicated 204",
		"heart_failure 36", "malignancy 1008", "metastatic 48", "mild_liver 41", "myocardial_infarction 19", "paralysis 45",
		"peptic_ulcer 36", "peripheral_vascular 293", "renal 30", "rheumatic 353", "severe_liver 14")
}

// validCodes are the codes of an order file of CMS that are no headers.
func validCodes(t *testing.T, archive, member string) (codes []string) {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join("..", "..", "shared", "data", "terminology", archive))
	if err != nil {
		t.Skip("no ../shared/data/terminology/" + archive + " beside the repository")
	}
	defer z.Close()
	f, err := z.Open(member)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if line := lines.Text(); len(line) > 14 && line[14] == '1' {
			codes = append(codes, strings.TrimSpace(line[6:13]))
		}
	}
	return codes
}

// The MIMIC-IV demo: 123 of its 275 admissions are coded in ICD-10-CM and scored, the 152
// in ICD-9-CM are not. The sums and counts are from a script of plain Python that tests
// every code against every prefix of the tables of standard.md 4.7 and 4.8.
func TestComorbidityOfMIMIC(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	db := pulled(t, mimic.Source{}, mimicDemo(t), &loaded.mimic)
	scored, other, points := histogram(ask(t, db, "comorbidity/charlson_quan2005"))
	if scored != 123 || other != 152 || points != 398 {
		t.Errorf("Charlson: %d scored, %d of another system, %d points", scored, other, points)
	}
	if _, _, points = histogram(ask(t, db, "comorbidity/charlson_quan2005", "weights=2011")); points != 307 {
		t.Errorf("weights of 2011: %d points", points)
	}
	if _, _, points = histogram(ask(t, db, "comorbidity/charlson_quan2005", "diagnoses=all")); points != 420 {
		t.Errorf("with the principal diagnosis: %d points", points)
	}
	if scored, _, points = histogram(ask(t, db, "comorbidity/elixhauser_quan2005")); scored != 123 || points != 1283 {
		t.Errorf("van Walraven: %d scored, %d points", scored, points)
	}
	if scored, _, _ = histogram(ask(t, db, "comorbidity/charlson_quan2005", "basis=present_on_admission")); scored > 1 {
		t.Errorf("%d are scored by POA, which the records do not have", scored)
	}
}

func histogram(a *query.Answer) (scored, other, points int64) {
	for row, n := range a.Int("encounters") {
		switch a.Text("status")[row] {
		case "scored":
			scored += n
			points += n * a.Int("score")[row]
		case "other_system":
			other += n
		}
	}
	return scored, other, points
}

// Points for age are one a decade from 50 to four from 80 years on; without an age there is
// no score, and not one without points.
func TestCharlsonAgePoints(t *testing.T) {
	var stays []string
	for id, age := range map[string]string{"A": "49", "B": "50", "C": "59", "D": "60", "E": "79", "F": "80", "G": "103", "H": "NULL"} {
		stays = append(append(stays, patient(id, "I252")...), "UPDATE history.encounter SET age_years = "+age+" WHERE encounter_id = '"+id+"'")
	}
	alike(t, "age", scores(t, stays, "age=yes"), "A scored 1", "B scored 2", "C scored 2", "D scored 3", "E scored 4", "F scored 5", "G scored 5", "H age_unknown 0")
	alike(t, "no age", scores(t, stays)[5:], "F scored 1", "G scored 1", "H scored 1")
}
