package inbox

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// folder makes a folder of files, the content of each being its name. A name that ends
// in .zip is an archive of the names that follow after a colon; one with an arrow is a
// link.
func folder(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		name, members, isZip := strings.Cut(name, ":")
		link, to, isLink := strings.Cut(name, " -> ")
		at := filepath.Join(dir, filepath.FromSlash(link))
		must(t, os.MkdirAll(filepath.Dir(at), 0o700))
		switch {
		case isZip:
			must(t, os.WriteFile(at, archiveOf(t, strings.Split(members, " ")...), 0o600))
		case isLink:
			must(t, os.Symlink(to, at))
		case strings.HasSuffix(name, "/"):
			must(t, os.MkdirAll(at, 0o700))
		default:
			must(t, os.WriteFile(at, []byte(name), 0o600))
		}
	}
	return dir
}

// archiveOf is a zip archive of members that hold their names.
func archiveOf(t *testing.T, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m)
		must(t, err)
		if !strings.HasSuffix(m, "/") {
			_, err = io.WriteString(w, m)
			must(t, err)
		}
	}
	must(t, z.Close())
	return b.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// isCSV accepts what the tests are looking for.
func isCSV(name string) bool { return path.Ext(name) == ".csv" }

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		path  string
		want  []string
	}{
		{"a file of any name", []string{"x.dat", "y.csv"}, "x.dat", []string{"x.dat"}},
		{"a hidden file that is named", []string{".x.csv"}, ".x.csv", []string{".x.csv"}},
		{"a folder with folders", []string{"b.csv", "a/z.csv", "a/b/y.CSV", "c.txt"}, "", []string{"a/b/y.CSV", "a/z.csv", "b.csv"}},
		{"packed ones", []string{"a.csv.gz", "b.CSV.ZST", "c.csv.zstd", "d.csv.gzip", "e.gz", "f.txt.gz"}, "", []string{"a.csv.gz", "b.CSV.ZST", "c.csv.zstd", "d.csv.gzip"}},
		{"no notes of systems", []string{"a.csv", ".b.csv", "._a.csv", ".git/c.csv", "__MACOSX/d.csv", "Thumbs.db"}, "", []string{"a.csv"}},
		{"a hidden folder that is named", []string{".in/a.csv"}, ".in", []string{".in/a.csv"}},
		{"a pattern", []string{"a-1.csv", "a-2.csv", "b-1.csv"}, "a-*", []string{"a-1.csv", "a-2.csv"}},
		{"a pattern of folders", []string{"2026-01/a.csv", "2026-02/x/b.csv", "2025-01/c.csv"}, "2026-*", []string{"2026-01/a.csv", "2026-02/x/b.csv"}},
		{"a pattern within folders", []string{"a/x/1.csv", "b/x/2.csv", "b/y/3.csv"}, "*/x/*", []string{"a/x/1.csv", "b/x/2.csv"}},
		{"a pattern means nothing hidden", []string{"a.csv", ".b.csv", ".git/c.csv", "d/.e/f.csv"}, "*", []string{"a.csv"}},
		{"a pattern within means nothing hidden", []string{"a/1.csv", ".git/2.csv"}, "*/*.csv", []string{"a/1.csv"}},
		{"a pattern that asks for hidden ones", []string{"a.csv", ".b.csv"}, ".*.csv", []string{".b.csv"}},
		{"a name with brackets", []string{"a[1].csv", "a1.csv"}, "a[1].csv", []string{"a[1].csv"}},
		{"an archive", []string{"x.zip:b.csv a/c.csv d.txt e.csv.gz"}, "x.zip", []string{"x.zip/a/c.csv", "x.zip/b.csv", "x.zip/e.csv.gz"}},
		{"an archive in a folder", []string{"in/x.ZIP:b.csv", "in/a.csv"}, "in", []string{"in/a.csv", "in/x.ZIP/b.csv"}},
		{"an archive of a pattern", []string{"x1.zip:b.csv", "x2.zip:a.csv"}, "x*.zip", []string{"x1.zip/b.csv", "x2.zip/a.csv"}},
		{"an archive from a Mac", []string{"x.zip:a.csv __MACOSX/ __MACOSX/._a.csv .DS_Store d/ d/.hidden/b.csv"}, "x.zip", []string{"x.zip/a.csv"}},
		{"an archive from Windows", []string{`x.zip:d\ d\a.csv`}, "x.zip", []string{"x.zip/d/a.csv"}},
		{"names that lead out of an archive", []string{"x.zip:../../a.csv /etc/b.csv d/../../c.csv"}, "x.zip", []string{"x.zip/../../a.csv", "x.zip//etc/b.csv", "x.zip/d/../../c.csv"}},
		{"names that cannot be printed", []string{"x.zip:a\x1b[31m.csv b\xff.csv"}, "x.zip", []string{"x.zip/a\ufffd[31m.csv", "x.zip/b\ufffd.csv"}},
		{"links to files and folders", []string{"in/a.csv -> ../b.csv", "b.csv", "in/d -> ../e", "e/c.csv"}, "in", []string{"in/a.csv", "in/d/c.csv"}},
		{"links in circles", []string{"in/a/x.csv", "in/a/up -> ..", "in/b/over -> ../a", "in/self -> ."}, "in", []string{"in/a/x.csv"}},
		{"a link that leads nowhere and is not asked for", []string{"a.csv", "lock -> nowhere"}, "", []string{"a.csv"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, c.files...)
			spec := source.Spec{Name: "in", Path: filepath.Join(dir, c.path)}
			inputs, err := Find(spec, isCSV)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, in := range inputs {
				got = append(got, strings.TrimPrefix(in.Place(), dir+"/"))
				if in.Spec.Name != "in" || in.Bytes == 0 {
					t.Errorf("input %+v has lost its Spec or its size", in)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// TestFindAsks has the names that a format may tell its files by.
func TestFindAsks(t *testing.T) {
	dir := folder(t, "2026/HOSP/A.csv.GZ", "x.zip:in/B.CSV.zst")
	for pattern, want := range map[string]string{
		"":          "[2026/hosp/a.csv in/b.csv]",
		"2026":      "[hosp/a.csv]",
		"*/HOSP":    "[2026/hosp/a.csv]",
		"2026/*/*":  "[hosp/a.csv]",
		"2026/HOSP": "[a.csv]",
	} {
		var asked []string
		_, err := Find(source.Spec{Path: filepath.Join(dir, pattern)}, func(name string) bool {
			asked = append(asked, name)
			return true
		})
		if err != nil || fmt.Sprint(asked) != want {
			t.Errorf("%q: asked for %v and error %v, want %s", pattern, asked, err, want)
		}
	}
}

func TestFindRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		path  string
		kind  fault.Kind
		want  string
	}{
		{"nothing there", nil, "none.csv", fault.Input, "no such file or folder; check the path"},
		{"nothing of this pattern", []string{"a.csv"}, "b*", fault.Input, "no such file or folder; check the path"},
		{"not a pattern", nil, "[", fault.Config, "not a valid pattern"},
		{"an empty folder", []string{"in/"}, "in", fault.Input, "no file of this format; check the path and the names of the files"},
		{"others only", []string{"in/a.txt"}, "in", fault.Input, "no file of this format"},
		{"hidden only", []string{"in/.a.csv"}, "in/*", fault.Input, "no file of this format"},
		{"an archive of others", []string{"x.zip:a.txt"}, "x.zip", fault.Input, "no file of this format"},
		{"no archive", []string{"x.zip"}, "x.zip", fault.Input, "not a zip archive, or broken; ask for the file again"},
		{"no archive in a folder", []string{"in/a.csv", "in/x.zip"}, "in", fault.Input, "in/x.zip: not a zip archive, or broken"},
		{"an archive within", []string{"x.zip:a.csv b.zip"}, "x.zip", fault.Input, "x.zip: an archive within the archive; unpack the outer one"},
		{"a name that is there twice", []string{"x.zip:a.csv b.csv a.csv"}, "x.zip", fault.Input, "two of its files have the same name; pack it again"},
		{"a link that leads nowhere", []string{"in/a.csv -> nowhere"}, "in", fault.Input, "in/a.csv: no such file or folder"},
		{"a link to itself", []string{"in/a.csv -> a.csv"}, "in", fault.Input, "cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, c.files...)
			_, err := Find(source.Spec{Path: filepath.Join(dir, c.path)}, isCSV)
			if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.want) || !strings.HasPrefix(fmt.Sprint(err), dir) {
				t.Errorf("error %v of kind %d, want kind %d with %q", err, fault.KindOf(err), c.kind, c.want)
			}
		})
	}
}

func TestFindSaysThatItMayNot(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := folder(t, "in/secret/a.csv")
	must(t, os.Chmod(filepath.Join(dir, "in", "secret"), 0))
	defer os.Chmod(filepath.Join(dir, "in", "secret"), 0o700)
	_, err := Find(source.Spec{Path: dir}, isCSV)
	if fault.KindOf(err) != fault.Input || !strings.Contains(fmt.Sprint(err), "permission denied") {
		t.Errorf("error %v, want that permission is denied", err)
	}
}

func TestUnpacked(t *testing.T) {
	for name, want := range map[string]string{
		"A.CSV.gz": "a.csv", "b.ndjson.ZST": "b.ndjson", "c": "c", "d.gz": "d", "e.csv.gz.zst": "e.csv.gz", "f.tgz": "f.tgz",
	} {
		if got := Unpacked(name); got != want {
			t.Errorf("%s is %s unpacked, want %s", name, got, want)
		}
	}
}
