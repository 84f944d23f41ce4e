package load

import (
	"cmp"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/store/landing"
)

// arrival is what came for one table of a load.
type arrival struct {
	table   *schema.Table
	batches []arrow.RecordBatch // of one Arrow schema, until an INSERT is worth its while
	columns *arrow.Schema       // as the source gave it, without the number of the input
	untidy  map[string]bool     // columns of batches with a text that has to be brought into form
	rows    int64               // in batches
	bytes   int64               // in batches
	rejects []source.Reject     // until an INSERT is worth its while
	scans   []scan              // of files
	inputs  map[int64]bool      // that it came in
}

// scan is a file that was read, with what its rejects need to be numbered by.
type scan struct {
	input   int64   // its number
	rejects string  // name of the table of rejects; empty for Parquet
	before  int64   // records of files before it
	records int64   // its own
	blank   []int64 // lines that are no records
}

const (
	batchRows  = 2 * 122_880 // that an INSERT takes: two row groups of DuckDB
	rejectRows = 8_192       // that wait in memory
	batchBytes = 24 << 20    // that wait in memory, of all tables together
	landBytes  = 24 << 20    // of batches that one transaction lands
)

// Batch takes rows of a table as Arrow.
func (l *Load) Batch(t *schema.Table, rec arrow.RecordBatch) error {
	if err := conforms(t, rec.Schema()); err != nil {
		return err
	}
	a := l.arrivalOf(t)
	if len(a.batches) > 0 && a.columns != nil && !a.columns.Equal(rec.Schema()) {
		if err := l.flush(a); err != nil {
			return err
		}
	}
	a.columns = rec.Schema()
	a.noteUntidy(t, rec)
	a.batches = append(a.batches, numbered(rec, l.input().id))
	a.rows += rec.NumRows()
	a.bytes += bytesOf(t, rec)
	if a.rows >= batchRows {
		return l.flush(a)
	}
	return l.flushLargest()
}

// bytesOf is what a batch takes, here or in DuckDB: a column of the table takes eight bytes
// a row there, whether the batch has it or not.
func bytesOf(t *schema.Table, rec arrow.RecordBatch) (n int64) {
	for _, column := range rec.Columns() {
		for _, b := range column.Data().Buffers() {
			if b != nil {
				n += int64(b.Cap())
			}
		}
	}
	return max(n, 8*rec.NumRows()*int64(len(t.Columns)))
}

// flushLargest inserts what waits of the table that has most, where all tables together
// hold more than may wait.
func (l *Load) flushLargest() error {
	var most *arrival
	var waiting int64
	for _, a := range l.inOrder() {
		waiting += a.bytes
		if most == nil || a.bytes > most.bytes {
			most = a
		}
	}
	if waiting > batchBytes {
		return l.flush(most)
	}
	return l.w.Err(l.ctx.Err())
}

// conforms refuses a batch that is not of its table: DuckDB would convert types in ways
// of its own, such as an instant by the zone of the session.
func conforms(t *schema.Table, s *arrow.Schema) error {
	for i, f := range s.Fields() {
		if f.Name == source.Stated && arrow.TypeEqual(f.Type, arrow.PrimitiveTypes.Int64) {
			continue
		}
		c, ok := t.Column(f.Name)
		if !ok || !arrow.TypeEqual(f.Type, c.Kind.Arrow()) || s.FieldIndices(f.Name)[0] != i {
			return fault.Newf(fault.Internal, t.Name, "please report it",
				"a batch has a column %s of type %s, which the table has not", f.Name, f.Type)
		}
	}
	return nil
}

// flush inserts the batches of a table that wait.
func (l *Load) flush(a *arrival) error {
	if len(a.batches) == 0 {
		return nil
	}
	l.landing += a.bytes
	err := l.w.Insert(l.ctx, a.batches, func(view string) string {
		return landing.Batch(a.table, a.columns, view, a.untidy)
	})
	a.release()
	if err != nil || l.landing < landBytes {
		return err
	}
	return l.landSoFar()
}

// landSoFar commits what has landed and writes it to the store's file, since until then
// DuckDB keeps every row group that is not full in memory. Nobody sees it: the ledger
// calls its inputs landing.
func (l *Load) landSoFar() error {
	if err := l.w.Exec(l.ctx, "COMMIT"); err != nil {
		return err
	}
	l.landed, l.landing = true, 0
	if err := l.w.Checkpoint(l.ctx); err != nil {
		return err
	}
	return l.w.Exec(l.ctx, "BEGIN TRANSACTION")
}

// release frees the batches that wait.
func (a *arrival) release() {
	for _, b := range a.batches {
		b.Release()
	}
	a.batches, a.rows, a.bytes, a.untidy = nil, 0, 0, nil
}

// File takes a delimited or Parquet file that DuckDB scans by itself. The source has
// counted its records; where DuckDB finds another number it is read once more, with care.
func (l *Load) File(t *schema.Table, f source.File) error {
	// DuckDB reads a file on all its threads, and each takes its share.
	if err := l.w.Spend(l.ctx); err != nil {
		return err
	}
	a := l.arrivalOf(t)
	next := scan{input: l.input().id, records: f.Records, blank: f.Blank}
	for _, s := range a.scans {
		if s.input == next.input {
			next.before += s.records
		}
	}
	if !f.Parquet {
		next.rejects = fmt.Sprintf("rejects_%s_%d", t.Name, len(a.scans))
	}
	if err := l.w.Exec(l.ctx, "SET TimeZone = "+landing.Text(zone(f.Timezone))); err != nil {
		return err
	}
	a.scans = append(a.scans, next)
	found, err := l.scanFile(t, f, next, true)
	if err == nil && found != next.records && next.rejects != "" && next.before == 0 {
		found, err = l.scanAgain(t, f, next)
	}
	if err != nil {
		return err
	}
	if found != next.records {
		return fault.Newf(fault.Input, placeOf(f), "check its quotes; nothing of it was loaded",
			"%d records were counted and %d could be told apart", next.records, found)
	}
	return nil
}

// scanFile lands the records of a file, and gives their number with that of the broken.
func (l *Load) scanFile(t *schema.Table, f source.File, s scan, parallel bool) (int64, error) {
	found, err := l.w.Change(l.ctx, landing.File(t, f, s.rejects, parallel, s.input), placeOf(f))
	if err != nil || s.rejects == "" {
		return found, err
	}
	var broken int64
	err = l.w.Scan(l.ctx, "SELECT count(DISTINCT line) FROM "+s.rejects, nil, &broken)
	return found + broken, err
}

// scanAgain forgets what a scan brought and reads the file once more.
func (l *Load) scanAgain(t *schema.Table, f source.File, s scan) (int64, error) {
	if err := s.drop(l.ctx, l.w); err != nil {
		return 0, err
	}
	if err := l.w.Exec(l.ctx, fmt.Sprintf("DELETE FROM history.%s WHERE %s = %d", t.Name, landing.Input, s.input)); err != nil {
		return 0, err
	}
	return l.scanFile(t, f, s, false)
}

// placeOf is a file as its reader knows it, which may lie unpacked elsewhere.
func placeOf(f source.File) string { return cmp.Or(f.Place, f.Path) }

// Reject takes a record that the source leaves out.
func (l *Load) Reject(r source.Reject) error {
	a := l.arrivalOf(r.Table)
	a.rejects = append(a.rejects, r)
	if len(a.rejects) >= rejectRows {
		return l.quarantineRejects(a)
	}
	return l.w.Err(l.ctx.Err())
}

// Skip counts records that are of no canonical table.
func (l *Load) Skip(what string, records int64) error {
	l.input().skipped[what] += records
	return l.w.Err(l.ctx.Err())
}

// Mark keeps from where to read the input when it is read next.
func (l *Load) Mark(mark string) error {
	l.input().mark = mark
	return l.w.Err(l.ctx.Err())
}

func (l *Load) arrivalOf(t *schema.Table) *arrival {
	a := l.arrived[t.Name]
	if a == nil {
		a = &arrival{table: t, inputs: map[int64]bool{}}
		l.arrived[t.Name] = a
	}
	a.inputs[l.input().id] = true
	return a
}

func zone(name string) string {
	if name == "" {
		return "UTC"
	}
	return name
}
