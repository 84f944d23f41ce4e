package format_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"

	"chartline/cmd/chartline/format"
)

// wards is a grid of a number between texts.
var wards = format.Grid{
	Columns: []format.Column{{Name: "ward"}, {Name: "beds", Numeric: true}, {Name: "what it is for"}},
	Rows: [][]string{
		{"North", "12", "people who come back after a week at home"}, {"Łódź 日本", "7", ""}, {"South", "1000", "one\ntwo"},
	},
}

// TestGridFits: no line is longer than the terminal, and nothing of the grid is lost. Words of
// more than 24 characters, of which there are none here, would be broken.
func TestGridFits(t *testing.T) {
	whole := words(wards.String())
	for width, block := range map[int]bool{0: false, 200: false, 60: false, 40: false, 33: false, 24: false, 18: true} {
		got := wards.Fit(width)
		if strings.Contains(got, "── row 1 ─") != block {
			t.Errorf("in %d columns, blocks should be %v:\n%s", width, block, got)
		}
		longest := width
		if block {
			longest = 14 + 2 + 24 // the name of a column, and a long word
		}
		for line := range strings.Lines(got) {
			if n := text.StringWidth(strings.TrimSuffix(line, "\n")); width > 0 && n > longest {
				t.Errorf("in %d columns a line has %d: %q", width, n, line)
			}
		}
		for _, w := range whole {
			if !slices.Contains(words(got), w) {
				t.Errorf("in %d columns %q is lost:\n%s", width, w, got)
			}
		}
	}
}

// words are the words of a drawing, in no order.
func words(drawing string) []string {
	found := strings.Fields(strings.ReplaceAll(drawing, "─", " "))
	slices.Sort(found)
	return slices.Compact(found)
}

func TestGridOfBlocks(t *testing.T) {
	g := format.Grid{Columns: []format.Column{{Name: "a"}, {Name: "long_name"}}, Rows: [][]string{{strings.Repeat("x", 24), "1"}, {"", "2"}}}
	want := "── row 1 ────────────────\na          " + strings.Repeat("x", 24) + "\nlong_name  1\n── row 2 ────────────────\na\nlong_name  2"
	if got := g.Fit(25); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	g.Rows = nil
	if got := g.Fit(9); got != "a,\nlong_name" {
		t.Errorf("without rows: %q", got)
	}
}
