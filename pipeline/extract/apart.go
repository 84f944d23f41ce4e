package extract

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"chartline/pipeline/extract/session"
)

// apart makes an extract in a folder beside its place, which only its owner can enter, and moves
// it there when it is whole. Whatever happens, nothing else is left.
func apart(ctx context.Context, r Request, make func(m *making, out string) error) (result Result, err error) {
	aside, err := os.MkdirTemp(filepath.Dir(r.Out), ".extract-")
	if err != nil {
		return Result{}, session.FileError(err, r.Out)
	}
	m := &making{Request: r, clear: aside}
	if folder := r.clearFolder(); folder != "" {
		m.clear = folder
	}
	defer func() { err = errors.Join(err, gone(m.clear), gone(aside)) }()
	if m.session, err = session.Open(ctx, session.Options{Memory: r.Memory, Crypto: r.Crypto, Beside: aside}); err != nil {
		return Result{}, err
	}
	err = make(m, filepath.Join(aside, "extract"))
	if err = errors.Join(err, m.session.Close()); err != nil {
		return Result{}, err
	}
	m.result.Sealed = r.sealing()
	return m.result, place(filepath.Join(aside, "extract"), r)
}

// clearFolder makes the folder in memory for a file that is encrypted only when it is done. An
// extract has no more than its dataset, and is given room twice. It is empty for any other
// extract, and where there is no room.
func (r Request) clearFolder() string {
	if r.sealing() != ByAge {
		return ""
	}
	var bytes int64
	if info, err := os.Stat(r.Dataset); err == nil { // counts alone have no dataset and are small
		bytes = 2 * info.Size()
	}
	return memoryFolder(bytes)
}

// gone removes a folder with what is in it.
func gone(folder string) error { return session.FileError(os.RemoveAll(folder), folder) }
