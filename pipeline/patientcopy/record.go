// Package patientcopy writes the coded record of one person for that person (45 CFR 164.524):
// what each code is called, whether it was there on arrival, who changed what in which role,
// and how to ask for an amendment. Nothing of audits, money or other people is in it.
package patientcopy

import (
	"cmp"
	"slices"
	"time"

	"chartline/pipeline/language"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/theme"
)

// Answers are those of the questions patient/visits, codes, versions and changes about one
// person.
type Answers struct{ Visits, Codes, Versions, Changes *query.Answer }

// Rows is how many rows of the person they hold.
func (a Answers) Rows() int64 {
	return int64(a.Visits.Len() + a.Codes.Len() + a.Versions.Len() + a.Changes.Len())
}

// Record is the coded record of one person, the newest visit first.
type Record struct {
	Person   string             // key of the person, which stands on the copy and in no name of a file
	Made     time.Time          // in the zone of the facilities
	Contact  string             // whom to ask; empty for the medical records office
	Paper    report.Paper       // of the PDF
	Language *language.Language // that it is written in
	Theme    *theme.Theme       // that it is painted in; nil for the built-in one
	Zone     *time.Location     // of the facilities, for the days on which versions were final
	Visits   []Visit
}

// Visit is one account. Dates that are not known are zero.
type Visit struct {
	Account, Facility, Type string
	First, Last             time.Time
	Codes                   []Code
	Versions                []Version
}

// Code is one code of the latest version.
type Code struct {
	Kind, Role, System, Code string
	Title, Plain             string    // empty where none is loaded
	POA                      string    // empty where it was not recorded
	Done                     time.Time // of a procedure
	Guarded, Judged          bool      // it stands on the list of sensitive codes; such a list was asked
}

// Version is a time at which the codes of a visit were settled.
type Version struct {
	Number       int64
	Role, Reason string
	At           time.Time // zero where it is not known
	Changes      []Change  // against the version before
}

// Change is a code that came, went, or was judged otherwise on arrival.
type Change struct{ Kind, Role, System, Code, Title, Change string }

// Read makes the record of the answers.
func (r *Record) Read(a Answers) {
	codes, versions := codesOf(a.Codes), r.versionsOf(a.Versions, changesOf(a.Changes))
	accounts, first, last := a.Visits.Text("encounter_id"), a.Visits.Date("admitted_on"), a.Visits.Date("discharged_on")
	for i, account := range accounts {
		r.Visits = append(r.Visits, Visit{
			Account: account, Facility: a.Visits.Text("facility")[i], Type: a.Visits.Text("patient_type")[i],
			First: first[i], Last: last[i], Codes: codes[account], Versions: versions[account],
		})
	}
	slices.SortStableFunc(r.Visits, func(a, b Visit) int {
		return cmp.Or(b.day().Compare(a.day()), cmp.Compare(a.Account, b.Account))
	})
}

// day is the first day of a visit, or the last where only that is known.
func (v Visit) day() time.Time {
	if v.First.IsZero() {
		return v.Last
	}
	return v.First
}

// ranks put what a person looks for first: the main diagnosis before the others.
var ranks = map[string]int{"principal": -2, "reason_for_visit": -1, "other": 0, "external_cause": 1, "admitting": 2}

func codesOf(a *query.Answer) map[string][]Code {
	list := map[string][]Code{}
	accounts, poa, done, judged := a.Text("encounter_id"), a.Text("poa"), a.Date("done_on"), a.Null("guarded")
	for i, account := range accounts {
		list[account] = append(list[account], Code{
			Kind: a.Text("kind")[i], Role: a.Text("role")[i], System: a.Text("code_system")[i], Code: a.Text("code")[i],
			Title: a.Text("title")[i], Plain: a.Text("plain")[i], POA: poa[i], Done: done[i],
			Guarded: a.Bool("guarded")[i], Judged: !judged[i],
		})
	}
	for _, codes := range list {
		slices.SortStableFunc(codes, func(a, b Code) int { return cmp.Compare(ranks[a.Role], ranks[b.Role]) })
	}
	return list
}

// step is a version of an account.
type step struct {
	account string
	version int64
}

func changesOf(a *query.Answer) map[step][]Change {
	list := map[step][]Change{}
	for i, account := range a.Text("encounter_id") {
		at := step{account, a.Int("version_no")[i]}
		list[at] = append(list[at], Change{
			Kind: a.Text("kind")[i], Role: a.Text("role")[i], System: a.Text("code_system")[i],
			Code: a.Text("code")[i], Title: a.Text("title")[i], Change: a.Text("change")[i],
		})
	}
	return list
}

func (r *Record) versionsOf(a *query.Answer, changes map[step][]Change) map[string][]Version {
	list := map[string][]Version{}
	unknown := a.Null("assigned_second")
	for i, account := range a.Text("encounter_id") {
		v := Version{Number: a.Int("version_no")[i], Role: a.Text("role")[i], Reason: a.Text("reason")[i]}
		if !unknown[i] {
			v.At = time.Unix(a.Int("assigned_second")[i], 0).In(r.Zone)
		}
		v.Changes = changes[step{account, v.Number}]
		list[account] = append(list[account], v)
	}
	return list
}
