package omop

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

const vocabularyHead = "concept_id\tvocabulary_id\tconcept_code\n"

// one reads a set and gives its rows of a table, its rejects and what was passed over,
// as text.
func one(t *testing.T, table string, options, files map[string]string) (rows, rest string) {
	t.Helper()
	got := readAll(t, &Source{}, source.Spec{Name: "w", Path: lay(t, files), Timezone: "America/New_York", Options: options})
	for _, r := range got.Rejects {
		rest += fmt.Sprintf("%s.%s %s;", r.Table.Name, r.Column, r.Reason)
	}
	for _, what := range []string{"condition_occurrence", "problem list entry", "condition_occurrence without a visit", "cost without a DRG", "measurement"} {
		if n := got.Skipped[what]; n > 0 {
			rest += fmt.Sprintf("%s %d;", what, n)
		}
	}
	return strings.Join(written(table, got.Rows[table]), "\n"), rest
}

// TestCodes holds standard.md 5.4: frequencies come from the source value or concept,
// never from the standard concept, which is usually of SNOMED CT.
func TestCodes(t *testing.T) {
	concepts := vocabularyHead + "1\tICD10CM\tE11.9\n2\tICD9CM\t250.00\n3\tSNOMED\t44054006\n4\tICD10PCS\t0DTJ4ZZ\n5\tCPT4\t44970\n6\tHCPCS\tJ1885\n7\tICD10\tI10\n8\tRxNorm\t1\n9\tSNOMED\t38341003\n2000000001\tICD10CM\tQ00\n"
	for name, c := range map[string]struct {
		row     string // condition_concept_id, condition_source_value, condition_source_concept_id
		options map[string]string
		want    string // system, kind, code
		rest    string
	}{
		"source concept":                      {"3,E119,1", nil, "ICD-10-CM diagnosis E11.9", ""},
		"the other revision":                  {"3,25000,2", nil, "ICD-9-CM diagnosis 250.00", ""},
		"that of the WHO":                     {"9,I10,7", nil, "ICD-10 diagnosis I10", ""},
		"a text as source value":              {"3,Diabetes mellitus,1", nil, "ICD-10-CM diagnosis E11.9", ""},
		"no source value":                     {"3,,1", nil, "ICD-10-CM diagnosis E11.9", ""},
		"SNOMED CT as source, as in Synthea":  {"3,44054006,3", nil, "SNOMED CT diagnosis 44054006", ""},
		"the standard concept for the source": {"3,E119,3", nil, "other diagnosis E119", ""},
		"no source concept, SNOMED CT value":  {"3,44054006,0", nil, "SNOMED CT diagnosis 44054006", ""},
		"no source concept, another value":    {"3,E119,0", nil, "other diagnosis E119", ""},
		"no source concept, configured":       {"3,E119,0", map[string]string{"diagnosis_vocabulary": "icd10cm"}, "ICD-10-CM diagnosis E119", ""},
		"a source concept that is not there":  {"3,E119,99", map[string]string{"diagnosis_vocabulary": "ICD10CM"}, "ICD-10-CM diagnosis E119", ""},
		"one that goes before the option":     {"3,25000,2", map[string]string{"diagnosis_vocabulary": "ICD10CM"}, "ICD-9-CM diagnosis 250.00", ""},
		"one of another vocabulary":           {"3,X1,8", nil, "other diagnosis X1", ""},
		"one of the site's own":               {"3,Q00,2000000001", nil, "ICD-10-CM diagnosis Q00", ""},
		"one as a floating-point number":      {"3.0,E119,1.0", nil, "ICD-10-CM diagnosis E11.9", ""},
		"a procedure among the conditions":    {"0,44970,5", nil, "CPT procedure 44970", ""},
		"neither value nor concept":           {"3,,0", nil, "", "code_statement.code missing_value;"},
		"a concept that is not there only":    {"3,NULL,99", nil, "", "code_statement.code missing_value;"},
		"a concept that is no number":         {"3,E119,x", nil, "", "code_statement.code_system wrong_type;"},
		"a standard concept that is none":     {"x,E119,1", nil, "", "code_statement.code_system wrong_type;"},
	} {
		t.Run(name, func(t *testing.T) {
			rows, rest := one(t, "code_statement", c.options, map[string]string{
				"concept.csv": concepts,
				"condition_occurrence.csv": "condition_occurrence_id,person_id,visit_occurrence_id,condition_concept_id,condition_source_value,condition_source_concept_id\n" +
					"1,1,10," + c.row + "\n",
			})
			want := ""
			if c.want != "" {
				f := strings.Fields(strings.Replace(c.want, "SNOMED CT", "SNOMED_CT", 1))
				want = "statement_id=condition_occurrence/1 code_system=" + strings.ReplaceAll(f[0], "_", " ") + " kind=" + f[1] + " encounter_id=10 code=" + f[2] + " withdrawn=false"
			}
			if rows != want || rest != c.rest {
				t.Errorf("%s %s\nwant\n%s %s", rows, rest, want, c.rest)
			}
		})
	}
}

// TestCodesWithoutVocabulary: without CONCEPT nothing is guessed (VER-07).
func TestCodesWithoutVocabulary(t *testing.T) {
	files := map[string]string{"procedure_occurrence.csv": "procedure_occurrence_id,person_id,visit_occurrence_id,procedure_source_value,procedure_source_concept_id\n1,1,10,0DTJ4ZZ,4\n"}
	for option, want := range map[string]string{"": "other", "ICD10PCS": "ICD-10-PCS", "CPT4": "CPT"} {
		options := map[string]string{}
		if option != "" {
			options["procedure_vocabulary"] = option
		}
		rows, rest := one(t, "code_statement", options, files)
		if !strings.Contains(rows, "code_system="+want+" kind=procedure") || rest != "" {
			t.Errorf("%q: %s %s, want %s", option, rows, rest, want)
		}
	}
}

// TestDomains: the domain of the standard concept decides in which table a code lies.
func TestDomains(t *testing.T) {
	rows, rest := one(t, "code_statement", nil, map[string]string{
		"concept.csv":     vocabularyHead + "1\tICD10CM\tZ68.41\n2\tHCPCS\tJ1885\n3\tLOINC\t39156-5\n4\tICD10CM\tZ51.11\n",
		"measurement.csv": "measurement_id,person_id,visit_occurrence_id,measurement_source_value,measurement_source_concept_id,measurement_date\n1,1,10,Z6841,1,20260301\n2,1,10,39156-5,3,20260301\n3,1,10,,0,\n",
		"drug_exposure.csv": "drug_exposure_id,person_id,visit_occurrence_id,drug_source_value,drug_source_concept_id,drug_exposure_start_datetime\n" +
			"1,1,10,J1885,2,2026-03-01 08:00:00 UTC\n",
		"procedure_occurrence.csv": "procedure_occurrence_id,person_id,visit_occurrence_id,procedure_source_value,procedure_source_concept_id,procedure_type_concept_id\n1,1,10,Z5111,4,38000250\n",
	})
	want := strings.Join([]string{
		"statement_id=procedure_occurrence/1 code_system=ICD-10-CM kind=diagnosis encounter_id=10 code=Z51.11 withdrawn=false",
		"statement_id=measurement/1 code_system=ICD-10-CM kind=diagnosis encounter_id=10 code=Z68.41 stated_on=2026-03-01 withdrawn=false",
		"statement_id=drug_exposure/1 code_system=HCPCS kind=procedure encounter_id=10 code=J1885 stated_on=2026-03-01 withdrawn=false",
	}, "\n")
	if rows != want || rest != "measurement 2;" {
		t.Errorf("%s\n%s\nwant\n%s", rows, rest, want)
	}
}

// TestPlaces holds what tells the place of a code: a status in 5.4, and up to 5.3 a
// position on a claim. OMOP has no sequence.
func TestPlaces(t *testing.T) {
	for name, c := range map[string]struct{ kind, status, want string }{
		"primary":                         {"32821", "32902", "role=principal"},
		"primary at discharge":            {"32821", "32903", "role=principal"},
		"secondary":                       {"32821", "32908", "role=other"},
		"on admission":                    {"32821", "32890", "role=admitting"},
		"on admission, before":            {"32821", "4203942", "role=admitting"},
		"preliminary":                     {"32821", "32899", ""},
		"none":                            {"", "", ""},
		"inpatient header, primary":       {"38000199", "0", "role=principal rank=1"},
		"inpatient header, first":         {"38000200", "0", "role=principal rank=2"},
		"inpatient header, second":        {"38000201", "0", "rank=3"},
		"inpatient header, fifteenth":     {"38000214", "0", "rank=16"},
		"outpatient header, first":        {"38000230", "0", "role=principal rank=2"},
		"inpatient line, primary":         {"38000183", "0", "role=principal rank=101"},
		"outpatient line, second":         {"38000216", "0", "rank=103"},
		"carrier claim, eighth":           {"45756842", "0", "rank=9"},
		"primary condition":               {"44786627", "0", "role=principal rank=1"},
		"a status goes before a position": {"38000200", "32890", "role=admitting rank=2"},
	} {
		t.Run(name, func(t *testing.T) {
			rows, rest := one(t, "code_statement", nil, map[string]string{"condition_occurrence.csv": "condition_occurrence_id,person_id,visit_occurrence_id,condition_source_value,condition_type_concept_id,condition_status_concept_id\n" +
				"1,1,10,I10," + c.kind + "," + c.status + "\n"})
			var got []string
			for _, f := range strings.Fields(rows) {
				if strings.HasPrefix(f, "role=") || strings.HasPrefix(f, "rank=") {
					got = append(got, f)
				}
			}
			if strings.Join(got, " ") != c.want || rest != "" {
				t.Errorf("%q %s, want %q", got, rest, c.want)
			}
		})
	}
}

func TestPlacesOfProcedures(t *testing.T) {
	for kind, want := range map[string]string{
		"38000250": "role=principal rank=1", "38000251": "role=principal rank=2", "38000252": "rank=3",
		"38000267": "rank=102", "38000269": "rank=2", "32821": "",
	} {
		rows, _ := one(t, "code_statement", nil, map[string]string{"procedure_occurrence.csv": "procedure_occurrence_id,person_id,visit_occurrence_id,procedure_source_value,procedure_type_concept_id\n1,1,10,X," + kind + "\n"})
		if !strings.HasSuffix(strings.Replace(rows, " code=X withdrawn=false", "", 1), strings.TrimSpace("encounter_id=10 "+want)) &&
			!strings.Contains(rows, "encounter_id=10 "+want) {
			t.Errorf("%s: %s, want %s", kind, rows, want)
		}
	}
}

func TestVisits(t *testing.T) {
	for name, c := range map[string]struct{ header, row, want, rest string }{
		"names of 5.3": {"admitting_source_value,discharge_to_source_value", "7,03", "discharge_status=03 admission_source=7", ""},
		"names of 5.4": {"admitted_from_source_value,discharged_to_source_value", "7,03", "discharge_status=03 admission_source=7", ""},
		"both":         {"discharge_to_source_value,discharged_to_source_value", "03,20", "discharge_status=20", ""},
		"short words":  {"admitted_from_source_value,discharged_to_source_value", "H,ER", "", ""},
		"words":        {"admitted_from_source_value,discharged_to_source_value", "Home,SNF transfer", "", ""},
		"a zero that a float lost is not made up": {"discharged_to_source_value,x", "1,", "", ""},
		"dates only":                                {"visit_start_date,visit_end_date", "2026-03-01,2026-03-02", "admitted_on=2026-03-01 discharged_on=2026-03-02", ""},
		"a time of day":                             {"visit_start_date,visit_start_datetime", "2026-07-01,2026-07-01T08:15:00", "admitted_on=2026-07-01 admitted_at=2026-07-01T12:15:00Z", ""},
		"a time with its zone":                      {"visit_start_date,visit_start_datetime", "2026-07-01,2026-07-01 08:15:00+00", "admitted_on=2026-07-01 admitted_at=2026-07-01T08:15:00Z", ""},
		"as BigQuery writes it":                     {"visit_start_date,visit_start_datetime", "2026-07-01,2026-07-01 08:15:00 UTC", "admitted_on=2026-07-01 admitted_at=2026-07-01T08:15:00Z", ""},
		"midnight is a date only":                   {"visit_start_date,visit_start_datetime", "2026-07-01,2026-07-01 00:00:00.000", "admitted_on=2026-07-01", ""},
		"so is midnight of the facility":            {"visit_start_date,visit_start_datetime", "2026-07-01,2026-07-01T04:00:00Z", "admitted_on=2026-07-01", ""},
		"a time of another day":                     {"visit_start_date,visit_start_datetime", "2026-07-01,2026-07-02 08:15:00", "admitted_on=2026-07-01", ""},
		"a time without a date":                     {"visit_start_datetime,x", "2026-07-01 08:15:00,", "admitted_on=2026-07-01 admitted_at=2026-07-01T12:15:00Z", ""},
		"a date that carries a midnight, as pandas": {"visit_start_date,x", "2026-07-01 00:00:00,", "admitted_on=2026-07-01", ""},
		"a date without dashes":                     {"visit_start_date,x", "20260701,", "admitted_on=2026-07-01", ""},
		"empty values of other programs":            {"visit_start_date,care_site_id", `\N,NA`, "", ""},
		"identifiers as floats":                     {"care_site_id,provider_id", "3.0,8.0", "facility_id=3 attending_id=8", ""},
		"a date that there is not":                  {"visit_start_date,x", "2026-02-30,", "-", "encounter.admitted_on wrong_type;"},
		"a date of the far future":                  {"visit_end_date,x", "9999-12-31,", "-", "encounter.discharged_on wrong_type;"},
	} {
		t.Run(name, func(t *testing.T) {
			rows, rest := one(t, "encounter", nil, map[string]string{"visit_occurrence.csv": "visit_occurrence_id,person_id,visit_concept_id," + c.header + "\n10.0,1.0,9201," + c.row + "\n"})
			want := "encounter_id=10 patient_id=1 facility_id=w patient_type=IP " + c.want
			if id, _, ok := strings.Cut(c.want, " "); ok && strings.HasPrefix(id, "facility_id") {
				want = strings.Replace("encounter_id=10 patient_id=1 "+c.want, " attending", " patient_type=IP attending", 1)
			}
			if want = strings.TrimSpace(want) + " dates_shifted=false"; c.want == "-" {
				want = ""
			}
			if rows != want || rest != c.rest {
				t.Errorf("%s %s\nwant\n%s %s", rows, rest, want, c.rest)
			}
		})
	}
}

func TestAges(t *testing.T) {
	persons := "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth\n1,0,1950,4,9\n2,0,1950,,\n"
	for visit, want := range map[string]string{
		"1,2026-04-08": "75", "1,2026-04-09": "76", "1,1950-04-09": "0", "1,1950-04-08": "", "1,": "", "2,2026-04-09": "", "3,2026-04-09": "",
	} {
		got := readAll(t, &Source{}, source.Spec{Name: "w", Path: lay(t, map[string]string{
			"person.csv": persons, "visit_occurrence.csv": "visit_occurrence_id,visit_concept_id,person_id,visit_start_date\n1,9201," + visit + "\n",
		})})
		if age := got.Rows["encounter"][0]["age_years"]; age != want {
			t.Errorf("%s: age %q, want %q", visit, age, want)
		}
	}
}

func TestPatientTypes(t *testing.T) {
	visits, want := "visit_occurrence_id,person_id,visit_concept_id\n", ""
	for _, c := range []struct{ concept, want string }{
		{"9201", "IP"}, {"262", "IP"}, {"9202", "ANC"}, {"9203", "ED"}, {"581385", "OBS"}, {"8883", "SDS"},
		{"581476", "PROF"}, {"5083", "PROF"}, {"42898160", "OTHER"}, {"0", "OTHER"}, {"", "OTHER"},
	} {
		visits += c.concept + "7,1," + c.concept + "\n"
		want += c.want + " "
	}
	got := readAll(t, &Source{}, source.Spec{Name: "w", Path: lay(t, map[string]string{"visit_occurrence.csv": visits})})
	types := ""
	for _, r := range got.Rows["encounter"] {
		types += r["patient_type"] + " "
	}
	if types != want {
		t.Errorf("types %s, want %s", types, want)
	}
}

func TestPersons(t *testing.T) {
	for row, want := range map[string]string{
		"8507,1950,4,9,F":      "birth_on=1950-04-09 sex=M", // the concept goes before the source value
		"8532,1950.0,4.0,9.0,": "birth_on=1950-04-09 sex=F",
		"0,1950,4,,X":          "sex=X",
		"0,1950,,,unknown":     "sex=unknown",
		"8551,,,,":             "sex=U",
	} {
		rows, rest := one(t, "patient", nil, map[string]string{"person.csv": "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,gender_source_value\n1," + row + "\n"})
		if rows != "patient_id=1 "+want || rest != "" {
			t.Errorf("%s: %s %s, want %s", row, rows, rest, want)
		}
	}
}

// TestDRGs: the column has three characters, and so no version (standard.md 5.4).
func TestDRGs(t *testing.T) {
	for row, want := range map[string]string{
		"10,Visit,470":   "drg_system=MS-DRG drg=470",
		"10,visit,14":    "drg_system=MS-DRG drg=014",
		"10,Visit,3.0":   "drg_system=MS-DRG drg=003",
		"10,Drug,470":    "drg_assignment.encounter_id unmatched;",
		",Visit,470":     "drg_assignment.encounter_id missing_value;",
		"10,Procedure,":  "cost without a DRG 1;",
		"10,Visit,NULL":  "cost without a DRG 1;",
		"10.0,Visit,039": "drg_system=MS-DRG drg=039",
	} {
		rows, rest := one(t, "drg_assignment", nil, map[string]string{"cost.csv": "cost_event_id,cost_domain_id,drg_source_value\n" + row + "\n"})
		if strings.TrimPrefix(rows, "encounter_id=10 version_no=1 ")+rest != want {
			t.Errorf("%s: %s %s, want %s", row, rows, rest, want)
		}
	}
}

// TestOneCodeInSeveralRowsCountsOnce holds the trap of the fan-out (standard.md 5.4): one
// ICD code that maps to two standard concepts makes two rows. Both are statements, and
// resolving them, as the store does, counts the code once and keeps the better role.
func TestOneCodeInSeveralRowsCountsOnce(t *testing.T) {
	got := readAll(t, &Source{}, source.Spec{Name: "w", Path: lay(t, map[string]string{
		"concept.csv": vocabularyHead + "1\tICD10CM\tE11.22\n",
		"condition_occurrence.csv": "condition_occurrence_id,person_id,visit_occurrence_id,condition_concept_id,condition_source_value,condition_source_concept_id,condition_status_concept_id\n" +
			"1,1,10,443731,E11.22,1,32908\n2,1,10,201826,E1122,1,32902\n3,1,11,201826,E11.22,1,32908\n",
	})})
	if n := len(got.Rows["code_statement"]); n != 3 {
		t.Fatalf("%d statements, want 3", n)
	}
	want := "[10 ICD-10-CM E1122 principal 11 ICD-10-CM E1122 other]"
	if counted := resolve(got.Rows["code_statement"]); fmt.Sprint(counted) != want {
		t.Errorf("counted %v, want %s", counted, want)
	}
}

// resolve counts a code once in an encounter, in its best role.
func resolve(statements []sourcetest.Row) (codes []string) {
	roles := map[string]string{}
	for _, s := range statements {
		key := s["encounter_id"] + " " + s["code_system"] + " " + strings.ReplaceAll(strings.ToUpper(s["code"]), ".", "")
		if roles[key] != "principal" {
			roles[key] = s["role"]
		}
	}
	for key, role := range roles {
		codes = append(codes, key+" "+role)
	}
	slices.Sort(codes)
	return codes
}
