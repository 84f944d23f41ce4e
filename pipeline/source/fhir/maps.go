package fhir

import "chartline/pipeline/source"

// Maps lists the elements that the canonical columns come from. A file may hold any of
// the resources: all are listed.
func (Source) Maps(source.Input) ([]source.Mapping, error) {
	var all []source.Mapping
	for _, m := range mapped {
		all = append(all, source.Mapping{From: m[1], Table: m[0][:dot(m[0])], Column: m[0][dot(m[0])+1:], Note: m[2]})
	}
	return all, nil
}

func dot(name string) int {
	for i := range len(name) {
		if name[i] == '.' {
			return i
		}
	}
	return 0
}

// mapped is column, element, and what happens on the way. "Claim" stands for
// ExplanationOfBenefit as well.
var mapped = [][3]string{
	{"patient.patient_id", "Patient.id", ""},
	{"patient.birth_on", "Patient.birthDate", "a year or a month alone is no date"},
	{"patient.sex", "Patient.gender", "female F, male M, other O, unknown U"},
	{"patient.postal_code", "Patient.address.postalCode", "of the home, else of the first"},

	{"encounter.encounter_id", "Encounter.id", "planned encounters are passed over"},
	{"encounter.encounter_id", "Claim.supportingInfo:patientaccountnumber, Claim.identifier:AN, Claim.id",
		"the first of these; a claim whose lines name an Encounter adds codes to that and writes no row; of an ExplanationOfBenefit the id of its claim"},
	{"encounter.patient_id", "Encounter.subject, Claim.patient", "the id in the reference"},
	{"encounter.facility_id", "Encounter.serviceProvider, Claim.facility, Claim.provider, ExplanationOfBenefit.organization",
		"the option facility where none is named; a person is no facility"},
	{"encounter.patient_type", "Encounter.class", "IMP ACUTE NONAC IP, OBSENC OBS, EMER ED, SS SDS, HH OP-REC, AMB VR FLD PRENC ANC, else OTHER"},
	{"encounter.patient_type", "Claim.supportingInfo:typeofbill, Claim.subType, Claim.type",
		"11x 12x 18x 21x 22x 28x 41x IP, 83x SDS, 3x 72x 74x-76x 81x 82x OP-REC, 13x 85x by revenue code OBS, ED, SDS or ANC, professional PROF"},
	{"encounter.admitted_on", "Encounter.period.start, Claim.supportingInfo:admissionperiod, Claim.billablePeriod.start", "date as written"},
	{"encounter.admitted_at", "as admitted_on", "only with a time of day"},
	{"encounter.discharged_on", "Encounter.period.end, Claim.supportingInfo:admissionperiod, Claim.billablePeriod.end",
		"not while the encounter is in progress, the patient is still there (status 30) or the bill is interim"},
	{"encounter.discharged_at", "as discharged_on", "only with a time of day"},
	{"encounter.discharge_status", "Encounter.hospitalization.dischargeDisposition, Claim.supportingInfo:discharge-status", "UB-04 codes only"},
	{"encounter.admission_type", "Claim.supportingInfo:admtype", ""},
	{"encounter.admission_source", "Encounter.hospitalization.admitSource, Claim.supportingInfo:pointoforigin", "UB-04 codes only"},
	{"encounter.bill_type", "Claim.supportingInfo:typeofbill", "of Blue Button put together from three variables"},
	{"encounter.attending_id", "Encounter.participant:ATND, Claim.careTeam:attending", ""},
	{"encounter.age_years", "Claim.contained Patient.birthDate", "where the claim contains the patient"},
	{"encounter.total_charges", "Claim.total, ExplanationOfBenefit.total:submitted, ExplanationOfBenefit.totalCost", "US dollars only"},
	{"encounter.cancelled", "Encounter.status, Claim.status, Claim.related", "cancelled, entered-in-error, frequency 8, replaced by another"},

	{"diagnosis.sequence", "Claim.diagnosis.sequence", "position within the role, in this order"},
	{"diagnosis.role", "Claim.diagnosis.type", "of several principal ones the first; without any the first that has no type"},
	{"diagnosis.code", "Claim.diagnosis.diagnosisCodeableConcept.coding", "one of each system; of a contained Condition as well"},
	{"diagnosis.code_system", "Claim.diagnosis.diagnosisCodeableConcept.coding.system", "icd-10 is ICD-10-CM"},
	{"diagnosis.poa", "Claim.diagnosis.onAdmission", "Y N U W, y n u w, yes no unknown undetermined; 1 is exempt and empty"},

	{"procedure.sequence", "Claim.procedure.sequence", "position within the code system, in this order"},
	{"procedure.role", "Claim.procedure.type", "one principal, the first unless stated"},
	{"procedure.code", "Claim.procedure.procedureCodeableConcept.coding", "one of each system"},
	{"procedure.code_system", "Claim.procedure.procedureCodeableConcept.coding.system", "icd-10 is ICD-10-PCS, icd-9-cm is ICD-9-PCS"},
	{"procedure.performed_on", "Claim.procedure.date", ""},

	{"drg_assignment.drg_system", "Claim.supportingInfo:drg, Claim.diagnosis.packageCode, Claim.diagnosisRelatedGroup", "MS-DRG, APR-DRG, AP-DRG, else other; one of each"},
	{"drg_assignment.drg", "Claim.supportingInfo:drg, Claim.diagnosis.packageCode, Claim.diagnosisRelatedGroup", "three digits"},
	{"drg_assignment.grouper_version", "version of the same Coding", ""},

	{"code_statement.statement_id", "Condition.id, Procedure.id", "conditions of category encounter-diagnosis or none; other categories are passed over"},
	{"code_statement.encounter_id", "Condition.encounter, Procedure.encounter", "context in STU3"},
	{"code_statement.code", "Condition.code.coding, Procedure.code.coding", "one of each system"},
	{"code_statement.code_system", "Condition.code.coding.system, Procedure.code.coding.system", ""},
	{"code_statement.stated_on", "Condition.recordedDate, Procedure.performed", "assertedDate in STU3"},
	{"code_statement.withdrawn", "Condition.verificationStatus, Procedure.status", "refuted, entered-in-error, not-done"},
	{"code_link.statement_id", "Encounter.diagnosis.condition, Claim.diagnosis.diagnosisReference, Claim.procedure.procedureReference", "contained resources are read in place"},
	{"code_link.role", "Encounter.diagnosis.use", "AD admitting, CC reason_for_visit; billing and DD of rank 1 principal, others other"},
	{"code_link.rank", "Encounter.diagnosis.rank, Claim.diagnosis.sequence", ""},

	{"service_line.line_no", "Claim.item.sequence", "a number that repeats gets a second one; revenue code 0001 is the total and no line"},
	{"service_line.revenue_code", "Claim.item.revenue", ""},
	{"service_line.code", "Claim.item.productOrService", "CPT and HCPCS; service in STU3"},
	{"service_line.modifiers", "Claim.item.modifier", ""},
	{"service_line.service_on", "Claim.item.serviced", ""},
	{"service_line.units", "Claim.item.quantity", ""},
	{"service_line.charge", "Claim.item.adjudication:submitted, Claim.item.net", "US dollars only"},
	{"account_code.code", "Claim.supportingInfo.code", "codes of NUBC's systems of condition, occurrence, span and value codes"},

	{"event.event_type", "Claim.created, Claim.supportingInfo:clmrecvddate, ExplanationOfBenefit.payment.date", "final_billed or rebilled, claim_submitted, remitted"},
	{"event.occurred_on", "Claim.created, Claim.supportingInfo:clmrecvddate, ExplanationOfBenefit.payment.date", ""},
}
