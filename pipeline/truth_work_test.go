package pipeline_test

import (
	"time"

	"chartline/pipeline/metric/spc"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/sample/truth"
)

// turnaroundTruth: what became of every discharge by its target, and how long coding
// took. The median of the censored follow-up holds that of the complete truth.
func turnaroundTruth(p *pulled, known *truth.Truth) {
	a := p.ask("turnaround/attainment")
	same(p, "patient types", a.Len(), len(known.Turnaround.Types))
	var negative int64
	for _, k := range known.Turnaround.Types {
		i := p.row(a, "patient_type", k.Type)
		for column, n := range map[string]int64{
			"target_days": k.Target, "discharged": k.Eligible, "coded_within": k.Within,
			"pending": k.Pending, "held": k.Held, "exited": k.Exits,
		} {
			same(p, k.Type+" "+column, a.Int(column)[i], n)
		}
		p.holds(k.Type+" within target", a.Estimates("attainment")[i], k.TrueWithin)
		life := p.follow(k.Type)
		curve := survival.KaplanMeier(life.exits)
		same(p, k.Type+": followed, held and exited", [3]int64{curve.N, life.held, life.left}, [3]int64{k.Coded + k.Open, k.EverHeld, k.Exits})
		p.holds(k.Type+" median days", curve.Quantile(0.5), float64(k.Median))
		negative += life.early
	}
	same(p, "coded on a date before discharge", negative, known.Turnaround.NegativeDays)
	done, coded := p.ask("turnaround/completed"), int64(0)
	for i, n := range done.Int("accounts") {
		coded += n + done.Int("early")[i]
	}
	same(p, "final coded", coded, known.Visits.Coded)
}

// followUp is the life table of a patient type, and how many accounts were put on hold,
// coded before discharge, or left before coding.
type followUp struct {
	exits             []survival.Exit
	held, early, left int64
}

func (p *pulled) follow(kind string) (f followUp) {
	a := p.ask("turnaround/survival", "patient_type", kind)
	for i, day := range a.Int("day") {
		f.exits = append(f.exits, survival.Exit{Time: float64(day), Events: a.Int("coded")[i], Censored: a.Int("censored")[i]})
		f.held += a.Int("held")[i]
		f.early += a.Int("early")[i]
		f.left += a.Int("exited")[i]
	}
	return f
}

// backlogTruth: uncoded accounts and their charges, in all, by patient type and by age.
func backlogTruth(p *pulled, known *truth.Truth) {
	k := known.Uncoded
	check := func(what, kind string, accounts, cents int64) {
		a := p.ask("backlog/dnfc", "patient_type", kind)
		same(p, what, a.Int("accounts")[0], accounts)
		same(p, what+", dollars", a.Real("dollars")[0], dollars(cents))
		same(p, what+", in and over hold", a.Int("in_hold")[0]+a.Int("over_hold")[0], accounts)
	}
	check("uncoded", "all", k.Accounts, k.Cents)
	for _, each := range k.Types {
		check("uncoded "+each.Group, each.Group, each.Accounts, each.Cents)
	}
	ageing := p.ask("backlog/ageing")
	same(p, "buckets", ageing.Len(), len(k.Buckets))
	for i, bucket := range k.Buckets {
		same(p, "uncoded for "+bucket.Group, ageing.Int("accounts")[i], bucket.Accounts)
		same(p, "uncoded for "+bucket.Group+", dollars", ageing.Real("dollars")[i], dollars(bucket.Cents))
	}
	var held, stated int64
	reasons := p.ask("backlog/reasons")
	for i, reason := range reasons.Text("reason") {
		if reason == "LEGAL" || reason == "VIP" || reason == "RESEARCH" {
			held += reasons.Int("accounts")[i]
		}
	}
	for _, kind := range known.Turnaround.Types {
		stated += kind.OnHold
	}
	same(p, "on legal, VIP or research hold", held, stated)
	daily := p.ask("backlog/daily")
	same(p, "uncoded at the end of the last day", daily.Int("uncoded")[daily.Len()-1], k.Accounts)
}

// outageTruth: the weekly control chart finds the weeks whose discharges the outage
// delayed, later those of the shortage of staff, and no others.
func outageTruth(p *pulled, known *truth.Truth) {
	weeks, x, n := p.weekly()
	same(p, "weeks", len(weeks), len(known.Turnaround.Weeks))
	for i, k := range known.Turnaround.Weeks {
		same(p, "week of "+k.Monday, weeks[i].Format(time.DateOnly), k.Monday)
		same(p, "week of "+k.Monday+", judged", [2]int64{n[i], x[i]}, [2]int64{k.Eligible, k.Within})
	}
	chart := spc.PPrime(x, n, spc.Options{})
	if !chart.Defined() {
		p.Fatal(chart.Missing)
	}
	out, short := known.Outage, known.Slowdown.From
	for i, point := range chart.Points {
		monday, sunday := weeks[i].Format(time.DateOnly), weeks[i].AddDate(0, 0, 6).Format(time.DateOnly)
		low := point.Signal == spc.Outside && point.Value < point.Lower
		within := monday >= out.From && sunday <= after(out.To, 2) || monday >= short && sunday <= known.To
		switch {
		case within && !low:
			p.Errorf("the week of %s lies in the outage or the shortage and is not found: %.2f, lower limit %.2f", monday, point.Value, point.Lower)
		case low && sunday < short && (sunday < after(out.From, -4) || monday > after(out.To, 12)):
			p.Errorf("the week of %s is found without a cause: %.2f, lower limit %.2f", monday, point.Value, point.Lower)
		}
	}
}

// after is a date so many days later.
func after(date string, days int) string {
	on, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return on.AddDate(0, 0, days).Format(time.DateOnly)
}

// weekly adds up attainment over patient types.
func (p *pulled) weekly() (weeks []time.Time, x, n []int64) {
	a := p.ask("turnaround/attainment_weekly")
	for i, week := range a.Date("week") {
		if len(weeks) == 0 || !weeks[len(weeks)-1].Equal(week) {
			weeks, x, n = append(weeks, week), append(x, 0), append(n, 0)
		}
		last := len(weeks) - 1
		x[last] += a.Int("coded_within")[i]
		n[last] += a.Int("discharged")[i]
	}
	return weeks, x, n
}
