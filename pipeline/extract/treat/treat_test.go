package treat

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/privacy"
	"chartline/pipeline/schema"
)

// TestEveryColumnIsJudged: each column of each table is in a plan, kept or left out, with words
// that say which; of Safe Harbor no column is a date, or an identifier or a text as it is.
func TestEveryColumnIsJudged(t *testing.T) {
	for _, name := range Extractable() {
		table := schema.Must(name)
		for _, mode := range []privacy.Mode{privacy.SafeHarbor, privacy.Limited} {
			plan := Plan(table, mode)
			if got := len(plan.Columns) + len(plan.Dropped); got != len(table.Columns) {
				t.Errorf("%s %s: %d columns of %d", name, mode, got, len(table.Columns))
			}
			for _, c := range slices.Concat(plan.Columns, plan.Dropped) {
				if c.Treatment == "" {
					t.Errorf("%s %s: nothing says what becomes of %s", name, mode, c.From.Name)
				}
			}
			if Published(table) || mode != privacy.SafeHarbor {
				continue
			}
			for _, c := range plan.Columns {
				asItIs := c.SQL == "t."+c.From.Name
				if dated := c.From.Kind == schema.Date || c.From.Kind == schema.Instant; asItIs && (dated || c.Class != schema.Mark) {
					t.Errorf("%s.%s is kept as it is", name, c.From.Name)
				}
			}
		}
	}
}

// TestKeep lets one column stand and no other.
func TestKeep(t *testing.T) {
	plan := Plan(schema.Must("diagnosis"), privacy.SafeHarbor)
	before := slices.Clone(plan.Columns)
	code, _ := plan.Schema.Column("code")
	plan.Keep(code)
	for i, c := range plan.Columns {
		if c.From.Name == "code" && (c.SQL != "t.code" || !strings.Contains(before[i].SQL, "FROM words")) {
			t.Errorf("code was %s and is %s", before[i].SQL, c.SQL)
		}
		if c.From.Name != "code" && c.SQL != before[i].SQL {
			t.Errorf("%s is %s", c.From.Name, c.SQL)
		}
	}
}
