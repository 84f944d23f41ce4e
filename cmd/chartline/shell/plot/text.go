package plot

import (
	"fmt"
	"math"
	"strings"

	"github.com/guptarohit/asciigraph"
	"github.com/jedib0t/go-pretty/v6/text"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/fault"
	"chartline/pipeline/theme"
)

// Kind is a way to draw.
type Kind string

const (
	Line Kind = "line" // y in the order of the rows, or of time where x is dates
	Bar  Kind = "bar"  // a bar for each row
	Hist Kind = "hist" // how many rows have which values
)

// Request is what to draw of the last answer.
type Request struct {
	Kind Kind
	X, Y string       // columns; empty for the first ones that are fit
	Look *theme.Theme // of a picture; nil for the built-in one
	Made string       // what a picture is made of, as a sentence
}

// mostBars is how many bars are drawn.
const mostBars = 40

// labelWidth is the most that a label takes of a line.
const labelWidth = 30

// Text draws with characters, in lines of a width.
func (d *Data) Text(r Request, width int) (string, error) {
	var body, head string
	switch r.Kind {
	case Hist:
		values, name, err := d.Numbers(r.Y)
		if err != nil {
			return "", err
		}
		head, body = name, bars(histogram(values), width)
	default:
		pairs, x, y, err := d.Pairs(r.X, r.Y)
		if err != nil {
			return "", err
		}
		head, body = y+" by "+x, bars(pairs, width)
		if r.Kind == Line {
			body = line(pairs, width)
		}
	}
	if body == "" {
		return "", fault.New(fault.Usage, "", "the last answer has no numbers to draw", "")
	}
	return format.Printable(head) + "\n" + body + d.leftOut(), nil
}

// leftOut says how many rows of the answer are not drawn.
func (d *Data) leftOut() string {
	if d.left == 0 {
		return ""
	}
	return fmt.Sprintf("… the other %d rows of the answer are not drawn\n", d.left)
}

// bars draws a bar for each pair; those below zero are shaded.
func bars(pairs []Pair, width int) string {
	more := len(pairs) - min(len(pairs), mostBars)
	pairs = pairs[:len(pairs)-more]
	labels, values, largest := 0, 0, 0.0
	for _, p := range pairs {
		labels = max(labels, text.StringWidth(label(p)))
		values = max(values, len(short(p.Value)))
		largest = max(largest, math.Abs(p.Value))
	}
	room := max(10, width-labels-values-3)
	var b strings.Builder
	for _, p := range pairs {
		length := 0.0
		if largest > 0 {
			length = math.Abs(p.Value) / largest * float64(room)
		}
		bar := blocks(length)
		if p.Value < 0 {
			bar = strings.Repeat("▒", int(math.Round(length)))
		}
		fmt.Fprintf(&b, "%s %*s %s\n", text.Pad(label(p), labels, ' '), values, short(p.Value), bar)
	}
	if more > 0 {
		fmt.Fprintf(&b, "… %d more bars\n", more)
	}
	return b.String()
}

// label is a label in its column.
func label(p Pair) string { return text.Snip(format.Printable(p.Label), labelWidth, "…") }

// blocks is a bar of so many characters, to an eighth.
func blocks(length float64) string {
	eighths := int(math.Round(length * 8))
	bar := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		bar += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return bar
}

// short is a number of few digits.
func short(v float64) string {
	if v == 0 {
		return "0" // no negative zero
	}
	return fmt.Sprintf("%.6g", v)
}

// line draws a line over the first and last label.
func line(pairs []Pair, width int) string {
	if len(pairs) == 0 {
		return ""
	}
	pairs, _ = onTime(pairs)
	values := make([]float64, len(pairs))
	for i, p := range pairs {
		values[i] = p.Value
	}
	room := max(10, width-12) // beside the scale
	graph := asciigraph.Plot(values, asciigraph.Height(12), asciigraph.Width(min(room, max(2, 8*len(values)))), asciigraph.Precision(1))
	first, last := label(pairs[0]), label(pairs[len(pairs)-1])
	return graph + "\n" + first + " … " + last + "\n"
}

// histogram counts values in bins of equal width, by Sturges' rule, with round limits.
func histogram(values []float64) []Pair {
	lo, hi := math.Inf(1), math.Inf(-1)
	var finite []float64
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi, finite = min(lo, v), max(hi, v), append(finite, v)
		}
	}
	if len(finite) == 0 {
		return nil
	}
	width := roundWidth((hi - lo) / (math.Ceil(math.Log2(float64(len(finite)))) + 1))
	from := math.Floor(lo / width)
	counts := make([]int, int(math.Floor(hi/width)-from)+1)
	for _, v := range finite {
		counts[min(int(math.Floor(v/width)-from), len(counts)-1)]++
	}
	pairs := make([]Pair, len(counts))
	for i, n := range counts {
		left := (from + float64(i)) * width
		pairs[i] = Pair{Label: short(left) + " to <" + short(left+width), Value: float64(n)}
	}
	return pairs
}

// roundWidth is the next of 1, 2, 2.5, 5 and 10 times a power of ten.
func roundWidth(w float64) float64 {
	if w <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(w)))
	for _, step := range []float64{1, 2, 2.5, 5} {
		if w <= step*power*(1+1e-9) {
			return step * power
		}
	}
	return 10 * power
}
