package schema_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"chartline/pipeline/schema"
)

var update = flag.Bool("update", false, "rewrite docs/data-dictionary.md")

const dictionary = "../../docs/data-dictionary.md"

func TestDictionaryIsUpToDate(t *testing.T) {
	var want bytes.Buffer
	if err := schema.Dictionary(&want); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(dictionary, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(dictionary)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("docs/data-dictionary.md differs from the schema: run make golden")
	}
}

func TestTablesAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, table := range schema.Tables {
		if seen[table.Name] {
			t.Errorf("two tables are called %s", table.Name)
		}
		seen[table.Name] = true
		if len(table.Keys()) == 0 {
			t.Errorf("%s has no key: its records could not supersede each other", table.Name)
		}
		columns := map[string]bool{}
		for _, c := range table.Columns {
			if columns[c.Name] {
				t.Errorf("%s has two columns %s", table.Name, c.Name)
			}
			columns[c.Name] = true
			if !strings.HasSuffix(c.Meaning, ".") {
				t.Errorf("%s.%s: the meaning is no sentence", table.Name, c.Name)
			}
			if c.Key && !c.Required {
				t.Errorf("%s.%s is part of the key and may be empty", table.Name, c.Name)
			}
			if strings.HasSuffix(c.Name, "_on") != (c.Kind == schema.Date) && !strings.HasPrefix(c.Name, "valid_") {
				t.Errorf("%s.%s: names of local dates, and only they, end in _on", table.Name, c.Name)
			}
			if strings.HasSuffix(c.Name, "_at") != (c.Kind == schema.Instant) {
				t.Errorf("%s.%s: names of instants, and only they, end in _at", table.Name, c.Name)
			}
		}
	}
}

func TestArrowFollowsTheColumns(t *testing.T) {
	for _, table := range schema.Tables {
		fields := table.Arrow().Fields()
		if len(fields) != len(table.Columns) {
			t.Fatalf("%s has %d columns and %d Arrow fields", table.Name, len(table.Columns), len(fields))
		}
		for i, c := range table.Columns {
			if fields[i].Name != c.Name || !fields[i].Nullable || fields[i].Type.ID() != c.Kind.Arrow().ID() {
				t.Errorf("%s.%s became %s", table.Name, c.Name, fields[i])
			}
		}
	}
}

func TestLookup(t *testing.T) {
	if d, ok := schema.Lookup("diagnosis"); !ok || d.Name != "diagnosis" {
		t.Error("no table diagnosis")
	}
	if _, ok := schema.Lookup("diagnoses"); ok {
		t.Error("a table that does not exist was found")
	}
}
