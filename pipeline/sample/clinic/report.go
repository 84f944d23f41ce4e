package clinic

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/chance"
)

// report draws what is true of the encounter, principal diagnosis first.
func (c *Clinic) report(s *chance.Stream, e *Encounter) {
	e.add(s, e.one(s, e.Condition.Groups[catalogue.Principal]), Principal)
	c.complete(s, e)
}

// complete draws everything after the principal diagnosis.
func (c *Clinic) complete(s *chance.Stream, e *Encounter) {
	e.Age = calendar.Age(e.Person.Birth, e.AdmittedOn)
	e.Record.Status = status(s, e)
	e.some(s, e.Condition.Groups[catalogue.Other], Other)
	for _, set := range e.Condition.Sets {
		e.suffer(s, set)
	}
	e.some(s, e.Condition.Groups[catalogue.External], External)
	e.complain(s)
	e.operate(s)
	if e.Type == Inpatient {
		e.Record.Group(c.catalogue)
	}
}

// burden scales the share of a comorbidity by age and by how much is written down in
// each kind of visit, per mille.
func (e *Encounter) burden(set *catalogue.Set) int64 {
	scale := int64(1300)
	switch {
	case set.Name == "maternal":
		return 1000
	case e.Age < 18:
		scale = 50
	case e.Age < 40:
		scale = 330
	case e.Age < 65:
		scale = 950
	}
	if e.Type != Inpatient {
		scale = scale * 6 / 10
	}
	return scale
}

// allowed says whether an option's condition is met.
func (e *Encounter) allowed(o *catalogue.Option) bool {
	return (o.Sex == "" || o.Sex == e.Person.Sex) && (o.Given == "" || e.Record.Has(o.Given))
}

// one draws exactly one option of the only group by relative weight; nil where none is
// allowed.
func (e *Encounter) one(s *chance.Stream, groups []catalogue.Group) *catalogue.Option {
	if len(groups) == 0 {
		return nil
	}
	options := groups[0].Options
	sum := int64(0)
	for i := range options {
		if e.allowed(&options[i]) {
			sum += options[i].Share
		}
	}
	if sum == 0 {
		return nil
	}
	u := s.Below(sum)
	for i := range options {
		if !e.allowed(&options[i]) {
			continue
		}
		if u < options[i].Share {
			return &options[i]
		}
		u -= options[i].Share
	}
	return nil
}

// some draws at most one option of each group by its own share.
func (e *Encounter) some(s *chance.Stream, groups []catalogue.Group, role Role) {
	for g := range groups {
		if o := e.maybe(s, &groups[g], 1000); o != nil {
			e.add(s, o, role)
		}
	}
}

// suffer draws comorbidities and complications. One in the category of the principal
// diagnosis would mostly contradict it, and is left out.
func (e *Encounter) suffer(s *chance.Stream, set *catalogue.Set) {
	scale := e.burden(set)
	for g := range set.Groups {
		o := e.maybe(s, &set.Groups[g], scale)
		if o != nil && o.Codes[0].Category() != e.Record.Diagnoses[0].Entry.Category() {
			e.add(s, o, Other)
		}
	}
}

func (e *Encounter) maybe(s *chance.Stream, group *catalogue.Group, scale int64) *catalogue.Option {
	u := s.Below(1_000_000)
	for i := range group.Options {
		o := &group.Options[i]
		if !e.allowed(o) {
			continue
		}
		if u < o.Share*scale {
			return o
		}
		u -= o.Share * scale
	}
	return nil
}

// add reports the codes of an option, as they stood on the day of discharge, unless
// they are reported already (guideline I.B.12).
func (e *Encounter) add(s *chance.Stream, o *catalogue.Option, role Role) {
	acquired := s.PerMille(o.Acquired)
	for i, code := range o.Codes {
		if !code.InForce(e.LastDay()) && code.Replaced != nil {
			code = code.Replaced
		}
		if e.Record.Has(code.Text) {
			continue
		}
		d := Diagnosis{Entry: code, Text: code.Text, Role: role}
		if role == Principal && i > 0 {
			d.Role = Other
		}
		if e.Type == Inpatient && !code.Exempt {
			d.POA = 'Y'
			if acquired {
				d.POA = 'N'
			}
		}
		e.Record.Diagnoses = append(e.Record.Diagnoses, d)
	}
}

// complain sets the admitting diagnosis or the reason for the visit.
func (e *Encounter) complain(s *chance.Stream) {
	role := catalogue.Admitting
	switch e.Type {
	case Surgery:
		return
	case Observation, Emergency:
		role = catalogue.Reason
	}
	e.Complaint = e.Record.Diagnoses[0].Entry
	if o := e.one(s, e.Condition.Groups[role]); o != nil {
		e.Complaint = o.Codes[0]
	}
}

// operate draws the procedures, most on the first days of the stay.
func (e *Encounter) operate(s *chance.Stream) {
	groups := e.Condition.Groups[catalogue.Procedural]
	for g := range groups {
		o := e.maybe(s, &groups[g], 1000)
		if o == nil {
			continue
		}
		on := e.AdmittedOn + calendar.Day(s.Below(min(e.nights(), 2)+1))
		if e.delivered != 0 {
			on = e.delivered
		}
		for _, p := range o.Procedures {
			if !e.Record.Did(p.Text, on) {
				e.Record.Procedures = append(e.Record.Procedures, Procedure{p, on})
			}
		}
	}
}
