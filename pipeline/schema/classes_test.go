package schema

import (
	"slices"
	"strings"
	"testing"
)

// TestEveryColumnHasOneClass: a column that nobody judged would be in no extract, and one
// of two classes in some extracts and not in others.
func TestEveryColumnHasOneClass(t *testing.T) {
	seen := map[string]Class{}
	for class, names := range classes {
		for _, name := range strings.Fields(names) {
			if other, twice := seen[name]; twice {
				t.Errorf("%s is %s and %s", name, class, other)
			}
			seen[name] = class
		}
	}
	used := map[string]bool{}
	columns(func(tbl *Table, c Column) {
		used[c.Name], used[tbl.Name+"."+c.Name] = true, true
		if tbl.Class(c.Name) == Unclassified {
			t.Errorf("%s.%s has no class", tbl.Name, c.Name)
		}
	})
	for name := range seen {
		if !used[name] {
			t.Errorf("%s is classified and no column", name)
		}
	}
	if len(seen) < 80 {
		t.Errorf("only %d names have a class", len(seen))
	}
}

// TestClassesFollowFromWhatIsKnownOfColumns holds the classes to what each column says of
// itself: a date is never taken for a category, nor free text for a word of a list.
func TestClassesFollowFromWhatIsKnownOfColumns(t *testing.T) {
	columns(func(tbl *Table, c Column) {
		at, class := tbl.Name+"."+c.Name, tbl.Class(c.Name)
		if class == Published {
			if c.Identifies != Nobody {
				t.Errorf("%s is published and identifies %s", at, c.Identifies)
			}
			return
		}
		switch c.Kind {
		case Date:
			if class != EventDate && class != BirthDate {
				t.Errorf("%s is a date of class %s", at, class)
			}
		case Instant:
			if class != EventInstant {
				t.Errorf("%s is an instant of class %s", at, class)
			}
		case Text:
			if class == Mark && len(c.Values) == 0 {
				t.Errorf("%s takes any text and is of class %s", at, class)
			}
			if slices.Contains([]Class{EventDate, Age, Ordinal, Amount}, class) {
				t.Errorf("%s is text of class %s", at, class)
			}
		}
		if c.Identifies == Patient && !slices.Contains([]Class{PatientKey, BirthDate, PostalCode}, class) {
			t.Errorf("%s identifies a patient and is of class %s", at, class)
		}
		if c.Identifies == Staff && !slices.Contains([]Class{StaffKey, EventDate}, class) {
			t.Errorf("%s identifies staff and is of class %s", at, class)
		}
	})
}
