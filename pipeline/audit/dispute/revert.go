package dispute

import (
	"slices"
	"strings"

	"chartline/pipeline/audit"
)

// revert gives the auditor's set without a finding that was overturned, or with what stands
// where it was partly right.
func revert(set, coder []audit.Code, f audit.Finding) []audit.Code {
	stands := f.CoderValue
	if f.State == Partially {
		stands = f.FinalValue
	}
	code, _, isPOA := strings.Cut(f.AuditorValue, "/")
	at := find(set, f.Element, code)
	switch {
	case f.AuditorValue == "": // a code that should not be there
		return place(set, standing(coder, f.Element, f.CoderValue, stands))
	case at < 0: // an earlier finding of the case has taken it away
		return set
	case isPOA:
		_, set[at].POA, _ = strings.Cut(stands, "/")
		return set
	case stands == "": // a code that was missed
		return slices.Delete(set, at, at+1)
	case stands == code: // its date or its place
		own := standing(coder, f.Element, code, code)
		return place(slices.Delete(set, at, at+1), own)
	case f.ErrorType == "SQ" && find(set, f.Element, stands) >= 0:
		return reordered(set, coder, f.Element)
	}
	c := standing(coder, f.Element, f.CoderValue, stands)
	c.Sequence = set[at].Sequence
	if c.System == "" {
		c.System = set[at].System
	}
	set[at] = c
	return set
}

// standing is the code of the coder, or another one in its place that was agreed on.
func standing(coder []audit.Code, element, coderValue, stands string) audit.Code {
	c := audit.Code{Element: element, Code: stands}
	if at := find(coder, element, coderValue); at >= 0 {
		c = coder[at]
		if c.Code != stands {
			c.Code, c.Exempt = stands, false
		}
	}
	return c
}

// find finds a code of an element.
func find(set []audit.Code, element, code string) int {
	return slices.IndexFunc(set, func(c audit.Code) bool { return c.Element == element && c.Code == code })
}

// place puts a code where it was, or after the last one of its element where another is.
func place(set []audit.Code, c audit.Code) []audit.Code {
	last, taken := int64(0), c.Sequence == 0
	for _, other := range set {
		if other.Element == c.Element {
			last = max(last, other.Sequence)
			taken = taken || other.Sequence == c.Sequence
		}
	}
	if taken {
		c.Sequence = last + 1
	}
	return append(set, c)
}

// reordered puts the codes of an element in the coder's order; those that the coder did not
// have come after them.
func reordered(set, coder []audit.Code, element string) []audit.Code {
	var rest, added, out []audit.Code
	for _, c := range set {
		at := find(coder, element, c.Code)
		switch {
		case c.Element != element:
			rest = append(rest, c)
		case at < 0:
			added = append(added, c)
		default:
			c.Sequence = coder[at].Sequence
			out = append(out, c)
		}
	}
	for _, c := range added {
		out = place(out, c)
	}
	return append(out, rest...)
}
