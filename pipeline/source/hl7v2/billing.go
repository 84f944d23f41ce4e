package hl7v2

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/source"
	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/hl7v2/segment"
	"chartline/pipeline/source/hl7v2/table"
)

// charges emits the lines of charges. Payments and adjustments are none.
func (w *worker) charges() error {
	t := &w.told
	clear(w.named)
	for i, c := range t.lines {
		switch {
		case c.IsCredit(), c.Type == segment.Charged, c.Type == "":
		case c.Type == "PY", c.Type == "AJ", c.Type == "CO":
			w.pass("FT1 of type "+c.Type, 1)
			continue
		default:
			w.pass("FT1 of another type", 1)
			continue
		}
		r := w.lines
		r.text("encounter_id", t.account)
		r.text("line_no", w.lineNumber(c, i+1))
		r.text("revenue_code", c.Revenue)
		r.text("code", c.Code)
		r.text("modifiers", c.Modifiers)
		r.moment("service_on", "", w.when(c.On))
		r.sums(c.Sums())
		if err := r.end(t.stated, c.Text); err != nil {
			return err
		}
	}
	return nil
}

// lineNumber is what identifies a line: its transaction, with the type behind it for what
// takes the transaction back, or its place in the message. A transaction that several
// lines of a message name is told apart by their order.
func (w *worker) lineNumber(c segment.Charge, place int) string {
	m := &w.message
	id := c.Transaction
	if id == "" {
		if c.Number > 0 {
			place = int(c.Number)
		}
		id = m.Text(message.Field(m.Header, 10), 1) + "/" + strconv.Itoa(place)
	}
	if c.IsCredit() {
		id += "/" + c.Type
	}
	w.named[id]++
	if n := w.named[id]; n > 1 {
		id += "/" + strconv.Itoa(n)
	}
	return id
}

// sums sets units and amount of a line.
func (r *rows) sums(s segment.Sums) {
	if s.UnitsWrong {
		r.blame("units", source.ReasonType)
	}
	if s.AmountWrong {
		r.blame("charge", source.ReasonType)
	}
	if s.HasUnits {
		r.batch.Decimal("units", decimal128.FromI64(s.Units))
	}
	if s.HasAmount {
		r.batch.Decimal("charge", decimal128.FromI64(s.Amount))
	}
}

// drg emits the DRG of the visit.
func (w *worker) drg() error {
	t, m, r := &w.told, &w.message, w.drgs
	if len(t.group) == 0 {
		return nil
	}
	stated := t.standingOfCodes()
	field := message.Field(t.group, 1)
	if message.Deletes(field) {
		return w.list("drg_assignment", stated, t.groupText)
	}
	name, version := m.Text(field, 3), m.Text(message.Field(t.group, 19), 1)
	if name == "" {
		name = m.Text(message.Field(t.group, 18), 1)
	}
	if version == "" {
		version = m.Text(field, 7)
	}
	r.text("encounter_id", t.account)
	r.integer("version_no", 1)
	r.text("drg_system", table.DRG(name))
	r.text("grouper_version", version)
	r.must("drg", threeDigits(m.Text(field, 1)))
	r.amount("weight", m.Text(message.Field(t.group, 15), 1), segment.UnitDecimals)
	return r.end(stated, t.groupText)
}

// threeDigits gives a DRG back the leading zeros that a number loses.
func threeDigits(drg string) string {
	if drg == "" || len(drg) >= 3 || strings.Trim(drg, "0123456789") != "" {
		return drg
	}
	return strings.Repeat("0", 3-len(drg)) + drg
}

// coding emits that coding was completed, which P12 tells. One with nothing but working
// diagnoses tells no such thing.
func (w *worker) coding() error {
	t, m := &w.told, &w.message
	if !t.kind.Coded || w.isWorking() {
		return nil
	}
	coder := w.coder()
	at := w.codedAt()
	if !at.known {
		return w.reject(w.events.table, "occurred_on", source.ReasonMissing, m.Body)
	}
	w.assignments.text("encounter_id", t.account)
	w.assignments.integer("version_no", 1)
	w.assignments.text("coder_id", coder)
	if at.HasTime && !w.settings.shifted {
		w.assignments.batch.Instant("assigned_at", at.At)
	}
	if err := w.assignments.end(t.stated, m.Body); err != nil {
		return err
	}
	return w.happened(t.account, "final_coded", at, coder)
}

// isWorking reports whether the message has diagnoses, and all are of a type that is not
// loaded.
func (w *worker) isWorking() bool {
	for _, d := range w.told.diagnoses {
		if d.Type == "" || d.Type == segment.Admitting || w.wants(d.Type, true) {
			return false
		}
	}
	return len(w.told.diagnoses) > 0
}

// codedAt is when coding was completed, in the order of standard.md 5.10: when the event
// occurred (EVN-6), the last attestation (DG1-19), the assignment of the DRG (DRG-2). The
// time of sending, MSH-7, is the last resort: feeds of a night send a day's work at once.
func (w *worker) codedAt() when {
	t, m := &w.told, &w.message
	if at := w.when(m.Text(message.Field(t.event, 6), 1)); at.known {
		return at
	}
	var last when
	for _, d := range t.diagnoses {
		if at := w.when(d.Attested); at.known && (!last.known || at.Micros() > last.Micros()) {
			last = at
		}
	}
	if last.known {
		return last
	}
	if at := w.when(m.Text(message.Field(t.group, 2), 1)); at.known {
		return at
	}
	return t.sent
}

// coder is who coded: DRG-12, a name, or else the operator of the event, EVN-5.
func (w *worker) coder() string {
	t, m := &w.told, &w.message
	name := message.Field(t.group, 12)
	if coder := strings.TrimSpace(m.Text(name, 1) + " " + m.Text(name, 2)); coder != "" {
		return coder
	}
	return m.Text(message.Field(t.event, 5), 1)
}

// combined emits that an account was given up for another one, where an inpatient becomes
// an outpatient or the other way round and the message names the prior account.
func (w *worker) combined() error {
	t, m := &w.told, &w.message
	if !t.kind.Moves {
		return nil
	}
	field := 5
	if t.byAccount {
		field = 3
	}
	prior := m.Text(message.Field(t.prior, field), 1)
	if prior == "" || prior == t.account {
		return nil
	}
	at := w.occurred()
	if !at.known {
		at = t.sent
	}
	return w.happened(prior, "combined", at, "")
}

// happened emits an event. Its identifier follows from what happened, so that a message
// that is sent again tells nothing new.
func (w *worker) happened(account, what string, at when, actor string) error {
	r := w.events
	sum := sha256.Sum256(fmt.Appendf(nil, "hl7v2\x00%s\x00%s\x00%d", account, what, at.Micros()))
	r.text("event_id", "hl7v2-"+hex.EncodeToString(sum[:16]))
	r.text("encounter_id", account)
	r.text("event_type", what)
	if !at.known {
		r.blame("occurred_on", source.ReasonMissing)
	}
	r.moment("occurred_on", "occurred_at", at)
	r.text("actor_id", actor)
	return r.end(w.told.stated, w.message.Body)
}
