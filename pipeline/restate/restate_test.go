package restate

import (
	"strings"
	"testing"
	"time"

	"chartline/pipeline/report"
)

// months is a document with one tile and one table of two months.
func months(tile string, rows ...[]string) *report.Document {
	return &report.Document{
		Period:     "August and September 2026",
		KeyFigures: []report.KeyFigure{{Label: "Code accuracy", Value: tile}},
		Parts: []report.Part{{Blocks: []report.Block{{Table: &report.Table{
			ID: "by_month", Title: "By month",
			Columns: []report.Column{{Title: "month"}, {Title: "facility"}, {Title: "value", Numeric: true}, {Title: "n", Numeric: true}, {Title: "unit"}},
			Rows:    rows,
		}}}}},
	}
}

func release(d *report.Document, guarded bool, asOf string) Release {
	at, err := time.Parse(time.DateOnly, asOf)
	if err != nil {
		panic(err)
	}
	return Release{AsOf: at, From: "2026-08-01", To: "2026-10-01", Figures: FiguresOf(d, func(string) bool { return guarded }, "withheld")}
}

func TestOldNewAndWhy(t *testing.T) {
	was := release(months("93.1 %", []string{"2026-08", "North", "0.931", "412", "1"}, []string{"2026-09", "North", "0.9", "300", "1"}), false, "2026-10-02")
	was.Inputs = []Input{{Source: "coding", SHA256: "a", Loaded: 700, Superseded: 0}}
	was.Queries = []Query{{"accuracy/codes", "1"}}
	was.Versions = map[string]string{"chartline": "1.0"}
	d := months("93.4 %", []string{"2026-08", "North", "0.934", "418", "1"}, []string{"2026-09", "North", "0.9", "300", "1"})
	now := release(d, false, "2026-11-02")
	now.Inputs = []Input{{Source: "coding", SHA256: "a", Loaded: 688, Superseded: 12}, {Source: "coding", SHA256: "b", Loaded: 40}, {Source: "terminology", Format: "terminology", SHA256: "c", Loaded: 9}}
	now.Queries = []Query{{"accuracy/codes", "2"}}
	now.Versions = map[string]string{"chartline": "1.1"}
	Note(d, now, []Release{was}, 11)
	part := d.Parts[len(d.Parts)-1]
	if part.ID != "restated" {
		t.Fatal("the document has no note")
	}
	rows := part.Blocks[0].Table.Rows
	want := [][]string{{"Code accuracy", "August and September 2026", "2026-10-02", "93.1 %", "93.4 %"}, {"By month, North", "August 2026", "2026-10-02", "93.1%", "93.4%"}}
	if len(rows) != len(want) {
		t.Fatalf("%d rows: %v", len(rows), rows)
	}
	for i := range want {
		if strings.Join(rows[i], "|") != strings.Join(want[i], "|") {
			t.Errorf("row %d is %v, want %v", i, rows[i], want[i])
		}
	}
	for _, reason := range []string{"late records: 1 input with 40 records", "the place of 12 records", "code sets: 1 file of", "the questions accuracy/codes were changed", "version 1.1 of the program instead of 1.0", "followed to 2 November 2026 instead of 2 October 2026"} {
		if !strings.Contains(part.Findings[0].Text, reason) {
			t.Errorf("the reasons lack %q: %s", reason, part.Findings[0].Text)
		}
	}
}

func TestNothingIsSaidWhereNothingChanged(t *testing.T) {
	was := release(months("93.1 %", []string{"2026-08", "North", "0.931", "412", "1"}), false, "2026-10-02")
	d := months("93.1 %", []string{"2026-08", "North", "0.931", "412", "1"})
	parts := len(d.Parts)
	Note(d, release(d, false, "2026-11-02"), []Release{was}, 11)
	Note(d, release(d, false, "2026-11-02"), nil, 11)
	if len(d.Parts) != parts || len(d.Provenance) != 0 {
		t.Error("the document has a note")
	}
}

// TestSmallCountsAreNotTold: of a row whose counts decide, an earlier value beside the new
// one tells how many patients came in between (SUP-01, SUP-04).
func TestSmallCountsAreNotTold(t *testing.T) {
	for _, c := range []struct {
		name        string
		guarded     bool
		was, now    string // n of the row
		told, found bool
	}{
		{"three more patients", true, "412", "415", false, true},
		{"ten fewer", true, "412", "402", false, true},
		{"eleven more", true, "412", "423", true, true},
		{"the same", true, "412", "412", true, true},
		{"three more pieces of work", false, "412", "415", true, true},
		{"withheld before", true, "withheld", "415", false, false},
		{"withheld now", true, "412", "withheld", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := func(n, value string) []string {
				if n == "withheld" {
					value = n
				}
				return []string{"2026-08", "North", value, n, "1"}
			}
			was := release(months("–", row(c.was, "0.93"), []string{"2026-09", "North", "0.5", "50", "1"}), c.guarded, "2026-10-02")
			now := release(months("–", row(c.now, "0.94"), []string{"2026-09", "North", "0.6", "80", "1"}), c.guarded, "2026-11-02")
			var of []Change
			for _, change := range Compare(now, []Release{was}, 11) {
				if change.Begins == "2026-08-01" {
					of = append(of, change)
				}
				if !c.found {
					t.Errorf("a table with a withheld count is compared: %+v", change)
				}
			}
			if (len(of) == 1) != c.found || c.found && of[0].Untold == c.told {
				t.Errorf("changes are %+v", of)
			}
		})
	}
}

func TestOnlyTheSameStretchOfTimeIsCompared(t *testing.T) {
	was := release(months("93.1 %", []string{"2026-08", "North", "0.931", "412", "1"}), false, "2026-10-02")
	was.From, was.To = "2026-07-01", "2026-09-01"
	now := release(months("94.0 %", []string{"2026-08", "North", "0.95", "412", "1"}), false, "2026-11-02")
	changes := Compare(now, []Release{was}, 11)
	if len(changes) != 1 || changes[0].Table != "by_month" {
		t.Errorf("changes are %+v: the tile is of another period", changes)
	}
	was.To = "2026-08-15"
	if changes := Compare(now, []Release{was}, 11); len(changes) != 0 {
		t.Errorf("a month that was cut is compared: %+v", changes)
	}
	was.To, was.Parameters = "2026-09-01", map[string]string{"patient_type": "IP"}
	if changes := Compare(now, []Release{was}, 11); len(changes) != 0 {
		t.Errorf("another population is compared: %+v", changes)
	}
}
