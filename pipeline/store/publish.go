package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
	"chartline/pipeline/store/derive"
	"chartline/pipeline/store/load"
	"chartline/pipeline/store/writer"
)

// A published store is a copy that nobody writes any more. Beside chartline.duckdb lie
//
//	chartline-000007.duckdb   what readers open, read-only
//	chartline.current         its name: replaced by one rename, so never half a name
//
// A reader that opened an older copy keeps it, even after it was removed.

// keepPublished is how many copies stay: the current one, and the one that a reader
// may just have read the name of.
const keepPublished = 2

// Publish makes what is committed visible to readers and gives the path of the copy.
func (s *Store) Publish(ctx context.Context, runID int64) (string, error) {
	if err := load.Forget(ctx, s.w); err != nil {
		return "", err
	}
	if err := s.w.Sparingly(ctx, func() error { return derive.Run(ctx, s.w) }); err != nil {
		return "", err
	}
	if err := s.w.Exec(ctx, "CHECKPOINT"); err != nil {
		return "", err
	}
	target := publishedName(s.w.Path(), runID)
	if err := s.copyWhole(target); err != nil {
		return "", err
	}
	if err := writeWhole(pointer(s.w.Path()), []byte(filepath.Base(target)+"\n")); err != nil {
		return "", err
	}
	return target, prune(s.w.Path(), target)
}

// Published gives the path of the copy that readers open.
func Published(path string) (string, error) {
	name, err := os.ReadFile(pointer(path))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fault.Wrap(fault.Unavailable, err, path, "nothing has been loaded yet", "run chartline pull first")
	}
	if err != nil {
		return "", writer.FileError(err, pointer(path))
	}
	return filepath.Join(filepath.Dir(path), strings.TrimSpace(string(name))), nil
}

func stem(path string) string { return strings.TrimSuffix(path, filepath.Ext(path)) }

func pointer(path string) string { return stem(path) + ".current" }

func publishedName(path string, runID int64) string {
	return fmt.Sprintf("%s-%06d%s", stem(path), runID, filepath.Ext(path))
}

// CopyOf tells of a file that is called as a published copy is of which store it would be one, and by which run.
func CopyOf(path string) (of string, run int64, ok bool) {
	m := copyName.FindStringSubmatch(stem(path))
	if m == nil {
		return "", 0, false
	}
	run, err := strconv.ParseInt(m[2], 10, 64)
	return m[1] + filepath.Ext(path), run, err == nil
}

// copyName is the stem of a copy: that of its store, and the number of the run.
var copyName = regexp.MustCompile(`^(.*[^/\\])-(\d{6,})$`)

// copyWhole copies the store aside, makes the copy read-only and renames it into place.
// The store's file stays open until the store is closed: closing it would drop the lock
// by which DuckDB keeps other writers out, since POSIX ties a lock to the process and
// the file and not to the descriptor.
func (s *Store) copyWhole(to string) error {
	if s.file == nil {
		f, err := os.Open(s.w.Path())
		if err != nil {
			return writer.FileError(err, s.w.Path())
		}
		s.file = f
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return writer.FileError(err, s.w.Path())
	}
	err := durable.Replace(to, 0o400, func(copied *os.File) error {
		// Go copies with copy_file_range where the system has it, which shares the
		// blocks on file systems that can.
		_, err := io.Copy(copied, s.file)
		return err
	})
	return writer.FileError(err, to)
}

func writeWhole(path string, content []byte) error {
	return writer.FileError(durable.Write(path, 0o600, content), path)
}

// prune removes copies that are no longer needed, and what a killed run left behind.
func prune(path, current string) error {
	folder := filepath.Dir(path)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return writer.FileError(err, folder)
	}
	base, ext := regexp.QuoteMeta(filepath.Base(stem(path))), regexp.QuoteMeta(filepath.Ext(path))
	published := regexp.MustCompile("^" + base + `-(\d{6,})` + ext + "$")
	unfinished := regexp.MustCompile(`^\.` + base + `(-\d{6,}` + ext + `|\.current)-\d+$`)
	var copies, doomed []string
	for _, e := range entries {
		switch {
		case unfinished.MatchString(e.Name()):
			doomed = append(doomed, e.Name())
		case published.MatchString(e.Name()) && e.Name() != filepath.Base(current):
			copies = append(copies, e.Name())
		}
	}
	// A longer number is a greater one.
	sort.Slice(copies, func(i, j int) bool {
		return len(copies[i]) < len(copies[j]) || len(copies[i]) == len(copies[j]) && copies[i] < copies[j]
	})
	doomed = append(doomed, copies[:max(0, len(copies)-(keepPublished-1))]...)
	for _, name := range doomed {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return writer.FileError(err, filepath.Join(folder, name))
		}
	}
	return nil
}
