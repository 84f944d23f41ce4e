package mimic

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"chartline/pipeline/fault"
)

// checkFolder refuses a path that is no folder.
func checkFolder(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return openError(err, path)
	}
	if !info.IsDir() {
		return fault.New(fault.Input, path, "not a folder", "name the folder that holds admissions.csv.gz and patients.csv.gz")
	}
	return nil
}

// locate finds the file of a table in a folder, or in hosp inside it; it is empty where
// an optional table is absent. Two files of one table are refused, since one of them
// would silently win.
func locate(folder string, t table) (string, error) {
	var found []string
	for _, dir := range []string{folder, filepath.Join(folder, "hosp")} {
		for _, ext := range []string{".csv", ".csv.gz"} {
			path := filepath.Join(dir, t.file+ext)
			if _, err := os.Stat(path); err == nil {
				found = append(found, path)
			}
		}
	}
	switch {
	case len(found) > 1:
		return "", fault.New(fault.Input, found[1], "the table is there twice, also as "+found[0], "remove one of them")
	case len(found) == 1:
		return found[0], nil
	case t.optional:
		return "", nil
	default:
		return "", fault.New(fault.Input, folder, "no file "+t.file+".csv or "+t.file+".csv.gz",
			"copy it there from the folder hosp of MIMIC-IV")
	}
}

// tableOf finds the table of a file by its name.
func tableOf(path string) (table, error) {
	name := filepath.Base(path)
	for _, t := range tables {
		if strings.TrimSuffix(name, ".gz") == t.file+".csv" {
			return t, nil
		}
	}
	return table{}, fault.New(fault.Input, path, "not a table of mimic-iv that is read", "name the folder, not the file")
}

// openError says why a file or folder cannot be read.
func openError(err error, path string) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(fault.Input, err, path, "no such file or folder", "check the path")
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(fault.Input, err, path, "permission denied", "check who may read it")
	default:
		return fault.Wrap(fault.Input, err, path, "cannot be read", "check the disk")
	}
}
