package fhir_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir"
)

// nowhere is a sink that counts rows and keeps nothing.
type nowhere struct{ rows, rejects int64 }

func (n *nowhere) Batch(_ *schema.Table, rec arrow.RecordBatch) error {
	n.rows += rec.NumRows()
	return nil
}
func (n *nowhere) File(*schema.Table, source.File) error { return nil }
func (n *nowhere) Reject(source.Reject) error            { n.rejects++; return nil }
func (n *nowhere) Skip(string, int64) error              { return nil }
func (n *nowhere) Mark(string) error                     { return nil }

// condition is as large as those of the SMART sample, with a code of two systems in every
// fourth.
func condition(i int) string {
	second := ""
	if i%4 == 0 {
		second = `{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9","display":"Type 2 diabetes mellitus without complications"},`
	}
	return fmt.Sprintf(`{"resourceType":"Condition","id":"c%09d-7a1b-4c2d-9e3f","meta":{"versionId":"1","lastUpdated":"2024-03-01T10:11:12.%03d+00:00","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-encounter-diagnosis"]},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis","display":"Encounter Diagnosis"}]}],"code":{"coding":[%s{"system":"http://snomed.info/sct","code":"44054006","display":"Diabetes mellitus type 2 (disorder)"}],"text":"Diabetes mellitus type 2 (disorder)"},"subject":{"reference":"Patient/p%07d"},"encounter":{"reference":"Encounter/e%08d-1111-2222-3333"},"onsetDateTime":"2023-01-19T22:58:16-05:00","recordedDate":"2023-01-19T22:58:16-05:00"}`,
		i, i%1000, second, i%99991, i/7)
}

// institutional is a CARIN inpatient claim with eight diagnoses and eight lines.
func institutional(i int) string {
	s := fmt.Sprintf(`{"resourceType":"Claim","id":"cl%08d","meta":{"versionId":"3","lastUpdated":"2024-03-01T10:11:12.123Z"},"status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}]},"use":"claim","patient":{"reference":"Patient/p%07d"},"billablePeriod":{"start":"2024-01-%02d","end":"2024-02-03"},"created":"2024-02-05T08:00:00Z","provider":{"reference":"Organization/o17"},"supportingInfo":[{"sequence":1,"category":{"coding":[{"system":"http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBSupportingInfoType","code":"typeofbill"}]},"code":{"coding":[{"system":"https://www.nubc.org/CodeSystem/TypeOfBill","code":"111"}]}},{"sequence":2,"category":{"coding":[{"system":"http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBSupportingInfoType","code":"drg"}]},"code":{"coding":[{"system":"https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software","version":"41","code":"291"}]}}],"diagnosis":[`,
		i, i%99991, i%28+1)
	for d := range 8 {
		kind := "other"
		if d == 0 {
			kind = "principal"
		}
		s += fmt.Sprintf(`{"sequence":%d,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I%02d.%d","display":"Some diagnosis or other, unspecified"}]},"type":[{"coding":[{"system":"http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimDiagnosisType","code":"%s"}]}],"onAdmission":{"coding":[{"system":"https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/HospitalAcqCond/Coding","code":"Y"}]}},`, d+1, 10+d, i%10, kind)
	}
	s = s[:len(s)-1] + `],"item":[`
	for l := range 8 {
		s += fmt.Sprintf(`{"sequence":%d,"revenue":{"coding":[{"system":"https://www.nubc.org/CodeSystem/RevenueCodes","code":"0%d"}]},"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"992%02d"}]},"servicedDate":"2024-02-01","quantity":{"value":%d},"net":{"value":%d.50,"currency":"USD"}},`, l+1, 250+l, l, l+1, 100+i%900)
	}
	return s[:len(s)-1] + `]}`
}

// generate writes records until a file has so many bytes, between what opens and closes
// it.
func generate(tb testing.TB, size int, open, separator, end string, record func(i int) string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "data.ndjson")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	_, _ = w.WriteString(open)
	for i, n := 0, 0; n < size; i++ {
		if i > 0 {
			_, _ = w.WriteString(separator)
		}
		k, _ := w.WriteString(record(i))
		n += k
	}
	_, _ = w.WriteString(end)
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

func entry(i int) string {
	return fmt.Sprintf("{\n  \"fullUrl\": \"https://example.org/fhir/Condition/c%d\",\n  \"resource\": %s\n}", i, condition(i))
}

// BenchmarkRead reads 64 MB of each form; -cpu 1,2 shows what a core and two are worth.
func BenchmarkRead(b *testing.B) {
	for _, form := range []struct {
		name, open, separator, end string
		record                     func(int) string
	}{
		{"Condition", "", "\n", "\n", condition},
		{"Claim", "", "\n", "\n", institutional},
		{"Bundle", `{"resourceType":"Bundle","type":"searchset","entry":[` + "\n", ",\n", "\n]}", entry},
	} {
		b.Run(form.name, func(b *testing.B) {
			path := generate(b, 64<<20, form.open, form.separator, form.end, form.record)
			info, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(info.Size())
			b.ReportAllocs()
			for b.Loop() {
				var n nowhere
				if err := (fhir.Source{}).Read(b.Context(), source.Input{Path: path, Spec: source.Spec{Name: "b"}}, &n); err != nil {
					b.Fatal(err)
				}
				if n.rows == 0 || n.rejects > 0 {
					b.Fatalf("%d rows, %d rejects", n.rows, n.rejects)
				}
			}
		})
	}
}
