package reader

import (
	"fmt"
	"slices"
	"strings"
)

// equation says that some cells, each times a factor, sum to a number that a reader knows.
type equation map[int]int

// system is what a reader knows of a group: an equation for each shown total. Links that say
// what a cell is the sum of are solved for it beforehand, so that what is left has fewer
// cells, of which many stand in the same equations.
type system struct {
	group  *Group
	rows   []equation // by total; empty where it is solved
	solved map[int]equation
	splits []split
	lower  map[int]int64        // how small a cell can be, where that is more than 1
	in     map[int]map[int]bool // cell -> rows that it stands in
}

func newSystem(g *Group) *system {
	s := &system{group: g, solved: map[int]equation{}, lower: map[int]int64{}, in: map[int]map[int]bool{}}
	for k, total := range g.Totals {
		row := equation{}
		for _, i := range total.Cells {
			row[i]++
		}
		for _, i := range total.Minus {
			row[i]--
		}
		for i, factor := range row {
			if factor == 0 || !g.known.Cells[i].Withheld && g.known.Cells[i].Count == 0 {
				delete(row, i)
			}
		}
		s.rows = append(s.rows, row)
		s.index(k)
	}
	s.fold()
	s.peel()
	s.solve()
	return s
}

func (s *system) index(row int) {
	for i := range s.rows[row] {
		if s.in[i] == nil {
			s.in[i] = map[int]bool{}
		}
		s.in[i][row] = true
	}
}

// solve takes out every link that says what one withheld cell is the sum of.
func (s *system) solve() {
	for again := true; again; {
		again = false
		for k, total := range s.group.Totals {
			if !total.Link || len(s.rows[k]) == 0 {
				continue
			}
			if cell, ok := s.sumIn(s.rows[k]); ok {
				s.replace(k, cell)
				again = true
			}
		}
	}
}

// sumIn finds the withheld cell that a link says to be the sum of others and of what is not
// withheld: it alone has its sign, and how small it can be follows of what it is the sum of.
func (s *system) sumIn(row equation) (cell int, ok bool) {
	var free [2][]int
	for i, factor := range row {
		if !s.group.known.Cells[i].Withheld {
			continue
		}
		side := 0
		if factor < 0 {
			side = 1
		}
		free[side] = append(free[side], i)
	}
	for side, sign := range []int{1, -1} {
		one, others := free[side], free[1-side]
		if len(one) == 1 && len(others) > 0 && row[one[0]] == sign && s.follows(row, one[0], others) {
			return one[0], true
		}
	}
	return 0, false
}

// follows reports whether a cell is as large as it must be when the others of its row are as
// small as can be.
func (s *system) follows(row equation, cell int, others []int) bool {
	least := s.group.known.Cells[cell].Count
	for _, i := range others {
		least -= int64(max(row[i], -row[i])) * (s.group.known.Cells[i].Count - s.least(i))
	}
	return least >= s.least(cell)
}

// replace puts in the place of a cell what a row says that it is, wherever it stands.
func (s *system) replace(row, cell int) {
	sum := equation{}
	for i, factor := range s.rows[row] {
		delete(s.in[i], row)
		if i != cell {
			sum[i] = -factor * s.rows[row][cell]
		}
	}
	s.rows[row] = nil
	for k := range s.in[cell] {
		s.rows[k].put(cell, sum)
		for i := range sum {
			if s.rows[k][i] == 0 {
				delete(s.in[i], k)
			}
		}
		s.index(k)
	}
	delete(s.in, cell)
	for _, earlier := range s.solved {
		earlier.put(cell, sum)
	}
	s.solved[cell] = sum
}

// put replaces a cell by a sum.
func (e equation) put(cell int, sum equation) {
	factor := e[cell]
	if factor == 0 {
		return
	}
	delete(e, cell)
	for i, f := range sum {
		if e[i] += factor * f; e[i] == 0 {
			delete(e, i)
		}
	}
}

// column writes in which rows a cell stands, and how often: cells with the same column cannot
// be told apart by any equation.
func (s *system) column(cell int) string {
	rows := make([]int, 0, len(s.in[cell]))
	for k := range s.in[cell] {
		rows = append(rows, k)
	}
	slices.Sort(rows)
	var b strings.Builder
	for _, k := range rows {
		fmt.Fprintf(&b, "%d:%d ", k, s.rows[k][cell])
	}
	return b.String()
}

// alike are cells with one column: of a class of withheld ones a reader can know the sum at
// the best.
type alike struct {
	cells  []int
	column []int // the rows that they stand in
	excess int64 // of withheld ones: how much their sum is above the least that it can be
}

// classes sorts cells by their columns; the first cell of each comes in the order given.
func (s *system) classes(cells []int) []*alike {
	parts := map[int]bool{}
	for _, p := range s.splits {
		for _, i := range p.parts {
			parts[i] = true
		}
	}
	byColumn := map[string]*alike{}
	var all []*alike
	for _, i := range cells {
		if s.solved[i] != nil || parts[i] {
			continue
		}
		column := s.column(i)
		class := byColumn[column]
		if class == nil {
			class = &alike{}
			for k := range s.in[i] {
				class.column = append(class.column, k)
			}
			slices.Sort(class.column)
			byColumn[column] = class
			all = append(all, class)
		}
		class.cells = append(class.cells, i)
		class.excess += s.group.known.Cells[i].Count - s.least(i)
	}
	return all
}
