package check

// coded is the scope of accounts to which someone has given codes: others wait for theirs.
const coded = "coded"

// recordEdits judge the codes of an account together, and what else its record says.
var recordEdits = []Edit{
	{
		ID: "VAL-06", Title: "Duplicate of the principal diagnosis", Level: Error, Answers: Coders, Basis: Codes, Counts: "secondary diagnoses",
		Rule:  "A secondary diagnosis is the same code as the principal one (MCE 3).",
		Scope: "element = 'diagnosis' AND role = 'other'", Broken: "same_as_principal",
	},
	{
		ID: "VAL-07", Title: "Duplicate secondary diagnosis", Level: Error, Answers: Coders, Basis: Codes, Counts: "secondary diagnoses",
		Rule:  "A secondary diagnosis repeats one before it.",
		Scope: "element = 'diagnosis' AND role = 'other'", Broken: "repeated",
	},
	{
		ID: "VAL-11", Title: "Principal diagnosis missing", Level: Error, Answers: Coders, Basis: Accounts, Counts: "coded accounts",
		Rule:  "A coded account has no principal or first-listed diagnosis.",
		Scope: coded, Broken: "principals = 0",
	},
	{
		ID: "VAL-12E", Title: "POA on an exempt code", Level: Error, Answers: Coders, Basis: Codes, Counts: "inpatient diagnoses and external causes that are exempt from POA",
		Rule:  "A code that is exempt from POA in the fiscal year of discharge has an indicator (DEF-05).",
		Scope: statesPOA, Needs: []Condition{dated, exemptions}, Applies: []Condition{{"exempt", "it is not exempt from POA"}},
		Broken: "poa IS NOT NULL",
	},
	{
		ID: "VAL-12M", Title: "POA missing", Level: Error, Answers: Coders, Basis: Codes, Counts: "inpatient diagnoses and external causes that are not exempt from POA",
		Rule:  "A code that is not exempt from POA in the fiscal year of discharge has none of Y, N, U and W (DEF-04).",
		Scope: statesPOA, Needs: []Condition{dated, exemptions}, Applies: []Condition{{"NOT exempt", "it is exempt from POA"}},
		Knows: []Condition{{"states_poa", "its facility sends no POA indicators"}}, Broken: "poa IS NULL OR poa NOT IN ('Y', 'N', 'U', 'W')",
	},
	{
		ID: "VAL-15", Title: "Principal diagnosis that is a sequela or a secondary-only Z code", Level: Review, Answers: Coders, Basis: Codes, Counts: "principal diagnoses in ICD-10-CM",
		Rule:  "The title in force calls the principal diagnosis a sequela, or it is a Z code that the loaded CCSR calls unacceptable as principal. External causes are VAL-09E.",
		Scope: isPrincipal, Needs: []Condition{dated, judged, {"secondary_only IS NOT NULL", "no CCSR is loaded that says which Z codes may be principal"}},
		Broken: "sequela OR secondary_only",
	},
	{
		ID: "VAL-17", Title: "Delivery without an obstetric principal diagnosis", Level: Review, Answers: Coders, Basis: Accounts, Counts: "accounts with an outcome of delivery (Z37)",
		Rule:  "An account with an outcome of delivery has no code of chapter 15, or another one as principal diagnosis.",
		Scope: coded + " AND in_icd10", Applies: []Condition{{"delivery", "it has no outcome of delivery"}}, Broken: "NOT obstetric_first", Clinical: true,
	},
	{
		ID: "MCE-14", Title: "Invalid age", Level: Error, Answers: Registration, Basis: Accounts, Counts: "coded accounts",
		Rule:  "The age is not from 0 to 124, or differs by more than a year from birth and admission. An age that nobody has is quarantined when it is loaded.",
		Scope: coded, Knows: []Condition{{"age IS NOT NULL", "its age is not known"}}, Broken: "age NOT BETWEEN 0 AND 124 OR abs(age - age_by_birth) > 1",
	},
	{
		ID: "MCE-15", Title: "Invalid sex", Level: Warning, Answers: Registration, Basis: Accounts, Counts: "coded accounts",
		Rule:  "The recorded sex is neither F nor M.",
		Scope: coded, Knows: []Condition{{"sex IS NOT NULL", "no sex is recorded"}}, Broken: "sex NOT IN ('F', 'M')", Clinical: true,
	},
	{
		ID: "MCE-16", Title: "Invalid discharge status", Level: Error, Answers: Registration, Basis: Accounts, Counts: "coded inpatient accounts",
		Rule:  "The discharge status is missing, or not in force on the day of discharge in the loaded code set UB-04-STATUS.",
		Scope: coded + " AND inpatient", Needs: []Condition{dated, {"status_known IS NOT NULL", "no code set UB-04-STATUS is loaded for its date"}},
		Broken: "NOT status_known",
	},
}

const (
	inpatientDiagnosis = isICD10 + " AND inpatient AND role IN ('principal', 'other')"
	// statesPOA is what the guidelines (Appendix I) want an indicator for: principal and other
	// diagnoses and external causes, and neither admitting diagnoses nor reasons for a visit.
	statesPOA = isICD10 + " AND inpatient AND role IN ('principal', 'other', 'external_cause')"
)

var exemptions = Condition{"exempt IS NOT NULL", "no POA-exempt list that is in force on its date is loaded"}
