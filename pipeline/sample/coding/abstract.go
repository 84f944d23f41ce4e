package coding

import (
	"strings"
	"time"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/clinic"
)

// ChangeOn is the 1 October on which codes were subdivided or removed.
var ChangeOn = calendar.On(2025, time.October, 1)

// staleRate is the probability, in parts per million, that a code which was replaced on
// ChangeOn still goes out in its old form: some encoders were updated late.
func staleRate(day calendar.Day) int64 {
	switch months := day.Month() - ChangeOn.Month(); {
	case months < 0:
		return 0
	case months < 4:
		return [4]int64{450_000, 250_000, 90_000, 40_000}[months]
	}
	return 15_000
}

// spoil writes a diagnosis whose text an interface changed; the coder and the grouper
// had the right one.
func (m *miscoder) spoil(d *clinic.Diagnosis, text, subtype string) {
	m.find(Finding{
		Element: "diagnosis", Type: System, Subtype: subtype,
		Coder: text, Auditor: d.Entry.Text, Direction: "neutral",
	})
	had := *d
	had.Text = text
	m.write(had)
}

// garble cuts a code off or misreads a character of it.
func (m *miscoder) garble(d *clinic.Diagnosis) {
	if h := d.Entry.Header; h != nil && m.Below(100) < 60 && m.absent(h.Text) {
		m.spoil(d, h.Text, "truncated")
		return
	}
	m.spoil(d, misread(d.Entry.Text), "unknown")
}

// misread replaces the last digit that looks like a letter by that letter, as scanned
// paper does; no code of ICD-10-CM has these letters there. A code without such a
// digit gets one more character than any code has.
func misread(code string) string {
	const digits, letters = "01", "OI"
	for i := len(code) - 1; i > 0; i-- {
		if j := strings.IndexByte(digits, code[i]); j >= 0 {
			return code[:i] + letters[j:j+1] + code[i+1:]
		}
	}
	return code + "XXXXXXXX"[:8-len(code)]
}

// poa writes the indicator of a matched code.
func (m *miscoder) poa(d *clinic.Diagnosis) byte {
	f := Finding{Element: "diagnosis", Type: PresentOnAdmission, Direction: "neutral"}
	if d.Entry.Exempt {
		if !m.PerMillion(m.rates.ExemptPOA) {
			return 0
		}
		f.Subtype = "on_exempt"
		f.Coder, f.Auditor = d.Text+"/Y", d.Text+"/"
		m.find(f)
		return 'Y'
	}
	m.chart.Expected.POA += m.rates.POA
	if !m.PerMillion(m.rates.POA) {
		return d.POA
	}
	had := byte('Y')
	f.Subtype = "wrong"
	switch u := m.Below(100); {
	case u < 20:
		had, f.Subtype = 0, "missing"
	case u < 35 && d.POA == 'Y':
		had = 'U'
	case d.POA == 'Y':
		had = 'N'
	}
	f.Coder, f.Auditor = d.Text+"/", d.Text+"/"+string(d.POA)
	if had != 0 {
		f.Coder += string(had)
	}
	m.find(f)
	return had
}

// abstract may take down another discharge status.
func (m *miscoder) abstract() {
	if !m.PerMillion(m.rates.Status) {
		return
	}
	should := m.chart.Record.Status
	had := map[string]string{
		clinic.Home: clinic.HomeCare, clinic.HomeCare: clinic.Home, clinic.Nursing: clinic.Home,
		clinic.Rehab: clinic.Nursing, clinic.Transfer: clinic.Home, clinic.LeftEarly: clinic.Home,
		clinic.Hospice: clinic.HomeCare, clinic.Expired: clinic.Transfer,
	}[should]
	m.chart.Record.Status = had
	m.find(Finding{
		Element: "discharge_status", Type: Abstraction, Subtype: "disposition",
		Coder: had, Auditor: should, Direction: "neutral", grouping: should == clinic.Expired,
	})
}

// group sets the coder's DRG, now and then by the grouper of the year before.
func (m *miscoder) group() {
	record, truth := &m.chart.Record, &m.e.Record
	if m.PerMillion(GrouperRate) {
		record.Version = catalogue.Previous
	}
	record.Group(m.desk.catalogue)
	if record.Version != truth.Version {
		m.find(Finding{
			Element: "drg", Type: System, Subtype: "grouper_version",
			Coder: record.DRG.Number, Auditor: truth.DRG.Number, Direction: "neutral",
		})
	}
}

// attribute names the character of a procedure code that differs.
func attribute(had, should string) string {
	names := [7]string{"section", "body_system", "root_operation", "body_part", "approach", "device", "qualifier"}
	for i := range names {
		if had[i] != should[i] {
			return names[i]
		}
	}
	return "date"
}

func sided(title string) bool {
	title = strings.ToLower(title)
	return strings.Contains(title, "right") || strings.Contains(title, "left") || strings.Contains(title, "bilateral")
}

func unspecified(title string) bool { return strings.Contains(strings.ToLower(title), "unspecified") }
