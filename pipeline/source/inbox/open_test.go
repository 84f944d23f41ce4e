package inbox

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

func gz(t *testing.T, contents ...string) string {
	t.Helper()
	var b bytes.Buffer
	for _, content := range contents {
		z := gzip.NewWriter(&b)
		_, err := io.WriteString(z, content)
		must(t, err)
		must(t, z.Close())
	}
	return b.String()
}

func zst(t *testing.T, content string, options ...zstd.EOption) string {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, options...)
	must(t, err)
	_, err = io.WriteString(z, content)
	must(t, err)
	must(t, z.Close())
	return b.String()
}

// zipOf is an archive of one member, packed in a given way.
func zipOf(t *testing.T, method uint16, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(methodZstd, zstd.ZipCompressor())
	w, err := z.CreateHeader(&zip.FileHeader{Name: "a.csv", Method: method})
	must(t, err)
	_, err = io.WriteString(w, content)
	must(t, err)
	must(t, z.Close())
	return b.String()
}

// saved is an input of this content: a member of it where it is an archive.
func saved(t *testing.T, content string) source.Input {
	t.Helper()
	in := source.Input{Path: filepath.Join(t.TempDir(), "file")}
	if strings.HasPrefix(content, "PK\x03\x04") {
		in = source.Input{Path: in.Path + ".zip", Member: "a.csv"}
	}
	must(t, os.WriteFile(in.Path, []byte(content), 0o600))
	return in
}

// skippable is a frame of zstd that holds no data.
const skippable = "\x50\x2a\x4d\x18\x03\x00\x00\x00abc"

func TestOpen(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 1<<16) + "end"
	for _, c := range []struct {
		name, content, want string
		packed              string
	}{
		{"plain", "a,b\n", "a,b\n", ""},
		{"one byte", "a", "a", ""},
		{"a letter of a magic number", "P", "P", ""},
		{"begins like an archive", "PKs of the world", "PKs of the world", ""},
		{"in UTF-16, which is the format's business", "\xff\xfea\x00", "\xff\xfea\x00", ""},
		{"zeros", "\x00\x00\x00\x00", "\x00\x00\x00\x00", ""},
		{"gzip", gz(t, long), long, "gzip"},
		{"gzip of several members", gz(t, "a,", "", "b\n"), "a,b\n", "gzip"},
		{"zstd", zst(t, long), long, "zstd"},
		{"zstd of several frames", zst(t, "a,") + skippable + zst(t, "b\n"), "a,b\n", "zstd"},
		{"zstd that begins with a frame to skip", skippable + zst(t, "a,b\n"), "a,b\n", "zstd"},
		{"zstd with a long window", zst(t, long, zstd.WithWindowSize(128<<20)), long, "zstd"},
		{"gzip in zstd", zst(t, gz(t, long)), long, "zstd gzip"},
		{"packed three times", gz(t, gz(t, gz(t, "a"))), "a", "gzip gzip gzip"},
		{"a member", zipOf(t, zip.Deflate, long), long, ""},
		{"a member as it is", zipOf(t, zip.Store, long), long, ""},
		{"a member packed with zstd", zipOf(t, methodZstd, long), long, ""},
		{"a member of gzip", zipOf(t, zip.Deflate, gz(t, long)), long, "gzip"},
		{"a member of zstd", zipOf(t, zip.Store, zst(t, long)), long, "zstd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Open(t.Context(), saved(t, c.content))
			must(t, err)
			defer f.Close()
			head, err := f.Peek(source.HeadBytes)
			if want := c.want[:min(len(c.want), source.HeadBytes)]; err != nil || string(head) != want {
				t.Errorf("a head of %d bytes with error %v, want %d", len(head), err, len(want))
			}
			got, err := io.ReadAll(f)
			if err != nil || string(got) != c.want {
				t.Errorf("%d bytes with error %v, want %d", len(got), err, len(c.want))
			}
			if packed := strings.Join(f.Packed(), " "); packed != c.packed {
				t.Errorf("packed with %q, want %q", packed, c.packed)
			}
		})
	}
}

// TestOpenZip64 has an archive whose directory says all sizes and offsets in 64 bits, as
// that of a very large one does.
func TestOpenZip64(t *testing.T) {
	content := zip64("a.csv", "a,b\n1,2\n")
	in := saved(t, content)
	found, err := Find(source.Spec{Path: in.Path}, isCSV)
	if err != nil || len(found) != 1 {
		t.Fatalf("found %v with error %v, want one", found, err)
	}
	f, err := Open(t.Context(), found[0])
	must(t, err)
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != "a,b\n1,2\n" {
		t.Errorf("read %q with error %v", got, err)
	}
}

// zip64 writes an archive of one stored member by the layout of APPNOTE.TXT 4.3.14 and
// 4.5.3: every field of the old kind says that the new one counts.
func zip64(name, content string) string {
	var b bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			if s, ok := v.(string); ok {
				b.WriteString(s)
				continue
			}
			if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
				panic(err)
			}
		}
	}
	const none16, none32 = uint16(0xffff), uint32(0xffffffff)
	size, crc := uint64(len(content)), crcOf(content)
	put("PK\x03\x04", uint16(45), uint16(0), uint16(0), uint32(0), crc, none32, none32, uint16(len(name)), uint16(20), name)
	put(uint16(1), uint16(16), size, size, content)
	directory := uint64(b.Len())
	put("PK\x01\x02", uint16(45), uint16(45), uint16(0), uint16(0), uint32(0), crc, none32, none32,
		uint16(len(name)), uint16(28), uint16(0), uint16(0), uint16(0), uint32(0), none32, name)
	put(uint16(1), uint16(24), size, size, uint64(0))
	end := uint64(b.Len())
	put("PK\x06\x06", uint64(44), uint16(45), uint16(45), uint32(0), uint32(0), uint64(1), uint64(1), end-directory, directory)
	put("PK\x06\x07", uint32(0), end, uint32(1))
	put("PK\x05\x06", uint16(0), uint16(0), none16, none16, none32, none32, uint16(0))
	return b.String()
}

func TestOpenRefuses(t *testing.T) {
	encrypted := []byte(zipOf(t, zip.Store, "a,b\n"))
	flagged(encrypted, 1)
	deflate64 := bytes.ReplaceAll([]byte(zipOf(t, zip.Deflate, strings.Repeat("a,b\n", 100))), []byte("\x08\x00\x08\x00"), []byte("\x08\x00\x09\x00"))
	damaged := []byte(zipOf(t, zip.Store, "a,b\n"))
	damaged[bytes.Index(damaged, []byte("a,b"))]++
	for _, c := range []struct{ name, content, want string }{
		{"empty", "", "%: empty file; ask for the file again"},
		{"gzip of nothing", gz(t, ""), "%: empty file; ask for the file again"},
		{"zstd of nothing", zst(t, "", zstd.WithZeroFrames(true)), "%: empty file; ask for the file again"},
		{"a member of nothing", zipOf(t, zip.Store, ""), "%/a.csv: empty file; ask for the file again"},
		{"packed four times", gz(t, gz(t, gz(t, gz(t, "a")))), "%: packed more than 3 times; unpack it"},
		{"an encrypted member", string(encrypted), "%/a.csv: encrypted; unpack it with its password, and name the folder"},
		{"a member packed with deflate64", string(deflate64), "%/a.csv: packed in a way that is not read; pack it as an ordinary zip archive"},
		{"a damaged member", string(damaged), "%/a.csv: the packed file is broken or breaks off; ask for the file again; nothing of it was loaded"},
		{"an archive in a member", zipOf(t, zip.Store, zipOf(t, zip.Store, "a")), "%/a.csv: an archive within the archive; unpack the outer one"},
		{"an archive in gzip", gz(t, zipOf(t, zip.Store, "a")), "%: an archive where a file is expected; unpack it, or give the file the extension .zip"},
		{"bzip2", "BZh91AY&SY\x9a\xc3", "%: packed with bzip2, which is not read; pack it with gzip, zstd or zip"},
		{"xz", "\xfd7zXZ\x00\x00\x04", "%: packed with xz, which is not read; pack it with gzip, zstd or zip"},
		{"gzip that hardly begins", "\x1f\x8b\x08", "%: the packed file is broken or breaks off; ask for the file again; nothing of it was loaded"},
		{"zstd that asks for a window of 2 GB", "\x28\xb5\x2f\xfd\x04\xa8" + "\x01\x00\x00", "%: to unpack it takes more than 128 MiB of memory; pack it without --long, or with --long=27 at most"},
		{"zstd that asks for a segment of 1 GB", "\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x40\x01\x00\x00", "%: to unpack it takes more than 128 MiB of memory; pack it without --long, or with --long=27 at most"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := saved(t, c.content)
			err := readAll(t.Context(), in)
			if want := strings.Replace(c.want, "%", in.Path, 1); fault.KindOf(err) != fault.Input || fmt.Sprint(err) != want {
				t.Errorf("error %q of kind %d, want %q", err, fault.KindOf(err), want)
			}
		})
	}
}

// flagged sets the general purpose flag of the only member in both of its headers.
func flagged(archive []byte, flag byte) {
	archive[6] |= flag
	at := bytes.Index(archive, []byte("PK\x01\x02"))
	archive[at+8] |= flag
}

func readAll(ctx context.Context, in source.Input) error {
	f, err := Open(ctx, in)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(io.Discard, f)
	return err
}

func TestOpenWhatIsGone(t *testing.T) {
	in := saved(t, zipOf(t, zip.Store, "a"))
	in.Member = "b.csv"
	if err := readAll(t.Context(), in); fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "no longer in the archive") {
		t.Errorf("error %v, want that the member is gone", err)
	}
	must(t, os.Remove(in.Path))
	for _, member := range []string{"", "b.csv"} {
		in.Member = member
		if err := readAll(t.Context(), in); fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "no such file") {
			t.Errorf("error %v, want that there is no such file", err)
		}
	}
	if err := readAll(t.Context(), source.Input{Path: t.TempDir()}); fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("error %v, want that a folder cannot be read", err)
	}
}

func TestReadStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f, err := Open(ctx, saved(t, gz(t, strings.Repeat("x", 1<<22))))
	must(t, err)
	defer f.Close()
	_, err = f.Read(make([]byte, 10))
	must(t, err)
	cancel()
	_, err = io.Copy(io.Discard, f)
	if fault.KindOf(err) != fault.Interrupted || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of kind %d, want an interruption", err, fault.KindOf(err))
	}
	if _, err := Open(ctx, source.Input{Path: "x"}); fault.KindOf(err) != fault.Interrupted {
		t.Errorf("error %v, want an interruption", err)
	}
}
