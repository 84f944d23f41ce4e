package pen

import "gonum.org/v1/plot/vg"

// Frame is what stands around the marks: title and subtitle above, caption below.
type Frame struct {
	title, subtitle, caption []string
}

// How many lines the words of a frame may take, and the white space about them.
const (
	titleGap      vg.Length = 3.5
	titleLines              = 2
	subtitleLines           = 4
	captionLines            = 8
	frameTop      vg.Length = 12
	frameBottom   vg.Length = 10
	frameGap      vg.Length = 9
)

// NewFrame wraps the words to a width.
func NewFrame(title, subtitle, caption string, width vg.Length) Frame {
	inner := width - 2*Margin
	return Frame{
		title:    Heading.Even(title, inner, titleLines),
		subtitle: Body.Even(subtitle, inner, subtitleLines),
		caption:  Small.Even(caption, inner, captionLines),
	}
}

// Height is what the frame needs besides the marks.
func (f Frame) Height() vg.Length { return f.head() + f.foot() }

func (f Frame) head() vg.Length {
	h := frameTop
	if len(f.title) > 0 {
		h += Heading.Height(len(f.title)) + titleGap
	}
	if len(f.subtitle) > 0 {
		h += Body.Height(len(f.subtitle)) + 1
	}
	return h + frameGap
}

func (f Frame) foot() vg.Length {
	if len(f.caption) == 0 {
		return frameBottom
	}
	return frameBottom + Small.Height(len(f.caption)) + frameGap
}

// Draw clears the area to white, sets the words, and returns the area that is left
// for the marks.
func (f Frame) Draw(p Pen, area vg.Rectangle) vg.Rectangle {
	p.Box(White, area)
	left, top := area.Min.X+Margin, area.Max.Y-frameTop
	if len(f.title) > 0 {
		top = p.Lines(Heading, vg.Point{X: left, Y: top}, Left, f.title) - titleGap
	}
	p.Lines(Body.In(Quiet), vg.Point{X: left, Y: top}, Left, f.subtitle)
	p.Lines(Small, vg.Point{X: left, Y: area.Min.Y + frameBottom + Small.Height(len(f.caption))}, Left, f.caption)
	return f.Inside(area)
}

// Inside is the part of an area that a frame leaves for the marks.
func (f Frame) Inside(area vg.Rectangle) vg.Rectangle {
	return vg.Rectangle{
		Min: vg.Point{X: area.Min.X + Margin, Y: area.Min.Y + f.foot()},
		Max: vg.Point{X: area.Max.X - Margin, Y: area.Max.Y - f.head()},
	}
}

// Say sets a sentence in the middle of an area that has no marks.
func Say(p Pen, area vg.Rectangle, sentence string) {
	p.Box(Pale, area)
	lines := Body.Wrap(sentence, area.Max.X-area.Min.X-4*Margin, 2)
	centre := area.Min.Add(area.Max).Scale(0.5)
	p.Centred(Body.In(Quiet), centre, Middle, lines)
}
