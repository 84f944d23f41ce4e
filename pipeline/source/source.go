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
	// Settings says what of a Spec the source uses; the rest is refused before it is asked.
	Settings() Settings
	// Recognises reports whether a file is of this format, by its name without the
	// extension of its packing and by how it begins: unpacked, up to HeadBytes. A source
	// that reads from a server recognises none.
	Recognises(name string, head []byte) bool
	// Maps says where in an input each canonical column comes from.
	Maps(in Input) ([]Mapping, error)
	// Inputs finds what there is to read under a path (a file, a folder or a glob),
	// in the order in which it must be read. Each input is loaded whole or not at all.
	Inputs(spec Spec) ([]Input, error)
	// Read emits everything in one input, in the order in which it stands there.
	Read(ctx context.Context, in Input, out Sink) error
}

// HeadBytes is how much of a file is shown to Recognises.
const HeadBytes = 64 << 10

// Spec is a source as the configuration describes it.
type Spec struct {
	Name     string            // name given by the site
	Path     string            // file, folder or glob; the address of a server
	Table    string            // canonical table, where the format cannot tell
	Timezone string            // IANA zone of instants that carry no offset
	Columns  map[string]string // canonical column -> header in the file
	Values   map[string]string // canonical column -> what stands in it where the file says nothing
	Queries  map[string]string // canonical table -> SELECT that gives its rows
	Options  map[string]string // settings of the format's own, as its Settings list them; secrets resolved
	Spool    string            // folder for what a server sends, for its owner only
}

// Input is one thing to read: a file, a file within an archive, or a server's answer.
type Input struct {
	Path   string // file on disk, or a name for what a server sends
	Member string // name within the zip file Path; empty for a plain file
	Bytes  int64  // size as it lies on disk; 0 where it cannot be told
	Remote bool   // no file: it is read in every run, from the mark on
	Mark   string // what the source told Sink.Mark when this input was loaded last; empty at first
	Spec   Spec
}

// Place names the input in messages.
func (in Input) Place() string {
	if in.Member == "" {
		return in.Path
	}
	return in.Path + "/" + in.Member
}

// Mapping says where one canonical column comes from, for a reader: a header, a segment
// and its field, a path of elements.
type Mapping struct {
	From          string // such as "HI*ABK HI01-2"
	Table, Column string
	Note          string // what happens on the way, where it is not plain
}

// Sink takes what a source emits. A source stops at the first error that it returns.
type Sink interface {
	// Batch takes rows of one table. The record has the columns of the table's Arrow
	// schema, all or some of them, in any order, and may have the column Stated; the
	// sink retains what it needs.
	Batch(t *schema.Table, rec arrow.RecordBatch) error
	// File takes a delimited or Parquet file whose columns the store reads by itself,
	// every one as text and typed by the schema.
	File(t *schema.Table, f File) error
	// Reject reports a record that the source leaves out because something is wrong with it.
	Reject(r Reject) error
	// Skip reports records that are well and of no canonical table, such as resources of
	// other types. The word names them in the format's own terms and never comes
	// from a record unless the format lists it.
	Skip(what string, records int64) error
	// Mark says from where to read when the input is read next. It counts once the
	// input is loaded.
	Mark(mark string) error
}

// Stated is the column of a batch that says when the sender said what the row says, as
// microseconds since 1970 in UTC. Of rows with one key the one stated last stands,
// whatever the order in which they arrive; between rows stated at the same time their
// content decides. Without it the row that is read last stands.
const Stated = "_stated"

// File is a file of one table that the store can scan without us. It is there until the
// call of Sink.File returns.
type File struct {
	Path      string
	Place     string // what messages call it, where that is not Path
	Parquet   bool
	Packing   string            // of a delimited file: Plain, Gzip or Zstd
	Delimiter byte              // of a delimited file
	Header    []string          // its column names, in order
	Records   int64             // how many it holds; the store refuses a file in which it finds another number
	Blank     []int64           // which lines of a delimited file are blank, line 1 being its first record
	Columns   map[string]string // canonical column -> header; absent columns are empty
	Values    map[string]string // canonical column -> text of records that have none
	Dates     string            // order in which dates and instants have their parts: a Dates constant
	Timezone  string            // IANA zone of instants without an offset
	Tidy      bool              // of a delimited file: no field begins or ends with a blank, so that none need be trimmed
}

// Orders of the parts of a date. Whatever the order, a text that begins with four digits and a hyphen
// is read as YearFirst.
const (
	YearFirst  = "year-month-day"
	MonthFirst = "month-day-year"
	DayFirst   = "day-month-year"
)

// Packings of a File, as DuckDB calls them.
const (
	Plain = "none"
	Gzip  = "gzip"
	Zstd  = "zstd"
)

// Reject is a record that was left out: where it stands and why, never what it says.
// Raw is kept inside the store only.
type Reject struct {
	Table  *schema.Table // Unread where none can be told
	Record int64         // 1 for the first record of the input
	Column string        // canonical column, where one is to blame
	Reason string        // a Reason constant
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
	ReasonTooLarge   = "too_large"      // a record beyond the bounds of its format
	ReasonUnmatched  = "unmatched"      // it changes or cancels something that it does not name
)

// Unread stands for the table of a record of which none can be told. The store keeps
// no such table: its records are in the quarantine.
var Unread = &schema.Table{Name: "record", Meaning: "One row per record of which no table can be told."}
