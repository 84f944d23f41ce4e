package reader

import (
	"maps"
	"math"
	"slices"
)

// reader is a reader who knows of classes of withheld cells that each cell is at least 1 and
// what some of the classes sum to, and who asks for ranges with the simplex method.
//
// Its variables are, in this order: the excess of each class over 1 a cell, free to be
// 0 or more; each class of shown cells and an imbalance of each row, both fixed. The
// fixed ones never move; their reduced costs say by what a range is held. Instead of a
// right-hand side the value of every variable is kept: the true table is a solution
// from the start.
type reader struct {
	view     *view
	picked   []int       // classes of the view, by variable
	columns  map[int]int // class of the view -> its variable
	rows     []int       // rows of the view
	fixed    []*alike    // shown classes that stand in them
	free     int         // how many variables may move
	tableau  [][]float64 // a row for each basic variable
	basis    []int       // the basic variable of each row
	basic    []bool      // by variable
	value    []float64   // of the free variables
	nonzero  []int       // columns of the pivot row, kept for the next pivot
	patience int         // pivots that one question may take
}

// The coefficients begin as small whole numbers and stay fractions of such, so that
// rounding is told from them easily.
const (
	dust = 1e-12 // in the tableau, is made 0
	tiny = 1e-7  // counts as 0
)

// newReader is a reader to whom the classes that are not picked are known. One who is not
// asked what holds a range needs no shown cells.
func newReader(v *view, picked []int, asked bool) *reader {
	r := &reader{view: v, picked: picked, columns: make(map[int]int, len(picked)), free: len(picked)}
	stands := map[int]bool{}
	for at, class := range picked {
		r.columns[class] = at
		r.value = append(r.value, float64(v.free[class].excess))
		for _, row := range v.free[class].column {
			stands[row] = true
		}
	}
	r.rows = slices.Sorted(maps.Keys(stands))
	if asked {
		r.fixed = v.shownIn(stands)
	}
	width := r.free + len(r.fixed) + len(r.rows)
	r.basic, r.patience = make([]bool, width), 50*(width+1)
	place := map[int]int{}
	for k, row := range r.rows {
		place[row] = k
		r.tableau = append(r.tableau, make([]float64, width))
		imbalance := r.free + len(r.fixed) + k
		r.tableau[k][imbalance] = 1
		r.basis = append(r.basis, imbalance)
		r.basic[imbalance] = true
	}
	for at, class := range picked {
		r.fill(place, at, v.free[class])
	}
	for at, class := range r.fixed {
		r.fill(place, r.free+at, class)
	}
	r.leaveImbalances()
	r.settle()
	return r
}

// fill writes a class into its column.
func (r *reader) fill(place map[int]int, column int, class *alike) {
	for _, row := range class.column {
		if k, ok := place[row]; ok {
			r.tableau[k][column] = float64(r.view.rows[row][class.cells[0]])
		}
	}
}

// leaveImbalances makes free variables basic wherever a total says something new. The
// true table stays the solution.
func (r *reader) leaveImbalances() {
	for row := range r.tableau {
		for v := range r.free {
			if !r.basic[v] && math.Abs(r.tableau[row][v]) > tiny {
				r.pivot(row, v)
				break
			}
		}
	}
}

// settle moves from the true table to a vertex: every variable that is not basic goes
// down to 0 or, where a basic one gets there first, takes its place.
func (r *reader) settle() {
	for v := range r.free {
		if r.basic[v] || r.value[v] <= tiny {
			continue
		}
		step, row := r.value[v], -1
		for k, b := range r.basis {
			if a := r.tableau[k][v]; b < r.free && a < -tiny && r.value[b]/-a < step {
				step, row = r.value[b]/-a, k
			}
		}
		r.move(v, -step)
		if row >= 0 {
			r.value[r.basis[row]] = 0
			r.pivot(row, v)
		}
	}
	r.remember()
}

// move changes a variable that is not basic, and with it the basic ones.
func (r *reader) move(v int, by float64) {
	r.value[v] += by
	for k, b := range r.basis {
		if b < r.free {
			r.value[b] -= r.tableau[k][v] * by
		}
	}
}

// pivot makes a variable basic in a row.
func (r *reader) pivot(row, v int) {
	at := r.tableau[row]
	scale := at[v]
	r.nonzero = r.nonzero[:0]
	for j := range at {
		if at[j] != 0 {
			at[j] /= scale
			r.nonzero = append(r.nonzero, j)
		}
	}
	for k, other := range r.tableau {
		factor := other[v]
		if k == row || factor == 0 {
			continue
		}
		for _, j := range r.nonzero {
			other[j] = snap(other[j] - factor*at[j])
		}
		other[v] = 0
	}
	r.basic[r.basis[row]] = false
	r.basis[row] = v
	r.basic[v] = true
}

// snap takes rounding dust for the 0 that it stands for, and keeps the tableau sparse.
func snap(a float64) float64 {
	if math.Abs(a) < dust {
		return 0
	}
	return a
}

// remember keeps what the present solution shows to be possible.
func (r *reader) remember() {
	minCell := r.view.group.known.MinCell
	for at, class := range r.picked {
		for _, i := range r.view.free[class].cells {
			p := &r.view.group.known.Cells[i].possible
			p.least = p.least || r.value[at] <= tiny
			p.large = p.large || r.value[at] >= float64(minCell-r.view.least(i))-tiny
		}
	}
}
