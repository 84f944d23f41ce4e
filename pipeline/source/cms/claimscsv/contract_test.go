package claimscsv

import (
	"io"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
	"chartline/pipeline/source/sourcetest"
)

// TestSourceKeepsItsPromises: a stay of two lines, a visit, a member, and a prescription.
func TestSourceKeepsItsPromises(t *testing.T) {
	sourcetest.Run(t, Source{}, sourcetest.Fixture{
		Spec: source.Spec{Name: "payer"},
		Files: map[string]string{
			"medical_claim.csv":  file(tuvaHeader, stay, stay.with("claim_line_number", "2"), visit),
			"eligibility.csv":    file(memberHeader, member),
			"pharmacy_claim.csv": "claim_id,claim_line_number,ndc_code\n1,1,0\n",
		},
		Rows: map[string]int{"encounter": 2, "diagnosis": 4, "procedure": 1, "drg_assignment": 1, "service_line": 3, "patient": 1},
		Broken: map[string]string{
			"medical_claim.csv": file(tuvaHeader,
				stay.with("admission_date", sourcetest.Poison), stay.with("paid_date", sourcetest.Poison),
				stay.with("procedure_date_1", sourcetest.Poison), stay.with("claim_id", "", "patient_id", sourcetest.Poison),
				stay.with("service_unit_quantity", sourcetest.Poison), stay.with("charge_amount", sourcetest.Poison),
				stay.with("claim_line_start_date", sourcetest.Poison)) + sourcetest.Poison + ",too,short\n",
			"eligibility.csv": file(memberHeader, member.with("birth_date", sourcetest.Poison), cells{"zip_code": sourcetest.Poison}),
		},
		Rejects: 10,
		Main:    "medical_claim.csv",
		Refused: map[string]string{
			"a file without its header": sourcetest.Poison + "," + sourcetest.Poison + "\n",
			"a header cut off":          tuvaHeader[:strings.Index(tuvaHeader, "diagnosis_code_1")],
			"a column twice":            tuvaHeader + ",claim_id\n",
		},
		Endless: func(w io.Writer) error {
			record := file(tuvaHeader, stay)[len(tuvaHeader)+1:]
			_, err := io.WriteString(w, tuvaHeader+"\n")
			for err == nil {
				_, err = io.WriteString(w, record)
			}
			return err
		},
	})
}

func TestRejectsSayWhereAndWhy(t *testing.T) {
	for _, c := range []struct {
		name          string
		record        cells
		table, column string
		reason        string
	}{
		{"no claim", stay.with("claim_id", ""), "encounter", "encounter_id", source.ReasonMissing},
		{"start is no date", stay.with("claim_start_date", "2024-02-30"), "encounter", "admitted_on", source.ReasonType},
		{"end is no date", stay.with("claim_end_date", "2024"), "encounter", "discharged_on", source.ReasonType},
		{"payment is no date", stay.with("paid_date", "soon"), "encounter", "", source.ReasonType},
		{"the claim's charges are no amount", stay.with("charge_amount", "$1", "data_source", "cclf"), "encounter", "total_charges", source.ReasonType},
		{"procedure on no date", stay.with("procedure_date_1", "x"), "procedure", "performed_on", source.ReasonType},
		{"line on no date", stay.with("claim_line_start_date", "x"), "service_line", "service_on", source.ReasonType},
		{"units beyond the column", stay.with("service_unit_quantity", "100000"), "service_line", "units", source.ReasonType},
		{"the line's charge is no amount", stay.with("charge_amount", "$1"), "service_line", "charge", source.ReasonType},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(tuvaHeader, c.record)))
			if len(got.Rejects) != 1 {
				t.Fatalf("%d rejects, want 1", len(got.Rejects))
			}
			r := got.Rejects[0]
			if r.Table.Name != c.table || r.Column != c.column || r.Reason != c.reason || r.Record != 1 {
				t.Errorf("%s.%s %s of record %d, want %s.%s %s of 1", r.Table.Name, r.Column, r.Reason, r.Record, c.table, c.column, c.reason)
			}
			if claims := len(got.Rows["encounter"]); claims > 0 != (c.table == "service_line") || len(got.Rows["service_line"]) > 0 {
				t.Errorf("%d claims, %d lines: a claim stands without a bad line, and not where it is bad itself", claims, len(got.Rows["service_line"]))
			}
		})
	}
}

func TestBadInputIsRejected(t *testing.T) {
	good := file(tuvaHeader, stay.with("claim_id", "9"))[len(tuvaHeader)+1:]
	for _, c := range []struct{ name, line, reason string }{
		{"not UTF-8", strings.Replace(good, "I5023", "I50\xff3", 1), source.ReasonEncoding},
		{"a field of two megabytes", strings.Replace(good, "I5023", strings.Repeat("A", 2<<20), 1), source.ReasonTooLarge},
		{"a field too many", strings.Replace(good, ",", ",,", 1), source.ReasonStructure},
		{"a quote that is never closed", strings.Replace(good, "I5023", `"I5023`, 1), source.ReasonStructure},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", tuvaHeader+"\n"+c.line+good))
			if len(got.Rejects) != 1 || got.Rejects[0].Reason != c.reason || got.Rejects[0].Record != 1 || len(got.Rejects[0].Raw) > 64<<10 {
				t.Fatalf("%d rejects, want one for %s", len(got.Rejects), c.reason)
			}
			if e := got.Rows["encounter"]; len(e) != 1 || e[0]["encounter_id"] != "9" {
				t.Errorf("claims %v, want that of the next line", e)
			}
		})
	}
}

func TestOtherFormatsAreRefused(t *testing.T) {
	for name, content := range map[string]string{
		"claims in X12":        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*^*00501*000000001*0*P*:~\n",
		"JSON":                 `{"resourceType":"Patient","id":"1"}` + "\n",
		"claims of Medicare":   "BENE_ID|CLM_ID|CLM_FROM_DT|PRNCPAL_DGNS_CD|ICD_DGNS_CD1\n",
		"DE-SynPUF":            "DESYNPUF_ID,CLM_ID,SEGMENT,CLM_FROM_DT,ICD9_DGNS_CD_1\n",
		"a coding export":      "encounter_id,version_no,sequence,role,code,code_system,poa\n",
		"patients of a coding": "patient_id,birth_on,sex,postal_code\n",
		"no text":              "\x00\x01\x02",
	} {
		t.Run(name, func(t *testing.T) {
			in := claimtest.File(t, "x.csv", content)
			err := Source{}.Read(t.Context(), in, &sourcetest.Collector{})
			if fault.KindOf(err) != fault.Input || !strings.HasPrefix(err.Error(), in.Place()+": ") || !strings.Contains(err.Error(), "; ") {
				t.Errorf("error %v, want one of the input that names it and says what to do", err)
			}
			if (Source{}).Recognises("x.csv", []byte(content)) {
				t.Error("it is recognised")
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file(tuvaHeader, stay, stay.with("claim_line_number", "2"), visit))
	f.Add(file(memberHeader, member))
	f.Add("claim_number,dx1,dx2,poa1,line_number,cpt,units\n1,I10,I10,Y,1,99213,1.5\n")
	f.Add("claim_id,diagnosis_code_1,paid_date,charge_amount,claim_type,data_source\n1,I10,2024-01-01,10,institutional,cclf\n1,\"a\"\"b\",,,,\n")
	f.Add("claim_id,ndc_code\n1,2\n")
	f.Fuzz(func(t *testing.T, content string) {
		if content == "" {
			return
		}
		in := claimtest.File(t, "x.csv", content)
		var first, second sourcetest.Collector
		err := Source{}.Read(t.Context(), in, &first)
		if again := (Source{}).Read(t.Context(), in, &second); (err == nil) != (again == nil) {
			t.Fatalf("error %v, then %v", err, again)
		}
		claimtest.Check(t, content, err, &first, &second)
	})
}
