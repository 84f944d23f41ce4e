package check

import "fmt"

// editorEdits need a list of the Medicare Code Editor (standard 4.5). Each list counts on
// the dates of its version alone; on others nothing is judged. An edit whose list the
// version in force does not have is switched off in that version.
var editorEdits = []Edit{
	listed(Edit{
		ID: "VAL-08A", Title: "Age conflict", Level: Error, Answers: Coders, Counts: "diagnoses on a list of ages",
		Rule:  "The diagnosis cannot be at this age: newborn 0, paediatric 0–17, maternity 9–64 (12–55 before October 2018), adult 15–124 (MCE 4).",
		Scope: isICD10, Applies: []Condition{{"age_from IS NOT NULL", "it is on no list of ages"}},
		Knows: []Condition{{"age IS NOT NULL", "its age is not known"}}, Broken: "age NOT BETWEEN age_from AND age_to", Clinical: true,
	}, "mce_age"),
	listed(Edit{
		ID: "VAL-08S", Title: "Sex conflict", Level: Warning, Answers: Registration, Counts: "diagnoses and procedures on a list of one sex",
		Rule:  "The diagnosis or procedure contradicts the recorded sex (MCE 5).",
		Scope: isInPlace, Applies: []Condition{{"sex_only IS NOT NULL", "it is on no list of one sex"}},
		Bypass: Condition{"condition_45", "condition code 45 lets it pass: it is nobody's error"},
		Knows:  []Condition{{"sex IN ('F', 'M')", "no sex is recorded"}}, Broken: "sex <> sex_only", Clinical: true,
	}, "mce_sex"),
	{
		ID: "VAL-09E", Title: "External cause as principal diagnosis", Level: Error, Answers: Coders, Basis: Codes, Counts: "principal diagnoses in ICD-10-CM",
		Rule:  "The principal diagnosis is of chapter 20, V00 to Y99 (MCE 2).",
		Scope: isPrincipal, Broken: "external_cause",
	},
	listed(Edit{
		ID: "VAL-09M", Title: "Manifestation as principal diagnosis", Level: Error, Answers: Coders, Counts: "inpatient principal diagnoses in ICD-10-CM",
		Rule:  "The principal diagnosis is the manifestation of another disease, which comes first (MCE 6).",
		Scope: inpatientPrincipal, Broken: "manifestation",
	}, "mce_manifestation"),
	listed(Edit{
		ID: "VAL-10", Title: "Unacceptable principal diagnosis", Level: Error, Answers: Coders, Counts: "inpatient principal diagnoses in ICD-10-CM",
		Rule:  "The principal diagnosis is a circumstance and no illness (MCE 9).",
		Scope: inpatientPrincipal, Broken: "unacceptable",
	}, "mce_unacceptable_principal"),
	listed(Edit{
		ID: "MCE-08", Title: "Questionable admission", Level: Review, Answers: Billing, Counts: "inpatient principal diagnoses in ICD-10-CM",
		Rule:  "The principal diagnosis seldom needs an admission (MCE 8).",
		Scope: inpatientPrincipal, Broken: "questionable",
	}, "mce_questionable_admission"),
	listed(Edit{
		ID: "MCE-11", Title: "Non-covered procedure", Level: Warning, Answers: Billing, Counts: "inpatient procedures in ICD-10-PCS",
		Rule:  "Medicare does not pay for the procedure, or not for patients over 60 (MCE 11).",
		Scope: inpatientProcedure, Knows: []Condition{{"noncovered IS DISTINCT FROM 'over_60' OR age IS NOT NULL", "its age is not known"}},
		Broken: "noncovered = 'always' OR noncovered = 'over_60' AND age > 60", Clinical: true,
	}, "mce_noncovered"),
	listed(Edit{
		ID: "MCE-17", Title: "Limited coverage", Level: Warning, Answers: Billing, Counts: "inpatient procedures in ICD-10-PCS",
		Rule:  "Medicare pays for the procedure under conditions only (MCE 17).",
		Scope: inpatientProcedure, Broken: "limited_coverage", Clinical: true,
	}, "mce_limited_coverage"),
	listed(Edit{
		ID: "MCE-18", Title: "Wrong procedure performed", Level: Warning, Answers: Billing, Counts: "diagnoses in ICD-10-CM",
		Rule:  "A code says that a wrong procedure was done, or on a wrong patient or side: the claim is denied (MCE 18).",
		Scope: isICD10 + " AND inpatient", Broken: "wrong_procedure", Clinical: true,
	}, "mce_wrong_procedure"),
	listed(Edit{
		ID: "MCE-19", Title: "Procedure inconsistent with length of stay", Level: Error, Answers: Coders, Counts: "procedures of more than 96 hours",
		Rule:  "Ventilation of more than 96 hours within a stay of four days or less (MCE 19).",
		Scope: inpatientProcedure, Applies: []Condition{{"long_procedure", "it is no procedure of more than 96 hours"}},
		Knows: []Condition{{"stay_days IS NOT NULL", "its length of stay is not known"}}, Broken: "stay_days <= 4", Clinical: true,
	}, "mce_length_of_stay"),
	listed(Edit{
		ID: "MCE-20", Title: "Unspecified laterality of a CC or MCC", Level: Warning, Answers: Coders, Counts: "inpatient diagnoses in ICD-10-CM",
		Rule:  "An unspecified code that is a CC or MCC although codes for left, right and both exist (MCE 20). The billing note by which payers let it pass is in no feed.",
		Scope: inpatientDiagnosis, From: "2022-04-01", Broken: "unspecified",
	}, "mce_unspecified"),
}

const (
	inpatientPrincipal = isPrincipal + " AND inpatient"
	inpatientProcedure = "element = 'procedure' AND code_system = 'ICD-10-PCS' AND inpatient"
)

// listed is an edit on codes that needs a list of the editor in the version in force.
func listed(e Edit, list string) Edit {
	e.Basis = Codes
	e.Needs = []Condition{dated, {"editor", "no Medicare Code Editor in force on its date is loaded"}}
	e.Applies = append([]Condition{{fmt.Sprintf("list_contains(lists, '%s')", list), "the version of the Medicare Code Editor in force has no such list"}}, e.Applies...)
	return e
}
