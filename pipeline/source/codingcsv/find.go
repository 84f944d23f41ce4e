package codingcsv

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"chartline/pipeline/fault"
)

// extensions that a file of this format may have.
var extensions = []string{".csv", ".csv.gz", ".txt", ".txt.gz", ".tsv", ".tsv.gz", ".parquet"}

// find lists the files that a path means: itself, those in a folder, or those of a
// glob. A folder may hold other things too; a file that is named must be readable.
func find(path string) ([]string, error) {
	var names []string
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		names, err = listed(path)
	case err == nil:
		return []string{path}, nil
	case errors.Is(err, fs.ErrPermission):
	default:
		names, err = filepath.Glob(path)
	}
	if errors.Is(err, filepath.ErrBadPattern) {
		return nil, fault.Wrap(fault.Config, err, path, "not a valid pattern", "see the tutorial for patterns of files")
	}
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, path, "cannot be listed", "check who may read the folder")
	}
	var files []string
	for _, name := range names {
		if isExport(name) {
			files = append(files, name)
		}
	}
	if len(files) == 0 {
		return nil, fault.New(fault.Input, path, "no file of a coding export", "check the path; files end in "+strings.Join(extensions, ", "))
	}
	return files, nil
}

// listed gives the paths of what is in a folder.
func listed(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = filepath.Join(folder, e.Name())
	}
	return names, nil
}

// isExport reports whether a path is a file of this format by its name. Hidden files
// are the notes of file systems and editors, and no exports.
func isExport(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	if strings.HasPrefix(name, ".") {
		return false
	}
	for _, e := range extensions {
		if strings.HasSuffix(name, e) {
			info, err := os.Stat(path)
			return err != nil || !info.IsDir()
		}
	}
	return false
}
