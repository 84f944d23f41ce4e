//go:build linux && duckdb_arrow

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/queries"
	"chartline/reports"
)

// extractConfig is that of somebody who was given an extract: what they make of it goes into a
// folder of its own.
const extractConfig = `timezone: America/Chicago
store: {path: ../%[1]s.duckdb}
out: out
jobs:
  demo: {reports: [coding_quality], period: last 24 months, as_of: 2026-10-01T06:00:00Z}
studies:
  again: {purpose: counts of an extract, questions: [frequency/principal]}
`

// TestNothingPoisonousLeavesAnExtract extracts the poisoned records in each mode and plays the
// program on what was made, as those do who were given it: every table by SQL, questions,
// reports, an extract of the extract, and the server for tools and browsers. Every byte that
// left is searched. Nothing of a record may stand in it, pseudonyms of staff included.
func TestNothingPoisonousLeavesAnExtract(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the whole program")
	}
	atSample(t)
	plant(t)
	if err := os.WriteFile("chartline.yaml", []byte(poisonConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, 0, "pull", "-q")
	for _, mode := range legal {
		mustRun(t, 0, "extract", "heart", "--mode", mode, "--out", mode+".duckdb", "-q")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "chartline") // under this name the test binary is the program
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	for _, mode := range legal {
		t.Run(mode, func(t *testing.T) { playExtract(t, mode, program) })
	}
}

// playExtract works with the extract of a mode in a folder of its own, and searches what comes
// of it.
func playExtract(t *testing.T, mode, program string) {
	s := &servedSite{dir: mode, program: program, ended: make(chan error, 1)}
	for name, text := range map[string]string{
		"chartline.yaml": fmt.Sprintf(extractConfig, mode),
		"served.yaml":    strings.Replace(servedConfig, "study.duckdb", "../"+mode+".duckdb", 1),
	} {
		if err := os.MkdirAll(mode, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(mode, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	look := searcher{t: t}
	answered := 0
	for _, line := range linesOnExtract(t, s, mode) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		cmd := exec.CommandContext(ctx, program, line...)
		cmd.Dir, cmd.WaitDelay = mode, time.Second
		said, err := cmd.CombinedOutput()
		if ctx.Err() != nil {
			t.Fatalf("%v did not come to its end", line)
		}
		stop()
		look.in(strings.Join(line, " "), said)
		switch {
		case err == nil:
			answered++
		case line[len(line)-1] == "tables.sql":
			t.Errorf("the tables: %s", said)
		}
	}
	s.token = strings.TrimSpace(s.do(t, "--config", "served.yaml", "serve", "token", "add", "R. Roe", "--days", "90"))
	s.start(t)
	served := s.everything(t)
	look.in("what was served", []byte(served))
	look.tree(mode, mode+".duckdb", mode+".access.log", mode+".tokens.json")
	look.tell(nil)
	if least := map[string]int{"safe-harbor": 2, "limited": 15, "aggregate": 2}[mode]; answered < least || len(served) < 2000 {
		t.Errorf("only %d commands were answered, and %d bytes served", answered, len(served))
	}
}

// linesOnExtract are the command lines of somebody with an extract. Questions and reports are
// answered on a limited data set, which has the form of a store; elsewhere their errors are
// searched.
func linesOnExtract(t *testing.T, s *servedSite, mode string) (lines [][]string) {
	t.Helper()
	add := func(line ...string) { lines = append(lines, line) }
	listed := s.do(t, "sql", "--format", "csv", "-c", "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables ORDER BY 1")
	var script strings.Builder
	for table := range strings.FieldsSeq(listed) {
		if strings.Contains(table, ".") {
			script.WriteString("FROM " + table + ";\n")
		}
	}
	if err := os.WriteFile(filepath.Join(mode, "tables.sql"), []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	add("sql", "--format", "csv", "tables.sql")
	questions, err := query.Load(queries.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	some := 3 // one of three: each is played on the store itself
	if mode != "limited" {
		some = 30 // for the form of their errors
	}
	for i, name := range questions.Names() {
		if i%some > 0 {
			continue
		}
		add("query", name, "--from", "2025-01-01", "--to", "2027-10-01", "--as-of", "2026-10-01", "--format", "csv")
	}
	library, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range library.Names() {
		if i%(2*some) > 0 {
			continue
		}
		add("report", name, "--job", "demo")
	}
	add("extract", "again", "--mode", "aggregate", "--out", "again.duckdb")
	add("sql", "-c", "SELECT error(name) FROM about.stamp")
	add("status")
	add("log", "show", "--format", "csv")
	return lines
}
