// Package resource holds the elements of FHIR resources that Chartline uses, of R4 and
// where it differs of STU3 and R5, and says what they mean: which system a code is of,
// whom a reference names, what a present-on-admission indicator says. Each type reads the
// members that it has fields for, by the names that FHIR gives them.
package resource

import (
	"bytes"
	"strings"
	"unsafe"

	"chartline/pipeline/source/fhir/document"
)

// Meta says when the server stored a resource, and as which version.
type Meta struct {
	LastUpdated string
	VersionID   string
}

// Member reads a member.
func (m *Meta) Member(name string, r *document.Reader) {
	switch name {
	case "lastUpdated":
		r.Text(&m.LastUpdated)
	case "versionId":
		r.Text(&m.VersionID)
	}
}

// Coding is a code of a system.
type Coding struct {
	System       string
	Version      string
	Code         string
	UserSelected bool
}

// Member reads a member.
func (c *Coding) Member(name string, r *document.Reader) {
	switch name {
	case "system":
		r.Text(&c.System)
	case "version":
		r.Text(&c.Version)
	case "code":
		r.Text(&c.Code)
	case "userSelected":
		r.Boolean(&c.UserSelected)
	}
}

// Concept is a CodeableConcept: one meaning, in the codes of several systems.
type Concept struct {
	Coding []Coding
}

// Member reads a member.
func (c *Concept) Member(name string, r *document.Reader) {
	switch name {
	case "coding":
		document.List(r, &c.Coding)
	}
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

// Period is a span of time whose ends belong to it.
type Period struct {
	Start string
	End   string
}

// Member reads a member.
func (p *Period) Member(name string, r *document.Reader) {
	switch name {
	case "start":
		r.Text(&p.Start)
	case "end":
		r.Text(&p.End)
	}
}

// Money is an amount; its currency is called code in STU3.
type Money struct {
	Value    []byte
	Currency string
	Code     string
}

// Member reads a member.
func (m *Money) Member(name string, r *document.Reader) {
	switch name {
	case "value":
		r.Raw(&m.Value)
	case "currency":
		r.Text(&m.Currency)
	case "code":
		r.Text(&m.Code)
	}
}

// Dollars is the amount as it was written, empty where it is of another currency.
func (m Money) Dollars() string {
	if m.Currency != "" && m.Currency != "USD" || m.Currency == "" && m.Code != "" && m.Code != "USD" {
		return ""
	}
	return Decimal(m.Value)
}

// Decimal is a number as it was written, without the quotes that some senders put around
// it; it is empty where there is none.
func Decimal(number []byte) string {
	text := bytes.Trim(number, `"`)
	if string(text) == "null" {
		return ""
	}
	return unsafe.String(unsafe.SliceData(text), len(text))
}

// Quantity is a number of something.
type Quantity struct {
	Value []byte
}

// Member reads a member.
func (q *Quantity) Member(name string, r *document.Reader) {
	switch name {
	case "value":
		r.Raw(&q.Value)
	}
}

// Extension holds what FHIR has no element for.
type Extension struct {
	URL    string
	Coding Coding
	Money  Money
}

// Member reads a member.
func (e *Extension) Member(name string, r *document.Reader) {
	switch name {
	case "url":
		r.Text(&e.URL)
	case "valueCoding":
		r.Object(&e.Coding)
	case "valueMoney":
		r.Object(&e.Money)
	}
}

// Slug is the last part of an address, by which Blue Button names its variables.
func Slug(url string) string { return url[strings.LastIndexByte(url, '/')+1:] }
