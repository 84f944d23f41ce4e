package sample_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // so that zones are known on every machine
)

// TestAuditsShowWhatWasCoded: the coder's side of an audit is the version that was
// reviewed, and the auditor's side is version 2 where the audit led to one.
func TestAuditsShowWhatWasCoded(t *testing.T) {
	dir, _ := committed(t)
	g := readGroup(t, dir)
	stored := map[string]map[string][]string{
		"diagnosis": g.versions("diagnosis", "code", "poa"),
		"procedure": g.versions("procedure", "code", "performed_on"),
		"drg":       g.versions("drg_assignment", "grouper_version", "drg"),
	}
	reasons := map[string]string{}
	for _, a := range g.tables["code_assignment"].rows {
		reasons[a["encounter_id"]+" "+a["version_no"]] = a["reason"]
	}
	codes := g.by("audit_code", "audit_case_id")
	compared := 0
	for _, c := range g.tables["audit_case"].rows {
		sides := map[string]string{"coder": c["encounter_id"] + " " + c["version_no"]}
		if second := c["encounter_id"] + " 2"; reasons[second] == "audit_correction" && !again(c) {
			sides["auditor"] = second
		}
		for side, key := range sides {
			compared++
			for element, all := range stored {
				if !slices.Equal(ordered(sideOf(codes[c["audit_case_id"]], side, element)), ordered(all[key])) {
					t.Errorf("%s %s: %s differs from what is stored", c["audit_case_id"], side, element)
				}
			}
		}
	}
	if compared < 500 {
		t.Errorf("only %d sides compared", compared)
	}
}

// versions lists the values of some columns by encounter and version.
func (g *group) versions(name string, columns ...string) map[string][]string {
	m := map[string][]string{}
	for _, r := range g.tables[name].rows {
		if name == "diagnosis" && !reported[r["role"]] {
			continue
		}
		var values []string
		for _, column := range columns {
			values = append(values, r[column])
		}
		key := r["encounter_id"] + " " + r["version_no"]
		m[key] = append(m[key], strings.Join(values, " "))
	}
	return m
}

// sideOf gives the values of one side and element as the other tables have them.
func sideOf(codes []row, side, element string) []string {
	var values []string
	for _, c := range codes {
		if c["side"] != side || c["element"] != element {
			continue
		}
		values = append(values, map[string]string{
			"diagnosis": c["code"] + " " + c["poa"], "procedure": c["code"] + " " + c["performed_on"],
			"drg": c["grouper_version"] + " " + c["code"],
		}[element])
	}
	return values
}

func ordered(values []string) []string {
	slices.Sort(values)
	return values
}

// clocks tells the local date of an instant at each encounter's facility.
func (g *group) clocks(t *testing.T) func(id, at string) string {
	t.Helper()
	zones, facilities := map[string]*time.Location{}, map[string]string{}
	for _, f := range g.tables["facility"].rows {
		zone, err := time.LoadLocation(f["timezone"])
		if err != nil {
			t.Fatal(err)
		}
		zones[f["facility_id"]] = zone
	}
	for _, e := range g.tables["encounter"].rows {
		facilities[e["encounter_id"]] = e["facility_id"]
	}
	return func(id, at string) string {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		return instant.In(zones[facilities[id]]).Format(time.DateOnly)
	}
}

// TestDatesAreLocal: every date is that of its instant at the facility, and nothing
// happens after the as-of instant.
func TestDatesAreLocal(t *testing.T) {
	dir, truth := committed(t)
	g := readGroup(t, dir)
	local := g.clocks(t)
	for _, e := range g.tables["event"].rows {
		if at := e["occurred_at"]; at > truth.AsOf || local(e["encounter_id"], at) != e["occurred_on"] {
			t.Errorf("%s: on %s at %s", e["event_id"], e["occurred_on"], at)
		}
	}
	for _, e := range g.tables["encounter"].rows {
		for _, step := range []string{"admitted", "discharged"} {
			id, at := e["encounter_id"], e[step+"_at"]
			if at != "" && (local(id, at) != e[step+"_on"] || at > truth.AsOf) {
				t.Errorf("%s: %s on %s at %s", id, step, e[step+"_on"], at)
			}
		}
	}
	for name, columns := range map[string][]string{
		"provider_query": {"issued_at", "answered_at", "closed_at"}, "code_assignment": {"assigned_at"},
		"audit_case": {"coded_on", "closed_on"}, "coder_day": {"worked_on"}, "procedure": {"performed_on"},
	} {
		for _, r := range g.tables[name].rows {
			for _, column := range columns {
				if r[column] > truth.AsOf {
					t.Errorf("%s: %s after the as-of instant", name, column)
				}
			}
		}
	}
}

// TestStepsComeInOrder: nobody bills before coding.
func TestStepsComeInOrder(t *testing.T) {
	dir, _ := committed(t)
	steps := map[string]map[string]string{}
	for _, e := range readGroup(t, dir).tables["event"].rows {
		id := e["encounter_id"]
		if steps[id] == nil {
			steps[id] = map[string]string{}
		}
		steps[id][e["event_type"]] = e["occurred_at"]
	}
	for id, s := range steps {
		last := ""
		for _, step := range []string{"first_touched", "final_coded", "final_billed", "claim_submitted", "remitted"} {
			if s[step] != "" && s[step] < last {
				t.Errorf("%s: %s comes too early", id, step)
			}
			last = max(last, s[step])
		}
	}
}
