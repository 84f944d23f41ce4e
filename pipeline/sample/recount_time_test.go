package sample_test

import "chartline/pipeline/sample/truth"

// held finds accounts on a legal, VIP or research hold at the as-of instant, and the
// dates on which such holds began.
func (r *recount) held() (open map[string]bool, since map[string]string) {
	open, since = map[string]bool{}, map[string]string{}
	for _, e := range r.tables["event"].rows {
		switch e["reason_code"] {
		case "LEGAL", "VIP", "RESEARCH":
			started := e["event_type"] == "hold_started"
			open[e["encounter_id"]] = started
			if started {
				since[e["encounter_id"]] = e["occurred_on"]
			}
		}
	}
	return open, since
}

// judge says what became of an account by its target: pending, held, within or missed.
func (r *recount) judge(id, since string, target int64) string {
	e, coded := r.encounters[id], r.coded[id]
	days := func(on string) int64 { return daysBetween(r.t, e["discharged_on"], on) }
	switch {
	case days(asOfDate) < target:
		return "pending"
	case since != "" && days(since) <= target && (coded == nil || since < coded["occurred_on"]):
		return "held"
	case coded != nil && days(coded["occurred_on"]) <= target:
		return "within"
	}
	return "missed"
}

// asOfDate is the local date of the as-of instant: one and two in the morning.
const asOfDate = "2026-10-01"

func (r *recount) turnaround() {
	held, since := r.held()
	weeks := make([][2]int64, len(r.truth.Turnaround.Weeks))
	found := map[string]*truth.TypeTurnaround{}
	for _, stated := range r.truth.Turnaround.Types {
		found[stated.Type] = &truth.TypeTurnaround{
			Type: stated.Type, Target: stated.Target, Mean: stated.Mean, Median: stated.Median, TrueWithin: stated.TrueWithin,
		}
	}
	for id, e := range r.encounters {
		if e["discharged_on"] == "" {
			continue
		}
		k := found[e["patient_type"]]
		k.Discharged++
		if r.gone[id] {
			k.Exits++
			continue
		}
		verdict := r.judge(id, since[id], k.Target)
		k.EverHeld += one(since[id] != "")
		k.Pending += one(verdict == "pending")
		k.Held += one(verdict == "held")
		k.Eligible += one(verdict == "within" || verdict == "missed")
		k.Within += one(verdict == "within")
		week := &weeks[daysBetween(r.t, "2024-09-30", e["discharged_on"])/7]
		week[0] += one(verdict == "within" || verdict == "missed")
		week[1] += one(verdict == "within")
		k.Coded += one(r.coded[id] != nil)
		k.Open += one(r.coded[id] == nil)
		k.OnHold += one(r.coded[id] == nil && held[id])
	}
	for _, stated := range r.truth.Turnaround.Types {
		same(r.t, "turnaround "+stated.Type, *found[stated.Type], stated)
	}
	for i, stated := range r.truth.Turnaround.Weeks {
		same(r.t, "week of "+stated.Monday+", judged", weeks[i], [2]int64{stated.Eligible, stated.Within})
	}
	r.weeks()
}

// weeks recounts the days by week of discharge, early coding and the outage.
func (r *recount) weeks() {
	var negative, early int64
	weeks := map[int64]truth.WeekTruth{}
	for id, coded := range r.coded {
		e := r.encounters[id]
		days := daysBetween(r.t, e["discharged_on"], coded["occurred_on"])
		negative += one(days < 0)
		early += one(coded["occurred_at"] < e["discharged_at"])
		week := daysBetween(r.t, "2024-09-30", e["discharged_on"]) / 7
		w := weeks[week]
		w.Coded, w.Days = w.Coded+1, w.Days+days
		weeks[week] = w
	}
	same(r.t, "negative", [2]int64{negative, early}, [2]int64{r.truth.Turnaround.NegativeDays, r.truth.Turnaround.Early})
	for i, stated := range r.truth.Turnaround.Weeks {
		w := weeks[int64(i)]
		same(r.t, "week of "+stated.Monday, [2]int64{w.Coded, w.Days}, [2]int64{stated.Coded, stated.Days})
	}
	same(r.t, "outage", int64(len(r.onHold("OUTAGE"))), r.truth.Outage.Delayed)
}

// onHold finds accounts that were ever on a hold of a reason.
func (r *recount) onHold(reason string) map[string]bool {
	ids := map[string]bool{}
	for _, e := range r.tables["event"].rows {
		if e["event_type"] == "hold_started" && e["reason_code"] == reason {
			ids[e["encounter_id"]] = true
		}
	}
	return ids
}

func (r *recount) uncoded() {
	type open struct{ accounts, cents int64 }
	sums := map[string]open{}
	add := func(key string, n int64) { sums[key] = open{sums[key].accounts + 1, sums[key].cents + n} }
	var slow, slowOpen int64
	for id, e := range r.encounters {
		late := e["discharged_on"] >= r.truth.Slowdown.From
		slow += one(late)
		if e["discharged_on"] == "" || r.coded[id] != nil || r.gone[id] {
			continue
		}
		slowOpen += one(late)
		n := cents(r.t, e["total_charges"])
		add("all", n)
		add(e["patient_type"], n)
		add(bucket(daysBetween(r.t, e["discharged_on"], asOfDate)), n)
	}
	same(r.t, "uncoded", sums["all"], open{r.truth.Uncoded.Accounts, r.truth.Uncoded.Cents})
	for _, k := range append(append([]truth.OpenKind{}, r.truth.Uncoded.Types...), r.truth.Uncoded.Buckets...) {
		same(r.t, "uncoded "+k.Group, sums[k.Group], open{k.Accounts, k.Cents})
	}
	same(r.t, "slowdown", [2]int64{slow, slowOpen}, [2]int64{r.truth.Slowdown.Discharged, r.truth.Slowdown.Open})
}

// bucket is the ageing bucket of an age in days (KPI-05).
func bucket(age int64) string {
	switch {
	case age <= 3:
		return "0-3"
	case age <= 7:
		return "4-7"
	case age <= 14:
		return "8-14"
	case age <= 30:
		return "15-30"
	case age <= 60:
		return "31-60"
	case age <= 90:
		return "61-90"
	}
	return ">90"
}
