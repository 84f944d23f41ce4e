package coding

import (
	"time"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/chance"
	"chartline/pipeline/sample/clinic"
)

// Work is the course of an account through the department. Instants are 0 where the
// step is never taken.
type Work struct {
	Complete, Touched, Coded, Billed, Submitted, Remitted int64

	Holds []Hold
	Exit  string // voided, combined or non_billable; the account leaves before coding
	Left  int64  // instant of the exit
	Query *Query

	Sequestered int64 // start of a legal, VIP or research hold; 0 for most
	OnHold      bool  // on such a hold at the as-of instant
	Delayed     bool  // would have been coded during the outage
}

// Hold is a time in which an account may not go on; To is 0 while nobody knows its end.
type Hold struct {
	Reason   string
	From, To int64
}

// Query is a clarification asked of a provider.
type Query struct {
	ByCDI                    bool
	Provider                 int64
	Issued, Answered, Closed int64 // Answered is 0 where no answer came
	Response, Impact         string
}

// Target is what the department promises for a patient type.
type Target struct{ BillHold, CodedWithin int64 } // days

// Targets are the service levels, by patient type.
var Targets = [clinic.PatientTypes]Target{
	clinic.Inpatient: {4, 4}, clinic.Observation: {4, 3}, clinic.Emergency: {4, 2}, clinic.Surgery: {4, 3},
}

// medians are the typical hours from discharge to the coder's first touch.
var medians = [clinic.PatientTypes]int64{58, 42, 29, 38}

// scheduler plans one account.
type scheduler struct {
	*chance.Stream
	e    *clinic.Encounter
	zone *calendar.Zone
	work Work
}

const (
	minute = 60
	hour   = calendar.HourSeconds
	day    = calendar.DaySeconds
)

// schedule plans an account from its discharge on, as if nobody looked before the end.
func schedule(s *chance.Stream, e *clinic.Encounter) Work {
	p := scheduler{Stream: s, e: e, zone: e.Facility().Zone}
	if p.PerMille(8) {
		p.exit()
		return p.work
	}
	if p.early() {
		p.bill()
		return p.work
	}
	wait := p.Around(medians[e.Type]*hour, &chance.Middling)
	if e.DischargedOn >= SlowFrom {
		wait = wait * slowness / 10
	}
	p.complete(wait)
	p.touch(e.Discharged + wait)
	p.ask()
	p.code()
	p.bill()
	return p.work
}

// exit takes the account out before it is coded.
func (p *scheduler) exit() {
	p.work.Exit = [3]string{"voided", "combined", "non_billable"}[p.Below(3)]
	p.work.Left = p.e.Discharged + p.Between(6*hour, 5*day)
}

// early codes an account before discharge: concurrent coding, and newborns whose
// charts are prepared (CLK-05).
func (p *scheduler) early() bool {
	share := int64(4)
	if p.e.Newborn() {
		share = 90
	}
	if p.e.Type != clinic.Inpatient || !p.PerMille(share) {
		return false
	}
	ahead := min(p.Between(3*hour, 30*hour), (p.e.Discharged-p.e.Admitted)/2)
	p.work.Coded = p.e.Discharged - ahead
	p.work.Touched = p.work.Coded - p.Between(10, 25)*minute
	return true
}

// complete is when the record is ready; some wait for a document on hold.
func (p *scheduler) complete(wait int64) {
	p.work.Complete = p.e.Discharged + wait*p.Between(15, 45)/100
	if !p.PerMille(75) {
		return
	}
	from := p.e.Discharged + day
	p.work.Complete = from + p.Around(7*day, &chance.Wide)
	p.work.Holds = append(p.work.Holds, Hold{"DOCUMENTATION", from, p.work.Complete})
}

// touch is when a coder opens the chart: in working hours, after what holds it, and
// after the outage and the queue that it left.
func (p *scheduler) touch(at int64) {
	at = p.open(max(at, p.work.Complete))
	if p.PerMille(8) {
		at = p.sequester(at)
	}
	p.work.Touched = at
	if during(at) {
		p.work.Delayed = true
		p.work.Holds = append(p.work.Holds, Hold{"OUTAGE", at, outageTo})
	}
	if later := delayed(at); later != at {
		p.work.Touched = p.open(later)
	}
}

// sequester puts an account on hold for reasons that outrank coding.
func (p *scheduler) sequester(at int64) int64 {
	reason := [4]string{"LEGAL", "LEGAL", "VIP", "RESEARCH"}[p.Below(4)]
	from := p.e.Discharged + p.Between(1, 30)*hour
	to := from + p.Around(70*day, &chance.Wide)
	p.work.Holds = append(p.work.Holds, Hold{reason, from, to})
	p.work.Sequestered = from
	p.work.OnHold = from <= calendar.AsOf && to > calendar.AsOf
	return p.open(max(at, to))
}

// ask may hold the account for a question to a provider.
func (p *scheduler) ask() {
	share := [clinic.PatientTypes]int64{130, 50, 20, 25}[p.e.Type]
	if !p.PerMille(share) {
		return
	}
	q := &Query{Provider: p.Between(1, 60), ByCDI: p.e.Type == clinic.Inpatient && p.PerMille(350)}
	p.work.Query = q
	q.Impact = [5]string{"drg", "cc_mcc", "poa", "specificity", "none"}[p.Below(5)]
	if q.ByCDI { // concurrent: asked during the stay, so the account does not wait
		q.Issued = p.e.Admitted + (p.e.Discharged-p.e.Admitted)*p.Between(25, 75)/100
		p.answer(q, 20*hour)
		return
	}
	q.Issued = p.work.Touched + p.Between(8, 35)*minute
	p.answer(q, 44*hour)
	p.work.Holds = append(p.work.Holds, Hold{"QUERY", q.Issued, q.Closed})
}

// answer draws when and how a provider answers; some never do, and the query is closed
// without.
func (p *scheduler) answer(q *Query, median int64) {
	if p.PerMille(70) {
		q.Closed = p.open(q.Issued + p.Between(12, 21)*day)
		q.Response = "retracted"
		return
	}
	q.Answered = q.Issued + p.Around(median, &chance.Wide)
	q.Closed = q.Answered + p.Between(20, 400)*minute
	u := p.Below(100)
	responses := [5]string{"agree", "alternative", "disagree", "undetermined", "not_significant"}
	for i, until := range [5]int64{76, 84, 93, 97, 100} {
		if u < until {
			q.Response = responses[i]
			return
		}
	}
}

// code is when the codes are final.
func (p *scheduler) code() {
	minutes := [clinic.PatientTypes][2]int64{{18, 55}, {9, 25}, {4, 14}, {7, 20}}[p.e.Type]
	done := p.work.Touched + p.Between(minutes[0], minutes[1])*minute
	if q := p.work.Query; q != nil && !q.ByCDI {
		done = max(done, q.Closed+p.Between(20, 300)*minute)
	}
	if done = p.open(done); during(done) {
		done = p.open(outageTo + p.Below(5*day))
	}
	p.work.Coded = max(done, p.work.Touched+5*minute)
}

// bill drops the bill in the night after coding and after the bill hold; some stop at
// an edit. Claims go out and come back with money.
func (p *scheduler) bill() {
	night := p.zone.Day(p.work.Coded) + 1
	night = max(night, p.e.DischargedOn+calendar.Day(Targets[p.e.Type].BillHold)+1)
	p.work.Billed = p.zone.At(night, 3*hour+p.Below(hour))
	if p.PerMille(50) {
		from := p.work.Billed
		p.work.Billed += p.Around(3*day, &chance.Middling)
		p.work.Holds = append(p.work.Holds, Hold{"EDIT", from, p.work.Billed - p.Between(10, 200)*minute})
	}
	p.work.Submitted = p.zone.At(p.zone.Day(p.work.Billed)+1, 6*hour+p.Below(hour))
	if p.PerMille(970) {
		p.work.Remitted = p.work.Submitted + p.Around(19*day, &chance.Narrow)
	}
}

// Working hours of the coders.
const (
	opens  = 6*hour + 30*minute
	closes = 18 * hour
)

// open is the first time in working hours from an instant on. Nobody works on Sundays
// and holidays, and one in three on a Saturday until noon.
func (p *scheduler) open(at int64) int64 {
	on, second := p.zone.Local(at)
	until := int64(closes)
	for {
		if until = p.hours(on); second < until {
			break
		}
		on, second = on+1, 0
	}
	if second >= opens {
		return p.zone.At(on, second)
	}
	return p.zone.At(on, opens+p.Below((until-opens)*8/10))
}

// hours is when work ends on a day; 0 where there is none.
func (p *scheduler) hours(on calendar.Day) int64 {
	switch {
	case on.Weekday() == time.Sunday || on.Holiday():
		return 0
	case on.Weekday() == time.Saturday:
		if p.PerMille(330) {
			return 12 * hour
		}
		return 0
	}
	return closes
}
