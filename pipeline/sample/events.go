package sample

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// eventRows writes what happened to an account until the as-of instant.
func (x *export) eventRows(e *clinic.Encounter, c *coding.Chart, fate fate) {
	w := &c.Work
	x.events = 0
	coder := c.Coder.ID
	x.event(e, "record_complete", w.Complete, "", "")
	x.event(e, "first_touched", w.Touched, coder, "")
	for _, hold := range w.Holds {
		x.event(e, "hold_started", hold.From, "", hold.Reason)
		x.event(e, "hold_ended", hold.To, "", hold.Reason)
	}
	x.event(e, "final_coded", w.Coded, coder, "")
	x.event(e, "final_billed", w.Billed, "", "")
	x.event(e, "claim_submitted", w.Submitted, "", "")
	x.event(e, "remitted", w.Remitted, "", "")
	if w.Exit != "" {
		x.event(e, w.Exit, w.Left, "", "")
	}
	if c.Recoded() {
		x.event(e, "recoded", c.Revised, coder, "")
		x.event(e, "rebilled", max(c.Revised, w.Billed)+calendar.DaySeconds, "", "")
	}
	if fate.badEvent {
		x.event(e, "coding_finished", w.Coded, coder, "")
	}
}

// event writes one event that has happened by the as-of instant.
func (x *export) event(e *clinic.Encounter, kind string, at int64, actor, reason string) {
	if at == 0 || at > calendar.AsOf {
		return
	}
	x.events++
	f := x.files.event
	f.text = appendKey(f.text, 'E', e.Number+1)
	f.text = append(f.text, '-', byte('0'+x.events/10), byte('0'+x.events%10), ',')
	f.key('E', e.Number+1)
	f.string(kind)
	f.day(e.Facility().Zone.Day(at))
	f.instant(at)
	f.string(actor)
	f.string(reason)
	f.end()
	if kind == "coding_finished" {
		f.quarantine(unlistedValue)
	}
}

// queryRow writes the provider query of an account, as far as it has come.
func (x *export) queryRow(e *clinic.Encounter, c *coding.Chart) {
	q := c.Work.Query
	if q == nil || q.Issued > calendar.AsOf {
		return
	}
	f := x.files.query
	f.key('Q', e.Number+1)
	f.key('E', e.Number+1)
	if q.ByCDI {
		f.string("cdi")
	} else {
		f.string("coder")
	}
	f.key('D', q.Provider)
	if q.ByCDI {
		f.string("concurrent")
	} else {
		f.string("retrospective")
	}
	f.instant(q.Issued)
	f.instant(until(q.Answered))
	f.instant(until(q.Closed))
	response := q.Response
	if q.Answered != 0 && q.Answered > calendar.AsOf || q.Answered == 0 && q.Closed > calendar.AsOf {
		response = ""
	}
	f.string(response)
	f.string(q.Impact)
	f.end()
}

// until is an instant, or 0 where it lies after the as-of instant.
func until(at int64) int64 {
	if at > calendar.AsOf {
		return 0
	}
	return at
}
