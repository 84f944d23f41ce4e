// Package source defines what every reader of records promises. Each format lives in
// a folder of its own; adding one is adding a folder and a line in cmd/chartline.
package source

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
)

// Source reads one form of coded records. It streams: memory is bounded by the batch,
// whatever the size of the input.
type Source interface {
	// Name is the format's name in the configuration, such as "coding-csv".
	Name() string
	// Inputs finds what there is to read under a path (a file, a folder or a glob),
	// in the order in which it must be read. Each input is loaded in one transaction.
	Inputs(spec Spec) ([]Input, error)
	// Read emits everything in one input, in the order in which it stands there.
	Read(ctx context.Context, in Input, out Sink) error
}

// Spec is a source as the configuration describes it.
type Spec struct {
	Name     string            // name given by the site
	Path     string            // file, folder or glob
	Table    string            // canonical table, where the format cannot tell
	Timezone string            // IANA zone of instants that carry no offset
	Columns  map[string]string // canonical column -> header in the file
}

// Input is one file to read.
type Input struct {
	Path string // file on disk
	Spec Spec
}

// Sink takes what a source emits. A source stops at the first error that it returns.
type Sink interface {
	// Batch takes rows of one table. The record has the columns of the table's Arrow
	// schema, all or some of them, in any order; the sink retains what it needs.
	Batch(t *schema.Table, rec arrow.RecordBatch) error
	// File takes a delimited or Parquet file whose columns the store reads by itself,
	// every one as text and typed by the schema.
	File(t *schema.Table, f File) error
	// Reject reports a record that the source leaves out.
	Reject(r Reject) error
}

// File is a file of one table that the store can scan without us.
type File struct {
	Path      string
	Parquet   bool
	Gzip      bool
	Delimiter byte              // of a delimited file
	Header    []string          // its column names, in order
	Records   int64             // how many it holds; the store refuses a file in which it finds another number
	Blank     []int64           // which lines of a delimited file are blank, line 1 being its first record
	Columns   map[string]string // canonical column -> header; absent columns are empty
	Timezone  string            // IANA zone of instants without an offset
}

// Reject is a record that was left out: where it stands and why, never what it says.
// Raw is kept inside the store only.
type Reject struct {
	Table  *schema.Table
	Record int64  // 1 for the first record of the input
	Column string // canonical column, where one is to blame
	Reason string // a Reason constant
	Raw    string
}

// Reasons for which a record is quarantined. They are stored, listed and counted.
const (
	ReasonStructure  = "broken_record"  // the record cannot be split into its fields
	ReasonMissing    = "missing_value"  // a required column is empty
	ReasonType       = "wrong_type"     // a text is not of the column's kind
	ReasonUnlisted   = "unlisted_value" // a value outside the column's list
	ReasonEncoding   = "bad_encoding"   // not valid UTF-8
	ReasonImpossible = "impossible"     // a record edit of pipeline/check
)
