package omop

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// clinic is a small set in which every table has something to say.
var clinic = map[string]string{
	"PERSON.csv": `person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime,location_id,gender_source_value
1,8532,1950,4,9,,7,F
2,8507,1980,,,1980-01-01 00:00:00,,M
`,
	"LOCATION.csv":  "location_id,zip,city\n7,02134,\"Boston, MA\"\n",
	"CARE_SITE.csv": "care_site_id,care_site_name,care_site_source_value\n3,General,GEN\n",
	"CONCEPT.csv": `concept_id	concept_name	domain_id	vocabulary_id	concept_class_id	standard_concept	concept_code	valid_start_date	valid_end_date	invalid_reason
45600511	"Type 2" diabetes	Condition	ICD10CM	5-char billing code	` + `	E11.9	20151001	20991231	
45605401	Long-term insulin	Observation	ICD10CM	5-char billing code		Z79.4	20151001	20991231	
201826	Type 2 diabetes	Condition	SNOMED	Disorder	S	44054006	20020131	20991231	
2000001	Appendectomy	Procedure	ICD10PCS	ICD10PCS	S	0DTJ4ZZ	20151001	20991231	
3000001	Glucose	Measurement	LOINC	Lab Test	S	2345-7	19700101	20991231	
32001	Home	Visit	UB04 Pt dis status	UB04 Pt dis status		01	19700101	20991231	
`,
	"VISIT_OCCURRENCE.csv": `visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,visit_end_date,visit_end_datetime,provider_id,care_site_id,discharged_to_concept_id,discharged_to_source_value,admitted_from_source_value
10,1,9201,2026-03-01,2026-03-01 23:30:00,2026-03-05,2026-03-05 00:00:00,8,3,32001,HOME,1
11,2,9202,2026-04-02,2026-04-02 00:00:00,2026-04-02,,,,,,CLINIC
`,
	"CONDITION_OCCURRENCE.csv": `condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_type_concept_id,condition_status_concept_id,visit_occurrence_id,condition_source_value,condition_source_concept_id
100,1,201826,2026-03-01,32821,32902,10,E11.9,45600511
101,1,201826,2026-03-01,32821,32908,10,E11.9,45600511
102,1,201826,2026-03-01,32840,0,10,E11.9,45600511
103,2,201826,2026-04-02,32827,0,,E11.9,45600511
`,
	"PROCEDURE_OCCURRENCE.csv": `procedure_occurrence_id,person_id,procedure_concept_id,procedure_date,procedure_datetime,procedure_type_concept_id,visit_occurrence_id,procedure_source_value,procedure_source_concept_id
100,1,2000001,2026-03-02,2026-03-02 10:00:00,38000250,10,0DTJ4ZZ,2000001
`,
	"OBSERVATION.csv": `observation_id,person_id,observation_concept_id,observation_date,observation_type_concept_id,visit_occurrence_id,observation_source_value,observation_source_concept_id
100,1,4000,2026-03-01,32821,10,Z79.4,45605401
101,1,4001,2026-03-01,32821,10,2345-7,3000001
`,
	"COST.csv":          "cost_id,cost_event_id,cost_domain_id,drg_concept_id,drg_source_value\n1,10,Visit,0,39\n2,11,Visit,0,\n",
	"VISIT_DETAIL.csv":  "visit_detail_id,visit_occurrence_id\n5,10\n",
	"CONDITION_ERA.csv": "condition_era_id,person_id\n6,1\n",
}

// spoiled are the same tables with a flaw of each kind.
func spoiled() map[string]string {
	files := map[string]string{}
	for name, content := range clinic {
		files[name] = content
	}
	files["PERSON.csv"] += "3,POISON,1950,1,1,,,F\n4,8507,POISON,1,1,,,M\n5,8507,1950,2,30,POISON,,M\n,8507,1950,1,1,,,POISON\n6,POISON\n7,8507,1950,1,1,,,\"POISON\n"
	files["VISIT_OCCURRENCE.csv"] += "12,1,POISON,,,,,,,,,\n13,1,9201,POISON,,,,,,,,\n14,1,9201,2026-03-01,POISON,,,,,,,\n15,1,9201,,,2026-02-30,,,,,POISON,\n,1,9201,,,,,,,,,POISON\n16,,9201,,,,,,,,,POISON\n"
	files["CONDITION_OCCURRENCE.csv"] += "104,1,0,2026-03-01,POISON,0,10,E119,0\n105,1,0,2026-03-01,0,POISON,10,E119,0\n106,1,0,2026-03-01,0,0,10,E119,POISON\n" +
		"107,1,0,POISON,0,0,10,E119,0\n108,POISON,0,2026-03-01,0,0,10,,0\n,POISON,0,2026-03-01,0,0,10,E119,0\n109,1,POISON\xff,,,,10,E119,0\n"
	files["COST.csv"] += "3,POISON,Procedure,0,470\n4,,Visit,POISON,470\n"
	files["VISIT_DETAIL.csv"] += "POISON\n"
	return files
}

func TestPromises(t *testing.T) {
	sourcetest.Run(t, &Source{}, sourcetest.Fixture{
		Spec:    source.Spec{Name: "warehouse", Timezone: "America/New_York"},
		Files:   clinic,
		Rows:    map[string]int{"patient": 2, "encounter": 2, "code_statement": 4, "drg_assignment": 1},
		Broken:  spoiled(),
		Rejects: 6 + 6 + 7 + 2 + 1,
		Main:    "VISIT_OCCURRENCE.csv",
		Refused: map[string]string{
			"a file without its header": "POISON,1,2\n",
			"a header cut off":          "visit_occurrence_id,person_",
			"a table of another name":   clinic["PERSON.csv"],
			"a Parquet file cut off":    "PAR1\x00POISON",
			"a text in UTF-16":          "\xff\xfev\x00",
		},
		Endless: func(w io.Writer) error {
			_, err := io.WriteString(w, "visit_occurrence_id,person_id,visit_concept_id,visit_start_date\n")
			for i := 0; err == nil; i++ {
				_, err = fmt.Fprintf(w, "%d,%d,9201,2026-03-01\n", i, i%1000)
			}
			return err
		},
		EndlessFile: "visit_occurrence.csv",
	})
}

// lay writes files into a folder of their own.
func lay(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestClinic(t *testing.T) {
	got := readAll(t, &Source{}, source.Spec{Name: "w", Path: lay(t, clinic), Timezone: "America/New_York"})
	for table, want := range map[string][]string{
		"patient": {
			"patient_id=1 birth_on=1950-04-09 sex=F postal_code=02134", // a zip keeps its zero
			"patient_id=2 sex=M", // birth_datetime makes up a day
		},
		"encounter": {
			// 23:30 in New York, in winter, is 04:30 of the next day in UTC; midnight is no time.
			"encounter_id=10 patient_id=1 facility_id=GEN patient_type=IP admitted_on=2026-03-01 admitted_at=2026-03-02T04:30:00Z" +
				" discharged_on=2026-03-05 discharge_status=01 admission_source=1 attending_id=8 age_years=75 dates_shifted=false",
			"encounter_id=11 patient_id=2 facility_id=w patient_type=ANC admitted_on=2026-04-02 discharged_on=2026-04-02 dates_shifted=false",
		},
		"code_statement": {
			"statement_id=condition_occurrence/100 code_system=ICD-10-CM kind=diagnosis encounter_id=10 role=principal code=E11.9 stated_on=2026-03-01 withdrawn=false",
			"statement_id=condition_occurrence/101 code_system=ICD-10-CM kind=diagnosis encounter_id=10 role=other code=E11.9 stated_on=2026-03-01 withdrawn=false",
			"statement_id=procedure_occurrence/100 code_system=ICD-10-PCS kind=procedure encounter_id=10 role=principal rank=1 code=0DTJ4ZZ stated_on=2026-03-02 withdrawn=false",
			"statement_id=observation/100 code_system=ICD-10-CM kind=diagnosis encounter_id=10 code=Z79.4 stated_on=2026-03-01 withdrawn=false",
		},
		"drg_assignment": {"encounter_id=10 version_no=1 drg_system=MS-DRG drg=039"},
	} {
		if rows := written(table, got.Rows[table]); fmt.Sprint(rows) != fmt.Sprint(want) {
			t.Errorf("%s\n%s\nwant\n%s", table, strings.Join(rows, "\n"), strings.Join(want, "\n"))
		}
	}
	want := "map[care_site:1 concept:6 condition_era:1 condition_occurrence without a visit:1 cost without a DRG:1 location:1 observation:1 problem list entry:1 visit_detail:1]"
	if fmt.Sprint(got.Skipped) != want {
		t.Errorf("skipped %v, want %s", got.Skipped, want)
	}
}

func TestShiftedDatesHaveNoInstants(t *testing.T) {
	got := readAll(t, &Source{}, source.Spec{Name: "w", Path: lay(t, clinic), Options: map[string]string{"dates_shifted": "true"}})
	if len(with(got.Rows["encounter"], "admitted_at")) > 0 || len(got.Where("encounter", "dates_shifted", "true")) != 2 {
		t.Errorf("encounters %v, want them shifted and without instants", got.Rows["encounter"])
	}
}

func TestInputs(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		want  []string
	}{
		"parents first, in any case": {[]string{"condition_occurrence.CSV", "Person.csv", "VISIT_OCCURRENCE.csv"},
			[]string{"Person.csv", "VISIT_OCCURRENCE.csv", "condition_occurrence.CSV"}},
		"other tables are left alone": {[]string{"person.csv", "concept_relationship.csv", "concept_class.csv", "drug_era.csv", "note.csv", "README.md", "person.json"},
			[]string{"person.csv"}},
		"parts and prefixes": {[]string{"person_2.csv", "person_01.csv.gz", "person000000000001.csv", "cdm_person.tsv", "person-part-3.parquet"},
			[]string{"cdm_person.tsv", "person-part-3.parquet", "person000000000001.csv", "person_01.csv.gz", "person_2.csv"}},
		"folders named after tables": {[]string{"person/part-00000-ab12.snappy.parquet", "visit_occurrence.parquet/0.parquet", "note/1.parquet"},
			[]string{"person/part-00000-ab12.snappy.parquet", "visit_occurrence.parquet/0.parquet"}},
		"other domains need the vocabulary": {[]string{"person.csv", "observation.csv", "measurement.csv", "drug_exposure.csv", "device_exposure.csv"},
			[]string{"person.csv"}},
		"and are read with it": {[]string{"person.csv", "observation.csv", "2b_concept.csv"},
			[]string{"2b_concept.csv", "person.csv", "observation.csv"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			for _, f := range c.files {
				files[f] = "x\n"
			}
			dir := lay(t, files)
			inputs, err := (&Source{}).Inputs(source.Spec{Path: dir})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, in := range inputs {
				rel, _ := filepath.Rel(dir, in.Path)
				got = append(got, rel)
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("inputs %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	dir := lay(t, map[string]string{"patients.csv": "person_id\n1\n", "ok/person.csv": "person_id\n"})
	for name, c := range map[string]struct {
		spec source.Spec
		kind fault.Kind
	}{
		"a file of another name":      {source.Spec{Path: filepath.Join(dir, "patients.csv")}, fault.Input},
		"no such zone":                {source.Spec{Path: filepath.Join(dir, "ok"), Timezone: "Mars/Base"}, fault.Config},
		"no such vocabulary":          {source.Spec{Path: filepath.Join(dir, "ok"), Options: map[string]string{"diagnosis_vocabulary": "RxNorm"}}, fault.Config},
		"a vocabulary without codes":  {source.Spec{Path: filepath.Join(dir, "ok"), Options: map[string]string{"diagnosis_vocabulary": "UB04 Pt dis status"}}, fault.Config},
		"a schema that is a sentence": {source.Spec{Path: "postgres://u@localhost/db", Options: map[string]string{"schema": "a; drop"}}, fault.Config},
		"an address that is none":     {source.Spec{Path: "postgres://%zz"}, fault.Config},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Source{}
			inputs, err := s.Inputs(c.spec)
			for _, in := range inputs {
				err = s.Read(t.Context(), in, &sourcetest.Collector{})
			}
			if fault.KindOf(err) != c.kind {
				t.Errorf("error %v of kind %d, want kind %d", err, fault.KindOf(err), c.kind)
			}
		})
	}
}
