// Package mimic reads the hospital module of MIMIC-IV, the deidentified records of one
// hospital that PhysioNet publishes: admissions with their diagnoses, procedures and
// DRGs, and the titles of the codes (standard.md 5.6).
//
// MIMIC-IV moves the dates of each patient by a secret number of days, to between 2100
// and 2200. Lengths of stay hold; months, fiscal years and code-set versions do not, so
// every encounter says dates_shifted. Its times carry no zone, and a zone's daylight
// saving time cannot be known of a shifted date, so only local dates are kept and every
// instant stays empty (CLK-06). There is no present-on-admission indicator and no time
// of coding or billing: frequency can be measured, accuracy and turnaround cannot.
package mimic

import (
	"context"
	"errors"
	"io"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Source is the format "mimic-iv".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "mimic-iv" }

// Inputs lists the tables in a folder of MIMIC-IV, or in the folder hosp inside it,
// parents before children.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	if spec.Table != "" || len(spec.Columns) > 0 {
		return nil, fault.New(fault.Config, "sources."+spec.Name, "mimic-iv has tables and columns of its own",
			"remove table: and columns: from this source")
	}
	if err := checkFolder(spec.Path); err != nil {
		return nil, err
	}
	var inputs []source.Input
	for _, t := range tables {
		path, err := locate(spec.Path, t)
		if err != nil {
			return nil, err
		}
		if path != "" {
			inputs = append(inputs, source.Input{Path: path, Spec: spec})
		}
	}
	return inputs, nil
}

// checkEvery is the number of lines between two looks at whether to stop.
const checkEvery = 1024

// Read emits the rows of one table.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	t, err := tableOf(in.Path)
	if err != nil {
		return err
	}
	if err := stopped(ctx, in.Path); err != nil {
		return err
	}
	emit, err := t.emitterFor(ctx, in.Path)
	if err != nil {
		return err
	}
	f, err := open(in.Path, t.header)
	if err != nil {
		return err
	}
	defer f.close()
	return emitAll(ctx, f, t, emit, out)
}

// emitAll hands every record of a file to the sink, as a row or as a reject.
func emitAll(ctx context.Context, f *file, t table, emit emitter, out source.Sink) error {
	into := schema.Must(t.into)
	rows := source.NewBatcher(into, out)
	defer rows.Release()
	for {
		if f.number%checkEvery == 0 {
			if err := stopped(ctx, f.path); err != nil {
				return err
			}
		}
		flaw, err := f.next()
		if errors.Is(err, io.EOF) {
			return rows.Flush()
		}
		if err != nil {
			return err
		}
		if flaw == sound {
			flaw = emit(rows, f.fields)
		}
		if flaw == sound {
			err = rows.Next()
		} else {
			rows.Drop()
			err = out.Reject(source.Reject{
				Table: into, Record: f.record, Column: flaw.column, Reason: flaw.reason, Raw: string(f.line),
			})
		}
		if err != nil {
			return err
		}
	}
}

// stopped is the error of a run that was told to stop.
func stopped(ctx context.Context, path string) error {
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.Interrupted, err, path, "stopped", "")
	}
	return nil
}
