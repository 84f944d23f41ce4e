//go:build duckdb_arrow

package extract

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/extract/treat"
	"chartline/pipeline/privacy"
	"chartline/pipeline/schema"
)

// What people write into the wrong column: a name, a telephone number, a record number, a
// social security number, a date of birth and an address.
var names = []string{"Zacharias Quimby", "415-555-0137", "MRN-88271664", "078-05-1120", "1931-02-03", "zq@example.org", "QUIMBY"}

// numbers are planted by kind: no form of them may leave either.
var numbers = map[schema.Kind]string{
	schema.Integer: "4155550137", schema.Money: "4155550137.01", schema.Weight: "88271.6640", schema.Hours: "415555.01",
	schema.Boolean: "true", schema.Date: "DATE '1931-02-03'", schema.Instant: "TIMESTAMP '1931-02-03 04:05:06'",
}

// poisoned is a ward with an account for each name, in which every column that can hold it
// holds poison. It gives how many columns that is.
func poisoned() (statements []string, planted int) {
	statements = slices.Clone(ward)
	for _, name := range treat.Extractable() {
		t := schema.Must(name)
		if treat.Published(t) {
			continue
		}
		planted += len(t.Columns)
		for _, poison := range names {
			var values []string
			for _, c := range t.Columns {
				switch {
				case len(c.Values) > 0:
					values = append(values, "'"+c.Values[0]+"'") // the store refuses others
				case c.Kind == schema.Text:
					values = append(values, "'"+poison+"'")
				default:
					values = append(values, numbers[c.Kind])
				}
			}
			statements = append(statements, "INSERT INTO "+name+" VALUES ("+strings.Join(values, ", ")+")")
		}
	}
	return statements, planted
}

// forms are those in which poison could hide: as it is, in other letters, backwards, and in
// base64 at each of its three places.
func forms(poison string) [][]byte {
	var all [][]byte
	backwards := []byte(poison)
	slices.Reverse(backwards)
	for _, p := range [][]byte{[]byte(poison), bytes.ToLower([]byte(poison)), bytes.ToUpper([]byte(poison)), backwards} {
		all = append(all, p)
		for shift := range 3 {
			coded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), p...))
			// The first letters stand for the bytes before, the last for those after.
			all = append(all, []byte(strings.TrimRight(coded, "=")[(shift*4+2)/3:len(strings.TrimRight(coded, "="))-1]))
		}
	}
	return all
}

// search looks for poison in some bytes, and in what is packed in them.
func search(t *testing.T, where string, content []byte, poison []string) {
	t.Helper()
	for _, p := range poison {
		for _, form := range forms(p) {
			if len(form) >= 4 && bytes.Contains(content, form) {
				t.Errorf("%s holds %q as %q", where, p, form)
			}
		}
	}
	for at := bytes.Index(content, []byte{0x1f, 0x8b, 8}); at >= 0; at = -1 {
		if z, err := gzip.NewReader(bytes.NewReader(content[at:])); err == nil {
			packed, _ := io.ReadAll(z) // what can be unpacked of it
			search(t, where+" (packed)", packed, poison)
		}
	}
}

// left gives every byte of an extract's files.
func left(t *testing.T, root string) []byte {
	t.Helper()
	var all []byte
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(append(all, path...), content...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// cells gives every value of an extract as text, packed pages unpacked.
func cells(t *testing.T, r Request) []byte {
	t.Helper()
	file := r.Out
	if r.Format == Parquet {
		file = filepath.Join(r.Out, "catalogue.duckdb")
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	answerOf(t, db, "SET file_search_path = '"+r.Out+"'")
	if r.Key != "" {
		answerOf(t, db, "PRAGMA add_parquet_key('study', '"+r.Key+"')")
	}
	answerOf(t, db, "ATTACH '"+file+"' AS study (READ_ONLY)")
	var all strings.Builder
	tables := answerOf(t, db, "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_catalog = 'study' ORDER BY 1")
	for table := range strings.Lines(tables) {
		all.WriteString(answerOf(t, db, "FROM study."+strings.TrimSpace(table)) + "\n")
	}
	return []byte(all.String())
}

// TestNothingPoisonousLeaves extracts a data set with poison in every column in each mode and
// form, and looks for it in every byte that left and in every value.
func TestNothingPoisonousLeaves(t *testing.T) {
	statements, planted := poisoned()
	if planted < 90 {
		t.Fatalf("poison in %d columns only", planted)
	}
	path := store(t, statements...)
	poison := append(slices.Clone(names), "4155550137", "88271.66", "415555.01", "19310203", "Quimby", "555-0137", "1931-02-03 04:05:06")
	for _, mode := range []privacy.Mode{privacy.SafeHarbor, privacy.Limited} {
		for _, format := range []Format{DuckDB, Parquet} {
			for _, key := range []string{"", testKey} {
				if format == DuckDB && key != "" {
					continue // every byte of it is encrypted, and read back by TestAge
				}
				t.Run(fmt.Sprint(mode, " ", format, " ", key != ""), func(t *testing.T) {
					r := request(t, path, mode)
					r.Format, r.Key = format, key
					r.Tables = slices.DeleteFunc(treat.Extractable(), func(name string) bool { return treat.Published(schema.Must(name)) })
					if got := extracted(t, r); got.Accounts != int64(40+len(names)) {
						t.Errorf("%d accounts", got.Accounts)
					}
					search(t, "a file", left(t, r.Out), poison)
					values := cells(t, r)
					if len(values) < 10_000 {
						t.Fatalf("only %d bytes of values were looked at", len(values))
					}
					search(t, "a value", values, poison)
					if mode == privacy.SafeHarbor {
						search(t, "a value", values, []string{"1931", "2025-03", "2025-04"}) // no date, and no year that tells an age above 89
					}
				})
			}
		}
	}
}

// TestSearchFindsPoison makes sure that the search can fail.
func TestSearchFindsPoison(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, "so says ybmiuQ sairahcaZ")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"plain": "xx Zacharias Quimby", "upper": "ZACHARIAS QUIMBY", "backwards": "ybmiuQ sairahcaZ",
		"base64":       base64.StdEncoding.EncodeToString([]byte("Zacharias Quimby")),
		"base64 later": base64.StdEncoding.EncodeToString([]byte("a Zacharias Quimby b")),
		"packed":       "xx" + packed.String(),
	} {
		found := false
		for _, form := range forms("Zacharias Quimby") {
			found = found || bytes.Contains([]byte(content), form)
		}
		if name == "packed" {
			z, err := gzip.NewReader(strings.NewReader(content[2:]))
			if err != nil {
				t.Fatal(err)
			}
			inside, _ := io.ReadAll(z)
			found = bytes.Contains(inside, forms("Zacharias Quimby")[12])
		}
		if !found {
			t.Errorf("%s: poison is not found", name)
		}
	}
}

// testKey is 32 bytes in base64.
const testKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
