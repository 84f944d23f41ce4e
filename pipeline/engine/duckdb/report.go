//go:build duckdb_arrow

package duckdb

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// report is what DuckDB says of a failure.
type report struct {
	class duckdb.ErrorType
	words string // may quote a value of a record
	at    int    // byte of the statement at which it points, or nowhere
}

const nowhere = -1

// names are the classes that translate tells apart, as DuckDB calls them.
var names = map[string]duckdb.ErrorType{
	"Parser": duckdb.ErrorTypeParser, "Syntax": duckdb.ErrorTypeSyntax, "Binder": duckdb.ErrorTypeBinder, "Catalog": duckdb.ErrorTypeCatalog,
	"Conversion": duckdb.ErrorTypeConversion, "Invalid Input": duckdb.ErrorTypeInvalidInput, "Out of Range": duckdb.ErrorTypeOutOfRange,
	"Mismatch Type": duckdb.ErrorTypeMismatchType, "Divide by Zero": duckdb.ErrorTypeDivideByZero,
	"Not implemented": duckdb.ErrorTypeNotImplemented, "Permission": duckdb.ErrorTypePermission, "INTERRUPT": duckdb.ErrorTypeInterrupt,
	"Out of Memory": duckdb.ErrorTypeOutOfMemory, "Invalid Configuration": duckdb.ErrorTypeInvalidConfiguration, "IO": duckdb.ErrorTypeIO,
	"Connection": duckdb.ErrorTypeConnection, "FATAL": duckdb.ErrorTypeFatal, "INTERNAL": duckdb.ErrorTypeInternal,
}

// again begins the words where a statement failed in the middle of its answer: what failed comes
// behind it.
const again = "Attempting to execute an unsuccessful or closed pending query result\nError: "

// reportOf reads a message. It is JSON, with the class in front of it where a statement could not
// be parsed; before the settings are made it is text.
func reportOf(e *duckdb.Error) report {
	class, words := e.Type, e.Msg
	if name, rest, ok := strings.Cut(words, " Error: "); ok && names[name] != 0 {
		class, words = names[name], rest
	}
	r := report{class: class, words: words, at: nowhere}
	var told struct {
		Class    string `json:"exception_type"`
		Words    string `json:"exception_message"`
		Position string `json:"position"`
	}
	if json.Unmarshal([]byte(words), &told) == nil {
		r.class, r.words = names[told.Class], told.Words
		if at, err := strconv.Atoi(told.Position); err == nil {
			r.at = at
		}
	}
	if behind, ok := strings.CutPrefix(r.words, again); ok {
		return reportOf(&duckdb.Error{Msg: behind})
	}
	return r
}

// hints begin the line in which DuckDB says which names there are.
var hints = []string{"Did you mean ", "Candidate bindings: ", "Candidate tables: "}

// headline is the first line of the words, and the hint below it.
func (r report) headline() string {
	first, more, _ := strings.Cut(r.words, "\n")
	for line := range strings.Lines(more) {
		line = strings.TrimSpace(line)
		if slices.ContainsFunc(hints, func(h string) bool { return strings.HasPrefix(line, h) }) {
			return first + " " + strings.ReplaceAll(line, ": : ", ": ")
		}
	}
	return first
}
