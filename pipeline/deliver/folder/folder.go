// Package folder delivers reports into a folder, which may be a share on the network.
package folder

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"chartline/pipeline/deliver"
	"chartline/pipeline/fault"
)

// Sender puts each report into a folder of its own below Path, by one rename: whoever
// looks finds the whole report or none. What is written has the permissions of Path, since
// who may read there may read the reports.
type Sender struct {
	Path    string
	Formats []string // which files, such as pdf; all where there is none
}

// Prepare writes the report aside, in a folder whose name begins with a dot.
func (s Sender) Prepare(_ context.Context, p *deliver.Parcel) error {
	m, err := s.modes()
	if err != nil {
		return err
	}
	aside, place := s.places(p)
	for _, dir := range []string{filepath.Dir(filepath.Dir(place)), filepath.Dir(place)} {
		if err := makeFolder(dir, m.Folder); err != nil {
			return s.failed(err)
		}
	}
	if err := os.RemoveAll(aside); err != nil {
		return s.failed(err)
	}
	if err := p.CopyTo(aside, p.Chosen(s.Formats), m); err != nil {
		return errors.Join(err, os.RemoveAll(aside))
	}
	return nil
}

// Complete renames what lies aside into its place. Where it does not lie there any more it
// was renamed before, even if somebody has taken the report away since.
func (s Sender) Complete(_ context.Context, p *deliver.Parcel) error {
	if _, err := s.modes(); err != nil {
		return err
	}
	aside, place := s.places(p)
	if _, err := os.Stat(filepath.Dir(place)); errors.Is(err, fs.ErrNotExist) {
		return deliver.ErrNotPrepared
	}
	if _, err := os.Stat(aside); errors.Is(err, fs.ErrNotExist) {
		return s.failed(os.RemoveAll(aside + "-old"))
	}
	if err := os.Rename(place, aside+"-old"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s.failed(err)
	}
	if err := os.Rename(aside, place); err != nil {
		return s.failed(err)
	}
	return s.failed(os.RemoveAll(aside + "-old"))
}

// places are where a report is written first, and where it belongs.
func (s Sender) places(p *deliver.Parcel) (aside, place string) {
	place = filepath.Join(s.Path, filepath.FromSlash(p.Place))
	return filepath.Join(filepath.Dir(place), "."+p.ID), place
}

// modes are the permissions of the folder, for folders and files. The folder must be
// there: one that is missing is most often a share that is not mounted.
func (s Sender) modes() (deliver.Modes, error) {
	info, err := os.Stat(s.Path)
	if err == nil && info.IsDir() {
		return deliver.Modes{Folder: info.Mode().Perm() | 0o700, File: info.Mode().Perm()&0o666 | 0o600}, nil
	}
	if err == nil {
		err = fs.ErrInvalid
	}
	return deliver.Modes{}, fault.Wrap(fault.Unavailable, err, s.Path, "no such folder", "make it, or mount what it lies on")
}

func makeFolder(dir string, mode os.FileMode) error {
	err := os.Mkdir(dir, mode)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return err
	}
	return os.Chmod(dir, mode)
}

func (s Sender) failed(err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, s.Path, "cannot be written", "check who owns the folder and whether the disk is full")
}
