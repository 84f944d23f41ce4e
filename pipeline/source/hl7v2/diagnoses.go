package hl7v2

import (
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/source/hl7v2/segment"
	"chartline/pipeline/source/hl7v2/table"
)

// place numbers codes within a role and system.
type place struct{ role, system string }

type places map[place]int64

func (p places) next(role, system string) int64 {
	p[place{role, system}]++
	return p[place{role, system}]
}

// list says that the rows of a table that follow are all that the visit has of it.
func (w *worker) list(name string, stated int64, text string) error {
	w.lists.text("encounter_id", w.told.account)
	w.lists.integer("version_no", 1)
	w.lists.text("list", name)
	return w.lists.end(stated, text)
}

// standingOfCodes is when a message's codes were stated. Those of a charge explain its
// lines: they never replace a coded list.
func (t *told) standingOfCodes() int64 {
	if t.kind.Charge {
		return t.stated - aside
	}
	return t.stated
}

// presentOnAdmission is an indicator as it is stored. Exempt codes have none, whether the
// sender says so with E (HL7 table 0895), with the 1 that was withdrawn in 2011, or not at
// all; what is not listed stands as it is (ING-07).
func presentOnAdmission(text string) string {
	switch text = strings.ToUpper(text); text {
	case "1", "E":
		return ""
	}
	return text
}

// listDiagnoses emits the diagnoses of the visit: as the list that replaces all there was,
// or as changes of single ones where any of them says so.
func (w *worker) listDiagnoses() error {
	t := &w.told
	if len(t.diagnoses) == 0 {
		return nil
	}
	if len(t.marks) > 0 {
		segment.Join(t.diagnoses, t.marks)
	}
	coded, admission := w.sortDiagnoses()
	if segment.Change(t.diagnoses) {
		return w.changeDiagnoses(coded, admission)
	}
	stated := t.standingOfCodes()
	if len(coded) > 0 {
		if err := w.list("diagnosis", stated, coded[0].Text); err != nil {
			return err
		}
	}
	clear(w.places)
	clear(w.seen)
	principal := segment.Leads(coded)
	for i, d := range coded {
		role := "other"
		if principal && i == 0 {
			role = "principal"
		}
		if err := w.emitDiagnosis(d, role, stated); err != nil {
			return err
		}
	}
	clear(w.seen)
	for _, d := range admission {
		if err := w.emitDiagnosis(d, "admitting", stated); err != nil {
			return err
		}
	}
	return nil
}

// sortDiagnoses picks the diagnoses of the wanted type, in order, and the admitting ones.
// Those without a type are of the wanted one where no other of the message has any.
func (w *worker) sortDiagnoses() (coded, admission []segment.Coded) {
	all := w.told.diagnoses
	typed := false
	for _, d := range all {
		typed = typed || d.Type == segment.Working || d.Type == segment.Final
	}
	coded, admission = w.wanted[:0], w.admission[:0]
	for _, d := range all {
		switch {
		case d.Type == segment.Admitting:
			admission = append(admission, d)
		case w.wants(d.Type, typed):
			coded = append(coded, d)
		default:
			w.pass(otherType(d.Type), 1)
		}
	}
	w.wanted, w.admission = coded, admission
	segment.Order(coded)
	segment.Order(admission)
	return coded, admission
}

// wants reports whether diagnoses of a type are loaded beside admitting ones.
func (w *worker) wants(kind string, typed bool) bool {
	if kind == "" {
		return !typed
	}
	if w.settings.working {
		return kind == segment.Working
	}
	return kind == segment.Final
}

// otherType is how diagnoses are counted that are of no wanted type.
func otherType(kind string) string {
	switch kind {
	case segment.Working:
		return "DG1 of type W"
	case segment.Final:
		return "DG1 of type F"
	case "":
		return "DG1 of no type"
	}
	return "DG1 of another type"
}

// emitDiagnosis emits a row for each code of a diagnosis. One that the list has already,
// because each line of charges brings its own, counts once.
func (w *worker) emitDiagnosis(d segment.Coded, role string, stated int64) error {
	if d.Deleted {
		return nil
	}
	if d.Codes[0].Code == "" {
		w.diagnoses.blame("code", source.ReasonMissing)
		return w.diagnoses.end(stated, d.Text)
	}
	repeated := true
	for _, c := range d.Codes {
		if c.Code == "" {
			continue
		}
		key := segment.Code{Code: c.Plain(), System: w.diagnosisSystem(c)}
		if w.seen[key] {
			continue
		}
		w.seen[key], repeated = true, false
		r := w.diagnoses
		r.text("encounter_id", w.told.account)
		r.integer("version_no", 1)
		r.integer("sequence", w.places.next(role, key.System))
		r.text("role", role)
		r.text("code", c.Code)
		r.text("code_system", key.System)
		r.text("poa", presentOnAdmission(d.POA))
		if err := r.end(stated, d.Text); err != nil {
			return err
		}
	}
	if repeated {
		w.pass("DG1 repeated", 1)
	}
	return nil
}

// firstICD10 is 1 October 2015, in days since 1970.
const firstICD10 = 16_709

// diagnosisSystem is the system of a code, by the date of the visit where nothing says it.
func (w *worker) diagnosisSystem(c segment.Code) string {
	if c.System != "" {
		return c.System
	}
	t := &w.told
	for _, at := range [...]when{t.discharged, t.admitted, t.sent} {
		if at.known {
			return table.ByDate(at.On < firstICD10)
		}
	}
	return table.Other
}
