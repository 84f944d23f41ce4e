package writer

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"chartline/pipeline/fault"
)

// trouble is a failure of the machine or of the store's file, which DuckDB tells by its
// words alone.
type trouble struct {
	words     []string
	kind      fault.Kind
	what, fix string
}

// machineTroubles can befall any statement.
var machineTroubles = []trouble{
	{[]string{"No space left", "File too large", "max_temp_directory_size", "not enough disk space"}, fault.Unavailable,
		"no space left on the disk", "free space beside the store and try again; nothing was half-loaded"},
	outOfMemory,
	cannotSpill,
}

var (
	outOfMemory = trouble{[]string{"Out of Memory", "could not allocate"}, fault.Unavailable,
		"out of memory", "raise store.memory"}
	cannotSpill = trouble{[]string{"crypto module"}, fault.Unavailable,
		"does not fit in memory and cannot be spilled encrypted", "raise store.memory, or set store.httpfs"}
)

// storeTroubles are of the store's own file and settings.
var storeTroubles = []trouble{
	{[]string{"Wrong encryption key"}, fault.Config,
		"encrypted with another key", "check store.key"},
	{[]string{"without a key"}, fault.Config,
		"the store is encrypted", "set store.key"},
	{[]string{"is not encrypted"}, fault.Config,
		"the store is not encrypted, although store.key is set", "load into a new store.path"},
	{[]string{"Could not set lock", "Conflicting lock"}, fault.Unavailable,
		"another program is writing the store", "wait for it to end and try again"},
	{[]string{"Permission denied", "Read-only file system"}, fault.Unavailable,
		"cannot write the store", "check who owns the file and its folder"},
	{[]string{"not a valid DuckDB database file", "Is a directory"}, fault.Config,
		"not a store of Chartline", "choose another store.path, or remove what is there"},
	{[]string{"newer version of DuckDB"}, fault.Config,
		"written by a newer version of DuckDB", "use the version of Chartline that wrote it"},
	{[]string{"Corrupt database", "Could not read", "Failed to deserialize"}, fault.Unavailable,
		"the store is damaged", "restore it from a copy, or remove it and pull again"},
	{[]string{"database config: memory_limit="}, fault.Config,
		"store.memory is not a size", "write it as 2GB"},
	{[]string{"Unknown TimeZone"}, fault.Config,
		"the time zone of a source is unknown", "name one of the IANA list, such as America/Chicago"},
}

// Err gives an error of DuckDB, of this store, a kind and a place and drops its text, which may
// quote a record.
func (w *Writer) Err(err error) error { return engineError(err, w.path) }

// engineError gives DuckDB's error a kind and a place and drops its text, which may
// quote a record.
func engineError(err error, where string) error {
	if err == nil {
		return nil
	}
	if known := plainError(err, where); known != nil {
		return known
	}
	if known := troubleOf(err, where, storeTroubles); known != nil {
		return known
	}
	return fault.Wrap(fault.Internal, err, where, "the database refused a statement ("+class(err)+")", "please report it")
}

// plainError is the error where its cause is plain whatever the statement, else nil.
func plainError(err error, where string) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	var d *duckdb.Error
	switch {
	case errors.Is(err, context.Canceled), errors.As(err, &d) && d.Type == duckdb.ErrorTypeInterrupt:
		return fault.Wrap(fault.Interrupted, err, where, "stopped", "")
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(fault.Unavailable, err, where, "took too long", "try again")
	}
	return troubleOf(err, where, machineTroubles)
}

// troubleOf is the first trouble that the error's text tells of, else nil.
func troubleOf(err error, where string, troubles []trouble) error {
	text := err.Error()
	for _, t := range troubles {
		for _, w := range t.words {
			if strings.Contains(text, w) {
				return fault.Wrap(t.kind, err, where, t.what, t.fix)
			}
		}
	}
	return nil
}

// scanError speaks of the file where DuckDB could not read it, and of the store where
// it could not write. What DuckDB calls a fault of the statement or its own is ours.
func scanError(err error, file, storePath string) error {
	if err == nil {
		return nil
	}
	if known := plainError(err, storePath); known != nil {
		return known
	}
	switch class(err) {
	case "Binder Error", "Catalog Error", "Parser Error", "INTERNAL Error", "FATAL Error":
		return engineError(err, storePath)
	}
	return fault.Wrap(fault.Input, err, file, "cannot be read as a table", "check that the file is whole and of the configured format")
}

var classPattern = regexp.MustCompile(`^[A-Za-z]+( [A-Za-z]+){0,2} Error`)

// class is the word with which DuckDB's message begins, such as "Binder Error".
func class(err error) string {
	if word := classPattern.FindString(err.Error()); word != "" {
		return word
	}
	return "unknown error"
}

// FileError gives the error of a file of the store a kind and a place.
func FileError(err error, path string) error {
	var f *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return err
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(fault.Unavailable, err, path, "permission denied", "check who owns the folder")
	default:
		return fault.Wrap(fault.Unavailable, err, path, "cannot read or write the file", "check the disk and its free space")
	}
}
