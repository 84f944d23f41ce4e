package resource

import "chartline/pipeline/source/fhir/document"

// Item is a line of a claim.
type Item struct {
	Sequence         int64
	Revenue          Concept
	ProductOrService Concept
	Modifier         []Concept
	ServicedDate     string
	ServicedPeriod   Period
	Quantity         Quantity
	Net              Money
	Encounter        []Reference
	Adjudication     []Adjudication

	Service Concept // STU3, for productOrService
}

// Member reads a member.
func (i *Item) Member(name string, r *document.Reader) {
	switch name {
	case "sequence":
		r.Integer(&i.Sequence)
	case "revenue":
		r.Object(&i.Revenue)
	case "productOrService":
		r.Object(&i.ProductOrService)
	case "modifier":
		document.List(r, &i.Modifier)
	case "servicedDate":
		r.Text(&i.ServicedDate)
	case "servicedPeriod":
		r.Object(&i.ServicedPeriod)
	case "quantity":
		r.Object(&i.Quantity)
	case "net":
		r.Object(&i.Net)
	case "encounter":
		document.List(r, &i.Encounter)
	case "adjudication":
		document.List(r, &i.Adjudication)
	case "service":
		r.Object(&i.Service)
	}
}

// Adjudication is an amount by its category.
type Adjudication struct {
	Category Concept
	Amount   Money
}

// Member reads a member.
func (a *Adjudication) Member(name string, r *document.Reader) {
	switch name {
	case "category":
		r.Object(&a.Category)
	case "amount":
		r.Object(&a.Amount)
	}
}

// Payment is what was paid, and when.
type Payment struct {
	Date string
}

// Member reads a member.
func (p *Payment) Member(name string, r *document.Reader) {
	switch name {
	case "date":
		r.Text(&p.Date)
	}
}

// Total is an amount of a category, or of a whole Claim.
type Total struct {
	Adjudication
	whole Money
}

// Member reads a member.
func (t *Total) Member(name string, r *document.Reader) {
	t.Adjudication.Member(name, r)
	t.whole.Member(name, r)
}

// Dollars is the amount as it was written, empty where it is of another currency.
func (t *Total) Dollars() string {
	if len(t.Amount.Value) == 0 {
		return t.whole.Dollars()
	}
	return t.Amount.Dollars()
}
