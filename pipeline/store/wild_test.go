//go:build duckdb_arrow

package store

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"math/rand/v2"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

func gzipped(t *testing.T, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	for _, m := range members {
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(m)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// forms are files of facilities as they come from elsewhere, what is loaded of them and
// why the rest is not.
var forms = []struct{ name, content, holds, left string }{
	{"plain", "facility_id,name\nF1,North\n", "F1 North", ""},
	{"byte order mark", "\ufefffacility_id,name\nF1,North\n", "F1 North", ""},
	{"CRLF", "facility_id,name\r\nF1,North\r\nF2,South\r\n", "F1 North, F2 South", ""},
	{"CR", "facility_id,name\rF1,North\rF2,South\r", "F1 North, F2 South", ""},
	{"no end of the last line", "facility_id,name\nF1,North", "F1 North", ""},
	{"header only", "facility_id,name\n", "", ""},
	{"semicolons", "facility_id;name\nF1;North, upper\n", "F1 North, upper", ""},
	{"tabs", "facility_id\tname\nF1\tNorth\n", "F1 North", ""},
	{"pipes", "facility_id|name\nF1|North\n", "F1 North", ""},
	{"quotes", "\"facility_id\",\"name\"\n\"F1\",\"North, \"\"upper\"\"\"\n", `F1 North, "upper"`, ""},
	{"line ends within quotes", "facility_id,name\nF1,\"North\r\n\nupper\"\nF2,South\n", "F1 North\r\n\nupper, F2 South", ""},
	{"headers of any case", "NAME , Facility_ID\nNorth,F1\n", "F1 North", ""},
	{"columns that nobody asked for", "x,facility_id,y,name,x\n1,F1,2,North,3\n", "F1 North", ""},
	{"a separator at every end", "facility_id,name,\nF1,North,\n", "F1 North", ""},
	{"a separator at every end but the header's", "facility_id,name\nF1,North,\n", "F1 North", ""},
	{"one column", "facility_id\nF1\n", "F1 -", ""},
	{"ragged records", "facility_id,name\nF1\nF2,South\nF3,West,x\n", "F2 South", "1 broken_record, 3 broken_record"},
	{"a stray quote", "facility_id,name\nF1,5\" North\nF2,\"South\"x\nF3,West\n", "F1 5\" North, F3 West", "2 broken_record"},
	{"CP1252", "facility_id,name\nF1,Caf\xe9\nF2,South\nF3,\"\x93West\x94\"\n", "F2 South", "1 bad_encoding, 3 bad_encoding"},
	{"a NUL within", "facility_id,name\nF1,No\x00rth\n", "F1 No\x00rth", ""},
	{"NULs at the end", "facility_id,name\nF1,North\n\x00\x00\x00\x00", "F1 North", "2 broken_record"},
	{"the end of file of DOS", "facility_id,name\r\nF1,North\r\n\x1a", "F1 North", "2 broken_record"},
	{"a field of 5 MB", "facility_id,name\nF1,North\nF2," + strings.Repeat("x", 5<<20) + "\nF3,West\n", "F1 North, F3 West", "2 broken_record"},
	{"a field of 5 MB in quotes and lines", "facility_id,name\nF1,North\nF2,\"" + strings.Repeat("x\n", 5<<19) + "\"\nF3,West\n", "F1 North, F3 West", "2 broken_record"},
	{"a field of 1 MB", "facility_id,name,note\nF1,North," + strings.Repeat("x", 1<<20) + "\nF2,South,\n", "F1 North, F2 South", ""},
	{"words of SQL and of formulas", "facility_id,name\nF1,'); DROP TABLE history.facility; --\nF2,=1+1\n", "F1 '); DROP TABLE history.facility; --, F2 =1+1", ""},
	{"words for nothing are words", "facility_id,name\nNULL,N/A\n", "NULL N/A", ""},
}

func TestForms(t *testing.T) {
	for _, c := range forms {
		for _, packing := range []string{"", ".gz"} {
			t.Run(c.name+packing, func(t *testing.T) {
				s := openStore(t)
				content := c.content
				if packing != "" {
					content = gzipped(t, content[:len(content)/2], content[len(content)/2:])
				}
				mustPull(t, s, "facility.csv"+packing, content)
				expect(t, s, "SELECT coalesce(string_agg(facility_id || ' ' || coalesce(name, '-'), ', ' ORDER BY facility_id), '') FROM facility", c.holds)
				expect(t, s, "SELECT coalesce(string_agg(record_no || ' ' || reason, ', ' ORDER BY record_no), '') FROM ledger.quarantine", c.left)
			})
		}
	}
}

// TestColumnsByConfiguration maps headers of a site, some of them by table.
func TestColumnsByConfiguration(t *testing.T) {
	s := openStore(t)
	spec := source.Spec{
		Path:    write(t, "export.csv", "Acct,Grouper,\"MS \"\"DRG\"\"; final\",o'Weight\nE1,MS-DRG,014,1.5\n,MS-DRG,014,1.5\n"),
		Table:   "drg_assignment",
		Columns: map[string]string{"encounter_id": "acct", "drg_assignment.drg_system": "Grouper", "drg": `ms "drg"; FINAL`, "weight": "o'weight"},
	}
	if _, err := pull(s, spec); err != nil {
		t.Fatal(err)
	}
	expect(t, s, "SELECT encounter_id, version_no, drg_system, drg, CAST(weight AS VARCHAR) FROM drg_assignment", "E1|1|MS-DRG|014|1.5000")
	expect(t, s, "SELECT raw_record FROM ledger.quarantine", `{"Acct":null,"Grouper":"MS-DRG","MS \"DRG\"; final":"014","o'Weight":"1.5"}`)
}

// TestFoldersAreNoColumns has a file in a folder that is named as DuckDB names columns.
func TestFoldersAreNoColumns(t *testing.T) {
	for _, name := range []string{"h0=F9/facility.csv", "facility_id=F9/facility.csv"} {
		s := openStore(t)
		if _, err := pull(s, source.Spec{Path: write(t, name, "facility_id,name\nF1,North\n")}); err != nil {
			t.Fatal(err)
		}
		expect(t, s, "SELECT facility_id FROM facility", "F1")
	}
}

// TestRefusedFiles are files of which nothing can be loaded: their errors are of the
// input, and the store is as before.
func TestRefusedFiles(t *testing.T) {
	gz := gzipped(t, "facility_id,name\n"+strings.Repeat("F1,North\n", 100_000))
	for _, c := range []struct{ name, content, words string }{
		{"empty", "", "empty file"},
		{"UTF-16", "\xff\xfef\x00a\x00", "not a text file in UTF-8"},
		{"another table", "coder_id,role\nK1,coder\n", `no column "facility_id" for facility.facility_id`},
		{"an open quote", "facility_id,name\nF1,\"North\nF2,South\n", "never closed"},
		{"an open quote far from the end", "facility_id,name\nF1,\"North\n" + strings.Repeat("F2,South\n", 1_000_000), "never closed"},
		{"both kinds of line ends", "facility_id,name\nF1,North\r\nF2,South\n", "different ways"},
		{"both kinds of line ends, within quotes", "facility_id,name\n\"F1\",\"North\"\r\nF2,South\n", "different ways"},
		{"quotes without sense", "facility_id,name\n\"\n\" \"é;\n\nx\"y\"\t\"", "could be told apart"},
		{"half a gzip file", gz[:len(gz)/2], "broken or breaks off"},
		{"gzip with garbage after it", gz + "garbage", "broken or breaks off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			mustPull(t, s, "facility.csv", "facility_id,name\nF0,Old\n")
			path := write(t, "facility.csv", c.content)
			_, err := pull(s, source.Spec{Path: path})
			wantFault(t, err, fault.Input, path, c.words, "; ")
			expect(t, s, "SELECT facility_id FROM facility", "F0")
			expect(t, s, "SELECT (SELECT count(*) FROM ledger.input), (SELECT count(*) FROM ledger.quarantine)", "1|0")
			mustPull(t, s, "facility.csv", "facility_id,name\nF2,New\n")
		})
	}
}

// TestRandomFiles pulls files of random bytes that matter. What encoding/csv can read
// must be read, every record of it; what it cannot is counted or refused.
func TestRandomFiles(t *testing.T) {
	pieces := []string{"a", "b7", "E1", ",", ",", ",", "\n", "\n", "\"", "\"", "\"\"", " ", "\t", "é", "\n\n", "x\"y", "\",\"", "\"\n\"", ";"}
	s := openStore(t)
	r := rand.New(rand.NewPCG(7, 11))
	sound := 0
	for i := range 150 {
		var b strings.Builder
		for range r.IntN(40) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		c := csv.NewReader(strings.NewReader(b.String()))
		c.FieldsPerRecord = -1
		records, bad := c.ReadAll()
		tally, err := pull(s, source.Spec{Path: write(t, "coder.csv", "coder_id,role\n"+b.String())})
		switch {
		case bad != nil && err != nil:
			wantFault(t, err, fault.Input)
		case err != nil:
			t.Errorf("file %d, %q: %v, though encoding/csv reads it", i, b.String(), err)
		case bad == nil:
			sound++
			if tally.Read != int64(len(records)) {
				t.Errorf("file %d, %q: %d records read, want %d", i, b.String(), tally.Read, len(records))
			}
		}
	}
	if sound < 20 {
		t.Errorf("only %d files that encoding/csv reads", sound)
	}
}
