package fhir_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir"
	"chartline/pipeline/source/sourcetest"
)

// export is a small bulk export with a Bundle beside it. All in it is made up.
var export = map[string]string{
	"Patient.000.ndjson": `{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1950-05-06","address":[{"postalCode":"60601"}]}
{"resourceType":"Patient","id":"p2","gender":"male","birthDate":"1961"}
`,
	"Encounter.000.ndjson": `{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/p1"},"period":{"start":"2024-01-02T08:00:00-06:00","end":"2024-01-05T10:30:00-06:00"},"diagnosis":[{"condition":{"reference":"Condition/c1"},"use":{"coding":[{"code":"DD"}]},"rank":1}]}
`,
	"Condition.000.ndjson": `{"resourceType":"Condition","id":"c1","category":[{"coding":[{"code":"encounter-diagnosis"}]}],"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I21.4"},{"system":"http://snomed.info/sct","code":"401314000"}]},"encounter":{"reference":"Encounter/e1"}}
{"resourceType":"Condition","id":"c2","category":[{"coding":[{"code":"problem-list-item"}]}],"code":{"coding":[{"system":"http://snomed.info/sct","code":"38341003"}]}}
`,
	"claims.json": `{
  "resourceType": "Bundle", "type": "collection",
  "entry": [
    {"fullUrl": "https://example.org/Claim/k1",
     "resource": {"resourceType": "Claim", "id": "k1", "status": "active", "use": "claim", "created": "2024-01-07",
       "type": {"coding": [{"code": "professional"}]}, "patient": {"reference": "Patient/p2"},
       "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "J20.9"}]}}],
       "item": [{"sequence": 1, "productOrService": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "99213"}]}}]}},
    {"resource": {"resourceType": "Observation", "id": "o1"}}
  ]
}`,
}

func TestSourceKeepsItsPromises(t *testing.T) {
	broken := map[string]string{
		"Patient.000.ndjson": `{"resourceType":"Patient","id":"p1","birthDate":"POISON"}
{"resourceType":"Patient","id":"POISON"
{"resourceType":"Patient","id":"POISON","id":"p2"}
{"id":"POISON"}
{"resourceType":"Patient","birthDate":"1950-05-06","gender":"POISON"}
{"resourceType":"Patient","id":"p3"}
`,
		"claims.json": `{"resourceType": "Bundle", "entry": [
  {"resource": {"resourceType": "Claim", "id": "k1", "billablePeriod": {"start": "POISON"}}},
  {"resource": {"resourceType": "Claim", "id": "k2", "item": [{"sequence": "POISON"}]}},
  {"POISON": 1},
  {"resource": {"POISON": 1}}
]}`,
	}
	sourcetest.Run(t, fhir.Source{}, sourcetest.Fixture{
		Spec:  source.Spec{Name: "ehr"},
		Files: export,
		// code_list: the claim's five lists; event: final_billed of the claim.
		Rows: map[string]int{"patient": 2, "encounter": 2, "code_statement": 2, "code_link": 1,
			"diagnosis": 1, "service_line": 1, "code_list": 5, "event": 1},
		Broken:  broken,
		Rejects: 9,
		Main:    "Patient.000.ndjson",
	})
}

// read reads a file of a name and content.
func read(t *testing.T, name, content string, options ...string) *sourcetest.Collector {
	t.Helper()
	var c sourcetest.Collector
	if err := readInto(t, &c, name, content, options...); err != nil {
		t.Fatal(err)
	}
	return &c
}

// readInto reads a file into a sink; options go by name and value.
func readInto(t *testing.T, c *sourcetest.Collector, name, content string, options ...string) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	spec := source.Spec{Name: "ehr", Timezone: "America/Chicago", Options: map[string]string{}}
	for i := 0; i < len(options); i += 2 {
		spec.Options[options[i]] = options[i+1]
	}
	return fhir.Source{}.Read(t.Context(), source.Input{Path: path, Spec: spec}, c)
}

// one checks that a table has one row, with these values; "-" stands for none.
func one(t *testing.T, c *sourcetest.Collector, table string, want ...string) {
	t.Helper()
	rows(t, c, table, strings.Join(want, " "))
}

// rows checks the rows of a table, each given as column=value, in their order.
func rows(t *testing.T, c *sourcetest.Collector, table string, want ...string) {
	t.Helper()
	if len(c.Rows[table]) != len(want) {
		t.Errorf("%d rows of %s, want %d: %v", len(c.Rows[table]), table, len(want), c.Rows[table])
		return
	}
	for i, w := range want {
		for _, pair := range strings.Fields(w) {
			column, value, _ := strings.Cut(pair, "=")
			got, ok := c.Rows[table][i][column]
			if !ok {
				got = "-"
			}
			if strings.ReplaceAll(got, " ", "_") != value {
				t.Errorf("%s[%d].%s is %q, want %q", table, i, column, got, value)
			}
		}
	}
}

// rejected checks the rejects, each as table, column ("-" for none) and reason.
func rejected(t *testing.T, c *sourcetest.Collector, want ...string) {
	t.Helper()
	var got []string
	for _, r := range c.Rejects {
		column := r.Column
		if column == "" {
			column = "-"
		}
		got = append(got, r.Table.Name+" "+column+" "+r.Reason)
	}
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("rejects %q, want %q", got, want)
	}
}

func TestRecognises(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       bool
	}{
		{"lines", `{"resourceType":"Patient","id":"1"}` + "\n", true},
		{"a document", "{\n  \"id\": \"1\",\n  \"resourceType\": \"Patient\"\n}", true},
		{"an array", `[{"resourceType":"Patient"}]`, true},
		{"a byte order mark", "\ufeff" + `{"resourceType":"Patient"}`, true},
		{"other JSON", `{"name":"x"}`, false},
		{"the manifest of an export", `{"transactionTime":"2024","output":[]}`, false},
		{"XML", `<Patient xmlns="http://hl7.org/fhir"/>`, false},
		{"CSV", "encounter_id,resourceType\n", false},
		{"nothing", "", false},
	} {
		if got := (fhir.Source{}).Recognises("file.json", []byte(c.head)); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestInputsGoByName(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"Patient.000.ndjson", "1.json", "a/ExplanationOfBenefit", "b.jsonl", "README.md", "LICENSE", "x.csv", ".hidden.ndjson"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inputs, err := fhir.Source{}.Inputs(source.Spec{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, in := range inputs {
		name, _ := filepath.Rel(dir, in.Path)
		got = append(got, name)
	}
	if want := "1.json Patient.000.ndjson a/ExplanationOfBenefit b.jsonl"; strings.Join(got, " ") != want {
		t.Errorf("inputs %v, want %s", got, want)
	}
}

// A file that is not FHIR in JSON, or breaks off, is an error, and says what to do.
func TestForeignFiles(t *testing.T) {
	patient := `{"resourceType":"Patient","id":"1"}`
	for _, c := range []struct{ name, content, what string }{
		{"blanks", " \n\n", "nothing but blanks"},
		{"XML", `<Patient xmlns="http://hl7.org/fhir"/>`, "XML"},
		{"UTF-16", "\xff\xfe{\x00", "UTF-16"},
		{"HL7 v2", "MSH|^~\\&|", "not FHIR"},
		{"other JSON", `{"a":1}` + "\n", "not FHIR"},
		{"lines that break off", patient + "\n" + patient[:20], "breaks off"},
		{"a Bundle that breaks off", "{\"resourceType\":\"Bundle\",\n\"entry\":[{\"resource\":" + patient + "},", "breaks off"},
		{"a resource that breaks off", "{\n\"resourceType\":\"Patient\",\n", "breaks off"},
		{"an array that breaks off", "[" + patient, "breaks off"},
		{"garbage behind a document", "{\n\"resourceType\":\"Patient\"\n}\n!", "not JSON"},
		{"a Bundle with garbage", "{\n\"resourceType\":\"Bundle\" ! \"entry\":[]}", "not JSON"},
		{"entries of no Bundle", "{\n\"entry\":[{\"resource\":" + patient + "}]}", "does not say"},
	} {
		err := readInto(t, &sourcetest.Collector{}, "x.json", c.content)
		if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), c.what) || !strings.Contains(err.Error(), "x.json") {
			t.Errorf("%s: error %v, want one about %q", c.name, err, c.what)
		}
	}
	err := fhir.Source{}.Read(t.Context(), source.Input{Spec: source.Spec{Timezone: "Nowhere/Land"}}, &sourcetest.Collector{})
	if fault.KindOf(err) != fault.Config {
		t.Errorf("an unknown time zone: error %v, want one of the configuration", err)
	}
}

// One bad line is a reject, with the number of its line, and the others are read.
func TestBadLines(t *testing.T) {
	deep := strings.Repeat(`[`, 100_000) + strings.Repeat(`]`, 100_000)
	good := `{"resourceType":"Patient","id":"1"}`
	for _, c := range []struct{ name, line, want string }{
		{"cut off", `{"resourceType":"Patient","id":"1"`, "patient - broken_record"},
		{"no object", `"Patient"`, "record - broken_record"},
		{"two objects", good + good, "patient - broken_record"},
		{"trailing garbage", good + ` x`, "patient - broken_record"},
		{"a bracket of the wrong kind", `{"resourceType":"Patient","x":[1}]`, "patient - broken_record"},
		{"no comma", `{"resourceType":"Patient" "id":"1"}`, "patient - broken_record"},
		{"a word that is none", `{"resourceType":"Patient","id":nil}`, "patient - broken_record"},
		{"an observation that is no JSON", `{"resourceType":"Observation","id":nil}`, "record - broken_record"},
		{"a key twice", `{"resourceType":"Patient","id":"1","id":"2"}`, "patient - broken_record"},
		{"a key twice within", `{"resourceType":"Patient","id":"1","address":[{"postalCode":"1","postalCode":"2"}]}`, "patient - broken_record"},
		{"a key in disguise", `{"resourceType":"Patient","id":"1","\u0069d":"2"}`, "patient - broken_record"},
		{"nested deeply", `{"resourceType":"Patient","id":"1","x":` + deep + `}`, "patient - too_large"},
		{"invalid UTF-8", "{\"resourceType\":\"Patient\",\"id\":\"\xff\"}", "patient - bad_encoding"},
		{"NUL", "{\"resourceType\":\"Patient\",\"id\":\"\x00\"}", "patient - bad_encoding"},
		{"NUL escaped", `{"resourceType":"Patient","id":"a\u0000b"}`, "patient - bad_encoding"},
		{"a tab within a text", "{\"resourceType\":\"Patient\",\"id\":\"a\tb\"}", "patient - broken_record"},
		{"a number for a text", `{"resourceType":"Patient","id":1}`, "patient - wrong_type"},
		{"a number beyond all bounds", `{"resourceType":"Claim","id":"1","item":[{"sequence":1e999}]}`, "encounter - wrong_type"},
		{"an object for a list", `{"resourceType":"Condition","id":"1","code":{"coding":{}}}`, "code_statement - wrong_type"},
		{"more diagnoses than any claim", `{"resourceType":"Claim","id":"1","diagnosis":[{}` + strings.Repeat(",{}", 5000) + `]}`, "encounter - too_large"},
		{"more diagnoses than any stay", `{"resourceType":"Encounter","id":"1","diagnosis":[{}` + strings.Repeat(",{}", 5000) + `]}`, "encounter - too_large"},
		{"more objects than any claim", `{"resourceType":"Claim","id":"1","item":[{}` + strings.Repeat(",{}", 400_000) + `]}`, "encounter - too_large"},
		{"more values than any claim", `{"resourceType":"Claim","id":"1","contained":[1` + strings.Repeat(",1", 1_100_000) + `]}`, "encounter - too_large"},
		{"no type", `{"id":"1"}`, "record - missing_value"},
		{"no id", `{"resourceType":"Patient"}`, "patient patient_id missing_value"},
		{"no such time of storing", `{"resourceType":"Patient","id":"1","meta":{"lastUpdated":"now"}}`, "patient - wrong_type"},
		{"no such day", `{"resourceType":"Patient","id":"1","birthDate":"2023-02-30"}`, "patient birth_on wrong_type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, "x.ndjson", good+"\n\n"+c.line+"\r\n"+good+"\n")
			rejected(t, got, c.want)
			if len(got.Rejects) == 1 && got.Rejects[0].Record != 3 {
				t.Errorf("at line %d, want 3", got.Rejects[0].Record)
			}
			if len(got.Rows["patient"]) != 2 {
				t.Errorf("%d patients, want the 2 around it", len(got.Rows["patient"]))
			}
		})
	}
}

// An entry of a Bundle whose braces match but that is no JSON is a reject, whatever it
// holds.
func TestBadEntries(t *testing.T) {
	good := `{"resource":{"resourceType":"Patient","id":"1"}}`
	for _, entry := range []string{
		`{"fullUrl":nil,"resource":{"resourceType":"Patient","id":"2"}}`,
		`{"resource":{"resourceType":"Patient","id":"2"} "request":{}}`,
		`{"resource":{"resourceType":"Patient","id":"2"},"search":{"mode":"a","mode":"b"}}`,
		`7`,
	} {
		got := read(t, "x.json", "{\n\"resourceType\":\"Bundle\",\"entry\":["+good+","+entry+"]}")
		rows(t, got, "patient", "patient_id=1")
		rejected(t, got, "record - broken_record")
	}
}

// The text of a reject is bounded.
func TestRawIsBounded(t *testing.T) {
	got := read(t, "x.ndjson", `{"resourceType":"Patient","id":"1"}`+"\n"+`{"resourceType":"Patient","text":"`+strings.Repeat("x", 1<<20)+`"}`+"\n")
	if len(got.Rejects) != 1 || len(got.Rejects[0].Raw) != 64<<10 {
		t.Errorf("%d rejects, want one with 64 KiB of text", len(got.Rejects))
	}
}
