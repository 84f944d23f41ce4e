package makeup

// Rows is a table as make-up sees it: what stands above its rows, on the first page and on the
// others, the rows, and what stands below the last one, in points.
type Rows struct {
	Head    float64 // title and column heads
	Again   float64 // the same where the table goes on
	Heights []float64
	Leading []float64 // of each row, its height at the head of a page, where its group is said again; nil where it is the same
	Tied    []bool    // of each row, whether it stands on the page of the one before it; nil for none
	Foot    float64   // notes, which stand with the last row
}

// few is how many rows of a table stand together at least where a page ends or begins.
const few = 3

// Whole is the height of a table on one page.
func (r *Rows) Whole() float64 {
	height := r.Head + r.Foot
	for _, h := range r.Heights {
		height += h
	}
	return height
}

// Breaks gives the rows before which a new page begins where the table begins at y, and the y below
// its notes. It is not ok where too little of the table would stand on this page: fewer than
// three rows of one that has six or more, or not all of a shorter one. At the top of a page
// every table begins.
func (r *Rows) Breaks(page Page, y float64) (before []int, end float64, ok bool) {
	end = y + r.Head
	for from := 0; ; {
		n, below := r.fits(from, page.Bottom-end)
		if from+n == len(r.Heights) && below+r.Foot <= page.Bottom-end {
			return before, end + below + r.Foot, true
		}
		at := r.breakAt(from, from+n)
		if at-from < few && len(before) == 0 && y > page.Top {
			return nil, 0, false
		}
		if at <= from {
			at = min(from+max(n, 1), len(r.Heights)-1)
		}
		if at <= from { // what is left is a row, or its notes, that are higher than a page
			return before, page.Bottom, true
		}
		before, from, end = append(before, at), at, page.Top+r.Again
	}
}

// fits is how many rows from one on have room, and their height.
func (r *Rows) fits(from int, room float64) (n int, height float64) {
	for i, h := range r.Heights[from:] {
		if i == 0 && r.Leading != nil {
			h = r.Leading[from]
		}
		if height+h > room {
			break
		}
		n, height = n+1, height+h
	}
	return n, height
}

// breakAt is the last row up to one that fits at which a page may begin: three rows are left for it, and
// it is not tied to the row before. It is not after from where there is none.
func (r *Rows) breakAt(from, most int) int {
	at := min(most, len(r.Heights)-few)
	for at > from && r.Tied != nil && r.Tied[at] {
		at--
	}
	return at
}
