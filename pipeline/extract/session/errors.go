package session

import (
	"context"
	"errors"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"chartline/pipeline/extract/disk"
	"chartline/pipeline/fault"
)

// troubles are what DuckDB tells by its words alone.
var troubles = []struct {
	words     []string
	kind      fault.Kind
	what, fix string
}{
	{[]string{"No space left", "File too large", "not enough disk space"}, fault.Unavailable, disk.Full, disk.Free},
	{[]string{"Out of Memory", "could not allocate"}, fault.Unavailable, "out of memory", "raise store.memory"},
	{[]string{"crypto module"}, fault.Unavailable, "does not fit in memory and cannot be encrypted on disk", "raise store.memory, or set store.httpfs"},
	{[]string{"Wrong encryption key", "without a key", "is not encrypted"}, fault.Config, "cannot be opened with the key that is set", "check store.key"},
	{[]string{"Could not set lock", "Conflicting lock"}, fault.Unavailable, "another program is writing it", "wait for it to end and try again"},
	{[]string{"Permission denied", "Read-only file system"}, fault.Unavailable, "cannot be written", "check who owns the file and its folder"},
	{[]string{"not a valid DuckDB database file", "Is a directory"}, fault.Config, "not a database", "choose another path, or remove what is there"},
}

// Error gives DuckDB's error a kind and a place and drops its text, which may quote a
// record.
func Error(err error, where string) error {
	var known *fault.Error
	var engine *duckdb.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled), errors.As(err, &engine) && engine.Type == duckdb.ErrorTypeInterrupt:
		return fault.Wrap(fault.Interrupted, err, where, "stopped", "")
	}
	for _, t := range troubles {
		for _, w := range t.words {
			if strings.Contains(err.Error(), w) {
				return fault.Wrap(t.kind, err, where, t.what, t.fix)
			}
		}
	}
	return fault.Wrap(fault.Internal, err, where, "the database refused a statement", "please report it")
}
