package claim

import (
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/moment"
)

// Tables writes claims as rows of the canonical tables.
type Tables struct {
	encounters, lists, diagnoses, procedures, drgs, lines *source.Batcher
}

// NewTables makes the batchers that write into a sink. Release them when done.
func NewTables(out source.Sink) *Tables {
	batcher := func(table string) *source.Batcher { return source.NewStatedBatcher(schema.Must(table), out) }
	return &Tables{
		encounters: batcher("encounter"), lists: batcher("code_list"), diagnoses: batcher("diagnosis"),
		procedures: batcher("procedure"), drgs: batcher("drg_assignment"), lines: batcher("service_line"),
	}
}

func (t *Tables) all() []*source.Batcher {
	return []*source.Batcher{t.encounters, t.lists, t.diagnoses, t.procedures, t.drgs, t.lines}
}

// Flush hands over the rows that wait.
func (t *Tables) Flush() error {
	for _, b := range t.all() {
		if err := b.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// Release frees the batchers.
func (t *Tables) Release() {
	for _, b := range t.all() {
		b.Release()
	}
}

// Claim writes a claim and its codes, without its lines.
func (t *Tables) Claim(c *Claim) error {
	if !c.Continued {
		if err := t.encounter(c); err != nil {
			return err
		}
		if err := t.complete(c); err != nil {
			return err
		}
	}
	if err := t.diagnosed(c); err != nil {
		return err
	}
	if err := t.performed(c); err != nil {
		return err
	}
	return t.grouped(c)
}

func (t *Tables) encounter(c *Claim) error {
	b := t.encounters
	b.TextBytes("encounter_id", c.ID)
	b.TextBytes("patient_id", c.Patient)
	if len(c.Facility) > 0 {
		b.TextBytes("facility_id", c.Facility)
	} else {
		b.Text("facility_id", c.FacilityUnnamed)
	}
	b.Text("patient_type", c.PatientType)
	setDay(b, "admitted_on", c.Admitted)
	setDay(b, "discharged_on", c.Discharged)
	b.TextBytes("discharge_status", c.DischargeStatus)
	b.TextBytes("admission_type", c.AdmissionType)
	b.TextBytes("admission_source", c.AdmissionSource)
	b.TextBytes("bill_type", c.BillType)
	b.TextBytes("attending_id", c.Attending)
	if c.Birth.Known && c.Admitted.Known && c.Birth.On <= c.Admitted.On {
		b.Integer("age_years", moment.Age(c.Birth.On, c.Admitted.On))
	}
	b.TextBytes("payer_class", c.Payer)
	if c.Charges.Known {
		b.Decimal("total_charges", c.Charges.Num)
	}
	b.Boolean("cancelled", c.Withdrawn)
	b.Boolean("dates_shifted", c.Shifted)
	return next(b, c.Stated)
}

// complete says that what is stated now is all that there is, so that what an earlier
// statement had beyond it goes. Without a time of the statement nothing is earlier.
func (t *Tables) complete(c *Claim) error {
	if !c.Stated.Known {
		return nil
	}
	lists := []string{"diagnosis", "procedure", "drg_assignment", "service_line"}
	if !c.LinesListed && !c.Withdrawn {
		lists = lists[:3]
	}
	for _, list := range lists {
		t.lists.TextBytes("encounter_id", c.ID)
		t.lists.Integer("version_no", 1)
		t.lists.Text("list", list)
		if err := next(t.lists, c.Stated); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tables) diagnosed(c *Claim) error {
	b := t.diagnoses
	for i := range c.Diagnoses.listed {
		d := &c.Diagnoses.listed[i]
		b.TextBytes("encounter_id", c.ID)
		b.Integer("version_no", 1)
		b.Integer("sequence", d.Sequence)
		b.Text("role", d.Role)
		b.TextBytes("code", d.Code)
		b.Text("code_system", d.System)
		b.TextBytes("poa", d.POA)
		if err := next(b, c.Stated); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tables) performed(c *Claim) error {
	b := t.procedures
	for i := range c.Procedures {
		p := &c.Procedures[i]
		b.TextBytes("encounter_id", c.ID)
		b.Integer("version_no", 1)
		b.Integer("sequence", p.Sequence)
		role := OtherRole
		if p.Sequence == 1 {
			role = Principal
		}
		b.Text("role", role)
		b.TextBytes("code", p.Code)
		b.Text("code_system", p.System)
		setDay(b, "performed_on", p.Performed)
		if err := next(b, c.Stated); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tables) grouped(c *Claim) error {
	for _, g := range c.DRGs {
		t.drgs.TextBytes("encounter_id", c.ID)
		t.drgs.Integer("version_no", 1)
		t.drgs.Text("drg_system", g.System)
		t.drgs.TextBytes("drg", g.Code)
		if err := next(t.drgs, c.Stated); err != nil {
			return err
		}
	}
	return nil
}

// Line writes one line of charges.
func (t *Tables) Line(l *Line) error {
	b := t.lines
	b.TextBytes("encounter_id", l.Claim)
	b.TextBytes("line_no", l.Number)
	b.TextBytes("revenue_code", l.Revenue)
	b.TextBytes("code", l.Code)
	b.TextBytes("modifiers", l.Modifiers)
	setDay(b, "service_on", l.Service)
	if l.Units.Known {
		b.Decimal("units", l.Units.Num)
	}
	if l.Charge.Known {
		b.Decimal("charge", l.Charge.Num)
	}
	return next(b, l.Stated)
}

func setDay(b *source.Batcher, column string, d Day) {
	if d.Known {
		b.Date(column, d.On)
	}
}

func next(b *source.Batcher, s Stated) error {
	if s.Known {
		b.Stated(s.Micros)
	}
	return b.Next()
}
