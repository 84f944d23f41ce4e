package resource

import "strings"

// Identifier names somebody or something in a system of names.
type Identifier struct {
	System string  `json:"system"`
	Value  string  `json:"value"`
	Type   Concept `json:"type"`
}

// Reference points to another resource, by its address or by an identifier.
type Reference struct {
	Reference  string     `json:"reference"`
	Identifier Identifier `json:"identifier"`
}

// ID is whom the reference names: the id of the resource, whatever stands around it, or
// the value of an identifier. It is empty for a reference to a contained resource.
func (r Reference) ID() string {
	if r.Contained() != "" {
		return ""
	}
	if id := IDOf(r.Reference); id != "" {
		return id
	}
	return strings.TrimSpace(r.Identifier.Value)
}

// Contained is the id of a resource within the one that refers.
func (r Reference) Contained() string {
	if id, ok := strings.CutPrefix(r.Reference, "#"); ok {
		return id
	}
	return ""
}

// Type is the type of the resource that is named, where the address tells.
func (r Reference) Type() string {
	address, _, _ := strings.Cut(r.Reference, "/_history/")
	address, _, _ = strings.Cut(address, "?")
	if slash := strings.LastIndexByte(address, '/'); slash >= 0 && !strings.Contains(r.Reference, "?") {
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
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	Code         Raw    `json:"code"`
	Identifier   Raw    `json:"identifier"`
	BirthDate    string `json:"birthDate"`
	Gender       string `json:"gender"`
	Address      Raw    `json:"address"`
	Status       Raw    `json:"verificationStatus"`
}

// Holder is a resource that may contain others.
type Holder struct {
	Contained []Raw `json:"contained"`

	byID map[string]Contained // of Contained, once it is asked for
}

// Find gives the contained resource of an id, and whether there is one. Of two with one id
// it is the first.
func (h *Holder) Find(id string) (Contained, bool) {
	if id == "" || len(h.Contained) == 0 {
		return Contained{}, false
	}
	if h.byID == nil {
		h.byID = make(map[string]Contained, len(h.Contained))
		for _, raw := range h.Contained {
			var c Contained
			if Decode(raw, &c) != nil {
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
	for _, id := range many[Identifier](c.Identifier) {
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
