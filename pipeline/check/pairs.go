package check

import "fmt"

// pairEdits need pairs of codes that no publisher ships as a file: a site loads its own
// as groups, with the code in column code and its partner in column grouping. A header
// stands for all codes under it. The newest version of a scheme counts.
var pairEdits = []Edit{
	paired(Edit{
		ID: "VAL-14", Title: "Manifestation without its cause before it", Counts: "secondary diagnoses that code_first lists",
		Rule:  "None of the causes that scheme code_first gives for the diagnosis stands before it.",
		Scope: isICD10 + " AND role = 'other'",
	}, "code_first"),
	paired(Edit{
		ID: "VAL-16", Title: "Excludes1 pair", Counts: "diagnoses that excludes1 lists",
		Rule:  "The account has a code that scheme excludes1 gives for the diagnosis: the two are not coded together.",
		Scope: isICD10 + " AND role IN ('principal', 'other')",
	}, "excludes1"),
	paired(Edit{
		ID: "VAL-18", Title: "Symptom as principal diagnosis of a known disease", Counts: "principal diagnoses that definitive lists",
		Rule:  "The account has a diagnosis that scheme definitive gives for its principal diagnosis, a symptom.",
		Scope: isPrincipal,
	}, "definitive"),
}

func paired(e Edit, scheme string) Edit {
	e.Level, e.Answers, e.Basis = Review, Coders, Codes
	e.Needs = []Condition{{fmt.Sprintf("list_contains(lists, '%s')", scheme), "no groups of a scheme " + scheme + " are loaded"}}
	e.Applies = []Condition{{scheme + " IS NOT NULL", "scheme " + scheme + " does not list it"}}
	e.Broken = scheme
	return e
}
