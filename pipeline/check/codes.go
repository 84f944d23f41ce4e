package check

// Scopes of edits on codes.
const (
	isICD10     = "element = 'diagnosis' AND code_system = 'ICD-10-CM'"
	isInPlace   = "code_system IN ('ICD-10-CM', 'ICD-10-PCS', 'ICD-9-CM', 'ICD-9-PCS') AND wrong_system IS DISTINCT FROM TRUE"
	isPrincipal = isICD10 + " AND role = 'principal'"
)

// What verdicts need.
var (
	dated  = Condition{"dated", "its date is shifted or not known"}
	judged = Condition{"standing <> 'not_loaded'", "no release of its code system that is in force on its date is loaded"}
)

// codeEdits judge a code by the code set that is in force on its date (VER-02): that of
// discharge for an inpatient, that of service for others. Order and strings play no part.
var codeEdits = []Edit{
	standing("VAL-01", "Unknown code", "unknown", "The code is in no loaded release of its system (MCE 1)."),
	standing("VAL-02", "Truncated code", "header", "The code is a header and never was more: characters are missing (VER-04, MCE 1)."),
	standing("VAL-03", "Retired code", "retired", "The code was valid in a release before the one in force on its date, and is no longer (MCE 1)."),
	standing("VAL-04", "Code not yet in force", "not_yet", "The code becomes valid with a release after the one in force on its date (MCE 1)."),
	{
		ID: "VAL-05", Title: "Wrong code system", Level: Error, Answers: Coders, Basis: Codes, Counts: "diagnoses and procedures of billing systems",
		Rule:  "ICD-9 from 1 October 2015 on, ICD-10 before it, a code for procedures as a diagnosis or the reverse, or a code that only another system than the stated one has.",
		Scope: "system_role IS NOT NULL", Needs: []Condition{{"wrong_system IS NOT NULL", dated.Reason}}, Broken: "wrong_system",
	},
	{
		ID: "VAL-13", Title: "Seventh character or placeholder missing", Level: Error, Answers: Coders, Basis: Codes, Counts: "ICD-10-CM diagnoses",
		Rule:  "The code becomes valid by a seventh character, or by an X in the places that it skips. VAL-01 or VAL-02 counts it too.",
		Scope: isICD10 + " AND wrong_system IS DISTINCT FROM TRUE", Needs: []Condition{dated, judged}, Broken: "seventh",
	},
}

// standing is an edit that fails for codes of one standing in their code set.
func standing(id, title, fails, rule string) Edit {
	return Edit{
		ID: id, Title: title, Rule: rule, Level: Error, Answers: Coders, Basis: Codes, Counts: "diagnoses and procedures in ICD",
		Scope: isInPlace, Needs: []Condition{dated, judged}, Broken: "standing = '" + fails + "'",
	}
}
