package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/audit"
	ws "chartline/pipeline/audit/worksheet"
)

// Problem is something in a form that a person has to mend: where it stands and what it
// is, without a value of a record.
type Problem struct {
	Case, Place, What string
}

// reviewed is what an auditor says of a case.
type reviewed struct {
	*known
	on          time.Time // the day of the review
	reason      string    // why it cannot be reviewed; empty where it was
	codes       []audit.Code
	found       []audit.Finding
	newCodes    []stated // that may not be valid
	problems    []Problem
	outstanding bool // nothing was written yet
}

// stated is a code that an auditor wrote, and where.
type stated struct {
	code  audit.Code
	place string
}

// judge is the judging of one case.
type judge struct {
	*reviewed
	form  *ws.Returned
	lines []ws.Placed
	today time.Time
	used  map[string]map[int64]bool // places by element
}

// judgeCase compares the lines of one case with the store and reads the auditor's part.
func judgeCase(form *ws.Returned, k *known, lines []ws.Placed, today time.Time) *reviewed {
	j := &judge{reviewed: &reviewed{known: k}, form: form, lines: lines, today: today, used: map[string]map[int64]bool{}}
	j.checkOwner()
	j.checkLocked()
	begun := slices.ContainsFunc(lines, func(p ws.Placed) bool { return p.Begun() })
	switch {
	case len(j.problems) > 0:
	case !begun:
		j.outstanding = true
	default:
		j.readCase()
	}
	return j.reviewed
}

// problem notes what is wrong with a cell.
func (j *judge) problem(p ws.Placed, c ws.Column, what string, args ...any) {
	j.problems = append(j.problems, Problem{Case: j.ID, Place: j.form.Place(p.Row, c), What: fmt.Sprintf(what, args...)})
}

// checkOwner refuses a case of another auditor, of another draw, of the auditor's own
// coding, and one that is reviewed elsewhere.
func (j *judge) checkOwner() {
	first := j.lines[0]
	id := j.form.Identity
	switch {
	case id.Audit != "" && (j.Audit != id.Audit || j.frameHash != id.FrameHash):
		j.problem(first, ws.Case, "a case of another draw than the workbook says")
	case id.Auditor != "" && j.known.Auditor != id.Auditor:
		j.problem(first, ws.Case, "a case of another auditor")
	}
	if j.known.Auditor == j.Coder {
		j.problem(first, ws.Case, "its auditor is its coder: another auditor must review it")
	}
	if j.elsewhere {
		j.problem(first, ws.Case, "the account was reviewed in another audit too: one of the two must be marked not reviewable")
	}
}

// checkLocked finds locked cells that were changed, lines that were added and lines that
// are gone. Titles are left out: they follow the terminology.
func (j *judge) checkLocked() {
	want := map[ws.Key]ws.Line{}
	for _, c := range j.Codes {
		l := audit.CodeLine(c)
		l[ws.Case], l[ws.Account] = j.ID, j.Encounter
		want[l.Key()] = l
	}
	seen := map[ws.Key]bool{}
	for _, p := range j.lines {
		key := p.Key()
		if seen[key] && p.Line[ws.No] != "" {
			j.problem(p, ws.No, "the line stands twice")
		}
		seen[key] = true
		switch l, ok := want[key]; {
		case p.Line[ws.Kind] == ws.CaseLine && p.Line[ws.Account] != j.Encounter:
			j.problem(p, ws.Account, "a locked cell was changed")
		case p.Line[ws.Kind] == ws.CaseLine || p.Line[ws.No] == "":
		case !ok:
			j.problem(p, ws.No, "the coder has no such line: a locked cell was changed")
		default:
			for _, c := range []ws.Column{ws.Account, ws.Code, ws.POA, ws.Date} {
				if p.Line[c] != l[c] {
					j.problem(p, c, "a locked cell was changed, or the codes in the store were")
				}
			}
		}
	}
	for key := range want {
		if !seen[key] {
			j.problem(j.lines[0], ws.Case, "the line %s %s is gone", key.Kind, key.No)
		}
	}
	if !seen[ws.Key{Case: j.ID, Kind: ws.CaseLine}] {
		j.problem(j.lines[0], ws.Case, "the first line of the case is gone")
	}
}

// readCase reads the first line of the case, and then the others.
func (j *judge) readCase() {
	at := slices.IndexFunc(j.lines, func(p ws.Placed) bool { return p.Line[ws.Kind] == ws.CaseLine })
	first := j.lines[at]
	j.on = j.date(first, ws.NewDate)
	switch first.Line[ws.Result] {
	case ws.NotReviewable:
		j.readUnavailable(first)
	case ws.Reviewed:
		switch {
		case j.on.IsZero():
			j.problem(first, ws.NewDate, "the day of the review is missing")
		case j.on.Before(j.CodedOn) || j.on.After(j.today):
			j.problem(first, ws.NewDate, "the day of the review is before the coding, or not yet")
		}
		j.readLines()
	case "":
		j.problem(first, ws.Result, "half filled: say reviewed when the case is complete")
	default:
		j.problem(first, ws.Result, "no such result: choose %s or %s", ws.Reviewed, ws.NotReviewable)
	}
}

// readUnavailable wants a reason, and nothing else.
func (j *judge) readUnavailable(first ws.Placed) {
	j.reason = first.Line[ws.Note]
	if j.reason == "" {
		j.problem(first, ws.Note, "the reason is missing for which it cannot be reviewed")
	}
	for _, p := range j.lines {
		if p.Line[ws.Kind] != ws.CaseLine && p.Begun() {
			j.problem(p, ws.Result, "filled, and the case is said not to be reviewable")
		}
	}
}

// readLines reads the lines of codes, and then checks the set that they make.
func (j *judge) readLines() {
	for _, p := range j.lines {
		switch {
		case p.Line[ws.Kind] == ws.CaseLine:
		case p.Line[ws.No] != "":
			j.readCoded(p)
		case p.Begun() || p.Line[ws.Kind] != "":
			j.readMissed(p)
		}
	}
	if len(j.problems) == 0 {
		j.checkSet()
	}
}

// checkSet wants one principal diagnosis where the coder had any, and each diagnosis once.
func (j *judge) checkSet() {
	principal, diagnoses := false, map[string]bool{}
	coded := slices.ContainsFunc(j.Codes, func(c audit.Code) bool { return c.Element == audit.Diagnosis })
	for _, c := range j.codes {
		if c.Element != audit.Diagnosis {
			continue
		}
		principal = principal || c.Sequence == 1
		if key := c.System + " " + c.Code; diagnoses[key] {
			j.problem(j.lines[0], ws.Case, "the auditor has a diagnosis twice")
		} else {
			diagnoses[key] = true
		}
	}
	if !principal && (coded || len(diagnoses) > 0) {
		j.problem(j.lines[0], ws.Case, "no diagnosis has the number 1: say which is the principal")
	}
	slices.SortStableFunc(j.codes, func(a, b audit.Code) int {
		if a.Element != b.Element {
			return slices.Index(elements, a.Element) - slices.Index(elements, b.Element)
		}
		return int(a.Sequence - b.Sequence)
	})
}

// elements in the order of the form.
var elements = []string{audit.Diagnosis, audit.Procedure, audit.DRG, audit.DischargeStatus}

// date reads a date as YYYY-MM-DD; the zero time where there is none.
func (j *judge) date(p ws.Placed, c ws.Column) time.Time {
	text := p.Line[c]
	if text == "" {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		j.problem(p, c, "not a date as YYYY-MM-DD")
	}
	return d
}

// normal is a code as the store has it (VER-10).
func normal(code string) string {
	return strings.ToUpper(strings.NewReplacer(".", "", " ", "").Replace(code))
}
