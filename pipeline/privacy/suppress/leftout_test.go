package suppress

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/privacy"
)

// withoutSome is a table of the same as another with a second label, of which some cells leave a few
// records out.
func withoutSome(rng *rand.Rand, whole Table) Table {
	part := Table{Of: whole.Of, Dimensions: []string{whole.Dimensions[0], "second"}, Leaves: true}
	for _, c := range whole.Cells {
		kept := max(0, c.Count-[]int64{0, 0, 3, 8, 40}[rng.IntN(5)])
		first := rng.Int64N(kept + 1)
		part.Cells = append(part.Cells, Cell{first, []string{c.Keys[0], "x"}}, Cell{kept - first, []string{c.Keys[0], "y"}})
	}
	return part
}

// TestWhatATableLeavesOutIsACount: of two tables that leave the site one counts nowhere more than
// the other. Where both show what they count of a label, they differ by none or by many.
func TestWhatATableLeavesOutIsACount(t *testing.T) {
	few := 0
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 31))
		whole := Table{Of: "encounters", Dimensions: []string{"group"}, Margins: []Margin{{}}, Leaves: true}
		for i := range 2 + rng.IntN(6) {
			whole.Cells = append(whole.Cells, Cell{20 + rng.Int64N(90), []string{fmt.Sprint(i)}})
		}
		tables := []Table{whole, withoutSome(rng, whole)}
		said := WithholdRelease(tables, 11)
		for i, c := range whole.Cells {
			x, y := tables[1].Cells[2*i], tables[1].Cells[2*i+1]
			left := c.Count - x.Count - y.Count
			if !privacy.Small(left, 11) {
				continue
			}
			few++
			if !said[0].Cells[i] && (!said[1].Cells[2*i] || x.Count == 0) && (!said[1].Cells[2*i+1] || y.Count == 0) {
				t.Errorf("seed %d: %d less %d and %d tells that %d are left out", seed, c.Count, x.Count, y.Count, left)
			}
		}
	}
	if few < 300 {
		t.Errorf("only %d small remainders were tried", few)
	}
}
