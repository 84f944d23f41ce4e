package pipeline_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"chartline/pipeline"
	"chartline/pipeline/engine"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/store"
)

// realSet is a set of real records beside the repository, with what readers must find of
// it in the store.
type realSet struct {
	folder, format string
	refused        []string // files of which nothing is loaded
	want           string   // patients encounters diagnoses procedures
	quarantined    string   // table reason column records, by name
	forms          []form   // in which the records come apart
}

// realSets hold the counts of each set. All were made apart, with jq, awk and scripts in
// Python that read each format by its own rules and share nothing with Chartline.
var realSets = []realSet{
	{"fhir/smart-bulk-10-patients", "fhir", nil, "13 1215 555 2056", "", []form{resourceForm}},
	{"fhir/eob-200", "fhir", nil, "0 167 699 9", "encounter missing_value encounter_id 1", []form{resourceForm}},

	// Every resource and every entry of a Bundle, with json and gzip of Python. 35 claims
	// have an identifier of their own: 33 of a Bundle, of which another file repeats 10, a
	// Claim, and one in the two files of the gzip test. They have 77 diagnoses, each with
	// another code of its claim, one more without a code, and a procedure; 13 entries have
	// no resource. One patient is a resource, the other is contained in a claim.
	{"fhir/cms-bcda", "fhir", []string{"corrupt_gz_file.ndjson"}, "2 35 77 1",
		"diagnosis missing_value code 1\nrecord missing_value  13", []form{resourceForm}},

	// The last message of each account, of all 175 by their own delimiters: by MSH-7, and
	// of one time the one that cancels. 14 patients are named (of PID-3 the identifier of
	// type MR, else the first, else PID-2) and 11 accounts (PV1-19, else PID-18) in a PV1
	// of ADT, or of BAR or DFT with a date. One account is admitted, coded, cancelled, and
	// admitted again 16 years later: of its diagnoses the one of that message counts, of
	// its procedures none. Two more accounts have a diagnosis, and two a procedure.
	{"hl7v2", "hl7v2", nil, "14 11 3 2", "", []form{messageForm}},

	{"omop/synthea27nj", "omop", nil, "28 1791 469 1648", "", []form{lineForm}}, // a procedure is there twice on one day
	{"cms-rif", "cms-rif", nil, "14 96 949 26", "record broken_record  1", []form{lineForm}},
	{"claims-csv", "claims-csv", nil, "94 3274 7985 5", "", []form{lineForm}},

	// The 1,493 claims of the files that are whole, segment by segment. CLM01 has 5 values
	// and the patients (REF*EA, else NM109 of the patient, else of the subscriber with
	// birth, sex and name) 5. Of the bills of an account made last, by BHT04 and BHT05,
	// each has one diagnosis that is whole and no procedure, whichever of them stands. Of
	// the composites 2,980 are a qualifier without a code and 2,980 a code without a
	// qualifier; 346 trailers count wrongly, 6 of them of transactions that hold no claims;
	// two segments have a name of one that is none; one line has a date of format RD9.
	{"x12/imsweb", "x12", []string{"x12_loop_errors3_missing_loops.txt", "x12_no_isa_line.txt", "x12_segment_errors.txt"}, "5 5 5 0",
		imswebRejects(2980 + 346 + 2), []form{transactionForm, claimForm}},
}

// imswebRejects are what is left out of the claims, of which n could not be taken apart.
func imswebRejects(n int) string {
	return fmt.Sprintf("diagnosis missing_value code 2980\nrecord broken_record  %d\nservice_line wrong_type service_on 1", n)
}

// TestRealSets loads each set as it is, again, file by file in another order, and with
// its records shuffled and dealt to other files: what readers see and the rejects by
// reason are the same, and the ledger balances every time.
func TestRealSets(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	for _, set := range realSets {
		t.Run(set.folder, func(t *testing.T) {
			files := filesOf(t, set)
			known := set.asItIs(t, files)
			for i, f := range append([]form{wholeForm, wholeForm}, append(set.forms, set.forms...)...) {
				t.Run(fmt.Sprintf("%s shuffled by %d", f.name, i), func(t *testing.T) { set.dealt(t, files, f, uint64(i), known) })
			}
		})
	}
}

// asItIs loads the set, and again, and compares it with what was counted apart.
func (set realSet) asItIs(t *testing.T, files []realFile) seen {
	t.Helper()
	p, got := feed(t, set.format, links(t, files))
	if got.counts != set.want || got.quarantined != set.quarantined {
		t.Errorf("patients, encounters, diagnoses, procedures: %q, want %q\nquarantined: %q, want %q",
			got.counts, set.want, got.quarantined, set.quarantined)
	}
	if _, err := p.Pull(t.Context(), pipeline.PullRequest{Again: true}); err != nil {
		t.Fatal(err)
	}
	same(&pulled{T: t}, "pulled twice", look(t, p), got)
	return got
}

// dealt loads the set in another form.
func (set realSet) dealt(t *testing.T, files []realFile, f form, seed uint64, known seen) {
	t.Helper()
	if f.quarantined != "" {
		known.quarantined = f.quarantined
	}
	_, got := feed(t, set.format, deal(t, files, f, seed))
	same(&pulled{T: t}, "dealt to other files", got, known)
}

// TestRealFilesRefused loads nothing of a file that is broken.
func TestRealFilesRefused(t *testing.T) {
	for _, set := range realSets {
		for _, in := range inputsOf(t, set) {
			name := filepath.Base(in.Path)
			if !slices.Contains(set.refused, name) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				p := program(t, settings(set.format, in.Path))
				if _, err := p.Pull(t.Context(), pipeline.PullRequest{}); fault.KindOf(err) != fault.Input {
					t.Errorf("error %v, want one of the input", err)
				}
			})
		}
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

// seen is what readers find in a store.
type seen struct{ counts, quarantined, content string }

// feed pulls a folder into a store of its own.
func feed(t *testing.T, format, folder string) (*pipeline.Program, seen) {
	t.Helper()
	p := program(t, settings(format, folder))
	if _, err := p.Pull(t.Context(), pipeline.PullRequest{}); err != nil {
		t.Fatal(err)
	}
	return p, look(t, p)
}

// settings are those of one source, any part of which may be rejected.
func settings(format, path string) string {
	return fmt.Sprintf("timezone: America/Chicago\nlimits: {max_reject_share: 1}\nsources: [{name: feed, format: %s, path: %q}]\n", format, path)
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
	for _, table := range schema.Tables {
		contents = append(contents, text(t, db, fmt.Sprintf(
			"SELECT '%s', count(*), CAST(coalesce(sum(CAST(hash(t) AS HUGEINT)), 0) AS VARCHAR) FROM %s AS t", table.Name, table.Name)))
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
