package disclosure

import (
	"fmt"
	"maps"
	"slices"

	"chartline/pipeline/privacy"
	"chartline/pipeline/privacy/suppress"
	"chartline/pipeline/query"
)

// Two questions that leave out different records tell by the difference of their totals how many
// records one of them leaves out: of unknown age, without a score, not judged. Counts of what is
// excluded must not be derivable either (6.5).

// apartByFew finds the tables of what leaves the site that count nearly as many as one before
// them counts of the same time and part of the patients, so that the difference would be a small
// count. Totals are printed beside every row of a table, so that it is not shown at all.
func apartByFew(tables []suppress.Table, of []*seen, judged []query.Withhold, minCell int64) []bool {
	few := make([]bool, len(tables))
	known := map[string][]int64{}
	for k, s := range of {
		if !s.Leaves {
			continue
		}
		mine := s.populations(judged[k], tables[k])
		for name, n := range mine {
			few[k] = few[k] || slices.ContainsFunc(known[name], func(other int64) bool { return privacy.Small(max(n-other, other-n), minCell) })
		}
		if few[k] {
			continue // nobody sees it
		}
		for name, n := range mine {
			known[name] = append(known[name], n)
		}
	}
	return few
}

// populations are the totals that are seen of a table, by whom they are of.
func (s *seen) populations(w query.Withhold, t suppress.Table) map[string]int64 {
	if w.Total == "" {
		if s.Shape == Sums || slices.ContainsFunc(w.Margins, func(m []string) bool { return len(m) == 0 }) {
			return map[string]int64{population(t, nil): sumOf(t.Cells)}
		}
		return nil
	}
	totals, parts := map[string][]int64{}, true
	for row, at := range s.of {
		labels := narrowedTo(t, t.Cells[at].Keys)
		name, n := population(t, labels), s.Answer.Int(w.Total)[row]
		if !slices.Contains(totals[name], n) {
			totals[name] = append(totals[name], n)
		}
		parts = parts && len(labels) == 1
	}
	of, sum := map[string]int64{}, int64(0)
	for name, all := range totals {
		if len(all) == 1 {
			of[name], sum = all[0], sum+all[0]
		}
	}
	if parts && len(totals) > 0 && len(of) == len(totals) {
		of[population(t, nil)] = sum
	}
	return of
}

// population names whom a table counts, narrowed to some labels more.
func population(t suppress.Table, labels map[string]string) string {
	within := maps.Clone(t.Within)
	maps.Copy(within, labels)
	return fmt.Sprintf("%s %s %v", t.From, t.To, within)
}

// narrowedTo are the labels of a cell to which other questions can be narrowed.
func narrowedTo(t suppress.Table, keys []string) map[string]string {
	labels := map[string]string{}
	for _, name := range narrowing {
		if at := slices.Index(t.Dimensions, name); at >= 0 {
			labels[name] = keys[at]
		}
	}
	return labels
}

func sumOf(cells []suppress.Cell) (sum int64) {
	for _, c := range cells {
		sum += c.Count
	}
	return sum
}
