//go:build duckdb_arrow

package duckdb

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/duckdb/duckdb-go/v2"

	"chartline/pipeline/fault"
)

// aboutSQL are the classes of error that speak about the text of a query. All others
// may quote a value of a record, so that only their class is told.
var aboutSQL = map[duckdb.ErrorType]string{
	duckdb.ErrorTypeParser:  "parser error",
	duckdb.ErrorTypeSyntax:  "syntax error",
	duckdb.ErrorTypeBinder:  "binder error",
	duckdb.ErrorTypeCatalog: "catalog error",
}

// classes name what else goes wrong while a query runs.
var classes = map[duckdb.ErrorType]string{
	duckdb.ErrorTypeConversion:     "a value cannot be converted",
	duckdb.ErrorTypeInvalidInput:   "a function was given an input that it does not take",
	duckdb.ErrorTypeOutOfRange:     "a number is out of range",
	duckdb.ErrorTypeMismatchType:   "types do not match",
	duckdb.ErrorTypeDivideByZero:   "division by zero",
	duckdb.ErrorTypeNotImplemented: "not implemented by DuckDB",
	duckdb.ErrorTypePermission:     "not permitted: files, extensions and settings are closed to queries",
}

// translate makes a fault.Error of what the driver says, without values of records.
func translate(ctx context.Context, err error) error { return translateOf(ctx, "", err) }

// translateOf is translate for a statement: where DuckDB points into it, so does the error. The
// place alone tells nothing of a record; the message of a value that cannot be converted would.
// DuckDB does not say which text it points into: of what fails while a statement runs it may be
// that of a view, which is told from the statement's own by where it points.
func translateOf(ctx context.Context, sql string, err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return known
	}
	if cause := ended(ctx, err); cause != nil {
		return cause
	}
	var e *duckdb.Error
	if !errors.As(err, &e) {
		return fault.Wrap(fault.Query, err, "", "not exactly one statement", "give one SELECT")
	}
	told := reportOf(e)
	failed := classed(told, err)
	if failed.Kind != fault.Query || sql == "" || aboutSQL[told.class] == "" && !beginsWord(sql, told.at) {
		return failed
	}
	return failed.Standing(sql, told.at)
}

// refusal is the error of a statement that DuckDB does not take. Where a view that it reads is at
// fault, DuckDB points into the view's text and does not say so: behind a blank all that stands in
// the statement moves, and what stands in the view does not.
func refusal(ctx context.Context, conn driver.Conn, sql string, err error) error {
	at := placeOf(err)
	if at == nowhere {
		return translateOf(ctx, sql, err)
	}
	prepared, moved := conn.Prepare(" " + sql)
	if moved == nil {
		_ = prepared.Close() // it was only asked whether there is one
	}
	if placeOf(moved) == at+1 {
		return translateOf(ctx, sql, err)
	}
	return translateOf(ctx, "", err)
}

// placeOf is where an error of the driver points, or nowhere.
func placeOf(err error) int {
	var e *duckdb.Error
	if !errors.As(err, &e) {
		return nowhere
	}
	return reportOf(e).at
}

// beginsWord reports whether a word or a sign of a statement begins at a byte of it.
func beginsWord(sql string, at int) bool {
	if at < 0 || at >= len(sql) || isBlank(sql[at]) {
		return false
	}
	return at == 0 || !inWord(sql[at-1]) || !inWord(sql[at])
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func inWord(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// classed says what a report is about by its class, and in its own words where these are about
// the text of a query.
func classed(r report, err error) *fault.Error {
	if class, ok := aboutSQL[r.class]; ok {
		return fault.Wrap(fault.Query, err, "", class+": "+r.headline(), "mend the query")
	}
	switch r.class {
	case duckdb.ErrorTypeInterrupt:
		return fault.Wrap(fault.Interrupted, err, "", "interrupted", "")
	case duckdb.ErrorTypeOutOfMemory:
		return fault.Wrap(fault.Unavailable, err, "", "out of memory", "raise store.memory or narrow the query")
	case duckdb.ErrorTypeInvalidConfiguration: // the refusal to encrypt what it spills
		return fault.Wrap(fault.Unavailable, err, "", "does not fit in memory and cannot spill encrypted",
			"raise store.memory or narrow the query")
	case duckdb.ErrorTypeIO, duckdb.ErrorTypeConnection, duckdb.ErrorTypeFatal:
		return fault.Wrap(fault.Unavailable, err, "", "the store or the folder to spill to cannot be read or written", "")
	}
	if r.class == duckdb.ErrorTypeInternal {
		return fault.Wrap(fault.Query, err, "", "DuckDB failed inside, as 1.5.4 does on min or max where a filter leaves no rows",
			"compute them by group in a subquery")
	}
	class, ok := classes[r.class]
	if !ok {
		class = "failed while it ran"
	}
	return fault.Wrap(fault.Query, err, "", class, "")
}

// ended tells a stop by a person from a limit of time; nil for neither.
func ended(ctx context.Context, err error) error {
	for _, cause := range []error{ctx.Err(), err} {
		if errors.Is(cause, context.DeadlineExceeded) {
			return fault.Wrap(fault.Unavailable, cause, "", "timed out", "narrow the query or allow more time")
		}
		if errors.Is(cause, context.Canceled) {
			return fault.Wrap(fault.Interrupted, cause, "", "interrupted", "")
		}
	}
	return nil
}
