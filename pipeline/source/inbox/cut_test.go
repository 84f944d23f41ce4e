package inbox

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"chartline/pipeline/fault"
)

// TestCutOff cuts packed files everywhere: none is taken for a shorter one, and no error
// looks like an end to who asks whether it is one.
func TestCutOff(t *testing.T) {
	var text strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&text, "%d,%x\n", i, i*i*7919)
	}
	for name, whole := range map[string]string{
		"gzip": gz(t, text.String()[:9000], text.String()[9000:]),
		"zstd": zst(t, text.String()[:9000]) + skippable + zst(t, text.String()[9000:]),
		"zip":  zipOf(t, zip.Deflate, text.String()), "gzip in a zip": zipOf(t, zip.Store, gz(t, text.String())),
	} {
		t.Run(name, func(t *testing.T) {
			ends := endsOf(t, name, text.String())
			in := saved(t, whole)
			for n := 1; n < len(whole); n += 1 + n/40 {
				if n < 4 || slices.Contains(ends, n) {
					continue // no magic number yet, or all of a member
				}
				must(t, os.Truncate(in.Path, 0))
				must(t, os.WriteFile(in.Path, []byte(whole[:n]), 0o600))
				err := readAll(t.Context(), in)
				if fault.KindOf(err) != fault.Input {
					t.Fatalf("cut after %d of %d bytes: error %v", n, len(whole), err)
				}
				if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
					t.Fatalf("cut after %d of %d bytes: the error passes for an end", n, len(whole))
				}
			}
		})
	}
}

// endsOf are the places at which the first part of a packed file is whole by itself.
func endsOf(t *testing.T, name, text string) []int {
	t.Helper()
	switch name {
	case "gzip":
		return []int{len(gz(t, text[:9000]))}
	case "zstd":
		first := len(zst(t, text[:9000]))
		return []int{first, first + len(skippable)}
	default:
		return nil
	}
}

// TestCutArchive cuts the members and keeps the directory.
func TestCutArchive(t *testing.T) {
	whole := zipOf(t, zip.Deflate, strings.Repeat("some text that packs;", 9000)+"end")
	at := strings.Index(whole, "PK\x01\x02")
	in := saved(t, whole[:at-40]+strings.Repeat("\x00", 40)+whole[at:])
	if err := readAll(t.Context(), in); fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "broken or breaks off") {
		t.Errorf("error %v, want that the file is broken", err)
	}
}

// TestAWrappedEndIsNone has a decoder whose error would pass for the end of the file.
func TestAWrappedEndIsNone(t *testing.T) {
	f := &File{place: "x", ctx: t.Context(), top: &layer{}}
	f.push(iotest.ErrReader(fmt.Errorf("header: %w", io.EOF)))
	if err := f.unpack(); fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "breaks off") {
		t.Errorf("error %v, want that the file breaks off", err)
	}
}

// TestErrorsOfTheDisk are told apart from those of a packed file, under a decoder and
// under an archive.
func TestErrorsOfTheDisk(t *testing.T) {
	disk := errors.New("input/output error")
	f := &File{place: "x", ctx: t.Context()}
	f.push(io.MultiReader(strings.NewReader(gz(t, "a,b\n")[:20]), iotest.ErrReader(disk)))
	err := f.unpack()
	if !errors.Is(err, disk) || err.Error() != "x: cannot be read; check the disk" {
		t.Errorf("error %v, want that of the disk", err)
	}
	_, err = (&boundedReader{ReaderAt: failing{disk}, left: 100}).ReadAt(make([]byte, 8), 0)
	if err := f.fault(err); !errors.Is(err, disk) || err.Error() != "x: cannot be read; check the disk" {
		t.Errorf("error %v, want that of the disk", err)
	}
}

// failing is a disk that cannot be read.
type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }
