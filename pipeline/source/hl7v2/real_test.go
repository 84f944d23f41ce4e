package hl7v2

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// realFolder finds the real messages beside the repository.
func realFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "..", "shared", "data", "hl7v2")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("hl7v2 is not there")
	}
	return dir
}

// realRows are the rows of each file that has any. They were counted with a script that
// splits lines at the separators of MSH and applies standard.md 5.2 by counting segments:
// a patient for every message, an encounter for every PV1 of an ADT message and for one of
// a bill with PV1-44 or 45, a diagnosis for every different pair of DG1-3.1 and DG1-6, or
// where any DG1 has a field 21 a statement for every DG1, a procedure for every PR1, a
// line for every FT1, an event and an assignment for P12, and a list for each kind of code
// that is not admitting only; four lists for A11. Those about persons have no codes.
var realRows = map[string]string{
	"ADT-A01-01.hl7": "code_list 1, code_statement 1, encounter 1, patient 1, procedure 1",
	"ADT-A01-02.hl7": "encounter 1, patient 1",
	"ADT-A02-01.hl7": "encounter 1, patient 1",
	"ADT-A02-02.hl7": "encounter 1, patient 1",
	"ADT-A03-01.hl7": "code_list 1, code_statement 1, encounter 1, patient 1, procedure 1",
	"ADT-A03-02.hl7": "encounter 1, patient 1",
	"ADT-A04-01.hl7": "code_list 1, code_statement 1, encounter 1, patient 1, procedure 1",
	"ADT-A04-02.hl7": "encounter 1, patient 1",
	"ADT-A06-01.hl7": "code_list 1, code_statement 1, encounter 1, patient 1, procedure 1",
	"ADT-A06-02.hl7": "encounter 1, patient 1",
	"ADT-A07-01.hl7": "code_list 1, code_statement 1, encounter 1, patient 1, procedure 1",
	"ADT-A07-02.hl7": "encounter 1, patient 1",
	"ADT-A08-01.hl7": "code_list 1, code_statement 1, encounter 1, patient 1, procedure 1",
	"ADT-A08-02.hl7": "encounter 1, patient 1",
	"ADT-A11-01.hl7": "code_list 4, encounter 1, patient 1",
	"ADT-A11-02.hl7": "code_list 4, encounter 1, patient 1",
	"ADT-A13-01.hl7": "code_list 1, code_statement 1, encounter 1, patient 1, procedure 1",
	"ADT-A13-02.hl7": "encounter 1, patient 1",
	"ADT-A28-01.hl7": "patient 1",
	"ADT-A28-02.hl7": "patient 1",
	"ADT-A31-01.hl7": "patient 1",
	"ADT-A31-02.hl7": "patient 1",
	"ADT01-23.hl7":   "diagnosis 1, encounter 1, patient 1",
	"ADT01-28.hl7":   "encounter 1, patient 1",
	"ADT04-23.hl7":   "encounter 1, patient 1",
	"ADT04-251.hl7":  "encounter 1, patient 1",
	"ADT04-28.hl7":   "encounter 1, patient 1",
	"BAR-P01-01.hl7": "code_list 1, code_statement 1, encounter 1, patient 1, procedure 1",
	"BAR-P01-02.hl7": "code_list 1, code_statement 2, encounter 2, patient 1, procedure 1",
	"BAR-P12-01.hl7": "code_assignment 1, code_list 1, code_statement 1, encounter 1, event 1, patient 1, procedure 1",
	"BAR-P12-02.hl7": "code_assignment 1, code_list 1, code_statement 2, encounter 1, event 1, patient 1, procedure 2",
	"DFT-P03-01.hl7": "code_list 2, diagnosis 2, encounter 1, patient 1, procedure 1, service_line 2",
	"DFT-P03-02.hl7": "code_list 2, diagnosis 2, encounter 1, patient 1, procedure 2, service_line 2",
	"DFT-P11-01.hl7": "code_list 2, diagnosis 3, encounter 1, patient 1, procedure 1, service_line 2",
	"DFT-P11-02.hl7": "code_list 2, diagnosis 3, encounter 1, patient 1, procedure 1, service_line 2",
	"MDM_01.hl7":     "encounter 1, patient 1", // an ADT^A01, whatever its name says
	"adt_a03.txt":    "code_list 1, encounter 1, patient 1, procedure 1",
	"messages.txt":   "encounter 3, patient 11",
}

// realSkips are the messages of other types, counted by MSH-9 with awk and sort, and the
// segments of those that are read: two DG1 and PR1 about persons, and one DG1 that
// DFT-P11-02 has twice. ERP^Z99 has no event of HL7.
const realSkips = "map[ACK:1 ADT^A05:2 ADT^A09:2 ADT^A10:2 ADT^A14:2 ADT^A15:2 ADT^A16:2 ADT^A24:1 ADT^A25:2 ADT^A26:2 " +
	"ADT^A27:2 ADT^A29:2 ADT^A40:2 ADT^A41:2 ADT^A45:2 ADT^A47:2 ADT^A60:3 BAR^P02:2 " +
	"DG1 about no visit:2 DG1 repeated:1 ERP:1 " +
	"MDM^T01:2 MDM^T02:3 MDM^T05:2 MDM^T06:2 MDM^T09:2 MDM^T10:2 OMD^O03:2 OMG^O19:2 OML^O21:11 ORL^O34:1 ORM^O01:11 " +
	"ORU^R01:7 OUL^R22:6 OUL^R23:2 OUL^R24:2 PPR^PC1:1 PPR^PC2:1 PPR^PC3:1 PR1 about no visit:2 QRY^Q01:2 RDE^O11:2 " +
	"RDE^O25:2 RDS^O13:2 REF^I12:2 REF^I14:2 SIU^S12:3 SIU^S13:2 SIU^S14:2 SIU^S15:2 SIU^S16:2 SIU^S17:2 SIU^S26:2 VXU^V04:4]"

// realInputs are all files, as the source finds them.
func realInputs(t *testing.T) []source.Input {
	t.Helper()
	inputs, err := Source{}.Inputs(source.Spec{Name: "feed", Path: realFolder(t), Timezone: "America/Chicago"})
	if err != nil {
		t.Fatal(err)
	}
	return inputs
}

// TestRealMessages reads 139 files of Microsoft's FHIR converter and 7 of HAPI, with 175
// messages of versions 2.1 to 2.8, 27 files with a byte order mark.
func TestRealMessages(t *testing.T) {
	var all sourcetest.Collector
	files, marks := 0, 0
	for _, in := range realInputs(t) {
		files++
		raw, err := os.ReadFile(in.Path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(raw), "\ufeff") {
			marks++
		}
		if !(Source{}).Recognises("", raw) && filepath.Base(in.Path) != "messages.txt" { // which begins with a remark
			t.Errorf("%s is not recognised", filepath.Base(in.Path))
		}
		var one sourcetest.Collector
		if err := (Source{}).Read(t.Context(), in, &one); err != nil {
			t.Errorf("%v", err)
			continue
		}
		if err := (Source{}).Read(t.Context(), in, &all); err != nil {
			t.Fatal(err)
		}
		var have []string
		for _, table := range slices.Sorted(maps.Keys(one.Rows)) {
			have = append(have, fmt.Sprintf("%s %d", table, len(one.Rows[table])))
		}
		if name := filepath.Base(in.Path); strings.Join(have, ", ") != realRows[name] {
			t.Errorf("%s: %s, want %s", name, strings.Join(have, ", "), realRows[name])
		}
	}
	if files != 146 || marks != 27 {
		t.Errorf("%d files, %d with a byte order mark", files, marks)
	}
	if have := fmt.Sprint(all.Skipped); have != realSkips {
		t.Errorf("%s\nwant\n%s", have, realSkips)
	}
	if len(all.Rejects) > 0 {
		t.Errorf("%d rejects, want none", len(all.Rejects))
	}
}

// TestRealValues has what some of the messages say, read off the files by eye.
func TestRealValues(t *testing.T) {
	dir := filepath.Join(realFolder(t), "ms-fhir-converter")
	for name, c := range map[string]struct {
		table string
		want  map[string]string
	}{
		"ADT-A03-02.hl7": {"encounter", map[string]string{"encounter_id": "40007716", "discharged_on": "2015-02-09", "discharged_at": "2015-02-09T10:24:19Z"}},
		"ADT-A13-02.hl7": {"encounter", map[string]string{"encounter_id": "40007716", "discharged_on": "", "admission_source": "NHS Provider-General (inc.A&E-this Hosp)"}},
		"ADT-A11-01.hl7": {"encounter", map[string]string{"cancelled": "true"}},
		"ADT04-251.hl7":  {"encounter", map[string]string{"encounter_id": "123456789", "patient_type": "ED", "facility_id": "RDX"}},
		"ADT01-23.hl7":   {"diagnosis", map[string]string{"code": "71596", "code_system": "ICD-9-CM", "role": "admitting"}},
		"BAR-P12-02.hl7": {"event", map[string]string{"event_type": "final_coded", "occurred_at": "2021-08-17T13:19:43Z", "actor_id": "C08"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got sourcetest.Collector
			in := source.Input{Path: filepath.Join(dir, name), Spec: source.Spec{Name: "feed", Timezone: "America/Chicago"}}
			if err := (Source{}).Read(t.Context(), in, &got); err != nil {
				t.Fatal(err)
			}
			is(t, only(t, &got, c.table), c.want)
		})
	}
}

// TestRealMessagesInAnyOrder gives the same rows to stand, whether each message is a file,
// or all are in one, and whatever their order.
func TestRealMessagesInAnyOrder(t *testing.T) {
	var messages []string
	for _, in := range realInputs(t) {
		raw, err := os.ReadFile(in.Path)
		if err != nil {
			t.Fatal(err)
		}
		messages = append(messages, string(raw)+"\r\n")
	}
	want := winners(read(t, nil, messages...))
	if len(want) < 30 {
		t.Fatalf("%d rows stand only", len(want))
	}
	rnd := rand.New(rand.NewPCG(3, 5))
	for range 3 {
		rnd.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
		for how, files := range map[string][]string{
			"one file":     {strings.Join(messages, "")},
			"three files":  {strings.Join(messages[:20], ""), strings.Join(messages[20:90], ""), strings.Join(messages[90:], "")},
			"with repeats": {strings.Join(messages[:90], ""), strings.Join(messages[40:], "")},
		} {
			if got := winners(read(t, nil, files...)); !maps.EqualFunc(got, want, maps.Equal) {
				t.Errorf("%s: %d rows stand, or others than the %d", how, len(got), len(want))
			}
		}
	}
}
