package ledger

import (
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/cmd/chartline/format"
)

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                             "0 s",
		119 * time.Second:             "119 s",
		2 * time.Minute:               "2 min",
		119 * time.Minute:             "119 min",
		2 * time.Hour:                 "2 h",
		47*time.Hour + 59*time.Minute: "47 h",
		48 * time.Hour:                "2 d",
		90 * 24 * time.Hour:           "90 d",
	} {
		if got := age(d); got != want {
			t.Errorf("age of %v is %q, want %q", d, got, want)
		}
	}
}

// terminal is a writer with an end of its lines.
type terminal struct {
	strings.Builder
	width int
}

func (t *terminal) Columns() int { return t.width }

// Where the records of the only source are wider than the terminal the heading names the source, and
// each table stays on one line; with room it is a column.
func TestRecordsFitTheTerminal(t *testing.T) {
	tables := []Table{{Source: "hospital", Table: "code_assignment", Read: 4055, Loaded: 4055}, {Source: "hospital", Table: "encounter", Read: 4024, Loaded: 3992, Duplicate: 32}}
	for name, c := range map[string]struct {
		width         int
		heading, line string
	}{
		"room":        {120, "Records\n", "hospital  code_assignment  4055    4055          0           0            0  0.0 %"},
		"no terminal": {0, "Records\n", "hospital  code_assignment  4055    4055          0           0            0  0.0 %"},
		"80":          {80, "Records of hospital\n", "code_assignment  4055    4055          0           0            0  0.0 %"},
	} {
		out := &terminal{width: c.width}
		if err := (&Status{Tables: tables}).Write(out, format.Table); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, c.heading) || !slices.Contains(strings.Split(got, "\n"), c.line) {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}
