package database

import (
	"fmt"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database/sqldb"
)

// reading turns the rows of a result into batches of a table.
type reading struct {
	table   *schema.Table
	out     source.Sink
	batch   *source.Batcher
	columns []sqldb.Column
	fields  []field
	mark    tracker
	states  func(sqldb.Value) (micros int64, ok bool) // when a row was stated, of its watermark; nil where nothing says
	fill    fill
	rows    int64
}

// field is a column of the result that goes into a canonical column.
type field struct {
	at     int
	column schema.Column
	set    setter
}

// fill is what stands for columns of encounter that the SELECT leaves out, or empty.
type fill struct {
	facility string
	shifted  bool
	at       int // of facility_id in the result; -1 where it is left out
}

// newReading finds what becomes of each column of a result.
func newReading(in source.Input, t *schema.Table, o options, a answer, out source.Sink) (*reading, error) {
	r := &reading{table: t, out: out, columns: a.rows.Described(), mark: tracker{at: -1}}
	seen := map[string]int{}
	for i, c := range r.columns {
		name := strings.ToLower(c.Name)
		if _, twice := seen[name]; twice {
			return nil, r.fault(fmt.Sprintf("the SELECT gives the column %q twice", name), "leave one of them out")
		}
		seen[name] = i
		if err := r.place(i, name, o); err != nil {
			return nil, err
		}
	}
	if err := r.complete(seen, o); err != nil {
		return nil, err
	}
	if err := r.follow(seen, a.dated, in.Mark, o); err != nil {
		return nil, err
	}
	if r.batch = source.NewBatcher(t, out); r.states != nil {
		r.batch = source.NewStatedBatcher(t, out)
	}
	return r, nil
}

func (r *reading) fault(what, fix string) error {
	return fault.New(fault.Config, r.table.Name, what, fix)
}

// place finds the canonical column of a column of the result.
func (r *reading) place(at int, name string, o options) error {
	c, ok := r.table.Column(name)
	if !ok {
		if name == o.watermark {
			return nil
		}
		return r.fault(fmt.Sprintf("the SELECT gives the column %q, which the table %s does not have", name, r.table.Name),
			"give it the name of a canonical column by AS, or leave it out; see docs/data-dictionary.md")
	}
	set, fix := setterOf(c, r.columns[at], o.zone)
	if set == nil {
		return r.fault(fmt.Sprintf("the SELECT gives %s.%s as %s (%s)", r.table.Name, name, r.columns[at].Kind, r.columns[at].Type), fix)
	}
	r.fields = append(r.fields, field{at, c, set})
	return nil
}

// complete refuses a result without a column that the table cannot do without, and
// finds what is filled in.
func (r *reading) complete(seen map[string]int, o options) error {
	if r.table.Name == "encounter" {
		r.fill = fill{facility: o.facility, shifted: o.shifted, at: -1}
		if at, ok := seen["facility_id"]; ok {
			r.fill.at = at
		}
		if _, ok := seen["dates_shifted"]; ok {
			r.fill.shifted = false
		}
	}
	for _, c := range r.table.Columns {
		filled := c.Default != "" || r.fill.facility != "" && c.Name == "facility_id"
		if _, ok := seen[c.Name]; !ok && c.Required && !filled {
			return r.fault(fmt.Sprintf("the SELECT does not give the column %q, which the table %s cannot do without", c.Name, r.table.Name),
				"add it to the SELECT")
		}
	}
	return nil
}

// follow finds the watermark. A table without it is read whole.
func (r *reading) follow(seen map[string]int, dated bool, mark string, o options) error {
	at, ok := seen[o.watermark]
	if !ok {
		if dated {
			return r.fault(fmt.Sprintf("the SELECT does not give the watermark %q", o.watermark), "add it to the SELECT, which has :since")
		}
		return nil
	}
	c := r.columns[at]
	var err error
	if r.mark, err = newTracker(mark, at, c, time.Now()); err != nil {
		return err
	}
	if _, canonical := r.table.Column(o.watermark); canonical {
		return nil
	}
	if c.Kind == sqldb.Local || c.Kind == sqldb.Instant {
		r.states = statedBy(o.zone, time.Now())
	}
	return nil
}

// row turns one row into one of the batch, or into a reject.
func (r *reading) row(row []sqldb.Value) error {
	r.rows++
	if r.mark.at >= 0 {
		r.mark.follow(row)
	}
	for _, f := range r.fields {
		v := row[f.at]
		if v.Kind == sqldb.Null {
			continue
		}
		if reason := f.set(r.batch, v); reason != "" {
			r.batch.Drop()
			return r.out.Reject(source.Reject{
				Table: r.table, Record: r.rows, Column: f.column.Name, Reason: reason, Raw: raw(r.columns, row),
			})
		}
	}
	r.complement(row)
	return r.batch.Next()
}

// complement sets what the SELECT left out.
func (r *reading) complement(row []sqldb.Value) {
	if r.fill.facility != "" && (r.fill.at < 0 || row[r.fill.at].Kind == sqldb.Null) {
		r.batch.Text("facility_id", r.fill.facility)
	}
	if r.fill.shifted {
		r.batch.Boolean("dates_shifted", true)
	}
	if r.states != nil {
		if at, ok := r.states(row[r.mark.at]); ok {
			r.batch.Stated(at)
		}
	}
}

// finish hands over the last batch, and says from where to read next.
func (r *reading) finish() error {
	if err := r.batch.Flush(); err != nil {
		return err
	}
	if r.mark.highest.Kind == sqldb.Null {
		return nil // the mark of the last pull stands
	}
	return r.out.Mark(markOf(r.mark.highest))
}
