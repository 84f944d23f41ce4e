//go:build duckdb_arrow

package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/codingcsv"
	"chartline/pipeline/store/ledger"
	"chartline/pipeline/store/load"
)

// pulls are files of patients that are pulled one after another, with the tally of each
// at the time (read, loaded, duplicate, superseded, quarantined), the sum of all
// tallies in the end, and what the table then holds.
var pulls = []struct {
	name    string
	files   []string
	tallies []string
	sum     string
	holds   string
}{
	{"a header only", []string{""}, []string{"0 0 0 0 0"}, "0 0 0 0 0", ""},
	{"two records", []string{"P1,F,1\nP2,M,2"}, []string{"2 2 0 0 0"}, "2 2 0 0 0", "P1 F 1, P2 M 2"},
	{"a record twice", []string{"P1,F,1\nP1,F,1"}, []string{"2 1 1 0 0"}, "2 1 1 0 0", "P1 F 1"},
	{"a record three times among others", []string{"P1,F,1\nP2,M,2\nP1,F,1\nP3,F,3\nP1,F,1"}, []string{"5 3 2 0 0"}, "5 3 2 0 0", "P1 F 1, P2 M 2, P3 F 3"},
	{"twice but for padding", []string{"P1,F,1\n P1 , F,1 "}, []string{"2 1 1 0 0"}, "2 1 1 0 0", "P1 F 1"},
	{"twice with nothing in it", []string{"P1,,\nP1,,\"\""}, []string{"2 1 1 0 0"}, "2 1 1 0 0", "P1 - -"},
	{"another version in the file", []string{"P1,F,1\nP1,F,2"}, []string{"2 1 0 1 0"}, "2 1 0 1 0", "P1 F 2"},
	{"a value added", []string{"P1,F,\nP1,F,2"}, []string{"2 1 0 1 0"}, "2 1 0 1 0", "P1 F 2"},
	{"a value taken away", []string{"P1,F,2\nP1,F,"}, []string{"2 1 0 1 0"}, "2 1 0 1 0", "P1 F -"},
	{"there and back again", []string{"P1,F,1\nP1,F,2\nP1,F,1"}, []string{"3 1 0 2 0"}, "3 1 0 2 0", "P1 F 1"},
	{"a version and its repeat", []string{"P1,F,1\nP1,F,2\nP1,F,2"}, []string{"3 1 1 1 0"}, "3 1 1 1 0", "P1 F 2"},
	{"keys differ by case", []string{"P1,F,1\np1,F,1"}, []string{"2 2 0 0 0"}, "2 2 0 0 0", "P1 F 1, p1 F 1"},
	{"the same file again", []string{"P1,F,1\nP2,M,2", "P1,F,1\nP2,M,2"}, []string{"2 2 0 0 0", "2 0 2 0 0"}, "4 2 2 0 0", "P1 F 1, P2 M 2"},
	{"the same file, a third time and with repeats", []string{"P1,F,1\nP1,F,1", "P1,F,1\nP1,F,1", "P1,F,1"},
		[]string{"2 1 1 0 0", "2 0 2 0 0", "1 0 1 0 0"}, "5 1 4 0 0", "P1 F 1"},
	{"a file resent with a change", []string{"P1,F,1\nP2,M,2", "P1,F,1\nP2,M,3"}, []string{"2 2 0 0 0", "2 1 1 0 0"}, "4 2 1 1 0", "P1 F 1, P2 M 3"},
	{"changed and changed back", []string{"P1,F,1", "P1,F,2", "P1,F,1"}, []string{"1 1 0 0 0", "1 1 0 0 0", "1 1 0 0 0"}, "3 1 0 2 0", "P1 F 1"},
	{"changed twice within the second file", []string{"P1,F,1", "P1,F,2\nP1,F,3"}, []string{"1 1 0 0 0", "2 1 0 1 0"}, "3 1 0 2 0", "P1 F 3"},
	{"changed and back within the second file", []string{"P1,F,1", "P1,F,2\nP1,F,1"}, []string{"1 1 0 0 0", "2 1 0 1 0"}, "3 1 0 2 0", "P1 F 1"},
	{"repeated and then changed", []string{"P1,F,1", "P1,F,1\nP1,F,2"}, []string{"1 1 0 0 0", "2 1 1 0 0"}, "3 1 1 1 0", "P1 F 2"},
	{"a broken record", []string{"P1,F,1\nP2\nP3,M,3"}, []string{"3 2 0 0 1"}, "3 2 0 0 1", "P1 F 1, P3 M 3"},
	{"a record without a key", []string{"P1,F,1\n,F,1\n,F,1"}, []string{"3 1 0 0 2"}, "3 1 0 0 2", "P1 F 1"},
	{"a faulty version supersedes nothing", []string{"P1,F,1", "P1,F,1,4"}, []string{"1 1 0 0 0", "1 0 0 0 1"}, "2 1 0 0 1", "P1 F 1"},
	{"only bad records", []string{"P1\nP2,F,1,2\n,,"}, []string{"3 0 0 0 3"}, "3 0 0 0 3", ""},
	{"of everything", []string{"P1,F,1\nP2,M,2", "P1,F,1\nP2,M,9\nP3,F,3\nP3,F,3\nP4\n,F,5"},
		[]string{"2 2 0 0 0", "6 2 2 0 2"}, "8 3 2 1 2", "P1 F 1, P2 M 9, P3 F 3"},
}

// ING-03 and ING-04: whatever is pulled, in whatever order and how often, read is loaded + duplicate +
// superseded + quarantined of each input, and a key has one row.
func TestLedger(t *testing.T) {
	for _, c := range pulls {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			for i, content := range c.files {
				got := counts(mustPull(t, s, "patient.csv", "patient_id,sex,postal_code\n"+content+"\n"))
				if got != c.tallies[i] {
					t.Errorf("file %d: %s, want %s", i+1, got, c.tallies[i])
				}
			}
			expect(t, s, `SELECT concat_ws(' ', sum(rows_read), sum(rows_loaded), sum(rows_duplicate), sum(rows_superseded), sum(rows_quarantined))
				FROM ledger.tally`, c.sum)
			expect(t, s, `SELECT coalesce(string_agg(concat_ws(' ', patient_id, coalesce(sex, '-'), coalesce(postal_code, '-')), ', ' ORDER BY patient_id), '')
				FROM patient`, c.holds)
			if err := s.Balance(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestEarlierTallyIsRestated follows one record from input to input.
func TestEarlierTallyIsRestated(t *testing.T) {
	s := openStore(t)
	const tally = "SELECT input_id, rows_loaded, rows_superseded FROM ledger.tally ORDER BY 1"
	mustPull(t, s, "patient.csv", "patient_id,sex\nP1,F\nP2,F\n")
	expect(t, s, tally, "1|2|0")
	mustPull(t, s, "patient.csv", "patient_id,sex\nP1,M\n")
	expect(t, s, tally, "1|1|1", "2|1|0")
	mustPull(t, s, "patient.csv", "patient_id,sex\nP1,M\nP2,M\n")
	expect(t, s, tally, "1|0|2", "2|1|0", "3|1|0")
}

// TestRecordNumbers has every way of being left out before and between faulty records.
func TestRecordNumbers(t *testing.T) {
	records := strings.Join([]string{
		"P1,F,2000-01-01",             // 1
		"P2",                          // 2 too few
		"",                            // blank: no record
		"P3,F,2000-02-30",             // 3 no date
		"\"P\n4\",\"F\n\",1999-01-01", // 4 with line breaks within
		",F,2000-01-01",               // 5 no key
		"",                            // blank
		"",                            // blank
		"P6,F,2000-01-01,x",           // 6 too many
		"P7,\xe9,2000-01-01",          // 7 not UTF-8
		"P8,F,1700-01-01",             // 8 impossible
		"P9,\"F\"x,2000-01-01",        // 9 text after a quote
		"P10,F,2000-01-01",            // 10
		"P11,F,x",                     // 11 no date
	}, "\n") + "\n\n"
	for _, end := range []string{"\n", "\r\n"} {
		s := openStore(t)
		tally := mustPull(t, s, "patient.csv", strings.ReplaceAll("patient_id,sex,birth_on\n"+records, "\n", end))
		if counts(tally) != "11 3 0 0 8" {
			t.Errorf("tally %s", counts(tally))
		}
		expect(t, s, "SELECT record_no, reason, column_name FROM ledger.quarantine ORDER BY 1",
			"2|broken_record|-", "3|wrong_type|birth_on", "5|missing_value|patient_id", "6|broken_record|-",
			"7|bad_encoding|-", "8|impossible|birth_on", "9|broken_record|-", "11|wrong_type|birth_on")
		expect(t, s, "SELECT raw_record FROM ledger.quarantine WHERE record_no IN (2, 3, 6) ORDER BY record_no",
			"P2", `{"patient_id":"P3","sex":"F","birth_on":"2000-02-30"}`, "P6,F,2000-01-01,x")
		want := "wrong_type birth_on 2, broken_record 3, bad_encoding 1, impossible birth_on 1, missing_value patient_id 1"
		got := tally.ReasonWords()
		if len(got) != 5 || got[0] != "broken_record 3" || got[1] != "wrong_type birth_on 2" {
			t.Errorf("reasons %q, want %s by number", got, want)
		}
	}
}

// TestManyRecordNumbers has faulty and broken records, blank lines and line ends within
// quotes all over a file of 80 MB, which DuckDB reads in parallel pieces.
func TestManyRecordNumbers(t *testing.T) {
	var b strings.Builder
	b.WriteString("patient_id,sex,birth_on,padding\n")
	padding := strings.Repeat("padding ", 15)
	var want int64
	for i := 1; i <= 600_000; i++ {
		switch {
		case i%10_007 == 0:
			fmt.Fprintf(&b, "P%d\n", i)
		case i%7_001 == 0:
			fmt.Fprintf(&b, "P%d,\"F\n\n\",nonsense,%s\n", i, padding)
		case i%501 == 0:
			fmt.Fprintf(&b, "\nP%d,\"F\n\",2000-01-01,%s\n", i, padding)
			continue
		default:
			fmt.Fprintf(&b, "P%d,F,2000-01-01,%s\n", i, padding)
			continue
		}
		want++
	}
	s := openStore(t)
	tally := mustPull(t, s, "patient.csv", b.String())
	if tally.Quarantined != want || tally.Read != 600_000 {
		t.Errorf("%d of %d quarantined, want %d of 600000", tally.Quarantined, tally.Read, want)
	}
	expect(t, s, `SELECT count(*), count(*) FILTER (WHERE 'P' || record_no <> coalesce(raw_record ->> 'patient_id', '')) FROM ledger.quarantine
		WHERE reason = 'wrong_type'`, "85|0")
	expect(t, s, `SELECT count(*), count(*) FILTER (WHERE 'P' || record_no <> raw_record) FROM ledger.quarantine
		WHERE reason = 'broken_record'`, "59|0")
}

// TestTwoFilesOfATable hands over two files of a table in one input: their records are
// numbered on.
func TestTwoFilesOfATable(t *testing.T) {
	s := openStore(t)
	l := begin(t, s)
	for _, content := range []string{"P1,F\nP2\n,F\n", "P4\nP5,F\n,F\n"} {
		err := l.File(schema.Must("patient"), source.File{
			Path: write(t, "x.csv", "patient_id,sex\n"+content), Delimiter: ',', Header: []string{"patient_id", "sex"}, Records: 3,
			Columns: map[string]string{"patient_id": "patient_id", "sex": "sex"},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	commit(t, l)
	expect(t, s, "SELECT patient_id FROM patient ORDER BY 1", "P1", "P5")
	expect(t, s, "SELECT record_no, reason FROM ledger.quarantine ORDER BY 1", "2|broken_record", "3|missing_value", "4|broken_record", "6|missing_value")
}

// ING-02: some faulty records are quarantined and the rest of their input loads; more than the limit
// refuse the input, and nothing of it stays.
func TestRefusedInputLeavesNothing(t *testing.T) {
	for _, c := range []struct {
		name    string
		good    int
		bad     int
		limit   float64
		refused bool
	}{
		{"none bad", 10, 0, 0, false},
		{"share at the limit", 98, 2, 0.02, false},
		{"share above the limit", 97, 3, 0.02, true},
		{"one of twenty", 19, 1, 0.01, false},
		{"two of twenty", 18, 2, 0.01, true},
		{"one of two", 1, 1, 0.01, false},
		{"the only one", 0, 1, 0.01, true},
		{"all", 0, 3, 0.5, true},
		{"all, and all may be", 0, 3, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			mustPull(t, s, "patient.csv", "patient_id,birth_on\nP1,2000-01-01\n")
			content := "patient_id,birth_on\n"
			for i := range c.good {
				content += fmt.Sprintf("P%d,1999-01-01\n", i+1)
			}
			content += strings.Repeat("SECRET,yesterday\n", c.bad)
			_, err := pullWithin(s, source.Spec{Path: write(t, "patient.csv", content)}, c.limit)
			if !c.refused {
				if err != nil {
					t.Fatal(err)
				}
				expect(t, s, "SELECT count(*) FROM ledger.input", "2")
				return
			}
			wantFault(t, err, fault.Policy, "patient: ", fmt.Sprintf("%d of %d records", c.bad, c.good+c.bad), fmt.Sprintf("wrong_type birth_on %d", c.bad))
			if strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "yesterday") {
				t.Errorf("%q shows a value", err)
			}
			expect(t, s, "SELECT birth_on FROM patient", "2000-01-01T00:00:00Z")
			expect(t, s, "SELECT count(*) FROM ledger.quarantine", "0")
			expect(t, s, "SELECT input_id, rows_loaded FROM ledger.tally", "1|1")
			if _, err := pullWithin(s, source.Spec{Path: write(t, "patient.csv", "patient_id\nP2\n")}, 0); err != nil {
				t.Errorf("after a refusal: %v", err)
			}
		})
	}
}

// ING-01 and ING-04: an input is known by the digest of its content, once it is loaded; one that was
// refused is not, and is tried again.
func TestSeenAndRefused(t *testing.T) {
	ctx := context.Background()
	s := openStore(t)
	load := func(in ledger.Input) {
		t.Helper()
		l, err := s.Begin(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Commit(0); err != nil {
			t.Fatal(err)
		}
	}
	wantSeen := func(source, sha string, want bool) {
		t.Helper()
		known, err := s.Known(ctx, source)
		at, ok := known.Loaded(sha)
		if err != nil || ok != want || ok && !at.Equal(noon()) {
			t.Errorf("Loaded(%s, %s) = %v %v %v, want %v", source, sha, at, ok, err, want)
		}
	}
	wantSeen("coding", "aa", false)
	load(ledger.Input{RunID: 1, Source: "coding", SHA256: "aa"})
	wantSeen("coding", "aa", true)
	wantSeen("coding", "bb", false)
	wantSeen("charges", "aa", false) // another source may map the same file to another table
	if err := s.Refuse(ctx, ledger.Input{RunID: 1, Source: "coding", SHA256: "bb", File: "b.csv"}); err != nil {
		t.Fatal(err)
	}
	wantSeen("coding", "bb", false)
	expect(t, s, "SELECT input_id, sha256, file_name, status FROM ledger.input ORDER BY 1", "1|aa||loaded", "2|bb|b.csv|refused")
}

func TestRuns(t *testing.T) {
	ctx := context.Background()
	s := openStore(t)
	for want := int64(1); want <= 3; want++ {
		id, err := s.StartRun(ctx)
		if err != nil || id != want {
			t.Fatalf("run %d %v, want %d", id, err, want)
		}
	}
	if err := s.EndRun(ctx, 2, "done"); err != nil {
		t.Fatal(err)
	}
	path := s.w.Path()
	shut(t, s)
	// Runs that did not end were those of a process that is gone.
	s = openAt(t, path)
	expect(t, s, "SELECT run_id, program_version, status, finished_at IS NULL FROM ledger.run ORDER BY 1",
		"1|test|interrupted|true", "2|test|done|false", "3|test|interrupted|true")
}

// TestAfterEveryFailure loads a file with broken records after one was refused, rolled
// back or could not be read, in the same session.
func TestAfterEveryFailure(t *testing.T) {
	const broken = "patient_id,birth_on\nP1\nP2,2000-01-01\nP3,x\nP4\n"
	for _, c := range []struct {
		name string
		fail func(t *testing.T, s *Store) error
	}{
		{"refused", func(t *testing.T, s *Store) error {
			_, err := pullWithin(s, source.Spec{Path: write(t, "patient.csv", broken)}, 0.1)
			return err
		}},
		{"not to be told apart", func(t *testing.T, s *Store) error {
			_, err := pull(s, source.Spec{Path: write(t, "patient.csv", "patient_id,birth_on\n\"\n\" \"é;\n\nx\"y\"\t\"")})
			return err
		}},
		{"interrupted while it settled", func(t *testing.T, s *Store) error {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			l, err := s.Begin(ctx, ledger.Input{})
			if err != nil {
				return err
			}
			in := source.Input{Path: write(t, "patient.csv", broken)}
			if err := (codingcsv.Source{}).Read(ctx, in, l); err != nil {
				return err
			}
			if err := l.Land(); err != nil {
				return err
			}
			cancel()
			_, err = l.Commit(1)
			return err
		}},
		{"interrupted before it was read", func(t *testing.T, s *Store) error {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			l, err := s.Begin(ctx, ledger.Input{})
			if err != nil {
				return err
			}
			defer l.Rollback()
			cancel()
			return codingcsv.Source{}.Read(ctx, source.Input{Path: write(t, "patient.csv", broken)}, l)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			for range 2 {
				if err := c.fail(t, s); err == nil {
					t.Error("it did not fail")
				}
				if err := s.Balance(context.Background()); err != nil {
					t.Error(err)
				}
			}
			expect(t, s, "SELECT count(*) FROM ledger.input", "0")
			expect(t, s, "SELECT count(*) FROM duckdb_tables() WHERE temporary", "0")
			if got := counts(mustPull(t, s, "patient.csv", broken)); got != "4 1 0 0 3" {
				t.Errorf("tally %s", got)
			}
			expect(t, s, "SELECT record_no FROM ledger.quarantine ORDER BY 1", "1", "3", "4")
		})
	}
}

// land lands an input and then does no more, as if its process were killed.
func land(t *testing.T, s *Store, content string) {
	t.Helper()
	ctx := context.Background()
	l, err := s.Begin(ctx, ledger.Input{SHA256: "aa"})
	if err != nil {
		t.Fatal(err)
	}
	in := source.Input{Path: write(t, "patient.csv", content)}
	if err := (codingcsv.Source{}).Read(ctx, in, l); err != nil {
		t.Fatal(err)
	}
	if err := l.Land(); err != nil {
		t.Fatal(err)
	}
	s.w.Rollback(ctx)
}

// image is the store as it would be found after a power cut: its file and its log as
// they are now.
func image(t *testing.T, s *Store) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "image.duckdb")
	for _, part := range []string{"", ".wal"} {
		content, err := os.ReadFile(s.w.Path() + part)
		if err == nil {
			err = os.WriteFile(path+part, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// TestKilledWhileItLanded opens a store whose writer was killed between the landing of
// an input and its settling, and publishes one whose writer could not forget it.
func TestKilledWhileItLanded(t *testing.T) {
	const content = "patient_id,sex\nP1,M\nP9,F\nP8\n"
	s := openStore(t)
	mustPull(t, s, "patient.csv", "patient_id,sex\nP1,F\n")
	land(t, s, content)
	expect(t, s, "SELECT count(*) FROM history.patient", "3")
	killed := openAt(t, image(t, s))
	for _, s := range []*Store{killed, s} {
		sees(t, reader(t, publish(t, s, 1)), "P1")
		expect(t, s, "SELECT patient_id, sex FROM history.patient", "P1|F")
		expect(t, s, "SELECT input_id, status FROM ledger.input", "1|loaded")
	}
}

// TestStatisticsAfterAKill asks for values that only rows had which were landed, came
// back from the log and were forgotten.
func TestStatisticsAfterAKill(t *testing.T) {
	people := func(n int, sex, birth string) string {
		var b strings.Builder
		b.WriteString("patient_id,sex,birth_on\n")
		for i := range n {
			fmt.Fprintf(&b, "%s%d,%s,%s\n", sex, i, sex, birth)
		}
		return b.String()
	}
	for _, n := range []int{100, 130_000} { // within a row group, and beyond it
		s := openStore(t)
		mustPull(t, s, "patient.csv", people(n, "P", "2000-01-01"))
		publish(t, s, 1)
		land(t, s, people(n, "A", "1900-01-01"))
		killed := openAt(t, image(t, s))
		for run := range int64(2) {
			db := reader(t, publish(t, killed, run+2))
			for _, condition := range []string{"sex = 'A'", "patient_id = 'A5'", "birth_on < DATE '1950-01-01'"} {
				var oldest sql.NullTime
				if err := db.QueryRow("SELECT max(birth_on) FROM patient WHERE " + condition).Scan(&oldest); err != nil || oldest.Valid {
					t.Errorf("%d rows, WHERE %s: %v, error %.60v", n, condition, oldest, err)
				}
			}
			mustPull(t, killed, "patient.csv", "patient_id,sex\nP1,F\n")
		}
		if err := load.Forget(context.Background(), s.w); err != nil {
			t.Error(err)
		}
	}
}

// TestBalanceSees damages the ledger and the tables in every way that Balance is for.
func TestBalanceSees(t *testing.T) {
	for _, c := range []struct{ name, damage string }{
		{"a tally that does not add up", "UPDATE ledger.tally SET rows_read = rows_read + 1"},
		{"a tally without its input", "DELETE FROM ledger.input"},
		{"a tally of a refused input", "UPDATE ledger.input SET status = 'refused'"},
		{"a lost row", "DELETE FROM history.patient WHERE patient_id = 'P1'"},
		{"a row too many", "INSERT INTO history.patient (patient_id, _input_id) VALUES ('P9', 1)"},
		{"rows of a table without a tally", "INSERT INTO history.coder (coder_id, _input_id) VALUES ('K1', 1)"},
		{"a row of another input", "UPDATE history.patient SET _input_id = 7 WHERE patient_id = 'P1'"},
		{"a lost tally", "DELETE FROM ledger.tally"},
		{"a lost quarantined record", "DELETE FROM ledger.quarantine"},
		{"a quarantined record too many", "INSERT INTO ledger.quarantine VALUES (1, 'coder', 1, 'x', NULL, NULL)"},
		{"a fault that was loaded", "UPDATE history.patient SET _fault = 'x:y' WHERE patient_id = 'P1'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := context.Background()
			s := openStore(t)
			mustPull(t, s, "patient.csv", "patient_id,sex\nP1,F\nP2,F\nP3\n")
			if err := s.Balance(ctx); err != nil {
				t.Fatal(err)
			}
			if err := s.w.Exec(ctx, "BEGIN; "+c.damage); err != nil {
				t.Fatal(err)
			}
			wantFault(t, s.Balance(ctx), fault.Internal, "the ledger does not balance")
			s.w.Rollback(ctx)
		})
	}
}
