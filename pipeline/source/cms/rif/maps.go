package rif

import (
	"context"
	"fmt"
	"strings"

	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
)

// Maps says where in a file each canonical column comes from.
func (Source) Maps(in source.Input) ([]source.Mapping, error) {
	h, err := delimited.ReadHeader(context.Background(), in, delimited.Form{Encoding: in.Spec.Option(delimited.Encoding)})
	if err != nil {
		return nil, err
	}
	k, ok := kindOf(h)
	if !ok {
		return nil, unknown(in)
	}
	m := mapper{names: h.Names()}
	switch k.name {
	case beneficiaryFile.name:
		m.beneficiary(h)
	case claimFile.name, synpufFile.name:
		m.claim(columnsOf(h), k.name == synpufFile.name)
	case lineFile.name:
		l := lineColumnsOf(h)
		m.line(&l)
	case relatedFile.name:
		m.related(h)
	default:
		m.list = []source.Mapping{{From: k.name, Note: "passed over: of no canonical table"}}
	}
	return m.list, nil
}

// mapper lists mappings of the columns that a file has.
type mapper struct {
	names []string
	list  []source.Mapping
}

func (m *mapper) add(table, column, note string, at ...int) {
	var from []string
	for _, i := range at {
		if i >= 0 {
			from = append(from, m.names[i])
		}
	}
	if len(from) > 3 {
		from = []string{from[0], "...", from[len(from)-1]}
	}
	if len(from) > 0 {
		m.list = append(m.list, source.Mapping{From: strings.Join(from, " "), Table: table, Column: column, Note: note})
	}
}

func (m *mapper) claim(c *columns, synpuf bool) {
	m.add("encounter", "encounter_id", "", c.id)
	m.add("encounter", "patient_id", "", c.patient)
	m.add("encounter", "facility_id", "the source's facility where it is blank", c.provider, c.npi)
	m.add("encounter", "patient_type", "IP, OP-REC, SDS, ANC or PROF by facility and class of the bill, else by the type of claim", c.facility, c.class, c.claimType)
	m.add("encounter", "admitted_on", "the first that is not blank", c.admitted, c.from)
	m.add("encounter", "discharged_on", "the through date without one, unless the patient has stayed (status 30) or the bill is a part of an inpatient stay (frequency 2 and 3)", c.discharged, c.through)
	m.add("encounter", "age_years", "at admission", c.birth)
	m.add("encounter", "discharge_status", "", c.status)
	m.add("encounter", "admission_type", "", c.admissionType)
	m.add("encounter", "admission_source", "", c.admissionSource)
	m.add("encounter", "bill_type", "", c.facility, c.class, c.frequency)
	m.add("encounter", "attending_id", "", c.attending)
	m.add("encounter", "payer_class", "Medicare where it pays first", c.primaryPayer)
	m.add("encounter", "total_charges", "", c.charges)
	m.add("encounter", "cancelled", "deleted, void, cancelled or no longer final; its codes go", c.action, c.final, c.frequency, c.cancel, c.entry, c.disposition)
	m.codes(c)
	if synpuf {
		m.list = append(m.list, source.Mapping{From: "HCPCS_CD_1 ...", Table: "service_line", Column: "code", Note: "lines of segment 2 follow on the 45 of segment 1"})
		return
	}
	m.line(&c.line)
}

func (m *mapper) codes(c *columns) {
	m.add("diagnosis", "code", "role principal", c.principal.code)
	list := func(all []coded, part func(coded) int) (at []int) {
		for _, d := range all {
			at = append(at, part(d))
		}
		return at
	}
	code := func(d coded) int { return d.code }
	poa := func(d coded) int { return d.poa }
	m.add("diagnosis", "code", "role other; each code once, and not the principal again", list(c.listed, code)...)
	m.add("diagnosis", "code", "role admitting", c.admitting.code)
	m.add("diagnosis", "code", "role external_cause; each code once", append([]int{c.firstExternal.code}, list(c.external, code)...)...)
	m.add("diagnosis", "code", "role reason_for_visit", list(c.reasons, code)...)
	m.add("diagnosis", "code_system", "0 is ICD-10-CM, 9 is ICD-9-CM; by the through date where it is blank",
		append([]int{c.principal.version}, list(c.listed, func(d coded) int { return d.version })...)...)
	m.add("diagnosis", "poa", "0 and 1 mean exempt, X and Z nothing", append(list(c.listed, poa), list(c.external, poa)...)...)
	var codes, dates []int
	for _, p := range c.procedures {
		codes, dates = append(codes, p.code), append(dates, p.date)
	}
	m.add("procedure", "code", "", codes...)
	m.add("procedure", "performed_on", "", dates...)
	m.add("drg_assignment", "drg", "MS-DRG, without a version", c.drg)
}

func (m *mapper) line(l *lineColumns) {
	m.add("service_line", "encounter_id", "", l.claim)
	m.add("service_line", "line_no", "", l.number)
	m.add("service_line", "revenue_code", "", l.revenue)
	m.add("service_line", "code", "", l.code)
	m.add("service_line", "modifiers", "", l.modifiers...)
	m.add("service_line", "service_on", "", l.service)
	m.add("service_line", "units", "", l.units)
	m.add("service_line", "charge", "", l.charge)
}

func (m *mapper) beneficiary(h *delimited.Header) {
	m.add("patient", "patient_id", "", find(h, patientID...))
	m.add("patient", "birth_on", "", find(h, "BENE_BIRTH_DT"))
	m.add("patient", "sex", "1 is M, 2 is F, 0 is U", find(h, "BENE_SEX_IDENT_CD", "SEX_IDENT_CD"))
	m.add("patient", "postal_code", "", find(h, "BENE_ZIP_CD", "ZIP_CD"))
}

func (m *mapper) related(h *delimited.Header) {
	names := relatedKind(h)
	m.add("account_code", "encounter_id", "", find(h, claimID...))
	m.add("account_code", "sequence", "", find(h, names.sequence))
	m.add("account_code", "code", fmt.Sprintf("kind %s", names.kind), find(h, names.code))
	m.add("account_code", "occurred_on", "", find(h, names.occurred))
	m.add("account_code", "through_on", "", find(h, names.through))
	m.add("account_code", "amount", "", find(h, names.amount))
}
