package review

import (
	"slices"
	"strconv"
	"strings"

	"chartline/pipeline/audit"
	ws "chartline/pipeline/audit/worksheet"
)

// readCoded reads what the auditor says of a code of the coder.
func (j *judge) readCoded(p ws.Placed) {
	at := slices.IndexFunc(j.Codes, func(c audit.Code) bool {
		return c.Element == p.Line[ws.Kind] && strconv.FormatInt(c.Sequence, 10) == p.Line[ws.No]
	})
	coder := j.Codes[at]
	switch p.Line[ws.Result] {
	case ws.Agree:
		if column, filled := firstFilled(p, ws.NewCode, ws.Direction); filled {
			j.problem(p, column, "filled, and the result is %s", ws.Agree)
			return
		}
		j.keep(p, coder, false)
	case ws.Change:
		j.readChange(p, coder)
	case ws.Remove:
		if column, filled := firstFilled(p, ws.NewCode, ws.NewDate); filled {
			j.problem(p, column, "filled, and the result is %s", ws.Remove)
			return
		}
		j.find(p, coder.Element, coder.Code, "")
	case "":
		j.problem(p, ws.Result, "half filled: the result is missing")
	default:
		j.problem(p, ws.Result, "none of %s, %s and %s", ws.Agree, ws.Change, ws.Remove)
	}
}

// firstFilled finds a cell that something was written into, from one column to another.
func firstFilled(p ws.Placed, from, to ws.Column) (ws.Column, bool) {
	for c := from; c <= to; c++ {
		if p.Line[c] != "" {
			return c, true
		}
	}
	return 0, false
}

// readChange reads a code that the auditor changed. Its finding names what is different:
// the codes, or the code with the POA of each side, or the principal diagnoses of both.
func (j *judge) readChange(p ws.Placed, coder audit.Code) {
	c := j.changed(p, coder)
	coderValue, auditorValue := coder.Code, c.Code
	switch {
	case c == coder:
		j.problem(p, ws.NewCode, "a change that changes nothing")
		return
	case c.Code != coder.Code:
	case c.POA != coder.POA:
		coderValue, auditorValue = coder.Code+"/"+coder.POA, c.Code+"/"+c.POA
	case c.Sequence != coder.Sequence:
		if p.Line[ws.ErrorType] == "" && j.isMoved(p) {
			j.keep(p, c, false) // the other half of an exchange has the finding
			return
		}
		if c.Sequence == 1 {
			coderValue = j.Codes[0].Code
		}
	}
	j.keep(p, c, c.Code != coder.Code)
	j.find(p, c.Element, coderValue, auditorValue)
}

// isMoved reports whether another line of the element says why the order changed.
func (j *judge) isMoved(p ws.Placed) bool {
	return slices.ContainsFunc(j.lines, func(other ws.Placed) bool {
		return other.Row != p.Row && other.Line[ws.Kind] == p.Line[ws.Kind] && other.Line[ws.ErrorType] != "" &&
			(other.Line[ws.NewNo] != "" || other.Line[ws.Result] == ws.Remove)
	})
}

// changed is the code of the coder with what the auditor wrote.
func (j *judge) changed(p ws.Placed, c audit.Code) audit.Code {
	if text := p.Line[ws.NewCode]; text != "" {
		c.Code = j.code(p)
	}
	switch poa := strings.ToUpper(p.Line[ws.NewPOA]); {
	case poa == "":
	case c.Element != audit.Diagnosis:
		j.problem(p, ws.NewPOA, "only a diagnosis has a POA")
	case poa == "EXEMPT":
		c.POA = ""
	case slices.Contains([]string{"Y", "N", "U", "W"}, poa):
		c.POA = poa
	default:
		j.problem(p, ws.NewPOA, "none of Y, N, U, W and exempt")
	}
	if text := p.Line[ws.NewNo]; text != "" {
		n, err := strconv.ParseInt(strings.TrimSuffix(text, ".0"), 10, 64)
		if err != nil || n < 1 {
			j.problem(p, ws.NewNo, "not a whole number from 1")
		}
		c.Sequence = n
	}
	if d := j.date(p, ws.NewDate); !d.IsZero() {
		if c.Element != audit.Procedure {
			j.problem(p, ws.NewDate, "only a procedure has a date")
		}
		c.Performed = d
	}
	return c
}

// longestCode is more than any code of the systems in use has.
const longestCode = 10

// code reads a new code. Whether it is one, the code sets say later.
func (j *judge) code(p ws.Placed) string {
	code := normal(p.Line[ws.NewCode])
	strange := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }
	if code == "" || len(code) > longestCode || strings.ContainsFunc(code, strange) {
		j.problem(p, ws.NewCode, "not a code")
	}
	return code
}

// readMissed reads a code that the coder missed. It comes after the coder's unless the
// auditor gives its place.
func (j *judge) readMissed(p ws.Placed) {
	kind := p.Line[ws.Kind]
	switch {
	case kind != audit.Diagnosis && kind != audit.Procedure:
		j.problem(p, ws.Kind, "neither diagnosis nor procedure")
		return
	case p.Line[ws.Result] != ws.Add:
		j.problem(p, ws.Result, "half filled: a code that was missed needs the result %s", ws.Add)
		return
	case p.Line[ws.NewCode] == "":
		j.problem(p, ws.NewCode, "half filled: the code is missing")
		return
	}
	c := j.changed(p, audit.Code{Element: kind, System: j.systemOf(kind)})
	if c.Sequence == 0 {
		c.Sequence = j.nextPlace(kind)
	}
	j.keep(p, c, true)
	j.find(p, kind, "", c.Code)
}

// systemOf is the code system of the coder's codes of an element.
func (j *judge) systemOf(element string) string {
	for _, c := range j.Codes {
		if c.Element == element {
			return c.System
		}
	}
	return map[string]string{audit.Diagnosis: "ICD-10-CM", audit.Procedure: "ICD-10-PCS"}[element]
}

// nextPlace is the one after all that the coder and the auditor used.
func (j *judge) nextPlace(element string) int64 {
	last := int64(0)
	for _, c := range slices.Concat(j.Codes, j.codes) {
		if c.Element == element {
			last = max(last, c.Sequence)
		}
	}
	return last + 1
}

// keep takes a code into the auditor's set; unsure is one that the auditor wrote.
func (j *judge) keep(p ws.Placed, c audit.Code, unsure bool) {
	if j.used[c.Element] == nil {
		j.used[c.Element] = map[int64]bool{}
	}
	if j.used[c.Element][c.Sequence] {
		j.problem(p, ws.NewNo, "another code has this number: give each its own")
	}
	j.used[c.Element][c.Sequence] = true
	if unsure {
		j.newCodes = append(j.newCodes, stated{code: c, place: j.form.Place(p.Row, ws.NewCode)})
	}
	j.codes = append(j.codes, c)
}

// find reads the finding of a line.
func (j *judge) find(p ws.Placed, element, coderValue, auditorValue string) {
	f := audit.Finding{
		Element: element, CoderValue: coderValue, AuditorValue: auditorValue, Subtype: p.Line[ws.Subtype],
		RootCause: p.Line[ws.RootCause], Direction: strings.ToLower(p.Line[ws.Direction]), State: "open", Citation: p.Line[ws.Citation],
	}
	f.ErrorType, _, _ = strings.Cut(strings.ToUpper(p.Line[ws.ErrorType]), " ")
	known := func(t string) bool { return strings.HasPrefix(t, f.ErrorType+" ") }
	switch {
	case f.ErrorType == "":
		j.problem(p, ws.ErrorType, "half filled: the error type is missing")
	case !slices.ContainsFunc(ws.ErrorTypes, known):
		j.problem(p, ws.ErrorType, "no such error type")
	}
	listed := slices.IndexFunc(j.form.RootCauses, func(cause string) bool { return strings.EqualFold(cause, f.RootCause) })
	switch {
	case f.RootCause == "":
		j.problem(p, ws.RootCause, "half filled: the root cause is missing")
	case listed >= 0:
		f.RootCause = j.form.RootCauses[listed]
	case len(j.form.RootCauses) > 0:
		j.problem(p, ws.RootCause, "not on the list of root causes")
	}
	if f.Direction != "" && !slices.Contains(ws.Directions, f.Direction) {
		j.problem(p, ws.Direction, "none of over, under and neutral")
	}
	switch strings.ToLower(p.Line[ws.DRGChanged]) {
	case "", "no":
	case "yes":
		f.DRGChanged = true
	default:
		j.problem(p, ws.DRGChanged, "neither yes nor no")
	}
	j.found = append(j.found, f)
}
