package fhirbulk

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir"
	"chartline/pipeline/source/sourcetest"
)

// real is the folder of real records beside the module, or the test is skipped.
func real(t *testing.T, folder string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	path := filepath.Join(dir, "..", "shared", "data", filepath.FromSlash(folder))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no real records in ../shared/data/%s", folder)
	}
	return path
}

// serving is a hospital that exports the files of a folder, whose names begin with the
// types that they hold.
func serving(t *testing.T, folder string) *hospital {
	h := newHospital(t)
	h.Files, h.Types = map[string]string{}, map[string]string{}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		h.Files[e.Name()] = string(text)
		h.Types[e.Name()], _, _ = strings.Cut(e.Name(), ".")
	}
	return h
}

// rowsOf is everything that was emitted, in an order of its own.
func rowsOf(got *sourcetest.Collector) map[string]map[string]int {
	all := map[string]map[string]int{}
	for table, rows := range got.Rows {
		all[table] = map[string]int{}
		for _, r := range rows {
			all[table][fmt.Sprint(r)]++
		}
	}
	return all
}

// TestRealExport serves a real export and reads it with the reader of FHIR: what comes
// over the network is what lies in the folder.
func TestRealExport(t *testing.T) {
	folder := real(t, "fhir/smart-bulk-10-patients")
	h := serving(t, folder)
	s := newSite(t, h)
	s.Reader = fhir.Source{}
	got := s.mustPull(t)

	// wc -l Patient.000.ndjson Encounter.000.ndjson; every line has one code of SNOMED CT in
	// the 555 of Condition.000.ndjson and the 2056 of Procedure.000.ndjson:
	// jq -r '.code.coding | length' | sort | uniq -c
	for table, want := range map[string]int{"patient": 13, "encounter": 1215, "code_statement": 555 + 2056} {
		if n := len(got.Rows[table]); n != want {
			t.Errorf("%d rows of %s, want %d", n, table, want)
		}
	}
	// wc -l of the others: what holds no codes is passed over.
	want := map[string]int64{"Location": 44, "Organization": 43, "Practitioner": 43, "PractitionerRole": 43}
	if !reflect.DeepEqual(got.Skipped, want) || len(got.Rejects) != 0 {
		t.Errorf("skipped %v, want %v; %d rejects", got.Skipped, want, len(got.Rejects))
	}

	var direct sourcetest.Collector
	spec := source.Spec{Name: "ehr", Path: folder}
	inputs, err := fhir.Source{}.Inputs(spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range inputs {
		if err := (fhir.Source{}).Read(t.Context(), in, &direct); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(rowsOf(got), rowsOf(&direct)) {
		t.Error("the rows differ from those of the files")
	}
}

// TestDeletionsReachTheReader: whatever the reader of FHIR has made of a Condition, a
// Procedure or an Encounter, its deletion has the same key and was stated later.
func TestDeletionsReachTheReader(t *testing.T) {
	var files, urls [3]string
	n := 0
	for _, system := range []string{
		"http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-9-cm", "http://hl7.org/fhir/sid/icd-10-pcs",
		"http://hl7.org/fhir/sid/icd-9-pcs", "http://www.ama-assn.org/go/cpt", "http://terminology.hl7.org/CodeSystem/HCPCS", "http://snomed.info/sct",
		"http://www.ada.org/cdt", "http://hl7.org/fhir/sid/icpc-2", "http://id.who.int/icd/release/11/mms", "http://loinc.org", "urn:oid:1.2.3",
	} {
		n++
		meta := `"meta":{"lastUpdated":"2026-02-03T04:05:06.789Z","versionId":"998"}`
		code := fmt.Sprintf(`"code":{"coding":[{"system":%q,"code":"X%d"}]}`, system, n)
		if !strings.Contains(system, "pcs") && !strings.Contains(system, "cpt") && !strings.Contains(system, "HCPCS") &&
			!strings.Contains(system, "cdt") && !strings.Contains(system, "loinc") { // systems of procedures code no condition
			files[0] += fmt.Sprintf(`{"resourceType":"Condition","id":"c%d",%s,%s}`, n, meta, code) + "\n"
			urls[0] += fmt.Sprintf("Condition/c%d ", n)
		}
		if !strings.Contains(system, "icpc") && !strings.Contains(system, "who.int") {
			files[1] += fmt.Sprintf(`{"resourceType":"Procedure","id":"p%d","status":"completed",%s,%s}`, n, meta, code) + "\n"
			urls[1] += fmt.Sprintf("Procedure/p%d ", n)
		}
		files[2] += fmt.Sprintf(`{"resourceType":"Encounter","id":"e%d","status":"finished",%s,"class":{"code":"IMP"}}`, n, meta) + "\n"
		urls[2] += fmt.Sprintf("Encounter/e%d ", n)
	}
	h := newHospital(t)
	h.Files = map[string]string{"c1": files[0], "p2": files[1], "e1": files[2]}
	s := newSite(t, h)
	s.Reader = fhir.Source{}
	stated := s.mustPull(t)
	h.Files = nil
	h.Deleted["d1"] = bundle("2026-02-03T04:05:06.789Z", strings.Fields(urls[0]+urls[1]+urls[2])...)
	taken := s.mustPull(t)

	key := func(table string, r sourcetest.Row) string {
		return fmt.Sprint(table, r["encounter_id"], r["statement_id"], r["code_system"], r["kind"])
	}
	last := map[string]int64{}
	for _, table := range []string{"encounter", "code_statement"} {
		for _, r := range taken.Rows[table] {
			last[key(table, r)], _ = strconv.ParseInt(r["_stated"], 10, 64)
		}
	}
	seen := 0
	for _, table := range []string{"encounter", "code_statement"} {
		for _, r := range stated.Rows[table] {
			seen++
			if at, _ := strconv.ParseInt(r["_stated"], 10, 64); last[key(table, r)] <= at {
				t.Errorf("%s in %s stands after its deletion", key(table, r), r["code_system"])
			}
		}
	}
	if want := strings.Count(files[0]+files[1]+files[2], "\n"); seen != want || want < 28 {
		t.Errorf("%d rows were stated, want %d", seen, want)
	}
}
