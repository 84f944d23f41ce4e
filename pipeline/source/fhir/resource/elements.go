package resource

import "strings"

// Meta says when the server stored a resource, and as which version.
type Meta struct {
	LastUpdated string `json:"lastUpdated"`
	VersionID   string `json:"versionId"`
}

// Coding is a code of a system.
type Coding struct {
	System       string `json:"system"`
	Version      string `json:"version"`
	Code         string `json:"code"`
	UserSelected bool   `json:"userSelected"`
}

// Concept is a CodeableConcept: one meaning, in the codes of several systems.
type Concept struct {
	Coding []Coding `json:"coding"`
}

// Has reports whether one of the concept's codes is one of these.
func (c Concept) Has(codes ...string) bool {
	for i := range c.Coding {
		for _, code := range codes {
			if strings.EqualFold(c.Coding[i].Code, code) {
				return true
			}
		}
	}
	return false
}

// First is the first code that is not empty.
func (c Concept) First() string {
	for i := range c.Coding {
		if code := strings.TrimSpace(c.Coding[i].Code); code != "" {
			return code
		}
	}
	return ""
}

// Concepts decodes an element that is a code, a Coding, a CodeableConcept or a list of
// these, by version.
func Concepts(raw Raw) []Concept {
	if len(raw) > 1 && raw[0] == '"' {
		return []Concept{{Coding: []Coding{{Code: string(raw[1 : len(raw)-1])}}}}
	}
	type either struct {
		Concept
		System string `json:"system"`
		Code   string `json:"code"`
	}
	var concepts []Concept
	for _, e := range many[either](raw) {
		if e.Code != "" {
			e.Coding = append(e.Coding, Coding{System: e.System, Code: e.Code})
		}
		concepts = append(concepts, e.Concept)
	}
	return concepts
}

// Period is a span of time whose ends belong to it.
type Period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// Money is an amount; its currency is called code in STU3.
type Money struct {
	Value    Raw    `json:"value"`
	Currency string `json:"currency"`
	Code     string `json:"code"`
}

// Dollars is the amount as it was written, empty where it is of another currency.
func (m Money) Dollars() string {
	if m.Currency != "" && m.Currency != "USD" || m.Currency == "" && m.Code != "" && m.Code != "USD" {
		return ""
	}
	return Decimal(m.Value)
}

// Quantity is a number of something.
type Quantity struct {
	Value Raw `json:"value"`
}

// Extension holds what FHIR has no element for.
type Extension struct {
	URL    string `json:"url"`
	Coding Coding `json:"valueCoding"`
	Money  Money  `json:"valueMoney"`
}

// Slug is the last part of an address, by which Blue Button names its variables.
func Slug(url string) string { return url[strings.LastIndexByte(url, '/')+1:] }
