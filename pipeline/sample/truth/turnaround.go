package truth

import (
	"cmp"
	"slices"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// ordered lists the coders in order of their numbers.
func (a *audits) ordered() []string { return ordered(a.order) }

// ordered sorts the names of staff by their numbers.
func ordered(staff []string) []string {
	slices.SortFunc(staff, func(x, y string) int {
		if len(x) != len(y) {
			return cmp.Compare(len(x), len(y))
		}
		return cmp.Compare(x, y)
	})
	return staff
}

// longest is the number of days after which turnaround is no longer told apart.
const longest = 2000

// turnarounds counts the time from discharge to coding.
type turnarounds struct {
	types    [clinic.PatientTypes]TypeTurnaround
	days     [clinic.PatientTypes]map[int64]int64 // of the complete truth
	negative int64
	early    int64
	weeks    [110]WeekTruth // from firstMonday
}

// firstMonday begins the week of the first discharges.
var firstMonday = calendar.First - 1

func (t *turnarounds) add(e *clinic.Encounter, c *coding.Chart) {
	k := &t.types[e.Type]
	k.Discharged++
	if c.Gone() {
		k.Exits++
		return
	}
	days := int64(c.CodedOn(e) - e.DischargedOn)
	if c.Work.Exit == "" && c.Work.Sequestered == 0 {
		if t.days[e.Type] == nil {
			t.days[e.Type] = map[int64]int64{}
		}
		t.days[e.Type][min(days, longest)]++
	}
	week := &t.weeks[(e.DischargedOn-firstMonday)/7]
	t.judge(e, c, days, week)
	if !c.Coded() {
		k.Open++
		k.OnHold += count(c.Work.OnHold)
		return
	}
	k.Coded++
	t.negative += count(days < 0)
	t.early += count(c.Work.Coded < e.Discharged)
	week.Coded++
	week.Days += days
}

// judge counts an account without an exit against the target of its patient type
// (CEN-02). A hold that began within the target, before the account was coded, ends its
// follow-up there (CEN-05).
func (t *turnarounds) judge(e *clinic.Encounter, c *coding.Chart, days int64, week *WeekTruth) {
	k, target := &t.types[e.Type], coding.Targets[e.Type].CodedWithin
	zone := e.Facility().Zone
	ever := c.Work.Sequestered != 0 && c.Work.Sequestered <= calendar.AsOf
	held := ever && int64(zone.Day(c.Work.Sequestered)-e.DischargedOn) <= target
	k.EverHeld += count(ever)
	switch {
	case int64(zone.Day(calendar.AsOf)-e.DischargedOn) < target:
		k.Pending++
	case held:
		k.Held++
	default:
		k.Eligible++
		week.Eligible++
		if c.Coded() && days <= target {
			k.Within++
			week.Within++
		}
	}
}

func (t *turnarounds) truth() Turnaround {
	result := Turnaround{NegativeDays: t.negative, Early: t.early}
	for kind := range clinic.PatientTypes {
		k := t.types[kind]
		k.Type, k.Target = kind.String(), coding.Targets[kind].CodedWithin
		k.Mean, k.Median = center(t.days[kind])
		k.TrueWithin = upTo(t.days[kind], k.Target)
		result.Types = append(result.Types, k)
	}
	for i, week := range t.weeks {
		if monday := firstMonday + calendar.Day(7*i); monday <= calendar.Last {
			week.Monday = monday.String()
			result.Weeks = append(result.Weeks, week)
		}
	}
	return result
}

// center gives mean, to six decimals, and lower median of a histogram.
func center(days map[int64]int64) (float64, int64) {
	var values []int64
	var n, sum, below int64
	for value, times := range days {
		values = append(values, value)
		n += times
		sum += value * times
	}
	slices.Sort(values)
	for _, value := range values {
		if below += days[value]; 2*below >= n {
			return share(sum*1_000_000, n), value
		}
	}
	return 0, 0
}

// upTo is the share of a histogram, to six decimals, in up to so many days.
func upTo(days map[int64]int64, most int64) float64 {
	var n, within int64
	for value, times := range days {
		n += times
		if value <= most {
			within += times
		}
	}
	return share(within*1_000_000, n)
}

// uncoded counts open accounts.
type uncoded struct {
	total   OpenKind
	types   [clinic.PatientTypes]OpenKind
	buckets [7]OpenKind
}

// ages are the first days of the ageing buckets (KPI-05).
var ages = [7]int64{0, 4, 8, 15, 31, 61, 91}

var ageNames = [7]string{"0-3", "4-7", "8-14", "15-30", "31-60", "61-90", ">90"}

func (u *uncoded) add(e *clinic.Encounter) {
	age := int64(e.Facility().Zone.Day(calendar.AsOf) - e.DischargedOn)
	bucket := 0
	for bucket+1 < len(ages) && age >= ages[bucket+1] {
		bucket++
	}
	for _, k := range []*OpenKind{&u.total, &u.types[e.Type], &u.buckets[bucket]} {
		k.Accounts++
		k.Cents += e.Cents
	}
}

func (u *uncoded) truth() Uncoded {
	t := Uncoded{Accounts: u.total.Accounts, Cents: u.total.Cents}
	for kind := range clinic.PatientTypes {
		u.types[kind].Group = kind.String()
		t.Types = append(t.Types, u.types[kind])
	}
	for i := range u.buckets {
		u.buckets[i].Group = ageNames[i]
		t.Buckets = append(t.Buckets, u.buckets[i])
	}
	return t
}
