// Package disclosure applies the rules of package privacy to the answers of queries: it
// reads in a query's header which count decides, and says which rows and cells may be
// shown. It stands between every answer and everyone who sees it: reports, queries, and
// exports all ask Withheld.
package disclosure

import (
	"fmt"
	"maps"
	"slices"

	"chartline/pipeline/privacy"
	"chartline/pipeline/privacy/suppress"
	"chartline/pipeline/query"
)

// Shape is how much of an answer is seen.
type Shape int

const (
	Rows   Shape = iota // every row
	Series              // one series of rows that have their first text in common, with its sum; nobody knows which
	Sums                // the sum of each such series, and no single row
)

// Sheet is an answer as it is going to be seen.
type Sheet struct {
	Answer  *query.Answer
	Shape   Shape
	Earlier []Statement // what was shown of the same question before; of no use to what does not leave
	Leaves  bool        // it leaves the site, which an internal report does not (SUP-07)
}

// Withheld decides for each row of answers that are seen together whether its numbers must be
// hidden: small counts, and of the same table those from which they would follow (SUP-02). Of
// answers that leave the site what one shows protects what another withholds besides, and
// neither a sum that two of them share nor the difference from another time or from what was
// shown before gives a small count away (SUP-04, SUP-08).
func Withheld(sheets []Sheet, minCell int64) [][]bool {
	var tables []suppress.Table
	var of []*seen
	var by []query.Withhold
	for _, s := range distinct(sheets) {
		for _, w := range judged(s.Answer) {
			tables, of, by = append(tables, s.table(w, minCell)), append(of, s), append(by, w)
		}
	}
	few := apartByFew(tables, of, by, minCell)
	for k, d := range suppress.WithholdRelease(linked(tables, of), minCell) {
		of[k].hide(d.Cells)
		of[k].hide(tables[k].Hidden)
		if few[k] {
			of[k].hideAll()
		}
	}
	for k := range tables {
		followSums(k, tables, of, minCell)
	}
	hidden := make([][]bool, len(sheets))
	known := map[string]*seen{}
	for _, s := range of {
		known[s.name] = s
	}
	for i, s := range sheets {
		hidden[i] = make([]bool, s.Answer.Len())
		if k := known[s.key()]; k != nil {
			copy(hidden[i], k.hidden)
		}
	}
	return hidden
}

// linked says which tables are put together, by what they are of. In what leaves the site all
// are that count the same, but for series, of which each is decided on by itself: their many
// small cells would make one system of all that is shown. An internal report is exempt from
// that (SUP-07): in it only tables of the very same cells are put together, so that a cell is
// not withheld in one and shown in the other.
func linked(tables []suppress.Table, of []*seen) []suppress.Table {
	kept := slices.Clone(tables)
	for k, s := range of {
		switch t := &kept[k]; {
		case s.Shape == Series:
			t.Of = ""
		case !s.Leaves && t.Of != "":
			t.Of = fmt.Sprintf("%s %q %q %s %s", t.Of, slices.Sorted(slices.Values(t.Dimensions)), t.Within, t.From, t.To)
		}
	}
	return kept
}

// followSums hides the series whose sum is withheld in another table of what leaves the site,
// which its rows would tell, and those whose sum is there by few another one: how many the series
// leaves out would be told.
func followSums(k int, tables []suppress.Table, of []*seen, minCell int64) {
	series := tables[k]
	if of[k].Shape != Series || !of[k].Leaves {
		return
	}
	withheld := map[string]bool{}
	mine := sumsBy(series, 0)
	for j, t := range tables {
		at := slices.Index(t.Dimensions, series.Dimensions[0])
		if of[j].Shape == Series || t.Of != series.Of || at < 0 || t.From != series.From || t.To != series.To || !maps.Equal(t.Within, series.Within) {
			continue
		}
		for row, cell := range of[j].of {
			if of[j].hidden[row] {
				withheld[t.Cells[cell].Keys[at]] = true
			}
		}
		for label, n := range sumsBy(t, at) {
			own, both := mine[label]
			withheld[label] = withheld[label] || both && privacy.Small(max(n-own, own-n), minCell)
		}
	}
	for row, cell := range of[k].of {
		of[k].hidden[row] = of[k].hidden[row] || withheld[series.Cells[cell].Keys[0]]
	}
}

// sumsBy are the sums of a table by the labels of one dimension.
func sumsBy(t suppress.Table, dimension int) map[string]int64 {
	sums := map[string]int64{}
	for _, c := range t.Cells {
		sums[c.Keys[dimension]] += c.Count
	}
	return sums
}

// Alone is Withheld of one answer that is seen whole and by itself, by whomever.
func Alone(a *query.Answer, minCell int64) []bool {
	return Withheld([]Sheet{{Answer: a, Leaves: true}}, minCell)[0]
}

// judged are the counts of an answer that decide.
func judged(a *query.Answer) []query.Withhold {
	if !a.Query.Judged() {
		return nil
	}
	return a.Query.Withhold
}

// Small reports whether a count of patients or encounters must be hidden by itself, for
// counts that are sums of rows.
func Small(count, minCell int64) bool { return privacy.Small(count, minCell) }

// SmallCell reports whether a cell must be hidden although its row is shown: a second
// count of patients or encounters that is small by itself.
func SmallCell(a *query.Answer, row, column int, minCell int64) bool {
	c := a.Query.Columns[column]
	if !a.Query.Judged() || c.Type != query.Int || c.Unit != "{patient}" && c.Unit != "{encounter}" {
		return false
	}
	return privacy.Small(a.Int(c.Name)[row], minCell)
}
