// Package svg writes drawings as SVG that a page can restyle: colours are attributes, which a
// style sheet overrides, and no element has a style or an id of its own. What a drawing says of
// its marks becomes regions with a title, which browsers show where a pointer rests.
package svg

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"

	"chartline/pipeline/chart/pen"
	"chartline/pipeline/theme"
)

// Canvas keeps what is drawn on it. Paths, lines and texts are kept; figures draw nothing else.
type Canvas struct {
	recorder.Canvas
	Theme *theme.Theme // that it is painted in
	Made  string       // of what data, for programs; empty says nothing
	notes []note
}

// note is a region with what it shows, in words.
type note struct {
	at    vg.Rectangle
	words string
}

// Note keeps what a region shows.
func (c *Canvas) Note(at vg.Rectangle, words string) {
	c.notes = append(c.notes, note{at, pen.CleanLines(words)})
}
