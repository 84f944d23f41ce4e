package suppress

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"chartline/pipeline/privacy"
)

// people makes a population over three labels, and tables of it that share some of them.
func people(rng *rand.Rand) []Table {
	sizes := []int{1 + rng.IntN(4), 1 + rng.IntN(4), 1 + rng.IntN(3)}
	names := []string{"facility", "month", "payer"}
	scale := []int64{4, 15, 60}[rng.IntN(3)]
	counts := map[[3]int]int64{}
	for at := range product(sizes) {
		counts[[3]int{at % sizes[0], at / sizes[0] % sizes[1], at / sizes[0] / sizes[1]}] = max(0, rng.Int64N(scale)-scale/5)
	}
	var tables []Table
	for _, dims := range [][]int{{0, 1}, {0, 2}, {0}, {1}, {}} {
		if rng.IntN(3) == 0 {
			continue
		}
		sums := map[string]Cell{}
		for at, n := range counts {
			var keys []string
			for _, d := range dims {
				keys = append(keys, fmt.Sprint(at[d]))
			}
			sums[fmt.Sprint(keys)] = Cell{sums[fmt.Sprint(keys)].Count + n, keys}
		}
		t := Table{Of: "encounters"}
		for _, d := range dims {
			t.Dimensions = append(t.Dimensions, names[d])
		}
		for _, c := range sums {
			t.Cells = append(t.Cells, c)
		}
		slices.SortFunc(t.Cells, func(a, b Cell) int { return slices.Compare(a.Keys, b.Keys) })
		if rng.IntN(2) == 0 {
			t.Margins = []Margin{{}}
		}
		tables = append(tables, t)
	}
	return tables
}

// TestTablesOfOneReleaseDoNotTellOnEachOther lets an attacker with all tables of a release
// try every small count of every table.
func TestTablesOfOneReleaseDoNotTellOnEachOther(t *testing.T) {
	secrets := 0
	for seed := range uint64(600) {
		tables := people(rand.New(rand.NewPCG(seed, 7)))
		secrets += checkLinked(t, tables, WithholdRelease(tables, 11), 11)
		if t.Failed() {
			t.Fatalf("seed %d: %v", seed, tables)
		}
	}
	if secrets < 1500 {
		t.Errorf("only %d small counts were attacked", secrets)
	}
}

// TestLinksAreNeeded shows that the attacker wins where each table is decided by itself.
func TestLinksAreNeeded(t *testing.T) {
	tables := []Table{
		{Of: "encounters", Dimensions: []string{"facility", "month"}, Cells: []Cell{{5, []string{"A", "1"}}, {40, []string{"A", "2"}}}},
		{Of: "encounters", Dimensions: []string{"facility"}, Cells: []Cell{{45, []string{"A"}}}},
	}
	alone := []Decision{WithholdRelease(tables[:1], 11)[0], WithholdRelease(tables[1:], 11)[0]}
	x := newAttacker(tables, alone, 11)
	x.learn(tables, alone, true)
	if got := x.largest([]int{0}, 1); got != 5 {
		t.Errorf("alone, the tables tell %g, and 45 - 40 is 5", got)
	}
	together := WithholdRelease(tables, 11)
	if !together[0].Cells[0] || !together[0].Cells[1] && !together[1].Cells[0] {
		t.Errorf("together %v", together)
	}
	checkLinked(t, tables, together, 11)
}

// TestDifferencesFromAnEarlierRelease lets counts grow between two releases, so that some
// differences are small, and lets an attacker with both try every one.
func TestDifferencesFromAnEarlierRelease(t *testing.T) {
	differences := 0
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 8))
		before := grid([]int64{rng.Int64N(60), rng.Int64N(60)}, []int64{rng.Int64N(60), rng.Int64N(60)}, []int64{rng.Int64N(60), rng.Int64N(60)})
		first := Withhold(before, allOfTwo, 11)
		now := Table{Of: "encounters", Dimensions: []string{"row", "column"}, Margins: allOfTwo}
		for i, c := range before {
			if !first.Cells[i] {
				now.Before = append(now.Before, c)
			}
			now.Cells = append(now.Cells, Cell{max(0, c.Count+[]int64{0, 3, 8, 30, -4}[rng.IntN(5)]), c.Keys})
		}
		said := WithholdRelease([]Table{now}, 11)
		checkLinked(t, []Table{now}, said, 11)
		for i, c := range now.Cells {
			for _, b := range now.Before {
				d := c.Count - b.Count
				if slices.Equal(b.Keys, c.Keys) && privacy.Small(max(d, -d), 11) {
					differences++
					if !said[0].Cells[i] && c.Count > 0 {
						t.Errorf("%v is shown as %d and was as %d", c.Keys, c.Count, b.Count)
					}
				}
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: %v before, %v now: %v", seed, before, now.Cells, said)
		}
	}
	if differences < 300 {
		t.Errorf("only %d small differences", differences)
	}
}

// TestNothingIsWithheldInVain: of a decision nothing that is not small can be shown again
// by itself without telling a small count.
func TestNothingIsWithheldInVain(t *testing.T) {
	tried := 0
	for seed := range uint64(300) {
		cells, margins := random(rand.New(rand.NewPCG(seed, 9)))
		d := Withhold(cells, margins, 11)
		for i, w := range d.Cells {
			if !w || privacy.Small(cells[i].Count, 11) {
				continue
			}
			tried++
			shown := Decision{Cells: slices.Clone(d.Cells), Totals: d.Totals}
			shown.Cells[i] = false
			if !newAuditor(cells, margins, 11, shown).breaks() {
				t.Fatalf("seed %d: %v of %v could be shown", seed, cells[i], cells)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d cells were tried", tried)
	}
}

// breaks reports whether a promise is broken, the rule of SUP-02 included that no total
// shows with fewer than two withheld cells, or with two whose sum leaves them no room.
func (a *auditor) breaks() bool {
	for _, s := range a.said.Totals {
		var sum, n int64
		for _, i := range a.hidden {
			if a.within(a.cells[i], s) {
				n, sum = n+1, sum+a.cells[i].Count
			}
		}
		if !s.Withheld && n > 0 && (n < 2 || sum-(n-1) < a.minCell) {
			return true
		}
	}
	for i, c := range a.cells {
		if privacy.Small(c.Count, a.minCell) && (a.largest([]int{i}, 1) < float64(a.minCell)-1e-6 || -a.largest([]int{i}, -1) > 1+1e-6) {
			return true
		}
	}
	for _, s := range a.said.Totals {
		var inside []int
		for i, c := range a.cells {
			if c.Count > 0 && a.within(c, s) && slices.Contains(a.hidden, i) {
				inside = append(inside, i)
			}
		}
		if privacy.Small(s.Count, a.minCell) && (a.largest(inside, 1) < float64(a.minCell)-1e-6 || -a.largest(inside, -1) > float64(len(inside))+1e-6) {
			return true
		}
	}
	return false
}
