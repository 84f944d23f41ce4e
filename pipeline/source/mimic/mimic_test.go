package mimic

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// hospital is a small MIMIC-IV folder. Its columns are those of the real files; the
// patients and stays are made up.
var hospital = map[string]string{
	"hosp/patients.csv": `subject_id,gender,anchor_age,anchor_year,anchor_year_group,dod
1,F,50,2150,2011 - 2013,
2,M,91,2160,2014 - 2016,2161-01-01
`,
	"hosp/admissions.csv": `subject_id,hadm_id,admittime,dischtime,deathtime,admission_type,insurance
1,101,2150-12-31 23:59:00,2151-01-02 00:10:00,,EW EMER.,Medicare
1,102,2152-02-28 10:00:00,2152-03-01 11:00:00,,EU OBSERVATION,Other

2,103,2161-05-05 01:00:00,,,HOSPICE RESPITE,
3,104,2161-05-05,2161-05-05,,OBSERVATION ADMIT,Medicaid
`,
	"hosp/diagnoses_icd.csv": `subject_id,hadm_id,seq_num,icd_code,icd_version
1,101,1,I21.4  ,10
1,101 ,2,e8809,10 
1,102,1,E8809,9
`,
	"hosp/procedures_icd.csv": `subject_id,hadm_id,seq_num,chartdate,icd_code,icd_version
1,101,1,2151-01-01,02703ZZ,10
1,102,2,2152-02-28,0066,9
`,
	"hosp/drgcodes.csv": `subject_id,hadm_id,drg_type,drg_code,description,drg_severity,drg_mortality
1,101,HCFA,14,"STEM CELLS, ""ALLOGENEIC"" TRANSPLANT",,
1,101,APR,174,PERCUTANEOUS CORONARY INTERVENTION W AMI,2,1
1,102,OTHER,1,SOMETHING,,
`,
	"hosp/d_icd_diagnoses.csv": `icd_code,icd_version,long_title
E8809,9,"Accidental fall on or from other stairs, or steps"
E8809,10,"Other disorders of plasma-protein metabolism, not elsewhere classified"
`,
	"hosp/d_icd_procedures.csv": `icd_code,icd_version,long_title
0066,9,Percutaneous transluminal coronary angioplasty [PTCA]
`,
}

// hospitalRows counts the rows of hospital by hand.
var hospitalRows = map[string]int{
	"patient": 2, "encounter": 4, "diagnosis": 3, "procedure": 2, "drg_assignment": 3, "code_set": 3,
}

func TestSourceKeepsItsPromises(t *testing.T) {
	sourcetest.Run(t, Source{}, sourcetest.Fixture{
		Files: hospital,
		Rows:  hospitalRows,
		Main:  "hosp/admissions.csv",
		Broken: map[string]string{
			"patients.csv": "subject_id,gender,anchor_age,anchor_year\n" +
				"1,F,POISON,2150\n2,M,40,2150\n2,M,40,POISON\n",
			"admissions.csv": "subject_id,hadm_id,admittime,dischtime,admission_type,insurance\n" +
				"1,POISON,2150-13-31 23:59:00,,URGENT,\n" + // no thirteenth month
				"1,101,2150-12-31 23:59:00,POISON,URGENT,\n" +
				"1,101,2150-12-31 23:59:00,,POISON\n" + // a field is missing
				"1,101,2150-12-31 23:59:00,,\"POISON,\n" + // an open quote
				"2,102,2150-12-31 23:59:00,,URGENT,\n",
			"diagnoses_icd.csv": "hadm_id,seq_num,icd_code,icd_version\n" +
				"101,POISON,I10,10\n101,1,POISON,11\n101,1,POISON\xff,10\n101,,POISON,10\n",
			"procedures_icd.csv": "hadm_id,seq_num,chartdate,icd_code,icd_version\n" +
				"101,1,POISON,0066,9\n101,POISON,2151-01-01,0066,9\n101,1,2151-01-01,0066,POISON\n",
			"drgcodes.csv":        "hadm_id,drg_type,drg_code\n101,HCFA,001,POISON\n",
			"d_icd_diagnoses.csv": "icd_code,icd_version,long_title\nPOISON,8,t\n",
		},
		Rejects: 15,
		Refused: map[string]string{
			"a file without its header": sourcetest.Poison + "," + sourcetest.Poison + "\n",
			"a header cut off":          "subject_id,hadm_id,admi",
		},
		EndlessFile: "diagnoses_icd.csv",
		Endless: func(w io.Writer) error {
			_, err := io.WriteString(w, "hadm_id,seq_num,icd_code,icd_version\n")
			var stays strings.Builder
			for i := range 100_000 {
				fmt.Fprintf(&stays, "%d,%d,I10,10\n", 20_000_000+i/25, i%25+1)
			}
			for err == nil {
				_, err = io.WriteString(w, stays.String())
			}
			return err
		},
	})
}

func TestReadMapsEveryTable(t *testing.T) {
	got := read(t, folder(t, hospital))
	for name, c := range map[string]struct {
		table, key, value string
		want              sourcetest.Row
	}{
		"an age in the anchor year, and a stay over midnight": {"encounter", "encounter_id", "101", sourcetest.Row{
			"encounter_id": "101", "patient_id": "1", "facility_id": "MIMIC", "patient_type": "IP", "payer_class": "Medicare",
			"admitted_on": "2150-12-31", "discharged_on": "2151-01-02", "age_years": "50", "dates_shifted": "true"}},
		"an observation two years on, over a leap day": {"encounter", "encounter_id", "102", sourcetest.Row{
			"encounter_id": "102", "patient_id": "1", "facility_id": "MIMIC", "patient_type": "OBS", "payer_class": "Other",
			"admitted_on": "2152-02-28", "discharged_on": "2152-03-01", "age_years": "52", "dates_shifted": "true"}},
		"a type that is not listed, in house": {"encounter", "encounter_id", "103", sourcetest.Row{
			"encounter_id": "103", "patient_id": "2", "facility_id": "MIMIC", "patient_type": "OTHER",
			"admitted_on": "2161-05-05", "age_years": "92", "dates_shifted": "true"}},
		"a patient who is not there, and dates without times": {"encounter", "encounter_id", "104", sourcetest.Row{
			"encounter_id": "104", "patient_id": "3", "facility_id": "MIMIC", "patient_type": "IP", "payer_class": "Medicaid",
			"admitted_on": "2161-05-05", "discharged_on": "2161-05-05", "dates_shifted": "true"}},
		"a patient": {"patient", "patient_id", "2", sourcetest.Row{"patient_id": "2", "sex": "M"}},
		"a padded, dotted code as it is written": {"diagnosis", "role", "principal", sourcetest.Row{
			"encounter_id": "101", "version_no": "1", "sequence": "1", "role": "principal", "code": "I21.4", "code_system": "ICD-10-CM"}},
		"a lower-case code": {"diagnosis", "sequence", "2", sourcetest.Row{
			"encounter_id": "101", "version_no": "1", "sequence": "2", "role": "other", "code": "e8809", "code_system": "ICD-10-CM"}},
		"the same code in the older system": {"diagnosis", "code_system", "ICD-9-CM", sourcetest.Row{
			"encounter_id": "102", "version_no": "1", "sequence": "1", "role": "principal", "code": "E8809", "code_system": "ICD-9-CM"}},
		"a procedure": {"procedure", "code_system", "ICD-10-PCS", sourcetest.Row{
			"encounter_id": "101", "version_no": "1", "sequence": "1", "role": "principal", "code": "02703ZZ",
			"code_system": "ICD-10-PCS", "performed_on": "2151-01-01"}},
		"a procedure in the older system": {"procedure", "code_system", "ICD-9-PCS", sourcetest.Row{
			"encounter_id": "102", "version_no": "1", "sequence": "2", "role": "other", "code": "0066",
			"code_system": "ICD-9-PCS", "performed_on": "2152-02-28"}},
		"a DRG that lost its zero": {"drg_assignment", "drg_system", "MS-DRG", sourcetest.Row{
			"encounter_id": "101", "version_no": "1", "drg_system": "MS-DRG", "drg": "014"}},
		"the other grouper's DRG": {"drg_assignment", "drg_system", "APR-DRG", sourcetest.Row{
			"encounter_id": "101", "version_no": "1", "drg_system": "APR-DRG", "drg": "174"}},
		"a grouper that is not listed": {"drg_assignment", "drg_system", "OTHER", sourcetest.Row{
			"encounter_id": "102", "version_no": "1", "drg_system": "OTHER", "drg": "001"}},
		"a title": {"code_set", "code_system", "ICD-9-CM", sourcetest.Row{
			"code_system": "ICD-9-CM", "code": "E8809", "valid_from": "1900-01-01",
			"title": "Accidental fall on or from other stairs, or steps"}},
	} {
		t.Run(name, func(t *testing.T) {
			rows := got.Where(c.table, c.key, c.value)
			if len(rows) == 0 || fmt.Sprint(rows[0]) != fmt.Sprint(c.want) {
				t.Errorf("got  %v\nwant %v", rows, c.want)
			}
		})
	}
}

func TestReadTellsWhatIsWrongWithARecord(t *testing.T) {
	dir := folder(t, hospital)
	path := filepath.Join(dir, "hosp/admissions.csv")
	const header = "subject_id,hadm_id,admittime,dischtime,admission_type,insurance\n"
	for name, c := range map[string]struct {
		record string
		want   flaw
	}{
		"too few fields":   {"1,2,3", flaw{reason: source.ReasonStructure}},
		"too many fields":  {"1,2,,,,,x", flaw{reason: source.ReasonStructure}},
		"an open quote":    {`1,2,,,"a,`, flaw{reason: source.ReasonStructure}},
		"text after quote": {`1,2,,,"a"b,`, flaw{reason: source.ReasonStructure}},
		"not UTF-8":        {"1,2,,,\xe9,", flaw{reason: source.ReasonEncoding}},
		"no such day":      {"1,2,2150-02-29 00:00:00,,,", flaw{"admitted_on", source.ReasonType}},
		"no date at all":   {"1,2,,soon,,", flaw{"discharged_on", source.ReasonType}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, []byte(header+"1,7,,,,\n"+c.record+"\n1,8,,,,\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			var got sourcetest.Collector
			if err := (Source{}).Read(t.Context(), source.Input{Path: path}, &got); err != nil {
				t.Fatal(err)
			}
			want := source.Reject{Table: schema.Must("encounter"), Record: 2, Column: c.want.column, Reason: c.want.reason, Raw: c.record}
			if len(got.Rejects) != 1 || got.Rejects[0] != want {
				t.Errorf("rejects %v, want %v", got.Rejects, want)
			}
			if n := len(got.Rows["encounter"]); n != 2 {
				t.Errorf("%d records around it were read, want 2", n)
			}
		})
	}
}

func TestReadStopsInTheMiddle(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var diagnoses strings.Builder
	diagnoses.WriteString("hadm_id,seq_num,icd_code,icd_version\n")
	for i := range 3 * source.BatchRows {
		fmt.Fprintf(&diagnoses, "%d,1,I10,10\n", i)
	}
	dir := folder(t, map[string]string{"diagnoses_icd.csv": diagnoses.String()})
	got := sourcetest.Collector{Then: func() error { cancel(); return nil }}
	err := Source{}.Read(ctx, source.Input{Path: filepath.Join(dir, "diagnoses_icd.csv")}, &got)
	if !errors.Is(err, context.Canceled) || got.Calls != 1 {
		t.Errorf("error %v after %d batches, want a stop after the first", err, got.Calls)
	}
}

func TestReadRejectsAnEndlessLine(t *testing.T) {
	dir := folder(t, map[string]string{
		"drgcodes.csv": "hadm_id,drg_type,drg_code\n1,HCFA,001\n" + strings.Repeat("POISON,", 200_000) + "\n2,HCFA,002\n",
	})
	var got sourcetest.Collector
	err := Source{}.Read(t.Context(), source.Input{Path: filepath.Join(dir, "drgcodes.csv")}, &got)
	if err != nil || len(got.Rows["drg_assignment"]) != 2 || len(got.Rejects) != 1 {
		t.Fatalf("error %v, rejects %d, rows %v, want the lines around it", err, len(got.Rejects), got.Rows)
	}
	if r := got.Rejects[0]; r.Reason != source.ReasonTooLarge || len(r.Raw) > 64<<10 {
		t.Errorf("reason %s with %d bytes, want it too large", r.Reason, len(r.Raw))
	}
}

// folder writes files, and the named ones a second time beside them.
func folder(t *testing.T, files map[string]string, twice ...string) string {
	t.Helper()
	dir := t.TempDir()
	put := func(name, content string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		put(name, content)
	}
	for _, name := range twice {
		put(name, files["hosp/"+name])
	}
	return dir
}

func read(t *testing.T, dir string) *sourcetest.Collector {
	t.Helper()
	all, err := Source{}.Inputs(source.Spec{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	var got sourcetest.Collector
	for _, in := range all {
		if err := (Source{}).Read(t.Context(), in, &got); err != nil {
			t.Fatal(err)
		}
	}
	return &got
}
