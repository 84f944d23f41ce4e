package restate

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/privacy/disclosure"
)

// kept is how many releases of a report are kept: five years of months.
const kept = 60

// stamp names a release: names sort as the instants do.
const stamp = "20060102T150405Z"

// Keep keeps the manifest of a release in the folder of its report, and forgets the oldest.
func Keep(folder string, asOf time.Time, manifest []byte) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return unavailable(err, folder)
	}
	name := asOf.UTC().Format(stamp) + ".json"
	aside := filepath.Join(folder, "."+name)
	if err := writeWhole(aside, manifest); err != nil {
		return unavailable(err, folder)
	}
	if err := os.Rename(aside, filepath.Join(folder, name)); err != nil {
		return unavailable(err, folder)
	}
	names, err := names(folder)
	for ; err == nil && len(names) > kept; names = names[1:] {
		err = os.Remove(filepath.Join(folder, names[0]))
	}
	return unavailable(err, folder)
}

func writeWhole(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// Earlier gives the releases as of instants before one, the latest first: so a report that
// is made again compares itself with the same as the first time.
func Earlier(folder string, before time.Time) ([]Release, error) {
	list, err := names(folder)
	if err != nil {
		return nil, unavailable(err, folder)
	}
	var all []Release
	for _, name := range slices.Backward(list) {
		if name >= before.UTC().Format(stamp) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, unavailable(err, folder)
		}
		var r Release
		if err := json.Unmarshal(text, &r); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, filepath.Join(folder, name), "is broken", "restore the file, or remove it")
		}
		all = append(all, r)
	}
	return all, nil
}

// Statements are what releases said of counts of patients.
func Statements(releases []Release) (said []disclosure.Statement) {
	for _, r := range releases {
		said = append(said, r.Statements...)
	}
	return said
}

// names lists what is kept, the oldest first.
func names(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var list []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".json") && !strings.HasPrefix(e.Name(), ".") {
			list = append(list, e.Name())
		}
	}
	return list, err
}

func unavailable(err error, path string) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, path, "cannot be read or written", "check who owns the folder and whether the disk is full")
}
