// Package truth is the statement of what was put into a synthetic group: the form of
// truth.json, and the counting while the group is written. It counts from the records
// themselves and not from the files, whose reading has to come to the same.
package truth

import (
	"bytes"
	"encoding/json"
)

// Truth is what truth.json states: what was put into the files and what a reader must
// find in them. Money is in cents, probabilities are shares of 1.
type Truth struct {
	About      string      `json:"about"`
	Encounters int64       `json:"encounters"` // option
	Seed       uint64      `json:"seed"`       // option
	AsOf       string      `json:"as_of"`
	From       string      `json:"period_from"` // first discharge date
	To         string      `json:"period_to"`   // last discharge date
	Files      []FileRows  `json:"files"`
	Tables     []TableRows `json:"tables"`
	Visits     Visits      `json:"visits"`
	Diagnoses  Frequency   `json:"diagnoses"`
	Invalid    []Invalid   `json:"invalid_codes"`
	CodeChange CodeChange  `json:"code_change"`
	Audit      AuditTruth  `json:"audit"`
	Education  Education   `json:"education"`
	Turnaround Turnaround  `json:"turnaround"`
	Outage     Outage      `json:"outage"`
	Slowdown   Slowdown    `json:"slowdown"`
	Uncoded    Uncoded     `json:"discharged_not_final_coded"`
}

// FileRows counts the rows of one file, without its head.
type FileRows struct {
	File  string `json:"file"`
	Table string `json:"table"`
	Rows  int64  `json:"rows"`
}

// TableRows is what becomes of a table's rows when all its files are read in order of
// name: rows = loaded + duplicate + superseded + quarantined. A row that equals the one
// standing for its key is a duplicate; where it differs, the earlier is superseded.
type TableRows struct {
	Table       string           `json:"table"`
	Rows        int64            `json:"rows"`
	Loaded      int64            `json:"loaded"`
	Duplicate   int64            `json:"duplicate"`
	Superseded  int64            `json:"superseded"`
	Quarantined map[string]int64 `json:"quarantined"` // by reason
}

// Visits counts the encounters that can be loaded.
type Visits struct {
	Loaded       int64            `json:"loaded"`
	Discharged   int64            `json:"discharged"`
	InHouse      int64            `json:"in_house"`
	Coded        int64            `json:"coded"` // version 1 final at the as-of instant
	Recoded      int64            `json:"recoded"`
	ByType       map[string]int64 `json:"by_type"`
	ByFacility   map[string]int64 `json:"by_facility"`
	ChargesCents int64            `json:"charges_cents"`
}

// Frequency counts distinct encounters by code in the latest version of each.
type Frequency struct {
	Principal []CodeCount  `json:"principal_top"`
	AnyListed []CodeCount  `json:"any_listed_top"`               // roles principal and other, without V00 to Y99 (FRQ-03)
	Influenza []MonthCount `json:"influenza_principal_by_month"` // category J10
}

// CodeCount is the number of encounters with a code.
type CodeCount struct {
	Code       string `json:"code"`
	Encounters int64  `json:"encounters"`
}

// MonthCount is the number of encounters discharged in a month.
type MonthCount struct {
	Month      string `json:"month"`
	Encounters int64  `json:"encounters"`
}

// Invalid counts diagnosis rows whose code is not valid on the date of discharge, all
// roles. Kinds: unknown (in no set), truncated (a header, and never more), retired (was
// valid before).
type Invalid struct {
	Kind   string `json:"kind"`
	Rows   int64  `json:"rows"`   // of all versions
	Latest int64  `json:"latest"` // of the latest version of each encounter
}

// CodeChange is the story of 1 October 2025: codes that were subdivided or removed.
type CodeChange struct {
	On         string      `json:"on"`
	OldCodes   []CodeCount `json:"old_codes"`      // still reported for discharges from that day on, version 1
	Encounters int64       `json:"encounters"`     // with such a code in version 1
	NewCodes   int64       `json:"new_code_rows"`  // their successors, reported in version 1
	ByMonth    []MonthRate `json:"stale_by_month"` // old / (old + new)
}

// MonthRate is a share by month.
type MonthRate struct {
	Month string `json:"month"`
	Num   int64  `json:"num"`
	Den   int64  `json:"den"`
}

// JSON is the statement as truth.json has it.
func (t *Truth) JSON() ([]byte, error) {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetIndent("", " ")
	out.SetEscapeHTML(false)
	err := out.Encode(t)
	return b.Bytes(), err
}
