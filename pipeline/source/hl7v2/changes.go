package hl7v2

import "chartline/pipeline/source/hl7v2/segment"

// A feed with action codes states codes one by one, each under an identifier by which it
// is changed and taken back later. The store gives them their places. An account of which
// a feed tells lists and changes keeps both.

// changeDiagnoses emits changes of single diagnoses. One without an action is added.
func (w *worker) changeDiagnoses(coded, admission []segment.Coded) error {
	for _, d := range coded {
		role := "other"
		if d.Priority == 1 {
			role = "principal"
		}
		if err := w.change("diagnosis", "DG1", d, role, w.diagnosisSystem); err != nil {
			return err
		}
	}
	for _, d := range admission {
		if err := w.change("diagnosis", "DG1", d, "admitting", w.diagnosisSystem); err != nil {
			return err
		}
	}
	return nil
}

// changeProcedures emits changes of single procedures.
func (w *worker) changeProcedures() error {
	for _, p := range w.told.procedures {
		role := "other"
		if p.Priority == 1 {
			role = "principal"
		}
		if err := w.change("procedure", "PR1", p, role, w.procedureSystem); err != nil {
			return err
		}
	}
	return nil
}

// change emits a statement about a code.
func (w *worker) change(kind, name string, d segment.Coded, role string, system func(segment.Code) string) error {
	stated := w.told.standingOfCodes()
	r := w.statements
	for i, c := range d.Codes {
		if c.Code == "" && i > 0 {
			continue
		}
		c.System = system(c)
		r.text("statement_id", w.statement(name, d, c))
		r.text("code_system", c.System)
		r.text("kind", kind)
		r.text("encounter_id", w.told.account)
		r.text("role", role)
		if d.Priority > 0 {
			r.integer("rank", d.Priority)
		} else if d.Number > 0 {
			r.integer("rank", d.Number)
		}
		r.must("code", c.Code)
		r.text("poa", presentOnAdmission(d.POA))
		r.moment("stated_on", "", w.when(d.On))
		r.batch.Boolean("withdrawn", d.Action == "D")
		if err := r.end(stated, d.Text); err != nil {
			return err
		}
	}
	return nil
}

// statement is what identifies a change of a code of this visit: its identifier, or the
// code itself where the sender gives it none.
func (w *worker) statement(name string, d segment.Coded, of segment.Code) string {
	id := d.ID
	if id == "" {
		id = d.Type + "/" + of.System + "/" + of.Plain()
	}
	return w.told.account + "/" + name + "/" + id
}
