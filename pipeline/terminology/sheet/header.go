package sheet

import (
	"slices"
	"strings"
)

// Header is a row that names columns.
type Header struct {
	names []string // folded
	width int
}

// headerOf folds the cells of a row: lower case, quotes left out, since some vintages
// have broken ones, and any white space or underscore as one blank.
func headerOf(r Row) Header {
	h := Header{width: len(r.Cells)}
	for _, c := range r.Cells {
		c = strings.Map(func(r rune) rune {
			switch r {
			case '\'', '"', '’', '‘':
				return -1
			case '_':
				return ' '
			}
			return r
		}, strings.ToLower(c))
		h.names = append(h.names, strings.Join(strings.Fields(c), " "))
	}
	return h
}

// Index is the column of the first of these names that is there, or -1.
func (h Header) Index(names ...string) int {
	for _, n := range names {
		if i := slices.Index(h.names, n); i >= 0 {
			return i
		}
	}
	return -1
}

// Has reports whether all of these columns are there.
func (h Header) Has(names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return h.Index(n) < 0 })
}

// Is reports whether these are all the columns, in this order; empty ones may follow.
func (h Header) Is(names ...string) bool {
	if len(h.names) < len(names) || !slices.Equal(h.names[:len(names)], names) {
		return false
	}
	return !slices.ContainsFunc(h.names[len(names):], func(n string) bool { return n != "" })
}

// Names are the folded names.
func (h Header) Names() []string { return slices.Clone(h.names) }

// Matching is the first column whose name has all of these words in it, or -1.
func (h Header) Matching(words ...string) int {
	return slices.IndexFunc(h.names, func(name string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) })
	})
}
