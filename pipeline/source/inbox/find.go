// Package inbox finds the files of a source and opens them, whether they lie in the
// clear, packed with gzip or zstd, or in a zip archive. Nothing is ever unpacked onto a
// disk, so that the names in an archive lead nowhere.
package inbox

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// Find lists the inputs that spec.Path means: a file, all files in a folder and the
// folders within it, or those of a pattern and in the folders that it finds; of a zip
// archive its members. They stand in the order of their names. accept is asked for the
// name of each file without the extension of its packing, in lower case, with the
// folders between it and the path, or the first wildcard of the pattern; a single file
// that the path names itself is not asked about, whatever it is, but the members of an
// archive are. Hidden files, and what file systems leave in archives, are passed over,
// as are pipes and devices in a folder. Links are followed, each folder once.
func Find(spec source.Spec, accept func(name string) bool) ([]source.Input, error) {
	paths, named, err := list(spec.Path)
	if err != nil {
		return nil, err
	}
	f := finder{root: fixed(spec.Path), named: named, accept: accept}
	var inputs []source.Input
	for _, path := range paths {
		found, err := f.inputs(path)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, found...)
	}
	if len(inputs) == 0 {
		return nil, fault.New(fault.Input, spec.Path, "no file of this format", "check the path and the names of the files")
	}
	for i := range inputs {
		inputs[i].Spec = spec
	}
	return inputs, nil
}

// finder makes inputs of files.
type finder struct {
	root   string // that names are relative to
	named  bool   // the path names the one file there is
	accept func(name string) bool
}

// inputs lists the one input of a file, or those of an archive.
func (f finder) inputs(path string) ([]source.Input, error) {
	if strings.HasSuffix(strings.ToLower(path), ".zip") {
		return membersOf(path, f.accept)
	}
	if !f.named && !f.accept(Unpacked(relative(f.root, path))) {
		return nil, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, OpenError(err, path)
	}
	return []source.Input{{Path: path, Bytes: info.Size()}}, nil
}

// list gives the files under a path, and whether the path names the one of them.
func list(path string) (paths []string, named bool, err error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		paths, err = walk(path)
	case err == nil:
		return []string{path}, true, nil
	case errors.Is(err, fs.ErrNotExist):
		paths, err = glob(path)
	}
	if errors.Is(err, filepath.ErrBadPattern) {
		return nil, false, fault.Wrap(fault.Config, err, path, "not a valid pattern", "see docs/sources.md for patterns of files")
	}
	if err != nil {
		return nil, false, OpenError(err, path)
	}
	sort.Strings(paths)
	return paths, false, nil
}

// Unpacked is a name in lower case without the extension of its packing.
func Unpacked(name string) string {
	name = filepath.ToSlash(strings.ToLower(name))
	for _, ext := range []string{".gz", ".gzip", ".zst", ".zstd"} {
		if bare, ok := strings.CutSuffix(name, ext); ok {
			return bare
		}
	}
	return name
}

// fixed is the part of a path before the first wildcard, or all of it.
func fixed(path string) string {
	if _, err := os.Lstat(path); err == nil {
		return path
	}
	if at := strings.IndexAny(path, `*?[`); at >= 0 {
		return filepath.Dir(path[:at] + "x")
	}
	return path
}

// relative is a file's path below a folder; its name where it is not in there.
func relative(root, path string) string {
	if rel, err := filepath.Rel(root, path); err == nil && filepath.IsLocal(rel) && rel != "." {
		return rel
	}
	return filepath.Base(path)
}
