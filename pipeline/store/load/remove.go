package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/landing"
	"chartline/pipeline/store/writer"
)

// remove removes the rows of a table that a query lists, by row id, input and whether they
// repeat another one. It restates the tallies of earlier loads, and adds how many of this
// load there were. The list is kept here, since DuckDB keeps what is in a temporary table
// until the transaction ends, also where the table was dropped.
func (l *Load) remove(t *schema.Table, doomed string, duplicate, superseded rowCounts) error {
	var rows []int64
	older := rowCounts{}
	err := l.w.Read(l.ctx, doomed, func(rec arrow.RecordBatch) {
		inputs, repeats := rec.Column(1).(*array.Int64), rec.Column(2).(*array.Boolean)
		rows = append(rows, rec.Column(0).(*array.Int64).Int64Values()...)
		for i, id := range inputs.Int64Values() {
			switch {
			case id < l.inputs[0].id:
				older[id]++
			case repeats.Value(i):
				duplicate[id]++
			default:
				superseded[id]++
			}
		}
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	if err := l.restate(t, older); err != nil {
		return err
	}
	return writer.InsertNumbers(l.ctx, l.w, rows, func(view string) string {
		return fmt.Sprintf("DELETE FROM history.%s WHERE rowid IN (SELECT n FROM %s)", t.Name, view)
	})
}

// restate moves rows of earlier loads that are now superseded from loaded to superseded,
// so that the ledger always says what the store holds.
func (l *Load) restate(t *schema.Table, older rowCounts) error {
	if len(older) == 0 {
		return nil
	}
	gone := make([]string, 0, len(older))
	for _, id := range slices.Sorted(maps.Keys(older)) {
		gone = append(gone, fmt.Sprintf("(%d, %d)", id, older[id]))
	}
	return l.w.Exec(l.ctx, fmt.Sprintf(`UPDATE ledger.tally
		SET rows_loaded = rows_loaded - gone.n, rows_superseded = rows_superseded + gone.n
		FROM (VALUES %s) AS gone (id, n)
		WHERE tally.input_id = gone.id AND tally.table_name = %s`, strings.Join(gone, ", "), landing.Text(t.Name)))
}
