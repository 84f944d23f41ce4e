package audit_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/store/storetest"
)

// department has ten accounts whose first coding was final in March 2026, each with something
// of its own, and two that it was not:
//
//	E01–E04  in order; E03 an inpatient of one day with a symptom, E04 with an MCC and no payer
//	E05      without a coder      E06  without codes       E07  with shifted dates
//	E08      of another audit     E09  coded in April      E10  voided
//	E11      coded again          E12  never coded
func department() []string {
	var encounters, events, assignments, diagnoses []string
	for _, id := range []string{"E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E09", "E10", "E11", "E12"} {
		line := map[string]string{
			"E03": "IP A MED Medicare 2026-03-01 2026-03-02 false", "E04": "IP B MED - 2026-03-01 2026-03-09 false",
			"E07": "OBS A MED Medicare 2026-03-01 2026-03-09 true",
		}[id]
		if line == "" {
			line = "ED A MED Medicare 2026-03-01 2026-03-09 false"
		}
		encounters = append(encounters, id+" "+line)
		day := "2026-03-10"
		if id == "E09" {
			day = "2026-04-01"
		}
		if id != "E12" {
			events = append(events, id+"f "+id+" final_coded "+day+"T12:00:00Z "+day)
		}
		coder := "C1"
		if id == "E05" {
			coder = "-"
		}
		if id == "E02" {
			coder = "C2"
		}
		assignments = append(assignments, id+" 1 "+coder)
		if id != "E06" {
			diagnoses = append(diagnoses, id+" 1 1 principal "+map[bool]string{true: "R079", false: "I10"}[id == "E03"]+" ICD-10-CM")
		}
	}
	return []string{
		storetest.Rows("encounter", "encounter_id patient_type facility_id service_line payer_class admitted_on discharged_on dates_shifted", encounters...),
		storetest.Rows("event", "event_id encounter_id event_type occurred_at occurred_on", append(events,
			"E10v E10 voided 2026-03-11T12:00:00Z 2026-03-11", "E11g E11 final_coded 2026-05-01T12:00:00Z 2026-05-01")...),
		storetest.Rows("code_assignment", "encounter_id version_no coder_id", assignments...),
		storetest.Rows("diagnosis", "encounter_id version_no sequence role code code_system", diagnoses...),
		storetest.Rows("drg_assignment", "encounter_id version_no drg_system grouper_version drg", "E04 1 MS-DRG 43 871"),
		storetest.Rows("drg_set", "drg_system grouper_version drg severity", "MS-DRG 43 871 MCC"),
		storetest.Rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no", "OLD-1 OLD E08 random C1 A1 1"),
		storetest.Rows("coder", "coder_id role hired_on", "C1 coder 2015-01-01", "C2 coder 2026-02-01", "A1 auditor 2010-01-01", "A2 auditor 2010-01-01"),
	}
}

var march = audit.Filter{From: day("2026-03-01"), To: day("2026-04-01")}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

func frameOf(t *testing.T, e engine.Engine, f audit.Filter, by ...string) *audit.Frame {
	t.Helper()
	frame, err := audit.ReadFrame(context.Background(), e, "Q1", f, by)
	if err != nil {
		t.Fatal(err)
	}
	return frame
}

// units writes the units of a frame as encounter:stratum:risk.
func units(f *audit.Frame) string {
	var all []string
	for _, u := range f.Units {
		all = append(all, u.Encounter+":"+u.Stratum+":"+string(rune('0'+u.Risk)))
	}
	return strings.Join(all, " ")
}

// TestFrameSaysWhatIsLeftOut counts every account once (SMP-02).
func TestFrameSaysWhatIsLeftOut(t *testing.T) {
	f := frameOf(t, storetest.Holding(t, department()...), march)
	if got, want := units(f), "E01:all:0 E02:all:0 E03:all:0 E04:all:0 E11:all:0"; got != want {
		t.Errorf("the frame is %s, want %s", got, want)
	}
	if got, want := [4]int64{f.Universe, f.Unassigned, f.Shifted, f.Reviewed}, [4]int64{9, 2, 1, 1}; got != want {
		t.Errorf("universe, without coder or codes, shifted, reviewed are %v, want %v", got, want)
	}
}

// TestFrameOfAFilter: each filter takes what it says, strata join their columns, and a targeted
// frame holds only accounts with a risk, with how many they have.
func TestFrameOfAFilter(t *testing.T) {
	db := storetest.Holding(t, department()...)
	for name, c := range map[string]struct {
		set  func(*audit.Filter)
		by   []string
		want string
	}{
		"a coder":       {func(f *audit.Filter) { f.Coder = "C2" }, nil, "E02:all:0"},
		"a facility":    {func(f *audit.Filter) { f.Facility = "B" }, nil, "E04:all:0"},
		"a type":        {func(f *audit.Filter) { f.PatientType = "IP" }, nil, "E03:all:0 E04:all:0"},
		"a payer":       {func(f *audit.Filter) { f.Payer = "Medicare" }, []string{"facility"}, "E01:A:0 E02:A:0 E03:A:0 E11:A:0"},
		"strata":        {func(f *audit.Filter) { f.PatientType = "IP" }, []string{"patient_type", "payer"}, "E03:IP / Medicare:0 E04:IP / unknown:0"},
		"nobody":        {func(f *audit.Filter) { f.ServiceLine = "NONE" }, nil, ""},
		"short stays":   {func(f *audit.Filter) { f.Risks = []string{"short_stay"} }, nil, "E03:all:1"},
		"several risks": {func(f *audit.Filter) { f.Risks = audit.Risks() }, nil, "E02:all:1 E03:all:2 E04:all:1"},
	} {
		t.Run(name, func(t *testing.T) {
			f := march
			c.set(&f)
			if got := units(frameOf(t, db, f, c.by...)); got != c.want {
				t.Errorf("the frame is %s, want %s", got, c.want)
			}
		})
	}
}

// TestFilterText: the text that is stored does not depend on the order in which risks were named.
func TestFilterText(t *testing.T) {
	f := march
	f.Coder, f.Risks = "C1", []string{"top_severity", "short_stay"}
	const want = "coder=C1 facility=all from=2026-03-01 patient_type=all payer=all risks=short_stay,top_severity service_line=all to=2026-04-01"
	if got := f.String(); got != want {
		t.Errorf("it is %s, want %s", got, want)
	}
}

// TestRequestsThatCannotBeDrawn names what is wrong with each, and its way out.
func TestRequestsThatCannotBeDrawn(t *testing.T) {
	db := storetest.Holding(t, department()...)
	sound := audit.Request{Audit: "Q1", Filter: march, Method: audit.Simple, Size: 3, Auditors: []string{"A1"}}
	for name, c := range map[string]struct {
		spoil func(*audit.Request)
		kind  fault.Kind
		want  string
	}{
		"a name":                {func(r *audit.Request) { r.Audit = "../Q1" }, fault.Usage, "no audit can be called that"},
		"a method":              {func(r *audit.Request) { r.Method = "lottery" }, fault.Usage, "no such method"},
		"an empty period":       {func(r *audit.Request) { r.Filter.To = r.Filter.From }, fault.Usage, "the period is empty"},
		"no such strata":        {func(r *audit.Request) { r.Method, r.By = audit.Stratified, []string{"colour"} }, fault.Usage, "no such column for strata"},
		"strata of simple":      {func(r *audit.Request) { r.By = []string{"payer"} }, fault.Usage, "only a stratified draw has strata"},
		"stratified by nothing": {func(r *audit.Request) { r.Method = audit.Stratified }, fault.Usage, "has no strata"},
		"no size":               {func(r *audit.Request) { r.Size = 0 }, fault.Usage, "no size"},
		"a negative size":       {func(r *audit.Request) { r.Size = -1 }, fault.Usage, "a negative number"},
		"a negative seed":       {func(r *audit.Request) { r.Seed = -1 }, fault.Usage, "a negative number"},
		"Neyman of simple":      {func(r *audit.Request) { r.Neyman = true }, fault.Usage, "nothing to allocate by Neyman"},
		"targeted at nothing":   {func(r *audit.Request) { r.Method = audit.Targeted }, fault.Usage, "looks for nothing"},
		"risks of simple":       {func(r *audit.Request) { r.Filter.Risks = []string{"short_stay"} }, fault.Usage, "only a targeted draw looks for risks"},
		"no such risk":          {func(r *audit.Request) { r.Method, r.Filter.Risks = audit.Targeted, []string{"luck"} }, fault.Usage, `no risk "luck"`},
		"an empty frame":        {func(r *audit.Request) { r.Filter.Facility = "NONE" }, fault.Policy, "nothing to draw from: 0 accounts"},
		"one's own work":        {func(r *audit.Request) { r.Auditors, r.Filter.Coder = []string{"C1"}, "C1" }, fault.Policy, "the only auditor is the coder"},
	} {
		t.Run(name, func(t *testing.T) {
			r := sound
			c.spoil(&r)
			_, err := audit.Prepare(context.Background(), db, r, day("2026-06-01"), time.UTC)
			if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "; ") {
				t.Errorf("it says %v, want %q and a fix", err, c.want)
			}
		})
	}
	if _, err := audit.Prepare(context.Background(), db, sound, day("2026-06-01"), time.UTC); err != nil {
		t.Errorf("the sound one: %v", err)
	}
}

// TestRisksAreListed: what the help text offers can be asked for.
func TestRisksAreListed(t *testing.T) {
	if got := audit.Risks(); !slices.IsSorted(got) || len(got) != 4 {
		t.Errorf("risks %v", got)
	}
}
