package keys

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"chartline/pipeline/durable"
	"chartline/pipeline/extract/disk"
	"chartline/pipeline/fault"
)

// A rotation is decided when its journal is there, by one rename. What is left then is to
// rename each file, which takes no key and can be done by whoever comes next.

// journal names what takes its place: files, relative to the folder of the store.
type journal struct {
	Files []string `json:"files"`
}

func journalPath(store string) string {
	return strings.TrimSuffix(store, filepath.Ext(store)) + ".rotation"
}

// publish decides a rotation and carries it out.
func publish(store string, files []string) error {
	var j journal
	for _, f := range files {
		name, err := filepath.Rel(filepath.Dir(store), f)
		if err != nil {
			return disk.Error(err, f)
		}
		j.Files = append(j.Files, name)
	}
	text, err := json.Marshal(j)
	if err != nil {
		return disk.Error(err, journalPath(store))
	}
	if err := durable.Write(journalPath(store), 0o600, text); err != nil {
		return errors.Join(disk.Error(err, journalPath(store)), sweep(files))
	}
	return Finish(store)
}

// Finish ends a rotation that was decided and then killed. Whoever asks for the key of a store
// calls it first. Several processes may do so at once.
func Finish(store string) error {
	text, err := os.ReadFile(journalPath(store))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return disk.Error(err, journalPath(store))
	}
	var j journal
	if json.Unmarshal(text, &j) != nil {
		return fault.New(fault.Unavailable, journalPath(store), "is not the journal of a rotation", "restore the store from a copy")
	}
	folder := filepath.Dir(store)
	for _, name := range j.Files {
		if err := replace(filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	// Older copies have the old key.
	if err := removeOlder(store, j.Files); err != nil {
		return err
	}
	return gone(journalPath(store))
}

// replace puts a file that was written aside into its place. The log of the old file is
// empty, and could not be read with the new key.
func replace(file string) error {
	if _, err := os.Stat(file + aside); errors.Is(err, fs.ErrNotExist) {
		return nil // somebody else did it
	}
	if err := gone(file + ".wal"); err != nil {
		return err
	}
	if err := os.Rename(file+aside, file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return disk.Error(err, file)
	}
	return nil
}

// removeOlder removes the published copies that a rotation left out.
func removeOlder(store string, kept []string) error {
	folder, ext := filepath.Dir(store), filepath.Ext(store)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return disk.Error(err, folder)
	}
	base := strings.TrimSuffix(filepath.Base(store), ext)
	copies := regexp.MustCompile("^" + regexp.QuoteMeta(base) + `-\d{6,}` + regexp.QuoteMeta(ext) + "$")
	current := map[string]bool{}
	for _, name := range kept {
		current[name] = true
	}
	for _, e := range entries {
		if copies.MatchString(e.Name()) && !current[e.Name()] {
			if err := gone(filepath.Join(folder, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// gone removes a file that may have been removed before.
func gone(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return disk.Error(err, file)
	}
	return nil
}
