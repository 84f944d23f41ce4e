package inbox

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// walker lists the files in folders.
type walker struct {
	seen  map[string]bool // folders by the paths that no link is part of
	paths []string
}

// walk lists the files in a folder and below.
func walk(folder string) ([]string, error) {
	w := walker{seen: map[string]bool{}}
	err := w.folder(folder)
	return w.paths, err
}

// folder lists a folder that was not seen yet: links may lead in circles.
func (w *walker) folder(path string) error {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	if w.seen[real] {
		return nil
	}
	w.seen[real] = true
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if isJunk(e.Name()) {
			continue
		}
		if err := w.add(filepath.Join(path, e.Name()), e.Type()); err != nil {
			return err
		}
	}
	return nil
}

// add lists a file, or what is in a folder. A link that leads nowhere is listed too:
// whether anybody misses its file, who asked for the list must say.
func (w *walker) add(path string, mode fs.FileMode) error {
	if mode&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			w.paths = append(w.paths, path)
			return nil
		case err != nil:
			return err
		}
		mode = info.Mode()
	}
	switch {
	case mode.IsDir():
		return w.folder(path)
	case mode.IsRegular():
		w.paths = append(w.paths, path)
	}
	return nil
}

// glob lists the files of a pattern, and those in the folders that it finds.
func glob(pattern string) ([]string, error) {
	found, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fs.ErrNotExist
	}
	w := walker{seen: map[string]bool{}}
	for _, path := range found {
		if isHidden(pattern, path) {
			continue
		}
		info, err := os.Lstat(path)
		if err != nil {
			return nil, err
		}
		if err := w.add(path, info.Mode().Type()); err != nil {
			return nil, err
		}
	}
	return w.paths, nil
}

// isHidden reports whether a wildcard has found a name that no wildcard should: * of
// the standard library means hidden ones too.
func isHidden(pattern, path string) bool {
	asked, got := strings.Split(filepath.ToSlash(pattern), "/"), strings.Split(filepath.ToSlash(path), "/")
	for i := 1; i <= min(len(asked), len(got)); i++ {
		if isJunk(got[len(got)-i]) && !strings.HasPrefix(asked[len(asked)-i], ".") {
			return true
		}
	}
	return false
}

// hasJunk reports whether any part of a name in an archive is junk.
func hasJunk(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if isJunk(part) && part != "." && part != ".." {
			return true
		}
	}
	return false
}

// isJunk reports whether a name is hidden, or a note of a file system.
func isJunk(name string) bool {
	return strings.HasPrefix(name, ".") || name == "__MACOSX" || name == "Thumbs.db"
}
