package fhir_test

import (
	"fmt"
	"strings"
	"testing"
)

// Resources are found however they are wrapped.
func TestForms(t *testing.T) {
	p := func(id string) string { return fmt.Sprintf(`{"resourceType":"Patient","id":%q}`, id) }
	entries := `{"resource":` + p("1") + `},{"search":{"mode":"match"},"resource":` + p("2") + `}`
	for _, c := range []struct{ name, content string }{
		{"lines", p("1") + "\n" + p("2") + "\n"},
		{"lines without a last end", p("1") + "\n" + p("2")},
		{"lines with CRLF, blanks and a byte order mark", "\ufeff" + p("1") + "\r\n\r\n  " + p("2") + "\r\n"},
		{"an array", "[" + p("1") + ",\n" + p("2") + "]"},
		{"documents one after another", "{\n\"resourceType\":\"Patient\",\"id\":\"1\"}\n{\n\"resourceType\":\"Patient\",\n\"id\":\"2\"}"},
		{"a searchset", "{\n\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":99,\"link\":[{\"relation\":\"next\",\"url\":\"x\"}],\n\"entry\":[" + entries + "]}"},
		{"a Bundle that says last that it is one", "{\"entry\":[" + entries + "],\n\"id\":\"b\",\"resourceType\":\"Bundle\"}"},
		{"a Bundle on a line", `{"resourceType":"Bundle","entry":[` + entries + "]}\n"},
		{"a Bundle on a line among others", `{"resourceType":"Bundle","entry":[{"resource":` + p("1") + "}]}\n" + p("2") + "\n"},
		{"Bundles one after another", "{\n\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" + p("1") + "}]}\n{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" + p("2") + "}]}"},
		{"a Bundle within a Bundle", "{\n\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Bundle\",\"entry\":[" + entries + "]}}]}"},
		{"an array of Bundles", "[{\"resourceType\":\"Bundle\",\"entry\":[" + entries + "]}]"},
		{"entries on lines", `{"resource":` + p("1") + "}\n" + `{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Patient"}}` + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, "x.json", c.content)
			rows(t, got, "patient", "patient_id=1", "patient_id=2")
			rejected(t, got)
		})
	}
}

// A flaw within an entry costs no other entry, also where the Bundle is one line of many.
func TestFlawsWithinBundlesOnLines(t *testing.T) {
	good := func(id string) string { return fmt.Sprintf(`{"resource":{"resourceType":"Patient","id":%q}}`, id) }
	for name, bad := range map[string]string{
		"broken_record": `{"resource":{"resourceType":"Patient","id":"x","id":"y"}}`,
		"bad_encoding":  "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"\xff\"}}",
		"missing_value": `{"resource":{"id":"x"}}`,
	} {
		bundle := `{"resourceType":"Bundle","entry":[` + good("1") + "," + bad + "," + good("2") + `]}`
		got := read(t, "x.json", bundle+"\n"+`{"resourceType":"Patient","id":"3"}`+"\n")
		rows(t, got, "patient", "patient_id=1", "patient_id=2", "patient_id=3")
		rejected(t, got, "record - "+name)
	}
	got := read(t, "x.json", `{"resourceType":"Patient","id":"3"}`+"\n"+`{"resourceType":"Bundle","entry":[`+good("1")+"\n")
	rows(t, got, "patient", "patient_id=3")
	rejected(t, got, "record - broken_record")
}

// A List has entries as well, and is no Bundle.
func TestListIsNoBundle(t *testing.T) {
	for _, content := range []string{
		"{\n\"resourceType\":\"List\",\"entry\":[{\"item\":{\"reference\":\"Patient/1\"}}]}",
		"{\n\"entry\":[{\"item\":{\"reference\":\"Patient/1\"}}],\"resourceType\":\"List\"}",
	} {
		got := read(t, "x.json", content)
		rejected(t, got)
		if got.Skipped["List"] != 1 {
			t.Errorf("skipped %v, want one List", got.Skipped)
		}
	}
}

// What is passed over is named, and by nothing that a record says.
func TestSkips(t *testing.T) {
	got := read(t, "x.ndjson", strings.Join([]string{
		`{"resourceType":"Observation","id":"1"}`,
		`{"resourceType":"Observation","id":"2"}`,
		`{"resourceType":"JohnDoe"}`,
		`{"request":{"method":"DELETE","url":"Condition/7"}}`,
		`{"request":{"method":"DELETE","url":"https://x/fhir/Encounter/7"}}`,
		`{"request":{"method":"DELETE","url":"JohnDoe/7"}}`,
		`{"response":{"status":"201 Created"}}`,
		`{"transactionTime":"2024-01-01T00:00:00Z","output":[{"type":"Patient","url":"x"}]}`,
	}, "\n")+"\n")
	rejected(t, got)
	want := map[string]int64{"Observation": 2, "other": 1, "deleted Condition": 1, "deleted Encounter": 1, "deleted other": 1,
		"Bundle entry without a resource": 1, "bulk export manifest": 1}
	if fmt.Sprint(got.Skipped) != fmt.Sprint(want) {
		t.Errorf("skipped %v, want %v", got.Skipped, want)
	}
}

// Rejects of a document are numbered by its entries; a Bundle on a line has one number.
func TestNumbersOfEntries(t *testing.T) {
	bad := `{"resource":{"resourceType":"Patient"}}`
	good := `{"resource":{"resourceType":"Patient","id":"1"}}`
	for content, want := range map[string]string{
		"{\n\"resourceType\":\"Bundle\",\"entry\":[" + good + "," + bad + "," + good + "," + bad + "]}": "[2 4]",
		good + "\n" + `{"resourceType":"Bundle","entry":[` + good + "," + bad + "]}\n":                  "[2]",
	} {
		var numbers []int64
		for _, r := range read(t, "x.json", content).Rejects {
			numbers = append(numbers, r.Record)
		}
		if fmt.Sprint(numbers) != want {
			t.Errorf("numbers %v, want %s", numbers, want)
		}
	}
}

// References within a transaction go by the identities of its entries, and those to
// other places by ids, whatever stands around them.
func TestReferencesNameTheSame(t *testing.T) {
	got := read(t, "x.json", `{
"resourceType":"Bundle","type":"transaction","entry":[
{"fullUrl":"urn:uuid:88f151c0","resource":{"resourceType":"Encounter","id":"local","class":{"code":"AMB"},"subject":{"reference":"urn:uuid:aa"}},"request":{"method":"POST","url":"Encounter"}},
{"fullUrl":"urn:uuid:77","resource":{"resourceType":"Condition","code":{"coding":[{"code":"1","system":"http://snomed.info/sct"}]},"encounter":{"reference":"urn:uuid:88f151c0"}}},
{"fullUrl":"https://x/Condition/c2","resource":{"resourceType":"Condition","code":{"coding":[{"code":"2"}]},"encounter":{"reference":"https://x/fhir/Encounter/88f151c0"}}},
{"resource":{"resourceType":"Condition","id":"c3","code":{"coding":[{"code":"3"}]},"encounter":{"reference":"Encounter/88f151c0/_history/4"}}},
{"resource":{"resourceType":"Condition","id":"c4","code":{"coding":[{"code":"4"}]},"encounter":{"reference":"Encounter?identifier=https://x|88f151c0"}}},
{"resource":{"resourceType":"Condition","id":"c5","code":{"coding":[{"code":"5"}]},"encounter":{"identifier":{"value":"88f151c0"}}}}]}`)
	one(t, got, "encounter", "encounter_id=88f151c0", "patient_id=aa", "facility_id=ehr")
	rows(t, got, "code_statement",
		"statement_id=77 encounter_id=88f151c0 code_system=SNOMED_CT",
		"statement_id=c2 encounter_id=88f151c0 code_system=other",
		"statement_id=c3 encounter_id=88f151c0", "statement_id=c4 encounter_id=88f151c0", "statement_id=c5 encounter_id=88f151c0")
}
