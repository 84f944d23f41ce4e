package writer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

// wantFault wants an error of a kind that says these words and no value of a record.
func wantFault(t *testing.T, err error, kind fault.Kind, words ...string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != kind {
		t.Fatalf("error %v of kind %d, want kind %d", err, fault.KindOf(err), kind)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
	for _, format := range []string{"%v", "%s", "%+v", "%q"} {
		if text := fmt.Sprintf(format, err); strings.Contains(text, "ZEBRA") || strings.Contains(text, "4711") {
			t.Errorf("%s shows a record: %q", format, text)
		}
	}
}

// TestKindsOfTrouble gives the words of DuckDB 1.5.4 for what cannot be caused in a
// test.
func TestKindsOfTrouble(t *testing.T) {
	for _, c := range []struct {
		text string
		kind fault.Kind
		what string
	}{
		{`IO Error: Could not write file "/data/s.duckdb": No space left on device`, fault.Unavailable, "no space left"},
		{`FATAL Error: Failed: database has been invalidated because of a previous fatal error. Original error: "No space left on device"`, fault.Unavailable, "no space left"},
		{`Out of Memory Error: failed to offload data block of size 256.0 KiB (3.9 MiB/4.0 MiB used).\nThis limit was set by the 'max_temp_directory_size' setting.`, fault.Unavailable, "no space left"},
		{`Out of Memory Error: could not allocate block of size 256.0 KiB (487.9 MiB/488.2 MiB used)`, fault.Unavailable, "out of memory"},
		{`IO Error: Could not write file "/data/s.duckdb": Read-only file system`, fault.Unavailable, "cannot write the store"},
		{`IO Error: Corrupt database file: computed checksum 1172 does not match stored checksum 4204 in block at location 12288`, fault.Unavailable, "damaged"},
		{`IO Error: Trying to read a database file with version number 67, but we can only read versions between 64 and 66. The database file was created with a newer version of DuckDB.`, fault.Config, "newer version"},
		{`INTERNAL Error: ZEBRA`, fault.Internal, "INTERNAL Error"},
		{`ZEBRA 4711`, fault.Internal, "unknown error"},
	} {
		err := engineError(errors.New(c.text), "store")
		wantFault(t, err, c.kind, "store: ", c.what)
	}
	wantFault(t, engineError(context.DeadlineExceeded, "store"), fault.Unavailable, "took too long; try again")
	wantFault(t, engineError(fmt.Errorf("x: %w", context.Canceled), "store"), fault.Interrupted, "stopped")
	if engineError(nil, "store") != nil || scanError(nil, "file", "store") != nil || FileError(nil, "file") != nil {
		t.Error("an error of nothing")
	}
}

// TestWhoseFaultAScanIs tells the faults of a file from those of the store and from
// ours.
func TestWhoseFaultAScanIs(t *testing.T) {
	for _, c := range []struct {
		text  string
		kind  fault.Kind
		where string
	}{
		{`IO Error: Cannot open file "in/x.csv": No such file or directory`, fault.Input, "in/x.csv"},
		{`IO Error: Cannot open file "in/x.csv": Permission denied`, fault.Input, "in/x.csv"},
		{`IO Error: Could not read from file "in/x.csv": Input/output error`, fault.Input, "in/x.csv"},
		{`Invalid Input Error: The CSV Parser state machine reached an invalid state.`, fault.Input, "in/x.csv"},
		{`Invalid Input Error: Invalid unicode (byte sequence mismatch) detected in value construction`, fault.Input, "in/x.csv"},
		{`Not implemented Error: Unsupported compression codec`, fault.Input, "in/x.csv"},
		{`Serialization Error: TProtocolException: Invalid data`, fault.Input, "in/x.csv"},
		{`IO Error: Could not write file "store.duckdb": No space left on device`, fault.Unavailable, "store.duckdb"},
		{`Out of Memory Error: failed to allocate data`, fault.Unavailable, "store.duckdb"},
		{`Binder Error: Referenced column "h9" not found in FROM clause!`, fault.Internal, "store.duckdb"},
		{`INTERNAL Error: Attempted to access index 0 within vector of size 0`, fault.Internal, "store.duckdb"},
	} {
		err := scanError(errors.New(c.text+" Original line: ZEBRA,4711"), "in/x.csv", "store.duckdb")
		wantFault(t, err, c.kind, c.where+": ")
	}
}
