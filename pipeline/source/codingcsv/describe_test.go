package codingcsv

import (
	"bytes"
	"compress/gzip"
	"context"
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

// saved is a file with this content.
func saved(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "patient.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// packed are the members of a gzip file.
func packed(t testing.TB, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	for _, m := range members {
		z := gzip.NewWriter(&b)
		if _, err := io.WriteString(z, m); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// zstandard is one frame of zstd.
func zstandard(t testing.TB, content string) string {
	t.Helper()
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return string(z.EncodeAll([]byte(content), nil))
}

func TestDescribe(t *testing.T) {
	long := strings.Repeat("x", 3<<20)
	for _, c := range []struct {
		name, content, want string // packing, delimiter, header, records, blank
	}{
		{"plain", "a,b\n1,2\n3,4\n", `none , ["a" "b"] 2 []`},
		{"no end of the last line", "a,b\n1,2\n3,4", `none , ["a" "b"] 2 []`},
		{"header only", "a,b\n", `none , ["a" "b"] 0 []`},
		{"header only, no end", "a,b", `none , ["a" "b"] 0 []`},
		{"one byte", "a", `none , ["a"] 0 []`},
		{"byte order mark", "\ufeffa,b\n1,2\n", `none , ["a" "b"] 1 []`},
		{"byte order mark and quotes", "\ufeff\"a\",\"b\"\n1,2\n", `none , ["a" "b"] 1 []`},
		{"CRLF", "a,b\r\n1,2\r\n\r\n3,4\r\n", `none , ["a" "b"] 2 [2]`},
		{"CR", "a,b\r1,2\r3,4\r", `none , ["a" "b"] 2 []`},
		{"semicolons", "a;b;c\n1,0;2;3\n", `none ; ["a" "b" "c"] 1 []`},
		{"tabs", "a\tb\n1\t2\n", "none \t [\"a\" \"b\"] 1 []"},
		{"pipes", "a|b\n1|2\n", `none | ["a" "b"] 1 []`},
		{"commas within quotes", "\"a, x, y\";b\n1;2\n", `none ; ["a, x, y" "b"] 1 []`},
		{"doubled quotes", "\"a \"\"x\"\"\",b\n1,2\n", `none , ["a \"x\"" "b"] 1 []`},
		{"line ends within quotes", "a,b\n1,\"2\n\n2\"\n3,\"4\r\n\"\n", `none , ["a" "b"] 2 []`},
		{"quotes within quotes", "a,b\n1,\"say \"\"\n\"\"\"\n3,4\n", `none , ["a" "b"] 2 []`},
		{"quotes in the middle are no quotes", "a,b\n1,5\" tall\n3,4\"\n", `none , ["a" "b"] 2 []`},
		{"quotes after blanks are quotes", "a,b\n1,  \"2\n2\"\n", `none , ["a" "b"] 1 []`},
		{"text after a closing quote", "a,b\n1,\"2\"x\n3,\"4\"\n", `none , ["a" "b"] 2 []`},
		{"blank lines", "a,b\n\n1,2\n\n\n3,4\n\n", `none , ["a" "b"] 2 [1 3 4 6]`},
		{"lines of spaces are records", "a,b\n  \n1,2\n", `none , ["a" "b"] 2 []`},
		{"blank lines of one column are records", "a\n1\n\n2\n", `none , ["a"] 3 []`},
		{"a field longer than the buffer", "a,b\n1," + long + "\n2,\"" + long + "\n\"\"" + long + "\"\n3,4\n", `none , ["a" "b"] 3 []`},
		{"gzip", packed(t, "a,b\n1,2\n"), `gzip , ["a" "b"] 1 []`},
		{"gzip of several members", packed(t, "a,b\n1,2\n", "3,4\n", "", "5,6\n"), `gzip , ["a" "b"] 3 []`},
		{"zstd", zstandard(t, "a,b\n1,2\n"), `zstd , ["a" "b"] 1 []`},
		{"zstd of several frames", zstandard(t, "a,b\n1,") + zstandard(t, "2\n3,4\n"), `zstd , ["a" "b"] 2 []`},
		{"gzip with a line over two members", packed(t, "a,", "b\n1,", "2\n"), `gzip , ["a" "b"] 1 []`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := saved(t, c.content)
			f, done, err := describe(t.Context(), source.Input{Path: path})
			defer done()
			if err != nil {
				t.Fatal(err)
			}
			if f.Path != path || f.Place != path {
				t.Errorf("it is to be scanned at %s, want where it lies", f.Path)
			}
			if got := fmt.Sprintf("%s %c %q %d %v", f.Packing, f.Delimiter, f.Header, f.Records, f.Blank); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// png, zip and so on begin as such files do.
const (
	png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
	zip  = "PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00[Content_Types].xml\n"
	pdf  = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
	bzip = "BZh91AY&SY\x9a\xc3"
)

func TestDescribeRefuses(t *testing.T) {
	gz := packed(t, "a,b\n"+strings.Repeat("1,some text that packs\n", 10_000))
	damaged := []byte(gz)
	damaged[len(damaged)/2] ^= 0xff
	for _, c := range []struct{ name, content, want string }{
		{"empty", "", "%: empty file; ask for the file again"},
		{"blank", "\n\n", "%:1: no header line; the first line names the columns"},
		{"spaces", "  \r\n", "%:1: no header line; the first line names the columns"},
		{"a mark only", "\ufeff", "%:1: no header line; the first line names the columns"},
		{"UTF-16, little end first", "\xff\xfea\x00,\x00b\x00\n\x00", "%:1: not a text file in UTF-8; export it as CSV in UTF-8"},
		{"UTF-16, big end first", "\xfe\xff\x00a\x00,\x00b\x00\n", "%:1: not a text file in UTF-8; export it as CSV in UTF-8"},
		{"UTF-16 without a mark", "a\x00,\x00b\x00\n\x00", "%:1: not a text file in UTF-8; export it as CSV in UTF-8"},
		{"a header in CP1252", "a,caf\xe9\n1,2\n", "%:1: not a text file in UTF-8; export it as CSV in UTF-8"},
		{"a picture", png, "%:1: not a text file in UTF-8; export it as CSV in UTF-8"},
		{"a zip or workbook", zip, "%: an archive where a file is expected; unpack it, or give the file the extension .zip"},
		{"bzip2", bzip, "%: packed with bzip2, which is not read; pack it with gzip, zstd or zip"},
		{"a header with an open quote", "a,\"b\n1,2\n", "%:1: the header line cannot be split into columns; check its quotes"},
		{"a header with a stray quote", "a,\"b\"x\n1,2\n", "%:1: the header line cannot be split into columns; check its quotes"},
		{"an open quote", "a,b\n1,2\n3,\"4\n5,6\n7,8\n", "%: a quote that opens in record 2 is never closed; mend it, or ask for the file again; nothing of it was loaded"},
		{"an open quote in the last line", "a,b\n1,2\n3,\"4", "%: a quote that opens in record 2 is never closed; mend it, or ask for the file again; nothing of it was loaded"},
		{"CRLF and then LF", "a,b\r\n1,2\r\n3,4\n", "%: its lines end in different ways; save it with one kind of line end, LF or CRLF"},
		{"LF and then CRLF", "a,b\n1,2\n3,4\r\n", "%: its lines end in different ways; save it with one kind of line end, LF or CRLF"},
		{"LF and then CRLF after a quote", "a,b\n1,2\n3,\"4\"\r\n", "%: its lines end in different ways; save it with one kind of line end, LF or CRLF"},
		{"LF with a CR within", "a,b\n1,2\r3,4\n", "%: its lines end in different ways; save it with one kind of line end, LF or CRLF"},
		{"CRLF with a CR within", "a,b\r\n1,2\r3,4\r\n", "%: its lines end in different ways; save it with one kind of line end, LF or CRLF"},
		{"CR and then LF", "a,b\r1,2\r3,4\n5,6\r", "%: its lines end in different ways; save it with one kind of line end, LF or CRLF"},
		{"blank lines without end", "a,b\n" + strings.Repeat("\n", blankLimit+1), "%: more than 1048576 blank lines; export it without them"},
		{"gzip cut in half", gz[:len(gz)/2], "%: the packed file is broken or breaks off; ask for the file again; nothing of it was loaded"},
		{"gzip cut before its checksum", gz[:len(gz)-8], "%: the packed file is broken or breaks off; ask for the file again; nothing of it was loaded"},
		{"gzip cut in its length", gz[:len(gz)-2], "%: the packed file is broken or breaks off; ask for the file again; nothing of it was loaded"},
		{"gzip with a bit turned", string(damaged), "%: the packed file is broken or breaks off; ask for the file again; nothing of it was loaded"},
		{"gzip with something after it", gz + "trailing garbage", "%: the packed file is broken or breaks off; ask for the file again; nothing of it was loaded"},
		{"gzip with zeros after it", gz + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "%: the packed file is broken or breaks off; ask for the file again; nothing of it was loaded"},
		{"gzip that hardly begins", gz[:5], "%: the packed file is broken or breaks off; ask for the file again; nothing of it was loaded"},
		{"gzip of nothing", packed(t, ""), "%: empty file; ask for the file again"},
		{"gzip of a picture", packed(t, png), "%:1: not a text file in UTF-8; export it as CSV in UTF-8"},
		{"Parquet that hardly begins", "PAR1", "%: not a whole Parquet file; ask for the file again; nothing of it was loaded"},
		{"Parquet by its ends only", "PAR1\x00\x00\x00\x00PAR1", "%: not a whole Parquet file; ask for the file again; nothing of it was loaded"},
		{"Parquet with a long footer", "PAR1 \xff\xff\xff\x7fPAR1", "%: not a whole Parquet file; ask for the file again; nothing of it was loaded"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := saved(t, c.content)
			_, done, err := describe(t.Context(), source.Input{Path: path})
			done()
			if want := strings.Replace(c.want, "%", path, 1); fault.KindOf(err) != fault.Input || fmt.Sprint(err) != want {
				t.Errorf("error %q of kind %d, want %q", err, fault.KindOf(err), want)
			}
		})
	}
}

// TestPDFHasNoColumns has a file whose first line is text.
func TestPDFHasNoColumns(t *testing.T) {
	f, done, err := describe(t.Context(), source.Input{Path: saved(t, pdf)})
	defer done()
	if err != nil || len(f.Header) != 1 {
		t.Errorf("header %q, error %v: want one column, which no table has", f.Header, err)
	}
}

func TestDescribeWhatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	secret := saved(t, "a,b\n")
	if err := os.Chmod(secret, 0); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, path, want string }{
		{"no such file", filepath.Join(dir, "none.csv"), "no such file or folder; check the path"},
		{"a folder", dir, "cannot be read; check the disk"},
		{"no permission", secret, "permission denied; check who may read it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.path == secret && os.Geteuid() == 0 {
				t.Skip("root may read everything")
			}
			_, done, err := describe(t.Context(), source.Input{Path: c.path})
			done()
			if fault.KindOf(err) != fault.Input || fmt.Sprint(err) != c.path+": "+c.want {
				t.Errorf("error %q of kind %d, want %q", err, fault.KindOf(err), c.want)
			}
		})
	}
}

func TestDescribeStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, done, err := describe(ctx, source.Input{Path: saved(t, "a,b\n1,2\n")})
	done()
	if fault.KindOf(err) != fault.Interrupted || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want an interruption", err)
	}
}
