package inbox

import (
	"archive/zip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

func crcOf(content string) uint32 { return crc32.ChecksumIEEE([]byte(content)) }

// zeros writes so many of them.
func zeros(t *testing.T, w io.WriteCloser, bytes int64) {
	t.Helper()
	_, err := io.CopyN(w, endless{}, bytes)
	must(t, err)
	must(t, w.Close())
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestBombs has files that unpack to much more than records do. Hundreds of
// megabytes are read of each before it is refused, in little memory.
func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks gigabytes")
	}
	const enough = bombBytes + 64<<20
	for name, write := range map[string]func(t *testing.T, w io.Writer) (member string){
		"gzip": func(t *testing.T, w io.Writer) string { zeros(t, gzip.NewWriter(w), enough); return "" },
		"zstd": func(t *testing.T, w io.Writer) string {
			z, err := zstd.NewWriter(w)
			must(t, err)
			zeros(t, z, enough)
			return ""
		},
		"gzip of gzip": func(t *testing.T, w io.Writer) string {
			outer := gzip.NewWriter(w)
			zeros(t, gzip.NewWriter(outer), enough)
			must(t, outer.Close())
			return ""
		},
		"zip": func(t *testing.T, w io.Writer) string {
			z := zip.NewWriter(w)
			m, err := z.Create("a.csv")
			must(t, err)
			_, err = io.CopyN(m, endless{}, enough)
			must(t, err)
			must(t, z.Close())
			return "a.csv"
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "bomb.zip")
			f, err := os.Create(path)
			must(t, err)
			in := source.Input{Path: path, Member: write(t, f)}
			must(t, f.Close())
			before := allocated()
			err = readAll(t.Context(), in)
			if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "more than a thousand times its size") {
				t.Errorf("error %v of kind %d, want a refusal", err, fault.KindOf(err))
			}
			if took := allocated() - before; took > 64<<20 {
				t.Errorf("%d MB were allocated", took>>20)
			}
		})
	}
}

// allocated is all that was ever taken from the heap, and so a bound of what is held.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestPackedWellIsNoBomb has records that repeat themselves much, below the bound.
func TestPackedWellIsNoBomb(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks gigabytes")
	}
	path := filepath.Join(t.TempDir(), "well.csv.gz")
	f, err := os.Create(path)
	must(t, err)
	z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
	must(t, err)
	block := make([]byte, 0, 1<<20)
	for i := 0; len(block) < 1<<20-40; i++ {
		block = fmt.Appendf(block, "E%07d,1,%d,other,E1165,ICD-10-CM,Y\n", i, i%25)
	}
	for range bombBytes>>20 + 40 {
		_, err := z.Write(block)
		must(t, err)
	}
	must(t, z.Close())
	must(t, f.Close())
	if err := readAll(t.Context(), source.Input{Path: path}); err != nil {
		t.Errorf("error %v, want it read", err)
	}
}

// endOfDirectory is what stands after a directory that begins a file, by APPNOTE.TXT
// 4.3.14 to 4.3.16.
func endOfDirectory(entries, bytes uint64) []byte {
	order := binary.LittleEndian
	end := order.AppendUint64([]byte("PK\x06\x06"), 44)
	end = order.AppendUint32(end, 45|45<<16)
	end = append(end, make([]byte, 8)...) // disks
	for _, v := range []uint64{entries, entries, bytes, 0} {
		end = order.AppendUint64(end, v)
	}
	end = order.AppendUint64(append(end, "PK\x06\x07\x00\x00\x00\x00"...), bytes)
	end = append(order.AppendUint32(end, 1), "PK\x05\x06\x00\x00\x00\x00"...)
	return append(append(end, strings.Repeat("\xff", 12)...), 0, 0)
}

// TestDirectoryBomb has an archive of very many empty members.
func TestDirectoryBomb(t *testing.T) {
	path := filepath.Join(t.TempDir(), "many.zip")
	entry := append([]byte("PK\x01\x02"), make([]byte, 42)...)
	binary.LittleEndian.PutUint16(entry[28:], 4) // length of the name
	entry = append(entry, "a.cs"...)
	const entries = 2_000_000
	content := []byte(strings.Repeat(string(entry), entries))
	must(t, os.WriteFile(path, append(content, endOfDirectory(entries, uint64(len(content)))...), 0o600))
	before := allocated()
	_, err := Find(source.Spec{Path: path}, isCSV)
	if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "an archive of too many files") {
		t.Errorf("error %v of kind %d, want a refusal", err, fault.KindOf(err))
	}
	if took := allocated() - before; took > 256<<20 {
		t.Errorf("%d MB were allocated", took>>20)
	}
}
