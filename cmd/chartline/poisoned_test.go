package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/extract/treat"
	"chartline/pipeline/schema"
	"chartline/queries"
	"chartline/reports"

	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// What people write into the wrong column is here the word "zebra" with the name of the
// column, a telephone number and a date of birth: once far from every period, once within it
// and once as an otherwise ordinary inpatient, so that reports measure it. The sample hospital
// is around it.

// poisonConfig gives everything that leaves a place: results, numbers for machines, the log.
const poisonConfig = `timezone: America/Chicago
store: {path: data/chartline.duckdb}
limits: {max_reject_share: 1}
metrics: chartline.prom
sources:
  - {name: sample, format: coding-csv, path: sample-data}
  - {name: poison, format: coding-csv, path: poison}
jobs:
  demo: {pull: [sample, poison], reports: [coding_quality], period: last 24 months, as_of: 2026-10-01T06:00:00Z, schedule: "0 6 1 * *"}
studies:
  heart: {purpose: predict readmission, questions: [frequency/principal, frequency/volumes], period: {from: 2026-01-01, to: 2026-10-01}, agreement: {id: DUA-1, expires: 2027-01-01}}
`

// TestNothingPoisonousLeaves plants poison in every column of every table about somebody, and
// plays the whole program on it: pull, every report in every format, every question, extracts
// in every mode, what is told of the store, schedules and logs, errors and numbers. Every byte
// that left is searched, packed ones unpacked; only what is said to be identified is not.
func TestNothingPoisonousLeaves(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	if testing.Short() {
		t.Skip("plays the whole program")
	}
	atSample(t)
	plant(t)
	if err := os.WriteFile("chartline.yaml", []byte(poisonConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	for _, line := range poisonLines(t) {
		fmt.Fprintf(&said, "%s\n", strings.Join(line, " "))
		runInto(&said, line)
	}
	look := searcher{t: t}
	look.in("what was said", said.Bytes())
	look.tree("out", "safe-harbor.duckdb", "limited.duckdb", "aggregate.duckdb", "chartline.prom", "places.csv")
	look.beside("data")
	look.tell(printed)
	if look.files < 50 || look.bytes < 5<<20 || !look.sawPDF {
		t.Errorf("only %d files with %d bytes were searched, PDF text among them: %v", look.files, look.bytes, look.sawPDF)
	}
}

// printed are the columns of which texts are shown as they come, and why.
var printed = map[string]string{
	"zebraaudit_id":                  "what a person called an audit",
	"zebraaccuracy_weightweight_set": "what the site calls a set of weights",
	"zebrafacilityname":              "the name of a facility is there to be printed",
	"zebracoder_id":                  "pseudonym of a coder, in documents on coders",
	"zebraactor_id":                  "pseudonym of a coder, in documents on coders",
	"zebraauditor_id":                "pseudonym of an auditor, in documents on coders",
	"zebraeducationtopic":            "what coders were taught",
	"zebrafacility_id":               "the key of a facility stands where it has no name",
	"zebraencounterservice_line":     "a word by which accounts are grouped (docs/security.md)",
	"zebraaudit_codecode_system":     "a word by which codes are grouped (docs/security.md)",
	"zebraencounterpatient_type":     "a word by which accounts are grouped (docs/security.md)",
	"zebraencounterpayer_class":      "a word by which accounts are grouped (docs/security.md)",
	"zebracoder_daypatient_type":     "a word by which hours are grouped (docs/security.md)",
	"zebraprovider_queryphase":       "a word by which queries are grouped (docs/security.md)",
	"zebradiagnosiscode_system":      "a word by which codes are grouped (docs/security.md)",
	"zebracode_statementcode_system": "a word by which codes are grouped (docs/security.md)",
	"zebraaudit_findingsubtype":      "a word by which findings are grouped (docs/security.md)",
}

// legal are the modes of an extract.
var legal = []string{"safe-harbor", "limited", "aggregate"}

// ours are the tables that tell how an audit was drawn: the program writes them, and a report
// prints the whole of them as evidence.
var ours = []string{"audit_draw", "audit_stratum"}

// poisonLines are the command lines of the play.
func poisonLines(t *testing.T) (lines [][]string) {
	t.Helper()
	add := func(line ...string) { lines = append(lines, line) }
	add("run", "demo")
	add("pull")
	add("check")
	library, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range library.Names() {
		if name != "coding_quality" { // which the job has made
			add("report", name, "--job", "demo")
		}
	}
	questions, err := query.Load(queries.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range questions.Names() {
		add("query", name, "--from", "2026-01-01", "--to", "2026-10-01", "--as-of", "2026-10-01", "--format", "csv")
	}
	for _, mode := range legal {
		add("extract", "heart", "--mode", mode, "--out", mode+".duckdb")
	}
	add("forecast", "--as-of", "2026-10-01")
	add("quarantine")
	add("quarantine", "show")
	add("quarantine", "export", "--out", "places.csv")
	add("inspect", "poison")
	add("terminology", "validate")
	add("status")
	add("status", "--format", "json")
	add("doctor")
	add("schedule", "list")
	add("schedule", "history")
	add("audit", "plan", "--from", "2026-01-01", "--to", "2026-10-01")
	add("audit", "status")
	add("sql", "-c", "SELECT CAST(encounter_id AS INTEGER) FROM encounter ORDER BY encounter_id DESC")
	add("sql", "-c", "SELECT CAST(sex AS DATE) FROM patient")
	add("log", "show", "--format", "csv")
	add("log", "verify")
	return lines
}

// runInto runs a command line, whatever comes of it, and keeps what it says.
func runInto(said *bytes.Buffer, line []string) {
	now := func() time.Time { return time.Date(2026, 10, 2, 15, 0, 0, 0, time.UTC) }
	code := invocation{args: line, stdin: strings.NewReader(""), stdout: said, stderr: said, now: now}.run()
	fmt.Fprintf(said, "exit code %d\n", code)
}

// variants are the ways in which a record is poisoned.
const (
	ancient  = iota // every date is the date of birth, every number the telephone number
	recent          // every text is poison; dates and numbers are ordinary
	ordinary        // so are the texts by which reports choose and group accounts
	variants
)

// plain are the texts of ordinary accounts.
var plain = map[string]string{
	"patient_type": "IP", "facility_id": "LMC", "service_line": "Surgery", "payer_class": "Medicare", "sex": "F",
	"code_system": "ICD-10-CM", "drg_system": "MS-DRG", "discharge_status": "01", "poa": "Y",
}

// plant writes a file of poison for every table about somebody.
func plant(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll("poison", 0o700); err != nil {
		t.Fatal(err)
	}
	planted := 0
	for _, table := range schema.Tables {
		if treat.Published(table) || slices.Contains(ours, table.Name) {
			continue
		}
		rows := [][]string{make([]string, len(table.Columns))}
		for i, c := range table.Columns {
			rows[0][i] = c.Name
		}
		for variant := range variants {
			for n := range 3 {
				for value := range longestList(table) {
					row := make([]string, len(table.Columns))
					for i, c := range table.Columns {
						row[i] = poisonOf(table, c, variant, 10*variant+n, value)
					}
					rows = append(rows, row)
				}
			}
		}
		planted += len(table.Columns)
		writePoison(t, table.Name, rows)
	}
	if planted < 150 {
		t.Fatalf("poison in %d columns only", planted)
	}
}

func writePoison(t *testing.T, table string, rows [][]string) {
	t.Helper()
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	err := w.WriteAll(rows)
	if err := errors.Join(err, os.WriteFile(filepath.Join("poison", table+".csv"), text.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// longestList is how many values the longest list of a table has: so many rows show them all.
func longestList(table *schema.Table) int {
	longest := 1
	for _, c := range table.Columns {
		longest = max(longest, len(c.Values))
	}
	return longest
}

// poisonOf is what stands in a column. Identifiers are the same in every table, so that the
// records belong together.
func poisonOf(table *schema.Table, c schema.Column, variant, n, value int) string {
	day := fmt.Sprintf("2026-08-%02d", 3+n%10)
	if (strings.HasPrefix(table.Name, "audit_") || table.Name == "rebuttal") && variant == ancient {
		variant = recent // on which days auditors worked is said of each audit, and how long a finding waited
	}
	switch {
	case len(c.Values) > 0:
		return c.Values[(value+n)%len(c.Values)] // of records with several rows the last stands: not of each the same
	case c.Kind == schema.Text && variant == ordinary && plain[c.Name] != "":
		return plain[c.Name]
	case c.Kind == schema.Text && strings.HasSuffix(c.Name, "_id") && c.Name != table.Name+"_id":
		return fmt.Sprintf("ZEBRA%s%d", c.Name, n)
	case c.Kind == schema.Text && (c.Name == "encounter_id" || c.Name == "patient_id" || c.Name == "facility_id" || c.Name == "coder_id" || c.Name == "audit_case_id"):
		return fmt.Sprintf("ZEBRA%s%d", c.Name, n)
	case c.Kind == schema.Text:
		return fmt.Sprintf("ZEBRA%s%s%dv%d", table.Name, c.Name, n, value)
	case c.Kind == schema.Boolean:
		return "false"
	case c.Kind == schema.Date && variant == ancient:
		return "1931-02-03"
	case c.Kind == schema.Date:
		return day
	case c.Kind == schema.Instant && variant == ancient:
		return "1931-02-03T04:05:06Z"
	case c.Kind == schema.Instant:
		return day + "T15:00:00Z"
	case variant == ancient && !c.Key:
		return "4155550137"
	}
	return strconv.Itoa(1 + value)
}

// isIdentified are what is said to name people: not searched.
func isIdentified(path string) bool { return strings.Contains(path, "identified") }

// tree searches files and folders, and their names.
func (s *searcher) tree(roots ...string) {
	s.t.Helper()
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) || err == nil && (d.IsDir() || isIdentified(path)) {
				return nil
			}
			content, err := os.ReadFile(path)
			s.files++
			s.in("the name of a file", []byte(path))
			s.in(path, content)
			return err
		})
		if err != nil {
			s.t.Error(err)
		}
	}
}

// beside searches what lies beside the store and is none of its databases: logs and histories.
func (s *searcher) beside(folder string) {
	s.t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || slices.Contains([]string{".duckdb", ".wal"}, filepath.Ext(path)) {
			return err
		}
		s.tree(path)
		return nil
	})
	if err != nil {
		s.t.Error(err)
	}
}
