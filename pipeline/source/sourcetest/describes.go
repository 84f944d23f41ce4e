package sourcetest

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

var optionName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func describesSettings(t *testing.T, src source.Source, fx Fixture) {
	settings := src.Settings()
	if settings.About == "" || src.Name() == "" {
		t.Error("a format needs a name and what it is about")
	}
	seen := map[string]bool{}
	for _, o := range settings.Options {
		if seen[o.Name] || !optionName.MatchString(o.Name) {
			t.Errorf("the option %q is there twice, or is no name", o.Name)
		}
		seen[o.Name] = true
		if !strings.HasSuffix(o.Meaning, ".") {
			t.Errorf("the meaning of the option %s is no sentence", o.Name)
		}
		if o.Default != "" && (o.Required || o.Secret || len(o.Values) > 0 && !slices.Contains(o.Values, o.Default)) {
			t.Errorf("the default of the option %s can never stand", o.Name)
		}
	}
	if err := settings.Check(fx.Spec); err != nil {
		t.Errorf("the settings refuse the fixture: %v", err)
	}
	wrong := fx.Spec
	wrong.Options = map[string]string{"no_such_option": Poison}
	if err := settings.Check(wrong); fault.KindOf(err) != fault.Config || strings.Contains(err.Error(), Poison) {
		t.Errorf("error %v of kind %d for an unknown option, want one of the configuration without its value", err, fault.KindOf(err))
	}
}

func mapsColumns(t *testing.T, src source.Source, fx Fixture) {
	for _, in := range inputs(t, src, place(t, fx, fx.Files)) {
		mappings, err := src.Maps(in)
		if err != nil || len(mappings) == 0 {
			t.Fatalf("%s: %d mappings, error %v", in.Place(), len(mappings), err)
		}
		for _, m := range mappings {
			checkMapping(t, m)
		}
	}
	for _, in := range inputs(t, src, place(t, fx, fx.Broken)) {
		mappings, err := src.Maps(in)
		if err != nil && strings.Contains(err.Error(), Poison) {
			t.Errorf("%q shows a value", err)
		}
		for _, m := range mappings {
			if strings.Contains(m.From+m.Note, Poison) {
				t.Errorf("the mapping of %s.%s shows a value", m.Table, m.Column)
			}
		}
	}
}

// checkMapping asks for a column that there is, or, where something is not read, none
// and a note.
func checkMapping(t *testing.T, m source.Mapping) {
	t.Helper()
	if m.From == "" && m.Note == "" {
		t.Errorf("%s.%s comes from nowhere", m.Table, m.Column)
	}
	if m.Table == "" && m.Column == "" && m.From != "" && m.Note != "" {
		return
	}
	table, ok := schema.Lookup(m.Table)
	if ok {
		_, ok = table.Column(m.Column)
	}
	if !ok {
		t.Errorf("%s.%s is no canonical column", m.Table, m.Column)
	}
}

// sample is how a file of some format begins.
type sample struct {
	name, head string
	formats    []string // that it is of
}

var samples = []sample{
	{"picture.png", png, nil},
	{"empty.csv", "", nil},
	{"notes.csv", "a,b,c\n1,2,3\n", nil},
	{"notes.txt", "The quick brown fox\njumps over the lazy dog.\n", nil},
	{"notes.json", `{"name": "value", "list": [1, 2]}`, nil},
	{"report.pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", nil},
	{"encounter.csv", "encounter_id,facility_id,patient_type\nE1,F,IP\n", []string{"coding-csv"}},
	{"admissions.csv", "subject_id,hadm_id,admittime,dischtime,deathtime,admission_type,insurance\n1,2,,,,URGENT,\n", []string{"mimic-iv"}},
	{"condition_occurrence.csv", "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_start_datetime,condition_end_date," +
		"condition_end_datetime,condition_type_concept_id,condition_status_concept_id,stop_reason,provider_id,visit_occurrence_id," +
		"visit_detail_id,condition_source_value,condition_source_concept_id,condition_status_source_value\n", []string{"omop"}},
	{"condition.ndjson", `{"resourceType":"Condition","id":"1","code":{"coding":[{"code":"I10"}]}}` + "\n", []string{"fhir", "fhir-bulk"}},
	{"claims.edi", "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*^*00501*000000001*0*P*:~\nGS*HC*A*B*20260101*1200*1*X*005010X223A2~\nST*837*0001*005010X223A2~\n", []string{"x12"}},
	{"adt.hl7", "MSH|^~\\&|A|B|C|D|20260101120000||ADT^A01^ADT_A01|1|P|2.5\rEVN|A01|20260101120000\r", []string{"hl7v2"}},
	{"inpatient.csv", "BENE_ID|CLM_ID|NCH_NEAR_LINE_REC_IDENT_CD|NCH_CLM_TYPE_CD|CLM_FROM_DT|CLM_THRU_DT|PRNCPAL_DGNS_CD|ICD_DGNS_CD1\n", []string{"cms-rif"}},
}

// recognises shows a source its own files, and those of others. A file of a server is
// none.
func recognises(t *testing.T, src source.Source, fx Fixture) {
	for name, content := range fx.Files {
		head := content[:min(len(content), source.HeadBytes)]
		if got := src.Recognises(strings.ToLower(name), []byte(head)); got == src.Settings().Remote {
			t.Errorf("%s: recognised is %v", name, got)
		}
	}
	for _, s := range samples {
		if !slices.Contains(s.formats, src.Name()) && src.Recognises(s.name, []byte(s.head)) {
			t.Errorf("%s is taken for %s", s.name, src.Name())
		}
	}
}
