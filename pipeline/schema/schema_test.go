package schema

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

var (
	name     = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	sentence = regexp.MustCompile(`^[A-Z0-9a-z].*[^.]\.$`)
)

// columns calls a check for every column.
func columns(check func(t *Table, c Column)) {
	for _, t := range Tables {
		for _, c := range t.Columns {
			check(t, c)
		}
	}
}

func TestNames(t *testing.T) {
	tables := map[string]bool{}
	for _, tbl := range Tables {
		if !name.MatchString(tbl.Name) || tables[tbl.Name] {
			t.Errorf("table %q is no name of its own in lower case", tbl.Name)
		}
		tables[tbl.Name] = true
		seen := map[string]bool{}
		for _, c := range tbl.Columns {
			if !name.MatchString(c.Name) || seen[c.Name] {
				t.Errorf("%s.%q is no name of its own in lower case", tbl.Name, c.Name)
			}
			seen[c.Name] = true
		}
	}
	// What standard.md 1.1 asks for must be there.
	for _, want := range strings.Fields("patient encounter diagnosis procedure drg_assignment event provider_query audit_case audit_code audit_finding charge_day coder_day coder") {
		if !tables[want] {
			t.Errorf("no table %s", want)
		}
	}
}

func TestMeanings(t *testing.T) {
	for _, tbl := range Tables {
		if !sentence.MatchString(tbl.Meaning) || !strings.HasPrefix(tbl.Meaning, "One row per ") {
			t.Errorf("%s: %q is no sentence that states the grain", tbl.Name, tbl.Meaning)
		}
	}
	columns(func(tbl *Table, c Column) {
		if !sentence.MatchString(c.Meaning) {
			t.Errorf("%s.%s: %q is no sentence", tbl.Name, c.Name, c.Meaning)
		}
	})
}

func TestKeys(t *testing.T) {
	for _, tbl := range Tables {
		if len(tbl.Keys()) == 0 {
			t.Errorf("%s has no key: a file pulled twice would count twice", tbl.Name)
		}
		for _, k := range tbl.Keys() {
			if !k.Required {
				t.Errorf("%s.%s is a key and may be empty", tbl.Name, k.Name)
			}
		}
	}
	var got []string
	for _, k := range Must("diagnosis").Keys() {
		got = append(got, k.Name)
	}
	if strings.Join(got, " ") != "encounter_id version_no sequence role code_system" {
		t.Errorf("key of diagnosis %v", got)
	}
}

// TestKinds holds names to kinds: a reader can tell the one from the other.
func TestKinds(t *testing.T) {
	columns(func(tbl *Table, c Column) {
		at := tbl.Name + "." + c.Name
		if strings.HasSuffix(c.Name, "_on") != (c.Kind == Date) && !strings.HasPrefix(c.Name, "valid_") {
			t.Errorf("%s: a local date ends in _on, and nothing else does", at)
		}
		if strings.HasSuffix(c.Name, "_at") != (c.Kind == Instant) {
			t.Errorf("%s: an instant ends in _at, and nothing else does", at)
		}
		if strings.HasSuffix(c.Name, "_id") && c.Kind != Text {
			t.Errorf("%s: an identifier is text", at)
		}
		if c.Code && c.Kind != Text {
			t.Errorf("%s: a code is text", at)
		}
		if len(c.Values) > 0 && c.Kind != Text {
			t.Errorf("%s: a list is of texts", at)
		}
		if (c.Kind == Money) != (c.Unit == "USD") {
			t.Errorf("%s: money is in USD, and nothing else is", at)
		}
		if c.Kind == Hours && c.Unit != "h" {
			t.Errorf("%s: hours are in h", at)
		}
	})
}

// TestValuesAreOneWord keeps lists apart by their separator, and defaults within them.
func TestValuesAreOneWord(t *testing.T) {
	columns(func(tbl *Table, c Column) {
		for i, v := range c.Values {
			if strings.ContainsAny(v, " ,'|\"") || slices.Contains(c.Values[:i], v) {
				t.Errorf("%s.%s: %q is no value of its own", tbl.Name, c.Name, v)
			}
		}
		if c.Default != "" && len(c.Values) > 0 && !slices.Contains(c.Values, c.Default) {
			t.Errorf("%s.%s: the default %q is not in its list", tbl.Name, c.Name, c.Default)
		}
	})
}

// TestParentsStandBeforeChildren reads each x_id as a reference to the table of which
// it is the whole key.
func TestParentsStandBeforeChildren(t *testing.T) {
	rank, owner := map[string]int{}, map[string]*Table{}
	for i, tbl := range Tables {
		rank[tbl.Name] = i
		if keys := tbl.Keys(); len(keys) == 1 && strings.HasSuffix(keys[0].Name, "_id") {
			owner[keys[0].Name] = tbl
		}
	}
	references := 0
	columns(func(tbl *Table, c Column) {
		parent := owner[c.Name]
		if parent == nil || parent == tbl {
			return
		}
		references++
		if rank[parent.Name] > rank[tbl.Name] {
			t.Errorf("%s stands before its parent %s", tbl.Name, parent.Name)
		}
	})
	if references < 10 {
		t.Errorf("only %d references found", references)
	}
}

// TestIdentifies keeps what is the same person under the same label in every table.
func TestIdentifies(t *testing.T) {
	for column, want := range map[string]Identifies{
		"encounter_id": Patient, "patient_id": Patient, "birth_on": Patient, "postal_code": Patient,
		"admitted_on": Quasi, "discharged_at": Quasi, "sex": Quasi, "age_years": Quasi, "performed_on": Quasi,
		"coder_id": Staff, "auditor_id": Staff, "provider_id": Staff, "actor_id": Staff,
		"code": Nobody, "drg": Nobody, "facility_id": Nobody,
	} {
		found := false
		columns(func(tbl *Table, c Column) {
			if c.Name == column {
				found = true
				if c.Identifies != want {
					t.Errorf("%s.%s identifies %s, want %s", tbl.Name, c.Name, c.Identifies, want)
				}
			}
		})
		if !found {
			t.Errorf("no column %s", column)
		}
	}
}

func TestArrowTypes(t *testing.T) {
	for kind, want := range map[Kind]struct{ arrow, sql string }{
		Text: {"utf8", "VARCHAR"}, Integer: {"int64", "BIGINT"}, Boolean: {"bool", "BOOLEAN"}, Date: {"date32", "DATE"},
		Instant: {"timestamp[s, tz=UTC]", "TIMESTAMP"}, Money: {"decimal(14, 2)", "DECIMAL(14,2)"},
		Weight: {"decimal(9, 4)", "DECIMAL(9,4)"}, Hours: {"decimal(8, 2)", "DECIMAL(8,2)"},
	} {
		if kind.Arrow().String() != want.arrow || kind.SQL() != want.sql || kind.Form() == "" {
			t.Errorf("kind %d is %s and %s, want %s and %s", kind, kind.Arrow(), kind.SQL(), want.arrow, want.sql)
		}
	}
	for _, tbl := range Tables {
		s := tbl.Arrow()
		for i, c := range tbl.Columns {
			if f := s.Field(i); f.Name != c.Name || !f.Nullable || !arrow.TypeEqual(f.Type, c.Kind.Arrow()) {
				t.Errorf("%s.%s has the field %s", tbl.Name, c.Name, f)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	for _, tbl := range Tables {
		if got, ok := Lookup(tbl.Name); !ok || got != tbl || Must(tbl.Name) != tbl {
			t.Errorf("%s is not found", tbl.Name)
		}
	}
	if _, ok := Lookup("patients"); ok {
		t.Error("patients is no table")
	}
	if _, ok := Must("patient").Column("name"); ok {
		t.Error("patient has no column name")
	}
	if c, ok := Must("patient").Column("sex"); !ok || c.Name != "sex" {
		t.Error("patient has a column sex")
	}
	defer func() {
		if recover() == nil {
			t.Error("Must found a table that is none")
		}
	}()
	Must("patients")
}
