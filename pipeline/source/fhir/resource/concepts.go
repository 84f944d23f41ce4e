package resource

import "chartline/pipeline/source/fhir/document"

// Concepts are the value of an element that is a code, a Coding, a CodeableConcept or a
// list of these, by version. What is none of them is no concept, and no fault.
type Concepts struct {
	All []Meaning
	Raw []byte // as it is written
}

// Meaning is a CodeableConcept, or a Coding that stands for one.
type Meaning struct {
	Concept
	plain Coding
}

// Member reads a member.
func (m *Meaning) Member(name string, r *document.Reader) {
	switch name {
	case "system":
		r.Text(&m.plain.System)
	case "code":
		r.Text(&m.plain.Code)
	default:
		m.Concept.Member(name, r)
	}
}

func (c *Concepts) read(r *document.Reader) {
	if r.Begins() == '"' {
		var m Meaning
		c.Raw, _ = r.Try(func() { r.Text(&m.plain.Code) })
		c.All = append(c.All[:0], m)
	} else {
		c.Raw = several(r, &c.All)
	}
	for i := range c.All {
		if m := &c.All[i]; m.plain.Code != "" {
			m.Coding = append(m.Coding, m.plain)
		}
	}
}

// Has reports whether one of the codes is one of these.
func (c *Concepts) Has(codes ...string) bool {
	for i := range c.All {
		if c.All[i].Has(codes...) {
			return true
		}
	}
	return false
}

// First is the first concept.
func (c *Concepts) First() Concept {
	if len(c.All) == 0 {
		return Concept{}
	}
	return c.All[0].Concept
}

// several reads an element that is one value in one version of FHIR and a list of them in
// another, and gives it as it is written; what is neither is none, and no fault.
func several[T any, P interface {
	*T
	document.Object
}](r *document.Reader, into *[]T) (raw []byte) {
	raw, ok := r.Try(func() { document.Several[T, P](r, into) })
	if !ok {
		*into = nil
	}
	return raw
}
