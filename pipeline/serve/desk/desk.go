// Package desk is the one place where a server takes questions: it looks at the token and
// the role, holds each person to their share, logs what is asked before it is answered, and
// has it answered by a process that can do nothing else.
package desk

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chartline/pipeline/accesslog"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/serve/token"
)

// Setup is what a desk serves, and to whom.
type Setup struct {
	Engine  engine.Engine // answers in contained processes; batches outlive their reader's next
	Dataset string        // its file, or its folder of Parquet files
	Mode    privacy.Mode  // of the dataset: never PHI
	Book    token.Book
	Log     accesslog.Log
	Limits  Limits
	Now     func() time.Time
	// May reports whether a role may see something of a mode, and whether as rows of persons.
	May func(role string, mode privacy.Mode, identified bool) bool
}

// Limits are those beyond what the engine holds a single answer to.
type Limits struct {
	AtOnce  int64         // statements of all people
	Each    int64         // statements of one person
	Longest int           // statement, in bytes
	Wait    time.Duration // for a place among AtOnce
}

// Desk answers for a server. It is safe for use by several goroutines.
type Desk struct {
	Setup
	Catalog Catalog

	files   []os.FileInfo // of the dataset, as they were looked at
	places  places
	refused limiter
}

// Open looks at the dataset. Records as they are, are refused (standard 6.1): who asks from
// outside is given an extract.
func Open(ctx context.Context, s Setup) (*Desk, error) {
	if s.Mode == privacy.PHI {
		return nil, fault.New(fault.Policy, s.Dataset, "is the store itself, which is not served", "make an extract and name it as store.path")
	}
	files, err := filesOf(s.Dataset)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, s.Dataset, "no such dataset", "make an extract first")
	}
	d := &Desk{Setup: s, files: files, places: newPlaces(s.Limits)}
	d.Catalog, err = readCatalog(ctx, s.Engine)
	return d, err
}

// Admit gives whose token it is, or an error that does not say why it is none.
func (d *Desk) Admit(secret, from string) (token.Holder, error) {
	who, err := d.Book.Check(secret, d.Now())
	if token.IsRefused(err) {
		return who, d.turnedAway(accesslog.Entry{To: from}, err)
	}
	return who, err
}

// Reads reports whether a role may ask of the dataset.
func (d *Desk) Reads(role string) bool { return d.May(role, d.Mode, d.Mode != privacy.Aggregate) }

// turnedAway logs a refusal and gives its error. Strangers could fill the disk with
// refusals: one a second is logged.
func (d *Desk) turnedAway(e accesslog.Entry, why error) error {
	if !d.refused.allow(d.Now()) {
		return why
	}
	e.Event, e.Command, e.Mode = accesslog.Refused, command, d.Mode.String()
	if _, err := d.Log.Append(e); err != nil {
		return err
	}
	return why
}

// command is how the log calls what a server does.
const command = "chartline serve"

// unchanged refuses where the file at the dataset's name, or one in its folder, is another than
// was looked at: it could be of another mode.
func (d *Desk) unchanged() error {
	files, err := filesOf(d.Dataset)
	same := func(a, b os.FileInfo) bool { return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) }
	if err != nil || !slices.EqualFunc(files, d.files, same) {
		return fault.Wrap(fault.Unavailable, err, "", "the dataset was replaced", "ask who runs the server to start it again")
	}
	return nil
}

// filesOf are a file, or a folder with all that is in it, in the order of their names.
func filesOf(dataset string) (files []os.FileInfo, err error) {
	dataset, err = filepath.EvalSymlinks(dataset)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(dataset, func(_ string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		files = append(files, info)
		return err
	})
	return files, err
}

// Show logs that a person is shown a finished report, before they are.
func (d *Desk) Show(who token.Holder, report, mode, from string) error {
	_, err := d.Log.Append(accesslog.Entry{
		Event: accesslog.End, Person: who.Person, Role: who.Role, Command: command, Object: report, To: from, Mode: mode,
	})
	return err
}
