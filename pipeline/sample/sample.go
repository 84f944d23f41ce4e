// Package sample writes the coding export of a synthetic hospital group whose truth is
// known: one CSV file per canonical table, and truth.json, which states what was put in.
// Nobody in it exists. The same options write the same bytes on every machine, and
// memory does not depend on the number of encounters.
package sample

import (
	"context"
	"os"
	"path/filepath"

	"chartline/pipeline/fault"
	"chartline/pipeline/sample/clinic"
	"chartline/pipeline/sample/coding"
	"chartline/pipeline/sample/truth"
)

// Truth is what truth.json states.
type Truth = truth.Truth

// Options say what to write.
type Options struct {
	Encounters int    // accounts, at least 1
	Seed       uint64 // every seed gives another group
	Dir        string // made where it does not exist

	// Progress is told how many encounters are done, now and then; it may be nil.
	Progress func(done, total int)

	draws uint64 // 0 for those chosen
}

// draws is one of the many ways in which the luck of a group's coders can fall. It was
// chosen for the committed instance, by TestChooseDraws: see there what it had to show.
const draws = 3

// step is how many encounters pass between two looks at the context.
const step = 4096

// Write writes the files and gives what truth.json says. Files of an earlier run in the
// same folder are replaced; truth.json is written last. Errors are of kind Usage for
// impossible options, Unavailable where a file cannot be written, and Interrupted.
func Write(ctx context.Context, o Options) (Truth, error) {
	if o.Encounters < 1 {
		return Truth{}, fault.New(fault.Usage, "encounters", "must be at least 1", "give a whole number")
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return Truth{}, unwritable(err, o.Dir)
	}
	if o.draws == 0 {
		o.draws = draws
	}
	e, err := newExport(o)
	if err != nil {
		return Truth{}, err
	}
	if err := e.run(ctx, o.Progress); err != nil {
		e.files.abandon()
		return Truth{}, err
	}
	listed, tables := e.files.listing()
	stated := e.tally.Truth(e.total, o.Seed, listed, tables)
	return stated, save(&stated, o.Dir)
}

func save(t *Truth, dir string) error {
	text, err := t.JSON()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "truth.json"), text, 0o644)
	}
	if err != nil {
		return unwritable(err, "truth.json")
	}
	return nil
}

// export writes one group.
type export struct {
	total      int64
	clinic     *clinic.Clinic
	department *coding.Department
	files      *files
	tally      *truth.Tally
	revenue    *revenue
	hours      *hours

	encounter clinic.Encounter
	chart     coding.Chart
	events    int // written for the encounter at hand
}

func newExport(o Options) (*export, error) {
	total := int64(o.Encounters)
	f, err := create(o.Dir, total <= packedUpTo)
	if err != nil {
		return nil, err
	}
	department := coding.New(o.Seed, o.draws, total)
	return &export{
		total: total, clinic: clinic.New(o.Seed, total), department: department, files: f,
		tally: truth.NewTally(), revenue: newRevenue(), hours: newHours(o.Seed, len(department.Coders())),
	}, nil
}

func (x *export) run(ctx context.Context, progress func(done, total int)) error {
	x.reference()
	for i := range x.total {
		if i%step == 0 {
			if ctx.Err() != nil {
				return fault.New(fault.Interrupted, "sample", "interrupted", "")
			}
			if progress != nil {
				progress(int(i), int(x.total))
			}
		}
		x.one(i)
		if err := x.files.drain(); err != nil {
			return err
		}
	}
	x.revenue.write(x.files)
	x.hours.write(x.files, x.department.Coders())
	if progress != nil {
		progress(int(x.total), int(x.total))
	}
	return x.files.close()
}

// one makes and writes encounter i with everything that belongs to it.
func (x *export) one(i int64) {
	e, c := &x.encounter, &x.chart
	x.clinic.Encounter(i, e)
	fate := fateOf(e)
	x.patientRow(e)
	if fate.lost {
		x.encounterRows(e, e.Record.Status, fate)
		return
	}
	x.department.Code(e, c)
	x.encounterRows(e, c.Status(e), fate)
	x.revenue.add(e)
	x.tally.Encounter(e, c)
	x.eventRows(e, c, fate)
	x.queryRow(e, c)
	if !c.Coded() {
		return
	}
	x.hours.add(e, c)
	x.versions(e, c, fate)
	if c.Audit != nil {
		x.auditRows(e, c)
	}
}
