package check

import (
	"regexp"
	"strings"
	"testing"

	"chartline/pipeline/schema"
)

// TestEditsName checks what edits say of tables and columns; that they find what they
// are for is tested where they run, in pipeline/store.
func TestEditsName(t *testing.T) {
	word := regexp.MustCompile(`[a-z_]+`)
	seen := map[string]bool{}
	for _, e := range Edits {
		tbl, ok := schema.Lookup(e.Table)
		if !ok {
			t.Errorf("no table %s", e.Table)
			continue
		}
		if _, ok := tbl.Column(e.Column); !ok {
			t.Errorf("%s has no column %s", e.Table, e.Column)
		}
		if !strings.Contains(e.Broken, e.Column) {
			t.Errorf("%s.%s is blamed for %q, which does not read it", e.Table, e.Column, e.Broken)
		}
		for _, name := range word.FindAllString(e.Broken, -1) {
			if _, ok := tbl.Column(name); !ok {
				t.Errorf("%s.%s: %q reads %s, which the table has not", e.Table, e.Column, e.Broken, name)
			}
		}
		if e.Meaning == "" {
			t.Errorf("%s.%s: an edit without its meaning", e.Table, e.Column)
		}
		if key := e.Table + "." + e.Column; seen[key] {
			t.Errorf("two edits of %s", key)
		} else {
			seen[key] = true
		}
	}
}

func TestFor(t *testing.T) {
	total := 0
	for _, tbl := range schema.Tables {
		for _, e := range For(tbl.Name) {
			total++
			if e.Table != tbl.Name {
				t.Errorf("an edit of %s for %s", e.Table, tbl.Name)
			}
		}
	}
	if total != len(Edits) {
		t.Errorf("%d edits by table, want %d", total, len(Edits))
	}
	if len(For("diagnosis")) != 2 || len(For("nothing")) != 0 {
		t.Error("diagnosis has two edits and a table that is none has none")
	}
}
