package report_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

const sound = `title: T
key_figures:
  - {block: b, label: L}
parts:
  - id: p
    title: P
    blocks:
      - {id: b, kind: ranking, query: frequency/principal}
`

func load(t *testing.T, text, site string) (*report.Library, error) {
	t.Helper()
	return report.LoadSpecs(fstest.MapFS{"monthly.yaml": {Data: []byte(text)}}, site)
}

func TestSpecIsReadAndNamedAfterItsFile(t *testing.T) {
	l, err := load(t, sound, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Get("monthly")
	if err != nil || s.Origin != report.BuiltIn || s.Parts[0].Blocks[0].Kind != "ranking" {
		t.Errorf("spec %+v, error %v", s, err)
	}
	if _, err := l.Get("yearly"); fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "monthly") {
		t.Errorf("error %v does not say what there is", err)
	}
}

func TestMistakesInASpecHaveTheirPlace(t *testing.T) {
	for name, c := range map[string]struct{ old, new, says string }{
		"unknown key":     {"    title: P\n", "    title: P\n    colour: red\n", "reports/monthly.yaml:7"},
		"wrong type":      {"kind: ranking", "top: many, kind: ranking", "reports/monthly.yaml:8"},
		"no title":        {"title: T\n", "subtitle: T\n", "no title"},
		"no id":           {"{id: b, kind", "{kind", "without an id"},
		"id of a file":    {"id: p\n", "id: ../p\n", "without an id"},
		"two of one id":   {"id: p\n", "id: b\n", "two parts or blocks are called b"},
		"key of no block": {"{block: b, label", "{block: c, label", `block "c"`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(sound, c.old, c.new, 1)
			if text == sound {
				t.Fatal("the case changes nothing")
			}
			l, err := load(t, text, "")
			if err == nil {
				_, err = l.Get("monthly")
			}
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %q", err, c.says)
			}
		})
	}
}

// A report of the program is read where it is asked for; one of a site is read at once, so that
// no command goes on beside a mistake.
func TestReportsAreReadWhenAskedFor(t *testing.T) {
	broken := strings.Replace(sound, "title: T\n", "titel: T\n", 1)
	l, err := report.LoadSpecs(fstest.MapFS{"monthly.yaml": {Data: []byte(sound)}, "broken.yaml": {Data: []byte(broken)}}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Get("monthly"); err != nil {
		t.Error(err)
	}
	if _, err := l.List(); fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "reports/broken.yaml:1") {
		t.Errorf("all are listed with error %v", err)
	}
	if _, err := site(t, "own", broken); fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "own.yaml:1") {
		t.Errorf("a site's is loaded with error %v", err)
	}
}

func TestASiteReplacesAndAdds(t *testing.T) {
	site := t.TempDir()
	for _, name := range []string{"monthly.yaml", "own.yaml"} {
		if err := os.WriteFile(filepath.Join(site, name), []byte(strings.Replace(sound, "title: T", "title: Ours", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := load(t, sound, site)
	if err != nil {
		t.Fatal(err)
	}
	all, err := l.List()
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, s := range all {
		seen = append(seen, s.Name+" "+s.Title+" "+filepath.Base(s.Origin))
	}
	if got := strings.Join(seen, "; "); got != "monthly Ours monthly.yaml; own Ours own.yaml" {
		t.Errorf("reports %s", got)
	}
	if _, err := load(t, sound, filepath.Join(site, "none")); fault.KindOf(err) != fault.Config {
		t.Errorf("a folder that does not exist: %v", err)
	}
}
