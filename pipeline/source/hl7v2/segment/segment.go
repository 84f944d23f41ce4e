// Package segment takes from the segments of an HL7 v2 message what says a code: DG1 with
// the Z-segments beside it, PR1 and FT1.
package segment

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/hl7v2/table"
)

// Reader reads segments of a message, and puts indicators and revenue codes where a site
// has them.
type Reader struct {
	Message *message.Message
	POA     Position // of the present-on-admission indicator; DG1-26 where none is set
	Revenue Position // of the revenue code in FT1; none where none is set

	fields []string
}

// Position is a field of a segment and a component of it.
type Position struct {
	Segment          string
	Field, Component int
}

// ParsePosition reads "ZDX-3" or "ZDX-3.1"; an empty text is no position.
func ParsePosition(text string) (p Position, ok bool) {
	if text == "" {
		return Position{}, true
	}
	segment, field, _ := strings.Cut(strings.ToUpper(text), "-")
	field, component, some := strings.Cut(field, ".")
	p = Position{Segment: segment, Component: 1}
	var err error
	if p.Field, err = strconv.Atoi(field); err != nil {
		return Position{}, false
	}
	if some {
		if p.Component, err = strconv.Atoi(component); err != nil {
			return Position{}, false
		}
	}
	return p, len(segment) == 3 && p.Field >= 1 && p.Field < message.MostFields && p.Component >= 1
}

// Code is a code with its system, which is empty where nothing says it.
type Code struct{ Code, System string }

// Plain is a code as the store keeps it: one that is written in two ways is the same.
func (c Code) Plain() string { return strings.ToUpper(strings.ReplaceAll(c.Code, ".", "")) }

// isKnown reports whether the code is one of a system that has a name.
func (c Code) isKnown() bool { return c.Code != "" && c.System != "" && c.System != table.Other }

// Coded is a diagnosis or a procedure.
type Coded struct {
	Text      string  // the segment
	Number    int64   // set id, 0 for none
	Codes     [2]Code // the second is empty unless the segment names one in another system
	Deleted   bool    // the code is "": the list has none
	Type      string  // DG1-6, in upper case
	Priority  int64   // DG1-15, PR1-14; -1 for none
	Action    string  // DG1-21, PR1-20
	ID        string  // by which actions name it: DG1-20, PR1-19
	POA       string  // as it was sent
	On        string  // DG1-5, PR1-5
	Attested  string  // DG1-19
	Modifiers string  // PR1-16, with blanks between them
}

// Order puts segments into the order of their priorities: 1 first, 0 and none last; those
// of one priority by their set ids, and then as they stand in the message.
func Order(all []Coded) {
	last := func(c Coded) int64 {
		if c.Priority <= 0 {
			return 1 << 32
		}
		return c.Priority
	}
	slices.SortStableFunc(all, func(a, b Coded) int {
		return cmp.Or(cmp.Compare(last(a), last(b)), cmp.Compare(a.Number, b.Number))
	})
}

// Leads reports whether the first of ordered segments is the principal one: it says so, or
// none of them says anything.
func Leads(ordered []Coded) bool {
	if len(ordered) == 0 || ordered[0].Priority == 1 {
		return len(ordered) > 0
	}
	return !slices.ContainsFunc(ordered, func(c Coded) bool { return c.Priority >= 0 })
}

// Change reports whether segments change single codes, and are no list.
func Change(all []Coded) bool {
	return slices.ContainsFunc(all, func(c Coded) bool { return c.Action != "" })
}

// split splits a segment into fields, which hold until the next one is split.
func (r *Reader) split(text string) []string {
	r.fields = r.Message.Fields(r.fields, text)
	return r.fields
}

// text is a component of a field.
func (r *Reader) text(fields []string, field, component int) string {
	return r.Message.Text(message.Field(fields, field), component)
}

// codes reads both triplets of a coded field. Codes of a system that is not known come
// only where the other triplet has no better one; method is what names the system where
// the first triplet does not.
func (r *Reader) codes(field, method string, system func(string) string) [2]Code {
	m := r.Message
	first := Code{m.Text(field, 1), system(m.Text(field, 3))}
	if first.System == "" && method != "" {
		first.System = system(method)
	}
	second := Code{m.Text(field, 4), system(m.Text(field, 6))}
	switch {
	case !second.isKnown():
		if first.Code == "" {
			first = second
		}
		return [2]Code{first}
	case !first.isKnown():
		return [2]Code{second}
	case first.System == second.System:
		return [2]Code{first}
	}
	return [2]Code{first, second}
}

// identifier is an entity identifier with what makes it unique.
func (r *Reader) identifier(field string) string {
	m := r.Message
	entity := m.Text(field, 1)
	if entity == "" {
		return ""
	}
	return strings.TrimRight(entity+"/"+m.Text(field, 2)+"/"+m.Text(field, 3), "/")
}

// list is the codes of a repeating field, with blanks between them.
func (r *Reader) list(field string) (all string) {
	for more := field != ""; more; {
		var one string
		one, field, more = r.Message.Next(field)
		if code := r.Message.Text(one, 1); code != "" {
			all = strings.TrimLeft(all+" "+code, " ")
		}
	}
	return all
}

// number is a whole number that is not below zero, or what stands for none.
func number(text string, none int64) int64 {
	if text == "" {
		return none
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return none
	}
	return n
}
