package inbox

import (
	"archive/zip"
	"errors"
	"io"
	"math"
	"os"
	"sort"
	"strings"
	"unicode"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// directoryBytes is how long the directory of an archive may be, which is held in
// memory: that of some hundred thousand members.
const directoryBytes = 16 << 20

// methodZstd is the number of zstd among the ways of packing of a zip archive.
const methodZstd = 93

// archive is an open zip archive.
type archive struct {
	*zip.Reader
	disk *os.File
}

// openArchive reads the directory of an archive.
func openArchive(path string) (*archive, error) {
	disk, err := os.Open(path)
	if err != nil {
		return nil, OpenError(err, path)
	}
	a := &archive{disk: disk}
	if err := a.read(); err != nil {
		_ = disk.Close()
		return nil, archiveError(err, path)
	}
	return a, nil
}

func (a *archive) read() error {
	info, err := a.disk.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return zip.ErrFormat
	}
	bounded := &boundedReader{ReaderAt: a.disk, left: directoryBytes}
	a.Reader, err = zip.NewReader(bounded, info.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // no path of an archive is ever followed
		return err
	}
	bounded.left = math.MaxInt64
	a.RegisterDecompressor(zip.Deflate, flate.NewReader)
	a.RegisterDecompressor(methodZstd, zstd.ZipDecompressor(zstdOptions...))
	return nil
}

// member opens a member by the name that membersOf gave it.
func (a *archive) member(name string) (*zip.File, io.ReadCloser, error) {
	for _, m := range a.File {
		if memberName(m) != name || isFolder(m) {
			continue
		}
		if m.Flags&1 != 0 {
			return nil, nil, errEncrypted
		}
		r, err := m.Open()
		return m, r, err
	}
	return nil, nil, errAbsent
}

// membersOf lists the accepted members of a zip archive, by name. An archive within is
// refused rather than passed over.
func membersOf(path string, accept func(name string) bool) ([]source.Input, error) {
	a, err := openArchive(path)
	if err != nil {
		return nil, err
	}
	defer a.disk.Close()
	var inputs []source.Input
	seen := map[string]bool{}
	for _, m := range a.File {
		name := memberName(m)
		if isFolder(m) || hasJunk(name) {
			continue
		}
		if strings.HasSuffix(strings.ToLower(name), ".zip") {
			return nil, fault.New(fault.Input, path, "an archive within the archive", "unpack the outer one")
		}
		if !accept(Unpacked(name)) {
			continue
		}
		if seen[name] {
			return nil, fault.New(fault.Input, path, "two of its files have the same name", "pack it again")
		}
		seen[name] = true
		inputs = append(inputs, source.Input{Path: path, Member: name, Bytes: int64(m.CompressedSize64)})
	}
	sort.Slice(inputs, func(i, j int) bool { return inputs[i].Member < inputs[j].Member })
	return inputs, nil
}

// memberName is the name of a member in a form that can be printed and stored: archives
// of other systems have names in other character sets, and backslashes for slashes.
func memberName(m *zip.File) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(m.Name, string(unicode.ReplacementChar)))
}

// isFolder reports whether a member is none but a folder.
func isFolder(m *zip.File) bool {
	return m.FileInfo().IsDir() || strings.HasSuffix(memberName(m), "/")
}

// Why a member or an archive cannot be read, besides what package zip says.
var (
	errEncrypted = errors.New("encrypted")
	errAbsent    = errors.New("absent")
	errDirectory = errors.New("its directory is too long")
)

// archiveError says why an archive or one of its members cannot be opened.
func archiveError(err error, place string) error {
	for _, known := range []struct {
		err       error
		what, fix string
	}{
		{errEncrypted, "encrypted", "unpack it with its password, and name the folder"},
		{errAbsent, "no longer in the archive", "do not change files while they are read"},
		{errDirectory, "an archive of too many files", "unpack it, and name the folder"},
		{zip.ErrAlgorithm, "packed in a way that is not read", "pack it as an ordinary zip archive"},
		{zip.ErrFormat, "not a zip archive, or broken", "ask for the file again"},
		{io.ErrUnexpectedEOF, "not a zip archive, or broken", "ask for the file again"},
		{io.EOF, "not a zip archive, or broken", "ask for the file again"},
	} {
		if errors.Is(err, known.err) {
			return fault.New(fault.Input, place, known.what, known.fix)
		}
	}
	return OpenError(err, place)
}

// boundedReader bounds how much is read of an archive.
type boundedReader struct {
	io.ReaderAt
	left int64
}

func (b *boundedReader) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errDirectory
	}
	n, err := b.ReaderAt.ReadAt(p, at)
	if err != nil && !errors.Is(err, io.EOF) {
		err = diskError{err}
	}
	return n, err
}
