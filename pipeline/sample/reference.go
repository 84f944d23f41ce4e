package sample

import (
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
)

// reference writes the tables that do not depend on encounters.
func (x *export) reference() {
	for _, facility := range clinic.Facilities {
		f := x.files.facility
		f.string(facility.ID)
		f.string(facility.Name)
		f.string(facility.Zone.Name)
		f.end()
	}
	for t, target := range coding.Targets {
		f := x.files.serviceLevel
		f.string(clinic.PatientType(t).String())
		f.int(target.BillHold)
		f.int(target.CodedWithin)
		f.end()
	}
	x.contracts()
	for number, coders := range x.department.Coders() {
		x.staff(int64(number), coders)
	}
	all := catalogue.Load()
	for _, code := range all.Codes {
		x.codeSetRow(code)
	}
	for _, p := range all.Procedures {
		f := x.files.codeSet
		f.string("ICD-10-PCS")
		f.string(p.Text)
		f.day(p.From)
		f.empty()
		f.quoted(p.Title)
		f.string("true")
		f.empty()
		f.end()
	}
	for version, drgs := range all.DRGs {
		for _, drg := range drgs {
			x.drgSetRow(catalogue.Versions[version], drg)
		}
	}
}

// contracts writes what payers pay at each facility, and what charts should take.
func (x *export) contracts() {
	for _, facility := range clinic.Facilities {
		for i := range coding.Contracts {
			contract := &coding.Contracts[i]
			f := x.files.baseRate
			f.string(facility.ID)
			f.string(clinic.Payers[contract.Payer])
			f.day(contract.From)
			f.string(contract.Payment)
			operating, capital := contract.Rates(facility)
			f.amount(operating)
			f.amount(capital)
			f.end()
		}
	}
	for _, standard := range coding.Standards {
		f := x.files.chartStandard
		f.string(standard.Type.String())
		f.int(standard.FromDays)
		f.day(calendar.First)
		f.hundredths(standard.Hundredths)
		f.end()
	}
}

// staff writes a team and the education of one of its coders.
func (x *export) staff(number int64, coders []*coding.Coder) {
	f := x.files.coder
	for _, c := range coders {
		f.string(c.ID)
		f.string("coder")
		f.empty()
		f.day(c.HiredOn)
		f.end()
		if c.Educated == 0 {
			continue
		}
		for _, topic := range []string{"OM", "SP"} {
			x.files.education.string(c.ID)
			x.files.education.day(c.Educated)
			x.files.education.string(topic)
			x.files.education.end()
		}
	}
	for which := range int64(2) {
		f.string(coding.Auditor(number, which))
		f.string("auditor")
		f.empty()
		f.day(calendar.First - 4000)
		f.end()
	}
}

func (x *export) codeSetRow(code *catalogue.Code) {
	f := x.files.codeSet
	f.string("ICD-10-CM")
	f.string(code.Text)
	f.day(code.From)
	f.day(code.To)
	f.quoted(code.Title)
	f.bool(code.Billable)
	f.bool(code.Exempt)
	f.end()
}

func (x *export) drgSetRow(version string, drg *catalogue.DRG) {
	f := x.files.drgSet
	f.string("MS-DRG")
	f.string(version)
	f.string(drg.Number)
	f.quoted(drg.Title)
	f.string(drg.MDC)
	f.string(drg.Type)
	f.string(drg.WeightText)
	f.string(drg.Stay)
	f.quoted(drg.Base)
	f.string(drg.Split)
	f.end()
}
