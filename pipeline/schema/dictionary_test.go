package schema

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/data-dictionary.md")

const dictionaryFile = "../../docs/data-dictionary.md"

func TestDictionaryIsUpToDate(t *testing.T) {
	var b bytes.Buffer
	if err := Dictionary(&b); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(dictionaryFile, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(dictionaryFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(written, b.Bytes()) {
		t.Error("docs/data-dictionary.md differs from the schema: run make golden")
	}
}

// TestDictionaryTellsAll looks for rows that were written by hand from the schema.
func TestDictionaryTellsAll(t *testing.T) {
	var b bytes.Buffer
	if err := Dictionary(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{
		"\n## diagnosis\n\nOne row per diagnosis code of an encounter and version.\n",
		"\n| `encounter_id` | text | key, required | patient | Account that the code belongs to. |\n",
		"\n| `version_no` | a whole number | key, required, else 1 | nobody | Version of the assignment; 1 where the source keeps none. |\n",
		"\n| `code` | a code, with or without dot | required | nobody | Code: upper case, without dot or padding. |\n",
		"\n| `total_charges` | an amount such as 1234.50 (USD) |  | nobody | Gross charges of the account. |\n",
		"\n| `dates_shifted` | true or false | else false | nobody | True where dates were shifted",
		"\n| `selection` | text | required | nobody | random supports a rate; targeted does not (SMP-01); second is a blind review of one that is closed, by another auditor (2.7). One of random, targeted, second. |\n",
		"\n| `sex` | text |  | patient (with others) |",
		"\n| `weight` | a number such as 1.2345 |  | nobody | Relative weight in force for the grouper version. |\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "|") && strings.Count(line, "|") != 6 {
			t.Errorf("line %d is no row of its table: %s", i+1, line)
		}
	}
	for _, tbl := range Tables {
		if !strings.Contains(text, "\n## "+tbl.Name+"\n\n"+tbl.Meaning+"\n") {
			t.Errorf("it does not tell of %s", tbl.Name)
		}
	}
}

type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestDictionaryOnAFullDisk(t *testing.T) {
	if err := Dictionary(full{}); !errors.Is(err, errFull) {
		t.Errorf("error %v, want that of the writer", err)
	}
}
