package sourcetest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// form is a way in which the same files may lie there.
type form struct {
	files map[string]string
	path  string
}

// forms gives the files of a fixture in every form.
func forms(t *testing.T, fx Fixture) map[string]form {
	gz, zst := form{map[string]string{}, fx.Spec.Path}, form{map[string]string{}, fx.Spec.Path}
	below := form{map[string]string{}, ""}
	for name, content := range fx.Files {
		gz.files[name+".gz"] = gzipped(t, content)
		zst.files[name+".zst"] = zstandard(t, content)
		below.files["a/b c/"+name] = content
	}
	archive := form{map[string]string{"all.zip": zipped(t, fx.Files)}, "all.zip"}
	all := map[string]form{
		"gzip": gz, "zstd": zst, "zip": archive, "folders": below,
		"pattern": {below.files, "a/*"}, "folder of an archive": {map[string]string{"x/all.ZIP": archive.files["all.zip"]}, ""},
	}
	if fx.Spec.Path != "" && strings.HasSuffix(fx.Main, fx.Spec.Path) {
		gz.path += ".gz"
		zst.path += ".zst"
		all["gzip"], all["zstd"] = gz, zst
	}
	return all
}

// readsPacked compares rows and what became of the other records: a file that is handed
// over says that it is packed.
func readsPacked(t *testing.T, src source.Source, fx Fixture) {
	plain := mustRead(t, src, fx, fx.Files)
	for name, form := range forms(t, fx) {
		t.Run(name, func(t *testing.T) {
			fx.Spec.Path = form.path
			at := place(t, fx, form.files)
			got := mustReadAt(t, src, at)
			if fmt.Sprint(got.Rows) != fmt.Sprint(plain.Rows) || handed(got) != handed(plain) || fmt.Sprint(got.Skipped) != fmt.Sprint(plain.Skipped) {
				t.Errorf("in this form\n%s\nplain\n%s", got.summary(), plain.summary())
			}
			if left, err := os.ReadDir(at.Spool); err != nil || len(left) > 0 {
				t.Errorf("%d files were left behind in the spool, error %v", len(left), err)
			}
		})
	}
}

// handed says what was handed over, but not in which form.
func handed(c *Collector) string {
	var b strings.Builder
	for _, table := range names(c.Files) {
		for _, f := range c.Files[table] {
			fmt.Fprintln(&b, table, f.Header, f.Records, f.Columns)
		}
	}
	return b.String()
}

// png is the signature and the first chunk of a picture.
const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"

func refuses(t *testing.T, src source.Source, fx Fixture) {
	main := fx.Files[fx.Main]
	gz, zst := gzipped(t, main), zstandard(t, main)
	all := map[string]string{
		"an empty file":                "",
		"a picture":                    png,
		"a packed file cut in half":    gz[:len(gz)/2],
		"a packed file without an end": gz[:len(gz)-4],
		"a packed file cut to a few":   gz[:12],
		"a zstd file cut in half":      zst[:len(zst)/2],
		"a zstd file without an end":   zst[:len(zst)-2],
		"a packed picture":             gzipped(t, png),
		"a packed empty file":          gzipped(t, ""),
		"an archive of another name":   zipped(t, fx.Files),
	}
	maps.Copy(all, fx.Refused)
	for name, content := range all {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(fx.Files)
			files[fx.Main] = content
			checkRefusal(t, readAll(t.Context(), src, place(t, fx, files), &Collector{}), fx.Main)
		})
	}
	t.Run("a zip archive cut in half", func(t *testing.T) {
		z := zipped(t, fx.Files)
		fx.Spec.Path = "all.zip"
		at := place(t, fx, map[string]string{"all.zip": z[:len(z)/2]})
		checkRefusal(t, readAll(t.Context(), src, at, &Collector{}), "all.zip")
	})
}

func checkRefusal(t *testing.T, err error, file string) {
	t.Helper()
	if fault.KindOf(err) != fault.Input {
		t.Fatalf("error %v of kind %d, want an input error", err, fault.KindOf(err))
	}
	if !strings.Contains(err.Error(), file) {
		t.Errorf("%q does not name the file", err)
	}
	if !strings.Contains(err.Error(), "; ") {
		t.Errorf("%q does not say what to do", err)
	}
	if strings.Contains(err.Error(), Poison) {
		t.Errorf("%q shows a value", err)
	}
}

// write puts files into a folder of their own.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func gzipped(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	return packed(t, &b, gzip.NewWriter(&b), content)
}

func zstandard(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return packed(t, &b, z, content)
}

func packed(t *testing.T, into *bytes.Buffer, z io.WriteCloser, content string) string {
	t.Helper()
	if _, err := io.WriteString(z, content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return into.String()
}

// zipped is an archive of files, as it comes from a Mac: with notes on each of them.
func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for path, content := range map[string]string{name: files[name], "__MACOSX/" + filepath.Dir(name) + "/._" + filepath.Base(name): "\x00\x05\x16\x07"} {
			w, err := z.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(w, content); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
