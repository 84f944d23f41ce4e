package suppress

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"chartline/pipeline/privacy"
)

// TestWithholdKeepsItsPromiseInWholeNumbers looks, in small tables of one and two
// dimensions, for whole-number tables that a reader must hold possible: one in which a
// withheld small cell is 1 and one in which it is minCell or more.
func TestWithholdKeepsItsPromiseInWholeNumbers(t *testing.T) {
	const minCell = 6
	checked := 0
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 2))
		height, width := 1+rng.IntN(3), 1+rng.IntN(3)
		rows := make([][]int64, height)
		for i := range rows {
			for range width {
				rows[i] = append(rows[i], rng.Int64N(14))
			}
		}
		cells := grid(rows...)
		d := Withhold(cells, allOfTwo, minCell)
		a := newAuditor(cells, allOfTwo, minCell, d)
		for k, i := range a.hidden {
			if !privacy.Small(cells[i].Count, minCell) {
				continue
			}
			checked++
			if !a.possible(k, 0, 0) || !a.possible(k, minCell-1, 200) {
				t.Fatalf("seed %d: cell %v of %v is told apart", seed, cells[i].Keys, rows)
			}
		}
	}
	if checked < 500 {
		t.Errorf("only %d cells were looked at", checked)
	}
}

// possible reports whether the hidden cell k can exceed 1 by from lo to hi, by trying
// whole numbers for every hidden cell.
func (a *auditor) possible(k int, lo, hi int64) bool {
	var rows [][]float64
	left := make([]int64, len(a.rows))
	for r, row := range a.rows {
		rows = append(rows, row)
		left[r] = int64(a.sums[r])
	}
	order := []int{k}
	for i := range a.hidden {
		if i != k {
			order = append(order, i)
		}
	}
	var try func(at int) bool
	try = func(at int) bool {
		if at == len(order) {
			return !slices.ContainsFunc(left, func(n int64) bool { return n != 0 })
		}
		v := order[at]
		from, to := int64(0), int64(200)
		if at == 0 {
			from, to = lo, hi
		}
		for r, row := range rows {
			if row[v] != 0 {
				to = min(to, left[r])
				if !slices.ContainsFunc(order[at+1:], func(o int) bool { return row[o] != 0 }) {
					from = max(from, left[r]) // the last cell of a total takes what is left
				}
			}
		}
		for x := from; x <= to; x++ {
			for r, row := range rows {
				left[r] -= x * int64(row[v])
			}
			found := try(at + 1)
			for r, row := range rows {
				left[r] += x * int64(row[v])
			}
			if found {
				return true
			}
		}
		return false
	}
	return try(0)
}

// BenchmarkWithhold times tables of the sizes that reports have, and beyond.
func BenchmarkWithhold(b *testing.B) {
	for _, size := range [][2]int{{25, 1}, {10_000, 1}, {12, 24}, {40, 24}, {200, 24}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 3))
			var cells []Cell
			for i := range size[0] * size[1] {
				n := int64(rng.ExpFloat64() * 20)
				cells = append(cells, Cell{n, []string{fmt.Sprint(i / size[1]), fmt.Sprint(i % size[1])}})
			}
			margins := allOfTwo
			if size[1] == 1 {
				margins = []Margin{grand}
			}
			var small, withheld, totals int
			for b.Loop() {
				small, withheld, totals = 0, 0, 0
				d := Withhold(cells, margins, 11)
				for i, w := range d.Cells {
					small += b2i(privacy.Small(cells[i].Count, 11))
					withheld += b2i(w)
				}
				for _, s := range d.Totals {
					totals += b2i(s.Withheld)
				}
			}
			b.ReportMetric(float64(small), "small")
			b.ReportMetric(float64(withheld), "withheld")
			b.ReportMetric(float64(totals), "totals")
		})
	}
}
