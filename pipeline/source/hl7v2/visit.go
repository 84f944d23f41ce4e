package hl7v2

import (
	"chartline/pipeline/source"
	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/hl7v2/segment"
	"chartline/pipeline/source/hl7v2/table"
)

// told is what the message at hand says, of one visit at a time: a bill may be about
// several, each of which begins with its PV1.
type told struct {
	kind   *table.Kind
	sent   when
	stated int64 // microseconds since 1970; see standing

	event, person, visit, prior []string // fields of EVN, PID, PV1, MRG
	personText, visitText       string   // the segments PID and PV1

	introduced           bool   // the patient was emitted
	patient, account     string // empty where the message names none
	byAccount            bool   // the account is that of PID-18
	admitted, discharged when

	diagnoses, procedures []segment.Coded
	lines                 []segment.Charge
	marks                 []segment.Mark
	group                 []string // fields of DRG
	groupText             string
}

// mostCoded bounds the segments of a visit that are kept until all of them are known.
const mostCoded = 10_000

// tell emits what a message of a kind says.
func (w *worker) tell(k *table.Kind) error {
	t, m := &w.told, &w.message
	t.begin(k)
	for walk := m.Segments(m.Body); ; {
		text, ok := walk.Next()
		if !ok {
			break
		}
		if text[:3] == "PV1" && len(t.visit) > 0 {
			if err := w.visit(); err != nil {
				return err
			}
			t.beginVisit()
		}
		w.keep(text)
		if len(t.diagnoses)+len(t.procedures)+len(t.lines)+len(t.marks) > mostCoded {
			return w.reject(source.Unread, "", source.ReasonTooLarge, m.Body)
		}
	}
	return w.visit()
}

// begin forgets the message before.
func (t *told) begin(k *table.Kind) {
	t.kind, t.introduced = k, false
	t.event, t.person, t.visit, t.prior = t.event[:0], t.person[:0], t.visit[:0], t.prior[:0]
	t.personText, t.visitText = "", ""
	t.beginVisit()
}

// beginVisit forgets the codes of the visit before.
func (t *told) beginVisit() {
	t.diagnoses, t.procedures, t.lines, t.marks = t.diagnoses[:0], t.procedures[:0], t.lines[:0], t.marks[:0]
	t.group, t.groupText = t.group[:0], ""
}

// keep takes what is needed from a segment; those that nothing is needed from are most.
func (w *worker) keep(text string) {
	t, m := &w.told, &w.message
	switch text[:3] {
	case "EVN":
		t.event = m.Fields(t.event, text)
	case "PID":
		if len(t.person) == 0 {
			t.person, t.personText = m.Fields(t.person, text), text
		}
	case "MRG":
		t.prior = m.Fields(t.prior, text)
	case "PV1":
		t.visit, t.visitText = m.Fields(t.visit, text), text
	case "DG1":
		t.diagnoses = append(t.diagnoses, w.segments.Diagnosis(text))
	case "PR1":
		t.procedures = append(t.procedures, w.segments.Procedure(text))
	case "FT1":
		t.lines = append(t.lines, w.segments.Charge(text))
	case "DRG":
		t.group, t.groupText = m.Fields(t.group, text), text
	case w.settings.poa.Segment:
		t.marks = append(t.marks, w.segments.Mark(text))
	}
}

// visit emits what was said of one visit.
func (w *worker) visit() error {
	t := &w.told
	w.standing()
	w.identify()
	if !t.introduced {
		t.introduced = true
		if err := w.patient(); err != nil {
			return err
		}
	}
	if t.kind.Person {
		w.pass("DG1 about no visit", len(t.diagnoses))
		w.pass("PR1 about no visit", len(t.procedures))
		return nil
	}
	if t.account == "" {
		return w.reject(w.encounters.table, "encounter_id", unnamed(t.kind), w.message.Body)
	}
	w.dates()
	emits := []func() error{w.encounter, w.listDiagnoses, w.listProcedures, w.drg, w.charges, w.coding, w.combined}
	if t.kind.Voids {
		emits = []func() error{w.encounter, w.emptyLists}
	}
	for _, emit := range emits {
		if err := emit(); err != nil {
			return err
		}
	}
	return nil
}

// emptyLists says that a visit which did not happen has no codes, whether they were stated
// as lists or one by one.
func (w *worker) emptyLists() error {
	w.pass("DG1 of a cancelled visit", len(w.told.diagnoses))
	w.pass("PR1 of a cancelled visit", len(w.told.procedures))
	for _, name := range []string{"diagnosis", "procedure", "drg_assignment", "code_statement"} {
		if err := w.list(name, w.told.stated, w.told.visitText); err != nil {
			return err
		}
	}
	return nil
}

// unnamed is why a message is left out that names no account.
func unnamed(k *table.Kind) string {
	if k.Undoes || k.Voids {
		return source.ReasonUnmatched
	}
	return source.ReasonMissing
}

// pass counts segments that are of no canonical table.
func (w *worker) pass(what string, segments int) {
	if segments > 0 {
		w.skipped[what] += int64(segments)
	}
}

// standing works out when the message was stated. Its sender's clock, MSH-7, decides, or
// where it is not set that of the event's recording, EVN-2; a message without a clock
// stands behind every other. Clocks have seconds, or minutes, and a feed has several
// messages in one. Among these the kinds' ranks decide and then the last four digits of
// the sequence number, MSH-13, or the control number, MSH-10, in the digits of the
// microseconds.
func (w *worker) standing() {
	t, m := &w.told, &w.message
	t.sent = w.when(m.Text(message.Field(m.Header, 7), 1))
	if !t.sent.known {
		t.sent = w.when(m.Text(message.Field(t.event, 2), 1))
	}
	t.stated = 0
	if t.sent.known {
		t.stated = t.sent.Micros()
	}
	if t.stated%1_000_000 != 0 {
		t.stated += t.kind.Rank
		return
	}
	number, ok := lastDigits(m.Text(message.Field(m.Header, 13), 1))
	if !ok {
		number, _ = lastDigits(m.Text(message.Field(m.Header, 10), 1))
	}
	t.stated += t.kind.Rank*10_000 + number
}

// lastDigits is the number that the last four digits of a text make, where it ends in any.
func lastDigits(text string) (n int64, ok bool) {
	begin := len(text)
	for begin > 0 && len(text)-begin < 4 && text[begin-1] >= '0' && text[begin-1] <= '9' {
		begin--
	}
	for _, digit := range text[begin:] {
		n = n*10 + int64(digit-'0')
	}
	return n, begin < len(text)
}

// aside is how far before all else a statement stands that may never replace one of a
// sender who knows better, whenever either was made: longer than any two clocks differ.
const aside = 1 << 54

// identify finds the patient and the account.
func (w *worker) identify() {
	t, m := &w.told, &w.message
	t.patient = w.identifier(message.Field(t.person, 3))
	if t.patient == "" {
		t.patient = w.identifier(message.Field(t.person, 2)) // of version 2.2 and before
	}
	visit, account := m.Text(message.Field(t.visit, 19), 1), m.Text(message.Field(t.person, 18), 1)
	t.byAccount = account != "" && (w.settings.byAccount || visit == "")
	t.account = visit
	if t.byAccount {
		t.account = account
	}
}

// identifier picks the medical record number of a field of identifiers, else the first
// that is no social security number.
func (w *worker) identifier(field string) (first string) {
	m := &w.message
	for more := field != ""; more; {
		var one string
		one, field, more = m.Next(field)
		id, of := m.Text(one, 1), m.Text(one, 5)
		if id != "" && of == "MR" {
			return id
		}
		if first == "" && of != "SS" {
			first = id
		}
	}
	return first
}

// dates finds when the visit began and ended. Messages that are sent because it did may
// leave that to the event: when it occurred (EVN-6), else when it was recorded (EVN-2).
func (w *worker) dates() {
	t, m := &w.told, &w.message
	t.admitted = w.when(m.Text(message.Field(t.visit, 44), 1))
	t.discharged = w.when(m.Text(message.Field(t.visit, 45), 1))
	if t.kind.Admits && t.admitted == (when{}) {
		t.admitted = w.occurred()
	}
	if t.kind.Ends && t.discharged == (when{}) {
		t.discharged = w.occurred()
	}
	if t.kind.Undoes {
		t.discharged = when{}
	}
}

// occurred is when the event of the message happened.
func (w *worker) occurred() when {
	for _, field := range [...]int{6, 2} {
		if at := w.when(w.message.Text(message.Field(w.told.event, field), 1)); at.known {
			return at
		}
	}
	return when{}
}
