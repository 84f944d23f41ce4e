package table

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
)

// seeker is a file that can be read at any place, as Parquet must be.
type seeker interface {
	io.ReaderAt
	io.Seeker
	io.Closer
}

// seekable opens an input for reading at any place: a plain file and one that lies
// unpacked in an archive where they are, anything else as a copy that nobody else can
// open and that is gone when it is closed.
func seekable(ctx context.Context, in source.Input) (seeker, error) {
	if in.Member != "" {
		if s, ok := stored(in); ok {
			return s, nil
		}
		return spool(ctx, in)
	}
	disk, err := os.Open(in.Path)
	if err != nil {
		return nil, inbox.OpenError(err, in.Path)
	}
	if isParquet(disk) {
		return disk, nil
	}
	_ = disk.Close() // it was only looked at
	return spool(ctx, in)
}

func isParquet(r io.ReaderAt) bool {
	magic := make([]byte, len(parquetMagic))
	_, err := r.ReadAt(magic, 0)
	return err == nil && bytes.Equal(magic, parquetMagic)
}

// member is a part of an archive that is not packed.
type member struct {
	*io.SectionReader
	io.Closer
}

// stored opens a member that is not packed; it is false for all others, and where the
// archive cannot be read: package inbox says why.
func stored(in source.Input) (seeker, bool) {
	z, err := zip.OpenReader(in.Path)
	if err != nil {
		return nil, false
	}
	defer z.Close()
	for _, m := range z.File {
		if m.Name != in.Member || m.Method != zip.Store || m.Flags&1 != 0 {
			continue
		}
		at, err := m.DataOffset()
		if err != nil {
			return nil, false
		}
		disk, err := os.Open(in.Path)
		if err != nil {
			return nil, false
		}
		s := member{io.NewSectionReader(disk, at, int64(m.UncompressedSize64)), disk}
		if !isParquet(s) { // packed by itself
			_ = s.Close()
			return nil, false
		}
		return s, true
	}
	return nil, false
}

// spool unpacks an input into a file that has no name any more.
func spool(ctx context.Context, in source.Input) (seeker, error) {
	from, err := inbox.Open(ctx, in)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	to, err := os.CreateTemp("", "chartline-*.parquet") // for its owner only
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, in.Place(), "cannot be unpacked", "make the folder for temporary files writable")
	}
	if err := os.Remove(to.Name()); err != nil {
		_ = to.Close()
		return nil, fault.Wrap(fault.Unavailable, err, in.Place(), "cannot be unpacked", "unpack it")
	}
	if _, err := io.Copy(to, from); err != nil {
		_ = to.Close()
		if fault.KindOf(err) != fault.Internal { // of what is read: its place and fix are set
			return nil, err
		}
		return nil, fault.Wrap(fault.Unavailable, err, in.Place(), "cannot be unpacked", "make room in the folder for temporary files, or unpack it")
	}
	return to, nil
}
