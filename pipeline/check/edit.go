package check

import (
	"cmp"
	"slices"
	"strings"
)

// Level is how grave a broken edit is, and so what is done about it. What breaks an edit
// of Edits is quarantined when it is loaded; what breaks one of Catalogue stays in the
// store, in every count, and is a finding.
type Level string

const (
	Error   Level = "error"   // wrong by a published rule: to be corrected
	Warning Level = "warning" // payers return or question it; it may be right
	Review  Level = "review"  // guidelines have exceptions: a person decides (VAL-14 to VAL-18)
)

// Levels lists the levels of findings from the gravest one.
var Levels = []Level{Error, Warning, Review}

// Who can answer for a finding. Rates by coder are made of the edits of coders alone.
const (
	Coders       = "coding"
	Registration = "registration"
	Billing      = "billing"
)

// Basis is what an edit looks at: its denominator counts these.
type Basis string

const (
	Codes    Basis = "code"    // each diagnosis and procedure: the table check_kind
	Accounts Basis = "account" // each account: the table check_chart
)

// Edit is a test of records in the store. Its conditions are SQL over the columns of the
// table of its basis, which sql/listed.sql and sql/chart.sql make; a condition that is
// null does not hold. They are tried in the order of the fields, and the first one that
// decides gives the verdict.
type Edit struct {
	ID      string // VAL-03, or MCE-17 where only the Medicare Code Editor has it
	Title   string
	Rule    string // one sentence that says when it is broken, and by which standard
	Level   Level
	Answers string // who can answer for it
	Basis   Basis
	Counts  string // what its denominator counts

	// Scope says which records are looked at; others are not counted.
	Scope string
	// From and To are the first and last dates on which the edit itself is in force, as
	// YYYY-MM-DD; empty for ever. Outside of them it does not apply.
	From, To string
	// Needs are releases and lists without which there is no verdict but an error.
	Needs []Condition
	// Applies says to which records of the scope it applies.
	Applies []Condition
	// Bypass, where it holds, lets a record pass by a published rule without a look.
	Bypass Condition
	// Knows is what the record itself must say: without it the verdict is an error.
	Knows []Condition
	// Broken says which of the rest fail; the others pass.
	Broken string
	// Clinical is true where a finding tells of a patient and not of coding alone.
	Clinical bool
}

// Condition is SQL, and the reason of the verdict where it decides, in the words of a
// report.
type Condition struct{ Holds, Reason string }

// Verdicts on a record. Four of them are different things and are never added up: what
// passed, what failed, what the edit does not apply to, and what could not be judged.
const (
	Pass          = "pass"
	Fail          = "fail"
	Bypassed      = "bypassed"
	NotApplicable = "not_applicable"
	NotJudged     = "error"
)

// Catalogue lists every edit that is tried on the store, in the order of their ids: those
// of the standard's section 4.4, and after them those that only the code editor has.
var Catalogue = inOrder(slices.Concat(codeEdits, recordEdits, editorEdits, pairEdits))

func inOrder(edits []Edit) []Edit {
	slices.SortFunc(edits, func(a, b Edit) int {
		return cmp.Or(strings.Compare(b.ID[:3], a.ID[:3]), strings.Compare(a.ID, b.ID))
	})
	return edits
}

// Lookup finds an edit by its id.
func Lookup(id string) (Edit, bool) {
	at := slices.IndexFunc(Catalogue, func(e Edit) bool { return e.ID == id })
	if at < 0 {
		return Edit{}, false
	}
	return Catalogue[at], true
}

// IDs lists the ids of the catalogue.
func IDs() []string {
	ids := make([]string, len(Catalogue))
	for i, e := range Catalogue {
		ids[i] = e.ID
	}
	return ids
}
