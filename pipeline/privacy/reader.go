package privacy

import "math"

// reader is a reader who knows of a group of withheld cells that each is at least 1 and
// what some of them sum to, and who asks for ranges with the simplex method.
//
// Its variables are, in this order: the excess of each withheld cell over 1, free to be
// 0 or more; each shown cell and an imbalance of each shown total, both fixed. The
// fixed ones never move; their reduced costs say by what a range is held. Instead of a
// right-hand side the value of every variable is kept: the true table is a solution
// from the start.
type reader struct {
	group    *group
	columns  map[int]int // withheld cell -> its variable
	free     int         // how many variables may move
	tableau  [][]float64 // a row for each basic variable
	basis    []int       // the basic variable of each row
	basic    []bool      // by variable
	value    []float64   // of the free variables
	nonzero  []int       // columns of the pivot row, kept for the next pivot
	patience int         // pivots that one question may take
}

// The coefficients begin as 0 and 1 and stay fractions of small whole numbers, so that
// rounding is told from them easily.
const (
	dust = 1e-12 // in the tableau, is made 0
	tiny = 1e-7  // counts as 0
)

func newReader(g *group) *reader {
	n, width := len(g.cells), len(g.cells)+len(g.shown)+len(g.totals)
	r := &reader{
		group: g, columns: make(map[int]int, n), free: n,
		basic: make([]bool, width), value: make([]float64, n), patience: 50 * (width + 1),
	}
	column := make(map[int]int, width)
	for v, i := range g.cells {
		r.columns[i], column[i] = v, v
		r.value[v] = float64(g.table.cells[i].count - 1)
	}
	for v, i := range g.shown {
		column[i] = n + v
	}
	for k, s := range g.totals {
		row := make([]float64, width)
		for _, i := range s.cells {
			if v, ok := column[i]; ok {
				row[v] = 1
			}
		}
		for _, i := range s.minus {
			if v, ok := column[i]; ok {
				row[v] = -1
			}
		}
		imbalance := n + len(g.shown) + k
		row[imbalance] = 1
		r.tableau = append(r.tableau, row)
		r.basis = append(r.basis, imbalance)
		r.basic[imbalance] = true
	}
	r.leaveImbalances()
	r.settle()
	return r
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
	large := float64(r.group.table.minCell - 1)
	for v, i := range r.group.cells {
		p := &r.group.table.cells[i].possible
		p.least = p.least || r.value[v] <= tiny
		p.large = p.large || r.value[v] >= large-tiny
	}
}

// narrow asks for the range of a secret, and gives what holds it where it does not
// reach from as many as its cells to minCell.
func (r *reader) narrow(s secret) *weakness {
	if !s.possible.large {
		goal := float64(r.group.table.minCell) - float64(len(s.cells))
		if w := r.reach(s, 1, goal); w != nil {
			return w
		}
		s.possible.large = true
	}
	if !s.possible.least {
		if w := r.reach(s, -1, 0); w != nil {
			return w
		}
		s.possible.least = true
	}
	return nil
}

// reach drives the excess of a secret, times the sign, to a goal. It gives what holds
// it back, or nil where it gets there.
func (r *reader) reach(s secret, sign, goal float64) *weakness {
	objective := make([]float64, r.free)
	for _, i := range s.cells {
		objective[r.columns[i]] = sign
	}
	stalled := false
	for range r.patience {
		if r.at(objective) >= goal-tiny {
			return nil
		}
		costs := r.reducedCosts(objective)
		v := r.entering(costs, stalled)
		if v < 0 {
			return r.holding(costs)
		}
		row, step := r.leaving(v)
		if row < 0 {
			return nil // without bound
		}
		stalled = step <= tiny
		r.move(v, step)
		r.value[r.basis[row]] = 0
		r.pivot(row, v)
		r.remember()
	}
	return &weakness{totals: r.group.totals} // undecided counts as unsafe
}

// at is the value of an objective.
func (r *reader) at(objective []float64) float64 {
	sum := 0.0
	for v, c := range objective {
		sum += c * r.value[v]
	}
	return sum
}

// reducedCosts say how much an objective grows with each variable.
func (r *reader) reducedCosts(objective []float64) []float64 {
	costs := make([]float64, len(r.basic))
	copy(costs, objective)
	for k, b := range r.basis {
		if b >= r.free || objective[b] == 0 {
			continue
		}
		for j, a := range r.tableau[k] {
			costs[j] -= objective[b] * a
		}
	}
	return costs
}

// entering is the free variable with which the objective grows fastest; -1 where there
// is none. While the solution stalls it is the first such variable (Bland's rule, 1977),
// with which the method cannot go round in a circle.
func (r *reader) entering(costs []float64, stalled bool) int {
	best := -1
	for v, c := range costs[:r.free] {
		if c > tiny && (best < 0 || c > costs[best]) {
			best = v
			if stalled {
				break
			}
		}
	}
	return best
}

// leaving is the row whose variable first falls to 0 as v grows, and how far v grows;
// row -1 where none ever does. Of several the first variable leaves (Bland's rule).
func (r *reader) leaving(v int) (row int, step float64) {
	row, step = -1, math.Inf(1)
	for k, b := range r.basis {
		a := r.tableau[k][v]
		if b >= r.free || a <= tiny {
			continue
		}
		limit := r.value[b] / a
		if row < 0 || limit < step-tiny || limit < step+tiny && b < r.basis[row] {
			row, step = k, limit
		}
	}
	return row, max(0, step)
}

// holding lists the fixed variables that, let free, would let the objective grow.
func (r *reader) holding(costs []float64) *weakness {
	w := &weakness{}
	g := r.group
	for v, i := range g.shown {
		if math.Abs(costs[r.free+v]) > tiny {
			w.cells = append(w.cells, i)
		}
	}
	for k, s := range g.totals {
		if math.Abs(costs[r.free+len(g.shown)+k]) > tiny {
			w.totals = append(w.totals, s)
		}
	}
	if len(w.totals) == 0 {
		w.totals = g.totals // a bound always has totals; without them all are suspect
	}
	return w
}
