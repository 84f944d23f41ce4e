package sourcetest

import (
	"fmt"
	"sort"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Collector is a sink that keeps what it is given, for tests to look at.
type Collector struct {
	Rows    map[string][]Row         // by table, in the order in which they came
	Batches map[string][]int64       // rows of each batch, by table
	Files   map[string][]source.File // handed over for the store to scan, by table
	Rejects []source.Reject
	Skipped map[string]int64 // records passed over, by what they are
	Marks   []string
	Calls   int // of every method

	// Then, if set, is called after each call has been kept; what it returns is
	// returned to the source.
	Then func() error
}

// Row is a row as text: column to value, without the columns that are null.
type Row map[string]string

// Batch keeps the rows of a batch, and refuses one that is not of its table.
func (c *Collector) Batch(t *schema.Table, rec arrow.RecordBatch) error {
	if err := conforms(t, rec); err != nil {
		return err
	}
	if c.Rows == nil {
		c.Rows, c.Batches = map[string][]Row{}, map[string][]int64{}
	}
	c.Batches[t.Name] = append(c.Batches[t.Name], rec.NumRows())
	for i := range int(rec.NumRows()) {
		row := Row{}
		for j, f := range rec.Schema().Fields() {
			if col := rec.Column(j); col.IsValid(i) {
				row[f.Name] = strings.Clone(col.ValueStr(i))
			}
		}
		c.Rows[t.Name] = append(c.Rows[t.Name], row)
	}
	return c.then()
}

// File keeps what is said of a file.
func (c *Collector) File(t *schema.Table, f source.File) error {
	if c.Files == nil {
		c.Files = map[string][]source.File{}
	}
	c.Files[t.Name] = append(c.Files[t.Name], f)
	return c.then()
}

// Reject keeps a reject.
func (c *Collector) Reject(r source.Reject) error {
	c.Rejects = append(c.Rejects, r)
	return c.then()
}

// Skip counts records that were passed over.
func (c *Collector) Skip(what string, records int64) error {
	if c.Skipped == nil {
		c.Skipped = map[string]int64{}
	}
	c.Skipped[what] += records
	return c.then()
}

// Mark keeps a mark.
func (c *Collector) Mark(mark string) error {
	c.Marks = append(c.Marks, mark)
	return c.then()
}

func (c *Collector) then() error {
	c.Calls++
	if c.Then == nil {
		return nil
	}
	return c.Then()
}

// Where gives the rows of a table in which a column has a value.
func (c *Collector) Where(table, column, value string) []Row {
	var rows []Row
	for _, r := range c.Rows[table] {
		if r[column] == value {
			rows = append(rows, r)
		}
	}
	return rows
}

// conforms checks a batch against the Arrow schema of its table.
func conforms(t *schema.Table, rec arrow.RecordBatch) error {
	if rec.NumRows() == 0 || rec.NumRows() > source.BatchRows {
		return fmt.Errorf("a batch of %s has %d rows, not 1 to %d", t.Name, rec.NumRows(), source.BatchRows)
	}
	seen := map[string]bool{}
	for _, f := range rec.Schema().Fields() {
		c, ok := t.Column(f.Name)
		switch {
		case f.Name == source.Stated && arrow.TypeEqual(f.Type, arrow.PrimitiveTypes.Int64):
		case !ok:
			return fmt.Errorf("table %s has no column %s", t.Name, f.Name)
		case seen[f.Name]:
			return fmt.Errorf("a batch of %s has the column %s twice", t.Name, f.Name)
		case !arrow.TypeEqual(f.Type, c.Kind.Arrow()):
			return fmt.Errorf("%s.%s is %s, not %s", t.Name, f.Name, f.Type, c.Kind.Arrow())
		}
		seen[f.Name] = true
	}
	return nil
}

// summary is everything that was collected, as text that can be compared.
func (c *Collector) summary() string {
	var b strings.Builder
	for _, table := range names(c.Rows) {
		fmt.Fprintln(&b, table, c.Batches[table], c.Rows[table])
	}
	for _, table := range names(c.Files) {
		fmt.Fprintf(&b, "%s %+v\n", table, c.Files[table])
	}
	for _, r := range c.Rejects {
		fmt.Fprintln(&b, r.Table.Name, r.Record, r.Column, r.Reason, r.Raw)
	}
	fmt.Fprintln(&b, c.Skipped, c.Marks)
	return b.String()
}

func names[T any](m map[string]T) []string {
	var all []string
	for name := range m {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}
