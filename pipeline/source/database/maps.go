package database

import (
	"context"
	"fmt"
	"time"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database/sqldb"
)

// mapTime is how long the server may take to describe a result.
const mapTime = time.Minute

// Maps asks the server which columns the SELECT of an input gives.
func (Source) Maps(in source.Input) ([]source.Mapping, error) {
	t, err := tableOf(in)
	if err != nil {
		return nil, err
	}
	o, err := optionsOf(in.Spec)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), mapTime)
	defer cancel()
	a, err := send(ctx, in, t, o)
	if err != nil {
		return nil, placed(err, in.Place())
	}
	defer a.close()
	r, err := newReading(in, t, o, a, nil)
	if err != nil {
		return nil, placed(err, in.Place())
	}
	r.batch.Release()
	return r.mappings(o), nil
}

// mappings lists the columns that the result fills, and the watermark.
func (r *reading) mappings(o options) []source.Mapping {
	var all []source.Mapping
	for _, f := range r.fields {
		from := r.columns[f.at]
		m := source.Mapping{From: fmt.Sprintf("%s (%s)", from.Name, from.Type), Table: r.table.Name, Column: f.column.Name}
		switch {
		case from.Kind == sqldb.Local && f.column.Kind == schema.Instant:
			m.Note = "in the zone " + o.zone.String()
		case f.column.Kind != schema.Text && from.Kind == sqldb.Text:
			m.Note = "text that must be " + f.column.Kind.Form()
		}
		all = append(all, m)
	}
	if r.fill.facility != "" && r.fill.at < 0 {
		all = append(all, source.Mapping{From: "facility " + r.fill.facility, Table: r.table.Name, Column: "facility_id"})
	}
	return all
}
