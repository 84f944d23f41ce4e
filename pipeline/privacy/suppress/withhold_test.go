package suppress

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// row makes cells of one dimension, a to z.
func row(counts ...int64) []Cell {
	var cells []Cell
	for i, n := range counts {
		cells = append(cells, Cell{n, []string{string(rune('a' + i))}})
	}
	return cells
}

// grid makes cells of two dimensions from rows.
func grid(rows ...[]int64) []Cell {
	var cells []Cell
	for i, r := range rows {
		for j, n := range r {
			cells = append(cells, Cell{n, []string{string(rune('A' + i)), string(rune('a' + j))}})
		}
	}
	return cells
}

var (
	grand    = Margin{}
	allOfTwo = []Margin{{0}, {1}, grand}
)

func TestWithhold(t *testing.T) {
	for name, c := range map[string]struct {
		cells   []Cell
		margins []Margin
		want    string // a letter where a cell is withheld, by its last label, else a dot
		totals  string // T where a total is withheld, else a dot
	}{
		"nothing is small":                          {row(11, 12, 0), []Margin{grand}, "...", "."},
		"no total, so nothing to derive":            {row(5, 20, 30), nil, "a..", ""},
		"one small cell takes the next smallest":    {row(30, 5, 20, 40), []Margin{grand}, ".bc.", "."},
		"zeros are shown and hide nothing":          {row(5, 0, 0, 20), []Margin{grand}, "a..d", "."},
		"ten is small and eleven is not":            {row(10, 11), []Margin{grand}, "ab", "."},
		"two small cells that sum to a small count": {row(2, 3, 50), []Margin{grand}, "abc", "."},
		"two small cells of eleven in sum":          {row(10, 1, 50), []Margin{grand}, "abc", "."}, // 10 would be at most 10
		"two small cells that hide each other":      {row(6, 6, 50), []Margin{grand}, "ab.", "."},  // each from 1 to 11
		"many ones are told by their number":        {row(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 99), []Margin{grand}, "abcdefghijkl", "."},
		"only small cells, so the total goes":       {row(2, 2, 2, 2, 2, 2), []Margin{grand}, "abcdef", "T"},
		"a small total goes with its cell":          {row(5, 0), []Margin{grand}, "a.", "T"},
		"the total of one large cell stays":         {row(50), []Margin{grand}, ".", "."},
		"rectangle": {grid([]int64{5, 50, 60}, []int64{30, 20, 40}, []int64{70, 80, 90}), allOfTwo,
			"ab.ab....", "......."},
		"a margin with one cell": { // B's total is its only count: it must go with it
			[]Cell{{5, []string{"A", "a"}}, {50, []string{"A", "b"}}, {20, []string{"B", "a"}}}, []Margin{{0}, {1}}, "aba", ".T.T"},
	} {
		t.Run(name, func(t *testing.T) {
			d := Withhold(c.cells, c.margins, 11)
			cells, totals := marks(c.cells, d)
			if cells != c.want || totals != c.totals {
				t.Errorf("withheld %s and totals %s, want %s and %s", cells, totals, c.want, c.totals)
			}
			newAuditor(c.cells, c.margins, 11, d).check(t)
		})
	}
}

// marks writes a decision as a letter or a dot for each cell and total.
func marks(cells []Cell, d Decision) (string, string) {
	var c, t strings.Builder
	for i, w := range d.Cells {
		if w {
			c.WriteString(cells[i].Keys[len(cells[i].Keys)-1])
		} else {
			c.WriteByte('.')
		}
	}
	for _, s := range d.Totals {
		t.WriteByte(".T"[b2i(s.Withheld)])
	}
	return c.String(), t.String()
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestWithholdSeesThroughTwoWithheldInEveryLine is a table in which every row and
// column has two withheld cells and yet one is exact: two blocks joined by a bridge.
// Rows A and B with columns a and b, rows D and E with columns d and e, and the cell
// (A, d), whose value is column d less what the second block leaves of it.
func TestWithholdSeesThroughTwoWithheldInEveryLine(t *testing.T) {
	cells := grid(
		[]int64{9, 9, 3, 50},
		[]int64{9, 9, 50, 50},
		[]int64{50, 50, 9, 9},
		[]int64{50, 50, 9, 9},
	)
	d := Withhold(cells, allOfTwo, 11)
	newAuditor(cells, allOfTwo, 11, d).check(t)
	n := 0
	for _, w := range d.Cells {
		n += b2i(w)
	}
	if n != 10 {
		t.Errorf("%d cells withheld, want the 9 small ones and one that closes a second way round the bridge", n)
	}
}

// random makes a table of one to three dimensions, with zeros, small counts and large
// ones, not every cell, and any set of margins.
func random(rng *rand.Rand) ([]Cell, []Margin) {
	dims := 1 + rng.IntN(3)
	sizes := make([]int, dims)
	for d := range sizes {
		sizes[d] = 1 + rng.IntN([]int{12, 6, 4}[dims-1])
	}
	scale := []int64{4, 15, 40, 400}[rng.IntN(4)]
	var cells []Cell
	for at := range product(sizes) {
		if rng.IntN(8) == 0 {
			continue
		}
		keys := make([]string, dims)
		for d := range keys {
			keys[d] = fmt.Sprint(at % sizes[d])
			at /= sizes[d]
		}
		cells = append(cells, Cell{max(0, rng.Int64N(scale)-scale/6), keys})
	}
	var margins []Margin
	for set := range 1 << dims {
		m := Margin{}
		for d := range dims {
			if set>>d&1 == 1 {
				m = append(m, d)
			}
		}
		if rng.IntN(4) > 0 {
			margins = append(margins, m)
		}
	}
	return cells, margins
}

func product(sizes []int) int {
	n := 1
	for _, s := range sizes {
		n *= s
	}
	return n
}

func TestWithholdKeepsItsPromiseOnRandomTables(t *testing.T) {
	for seed := range uint64(1500) {
		cells, margins := random(rand.New(rand.NewPCG(seed, 0)))
		minCell := []int64{11, 11, 5, 2}[seed%4]
		d := Withhold(cells, margins, minCell)
		newAuditor(cells, margins, minCell, d).check(t)
		if t.Failed() {
			t.Fatalf("seed %d: %v, margins %v, smallest %d", seed, cells, margins, minCell)
		}
	}
}

func TestWithholdDoesNotDependOnTheOrderOfRows(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		cells, margins := random(rng)
		d := Withhold(cells, margins, 11)
		order := rng.Perm(len(cells))
		shuffled := make([]Cell, len(cells))
		for i, at := range order {
			shuffled[i] = cells[at]
		}
		again := Withhold(shuffled, margins, 11)
		for i, at := range order {
			if again.Cells[i] != d.Cells[at] {
				t.Fatalf("seed %d: cell %v depends on the order", seed, cells[at].Keys)
			}
		}
		if fmt.Sprint(again.Totals) != fmt.Sprint(d.Totals) {
			t.Fatalf("seed %d: totals depend on the order", seed)
		}
	}
}

// TestLargeTablesAreAuditedInParts: a table beyond one linear programme keeps its totals, and
// withholds what is small and no more, since everything small has company in its lines.
func TestLargeTablesAreAuditedInParts(t *testing.T) {
	var cells []Cell
	for i := range 60 * 24 {
		n := int64(3)
		if i%5 == 0 {
			n = 40
		}
		cells = append(cells, Cell{n, []string{fmt.Sprint(i / 24), fmt.Sprint(i % 24)}})
	}
	d := Withhold(cells, allOfTwo, 11)
	for i, w := range d.Cells {
		if w != (cells[i].Count == 3) {
			t.Fatalf("cell %v of %d: withheld %v", cells[i].Keys, cells[i].Count, w)
		}
	}
	for _, s := range d.Totals {
		if s.Withheld {
			t.Fatalf("total %v is withheld", s.Keys)
		}
	}
}

func TestWithholdShowsEverythingAtOne(t *testing.T) {
	d := Withhold(row(1, 2, 0), []Margin{grand}, 1)
	if slices.Contains(d.Cells, true) || d.Totals[0].Withheld {
		t.Errorf("withheld %v although 1 is large enough", d)
	}
}

func TestWithholdOfNothing(t *testing.T) {
	if d := Withhold(nil, []Margin{grand, {0}}, 11); len(d.Cells)+len(d.Totals) > 0 {
		t.Errorf("decision %v about no cells", d)
	}
}

// FuzzWithhold reads counts from bytes into a table of two dimensions.
func FuzzWithhold(f *testing.F) {
	f.Add([]byte{5, 50, 60, 30, 20, 40, 70, 80, 90}, uint8(3), uint8(7))
	f.Add([]byte{1, 0, 0, 1}, uint8(2), uint8(7))
	f.Fuzz(func(t *testing.T, counts []byte, width, sets uint8) {
		if len(counts) > 30 || width == 0 {
			t.Skip("slow or no table")
		}
		var cells []Cell
		for i, n := range counts {
			cells = append(cells, Cell{int64(n), []string{fmt.Sprint(i / int(width)), fmt.Sprint(i % int(width))}})
		}
		var margins []Margin
		for k, m := range []Margin{{0}, {1}, {}, {0, 1}} {
			if sets>>k&1 == 1 {
				margins = append(margins, m)
			}
		}
		newAuditor(cells, margins, 11, Withhold(cells, margins, 11)).check(t)
	})
}
