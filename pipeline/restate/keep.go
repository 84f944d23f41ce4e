package restate

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
	"chartline/pipeline/history/seal"
	"chartline/pipeline/privacy/disclosure"
)

// kept is how many releases of a report are kept: five years of months.
const kept = 60

// stamp names a release: names sort as the instants do.
const stamp = "20060102T150405Z"

// Keep keeps the manifest of a release in the folder of its report, and forgets the oldest. With
// a seal all that are kept there are sealed, those from before the store had a key too.
func Keep(folder string, asOf time.Time, manifest []byte, s *seal.Seal) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return unavailable(err, folder)
	}
	if err := put(folder, asOf.UTC().Format(stamp)+".json", manifest, s); err != nil {
		return unavailable(err, folder)
	}
	names, err := names(folder)
	for ; err == nil && len(names) > kept; names = names[1:] {
		err = os.Remove(filepath.Join(folder, names[0]))
	}
	for i := 0; err == nil && s != nil && i < len(names); i++ {
		err = sealOne(folder, names[i], s)
	}
	return unavailable(err, folder)
}

// put writes what is kept under a name, whole.
func put(folder, name string, manifest []byte, s *seal.Seal) error {
	text, err := s.Shut(manifest)
	if err != nil {
		return err
	}
	return durable.Write(filepath.Join(folder, name), 0o600, text)
}

// sealOne seals what was kept in the clear.
func sealOne(folder, name string, s *seal.Seal) error {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	if sealed, err := s.Shut(text); err != nil || bytes.Equal(text, sealed) {
		return err
	}
	return put(folder, name, text, s)
}

// Earlier gives the releases as of instants before one, the latest first: so a report that
// is made again compares itself with the same as the first time.
func Earlier(folder string, before time.Time, s *seal.Seal) ([]Release, error) {
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
		if text, err = s.Read(text); err != nil {
			return nil, err
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
