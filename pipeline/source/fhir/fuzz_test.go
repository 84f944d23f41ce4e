package fhir

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/fhir/canonical"
	"chartline/pipeline/source/fhir/document"
	"chartline/pipeline/source/sourcetest"
)

var seeds = []string{
	`{"resourceType":"Patient","id":"1","gender":"female","birthDate":"1950-05-06","address":[{"postalCode":"1"}]}` + "\n",
	`{"resourceType":"Encounter","id":"1","status":"finished","class":"inpatient","period":{"start":"2024-01-02T08:00:00-06:00"},"contained":[{"resourceType":"Condition","id":"c","code":{"coding":[{"code":"I10"}]}}],"diagnosis":[{"condition":{"reference":"#c"},"use":{"coding":[{"code":"DD"}]},"rank":1}]}` + "\n",
	`{"resourceType":"Condition","id":"c1","category":[{"coding":[{"code":"encounter-diagnosis"}]}],"code":{"coding":[{"system":"http://snomed.info/sct","code":"1"}]},"recordedDate":"2024"}` + "\n",
	`{"resourceType":"Procedure","id":"1","status":"not-done","performedPeriod":{"start":"2024-01-02"},"code":{"coding":[{"code":"P","userSelected":true}]}}` + "\n",
	"{\n\"entry\":[{\"fullUrl\":\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Patient\"}},{\"request\":{\"method\":\"DELETE\",\"url\":\"Patient/1\"}}],\"resourceType\":\"Bundle\"}",
	`[{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"List","entry":[]}}]}]`,
	`{"resourceType":"Claim","id":"k","status":"active","created":"2024-01-05","meta":{"lastUpdated":"2024-03-01T10:11:12Z","versionId":"2"},"related":[{"claim":{"reference":"Claim/j"},"relationship":{"coding":[{"code":"prior"}]}}],` +
		`"supportingInfo":[{"category":{"coding":[{"code":"typeofbill"}]},"code":{"coding":[{"code":"0131"}]}},{"category":{"coding":[{"code":"drg"}]},"code":{"coding":[{"code":"14"}]}}],` +
		`"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"code":"A.1"}]},"type":[{"coding":[{"code":"principal"}]}],"onAdmission":{"coding":[{"code":"y"}]}},{"sequence":2,"diagnosisReference":{"reference":"Condition/1"}}],` +
		`"procedure":[{"sequence":1,"date":"2024-01-01","procedureCodeableConcept":{"coding":[{"code":"P"}]}}],"total":{"value":1.5e1},` +
		`"item":[{"sequence":1,"revenue":{"coding":[{"code":"450"}]},"quantity":{"value":1},"net":{"value":2.345}},{"sequence":1,"modifier":[{"coding":[{"code":"25"}]}]}]}` + "\n",
	`{"resourceType":"ExplanationOfBenefit","id":"k","claim":{"reference":"Claim/c"},"total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":1}}],"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"code":"A"}]}}],"item":[{"sequence":1,"encounter":[{"reference":"Encounter/e"}]}]}` + "\n",
}

// FuzzRead reads anything as a file: it ends in an input error or in rows and rejects that
// are whole, and in the same ones again. It does what Read does, in one goroutine.
func FuzzRead(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		first, second := told(t, content), told(t, content)
		if first != second {
			t.Fatalf("first %s\nthen %s", first, second)
		}
	})
}

// told is everything that comes of a file.
func told(t *testing.T, content []byte) string {
	end, data := byte('\n'), content[document.MarkBytes(content):]
	switch document.FramingOf(content) {
	case document.Foreign:
		err := foreign("x.json", content)
		if fault.KindOf(err) != fault.Input {
			t.Fatalf("error %v, want one of the input", err)
		}
		return err.Error()
	case document.Documents:
		records, err := io.ReadAll(document.NewSplitter("x.json", bytes.NewReader(data)))
		if err != nil {
			if fault.KindOf(err) != fault.Input {
				t.Fatalf("error %v, want one of the input", err)
			}
			return err.Error()
		}
		end, data = document.RecordEnd, records
	}
	var c sourcetest.Collector
	w := &worker{tables: canonical.NewTables(&c, canonical.Settings{Facility: "f", Zone: time.UTC}), place: "x.json", end: end}
	defer w.Release()
	records, err := w.Block(data)
	if err != nil && fault.KindOf(err) != fault.Input {
		t.Fatalf("error %v, want one of the input", err)
	}
	for _, r := range c.Rejects {
		if r.Table == nil || r.Reason == "" || r.Record < 1 || r.Record > records || len(r.Raw) > 64<<10 {
			t.Fatalf("a reject without table, reason or place, or with too much text: %+v", r)
		}
	}
	for table, rows := range c.Rows {
		if len(rows) > 20*len(content)+20 {
			t.Fatalf("%d rows of %s from %d bytes", len(rows), table, len(content))
		}
	}
	return fmt.Sprint(err, c.Rows, c.Rejects, c.Skipped)
}
