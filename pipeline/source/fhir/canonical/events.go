package canonical

import (
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/bill"
)

// happened writes what a claim tells of the way of the account: that it was billed when
// the claim was made, that the claim arrived at the payer, and that it was paid. The
// coding itself leaves no trace in FHIR. An ExplanationOfBenefit is made by the payer:
// when it was made says nothing of the bill.
func (t *Tables) happened(b *bill.Bill) {
	if b.ResourceType == "Claim" {
		kind := "final_billed"
		if b.IsReplacement() {
			kind = "rebilled"
		}
		if !b.IsOpen() {
			t.event(b, kind, b.Created)
		}
	}
	t.event(b, "claim_submitted", b.Received)
	t.event(b, "remitted", b.Payment.Date)
}

// event writes an event, if its date is stated. Its identifier is made of what it is
// about, so that reading it again adds nothing.
func (t *Tables) event(b *bill.Bill, kind, when string) {
	at, ok := t.day(when)
	if !ok {
		t.reject("event", "occurred_on", source.ReasonType)
		return
	}
	if !at.known {
		return
	}
	e := t.events
	e.Text("event_id", "fhir/"+b.ClaimID+"/"+kind)
	e.Text("encounter_id", b.Encounter)
	e.Text("event_type", kind)
	setDay(e, "occurred_on", at)
	setInstant(e, "occurred_at", at)
	t.end(e)
}
