// Package schema is the one list of canonical tables and their columns. Arrow
// schemas, DDL, the data dictionary and the form of the coding export all derive from
// it, so that no second list can disagree.
package schema

import "fmt"

// Kind is the type of a column.
type Kind int

const (
	Text    Kind = iota // UTF-8
	Integer             // 64 bits, signed
	Money               // US dollars, exact to the cent: decimal(14,2)
	Weight              // relative weights: decimal(9,4)
	Hours               // hours of work: decimal(8,2)
	Boolean             // true or false
	Date                // a local calendar date of the facility
	Instant             // UTC, whole seconds
)

// SQL is the type of the column in DuckDB; each exists under the same name in Trino.
func (k Kind) SQL() string {
	return [...]string{
		"VARCHAR", "BIGINT", "DECIMAL(14,2)", "DECIMAL(9,4)", "DECIMAL(8,2)",
		"BOOLEAN", "DATE", "TIMESTAMP",
	}[k]
}

// Form says in words how a text of a coding export must look to be of this kind.
func (k Kind) Form() string {
	return [...]string{
		"text", "a whole number", "an amount such as 1234.50", "a number such as 1.2345",
		"hours such as 7.50", "true or false", "a date as YYYY-MM-DD",
		"an instant as YYYY-MM-DDTHH:MM:SS with Z or an offset",
	}[k]
}

// Identifies says whom a column can identify.
type Identifies int

const (
	Nobody  Identifies = iota
	Patient            // by itself
	Quasi              // a patient, together with other columns
	Staff              // a coder, auditor or provider
)

// String is the word that the data dictionary prints.
func (i Identifies) String() string {
	return [...]string{"nobody", "patient", "patient (with others)", "staff"}[i]
}

// Column describes one column of a canonical table.
type Column struct {
	Name       string
	Kind       Kind
	Unit       string // UCUM, "USD", or empty
	Meaning    string // one sentence
	Required   bool   // a record without it is quarantined
	Default    string // what stands for an empty value; empty where nothing does
	Key        bool   // part of the business key
	Code       bool   // normalised: upper case, no dot, no padding (VER-10)
	Values     []string
	Identifies Identifies
}

// Table describes one canonical table. Records with the same key supersede each
// other: the one read last stands.
type Table struct {
	Name    string
	Meaning string // one sentence that states the grain
	Columns []Column
}

// Column finds a column by name.
func (t *Table) Column(name string) (Column, bool) {
	for _, c := range t.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Keys are the columns of the business key, in order.
func (t *Table) Keys() []Column {
	var keys []Column
	for _, c := range t.Columns {
		if c.Key {
			keys = append(keys, c)
		}
	}
	return keys
}

// Lookup finds a canonical table by name.
func Lookup(name string) (*Table, bool) {
	for _, t := range Tables {
		if t.Name == name {
			return t, true
		}
	}
	return nil, false
}

// Must is Lookup for names that the program itself holds; it panics on a name that
// does not exist.
func Must(name string) *Table {
	t, ok := Lookup(name)
	if !ok {
		panic(fmt.Sprintf("schema: no table %q", name))
	}
	return t
}
