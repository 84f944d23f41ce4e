// Package worksheet is the form that an auditor fills: a workbook whose coder columns are
// locked, or the same columns as CSV. It writes and reads cells; what they mean is judged
// elsewhere.
package worksheet

import "chartline/pipeline/theme"

// Column is a column of the form.
type Column int

// The columns. Those before Result are the coder's and locked.
const (
	Case Column = iota
	Account
	Kind // of the line: CaseLine, or the element of a code
	No
	Code
	Title
	POA
	Date
	Result
	NewCode
	NewPOA
	NewNo
	NewDate
	ErrorType
	Subtype
	RootCause
	Direction
	DRGChanged
	Citation
	Note
	Columns // how many there are
)

// Heads are the names by which columns are found, wherever they stand.
var Heads = [Columns]string{
	"Case", "Account", "Line", "No.", "Code", "Title", "POA", "Date",
	"Result", "New code", "New POA", "New no.", "New date", "Error type", "Subtype", "Root cause", "Direction", "DRG changed",
	"Citation", "Note",
}

// CaseLine is the kind of the first line of a case, which says of the whole account
// whether and when it was reviewed.
const CaseLine = "case"

// What an auditor can say of a line.
const (
	Reviewed      = "reviewed"       // of a case: every line has its result
	NotReviewable = "not reviewable" // of a case: a spare stands in for it
	Agree         = "agree"
	Change        = "change" // something about the code is different
	Remove        = "remove" // the code should not be there
	Add           = "add"    // a code that the coder missed
)

// Line is one line of the form.
type Line [Columns]string

// Key tells the lines of the coder apart.
type Key struct{ Case, Kind, No string }

// Key is that of the line.
func (l Line) Key() Key { return Key{l[Case], l[Kind], l[No]} }

// Begun reports whether the auditor wrote anything on the line.
func (l Line) Begun() bool {
	for c := Result; c < Columns; c++ {
		if l[c] != "" {
			return true
		}
	}
	return false
}

// Identity says which draw a workbook belongs to.
type Identity struct {
	Audit     string
	Auditor   string
	FrameHash string
	Version   string // of the program that wrote it
}

// Book is what a workbook is made of.
type Book struct {
	Identity
	Targeted   bool // the sample is not generalisable
	RootCauses []string
	Lines      []Line
	Theme      *theme.Theme // of the workbook; nil for the built-in one
}

// ErrorTypes are the classes of errors (standard 2.3), as the workbook lists them.
var ErrorTypes = []string{
	"OM omission", "CM commission", "IC incorrect code", "SP specificity", "SQ sequencing", "PO present on admission",
	"PR procedure attributes", "AB abstraction", "QO query opportunity", "CV clinical validity", "SY system", "AU auditor error",
}

// Directions are those of an error.
var Directions = []string{"over", "under", "neutral"}

// spareLines is how many lines of each case are free for codes that the coder missed.
const spareLines = 6
