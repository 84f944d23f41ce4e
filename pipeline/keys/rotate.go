// Package keys gives a store another key. The store, its published copy and the vaults of its
// studies are written anew beside the old ones, read back and compared; then one file, which
// says what takes the place of what, makes it so. Killed at any moment, the store has the old
// key or the new one as a whole.
package keys

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chartline/pipeline/extract/disk"
	"chartline/pipeline/extract/session"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/history/seal"
	"chartline/pipeline/store"
)

// Request says what gets which key.
type Request struct {
	Store    string // path of the store's file
	From, To string // keys; From is empty for a store that is plain
	Crypto   string // file of DuckDB's httpfs extension; empty for the one that DuckDB installed
	Memory   string // DuckDB's memory_limit
}

// Result says what was done.
type Result struct {
	Files   []string // that have the new key
	Already bool     // nothing was done, since the store has the new key
}

// aside is the end of the names of what is written beside the old files.
const aside = ".rekeyed"

// Rotate writes everything that the store's key protects anew, with another key. It needs
// room for it all once more. It fails with fault.Config where the old key does not fit or
// nothing can be encrypted, and with fault.Unavailable while another process writes; then
// nothing has changed.
func Rotate(ctx context.Context, r Request) (result Result, err error) {
	if err := Finish(r.Store); err != nil {
		return result, err
	}
	files, err := protected(r.Store)
	if err != nil {
		return result, err
	}
	if err := sweep(withSeal(r.Store, files)); err != nil {
		return result, err
	}
	s, err := r.open(ctx)
	if err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if r.alreadyDone(ctx, s) {
		return Result{Already: true}, nil
	}
	if err := r.rewrite(ctx, s, files); err != nil {
		return result, errors.Join(err, sweep(files))
	}
	if files, err = r.rewriteSeal(files); err != nil {
		return result, errors.Join(err, sweep(withSeal(r.Store, files)))
	}
	return Result{Files: files}, publish(r.Store, files)
}

// withSeal adds to files the key with which the history of releases is sealed, which is written anew
// like they are.
func withSeal(store string, files []string) []string {
	return append(slices.Clone(files), history.Of(store).SealKey())
}

// rewriteSeal writes that key anew, aside, where there is one, and adds it to the files.
func (r Request) rewriteSeal(files []string) ([]string, error) {
	key := history.Of(r.Store).SealKey()
	sealed, err := seal.Rewrap(key, key+aside, r.From, r.To)
	if err != nil || !sealed {
		return files, err
	}
	return withSeal(r.Store, files), nil
}

// protected lists the files that have the key of a store: its own first.
func protected(path string) ([]string, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, path, "no such store", "pull records first")
	}
	files := []string{path}
	published, err := store.Published(path)
	switch {
	case err == nil:
		files = append(files, published)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	folder := filepath.Dir(vault.Path(path, "any"))
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, disk.Error(err, folder)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".duckdb") {
			files = append(files, filepath.Join(folder, e.Name()))
		}
	}
	return files, nil
}

// sweep removes what was written aside and never came into its place.
func sweep(files []string) error {
	for _, f := range files {
		for _, end := range []string{aside, aside + ".wal"} {
			if err := os.Remove(f + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return disk.Error(err, f+end)
			}
		}
	}
	return nil
}

// open starts an engine that can encrypt what it writes.
func (r Request) open(ctx context.Context) (*session.Session, error) {
	s, err := session.Open(ctx, session.Options{Memory: r.Memory, Beside: filepath.Dir(r.Store)})
	if err != nil {
		return nil, err
	}
	extension := "httpfs"
	if r.Crypto != "" {
		extension = session.Text(r.Crypto)
	}
	if err := s.Exec(ctx, r.Store, "LOAD "+extension); err != nil {
		return nil, errors.Join(fault.Wrap(fault.Config, err, r.Store, "DuckDB's extension httpfs, without which nothing can be encrypted, cannot be loaded",
			"name its file under store.httpfs; docs/operations.md says where to get it"), s.Close())
	}
	// The order of rows is that in which they were read, and stays.
	if err := s.Exec(ctx, r.Store, "SET preserve_insertion_order = true"); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// alreadyDone reports whether a store has its new key and not its old one, as after a rotation
// that was killed at its very end.
func (r Request) alreadyDone(ctx context.Context, s *session.Session) bool {
	if s.Attach(ctx, r.Store, "tried", r.To, true) != nil {
		_ = s.Exec(ctx, r.Store, "DETACH DATABASE IF EXISTS tried") // a plain file is attached all the same
		return false
	}
	return s.Exec(ctx, r.Store, "DETACH tried") == nil
}

// rewrite writes each file anew, aside. All stay open until the end of the session, so that
// nobody else writes them meanwhile.
func (r Request) rewrite(ctx context.Context, s *session.Session, files []string) error {
	published, _ := store.Published(r.Store) // where there is none, it is in no list
	for i, f := range files {
		readOnly := f == published
		if err := s.Attach(ctx, f, old(i), r.From, readOnly); err != nil {
			return err
		}
		if readOnly {
			continue
		}
		// Whatever a killed run left in the log goes into the file, and the log is empty.
		if err := s.Exec(ctx, f, "CHECKPOINT "+old(i)); err != nil {
			return err
		}
	}
	for i, f := range files {
		if err := r.rewriteOne(ctx, s, f, old(i)); err != nil {
			return err
		}
	}
	return nil
}

func old(i int) string { return fmt.Sprintf("old%d", i) }

// rewriteOne copies a database, closes the copy, and reads it back.
func (r Request) rewriteOne(ctx context.Context, s *session.Session, file, old string) error {
	to := file + aside
	if err := s.Attach(ctx, to, "fresh", r.To, false); err != nil {
		return err
	}
	if err := s.Exec(ctx, to, "COPY FROM DATABASE "+old+" TO fresh; CHECKPOINT fresh; DETACH fresh"); err != nil {
		return err
	}
	if err := s.Attach(ctx, to, "fresh", r.To, true); err != nil {
		return err
	}
	if err := same(ctx, s, to, old, "fresh"); err != nil {
		return err
	}
	if err := s.Exec(ctx, to, "DETACH fresh"); err != nil {
		return err
	}
	return settle(file, to)
}

// settle gives a copy, which DuckDB wrote and closed, the mode of its file and has it on the disk.
// It takes its place later, together with the others (publish).
func settle(file, copied string) error {
	info, err := os.Stat(file)
	if err != nil {
		return disk.Error(err, file)
	}
	f, err := os.OpenFile(copied, os.O_RDWR, 0)
	if err != nil {
		return disk.Error(err, copied)
	}
	return disk.Error(errors.Join(f.Chmod(info.Mode().Perm()), f.Sync(), f.Close()), copied)
}
