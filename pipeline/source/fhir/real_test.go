package fhir_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir"
	"chartline/pipeline/source/sourcetest"
)

// real finds a path of the real sets beside the repository.
func real(t *testing.T, path string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	path = filepath.Join(dir, "..", "shared", "data", "fhir", path)
	if _, err := os.Stat(path); err != nil {
		t.Skip(path + " is not there")
	}
	return path
}

// readAll reads every input under a path.
func readAll(t *testing.T, path string) *sourcetest.Collector {
	t.Helper()
	inputs, err := fhir.Source{}.Inputs(source.Spec{Name: "ehr", Path: path})
	if err != nil {
		t.Fatal(err)
	}
	var c sourcetest.Collector
	for _, in := range inputs {
		if err := (fhir.Source{}).Read(t.Context(), in, &c); err != nil {
			t.Fatal(err)
		}
	}
	return &c
}

// tally checks numbers of rows, by table or by table, column and value.
func tally(t *testing.T, c *sourcetest.Collector, want map[[3]string]int) {
	t.Helper()
	for of, n := range want {
		got := len(c.Rows[of[0]])
		if of[1] != "" {
			got = len(c.Where(of[0], of[1], of[2]))
		}
		if got != n {
			t.Errorf("%v: %d rows, want %d", of, got, n)
		}
	}
}

func all(table string) [3]string { return [3]string{table} }

// distinct counts the values of a column.
func distinct(c *sourcetest.Collector, table, column string) int {
	values := map[string]bool{}
	for _, r := range c.Rows[table] {
		values[r[column]] = true
	}
	return len(values)
}

// The bulk export of the SMART sample. Counted with jq: resources by type with
// .resourceType, classes with .class.code, codes with [.code.coding[].system], which is
// one of SNOMED CT everywhere.
func TestSMARTBulk(t *testing.T) {
	c := readAll(t, real(t, "smart-bulk-10-patients"))
	tally(t, c, map[[3]string]int{
		all("patient"):                                 13,
		all("encounter"):                               1215,
		{"encounter", "patient_type", "ANC"}:           1133 + 1, // AMB and VR
		{"encounter", "patient_type", "IP"}:            49,
		{"encounter", "patient_type", "ED"}:            23,
		{"encounter", "patient_type", "OP-REC"}:        9,
		{"encounter", "discharge_status", "01"}:        3, // "01" once and "1" twice
		all("code_statement"):                          555 + 2056,
		{"code_statement", "kind", "diagnosis"}:        555,
		{"code_statement", "kind", "procedure"}:        2056,
		{"code_statement", "withdrawn", "true"}:        0,
		{"code_statement", "code_system", "SNOMED CT"}: 555 + 2056,
		all("diagnosis"):                               0,
		all("code_link"):                               0,
	})
	want := map[string]int64{"Location": 44, "Organization": 43, "Practitioner": 43, "PractitionerRole": 43}
	if fmt.Sprint(c.Skipped) != fmt.Sprint(want) || len(c.Rejects) > 0 {
		t.Errorf("skipped %v, %d rejects, want %v and none", c.Skipped, len(c.Rejects), want)
	}
}

// 200 ExplanationOfBenefits of Blue Button in the form of STU3. Counted with jq over those
// whose type has not PDE: 165, diagnoses with .diagnosis[], admitting with .type[].coding[],
// lines with .item[] less those of revenue code 0001, types with the coding of eob-type.
// Ten of the 686 diagnoses are the admitting and the principal one at once.
func TestEOB200(t *testing.T) {
	c := readAll(t, real(t, "eob-200/sample_eob_200.ndjson"))
	tally(t, c, map[[3]string]int{
		all("encounter"):                           165,
		{"encounter", "patient_type", "PROF"}:      80 + 3, // CARRIER and DME
		{"encounter", "patient_type", "ANC"}:       70,
		{"encounter", "patient_type", "IP"}:        11,
		{"encounter", "patient_type", "OP-REC"}:    1, // HOSPICE
		{"encounter", "bill_type", "131"}:          70,
		{"encounter", "cancelled", "true"}:         0,
		all("diagnosis"):                           686 + 10,
		{"diagnosis", "code_system", "ICD-10-CM"}:  686 + 10,
		{"diagnosis", "role", "principal"}:         164, // encounters with a diagnosis
		{"diagnosis", "role", "other"}:             686 - 164,
		{"diagnosis", "role", "admitting"}:         10,
		{"diagnosis", "code", "E669"}:              127,
		all("procedure"):                           9,
		{"procedure", "code_system", "ICD-10-PCS"}: 9,
		all("service_line"):                        84,
		all("code_list"):                           5 * 165,
	})
	if n := distinct(c, "encounter", "patient_id"); n != 3 {
		t.Errorf("%d patients, want 3", n)
	}
	if len(c.Rejects) > 0 || fmt.Sprint(c.Skipped) != "map[ExplanationOfBenefit pharmacy:35]" {
		t.Errorf("%d rejects, skipped %v, want none and 35 of pharmacies", len(c.Rejects), c.Skipped)
	}
}

// Three single ExplanationOfBenefits of R4; the second has no id.
func TestEOBSamples(t *testing.T) {
	c := readAll(t, real(t, "eob-200/sample_eob_?.json"))
	tally(t, c, map[[3]string]int{
		all("encounter"): 2, all("diagnosis"): 1 + 2, {"diagnosis", "role", "principal"}: 2, all("service_line"): 2 + 1,
	})
	rejected(t, c, "encounter encounter_id missing_value")
}

// The test data of CMS's BCDA. Counted with jq over .entry[].resource: 33 and 10
// ExplanationOfBenefits of STU3 with 75 and 25 diagnoses and 52 and 11 lines; the Claim has
// two diagnoses, of which the principal one has no code.
func TestBCDA(t *testing.T) {
	c := readAll(t, real(t, "cms-bcda/synthetic_beneficiary_data"))
	tally(t, c, map[[3]string]int{
		all("patient"): 1, all("encounter"): 33 + 1, all("service_line"): 52, all("procedure"): 1,
		{"diagnosis", "code_system", "ICD-9-CM"}: 75, {"diagnosis", "code_system", "ICD-10-CM"}: 1,
		{"diagnosis", "role", "principal"}: 33, {"diagnosis", "role", "admitting"}: 1,
		{"encounter", "patient_type", "PROF"}: 33,
	})
	rejected(t, c, "diagnosis code missing_value")
	if fmt.Sprint(c.Skipped) != "map[ClaimResponse:1 Coverage:3]" {
		t.Errorf("skipped %v", c.Skipped)
	}
	c = readAll(t, real(t, "cms-bcda/bcdaworker"))
	tally(t, c, map[[3]string]int{all("encounter"): 10, all("diagnosis"): 25, all("service_line"): 11})
	rejected(t, c)
}

// Pages of a search whose 13 entries hold a file's name and no resource.
func TestBCDAPages(t *testing.T) {
	c := readAll(t, real(t, "cms-bcda/bcda/client/fhir/testdata"))
	if len(c.Rejects) != 13 || len(c.Rows) > 0 {
		t.Errorf("%d rejects and rows of %d tables, want 13 and none", len(c.Rejects), len(c.Rows))
	}
}

// BCDA's oddities of gzip: packed and plain are the same, and what is broken says so.
func TestBCDAGzip(t *testing.T) {
	plain := readAll(t, real(t, "cms-bcda/gzip_feature_test/test_no_encoding.ndjson"))
	packed := readAll(t, real(t, "cms-bcda/gzip_feature_test/test_gzip_encoded.ndjson"))
	if fmt.Sprint(plain.Rows) != fmt.Sprint(packed.Rows) || len(plain.Rows) == 0 {
		t.Errorf("packed %v, plain %v", packed.Rows, plain.Rows)
	}
	one(t, plain, "encounter", "bill_type=221", "patient_type=IP", "patient_id=1S00E00KW61", "facility_id=8884381863", "total_charges=639.66")
	for name, what := range map[string]string{"corrupt_gz_file.ndjson": "broken", "single_byte_file.bin": "not FHIR"} {
		path := real(t, "cms-bcda/gzip_feature_test/"+name)
		err := fhir.Source{}.Read(t.Context(), source.Input{Path: path}, &sourcetest.Collector{})
		if fault.KindOf(err) != fault.Input {
			t.Errorf("%s: error %v, want that it is %s", name, err, what)
		}
	}
}
