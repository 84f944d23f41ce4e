package config

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

var formats = []string{"coding-csv", "mimic-iv"}

const full = `timezone: America/Chicago
store: {path: records/a.duckdb, memory: 1.5 GB}
sources:
  - {name: coding, format: coding-csv, path: inbox/*.csv, columns: {drg: MS DRG, encounter.code: Code}}
  - name: mimic
    format: mimic-iv
    path: /data/mimic
    timezone: America/New_York
  - name: server
    format: coding-csv
    path: https://ehr.example.org/fhir
    queries: {patient: SELECT 1}
    options: {key: "file:keys/a.pem", token: "env:TOKEN", late: 3d}
  - {name: hidden, format: coding-csv, path: "file:address"}
limits: {max_reject_share: 0}
privacy: {min_cell: 5}
jobs:
  monthly: {pull: [coding], reports: [coding_quality]}
  all:
    pull: [coding, mimic]
    period: {from: 2100-01-01, to: 2220-01-01}
    as_of: 2026-10-01
    parameters: {patient_type: all, min_count: 0042, strict: true}
out: results
queries: site/queries
audit:
  holidays: [2026-12-25]
  worked: [2026-10-12]
  respond_days: 3
  decide_days: 4
  second_level_days: 6
  root_causes: [haste]
forecast: {days: 14, paths: 500, seed: 7, extra: [{on: Saturday, coders: 2, patient_type: IP}]}
`

func TestParseReadsEveryKey(t *testing.T) {
	got, err := parse([]byte(full), "etc/chartline.yaml", formats)
	if err != nil {
		t.Fatal(err)
	}
	got.lines = nil
	want := &Config{
		Store:    Store{Path: "etc/records/a.duckdb", Memory: "1.5 GB"},
		Timezone: "America/Chicago",
		Sources: []Source{
			{Name: "coding", Format: "coding-csv", Path: "etc/inbox/*.csv", Timezone: "America/Chicago",
				Columns: map[string]string{"drg": "MS DRG", "encounter.code": "Code"}},
			{Name: "mimic", Format: "mimic-iv", Path: "/data/mimic", Timezone: "America/New_York"},
			{Name: "server", Format: "coding-csv", Path: "https://ehr.example.org/fhir", Timezone: "America/Chicago",
				Queries: map[string]string{"patient": "SELECT 1"},
				Options: map[string]string{"key": "file:etc/keys/a.pem", "token": "env:TOKEN", "late": "3d"}},
			{Name: "hidden", Format: "coding-csv", Path: "file:etc/address", Timezone: "America/Chicago"},
		},
		Privacy:  Privacy{MinCell: 5},
		Audit:    Audit{Holidays: []string{"2026-12-25"}, Worked: []string{"2026-10-12"}, RespondDays: 3, DecideDays: 4, SecondLevelDays: 6, RootCauses: []string{"haste"}},
		Forecast: Forecast{Days: 14, Paths: 500, Seed: 7, Extra: []ExtraHours{{On: "Saturday", Coders: 2, Hours: 8, PatientType: "IP"}}},
		Jobs: map[string]Job{
			"monthly": {Pull: []string{"coding"}, Reports: []string{"coding_quality"}, Period: LastMonth},
			"all": {Pull: []string{"coding", "mimic"}, AsOf: "2026-10-01",
				Period:     Period{From: day(2100, 1, 1), To: day(2220, 1, 1)},
				Parameters: map[string]string{"patient_type": "all", "min_count": "0042", "strict": "true"}},
		},
		Serve: defaultServe(),
		Out:   "etc/results", Queries: "etc/site/queries", file: "etc/chartline.yaml",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestParseLeavesDefaults(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "comments": "# nothing\n", "empty values": "store:\nsources:\nlimits: {max_reject_share: }\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse([]byte(text), FileName, formats)
			if err != nil {
				t.Fatal(err)
			}
			got.lines, got.file = nil, ""
			if want := Default(); !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// TestTemplateAgreesWithTheDefaults also holds the template to be whole: each key of
// the file is named in it, set or commented out.
func TestTemplateAgreesWithTheDefaults(t *testing.T) {
	got, err := parse(Template(), FileName, formats)
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	if got.Store != want.Store || got.Limits != want.Limits || got.Privacy != want.Privacy || got.Out != want.Out {
		t.Errorf("template %+v\ndefaults %+v", got, want)
	}
	for _, key := range keysOf(reflect.TypeFor[Config]()) {
		if !strings.Contains(string(Template()), key+":") {
			t.Errorf("the template does not name %s", key)
		}
	}
}

// keysOf lists the yaml keys of a struct and of what it holds.
func keysOf(t reflect.Type) []string {
	var keys []string
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("yaml"); key != "" {
			keys = append(append(keys, key), keysOf(t.Field(i).Type)...)
		}
	}
	return keys
}

func TestParseNamesLineAndFix(t *testing.T) {
	const source = "timezone: UTC\nsources:\n  - {name: coding, format: coding-csv, path: a}\n"
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":           {"timezone: UTC\nsoruces: []\n", `c.yaml:2: unknown key "soruces"; did you mean "sources"?`},
		"unknown key inside":    {"store:\n  path: a\n  memmory: 1GB\n", `c.yaml:3: unknown key "store.memmory"; did you mean "memory"?`},
		"unknown key in a list": {"sources:\n  - {nmae: a}\n", `c.yaml:2: unknown key "sources[0].nmae"; did you mean "name"?`},
		"nothing like it":       {"store: {volume: 11}\n", `c.yaml:1: unknown key "store.volume"; known are httpfs, key, memory, path`},
		"key of elsewhere":      {"min_cell: 11\n", `c.yaml:1: unknown key "min_cell"; known are `},
		"key set twice":         {"out: a\nout: b\n", "c.yaml:2: not YAML: mapping key \"out\" already defined at [1:1]"},
		"not a mapping":         {"- a\n", "c.yaml:1: the configuration is not a mapping"},
		"store not a mapping":   {"\nstore: x\n", "c.yaml:2: store is not a mapping"},
		"not a list":            {"sources: {a: b}\n", "c.yaml:1: sources is not a list"},
		"text for a number":     {"privacy:\n  min_cell: eleven\n", "c.yaml:2: privacy.min_cell is not a whole number"},
		"number in quotes":      {"privacy: {min_cell: \"11\"}\n", "c.yaml:1: privacy.min_cell is not a whole number"},
		"fraction":              {"privacy: {min_cell: 11.0}\n", "c.yaml:1: privacy.min_cell is not a whole number"},
		"too large":             {"privacy: {min_cell: 99999999999999999999}\n", "c.yaml:1: privacy.min_cell is not a whole number"},
		"text for a share":      {"limits: {max_reject_share: 1%}\n", "c.yaml:1: limits.max_reject_share is not a number"},
		"not a number":          {"limits: {max_reject_share: .nan}\n", "c.yaml:1: limits.max_reject_share is not a text"},
		"share above 1":         {"limits:\n  max_reject_share: 1.5\n", "c.yaml:2: limits.max_reject_share is not from 0 to 1"},
		"cell below 1":          {"privacy: {min_cell: 0}\n", "c.yaml:1: privacy.min_cell is below 1"},
		"list for a text":       {"out: [a]\n", "c.yaml:1: out is not a text"},
		"anchor":                {"out: &x a\nqueries: *x\n", "c.yaml:1: out is not a text; write one value, without anchors or tags"},
		"merged keys":           {"<<: {out: a}\n", "c.yaml:1: the configuration has a key that is not a name"},
		"tag":                   {"out: !!str a\n", "c.yaml:1: out is not a text"},
		"two documents":         {"out: a\n---\nout: b\n", "c.yaml:3: a second document begins here"},
		"tab":                   {"store:\n\tpath: a\n", "c.yaml:2: not YAML: "},
		"open bracket":          {"sources: [\n", "c.yaml:1: not YAML: "},
		"memory":                {"store: {memory: lots}\n", "c.yaml:1: store.memory is not a size"},
		"empty path":            {"store: {path: \"\"}\n", "c.yaml:1: store.path is empty"},
		"empty out":             {"\n\nout: ''\n", "c.yaml:3: out is empty"},
		"no zone":               {"jobs: {a: {reports: [b]}}\n", "c.yaml: timezone is not set; add timezone:"},
		"unknown zone":          {"timezone: America/Chicgo\n", "c.yaml:1: timezone is not an IANA zone"},
		"zone of the machine":   {"timezone: Local\n", "c.yaml:1: timezone is not an IANA zone"},
		"zone of a source":      {"timezone: UTC\nsources: [{name: a, format: mimic-iv, path: a, timezone: EDT}]\n", "c.yaml:2: sources[0].timezone is not an IANA zone"},
		"source without a name": {"timezone: UTC\nsources:\n  - {path: a}\n", "c.yaml:3: sources[0] has no name that it can be called by"},
		"source without a path": {"timezone: UTC\nsources:\n  - {name: a, format: mimic-iv}\n", `c.yaml:3: source "a" has no path`},
		"unknown format":        {"timezone: UTC\nsources:\n  - name: a\n    path: b\n    format: codingcsv\n", `c.yaml:5: source "a" has no known format; did you mean "coding-csv"?`},
		"no format":             {"timezone: UTC\nsources:\n  - {name: a, path: b}\n", `c.yaml:3: source "a" has no known format; known are coding-csv, mimic-iv`},
		"two sources":           {source + "  - {name: coding, format: mimic-iv, path: b}\n", `c.yaml:4: two sources are called "coding"`},
		"unknown source":        {source + "jobs:\n  m:\n    pull:\n      - codign\n", `c.yaml:7: no source is called "codign"; did you mean "coding"?`},
		"no source at all":      {"timezone: UTC\njobs: {m: {pull: [a]}}\n", `c.yaml:2: no source is called "a"; there is none yet`},
		"idle job":              {"timezone: UTC\njobs:\n  m: {}\n", `c.yaml:3: job "m" does nothing`},
		"job in a folder":       {"timezone: UTC\njobs:\n  a/b: {reports: [c]}\n", `c.yaml:3: no job can be called "a/b"`},
		"period":                {"timezone: UTC\njobs:\n  m:\n    period: last week\n", "c.yaml:4: jobs.m.period is not a period"},
		"months":                {"jobs: {m: {period: last 0 months}}\n", "c.yaml:1: jobs.m.period is not from 1 to 1200 months"},
		"dates in disorder":     {"jobs: {m: {period: {from: 2026-02-01, to: 2026-02-01}}}\n", "c.yaml:1: jobs.m.period ends before it begins"},
		"no such date":          {"jobs: {m: {period: {from: 2026-02-30, to: 2026-03-01}}}\n", "c.yaml:1: jobs.m.period has \"2026-02-30\" for from, which is no date"},
		"half a period":         {"jobs: {m: {period: {from: 2026-02-01}}}\n", "c.yaml:1: jobs.m.period has no date to"},
		"key of a period":       {"jobs: {m: {period: {form: 2026-02-01}}}\n", `unknown key "jobs.m.period.form"; did you mean "from"?`},
		"no holiday":            {"audit:\n  holidays: [2026-12-25, Easter]\n", "c.yaml:2: audit.holidays has something that is no date"},
		"no time to respond":    {"audit:\n  respond_days: 0\n", "c.yaml:2: audit.respond_days is below 1"},
		"no causes":             {"audit:\n  root_causes: []\n", "c.yaml:2: audit.root_causes names no cause"},
		"paper":                 {"paper: a3\n", "c.yaml:1: paper is none that there is; write letter or a4"},
		"as-of":                 {"timezone: UTC\njobs:\n  m: {reports: [a], as_of: yesterday}\n", "c.yaml:3: jobs.m.as_of is neither"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse([]byte(c.text), "c.yaml", formats)
			if fault.KindOf(err) != fault.Config || !strings.Contains(fmt.Sprint(err), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			if err != nil && !strings.Contains(err.Error(), "; ") {
				t.Errorf("%q does not say what to do", err)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	for name, c := range map[string]struct{ text, want string }{
		"no file":       {"", "no such file; write one with chartline init"},
		"too large":     {strings.Repeat("#", largest+1), "larger than 256 KiB"},
		"deeply nested": {"out: " + strings.Repeat("[", largest-10), "brackets nest too deep"},
		"a folder":      {"folder", "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			file := path + name
			switch c.text {
			case "":
			case "folder":
				file = dir
			default:
				if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := Load(file, formats)
			if fault.KindOf(err) != fault.Config || !strings.Contains(fmt.Sprint(err), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if err := os.WriteFile(path, Template(), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path, formats)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "data", "chartline.duckdb"); got.Store.Path != want {
		t.Errorf("the store is at %s, want %s", got.Store.Path, want)
	}
	if _, ok := got.Source("coding"); !ok {
		t.Error("no source coding")
	}
	if _, ok := got.Source("codings"); ok {
		t.Error("a source that nobody named")
	}
}

func TestWhere(t *testing.T) {
	c, err := parse([]byte(full), "etc/chartline.yaml", formats)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"jobs.monthly.reports[0]":     "etc/chartline.yaml:18",
		"sources[1].timezone":         "etc/chartline.yaml:8",
		"jobs.all.parameters":         "etc/chartline.yaml:23",
		"sources[0].columns.drg":      "etc/chartline.yaml:4",
		"jobs.monthly.parameters.all": "etc/chartline.yaml",
	} {
		if got := c.Where(key); got != want {
			t.Errorf("%s is at %s, want %s", key, got, want)
		}
	}
	if got := Default().Where("out"); got != "default configuration" {
		t.Errorf("a default is at %q", got)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"sources", "store", "timezone", "out"}
	for name, want := range map[string]string{
		"soruces": "sources", "Source": "sources", "tore": "store", "timezon": "timezone",
		"otu": "out", "oot": "out", "xyz": "", "a": "", "": "",
	} {
		if got, _ := Nearest(name, known); got != want {
			t.Errorf("%q is nearest to %q, want %q", name, got, want)
		}
	}
	// Another number is another name, and no slip of the hand.
	if got, near := Nearest("VAL-99", []string{"VAL-01", "VAL-02", "MCE-15"}); near {
		t.Errorf("VAL-99 is nearest to %q, want none", got)
	}
}

func TestEdits(t *testing.T) {
	// The first two are the textbook examples of the Levenshtein distance.
	for _, c := range []struct {
		a, b string
		want int
	}{{"kitten", "sitting", 3}, {"saturday", "sunday", 3}, {"", "abc", 3}, {"ab", "ba", 1}, {"ę", "e", 1}, {"a", "a", 0}} {
		if got := edits(c.a, c.b); got != c.want {
			t.Errorf("%s to %s takes %d edits, want %d", c.a, c.b, got, c.want)
		}
		if got := edits(c.b, c.a); got != c.want {
			t.Errorf("%s to %s takes %d edits, want %d", c.b, c.a, got, c.want)
		}
	}
}

// FuzzLoad wants a valid configuration or a Config error, whatever the text.
func FuzzLoad(f *testing.F) {
	f.Add(full)
	f.Add(string(Template()))
	for _, s := range []string{"a: &x 1\nb: *x", "? [a]\n: 2", "%YAML 1.2\n---\na: 1", "out: |\n  x", "a: b: c", "jobs: {m: {period: {}}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parse([]byte(text), FileName, formats)
		if err != nil {
			if fault.KindOf(err) != fault.Config {
				t.Fatalf("error %v of kind %d", err, fault.KindOf(err))
			}
			return
		}
		if _, err := c.Location(); err != nil || c.Privacy.MinCell < 1 || c.Out == "" || c.Store.Path == "" {
			t.Errorf("not a valid configuration: %+v, %v", c, err)
		}
		for _, j := range c.Jobs {
			if from, to := j.Period.Resolve(time.Unix(0, 0), time.UTC); !from.Before(to) {
				t.Errorf("period from %s to %s", from, to)
			}
		}
	})
}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
