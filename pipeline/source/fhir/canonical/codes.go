package canonical

import (
	"strconv"

	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/bill"
	"chartline/pipeline/source/fhir/resource"
)

// hasPlaces reports whether a claim states the places of its codes itself. It does not
// where it names an Encounter, or where some of the codes are stated elsewhere: then all
// of the list are statements, and the store settles their places.
func hasPlaces(b *bill.Bill, elsewhere bool) bool { return b.Key != bill.ByEncounter && !elsewhere }

// diagnosed writes the diagnoses of a claim. Entries without a code are rejected; the
// others stand.
func (t *Tables) diagnosed(b *bill.Bill) {
	list, bad := b.Diagnoses()
	for range bad {
		t.reject("diagnosis", "code", source.ReasonMissing)
	}
	elsewhere := false
	for i := range list {
		elsewhere = elsewhere || list[i].Elsewhere != ""
	}
	for i := range list {
		d := &list[i]
		switch {
		case d.Elsewhere != "":
			t.link(b.Encounter, link{statement: d.Elsewhere, role: d.Role, rank: int64(d.Entry)})
		case hasPlaces(b, elsewhere):
			t.diagnosis(b.Encounter, d)
		default:
			for _, code := range d.Codes {
				t.statement(statement{
					id: t.part(b, "diagnosis", d.Entry) + "/" + d.Role, encounter: b.Encounter, kind: "diagnosis", role: d.Role,
					rank: int64(d.Entry), code: code, poa: d.POA, withdrawn: b.IsVoid(),
				})
			}
		}
	}
}

// part names a part of a claim as a statement.
func (t *Tables) part(b *bill.Bill, list string, entry int) string {
	return b.ClaimID + "/" + list + "/" + strconv.Itoa(entry)
}

// diagnosis writes a diagnosis in its place.
func (t *Tables) diagnosis(encounter string, d *bill.Diagnosis) {
	for _, code := range d.Codes {
		row := t.diagnoses
		row.Text("encounter_id", encounter)
		row.Integer("version_no", 1)
		row.Integer("sequence", d.Position)
		row.Text("role", d.Role)
		row.Text("code", code.Code)
		row.Text("code_system", code.System)
		row.Text("poa", d.POA)
		t.end(row)
	}
}

// performed writes the procedures of a claim. A procedure may be listed twice, if it was
// done twice; its place is that within its code system.
func (t *Tables) performed(b *bill.Bill) {
	list, bad := b.Procedures()
	for range bad {
		t.reject("procedure", "code", source.ReasonMissing)
	}
	elsewhere := false
	for i := range list {
		elsewhere = elsewhere || list[i].Elsewhere != ""
	}
	places := map[string]int64{}
	for i := range list {
		p := &list[i]
		on, ok := t.day(p.Date)
		switch {
		case !ok:
			t.reject("procedure", "performed_on", source.ReasonType)
		case p.Elsewhere != "":
			t.link(b.Encounter, link{statement: p.Elsewhere, role: p.Role, rank: int64(p.Entry)})
		case hasPlaces(b, elsewhere):
			t.procedureOf(b.Encounter, p, on, places)
		default:
			for _, code := range p.Codes {
				t.statement(statement{
					id: t.part(b, "procedure", p.Entry), encounter: b.Encounter, kind: "procedure", role: p.Role,
					rank: int64(p.Entry), code: code, on: on, withdrawn: b.IsVoid(),
				})
			}
		}
	}
}

func (t *Tables) procedureOf(encounter string, p *bill.Procedure, on day, places map[string]int64) {
	for _, code := range p.Codes {
		places[code.System]++
		row := t.procedures
		row.Text("encounter_id", encounter)
		row.Integer("version_no", 1)
		row.Integer("sequence", places[code.System])
		row.Text("role", p.Role)
		row.Text("code", code.Code)
		row.Text("code_system", code.System)
		setDay(row, "performed_on", on)
		t.end(row)
	}
}

// grouped writes the DRGs of a claim.
func (t *Tables) grouped(b *bill.Bill) {
	for _, g := range b.DRGs() {
		row := t.drgs
		row.Text("encounter_id", b.Encounter)
		row.Integer("version_no", 1)
		row.Text("drg_system", g.System)
		row.Text("grouper_version", g.Version)
		row.Text("drg", g.Code)
		t.end(row)
	}
}

// coded writes the condition, occurrence and value codes of a claim.
func (t *Tables) coded(b *bill.Bill) {
	places := map[string]int64{}
	for _, c := range b.Codes {
		row := t.codes
		begun, ok := t.day(c.Period.Start)
		through, ended := t.day(c.Period.End)
		places[c.Kind]++
		row.Text("encounter_id", b.Encounter)
		row.Text("kind", c.Kind)
		row.Integer("sequence", places[c.Kind])
		row.Text("code", c.Code)
		setDay(row, "occurred_on", begun)
		setDay(row, "through_on", through)
		if !setMoney(row, "amount", c.Amount) || !ok || !ended {
			row.Drop()
			t.reject("account_code", "", source.ReasonType)
			continue
		}
		t.end(row)
	}
}

// isLineCode reports whether a code may stand on a line of charges: a procedure or a
// supply, not a drug or a finding.
func isLineCode(coding *resource.Coding) bool {
	if coding.Code == "" || resource.IsAbsent(coding.System) {
		return false
	}
	switch resource.SystemOf(coding.System) {
	case resource.CPT, resource.HCPCS, "HIPPS", "CDT":
		return true
	}
	return coding.System == ""
}
