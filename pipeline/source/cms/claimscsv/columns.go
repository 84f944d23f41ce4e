package claimscsv

import "slices"

// columns are the positions of what is read of a claim, -1 for what a file does not have.
type columns struct {
	id, patient, claimType, facility, billing, attending int
	admitted, discharged, started, ended, stated         int
	status, admissionType, admissionSource, bill         int
	payer, total, origin                                 int
	msDRG, aprDRG, drg, drgType                          int
	diagnosisType, procedureType                         int
	principal, principalPOA, admitting                   int
	diagnoses, poas, reasons, external, externalPOAs     []int
	procedures, dates                                    []int
	line, revenue, code, service, units, charge          int
	modifiers                                            []int
	ofClaim                                              []int // all that speak of the claim, and not of a line
}

func columnsOf(n *names) *columns {
	find := func(name string) int { return n.find(claimTargets, name) }
	c := &columns{
		id: find("encounter_id"), patient: find("patient_id"), claimType: find("claim_type"),
		facility: find("facility_id"), billing: find("billing_id"), attending: find("attending_id"),
		admitted: find("admitted_on"), discharged: find("discharged_on"), started: find("started_on"), ended: find("ended_on"),
		stated: find("stated_on"), status: find("discharge_status"),
		admissionType: find("admission_type"), admissionSource: find("admission_source"), bill: find("bill_type"),
		payer: find("payer_class"), total: find("total_charges"), origin: find("data_source"),
		msDRG: find("ms_drg"), aprDRG: find("apr_drg"), drg: find("drg"), drgType: find("drg_type"),
		diagnosisType: find("diagnosis_code_type"), procedureType: find("procedure_code_type"),
		principal: find("principal_diagnosis"), principalPOA: find("principal_poa"), admitting: find("admitting_diagnosis"),
		diagnoses: n.list("diagnosis_code_{n}"), poas: n.list("poa_{n}"), reasons: n.list("reason_for_visit_{n}"),
		external: n.list("external_cause_{n}"), externalPOAs: n.list("external_cause_poa_{n}"),
		procedures: n.list("procedure_code_{n}"), dates: n.list("procedure_date_{n}"),
		line: find("line_no"), revenue: find("revenue_code"), code: find("code"),
		service: find("service_on"), units: find("units"), charge: find("charge"), modifiers: n.list("modifier_{n}"),
	}
	c.ofClaim = c.aboutClaim()
	return c
}

// aboutClaim are the columns that speak of the claim, its number first.
func (c *columns) aboutClaim() []int {
	all := slices.Concat([]int{
		c.id, c.patient, c.claimType, c.facility, c.billing, c.attending, c.admitted, c.discharged, c.started, c.ended,
		c.stated, c.status, c.admissionType, c.admissionSource, c.bill, c.payer, c.total, c.origin,
		c.msDRG, c.aprDRG, c.drg, c.drgType, c.diagnosisType, c.procedureType, c.principal, c.principalPOA, c.admitting,
	}, c.diagnoses, c.poas, c.reasons, c.external, c.externalPOAs, c.procedures, c.dates)
	return slices.DeleteFunc(all, func(at int) bool { return at < 0 })
}

// at is the position of the nth column of a list, -1 where it has none.
func at(list []int, n int) int {
	if n < len(list) {
		return list[n]
	}
	return -1
}
