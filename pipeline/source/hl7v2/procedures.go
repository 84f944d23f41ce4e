package hl7v2

import (
	"strings"

	"chartline/pipeline/source/hl7v2/segment"
	"chartline/pipeline/source/hl7v2/table"
)

// listProcedures emits the procedures of the visit, as listDiagnoses does its diagnoses.
func (w *worker) listProcedures() error {
	t := &w.told
	if len(t.procedures) == 0 {
		return nil
	}
	if segment.Change(t.procedures) {
		return w.changeProcedures()
	}
	stated := t.standingOfCodes()
	if err := w.list("procedure", stated, t.procedures[0].Text); err != nil {
		return err
	}
	segment.Order(t.procedures)
	clear(w.places)
	principal := segment.Leads(t.procedures)
	for i, p := range t.procedures {
		if err := w.emitProcedure(p, principal && i == 0, stated); err != nil {
			return err
		}
	}
	return nil
}

// emitProcedure emits a row for each code of a procedure. The first one of an ICD system
// is the principal procedure even where no priority says so; CPT and HCPCS know none.
func (w *worker) emitProcedure(p segment.Coded, first bool, stated int64) error {
	if p.Deleted {
		return nil
	}
	r := w.procedures
	for i, c := range p.Codes {
		if c.Code == "" && i > 0 {
			continue
		}
		system := w.procedureSystem(c)
		role := "other"
		if first && (p.Priority == 1 || strings.HasPrefix(system, "ICD-")) {
			role = "principal"
		}
		r.text("encounter_id", w.told.account)
		r.integer("version_no", 1)
		r.integer("sequence", w.places.next("", system))
		r.text("role", role)
		r.must("code", c.Code)
		r.text("code_system", system)
		r.text("modifiers", p.Modifiers)
		r.moment("performed_on", "", w.when(p.On))
		if err := r.end(stated, p.Text); err != nil {
			return err
		}
	}
	return nil
}

// procedureSystem is the system of a code, by its length where nothing says it.
func (w *worker) procedureSystem(c segment.Code) string {
	if c.System != "" {
		return c.System
	}
	return table.ByLength(c.Code)
}
