// Package history remembers beside the store what jobs did: which runs there were, which
// reports went where, and which figures were published.
//
// It is kept in files of its own and not in the store, because it must outlive it: a store
// can be made again from its inputs, but that a report was delivered cannot be found out a
// second time. The files are lines of JSON that are only ever added to, so that a program
// that is killed loses at most the line that it was writing, others can read them while a
// job runs, and any tool can. They hold no value of a record.
package history

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"chartline/pipeline/fault"
)

// History is the folder of what a store's jobs did.
type History struct {
	folder string

	Runs       Journal[RunEvent]
	Deliveries Journal[DeliveryEvent]
}

// Of is the history of a store. Nothing is written before there is something to remember.
func Of(store string) *History {
	folder := store + ".history"
	return &History{
		folder:     folder,
		Runs:       Journal[RunEvent]{Path: filepath.Join(folder, "runs.jsonl")},
		Deliveries: Journal[DeliveryEvent]{Path: filepath.Join(folder, "deliveries.jsonl")},
	}
}

// Outbox is the folder of reports that wait to be delivered.
func (h *History) Outbox() string { return filepath.Join(h.folder, "outbox") }

// Releases is the folder of what a report of a job said when it was published.
func (h *History) Releases(job, report string) string {
	return filepath.Join(h.folder, "releases", job, report)
}

// Released is the file of what reports for the public said, of all jobs and of none.
func (h *History) Released() string { return filepath.Join(h.folder, "released.jsonl") }

// SealKey is the file of the key with which what reports said is sealed beside an encrypted store.
func (h *History) SealKey() string { return filepath.Join(h.folder, "seal.json") }

// LockReleases keeps other reports for the public of the store out until it is released.
func (h *History) LockReleases() (*Lock, error) {
	return h.lock("release.lock", "another report for the public is being made of this store")
}

// LockJobs keeps other jobs of the store out until it is released; fault.Unavailable
// where one runs.
func (h *History) LockJobs() (*Lock, error) {
	return h.lock("job.lock", "another job of this store is running")
}

// LockScheduler keeps other schedulers of the store out until it is released.
func (h *History) LockScheduler() (*Lock, error) {
	return h.lock("schedule.lock", "another scheduler of this store is running")
}

// glance is longer than Busy holds a lock.
const glance = 300 * time.Millisecond

func (h *History) lock(name, busy string) (*Lock, error) {
	if err := os.MkdirAll(h.folder, 0o700); err != nil {
		return nil, unavailable(err, h.folder)
	}
	path := filepath.Join(h.folder, name)
	l, err := lock(path)
	for begun := time.Now(); errors.Is(err, errBusy) && time.Since(begun) < glance; l, err = lock(path) {
		time.Sleep(10 * time.Millisecond)
	}
	if errors.Is(err, errBusy) {
		return nil, fault.Wrap(fault.Unavailable, err, h.folder, busy, "wait for it to end and try again")
	}
	if err != nil {
		return nil, unavailable(err, path)
	}
	return l, nil
}

// Busy reports whether a job of the store is running.
func (h *History) Busy() (bool, error) {
	if _, err := os.Stat(h.folder); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	l, err := h.LockJobs()
	switch {
	case errors.Is(err, errBusy):
		return true, nil
	case err != nil:
		return false, err
	}
	return false, l.Release()
}

// errBusy says that somebody else holds a lock.
var errBusy = errors.New("locked")

// Lock is held until it is released, or until the program ends in whatever way.
type Lock struct{ file *os.File }

// Release gives the lock up.
func (l *Lock) Release() error { return l.file.Close() }

func unavailable(err error, path string) error {
	return fault.Wrap(fault.Unavailable, err, path, "cannot be written", "check who owns the folder and whether the disk is full")
}
