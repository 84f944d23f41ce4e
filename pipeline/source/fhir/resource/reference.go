package resource

import (
	"strings"

	"chartline/pipeline/source/fhir/document"
)

// Identifier names somebody or something in a system of names.
type Identifier struct {
	System string
	Value  string
	Type   Concept
}

// Member reads a member.
func (i *Identifier) Member(name string, r *document.Reader) {
	switch name {
	case "system":
		r.Text(&i.System)
	case "value":
		r.Text(&i.Value)
	case "type":
		r.Object(&i.Type)
	}
}

// Reference points to another resource, by its address or by an identifier.
type Reference struct {
	Reference  string
	Identifier Identifier
}

// Member reads a member.
func (ref *Reference) Member(name string, r *document.Reader) {
	switch name {
	case "reference":
		r.Text(&ref.Reference)
	case "identifier":
		r.Object(&ref.Identifier)
	}
}

// ID is whom the reference names: the id of the resource, whatever stands around it, or
// the value of an identifier. It is empty for a reference to a contained resource.
func (ref Reference) ID() string {
	if ref.Contained() != "" {
		return ""
	}
	if id := IDOf(ref.Reference); id != "" {
		return id
	}
	return strings.TrimSpace(ref.Identifier.Value)
}

// Contained is the id of a resource within the one that refers.
func (ref Reference) Contained() string {
	if id, ok := strings.CutPrefix(ref.Reference, "#"); ok {
		return id
	}
	return ""
}

// Type is the type of the resource that is named, where the address tells.
func (ref Reference) Type() string {
	address, _, _ := strings.Cut(ref.Reference, "/_history/")
	address, _, _ = strings.Cut(address, "?")
	if slash := strings.LastIndexByte(address, '/'); slash >= 0 && !strings.Contains(ref.Reference, "?") {
		address = address[:slash]
	}
	return Slug(address)
}

// IDOf is the id in an address: Patient/123, https://host/fhir/Patient/123,
// Patient/123/_history/2, urn:uuid:123 and Patient?identifier=system|123 all name 123.
func IDOf(address string) string {
	if _, value, ok := strings.Cut(address, "?"); ok {
		_, value, _ = strings.Cut(value, "=")
		return strings.TrimSpace(value[strings.LastIndexByte(value, '|')+1:])
	}
	if at := strings.Index(address, "/_history/"); at >= 0 {
		address = address[:at]
	}
	address = Slug(strings.TrimSpace(address))
	for _, urn := range []string{"urn:uuid:", "urn:oid:"} {
		if id, ok := strings.CutPrefix(address, urn); ok {
			return id
		}
	}
	return address
}

// Contained is a resource within another, as far as one may be asked for.
type Contained struct {
	ResourceType string
	ID           string
	Code         Concepts
	Identifier   []Identifier
	BirthDate    string
	Gender       string
	Address      []Address
	Status       Concepts
}

// Member reads a member.
func (c *Contained) Member(name string, r *document.Reader) {
	switch name {
	case "resourceType":
		r.Text(&c.ResourceType)
	case "id":
		r.Text(&c.ID)
	case "code":
		c.Code.read(r)
	case "identifier":
		several(r, &c.Identifier)
	case "birthDate":
		r.Text(&c.BirthDate)
	case "gender":
		r.Text(&c.Gender)
	case "address":
		several(r, &c.Address)
	case "verificationStatus":
		c.Status.read(r)
	}
}

// Holder is a resource that may contain others.
type Holder struct {
	Contained [][]byte

	byID map[string]Contained // of Contained, once it is asked for
}

// Member reads a member.
func (h *Holder) Member(name string, r *document.Reader) {
	switch name {
	case "contained":
		r.Raws(&h.Contained)
	}
}

// Find gives the contained resource of an id, and whether there is one. Of two with one id
// it is the first.
func (h *Holder) Find(id string) (Contained, bool) {
	if id == "" || len(h.Contained) == 0 {
		return Contained{}, false
	}
	if h.byID == nil {
		h.byID = make(map[string]Contained, len(h.Contained))
		var reader document.Reader
		for _, raw := range h.Contained {
			var c Contained
			if reader.Read(raw, &c) != document.Whole {
				continue
			}
			c.ID = strings.TrimPrefix(c.ID, "#")
			if _, ok := h.byID[c.ID]; !ok {
				h.byID[c.ID] = c
			}
		}
	}
	c, ok := h.byID[id]
	return c, ok
}

// Resolve is whom a reference names, also where the resource is contained.
func (h *Holder) Resolve(r Reference) string {
	if c, ok := h.Find(r.Contained()); ok {
		return c.KnownAs()
	}
	return r.ID()
}

// KnownAs is the identifier by which a contained organization or person is best known: the
// national provider identifier, else the first that is no tax number.
func (c Contained) KnownAs() string {
	var number string
	for _, id := range c.Identifier {
		value := strings.TrimSpace(id.Value)
		switch {
		case value == "" || id.Type.Has("TAX", "EN", "SS"):
		case id.Type.Has("npi") || strings.HasSuffix(id.System, "/us-npi"):
			return value
		case number == "":
			number = value
		}
	}
	return number
}

// Request is what an entry of a Bundle asks for.
type Request struct{ Method, URL string }

// Member reads a member.
func (q *Request) Member(name string, r *document.Reader) {
	switch name {
	case "method":
		r.Text(&q.Method)
	case "url":
		r.Text(&q.URL)
	}
}
