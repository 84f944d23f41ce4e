package reader

import "math"

// narrow asks for the range of a secret, and gives what holds it where it does not
// reach from as many as its cells to minCell.
func (r *reader) narrow(s secret) *Weakness {
	if !s.possible.large {
		upper, base := r.objective(s, 1)
		if w := r.reach(upper, float64(r.view.group.known.MinCell)-base); w != nil {
			return w
		}
		s.possible.large = true
	}
	if !s.possible.least {
		if w := r.view.told(s); w != nil {
			return w
		}
		lower, _ := r.objective(s, -1)
		if w := r.reach(lower, 0); w != nil {
			return w
		}
		s.possible.least = true
	}
	return nil
}

// objective writes a secret, times a sign, in the variables, and what it is beside them. Of a
// class it takes the cell that leaves most room: it has all of the excess at the largest, and
// none at the smallest where another cell of the class can have it.
func (r *reader) objective(s secret, sign float64) (objective []float64, base float64) {
	objective = make([]float64, r.free)
	e := r.view.largest(s.cells)
	base = float64(e.plus)
	for i, factor := range e.of {
		class, free := r.view.class[i]
		at, picked := r.columns[class]
		if !free || !picked {
			base += float64(factor) * float64(r.view.group.known.Cells[i].Count)
			continue
		}
		base += float64(factor) * float64(r.view.least(i))
		if sign > 0 {
			objective[at] = max(objective[at], float64(factor))
		} else {
			objective[at] = -r.fewest(e.of, r.view.free[class])
		}
	}
	return objective, base
}

// fewest is how often a sum has the cell of a class that it has least often.
func (r *reader) fewest(sum equation, class *alike) float64 {
	least := math.Inf(1)
	for _, i := range class.cells {
		least = min(least, float64(sum[i]))
	}
	return least
}

// reach drives an objective to a goal. It gives what holds it back, or nil where it gets
// there.
func (r *reader) reach(objective []float64, goal float64) *Weakness {
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
	return &Weakness{Totals: r.view.group.Totals} // undecided counts as unsafe
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
func (r *reader) holding(costs []float64) *Weakness {
	w := &Weakness{}
	for at, class := range r.fixed {
		if math.Abs(costs[r.free+at]) > tiny {
			w.Cells = append(w.Cells, class.cells...)
		}
	}
	totals := r.view.group.Totals
	for k, row := range r.rows {
		if math.Abs(costs[r.free+len(r.fixed)+k]) > tiny {
			w.Totals = append(w.Totals, totals[row])
		}
	}
	if len(w.Totals) == 0 {
		w.Totals = totals // a bound always has totals; without them all are suspect
	}
	return w
}
