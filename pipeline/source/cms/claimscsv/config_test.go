package claimscsv

import (
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
	"chartline/pipeline/source/sourcetest"
)

func TestConfiguredColumns(t *testing.T) {
	in := claimtest.File(t, "x.csv", "acct,who,d01,d02,p01,p02,ln,proc,amt\n1,2,I10,E119,Y,N,7,99213,12.5\n")
	in.Spec.Columns = map[string]string{
		"encounter_id": "Acct", "patient_id": "who", "diagnosis_code_{n}": "D{n}", "poa_{n}": "p{n}", "line_no": "ln", "code": "proc", "charge": "amt",
	}
	got := claimtest.Read(t, Source{}, in)
	if have, want := diagnoses(got), "principal 1 I10 ICD-10-CM Y, other 1 E119 ICD-10-CM N"; have != want {
		t.Errorf("\n got %s\nwant %s", have, want)
	}
	if l := got.Rows["service_line"]; len(l) != 1 || l[0]["line_no"] != "7" || l[0]["code"] != "99213" || l[0]["charge"] != "12.5" {
		t.Errorf("lines %v", l)
	}
	if e := got.Rows["encounter"]; len(e) != 1 || e[0]["patient_id"] != "2" {
		t.Errorf("claims %v", e)
	}
}

func TestConfiguredColumnsOfMembers(t *testing.T) {
	in := claimtest.File(t, "x.csv", "who,born\n2,1942-01-17\n")
	in.Spec.Columns = map[string]string{"patient_id": "who", "birth_on": "born", "encounter_id": "acct"}
	if p := claimtest.Read(t, Source{}, in).Rows["patient"]; len(p) != 1 || p[0]["birth_on"] != "1942-01-17" {
		t.Errorf("patients %v: a file of members need not have the columns of claims", p)
	}
}

func TestColumnsThatAreNotThereAreRefused(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns map[string]string
		kind    fault.Kind
		says    string
	}{
		{"a target that is not read", map[string]string{"weight": "w"}, fault.Config, `"weight"`},
		{"a column that is not there", map[string]string{"ms_drg": "POISON"}, fault.Input, "no column for ms_drg"},
		{"a list that is not there", map[string]string{"poa_{n}": "POISON{n}"}, fault.Input, "no column for poa_{n}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := claimtest.File(t, "x.csv", file(tuvaHeader, stay))
			in.Spec.Columns = c.columns
			inputs, err := Source{}.Inputs(in.Spec)
			if err == nil {
				err = Source{}.Read(t.Context(), inputs[0], &sourcetest.Collector{})
			}
			if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "POISON") {
				t.Errorf("error %v of kind %d, want %d that says %s", err, fault.KindOf(err), c.kind, c.says)
			}
			if _, err := (Source{}).Maps(in); fault.KindOf(err) != c.kind {
				t.Errorf("Maps: error %v, want the same", err)
			}
		})
	}
}

func TestMapsNamesTheColumnsOfTheFile(t *testing.T) {
	in := claimtest.File(t, "x.csv", "Claim_Number,DX1,DX2,DX5,POA1,CPT,line_number\n1,I10,,,,99213,1\n")
	mappings, err := Source{}.Maps(in)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]string{}
	for _, m := range mappings {
		have[m.Table+"."+m.Column] = m.From
	}
	for column, want := range map[string]string{
		"encounter.encounter_id": "Claim_Number", "diagnosis.code": "DX1 ... DX5", "diagnosis.poa": "POA1", "service_line.code": "CPT",
	} {
		if have[column] != want {
			t.Errorf("%s comes from %q, want %q", column, have[column], want)
		}
	}
	if len(have) != 5 {
		t.Errorf("%d mappings, want 5: %v", len(have), have)
	}
}

func TestOptions(t *testing.T) {
	in := claimtest.File(t, "x.csv", file(tuvaHeader, visit))
	in.Spec = source.Spec{Name: "payer", Options: map[string]string{"facility": "CLINIC", "dates_shifted": "true"}}
	e := claimtest.Read(t, Source{}, in).Rows["encounter"][0]
	if e["facility_id"] != "CLINIC" || e["dates_shifted"] != "true" {
		t.Errorf("facility %q, shifted %q", e["facility_id"], e["dates_shifted"])
	}
}

func TestEveryTargetIsMapped(t *testing.T) {
	readForOthers := map[string]bool{"data_source": true, "stated_on": true, "external_cause_poa_{n}": true}
	for _, target := range append(append([]target(nil), claimTargets...), memberTargets...) {
		if _, ok := mapped[target.name]; ok == readForOthers[target.name] {
			t.Errorf("%s: mapped is %v", target.name, ok)
		}
	}
}
