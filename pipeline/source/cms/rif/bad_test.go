package rif

import (
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
	"chartline/pipeline/source/sourcetest"
)

func TestBadInputIsRejected(t *testing.T) {
	good := file(inpatientHeader, stay.with("CLM_ID", "9"))[len(inpatientHeader)+1:]
	for _, c := range []struct{ name, line, reason string }{
		{"not UTF-8", strings.Replace(good, "I5023", "I50\xff3", 1), source.ReasonEncoding},
		{"a field of two megabytes", strings.Replace(good, "I5023", strings.Repeat("A", 2<<20), 1), source.ReasonTooLarge},
		{"a field too few", strings.Replace(good, "|", "", 1), source.ReasonStructure},
		{"a quote that is never closed", strings.Replace(good, "I5023", `"I5023`, 1), source.ReasonStructure},
		{"nothing but bars", strings.Repeat("|", strings.Count(inpatientHeader, "|")) + "\n", source.ReasonMissing},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", inpatientHeader+"\n"+c.line+good))
			if len(got.Rejects) != 1 || got.Rejects[0].Reason != c.reason || got.Rejects[0].Record != 1 || len(got.Rejects[0].Raw) > 64<<10 {
				t.Fatalf("%d rejects, want one for %s", len(got.Rejects), c.reason)
			}
			if len(got.Rows["encounter"]) != 1 || got.Rows["encounter"][0]["encounter_id"] != "9" {
				t.Errorf("claims %v, want that of the next line", got.Rows["encounter"])
			}
		})
	}
}

// TestLongFieldsAreKept: a code of half a megabyte is nonsense, but not ours to cut.
func TestLongFieldsAreKept(t *testing.T) {
	long := strings.Repeat("A", 500<<10)
	got := claimtest.Read(t, Source{}, claimtest.File(t, "x.csv", file(inpatientHeader, stay.with("PRNCPAL_DGNS_CD", long))))
	if d := got.Rows["diagnosis"]; len(d) == 0 || d[0]["code"] != long {
		t.Error("the code was cut")
	}
}

func TestOtherFormatsAreRefused(t *testing.T) {
	for name, content := range map[string]string{
		"claims in X12":   "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*^*00501*000000001*0*P*:~\n",
		"JSON":            `{"resourceType":"Patient","id":"1"}` + "\n",
		"claims of Tuva":  "claim_id,claim_line_number,diagnosis_code_1\n1,1,I10\n",
		"UTF-16":          "\xff\xfeB\x00E\x00N\x00E\x00_\x00I\x00D\x00",
		"a claim's stay":  "BENE_ID,MEDPAR_ID,ADMSNDT\n1,2,3\n",
		"no diagnoses":    "BENE_ID,CLM_ID,CLM_FROM_DT,CLM_THRU_DT\n1,2,20240101,20240101\n",
		"an empty header": "\n\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			in := claimtest.File(t, "x.csv", content)
			err := Source{}.Read(t.Context(), in, &sourcetest.Collector{})
			if fault.KindOf(err) != fault.Input || !strings.HasPrefix(err.Error(), in.Place()+": ") || !strings.Contains(err.Error(), "; ") {
				t.Errorf("error %v, want one of the input that names it and says what to do", err)
			}
			if _, err := (Source{}).Maps(in); fault.KindOf(err) != fault.Input {
				t.Errorf("Maps: error %v, want one of the input", err)
			}
			if (Source{}).Recognises("x.csv", []byte(content)) {
				t.Error("it is recognised")
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file(inpatientHeader, stay, stay.with("CLM_LINE_NUM", "2")))
	f.Add(file(carrierHeader, visit, visit.with("DML_IND", "DELETE")))
	f.Add(file(beneficiaryHeader, person))
	f.Add(csv(synpufInpatient, segment1, segment2))
	f.Add(csv(synpufCarrier, cells{"CLM_ID": "2", "ICD9_DGNS_CD_1": "3598", "LINE_ICD9_DGNS_CD_1": "27541"}))
	f.Add(csv(baseHeader, cells{"CLM_ID": "1", "DOB_DT": "19400929"}))
	f.Add(csv(revenueHeader, cells{"CLM_ID": "1", "CLM_LINE_NUM": "1", "REV_CNTR_UNIT_CNT": "1.5"}))
	f.Add("BENE_ID,CLM_ID,RLT_VAL_CD_SEQ,CLM_VAL_CD,CLM_VAL_AMT\n1,77,1,02,x\n")
	f.Add("BENE_ID|PDE_ID\n1|2\n")
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
