package resource

import (
	"fmt"
	"testing"

	"chartline/pipeline/source/fhir/document"
)

func TestIDOf(t *testing.T) {
	for address, want := range map[string]string{
		"Patient/123": "123", "urn:uuid:123": "123", "urn:oid:1.2.3": "1.2.3", "https://x/fhir/Patient/123": "123",
		"Patient/123/_history/2": "123", "https://x/Patient/123/_history/2": "123", "123": "123", "": "",
		"Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999974493": "9999974493",
		"Organization?identifier=9":                                         "9", " Patient/-19990000000169 ": "-19990000000169",
	} {
		if got := IDOf(address); got != want {
			t.Errorf("%q names %q, want %q", address, got, want)
		}
	}
}

func TestReference(t *testing.T) {
	for _, c := range []struct {
		name             string
		ref              Reference
		id, kind, within string
	}{
		{"relative", Reference{Reference: "Practitioner/1"}, "1", "Practitioner", ""},
		{"absolute", Reference{Reference: "https://x/fhir/Organization/1/_history/3"}, "1", "Organization", ""},
		{"conditional", Reference{Reference: "Practitioner?identifier=http://x/y|1"}, "1", "Practitioner", ""},
		{"contained", Reference{Reference: "#p"}, "", "#p", "p"},
		{"by identifier", Reference{Identifier: Identifier{Value: " 7 "}}, "7", "", ""},
	} {
		if c.ref.ID() != c.id || c.ref.Type() != c.kind || c.ref.Contained() != c.within {
			t.Errorf("%s: %q %q %q, want %q %q %q", c.name, c.ref.ID(), c.ref.Type(), c.ref.Contained(), c.id, c.kind, c.within)
		}
	}
}

func TestSystemOf(t *testing.T) {
	for address, want := range map[string]string{
		"http://hl7.org/fhir/sid/icd-10-cm": ICD10CM, "https://hl7.org/fhir/sid/icd-10-cm/": ICD10CM, "urn:oid:2.16.840.1.113883.6.90": ICD10CM,
		"http://hl7.org/fhir/sid/icd-10-cm|2024": ICD10CM, "http://hl7.org/fhir/sid/icd-10": ICD10CM,
		"http://hl7.org/fhir/sid/icd-9-cm": ICD9CM, "urn:oid:2.16.840.1.113883.6.103": ICD9CM,
		"http://www.cms.gov/Medicare/Coding/ICD10": ICD10PCS, "urn:oid:2.16.840.1.113883.6.104": ICD9PCS,
		"http://www.ama-assn.org/go/cpt": CPT, "https://bluebutton.cms.gov/resources/codesystem/hcpcs": HCPCS,
		"https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": HCPCS,
		"http://snomed.info/sct":                                   SNOMED, "http://snomed.info/sct/731000124108/version/20240301": SNOMED,
		"": Other, "http://local/codes": Other,
	} {
		if got := SystemOf(address); got != want {
			t.Errorf("%q is %q, want %q", address, got, want)
		}
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b Code
		want bool
	}{
		{Code{System: ICD10CM, Code: "E11.9"}, Code{System: ICD10CM, Code: "e119"}, true},
		{Code{System: ICD10CM, Code: "E119."}, Code{System: ICD10CM, Code: "E119"}, true},
		{Code{System: ICD10CM, Code: "E11"}, Code{System: ICD10CM, Code: "E119"}, false},
		{Code{System: ICD10CM, Code: "E8881"}, Code{System: ICD9CM, Code: "E8881"}, false},
	} {
		if c.a.Same(c.b) != c.want || c.b.Same(c.a) != c.want {
			t.Errorf("%v and %v: want %v", c.a, c.b, c.want)
		}
	}
}

func TestDischargeStatus(t *testing.T) {
	for code, want := range map[string]string{"1": "01", "01": "01", "30": "30", "home": "", "": "", "100": ""} {
		if got := DischargeStatus(Concept{Coding: []Coding{{Code: "exp"}, {Code: code}}}); got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
}

func TestConcepts(t *testing.T) {
	for raw, want := range map[string]string{
		`"refuted"`:                                "[refuted]",
		`{"coding":[{"code":"a"}]}`:                "[a]",
		`{"system":"s","code":"a"}`:                "[a]",
		`[{"coding":[{"code":"a"}]},{"code":"b"}]`: "[a b]",
		`null`: "[]", `7`: "[]", `["a"]`: "[]", `{"coding":7}`: "[]",
	} {
		var condition Condition
		var r document.Reader
		record := `{"category":` + raw + `}`
		if is := r.Read([]byte(record), &condition); is != document.Whole {
			t.Errorf("%s: %d, want no fault", raw, is)
		}
		var got []string
		for _, c := range condition.Category.All {
			got = append(got, c.First())
		}
		if fmt.Sprint(got) != want || string(condition.Category.Raw) != raw {
			t.Errorf("%s: %v of %s, want %s", raw, got, condition.Category.Raw, want)
		}
	}
}

// What a resource is called reaches messages only if HL7 calls it so.
func TestTypeName(t *testing.T) {
	if TypeName("Observation") != "Observation" || TypeName([]byte("observation")) != "other" || TypeName("") != "other" {
		t.Error("names of types are not told apart")
	}
	for name, want := range map[string]bool{"explanationofbenefit": true, "Patient_1": true, "license": false, "": false} {
		if NamedByType(name) != want {
			t.Errorf("%q: want %v", name, want)
		}
	}
}
