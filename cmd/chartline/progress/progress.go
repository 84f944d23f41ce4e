// Package progress tells the person at the terminal, or the log of a scheduler, what a
// long run is doing.
package progress

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// Lines writes plain lines: what a log can hold.
type Lines struct {
	Out io.Writer

	stage              string
	total, done, tenth int64
	told               bool // a line since the last tenth
}

// Begin names the stage.
func (l *Lines) Begin(stage string, total int64) {
	l.stage, l.total, l.done, l.tenth, l.told = stage, total, 0, 0, false
	fmt.Fprintln(l.Out, stage)
}

// Advance writes a line at a tenth of the stage, unless one was written since the last.
func (l *Lines) Advance(n int64) {
	l.done += n
	if l.total <= 0 {
		return
	}
	tenth := 10 * l.done / l.total
	if tenth == l.tenth || tenth >= 10 {
		return
	}
	if !l.told {
		fmt.Fprintf(l.Out, "%s: %d%%\n", l.stage, 10*tenth)
	}
	l.tenth, l.told = tenth, false
}

// Line writes a line.
func (l *Lines) Line(text string) {
	l.told = true
	fmt.Fprintln(l.Out, text)
}

// End needs no line: the results say that the stage is done.
func (l *Lines) End() {}

// Bar draws a bar below the lines, for a terminal.
type Bar struct {
	Out io.Writer

	bar *progressbar.ProgressBar
}

// theme has glyphs that every font has.
var theme = progressbar.Theme{Saucer: "━", SaucerHead: "━", SaucerPadding: "─", BarStart: " ", BarEnd: " "}

// Begin draws an empty bar, or a spinner where the units cannot be counted.
func (b *Bar) Begin(stage string, total int64) {
	if total <= 0 {
		total = -1
	}
	b.bar = progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(b.Out),
		progressbar.OptionSetDescription(stage),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetTheme(theme),
		progressbar.OptionSetRenderBlankState(true))
}

// Advance moves the bar.
func (b *Bar) Advance(n int64) {
	if b.bar != nil {
		_ = b.bar.Add64(n) // past its end it says so; there is nothing to do
	}
}

// Line writes a line above the bar.
func (b *Bar) Line(text string) {
	if b.bar != nil {
		_ = b.bar.Clear() // a terminal that cannot be drawn on has no progress to show
	}
	fmt.Fprintln(b.Out, text)
	if b.bar != nil {
		_ = b.bar.RenderBlank()
	}
}

// End removes the bar.
func (b *Bar) End() {
	if b.bar != nil {
		_ = b.bar.Finish()
		b.bar = nil
	}
}

// Quiet says nothing.
type Quiet struct{}

// Begin says nothing.
func (Quiet) Begin(string, int64) {}

// Advance says nothing.
func (Quiet) Advance(int64) {}

// Line says nothing.
func (Quiet) Line(string) {}

// End says nothing.
func (Quiet) End() {}
