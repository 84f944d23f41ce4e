// Package attacker is for tests: a reader of published tables who writes down all that they
// say of counts that are not printed, and asks how small and how large each can be. It shares
// nothing with package privacy, which must withhold enough for it to fail.
package attacker

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// Sum is counts by their names, each with how often it stands in a sum.
type Sum map[string]float64

// Of is the sum of some counts.
func Of(names ...string) Sum {
	sum := Sum{}
	for _, name := range names {
		sum[name]++
	}
	return sum
}

// Reader knows equations of counts, none of which is below 0.
type Reader struct {
	least   map[string]float64 // of counts that are known not to be 0
	known   map[string]bool
	rows    []Sum // of what is above the least
	sums    []float64
	reduced []Sum // the rows with the leading counts of the others taken out of each
	leading []string
	slacks  int
}

// New is a reader who knows nothing.
func New() *Reader { return &Reader{least: map[string]float64{}, known: map[string]bool{}} }

// AtLeast tells that a count is no smaller than n. It must be told before any equation of it.
func (r *Reader) AtLeast(name string, n float64) { r.least[name] = n }

// Know tells what a sum is. What follows from the equations before adds nothing.
func (r *Reader) Know(sum Sum, is float64) {
	row := Sum{}
	for name, factor := range sum {
		if factor == 0 {
			continue
		}
		row[name] = factor
		is -= factor * r.least[name]
	}
	if !r.isNew(row) {
		return
	}
	for name := range row {
		r.known[name] = true
	}
	r.rows, r.sums = append(r.rows, row), append(r.sums, is)
}

// KnowBetween tells that a sum is from one number to another, such as one that is printed with
// few digits; plus infinity bounds nothing.
func (r *Reader) KnowBetween(sum Sum, lo, hi float64) {
	for sign, end := range map[float64]float64{-1: lo, 1: hi} {
		if math.IsInf(end, 0) {
			continue
		}
		r.slacks++
		with := maps.Clone(sum)
		with[fmt.Sprintf("slack %d", r.slacks)] = sign
		r.Know(with, end)
	}
}

const tiny = 1e-9

// isNew reports whether a row does not follow from those before, and keeps what it adds.
func (r *Reader) isNew(row Sum) bool {
	rest := maps.Clone(row)
	for k, lead := range r.leading {
		rest.takeOut(lead, r.reduced[k])
	}
	lead, most := "", tiny
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		if size := math.Abs(rest[name]); size > most {
			lead, most = name, size
		}
	}
	if lead == "" {
		return false
	}
	for k := range r.reduced {
		r.reduced[k].takeOut(lead, rest)
	}
	r.reduced, r.leading = append(r.reduced, rest), append(r.leading, lead)
	return true
}

// takeOut takes from a sum so often another that a count stands in it no more.
func (s Sum) takeOut(name string, other Sum) {
	factor := s[name] / other[name]
	if factor == 0 {
		return
	}
	for n, f := range other {
		if s[n] -= factor * f; math.Abs(s[n]) <= tiny {
			delete(s, n)
		}
	}
	delete(s, name)
}

// Equations are the sums that the reader knows, with what each is above the least.
func (r *Reader) Equations() []Sum { return r.rows }

// Range is how small and how large a count can be: from its least to plus infinity where it stands in no
// equation. It fails where the equations contradict each other.
func (r *Reader) Range(name string) (lo, hi float64, err error) {
	if !r.known[name] {
		return r.least[name], math.Inf(1), nil
	}
	p := r.around(name)
	if lo, err = p.extreme(1); err != nil {
		return lo, hi, fmt.Errorf("%s at the least: %w", name, err)
	}
	if hi, err = p.extreme(-1); err != nil {
		return lo, hi, fmt.Errorf("%s at the most: %w", name, err)
	}
	return lo + r.least[name], hi + r.least[name], nil
}

// programme is what bears on one count, which is its first column.
type programme struct {
	equations *mat.Dense
	sums      []float64
}

// around gathers the equations that hang together with a count.
func (r *Reader) around(name string) programme {
	columns, taken := map[string]int{name: 0}, make([]bool, len(r.rows))
	var rows []int
	for again := true; again; {
		again = false
		for i, row := range r.rows {
			if taken[i] || !sharesWith(row, columns) {
				continue
			}
			taken[i], again, rows = true, true, append(rows, i)
			for _, n := range slices.Sorted(maps.Keys(row)) {
				if _, known := columns[n]; !known {
					columns[n] = len(columns)
				}
			}
		}
	}
	p := programme{equations: mat.NewDense(len(rows), len(columns), nil)}
	for k, i := range rows {
		for n, factor := range r.rows[i] {
			p.equations.Set(k, columns[n], factor)
		}
		p.sums = append(p.sums, r.sums[i])
	}
	return p
}

func sharesWith(row Sum, columns map[string]int) bool {
	for name := range row {
		if _, shared := columns[name]; shared {
			return true
		}
	}
	return false
}

// extreme is the least that the count can be for a sign of 1, and the most for -1.
func (p programme) extreme(sign float64) (float64, error) {
	_, width := p.equations.Dims()
	objective := make([]float64, width)
	objective[0] = sign // gonum minimises
	best, _, err := lp.Simplex(objective, p.equations, p.sums, tiny, nil)
	if errors.Is(err, lp.ErrUnbounded) {
		return math.Inf(-int(sign)), nil
	}
	return sign * best, err
}
