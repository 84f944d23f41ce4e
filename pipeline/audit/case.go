package audit

import "time"

// Case is one review of an account.
type Case struct {
	ID        string
	Audit     string
	Selection string // random, targeted or second
	Encounter string
	Stratum   string
	Coder     string // whose work it is; never shown to the auditor
	Auditor   string
	Version   int64 // of the codes that are reviewed
	CodedOn   time.Time
	ClosedOn  time.Time // the zero time while it is open
	Codes     []Code    // of the coder
}

// Elements of a review, in the order in which they are shown.
const (
	Diagnosis       = "diagnosis"
	Procedure       = "procedure"
	DRG             = "drg"
	DischargeStatus = "discharge_status"
)

// Code is a code or data element of a reviewed account, as audit_code has it.
type Code struct {
	Element   string
	Sequence  int64 // 1 of a diagnosis is the principal
	Code      string
	System    string
	Grouper   string    // version, of a DRG
	POA       string    // of a diagnosis
	Exempt    bool      // from POA, on the day of discharge
	Performed time.Time // of a procedure; the zero time where it is not known
}

// Finding is a disagreement, as audit_finding has it.
type Finding struct {
	ID, Case     string
	Element      string
	ErrorType    string
	Subtype      string
	CoderValue   string
	AuditorValue string
	RootCause    string
	Direction    string
	DRGChanged   bool
	State        string // final_state: open until it is decided
	FinalValue   string // after a rebuttal that was partly right
	Citation     string
	IdentifiedOn time.Time
}

// Event is something that happened to a case.
type Event struct {
	Case, Type string
	At, On     time.Time
	Reason     string
}

// Events of a case.
const (
	Exported    = "exported"
	Returned    = "returned"
	Unavailable = "unavailable"
)

// Step is one of a finding through its states.
type Step struct {
	Finding  string
	No       int64 // 1 for the draft
	From, To string
	Outcome  string // of the second level
	At, On   time.Time
	Actor    string
	Reason   string
}
