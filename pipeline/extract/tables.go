package extract

import (
	"context"
	"fmt"
	"strings"

	"chartline/pipeline/extract/treat"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/privacy"
)

// write makes every table of the study.
func (m *making) write(ctx context.Context) error {
	for _, plan := range m.plans {
		name := plan.Schema.Name
		parts, err := m.parts(ctx, plan)
		if err != nil {
			return err
		}
		if err := m.target.table(ctx, name, parts); err != nil {
			return err
		}
		w := Written{Name: name}
		if err := m.session.Scan(ctx, m.Out, "SELECT count(*) FROM "+m.target.from(name), &w.Rows); err != nil {
			return err
		}
		m.result.Tables = append(m.result.Tables, w)
	}
	return nil
}

// bytesOfCell is what a value takes while its row is sorted, with room to spare for texts that
// do not fit into the 16 bytes that DuckDB keeps in place.
const bytesOfCell = 32

// parts are the SELECTs of a table, one after the other in the order of the surrogates: each
// has no more rows than can be sorted in memory, since what is spilled must be encrypted,
// which not every DuckDB can do.
func (m *making) parts(ctx context.Context, plan treat.Table) ([]string, error) {
	if treat.Published(plan.Schema) {
		return []string{selection(plan, m.Mode, "true")}, nil
	}
	var rows, memory int64
	err := m.session.Scan(ctx, m.Dataset, "SELECT count(*), parse_formatted_bytes(current_setting('memory_limit')) FROM source.main."+plan.Schema.Name, &rows, &memory)
	if err != nil {
		return nil, err
	}
	n := rows*bytesOfCell*int64(len(plan.Columns)+len(plan.Dropped)+1)/memory + 1
	parts := make([]string, n)
	for i := range n {
		span := fmt.Sprintf("c.place > %d AND c.place <= %d", m.result.Accounts*i/n, m.result.Accounts*(i+1)/n)
		parts[i] = selection(plan, m.Mode, span)
	}
	return parts, nil
}

// selection is the SELECT of a part of a table. Its rows are in the order of the surrogates, which is
// random: records stand in a store as they came, and their place would tell their date.
func selection(plan treat.Table, mode privacy.Mode, span string) string {
	columns := make([]string, len(plan.Columns))
	for i, c := range plan.Columns {
		columns[i] = c.SQL + " AS " + c.Name
	}
	if mode == privacy.Limited {
		// A limited data set keeps the form of the store, so that every question can be asked.
		for _, c := range plan.Dropped {
			columns = append(columns, "CAST(NULL AS "+c.From.Kind.SQL()+") AS "+c.From.Name)
		}
	}
	from := records(plan.Schema, "chosen")
	for _, j := range plan.Joins {
		from += fmt.Sprintf(" LEFT JOIN %s AS k_%[2]s ON k_%[2]s.original = t.%[2]s", vault.Table(j.Domain), j.Column)
	}
	order := " WHERE " + span + " ORDER BY c.place"
	if treat.Published(plan.Schema) {
		order = " ORDER BY ALL"
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM " + from + order
}

// shifts reports whether the dates of the extract are moved.
func (m *making) shifts() bool { return m.Mode == privacy.Limited }

// finish stamps the extract and closes it.
func (m *making) finish(ctx context.Context) error {
	if d, ok := m.target.(*database); ok && m.Mode == privacy.Limited {
		if err := d.complete(ctx); err != nil {
			return err
		}
	}
	if err := m.stamp(ctx); err != nil {
		return err
	}
	return m.target.close(ctx)
}
