// Package fault is the one error type of Chartline. Its kind is the exit code, so
// that a scheduler can act on it, and its text names a place and a fix, so that a
// person can. It never holds a value of a record.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind classifies an error; its value is the program's exit code.
type Kind int

const (
	Internal    Kind = 1   // a bug: report it
	Usage       Kind = 2   // the command line is wrong: mend it
	Config      Kind = 3   // a configuration, report or query file is wrong: mend it
	Input       Kind = 4   // an input cannot be read or breaks its schema: call its owner
	Query       Kind = 5   // a query failed or answered other columns than it declares
	Unavailable Kind = 6   // locked, full, absent or timed out: try again
	Policy      Kind = 7   // too many rejects, a failed check, nothing to publish: a person decides
	Interrupted Kind = 130 // stopped by a signal
)

// Error is a failure with its kind, its place and what to do about it.
type Error struct {
	Kind  Kind
	Where string // file, file:line, query or table
	What  string // what is wrong, lower case, without a value of a record
	Fix   string // what the reader can do; may be empty
	Err   error  // the cause, for errors.Is; its text is never printed

	At      Place  // in the SQL that was asked
	Excerpt string // the line of that SQL with a mark under the place, for who asked it and for no log
}

// Error reads "where: what; fix", or "where: what (line 3, column 8); fix".
func (e *Error) Error() string {
	var b strings.Builder
	if e.Where != "" {
		b.WriteString(e.Where + ": ")
	}
	b.WriteString(e.What + e.At.String())
	if e.Fix != "" {
		b.WriteString("; " + e.Fix)
	}
	return b.String()
}

// ExcerptOf gives the excerpt of an error, of two lines; empty for none.
func ExcerptOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Excerpt
	}
	return ""
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a kind. The fix may be empty.
func New(kind Kind, where, what, fix string) *Error {
	return &Error{Kind: kind, Where: where, What: what, Fix: fix}
}

// Newf makes an error whose what is formatted; the arguments must not be values of
// a record.
func Newf(kind Kind, where, fix, format string, args ...any) *Error {
	return &Error{Kind: kind, Where: where, What: fmt.Sprintf(format, args...), Fix: fix}
}

// Standing gives an error its place in a text of SQL.
func (e *Error) Standing(text string, offset int) *Error {
	placed := *e
	placed.At = PlaceIn(text, offset)
	return &placed
}

// Wrap makes an error that keeps its cause for errors.Is but does not print it.
func Wrap(kind Kind, err error, where, what, fix string) *Error {
	return &Error{Kind: kind, Where: where, What: what, Fix: fix, Err: err}
}

// KindOf gives the kind of an error: that of the first Error in its chain, else
// Internal; 0 for no error.
func KindOf(err error) Kind {
	if err == nil {
		return 0
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// ExitCodes lists what each exit code means, in the words that every command's help
// prints.
const ExitCodes = `Exit codes:
  0    done
  1    internal error: please report it
  2    the command line is wrong
  3    a configuration, report or query file is wrong
  4    an input cannot be read or breaks its schema
  5    a query failed or answered other columns than it declares
  6    unavailable, locked or out of space: try again
  7    a limit or check failed: a person decides
  130  interrupted`
