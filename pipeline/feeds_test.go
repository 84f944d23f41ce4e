package pipeline_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"chartline/pipeline"
	"chartline/pipeline/engine"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
	"chartline/pipeline/store"
)

// realSets are the real records beside the repository, by format, with what readers must
// find of them in the store. The counts were made with other tools than ours, jq, awk and
// Python scripts that read each format's own rules, except those of hl7v2, x12 and
// cms-bcda: there the sources' tests count what each file emits, and what of it stands in
// the store was taken from a first run. They hold the store to that and prove no more.
var realSets = []struct {
	folder, format string
	without        []string // files that must be refused, which a test of the source names
	want           string   // patients encounters diagnoses procedures
	quarantined    string   // table reason column records, by name
	split          splitter // into other files; nil where the format knows no smaller part
}{
	{"fhir/smart-bulk-10-patients", "fhir", nil, "13 1215 555 2056", "", lines("")},
	{"fhir/eob-200", "fhir", nil, "0 167 699 9", "encounter missing_value encounter_id 1", nil},
	{"hl7v2", "hl7v2", nil, "14 11 5 2", "", nil},                  // two admissions are cancelled
	{"omop/synthea27nj", "omop", nil, "28 1791 469 1648", "", nil}, // a procedure is there twice on one day
	{"cms-rif", "cms-rif", nil, "14 96 949 26", "record broken_record  1", lines("header")},
	{"claims-csv", "claims-csv", nil, "94 3274 7985 5", "", lines("header")},
	{"x12/imsweb", "x12", []string{"x12_loop_errors3_missing_loops.txt", "x12_no_isa_line.txt", "x12_segment_errors.txt"}, "5 5 5 0",
		"diagnosis missing_value code 2980\nrecord broken_record  3328\nservice_line wrong_type service_on 1", nil},
	{"fhir/cms-bcda", "fhir", []string{"corrupt_gz_file.ndjson", "single_byte_file.bin"}, "2 35 77 1",
		"diagnosis missing_value code 1\nrecord missing_value  13", nil},
}

// splitter cuts the content of a file into several.
type splitter func(content []byte) [][]byte

// lines deals the lines of a file to three others, the first line to each where it is a
// header.
func lines(header string) splitter {
	return func(content []byte) [][]byte {
		rows := bytes.SplitAfter(content, []byte("\n"))
		parts := make([][]byte, 3)
		if header != "" {
			for i := range parts {
				parts[i] = bytes.Clone(rows[0])
			}
			rows = rows[1:]
		}
		for i, row := range rows {
			parts[i%3] = append(parts[i%3], row...)
		}
		return parts
	}
}

// TestRealSets loads each set as it is, again, in the opposite order and split into other
// files: what readers see is the same, and the ledger balances every time.
func TestRealSets(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	for _, set := range realSets {
		t.Run(set.folder, func(t *testing.T) {
			folder := realFolder(t, set.folder)
			asIs := arrange(t, folder, set.without, nil, false)
			p, got := feed(t, set.format, asIs)
			if got.counts != set.want || got.quarantined != set.quarantined {
				t.Errorf("patients, encounters, diagnoses, procedures: %q, want %q\nquarantined: %q, want %q",
					got.counts, set.want, got.quarantined, set.quarantined)
			}
			if _, err := p.Pull(t.Context(), pipeline.PullRequest{Again: true}); err != nil {
				t.Fatal(err)
			}
			same(&pulled{T: t}, "pulled twice", look(t, p).content, got.content)
			_, reversed := feed(t, set.format, arrange(t, folder, set.without, nil, true))
			same(&pulled{T: t}, "in the opposite order", reversed.content, got.content)
			if set.split != nil {
				_, split := feed(t, set.format, arrange(t, folder, set.without, set.split, true))
				same(&pulled{T: t}, "split", split.content, got.content)
			}
		})
	}
}

// realFolder finds a folder of real records beside the repository, or skips.
func realFolder(t *testing.T, name string) string {
	t.Helper()
	folder := filepath.Join(filepath.Dir(mimicFolder(t)), name)
	if _, err := os.Stat(folder); err != nil {
		t.Skip("../shared/data/" + name + " is absent")
	}
	return folder
}

// arrange lays the files of a folder out under new names, so that they are read in the
// opposite order or in other parts.
func arrange(t *testing.T, folder string, without []string, split splitter, reversed bool) string {
	t.Helper()
	files, err := inbox.Find(source.Spec{Path: folder}, func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	for i, in := range files {
		if contains(without, filepath.Base(in.Path)) || in.Member != "" && in.Path == files[max(i-1, 0)].Path && i > 0 {
			continue // refused, or a member of an archive that lies there already
		}
		content, err := os.ReadFile(in.Path)
		if err != nil {
			t.Fatal(err)
		}
		number := i
		if reversed {
			number = len(files) - i
		}
		parts := [][]byte{content}
		if split != nil && in.Member == "" && len(content) > 0 {
			parts = split(content)
		}
		for k, part := range parts {
			name := filepath.Join(to, fmt.Sprintf("%04d", number), fmt.Sprintf("%d", len(parts)-k), filepath.Base(in.Path))
			if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, part, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return to
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// seen is what readers find in a store.
type seen struct{ counts, quarantined, content string }

// feed pulls a folder into a store of its own.
func feed(t *testing.T, format, folder string) (*pipeline.Program, seen) {
	t.Helper()
	p := program(t, fmt.Sprintf("timezone: America/Chicago\nlimits: {max_reject_share: 1}\nsources: [{name: feed, format: %s, path: %q}]\n", format, folder))
	if _, err := p.Pull(t.Context(), pipeline.PullRequest{}); err != nil {
		t.Fatal(err)
	}
	return p, look(t, p)
}

// look asks the published store, and checks that the ledger of the writer's balances.
func look(t *testing.T, p *pipeline.Program) seen {
	t.Helper()
	s, err := store.Open(t.Context(), p.Config.Store.Path, store.Options{Now: p.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Balance(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := p.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var found seen
	var counts, contents []string
	for _, table := range []string{"patient", "encounter", "diagnosis", "procedure", "drg_assignment", "event", "account_code", "service_line", "code_assignment"} {
		contents = append(contents, text(t, db, fmt.Sprintf(
			"SELECT '%s', count(*), CAST(coalesce(sum(CAST(hash(t) AS HUGEINT)), 0) AS VARCHAR) FROM %s AS t", table, table)))
	}
	for _, table := range []string{"patient", "encounter", "diagnosis", "procedure"} {
		counts = append(counts, text(t, db, "SELECT count(*) FROM "+table))
	}
	found.counts, found.content = strings.Join(counts, " "), strings.Join(contents, "\n")
	rejects := strings.Split(text(t, db, "SELECT table_name, reason, coalesce(column_name, ''), count(*) FROM ledger.quarantine GROUP BY 1, 2, 3"), "\n")
	sort.Strings(rejects)
	found.quarantined = strings.Join(rejects, "\n")
	return found
}

// text is the answer to a question, a row a line.
func text(t *testing.T, db engine.Engine, sql string) string {
	t.Helper()
	r, err := db.Query(context.Background(), sql)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	var rows []string
	for r.Next() {
		rec := r.RecordBatch()
		for i := range int(rec.NumRows()) {
			cells := make([]string, rec.NumCols())
			for j, c := range rec.Columns() {
				cells[j] = strings.Clone(c.ValueStr(i))
			}
			rows = append(rows, strings.Join(cells, " "))
		}
	}
	return strings.Join(rows, "\n")
}
