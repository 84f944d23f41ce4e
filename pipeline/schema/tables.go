package schema

// Tables lists every canonical table, parents before children.
var Tables = []*Table{
	facility, coder, education, patient,
	encounter, codeAssignment, codeList, diagnosis, procedure, drgAssignment,
	codeStatement, codeLink, accountCode, serviceLine,
	event, providerQuery,
	auditDraw, auditStratum, auditFrame, auditCase, auditSample, auditEvent, auditCode, initialCode, auditFinding, rebuttal, accuracyWeight,
	chargeDay, coderDay, serviceLevel, baseRate, chartStandard, postalArea,
	codeSet, codeRelease, codeMark, codeGroup, groupTitle, codeChange, drgSet,
}

// Values of columns that the queries depend on. A record with another value in one of
// these columns is quarantined; columns without a list take any text (ING-07).
var (
	diagnosisRoles = []string{"principal", "other", "admitting", "reason_for_visit", "external_cause"}
	procedureRoles = []string{"principal", "other"}
	codeLists      = []string{"diagnosis", "procedure", "drg_assignment", "account_code", "service_line", "code_statement"}
	accountCodes   = []string{"condition", "occurrence", "occurrence_span", "value"}
	auditSides     = []string{"coder", "auditor"}
	auditElements  = []string{"diagnosis", "procedure", "drg", "discharge_status"}
	errorTypes     = []string{"OM", "CM", "IC", "SP", "SQ", "PO", "PR", "AB", "QO", "CV", "SY", "AU"}
	eventTypes     = []string{
		"record_complete", "first_touched", "work_started", "work_ended",
		"hold_started", "hold_ended", "final_coded", "final_billed", "claim_submitted",
		"remitted", "voided", "combined", "non_billable", "recoded", "rebilled",
	}
)

var facility = &Table{
	Name: "facility", Meaning: "One row per facility.",
	Columns: []Column{
		{Name: "facility_id", Kind: Text, Required: true, Key: true, Meaning: "Identifier of the facility."},
		{Name: "name", Kind: Text, Meaning: "Name that reports print."},
		{Name: "timezone", Kind: Text, Meaning: "IANA time zone in which its local dates are kept (CLK-01)."},
	},
}

var coder = &Table{
	Name: "coder", Meaning: "One row per coder or auditor.",
	Columns: []Column{
		{Name: "coder_id", Kind: Text, Required: true, Key: true, Identifies: Staff, Meaning: "Pseudonym of the coder or auditor."},
		{Name: "role", Kind: Text, Required: true, Values: []string{"coder", "auditor"}, Meaning: "What the person does."},
		{Name: "facility_id", Kind: Text, Meaning: "Home facility; empty for one who serves all."},
		{Name: "hired_on", Kind: Date, Identifies: Staff, Meaning: "First day of work."},
	},
}

var education = &Table{
	Name: "education", Meaning: "One row per education session of a coder.",
	Columns: []Column{
		{Name: "coder_id", Kind: Text, Required: true, Key: true, Identifies: Staff, Meaning: "Coder who was educated."},
		{Name: "educated_on", Kind: Date, Required: true, Key: true, Meaning: "Local date of the session."},
		{Name: "topic", Kind: Text, Required: true, Key: true, Meaning: "Error type or subject that was taught."},
	},
}

var patient = &Table{
	Name: "patient", Meaning: "One row per person.",
	Columns: []Column{
		{Name: "patient_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Key of the person within the group."},
		{Name: "birth_on", Kind: Date, Identifies: Patient, Meaning: "Date of birth; empty where only an age is known."},
		{Name: "sex", Kind: Text, Identifies: Quasi, Meaning: "Administrative sex as recorded: F, M or another code."},
		{Name: "postal_code", Kind: Text, Identifies: Patient, Meaning: "Postal code of residence."},
	},
}

var encounter = &Table{
	Name: "encounter", Meaning: "One row per account or visit, which is one bill cycle.",
	Columns: []Column{
		{Name: "encounter_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Account number."},
		{Name: "patient_id", Kind: Text, Identifies: Patient, Meaning: "Key of the person."},
		{Name: "facility_id", Kind: Text, Required: true, Meaning: "Facility that gave the care."},
		{Name: "patient_type", Kind: Text, Required: true, Meaning: "IP inpatient, OBS observation, ED emergency, SDS same-day surgery, OP-REC recurring, ANC ancillary, PROF professional."},
		{Name: "service_line", Kind: Text, Meaning: "Service line of the discharging unit."},
		{Name: "admitted_on", Kind: Date, Identifies: Quasi, Meaning: "Local date on which the stay or visit began."},
		{Name: "admitted_at", Kind: Instant, Identifies: Quasi, Meaning: "Instant of admission; empty where the source has only a date (CLK-06)."},
		{Name: "discharged_on", Kind: Date, Identifies: Quasi, Meaning: "Local date of discharge or end of visit; empty while the patient is in house."},
		{Name: "discharged_at", Kind: Instant, Identifies: Quasi, Meaning: "Instant of discharge; empty where the source has only a date (CLK-06)."},
		{Name: "discharge_status", Kind: Text, Code: true, Meaning: "UB-04 patient discharge status, two digits."},
		{Name: "admission_type", Kind: Text, Code: true, Meaning: "UB-04 priority of admission, one digit."},
		{Name: "admission_source", Kind: Text, Code: true, Meaning: "UB-04 point of origin, one character."},
		{Name: "bill_type", Kind: Text, Code: true, Meaning: "UB-04 type of bill, facility, class and frequency without the leading zero."},
		{Name: "attending_id", Kind: Text, Identifies: Staff, Meaning: "Attending provider."},
		{Name: "age_years", Kind: Integer, Unit: "a", Identifies: Quasi, Meaning: "Completed years of age at admission."},
		{Name: "payer_class", Kind: Text, Meaning: "Class of the first payer."},
		{Name: "total_charges", Kind: Money, Unit: "USD", Meaning: "Gross charges of the account."},
		{Name: "cancelled", Kind: Boolean, Default: "false", Meaning: "True where the admission was cancelled or the claim voided; readers do not see the account then."},
		{Name: "dates_shifted", Kind: Boolean, Default: "false", Meaning: "True where dates were shifted to protect the person: intervals hold, calendar dates do not."},
	},
}

var codeAssignment = &Table{
	Name: "code_assignment", Meaning: "One row per version of the codes of an encounter; versions never change once written.",
	Columns: []Column{
		{Name: "encounter_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Account that was coded."},
		{Name: "version_no", Kind: Integer, Required: true, Key: true, Default: "1", Meaning: "1 for the first final coding, then 2, 3 for each recode or correction."},
		{Name: "coder_id", Kind: Text, Identifies: Staff, Meaning: "Who assigned the codes."},
		{Name: "assigned_at", Kind: Instant, Meaning: "When the version was final."},
		{Name: "reason", Kind: Text, Meaning: "first_final, recode, audit_correction or rebill."},
	},
}

var diagnosis = &Table{
	Name: "diagnosis", Meaning: "One row per diagnosis code of an encounter and version.",
	Columns: []Column{
		{Name: "encounter_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Account that the code belongs to."},
		{Name: "version_no", Kind: Integer, Required: true, Key: true, Default: "1", Meaning: "Version of the assignment; 1 where the source keeps none."},
		{Name: "sequence", Kind: Integer, Required: true, Key: true, Meaning: "Position within its role, 1 first."},
		{Name: "role", Kind: Text, Required: true, Key: true, Values: diagnosisRoles, Meaning: "principal (or first-listed), other, admitting, reason_for_visit or external_cause."},
		{Name: "code", Kind: Text, Required: true, Code: true, Meaning: "Code: upper case, without dot or padding."},
		{Name: "code_system", Kind: Text, Required: true, Key: true, Meaning: "ICD-10-CM, ICD-9-CM or another system; code and system together are the key of a code."},
		{Name: "poa", Kind: Text, Meaning: "Present on admission: Y, N, U, W, or empty where exempt (DEF-04)."},
	},
}

var procedure = &Table{
	Name: "procedure", Meaning: "One row per procedure code of an encounter and version.",
	Columns: []Column{
		{Name: "encounter_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Account that the code belongs to."},
		{Name: "version_no", Kind: Integer, Required: true, Key: true, Default: "1", Meaning: "Version of the assignment; 1 where the source keeps none."},
		{Name: "sequence", Kind: Integer, Required: true, Key: true, Meaning: "Position within the code system, 1 first."},
		{Name: "role", Kind: Text, Required: true, Values: procedureRoles, Meaning: "principal or other."},
		{Name: "code", Kind: Text, Required: true, Code: true, Meaning: "Code: upper case, without dot or padding."},
		{Name: "code_system", Kind: Text, Required: true, Key: true, Meaning: "ICD-10-PCS, ICD-9-PCS, CPT, HCPCS or another system."},
		{Name: "modifiers", Kind: Text, Code: true, Meaning: "Modifiers of a CPT or HCPCS code in their order, separated by blanks."},
		{Name: "performed_on", Kind: Date, Identifies: Quasi, Meaning: "Local date of the procedure."},
	},
}

var drgAssignment = &Table{
	Name: "drg_assignment", Meaning: "One row per DRG of an encounter, version and grouper system; an encounter may have several systems.",
	Columns: []Column{
		{Name: "encounter_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Account that was grouped."},
		{Name: "version_no", Kind: Integer, Required: true, Key: true, Default: "1", Meaning: "Version of the assignment; 1 where the source keeps none."},
		{Name: "drg_system", Kind: Text, Required: true, Key: true, Meaning: "MS-DRG, APR-DRG or another grouper."},
		{Name: "grouper_version", Kind: Text, Meaning: "Version of the grouper; numbers are recycled between versions (VER-09)."},
		{Name: "drg", Kind: Text, Required: true, Code: true, Meaning: "DRG number as text with its leading zeros."},
		{Name: "weight", Kind: Weight, Unit: "1", Meaning: "Relative weight in force for the grouper version."},
	},
}

var codeList = &Table{
	Name: "code_list", Meaning: "One row per list of an encounter that a source states as complete; what an earlier statement had beyond it is superseded.",
	Columns: []Column{
		{Name: "encounter_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Account that the list belongs to."},
		{Name: "version_no", Kind: Integer, Required: true, Key: true, Default: "1", Meaning: "Version of the assignment; 1 where the source keeps none."},
		{Name: "list", Kind: Text, Required: true, Key: true, Values: codeLists, Meaning: "Table whose rows the list holds."},
	},
}

var codeStatement = &Table{
	Name: "code_statement", Meaning: "One row per code that a source states without its place among the others of the encounter.",
	Columns: []Column{
		{Name: "statement_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Identifier of the statement, such as that of a FHIR Condition."},
		{Name: "code_system", Kind: Text, Required: true, Key: true, Meaning: "System of the code; a statement may carry one code of each."},
		{Name: "kind", Kind: Text, Required: true, Key: true, Values: []string{"diagnosis", "procedure"}, Meaning: "What the code is."},
		{Name: "encounter_id", Kind: Text, Identifies: Patient, Meaning: "Account that it is about; empty where only a link says so."},
		{Name: "role", Kind: Text, Values: diagnosisRoles, Meaning: "Role, where the statement says one; a link's role goes before it."},
		{Name: "rank", Kind: Integer, Meaning: "Order within the role, where the statement says one."},
		{Name: "code", Kind: Text, Required: true, Code: true, Meaning: "Code: upper case, without dot or padding."},
		{Name: "poa", Kind: Text, Meaning: "Present on admission: Y, N, U, W, or empty."},
		{Name: "stated_on", Kind: Date, Identifies: Quasi, Meaning: "Local date of the statement, or of the procedure."},
		{Name: "withdrawn", Kind: Boolean, Default: "false", Meaning: "True where the source takes the statement back."},
	},
}

var codeLink = &Table{
	Name: "code_link", Meaning: "One row per reference by which an encounter names a code statement.",
	Columns: []Column{
		{Name: "encounter_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Account that refers."},
		{Name: "statement_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Statement that is referred to."},
		{Name: "role", Kind: Text, Values: diagnosisRoles, Meaning: "Role that the encounter gives it."},
		{Name: "rank", Kind: Integer, Meaning: "Order that the encounter gives it."},
	},
}

var accountCode = &Table{
	Name: "account_code", Meaning: "One row per UB-04 code of an account that is neither a diagnosis nor a procedure.",
	Columns: []Column{
		{Name: "encounter_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Account that the code belongs to."},
		{Name: "kind", Kind: Text, Required: true, Key: true, Values: accountCodes, Meaning: "What the code says."},
		{Name: "sequence", Kind: Integer, Required: true, Key: true, Meaning: "Position within its kind, 1 first."},
		{Name: "code", Kind: Text, Required: true, Code: true, Meaning: "Code, two characters."},
		{Name: "occurred_on", Kind: Date, Identifies: Quasi, Meaning: "Local date of an occurrence, or on which a span began."},
		{Name: "through_on", Kind: Date, Identifies: Quasi, Meaning: "Local date on which a span ended."},
		{Name: "amount", Kind: Money, Unit: "USD", Meaning: "Amount of a value code; some values are no money, and are written alike."},
	},
}

var serviceLine = &Table{
	Name: "service_line", Meaning: "One row per line of charges of an account.",
	Columns: []Column{
		{Name: "encounter_id", Kind: Text, Required: true, Key: true, Identifies: Patient, Meaning: "Account that was charged."},
		{Name: "line_no", Kind: Text, Required: true, Key: true, Meaning: "Number of the line, or the identifier that the source gives it."},
		{Name: "revenue_code", Kind: Text, Code: true, Meaning: "UB-04 revenue code, four digits with the leading zero."},
		{Name: "code", Kind: Text, Code: true, Meaning: "CPT or HCPCS code."},
		{Name: "modifiers", Kind: Text, Code: true, Meaning: "Modifiers in their order, separated by blanks."},
		{Name: "service_on", Kind: Date, Identifies: Quasi, Meaning: "Local date of service."},
		{Name: "units", Kind: Weight, Unit: "1", Meaning: "Units of service."},
		{Name: "charge", Kind: Money, Unit: "USD", Meaning: "Gross charge of the line."},
	},
}

var event = &Table{
	Name: "event", Meaning: "One row per thing that happened to an account; append-only.",
	Columns: []Column{
		{Name: "event_id", Kind: Text, Required: true, Key: true, Meaning: "Identifier of the event."},
		{Name: "encounter_id", Kind: Text, Required: true, Identifies: Patient, Meaning: "Account that it happened to."},
		{Name: "event_type", Kind: Text, Required: true, Values: eventTypes, Meaning: "What happened."},
		{Name: "occurred_on", Kind: Date, Required: true, Meaning: "Local date on which it happened."},
		{Name: "occurred_at", Kind: Instant, Meaning: "Instant at which it happened; empty where the source has only a date."},
		{Name: "actor_id", Kind: Text, Identifies: Staff, Meaning: "Who did it, where known."},
		{Name: "reason_code", Kind: Text, Meaning: "Why: for a hold CHARGES, DOCUMENTATION, QUERY, EDIT, OUTAGE, LEGAL, VIP or RESEARCH."},
	},
}

var providerQuery = &Table{
	Name: "provider_query", Meaning: "One row per clarification asked of a provider.",
	Columns: []Column{
		{Name: "query_id", Kind: Text, Required: true, Key: true, Meaning: "Identifier of the query."},
		{Name: "encounter_id", Kind: Text, Required: true, Identifies: Patient, Meaning: "Account that it is about."},
		{Name: "author_role", Kind: Text, Meaning: "coder or cdi."},
		{Name: "provider_id", Kind: Text, Identifies: Staff, Meaning: "Provider who was asked."},
		{Name: "phase", Kind: Text, Meaning: "concurrent, retrospective or post_bill."},
		{Name: "issued_at", Kind: Instant, Required: true, Meaning: "When it was asked."},
		{Name: "answered_at", Kind: Instant, Meaning: "First answer; empty while it waits."},
		{Name: "closed_at", Kind: Instant, Meaning: "When it was closed."},
		{Name: "response_class", Kind: Text, Meaning: "agree, alternative, disagree, undetermined, not_significant, retracted, or empty while it waits (QRY-04)."},
		{Name: "impact", Kind: Text, Meaning: "drg, cc_mcc, poa, specificity or none (QRY-05)."},
	},
}

var auditCase = &Table{
	Name: "audit_case", Meaning: "One row per encounter reviewed in an audit.",
	Columns: []Column{
		{Name: "audit_case_id", Kind: Text, Required: true, Key: true, Meaning: "Identifier of the review."},
		{Name: "audit_id", Kind: Text, Required: true, Meaning: "Audit that it belongs to."},
		{Name: "encounter_id", Kind: Text, Required: true, Identifies: Patient, Meaning: "Account that was reviewed."},
		{Name: "selection", Kind: Text, Required: true, Values: selections, Meaning: "random supports a rate; targeted does not (SMP-01); second is a blind review of one that is closed, by another auditor (2.7)."},
		{Name: "stratum", Kind: Text, Meaning: "Stratum of the sample."},
		{Name: "coder_id", Kind: Text, Required: true, Identifies: Staff, Meaning: "Whose work was reviewed."},
		{Name: "auditor_id", Kind: Text, Required: true, Identifies: Staff, Meaning: "Who reviewed it."},
		{Name: "version_no", Kind: Integer, Required: true, Default: "1", Meaning: "Version of the assignment that was reviewed."},
		{Name: "coded_on", Kind: Date, Required: true, Meaning: "Local date on which the reviewed version was final; months of accuracy count by it."},
		{Name: "closed_on", Kind: Date, Meaning: "Local date on which the review was final, after rebuttal; empty while it is open."},
	},
}

var auditCode = &Table{
	Name: "audit_code", Meaning: "One row per code or data element of an audited encounter, from the coder or from the auditor's final set.",
	Columns: []Column{
		{Name: "audit_case_id", Kind: Text, Required: true, Key: true, Meaning: "Review that it belongs to."},
		{Name: "side", Kind: Text, Required: true, Key: true, Values: auditSides, Meaning: "coder or auditor."},
		{Name: "element", Kind: Text, Required: true, Key: true, Values: auditElements, Meaning: "diagnosis, procedure, drg or discharge_status."},
		{Name: "sequence", Kind: Integer, Required: true, Key: true, Meaning: "Position within side and element; 1 of a diagnosis is the principal."},
		{Name: "code", Kind: Text, Required: true, Code: true, Meaning: "Code or value, without dot or padding."},
		{Name: "code_system", Kind: Text, Meaning: "ICD-10-CM, ICD-10-PCS, MS-DRG or another system."},
		{Name: "grouper_version", Kind: Text, Meaning: "Version of the grouper, for a DRG."},
		{Name: "poa", Kind: Text, Meaning: "Present on admission, for a diagnosis: Y, N, U, W or empty."},
		{Name: "poa_exempt", Kind: Boolean, Meaning: "True where the code is exempt from POA in its fiscal year."},
		{Name: "performed_on", Kind: Date, Identifies: Quasi, Meaning: "Local date, for a procedure."},
		{Name: "withdrawn", Kind: Boolean, Default: "false", Meaning: "True where the code is no longer on this side; readers do not see it then."},
	},
}

var auditFinding = &Table{
	Name: "audit_finding", Meaning: "One row per disagreement that an audit found.",
	Columns: []Column{
		{Name: "finding_id", Kind: Text, Required: true, Key: true, Meaning: "Identifier of the finding."},
		{Name: "audit_case_id", Kind: Text, Required: true, Meaning: "Review that it belongs to."},
		{Name: "element", Kind: Text, Required: true, Values: auditElements, Meaning: "What was wrong."},
		{Name: "error_type", Kind: Text, Required: true, Values: errorTypes, Meaning: "Class of error (standard 2.3)."},
		{Name: "subtype", Kind: Text, Meaning: "Finer class, such as laterality or missed_cc."},
		{Name: "coder_value", Kind: Text, Code: true, Meaning: "What the coder had; empty for an omission."},
		{Name: "auditor_value", Kind: Text, Code: true, Meaning: "What the auditor had; empty for a commission."},
		{Name: "root_cause", Kind: Text, Meaning: "Why it happened."},
		{Name: "direction", Kind: Text, Meaning: "over, under or neutral."},
		{Name: "drg_changed", Kind: Boolean, Meaning: "True where the DRG changed."},
		{Name: "final_state", Kind: Text, Meaning: "accepted, upheld, overturned, partially_overturned or open."},
		{Name: "final_value", Kind: Text, Code: true, Meaning: "What stands after a rebuttal that was partly right."},
		{Name: "citation", Kind: Text, Meaning: "Guideline or Coding Clinic that the finding rests on (REB-05)."},
		{Name: "identified_on", Kind: Date, Meaning: "Local date on which an overpayment was identified (2.9); empty where that is the day of the decision, or still open."},
		{Name: "withdrawn", Kind: Boolean, Default: "false", Meaning: "True where the auditor took the draft back; readers do not see it then."},
	},
}

var chargeDay = &Table{
	Name: "charge_day", Meaning: "One row per facility, date of service, patient type and payer class.",
	Columns: []Column{
		{Name: "facility_id", Kind: Text, Required: true, Key: true, Meaning: "Facility."},
		{Name: "service_on", Kind: Date, Required: true, Key: true, Meaning: "Local date of service."},
		{Name: "patient_type", Kind: Text, Required: true, Key: true, Meaning: "As in encounter."},
		{Name: "payer_class", Kind: Text, Required: true, Key: true, Meaning: "As in encounter."},
		{Name: "gross_revenue", Kind: Money, Unit: "USD", Required: true, Meaning: "Gross patient service revenue of the day."},
	},
}

var coderDay = &Table{
	Name: "coder_day", Meaning: "One row per coder, date and patient type worked on.",
	Columns: []Column{
		{Name: "coder_id", Kind: Text, Required: true, Key: true, Identifies: Staff, Meaning: "Coder."},
		{Name: "worked_on", Kind: Date, Required: true, Key: true, Meaning: "Local date."},
		{Name: "patient_type", Kind: Text, Required: true, Key: true, Meaning: "As in encounter."},
		{Name: "paid_hours", Kind: Hours, Unit: "h", Meaning: "Hours paid."},
		{Name: "productive_hours", Kind: Hours, Unit: "h", Meaning: "Hours paid less meetings, training and downtime (PRD-01)."},
		{Name: "charts_completed", Kind: Integer, Meaning: "Encounters final-coded."},
	},
}

var serviceLevel = &Table{
	Name: "service_level", Meaning: "One row per patient type: the department's own targets.",
	Columns: []Column{
		{Name: "patient_type", Kind: Text, Required: true, Key: true, Meaning: "As in encounter."},
		{Name: "bill_hold_days", Kind: Integer, Unit: "d", Required: true, Meaning: "Days after discharge before a bill may drop (TAT-01)."},
		{Name: "coded_within_days", Kind: Integer, Unit: "d", Required: true, Meaning: "Target: coded within this many calendar days of discharge."},
	},
}

var codeSet = &Table{
	Name: "code_set", Meaning: "One row per code and the time in which it was in force.",
	Columns: []Column{
		{Name: "code_system", Kind: Text, Required: true, Key: true, Meaning: "ICD-10-CM, ICD-10-PCS or another system."},
		{Name: "code", Kind: Text, Required: true, Key: true, Code: true, Meaning: "Code: upper case, without dot or padding."},
		{Name: "valid_from", Kind: Date, Required: true, Key: true, Meaning: "First date in force (VER-01)."},
		{Name: "valid_to", Kind: Date, Meaning: "Last date in force; empty while it still is."},
		{Name: "title", Kind: Text, Meaning: "Official title."},
		{Name: "billable", Kind: Boolean, Meaning: "False for a header, which is never valid on a claim (VER-04)."},
		{Name: "poa_exempt", Kind: Boolean, Meaning: "True where the code is exempt from POA in that time (DEF-05)."},
	},
}

var codeRelease = &Table{
	Name: "code_release", Meaning: "One row per code of a published release of a code system.",
	Columns: []Column{
		{Name: "code_system", Kind: Text, Required: true, Key: true, Meaning: "ICD-10-CM, ICD-10-PCS or another system."},
		{Name: "valid_from", Kind: Date, Required: true, Key: true, Meaning: "First date on which the release is in force (VER-01)."},
		{Name: "valid_to", Kind: Date, Meaning: "Last date for which it was published, the end of its fiscal year; a later release ends it sooner."},
		{Name: "code", Kind: Text, Required: true, Key: true, Code: true, Meaning: "Code: upper case, without dot or padding."},
		{Name: "order_no", Kind: Integer, Meaning: "Order number, by which ranges of codes are defined (VER-05); it changes with every release."},
		{Name: "billable", Kind: Boolean, Required: true, Meaning: "False for a header, which is never valid on a claim (VER-04)."},
		{Name: "short_title", Kind: Text, Meaning: "Official title, abbreviated."},
		{Name: "title", Kind: Text, Meaning: "Official title."},
		{Name: "chapter", Kind: Text, Meaning: "Chapter that the release has the code in, by order number; empty of systems without (GRP-04)."},
		{Name: "block", Kind: Text, Meaning: "Smallest block that the release has the code in, by order number; empty of systems without (GRP-03)."},
	},
}

var codeMark = &Table{
	Name: "code_mark", Meaning: "One row per code that stands on a published list, and the time in which it does.",
	Columns: []Column{
		{Name: "list", Kind: Text, Required: true, Key: true, Meaning: "List, such as poa_exempt, unacceptable_principal, manifestation or sensitive."},
		{Name: "code_system", Kind: Text, Required: true, Key: true, Meaning: "System of the code."},
		{Name: "code", Kind: Text, Required: true, Key: true, Code: true, Meaning: "Code: upper case, without dot or padding."},
		{Name: "valid_from", Kind: Date, Required: true, Key: true, Meaning: "First date on which it stands on the list."},
		{Name: "valid_to", Kind: Date, Meaning: "Last date on which it does; empty while it still does."},
		{Name: "detail", Kind: Text, Meaning: "What the list says of the code, such as F for a sex or maternity for an age."},
		{Name: "list_version", Kind: Text, Meaning: "Version of the list, such as 37 or FY2026."},
	},
}

var codeGroup = &Table{
	Name: "code_group", Meaning: "One row per code and group of a grouping scheme.",
	Columns: []Column{
		{Name: "scheme", Kind: Text, Required: true, Key: true, Meaning: "Grouping scheme, such as CCSR, block or a scheme of the site's own."},
		{Name: "scheme_version", Kind: Text, Required: true, Key: true, Meaning: "Version of the scheme."},
		{Name: "code_system", Kind: Text, Required: true, Key: true, Meaning: "System of the code."},
		{Name: "code", Kind: Text, Required: true, Key: true, Code: true, Meaning: "Code: upper case, without dot or padding."},
		{Name: "grouping", Kind: Text, Required: true, Key: true, Meaning: "Group that the code belongs to."},
		{Name: "position", Kind: Integer, Meaning: "Position of the group among those of the code, 1 first."},
		{Name: "default_inpatient", Kind: Boolean, Default: "false", Meaning: "True for the one group of a principal diagnosis (GRP-06)."},
		{Name: "default_outpatient", Kind: Boolean, Default: "false", Meaning: "True for the one group of a first-listed diagnosis (GRP-06)."},
	},
}

var groupTitle = &Table{
	Name: "group_title", Meaning: "One row per group of a grouping scheme.",
	Columns: []Column{
		{Name: "scheme", Kind: Text, Required: true, Key: true, Meaning: "Grouping scheme."},
		{Name: "scheme_version", Kind: Text, Required: true, Key: true, Meaning: "Version of the scheme."},
		{Name: "grouping", Kind: Text, Required: true, Key: true, Meaning: "Group."},
		{Name: "title", Kind: Text, Meaning: "Title of the group."},
		{Name: "parent", Kind: Text, Meaning: "Larger group that it belongs to, such as a body system or chapter."},
	},
}

var codeChange = &Table{
	Name: "code_change", Meaning: "One row per code and code that it replaced, from the conversion table.",
	Columns: []Column{
		{Name: "code_system", Kind: Text, Required: true, Key: true, Meaning: "System of both codes."},
		{Name: "code", Kind: Text, Required: true, Key: true, Code: true, Meaning: "Current code."},
		{Name: "previous_code", Kind: Text, Required: true, Key: true, Code: true, Meaning: "Code that was used before; one of several where it is one-to-many (VER-08)."},
		{Name: "valid_from", Kind: Date, Required: true, Key: true, Meaning: "First date of the current code."},
	},
}

var drgSet = &Table{
	Name: "drg_set", Meaning: "One row per DRG of a grouper version.",
	Columns: []Column{
		{Name: "drg_system", Kind: Text, Required: true, Key: true, Meaning: "MS-DRG or another grouper."},
		{Name: "grouper_version", Kind: Text, Required: true, Key: true, Meaning: "Version of the grouper (VER-09)."},
		{Name: "drg", Kind: Text, Required: true, Key: true, Code: true, Meaning: "DRG number as text with its leading zeros."},
		{Name: "title", Kind: Text, Meaning: "Title."},
		{Name: "mdc", Kind: Text, Meaning: "Major diagnostic category."},
		{Name: "drg_type", Kind: Text, Meaning: "MED or SURG."},
		{Name: "weight", Kind: Weight, Unit: "1", Meaning: "Relative weight."},
		{Name: "gmlos", Kind: Weight, Unit: "d", Meaning: "Geometric mean length of stay."},
		{Name: "amlos", Kind: Weight, Unit: "d", Meaning: "Arithmetic mean length of stay."},
		{Name: "uncapped_weight", Kind: Weight, Unit: "1", Meaning: "Relative weight before the 10 % cap on decreases, where the release has one (CMX-01)."},
		{Name: "base_title", Kind: Text, Meaning: "Title without its severity: the DRGs of one base have the same (CMX-04)."},
		{Name: "severity", Kind: Text, Meaning: "MCC, CC, CC/MCC, none or without_MCC where the base is split by severity; empty where it is not."},
		{Name: "post_acute", Kind: Boolean, Meaning: "True where a discharge to post-acute care is paid as a transfer (FIN-05); empty where the list does not say it."},
		{Name: "special_pay", Kind: Boolean, Meaning: "True where such a transfer is paid half at once (FIN-05); empty where the list does not say it."},
	},
}
