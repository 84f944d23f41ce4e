package sample_test

import (
	"slices"
	"testing"
	"time"

	"chartline/pipeline/audit/dispute"
	"chartline/pipeline/calendar"
	"chartline/pipeline/sample/truth"
)

// rebuttals counts from the files what became of findings, by auditor, and how many business
// days it took, by the holidays of the product and not by those of the generator.
func (r *recount) rebuttals() {
	place, err := calendar.NewFacility("America/Chicago", calendar.USFederal(2024, 2026))
	if err != nil {
		r.t.Fatal(err)
	}
	cases, steps := r.single("audit_case", "audit_case_id"), r.by("rebuttal", "finding_id")
	counts, levels := map[string]truth.AuditorRebuttal{}, map[[2]string]truth.ServiceLevel{}
	for _, f := range r.tables["audit_finding"].rows {
		review := cases[f["audit_case_id"]]
		if again(review) {
			continue
		}
		course, auditor := steps[f["finding_id"]], review["auditor_id"]
		r.course(f, course, review)
		if review["selection"] == "random" {
			c := counts[auditor]
			c.Auditor = auditor
			addCounts(&c, f, course)
			counts[auditor] = c
		}
		for i, s := range course {
			key := [2]string{auditor, s["to_state"]}
			l := levels[key]
			addLevel(&l, r, place, course, i)
			levels[key] = l
		}
	}
	for _, want := range r.truth.Audit.Rebuttals.Auditors {
		same(r.t, "findings of "+want.Auditor, counts[want.Auditor], want)
	}
	for _, want := range r.truth.Audit.Rebuttals.Levels {
		got := levels[[2]string{want.Auditor, want.State}]
		same(r.t, want.State+" of "+want.Auditor, [4]int64{got.InTime, got.Late, got.Waiting, got.Overdue},
			[4]int64{want.InTime, want.Late, want.Waiting, want.Overdue})
	}
}

// single maps rows by a key that is theirs alone.
func (g *group) single(name, key string) map[string]row {
	m := map[string]row{}
	for _, each := range g.tables[name].rows {
		m[each[key]] = each
	}
	return m
}

func addCounts(c *truth.AuditorRebuttal, f row, course []row) {
	c.Issued++
	c.Accepted += one(f["final_state"] == "accepted")
	c.Upheld += one(f["final_state"] == "upheld")
	c.Overturned += one(f["final_state"] == "overturned")
	c.Pending += one(f["final_state"] == "open")
	c.Rebutted += one(slices.ContainsFunc(course, func(s row) bool { return s["to_state"] == "rebutted" }))
}

func addLevel(l *truth.ServiceLevel, r *recount, place calendar.Facility, course []row, i int) {
	given, ok := map[string]int64{"issued": 5, "rebutted": 5, "second_level": 10}[course[i]["to_state"]]
	if !ok {
		return
	}
	until, waits := "2026-10-01", i+1 == len(course)
	if !waits {
		until = course[i+1]["occurred_on"]
	}
	days, ok := place.DaysBusiness(dateIn(r.t, course[i]["occurred_on"]), dateIn(r.t, until))
	if !ok {
		r.t.Fatalf("%v lies beyond the holidays", course[i])
	}
	late := int64(days) > given
	l.InTime += one(!waits && !late)
	l.Late += one(!waits && late)
	l.Waiting += one(waits && !late)
	l.Overdue += one(waits && late)
}

func dateIn(t *testing.T, text string) calendar.Moment {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := calendar.On(at.Date())
	return calendar.DateOnly(d)
}

// course checks the steps of a finding: each may follow the one before by the state machine
// of the product (standard 2.10), in order of time and on business days but for the closing;
// nobody judges the own work, and a closed review has closed findings, each with a citation
// (REB-05).
func (r *recount) course(f row, course []row, review row) {
	id := f["finding_id"]
	if len(course) == 0 || course[0]["to_state"] != dispute.Draft || course[0]["from_state"] != "" {
		r.t.Fatalf("%s does not begin as a draft: %v", id, course)
	}
	for i, s := range course[1:] {
		before := course[i]
		if s["from_state"] != before["to_state"] || !slices.Contains(dispute.Allowed(before["to_state"]), s["to_state"]) || s["occurred_at"] <= before["occurred_at"] {
			r.t.Errorf("%s: %v after %v", id, s, before)
		}
		day, err := time.Parse(time.DateOnly, s["occurred_on"])
		if weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday; err != nil || weekend && s["to_state"] != dispute.Closed {
			r.t.Errorf("%s: %s on %s", id, s["to_state"], s["occurred_on"])
		}
		byCoder := slices.Contains([]string{dispute.Accepted, dispute.Rebutted, dispute.SecondLevel}, s["to_state"])
		if byCoder != (s["actor_id"] == review["coder_id"]) {
			r.t.Errorf("%s: %s by %s", id, s["to_state"], s["actor_id"])
		}
	}
	last := course[len(course)-1]
	if closed := last["to_state"] == dispute.Closed; closed != (review["closed_on"] != "") || closed && last["occurred_on"] != review["closed_on"] || f["citation"] == "" {
		r.t.Errorf("%s is %s on %s, its review closed on %q, cited %q", id, last["to_state"], last["occurred_on"], review["closed_on"], f["citation"])
	}
}
