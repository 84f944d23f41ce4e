package audit

import (
	"chartline/pipeline/audit/draw"
	"chartline/pipeline/audit/landing"
)

// Rows are those of a draw: what it was drawn from and how, the order of selection, and
// an open case with the coder's codes for each unit of the sample.
func (d *Draw) Rows(programVersion string) *landing.Rows {
	rows := landing.New()
	rows.Add("audit_draw", func(v *landing.Values) { d.row(v, programVersion) })
	for _, s := range d.Strata {
		rows.Add("audit_stratum", func(v *landing.Values) {
			v.Text("audit_id", d.Audit)
			v.Text("stratum", s.Name)
			v.Number("frame_count", int64(s.Frame))
			v.Number("sample_count", int64(s.Sample))
			v.Number("spare_count", int64(s.Spares))
			if d.Neyman {
				v.Share("expected_error", s.Expected)
			}
		})
	}
	for i, u := range d.Units {
		rows.Add("audit_frame", func(v *landing.Values) {
			v.Text("audit_id", d.Audit)
			v.Number("position", int64(i+1))
			v.Text("encounter_id", u.Encounter)
			v.Number("version_no", u.Version)
			v.Text("coder_id", u.Coder)
			v.Text("stratum", u.Stratum)
			v.Number("risk", u.Risk)
		})
	}
	for i, p := range d.Picks {
		addPick(rows, d.Audit, int64(i+1), p, 0)
	}
	return rows
}

func (d *Draw) row(v *landing.Values, programVersion string) {
	v.Text("audit_id", d.Audit)
	v.Instant("drawn_at", d.At)
	v.Date("drawn_on", d.On)
	v.Text("method", d.Method)
	v.Text("selection", d.Selection())
	v.Text("generator", draw.Name)
	v.Number("seed", d.Seed)
	v.Text("filter", d.Filter.String())
	v.Text("stratified_by", d.stratifiedBy())
	v.Text("allocation", d.allocation())
	v.Number("wanted_count", int64(d.Size))
	v.Number("stratum_floor", int64(d.Floor))
	v.Number("universe", d.Universe)
	v.Number("unassigned", d.Unassigned)
	v.Number("shifted", d.Shifted)
	v.Number("reviewed", d.Reviewed)
	v.Number("frame_count", int64(len(d.Units)))
	v.Text("frame_hash", d.Hash)
	v.Text("data_version", d.DataVersion)
	v.Text("program_version", programVersion)
}

// addPick adds a unit that was drawn, and the open case that it has.
func addPick(rows *landing.Rows, audit string, sampleNo int64, p Picked, standsFor int64) {
	rows.Add("audit_sample", func(v *landing.Values) {
		v.Text("audit_id", audit)
		v.Number("sample_no", sampleNo)
		v.Number("position", int64(p.Position))
		v.Text("part", partOf(p.Spare))
		v.Text("stratum", p.Stratum)
		v.Text("encounter_id", p.Encounter)
		if p.Case != nil {
			v.Text("audit_case_id", p.Case.ID)
		}
		if standsFor > 0 {
			v.Number("stands_for", standsFor)
		}
	})
	if p.Case != nil {
		AddCase(rows, p.Case)
		AddCodes(rows, p.Case.ID, "coder", p.Case.Codes)
	}
}

func partOf(spare bool) string {
	if spare {
		return "spare"
	}
	return "sample"
}

// AddCase adds a case as it stands now.
func AddCase(rows *landing.Rows, c *Case) {
	rows.Add("audit_case", func(v *landing.Values) {
		v.Text("audit_case_id", c.ID)
		v.Text("audit_id", c.Audit)
		v.Text("encounter_id", c.Encounter)
		v.Text("selection", c.Selection)
		v.Text("stratum", c.Stratum)
		v.Text("coder_id", c.Coder)
		v.Text("auditor_id", c.Auditor)
		v.Number("version_no", c.Version)
		v.Date("coded_on", c.CodedOn)
		v.Date("closed_on", c.ClosedOn)
	})
}

// AddCodes adds the codes of a side.
func AddCodes(rows *landing.Rows, caseID, side string, codes []Code) {
	for _, c := range codes {
		rows.Add("audit_code", func(v *landing.Values) {
			v.Text("side", side)
			c.row(v, caseID)
			v.Yes("withdrawn", false)
		})
	}
}

// WithdrawCode takes a code of a side back.
func WithdrawCode(rows *landing.Rows, caseID, side string, c Code) {
	rows.Add("audit_code", func(v *landing.Values) {
		v.Text("side", side)
		c.row(v, caseID)
		v.Yes("withdrawn", true)
	})
}

// row sets the columns that every table of codes has.
func (c Code) row(v *landing.Values, caseID string) {
	v.Text("audit_case_id", caseID)
	v.Text("element", c.Element)
	v.Number("sequence", c.Sequence)
	v.Text("code", c.Code)
	v.Text("code_system", c.System)
	v.Text("grouper_version", c.Grouper)
	v.Text("poa", c.POA)
	v.Yes("poa_exempt", c.Exempt)
	v.Date("performed_on", c.Performed)
}

// AddFinding adds a finding as it stands now, or takes it back.
func AddFinding(rows *landing.Rows, f Finding, withdrawn bool) {
	rows.Add("audit_finding", func(v *landing.Values) {
		v.Text("finding_id", f.ID)
		v.Text("audit_case_id", f.Case)
		v.Text("element", f.Element)
		v.Text("error_type", f.ErrorType)
		v.Text("subtype", f.Subtype)
		v.Text("coder_value", f.CoderValue)
		v.Text("auditor_value", f.AuditorValue)
		v.Text("root_cause", f.RootCause)
		v.Text("direction", f.Direction)
		v.Yes("drg_changed", f.DRGChanged)
		v.Text("final_state", f.State)
		v.Text("final_value", f.FinalValue)
		v.Text("citation", f.Citation)
		v.Date("identified_on", f.IdentifiedOn)
		v.Yes("withdrawn", withdrawn)
	})
}

// AddEvent adds what happened to a case.
func AddEvent(rows *landing.Rows, v Event) {
	rows.Add("audit_event", func(row *landing.Values) {
		row.Text("audit_case_id", v.Case)
		row.Text("event_type", v.Type)
		row.Instant("occurred_at", v.At)
		row.Date("occurred_on", v.On)
		row.Text("reason", v.Reason)
	})
}

// AddStep adds a step of a finding.
func AddStep(rows *landing.Rows, s Step) {
	rows.Add("rebuttal", func(v *landing.Values) {
		v.Text("finding_id", s.Finding)
		v.Number("step_no", s.No)
		v.Text("from_state", s.From)
		v.Text("to_state", s.To)
		v.Text("outcome", s.Outcome)
		v.Instant("occurred_at", s.At)
		v.Date("occurred_on", s.On)
		v.Text("actor_id", s.Actor)
		v.Text("reason", s.Reason)
	})
}

// AddInitialCodes keeps the auditor's set as it was before a rebuttal changed it (REB-03).
func AddInitialCodes(rows *landing.Rows, caseID string, codes []Code) {
	for _, c := range codes {
		rows.Add("initial_code", func(v *landing.Values) { c.row(v, caseID) })
	}
}
