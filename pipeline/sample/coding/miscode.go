package coding

import (
	"strings"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/chance"
	"chartline/pipeline/sample/clinic"
)

const million = 1_000_000

// miscoder makes what a coder writes of a true record.
type miscoder struct {
	*chance.Stream
	desk  *Department
	e     *clinic.Encounter
	rates Rates
	chart *Chart
}

// miscode fills the chart's record, findings and expectations.
func (m *miscoder) miscode() {
	truth, record := &m.e.Record, &m.chart.Record
	record.Reset()
	record.Status = truth.Status
	for i := range truth.Diagnoses {
		m.diagnosis(&truth.Diagnoses[i])
	}
	for i := range truth.Procedures {
		m.procedure(truth.Procedures[i])
	}
	m.unsupported(m.rates.Commission, Commission, "unsupported", m.desk.unsupported[m.e.Type])
	if m.e.Type == clinic.Inpatient {
		m.unsupported(ValidityRate, ClinicalValidity, "criteria_not_met", m.desk.doubtful)
	}
	m.resequence()
	m.abstract()
	if m.e.Type == clinic.Inpatient {
		m.group()
	}
	m.chart.settle(truth)
}

// diagnosis writes one true diagnosis as the coder does.
func (m *miscoder) diagnosis(d *clinic.Diagnosis) {
	stale := int64(0)
	if d.Entry.Replaced != nil {
		stale = staleRate(m.e.LastDay())
	}
	wrong := m.rates.Code + QueryRate + SystemRate
	wrong = stale + wrong - stale*wrong/million
	m.chart.Expected.Diagnoses += wrong
	if d.Role == clinic.Principal {
		m.chart.Expected.principal = wrong
	}
	u := m.Below(million)
	switch {
	case u >= wrong:
		m.keep(d)
	case u < stale:
		m.spoil(d, d.Entry.Replaced.Text, "retired")
	case u < stale+SystemRate:
		m.garble(d)
	case u < stale+SystemRate+QueryRate:
		m.underdocumented(d)
	default:
		m.err(d)
	}
}

// keep writes a diagnosis with the right code; its POA may be wrong.
func (m *miscoder) keep(d *clinic.Diagnosis) {
	had := *d
	if m.e.Type == clinic.Inpatient {
		had.POA = m.poa(d)
	}
	m.write(had)
}

func (m *miscoder) write(d clinic.Diagnosis) {
	m.chart.Record.Diagnoses = append(m.chart.Record.Diagnoses, d)
}

func (m *miscoder) find(f Finding) { m.chart.Findings = append(m.chart.Findings, f) }

// err makes one of the coder's own errors, whichever is possible.
func (m *miscoder) err(d *clinic.Diagnosis) {
	u := m.Below(100)
	if u < 42 && d.Role != clinic.Principal {
		m.find(missed(d.Entry, Omission))
		return
	}
	same, other := m.alternative(d, true), m.alternative(d, false)
	switch {
	case same != nil && (u < 78 || other == nil):
		m.mistake(d, same, Specificity)
	case other != nil:
		m.mistake(d, other, IncorrectCode)
	case d.Role != clinic.Principal:
		m.find(missed(d.Entry, Omission))
	default:
		m.garble(d)
	}
}

func (m *miscoder) mistake(d *clinic.Diagnosis, code *catalogue.Code, t ErrorType) {
	m.find(mistaken(code, d.Entry, t, d.Role))
	had := clinic.Diagnosis{Entry: code, Text: code.Text, Role: d.Role}
	if m.e.Type == clinic.Inpatient && !code.Exempt {
		if had.POA = d.POA; had.POA == 0 {
			had.POA = 'Y'
		}
	}
	m.write(had)
}

// underdocumented is a code that the record would have supported after a query.
func (m *miscoder) underdocumented(d *clinic.Diagnosis) {
	if d.Role != clinic.Principal {
		m.find(missed(d.Entry, QueryOpportunity))
		return
	}
	code := m.alternative(d, true)
	if code == nil {
		code = m.alternative(d, false)
	}
	if code == nil {
		m.garble(d)
		return
	}
	m.mistake(d, code, QueryOpportunity)
}

// alternative draws what a code is taken for: in the same category or outside it, in
// force on the day, and not reported anyway. It is nil where there is none.
func (m *miscoder) alternative(d *clinic.Diagnosis, sameCategory bool) *catalogue.Code {
	all := d.Entry.Confused
	if len(all) == 0 {
		return nil
	}
	start := m.Below(int64(len(all)))
	for i := range all {
		code := all[(int(start)+i)%len(all)]
		if (code.Category() == d.Entry.Category()) == sameCategory && m.usable(code, d.Role) {
			return code
		}
	}
	return nil
}

func (m *miscoder) usable(code *catalogue.Code, role clinic.Role) bool {
	grouped := role != clinic.Principal || m.e.Type != clinic.Inpatient || code.Family != nil
	return grouped && code.Billable && code.InForce(m.e.LastDay()) && m.absent(code.Text)
}

// absent is true for a code that neither the truth nor the coder reports.
func (m *miscoder) absent(text string) bool {
	if m.e.Record.Has(text) {
		return false
	}
	for i := range m.chart.Record.Diagnoses {
		if d := &m.chart.Record.Diagnoses[i]; d.Text == text || d.Entry.Text == text {
			return false
		}
	}
	return true
}

// unsupported adds a code from a list with some probability.
func (m *miscoder) unsupported(rate int64, t ErrorType, subtype string, list []*catalogue.Code) {
	if !m.PerMillion(rate) {
		return
	}
	code := list[m.Below(int64(len(list)))]
	if !m.absent(code.Text) {
		return
	}
	d := clinic.Diagnosis{Entry: code, Text: code.Text, Role: clinic.Other}
	if m.e.Type == clinic.Inpatient && !code.Exempt {
		d.POA = 'Y'
	}
	m.find(extra(code, t, subtype))
	m.write(d)
}

// resequence may swap the principal diagnosis with the first other one that could
// stand in its place.
func (m *miscoder) resequence() {
	all := m.chart.Record.Diagnoses
	m.chart.Expected.PDX = m.chart.Expected.principal
	for i := 1; i < len(all); i++ {
		d := &all[i]
		if d.Role != clinic.Other || strings.HasPrefix(d.Text, "Z") || m.e.Type == clinic.Inpatient && d.Entry.Family == nil {
			continue
		}
		p, q := m.rates.Sequence, m.chart.Expected.principal
		m.chart.Expected.PDX = p + q - p*q/million
		if m.PerMillion(p) {
			m.find(Finding{
				Element: "diagnosis", Type: Sequencing, Subtype: "principal_selection",
				Coder: d.Text, Auditor: m.e.Record.Diagnoses[0].Text, Direction: "neutral", grouping: true,
			})
			all[0], all[i] = all[i], all[0]
			all[0].Role, all[i].Role = clinic.Principal, clinic.Other
		}
		return
	}
}

// procedure writes one true procedure as the coder does.
func (m *miscoder) procedure(p clinic.Procedure) {
	m.chart.Expected.Procedures += m.rates.Code
	if !m.PerMillion(m.rates.Code) {
		m.chart.Record.Procedures = append(m.chart.Record.Procedures, p)
		return
	}
	f := Finding{Element: "procedure", Type: ProcedureAttribute, Auditor: p.Entry.Text, Direction: "neutral"}
	had := p
	u := m.Below(100)
	switch code := m.confused(p); {
	case u < 40 && code != nil:
		had.Entry, f.Subtype = code, attribute(code.Text, p.Entry.Text)
		f.grouping = code.Family != p.Entry.Family
	case u < 70 && m.misdate(&had):
		f.Subtype = "date"
	default:
		f.Type, f.Subtype, f.Direction = Omission, "missed_procedure", "under"
		f.grouping = p.Entry.Family != nil
		m.find(f)
		return
	}
	f.Coder = had.Entry.Text
	m.find(f)
	m.chart.Record.Procedures = append(m.chart.Record.Procedures, had)
}

func (m *miscoder) confused(p clinic.Procedure) *catalogue.Procedure {
	for _, code := range p.Entry.Confused {
		if !m.e.Record.Did(code.Text, p.On) && !m.chart.Record.Did(code.Text, p.On) {
			return code
		}
	}
	return nil
}

// misdate moves a procedure by a day within the stay, where that leaves no double.
func (m *miscoder) misdate(p *clinic.Procedure) bool {
	for _, on := range [2]calendar.Day{p.On + 1, p.On - 1} {
		if on >= m.e.AdmittedOn && on <= m.e.LastDay() &&
			!m.e.Record.Did(p.Entry.Text, on) && !m.chart.Record.Did(p.Entry.Text, on) {
			p.On = on
			return true
		}
	}
	return false
}
