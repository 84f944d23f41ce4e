package extract

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"chartline/pipeline/extract/disk"
	"chartline/pipeline/extract/session"
	"chartline/pipeline/fault"
)

// apart makes an extract in a folder beside its place, which only its owner can enter, and moves
// it there when it is whole. Whatever happens, nothing else is left.
func apart(ctx context.Context, r Request, make func(m *making, out string) error) (result Result, err error) {
	aside, err := os.MkdirTemp(filepath.Dir(r.Out), ".extract-")
	if err != nil {
		return Result{}, disk.Error(err, r.Out)
	}
	m := &making{Request: r, clear: aside}
	if folder := r.clearFolder(); folder != "" {
		m.clear = folder
	}
	defer func() { err = errors.Join(err, disk.Remove(m.clear), disk.Remove(aside)) }()
	if m.session, err = session.Open(ctx, session.Options{Memory: r.Memory, Crypto: r.Crypto, Beside: aside}); err != nil {
		return Result{}, err
	}
	err = make(m, filepath.Join(aside, "extract"))
	if err = errors.Join(m.named(err, aside), m.session.Close()); err != nil {
		return Result{}, err
	}
	m.result.Sealed = r.sealing()
	return m.result, disk.Place(filepath.Join(aside, "extract"), r.Out)
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
	return disk.Memory(bytes)
}

// named calls what is made aside by the place where it is wanted, as a person knows it.
func (m *making) named(err error, aside string) error {
	var f *fault.Error
	if !errors.As(err, &f) || !strings.HasPrefix(f.Where, aside) && !strings.HasPrefix(f.Where, m.clear) {
		return err
	}
	known := *f
	known.Where = m.Out
	return &known
}
