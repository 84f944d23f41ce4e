package sample_test

import (
	"fmt"
	"maps"
	"reflect"
	"sort"
	"strings"
	"testing"

	"chartline/pipeline/sample"
	"chartline/pipeline/sample/truth"
)

// recount counts from the files what truth.json states.
type recount struct {
	*group
	t          *testing.T
	truth      sample.Truth
	encounters map[string]row
	latest     map[string]string // version, by encounter
	coded      map[string]row    // first final_coded, by encounter
	gone       map[string]bool   // voided, combined or not billable
}

func newRecount(t *testing.T, dir string, stated sample.Truth) *recount {
	r := &recount{
		group: readGroup(t, dir), t: t, truth: stated, encounters: map[string]row{},
		latest: map[string]string{}, coded: map[string]row{}, gone: map[string]bool{},
	}
	for _, e := range r.tables["encounter"].rows {
		r.encounters[e["encounter_id"]] = e
	}
	for _, a := range r.tables["code_assignment"].rows {
		r.latest[a["encounter_id"]] = max(r.latest[a["encounter_id"]], a["version_no"])
	}
	for _, e := range r.tables["event"].rows {
		switch e["event_type"] {
		case "final_coded":
			r.coded[e["encounter_id"]] = e
		case "voided", "combined", "non_billable":
			r.gone[e["encounter_id"]] = true
		}
	}
	return r
}

// same fails where the files say something else than the statement.
func same[T any](t *testing.T, what string, found, stated T) {
	t.Helper()
	if !reflect.DeepEqual(found, stated) {
		t.Errorf("%s: the files have %v, truth.json says %v", what, found, stated)
	}
}

// TestFilesHoldTheTruth recounts the committed instance and two others, of which the
// larger is not compressed.
func TestFilesHoldTheTruth(t *testing.T) {
	t.Run("committed", func(t *testing.T) {
		dir, stated := committed(t)
		newRecount(t, dir, stated).all()
	})
	for n, seed := range map[int]uint64{4000: 11, 21_000: 5} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dir, stated := write(t, n, seed)
			newRecount(t, dir, stated).all()
		})
	}
}

func (r *recount) all() {
	r.ledger()
	r.visits()
	r.frequency()
	r.invalid()
	r.change()
	r.accuracy()
	r.findings()
	r.stages()
	r.rebuttals()
	r.seconds()
	r.turnaround()
	r.uncoded()
	r.daily()
	r.impact()
	r.standards()
}

// ledger: rows = loaded + duplicate + superseded + quarantined for every table.
func (r *recount) ledger() {
	for _, stated := range r.truth.Tables {
		found := r.tables[stated.Table]
		same(r.t, stated.Table, truth.TableRows{
			Table: stated.Table, Rows: found.read, Loaded: int64(len(found.rows)), Duplicate: found.duplicate,
			Superseded: found.superseded, Quarantined: found.quarantined,
		}, stated)
		sum := stated.Loaded + stated.Duplicate + stated.Superseded
		for _, n := range stated.Quarantined {
			sum += n
		}
		same(r.t, stated.Table+" balance", sum, stated.Rows)
	}
	stated := map[string]int64{}
	for _, f := range r.truth.Files {
		stated[f.File] = f.Rows
	}
	for name := range stated {
		if _, ok := r.files[name]; !ok {
			r.files[name] = 0
		}
	}
	same(r.t, "files", r.files, stated)
}

func (r *recount) visits() {
	found := truth.Visits{ByType: map[string]int64{}, ByFacility: map[string]int64{}}
	for id, e := range r.encounters {
		found.Loaded++
		found.ByType[e["patient_type"]]++
		found.ByFacility[e["facility_id"]]++
		found.ChargesCents += cents(r.t, e["total_charges"])
		if e["discharged_on"] == "" {
			found.InHouse++
		} else {
			found.Discharged++
		}
		if r.coded[id] != nil {
			found.Coded++
		}
		if r.latest[id] == "2" {
			found.Recoded++
		}
	}
	same(r.t, "visits", found, r.truth.Visits)
}

// reported are the roles that audits count.
var reported = map[string]bool{"principal": true, "other": true, "external_cause": true}

func (r *recount) frequency() {
	principal, listed := map[string]map[string]bool{}, map[string]map[string]bool{}
	months := map[string]int64{}
	add := func(m map[string]map[string]bool, code, id string) {
		if m[code] == nil {
			m[code] = map[string]bool{}
		}
		m[code][id] = true
	}
	for _, d := range r.tables["diagnosis"].rows {
		id, code := d["encounter_id"], d["code"]
		if d["version_no"] != r.latest[id] || !reported[d["role"]] {
			continue
		}
		if d["role"] != "external_cause" && !strings.ContainsAny(code[:1], "VWXY") { // FRQ-03
			add(listed, code, id)
		}
		if d["role"] == "principal" {
			add(principal, code, id)
			if strings.HasPrefix(code, "J10") {
				months[r.encounters[id]["discharged_on"][:7]]++
			}
		}
	}
	same(r.t, "principal", topOf(principal, len(r.truth.Diagnoses.Principal)), r.truth.Diagnoses.Principal)
	same(r.t, "any-listed", topOf(listed, len(r.truth.Diagnoses.AnyListed)), r.truth.Diagnoses.AnyListed)
	for _, m := range r.truth.Diagnoses.Influenza {
		same(r.t, "influenza in "+m.Month, months[m.Month], m.Encounters)
	}
}

func topOf(sets map[string]map[string]bool, n int) []truth.CodeCount {
	var list []truth.CodeCount
	for code, ids := range sets {
		list = append(list, truth.CodeCount{Code: code, Encounters: int64(len(ids))})
	}
	sort.Slice(list, func(i, j int) bool {
		if list[i].Encounters != list[j].Encounters {
			return list[i].Encounters > list[j].Encounters
		}
		return list[i].Code < list[j].Code
	})
	return list[:min(n, len(list))]
}

// kindOf says why a code is not valid on a date, by the code set; empty for a valid one.
func kindOf(set []row, on string) string {
	kind := "unknown"
	for _, c := range set {
		inForce := c["valid_from"] <= on && (c["valid_to"] == "" || on <= c["valid_to"])
		switch {
		case inForce && c["billable"] == "true":
			return ""
		case c["billable"] == "true":
			kind = "retired"
		case kind == "unknown":
			kind = "truncated"
		}
	}
	return kind
}

func (r *recount) invalid() {
	sets := r.by("code_set", "code")
	rows, latest := map[string]int64{}, map[string]int64{}
	for _, d := range r.tables["diagnosis"].rows {
		id := d["encounter_id"]
		if kind := kindOf(sets[d["code"]], r.encounters[id]["discharged_on"]); kind != "" {
			rows[kind]++
			if d["version_no"] == r.latest[id] {
				latest[kind]++
			}
		}
	}
	for _, stated := range r.truth.Invalid {
		same(r.t, stated.Kind, truth.Invalid{Kind: stated.Kind, Rows: rows[stated.Kind], Latest: latest[stated.Kind]}, stated)
		delete(rows, stated.Kind)
	}
	same(r.t, "other kinds", len(rows), 0)
}

// change recounts what became of the codes of 1 October 2025.
func (r *recount) change() {
	retired, fresh := map[string]bool{}, map[string]bool{}
	for _, c := range r.tables["code_set"].rows {
		if c["billable"] == "true" && c["valid_to"] != "" {
			retired[c["code"]] = true
		}
		if c["billable"] == "true" && c["valid_from"] == r.truth.CodeChange.On {
			fresh[c["code"]] = true
		}
	}
	old, with := map[string]map[string]bool{}, map[string]bool{}
	stale, all := map[string]int64{}, map[string]int64{}
	newRows := int64(0)
	for _, d := range r.tables["diagnosis"].rows {
		id := d["encounter_id"]
		on := r.encounters[id]["discharged_on"]
		if d["version_no"] != "1" || !reported[d["role"]] || on < r.truth.CodeChange.On {
			continue
		}
		code := d["code"]
		if retired[code] {
			if old[code] == nil {
				old[code] = map[string]bool{}
			}
			old[code][id], with[id] = true, true
			stale[on[:7]]++
			all[on[:7]]++
		}
		if fresh[code] {
			newRows++
			all[on[:7]]++
		}
	}
	same(r.t, "old codes", topOf(old, len(old)), r.truth.CodeChange.OldCodes)
	same(r.t, "encounters with old codes", int64(len(with)), r.truth.CodeChange.Encounters)
	same(r.t, "new codes", newRows, r.truth.CodeChange.NewCodes)
	for _, m := range r.truth.CodeChange.ByMonth {
		same(r.t, "stale in "+m.Month, [2]int64{stale[m.Month], all[m.Month]}, [2]int64{m.Num, m.Den})
	}
}

// daily: the days' revenue is that of the encounters, and coders' days hold their charts.
func (r *recount) daily() {
	var revenue int64
	for _, c := range r.tables["charge_day"].rows {
		revenue += cents(r.t, c["gross_revenue"])
	}
	same(r.t, "revenue", revenue, r.truth.Visits.ChargesCents)
	charts, days := map[[3]string]int64{}, map[[3]string]int64{}
	for id, e := range r.coded {
		charts[[3]string{e["actor_id"], e["occurred_on"], r.encounters[id]["patient_type"]}]++
	}
	for _, d := range r.tables["coder_day"].rows {
		n := int64(0)
		for _, digit := range d["charts_completed"] {
			n = n*10 + int64(digit-'0')
		}
		days[[3]string{d["coder_id"], d["worked_on"], d["patient_type"]}] = n
		if cents(r.t, d["paid_hours"]) < cents(r.t, d["productive_hours"]) || cents(r.t, d["productive_hours"]) <= 0 {
			r.t.Error("a day with more productive than paid hours, or none")
		}
	}
	if !maps.Equal(charts, days) {
		r.t.Error("coder_day has other charts than the events")
	}
}
