package query

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"chartline/pipeline/fault"
)

const counted = `-- title: %
-- answers: A?
-- column: code text - A code.
-- column: n int? - A count.
-- metric: share = proportion(n, n)
SELECT 1 ORDER BY code`

var builtIn = fstest.MapFS{
	"frequency/principal.sql":        {Data: []byte(strings.Replace(counted, "%", "built in", 1))},
	"frequency/any_listed.sql":       {Data: []byte(counted)},
	"frequency/principal.golden.csv": {Data: []byte("code,n\n")},
	"embed.go":                       {Data: []byte("package queries")},
}

// site writes a folder of queries.
func site(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestLibrary(t *testing.T) {
	root := site(t, map[string]string{
		"frequency/principal.sql": strings.Replace(counted, "SELECT 1", "SELECT 2", 1),
		"ours/clinics.sql":        counted,
		"ours/README.md":          "notes",
	})
	l, err := Load(builtIn, root)
	if err != nil {
		t.Fatal(err)
	}
	all, err := l.List()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, q := range all {
		got = append(got, q.Name+" "+q.Origin)
	}
	want := []string{
		"frequency/any_listed " + BuiltIn,
		"frequency/principal " + filepath.Join(root, "frequency", "principal.sql"),
		"ours/clinics " + filepath.Join(root, "ours", "clinics.sql"),
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", got)
	}
	q, err := l.Get("frequency/principal")
	if err != nil || !strings.HasPrefix(q.SQL, "SELECT 2") {
		t.Errorf("got %+v, %v", q, err)
	}
}

// A query of the program is read where it is asked for; a site's is read at once.
func TestQueriesAreReadWhenAskedFor(t *testing.T) {
	l, err := Load(fstest.MapFS{"frequency/sound.sql": {Data: []byte(counted)}, "frequency/broken.sql": {Data: []byte("-- titel: x\nSELECT 1")}}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Get("frequency/sound"); err != nil {
		t.Error(err)
	}
	if _, err := l.List(); fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "queries/frequency/broken.sql:1") {
		t.Errorf("all are listed with error %v", err)
	}
}

func TestLibraryGetSuggests(t *testing.T) {
	l, err := Load(builtIn, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"frequency/pricipal": "did you mean frequency/principal?",
		"any_listed":         "write frequency/any_listed",
		"zzz":                "chartline query lists them",
	} {
		_, err := l.Get(name)
		if fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: kind %d: %v", name, fault.KindOf(err), err)
		}
	}
}

func TestLibraryErrors(t *testing.T) {
	for name, c := range map[string]struct{ file, text, says string }{
		"broken":             {"ours/a.sql", "-- titel: x\nSELECT 1", `a.sql:1: unknown key "titel"; did you mean "title"?`},
		"no topic":           {"a.sql", counted, "name it TOPIC/NAME.sql"},
		"too deep":           {"ours/x/a.sql", counted, "name it TOPIC/NAME.sql"},
		"lacks a column":     {"frequency/principal.sql", strings.Replace(counted, "-- column: code text", "-- column: kode text", 1), "does not keep its column code"},
		"other type":         {"frequency/principal.sql", strings.Replace(counted, "code text", "code date", 1), "does not keep its column code"},
		"empty where not so": {"frequency/principal.sql", strings.Replace(counted, "code text", "code text?", 1), "does not keep its column code"},
		"lacks a metric":     {"frequency/principal.sql", strings.Replace(counted, "-- metric: share", "-- metric: part", 1), "does not keep its metric share"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(builtIn, site(t, map[string]string{c.file: c.text}))
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.says) {
				t.Errorf("kind %d: %v", fault.KindOf(err), err)
			}
		})
	}
	if _, err := Load(builtIn, filepath.Join(t.TempDir(), "none")); fault.KindOf(err) != fault.Config {
		t.Errorf("a missing folder: %v", err)
	}
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{
		"colum": "column", "Column": "column", "tilte": "title", "metrics": "metric", "xyz": "",
	} {
		if got, _ := nearest(name, []string{"column", "title", "metric", "param"}); got != want {
			t.Errorf("nearest to %s is %q, want %q", name, got, want)
		}
	}
}
