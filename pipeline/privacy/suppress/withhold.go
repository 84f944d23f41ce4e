// Package suppress keeps small counts of patients out of what is published: counts from
// 1 to 10 may be neither shown nor derivable from totals, differences or shares
// (standard.md 6.5, after the CMS cell size suppression policy of January 2024).
//
// Which counts are small is plain; which others must be withheld so that those cannot
// be derived is the work. Withhold follows SUP-02, primary and then complementary
// suppression to a fixed point, and then asks package reader for the range that its
// answer leaves of every withheld small count, and withholds more wherever one is too narrow.
package suppress

// Cell is a count of an answer, not negative, with its label in each dimension. Two
// cells of one answer have different labels; one that is absent counts 0.
type Cell struct {
	Count int64
	Keys  []string
}

// Margin is a family of totals that a reader knows, published or derivable from what
// is: one total for each combination of labels in these dimensions (positions in
// Cell.Keys). An empty Margin is the grand total. A coarser grouping, such as the
// quarter of a month, is a dimension too (SUP-04).
type Margin []int

// Total is the sum of the cells with the same labels in the dimensions of a margin.
type Total struct {
	Margin   int      // position in the margins given
	Keys     []string // labels in the margin's dimensions, in its order
	Count    int64
	Withheld bool
}

// Decision says what is withheld. Cells are in the order given; totals by margin, then
// by labels.
type Decision struct {
	Cells  []bool
	Totals []Total
}

// Withhold decides which cells and totals of an answer are withheld where counts of 1
// to minCell-1 are too small to be shown.
//
// It promises this. Let a reader see every cell and every total that is not withheld,
// and know that what is withheld is at least 1. Then the range that the reader can find
// for a withheld small count reaches from 1 to minCell at least, so that the reader can
// tell neither the count nor that it is small; for a withheld small total it begins at
// the number of withheld cells in it, which the reader can count. Ranges are those of
// real numbers, which in up to two dimensions are those of whole numbers too.
//
// The promise needs one mark for all that is withheld: a mark that tells a small count
// from one that only protects it gives the small one away. And it needs the margins to
// be all that is known: every total elsewhere, in a caption or in another table, that
// is a sum of these cells must be among them.
func Withhold(cells []Cell, margins []Margin, minCell int64) Decision {
	return WithholdRelease([]Table{{Cells: cells, Margins: margins}}, minCell)[0]
}
