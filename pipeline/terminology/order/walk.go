package order

import (
	_ "embed"
	"encoding/csv"
	"strings"
)

// The sections of the tabular list: its 22 chapters, and its blocks, of which only the
// leaves are listed, since the dozen that hold others overlap them (GRP-03). Each goes
// from its first category to its last one in the order of the tabular list, and is named
// as in the release of October 2025, which has widened some of them. Where the name says
// a category that never was, as U00-U49 does, columns of their own say the real ones.
// J4A stands between J44 and J45, so that J40-J4A ends with J47.
//
//go:embed chapters.csv
var chaptersCSV string

//go:embed blocks.csv
var blocksCSV string

var (
	tabularChapters = sections(chaptersCSV)
	tabularBlocks   = sections(blocksCSV)
)

// section is a chapter or a block.
type section struct{ name, first, last, title string }

// sections reads an embedded table: name, first, last, title.
func sections(table string) []section {
	records, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		panic("order: embedded sections: " + err.Error())
	}
	var all []section
	for _, r := range records[1:] {
		first, last, isRange := strings.Cut(r[0], "-")
		if !isRange {
			last = first
		}
		s := section{name: r[0], first: first, last: last, title: r[3]}
		if r[1] != "" {
			s.first = r[1]
		}
		if r[2] != "" {
			s.last = r[2]
		}
		all = append(all, s)
	}
	return all
}

// walk goes through the categories of a release in their order. A category belongs to
// the section that began last, unless that one has ended: a release that is newer than
// the table may have categories between two sections, and those are of none.
type walk struct {
	begins  map[string]*section // by first category
	current *section
	ended   bool
}

func newWalk(all []section) *walk {
	w := &walk{begins: make(map[string]*section, len(all))}
	for i := range all {
		w.begins[all[i].first] = &all[i]
	}
	return w
}

// enter goes on to the next category, and reports whether a section begins with it.
func (w *walk) enter(category string) (begins bool) {
	next, begins := w.begins[category]
	switch {
	case begins:
		w.current = next
	case w.ended:
		w.current = nil
	}
	w.ended = w.current == nil || category == w.current.last
	return begins
}

// leave ends the section that is current, for one around it has ended.
func (w *walk) leave() { w.current, w.ended = nil, true }
