package look

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"chartline/pipeline/chart/pen"
	"chartline/pipeline/report"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x, y) / min(x, y)
}

// night is the dark counterpart of a colour.
func night(t *testing.T, c color.NRGBA) color.NRGBA {
	t.Helper()
	for _, s := range shades {
		if s.light == c {
			out := color.NRGBA{A: 0xFF}
			if _, err := fmt.Sscanf(s.dark, "#%02x%02x%02x", &out.R, &out.G, &out.B); err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	t.Fatalf("colour %v has no dark counterpart", c)
	return c
}

// Figures stay legible in the dark: letters have the contrast of WCAG 1.4.3 (4.5) on the page and
// on the fills that carry them, marks that of 1.4.11 (3) on the page.
func TestFiguresAreLegibleInTheDark(t *testing.T) {
	letters := []color.NRGBA{pen.Ink, pen.Quiet, pen.Blue, pen.Red, pen.Lettering(pen.Amber), pen.Lettering(pen.Teal), pen.Lettering(pen.LightBlue)}
	for _, c := range letters {
		for _, ground := range []color.NRGBA{pen.White, pen.Pale} {
			if got := contrast(night(t, c), night(t, ground)); got < 4.5 {
				t.Errorf("letters %v on %v have a contrast of %.2f", c, ground, got)
			}
		}
	}
	for ink, fills := range map[color.NRGBA][]color.NRGBA{
		pen.Ink:   {pen.LightBlue, pen.Mist, pen.Amber, pen.Rule},
		pen.White: {pen.Blue, pen.Red, pen.Teal, pen.Slate},
	} {
		for _, fill := range fills {
			if got := contrast(night(t, ink), night(t, fill)); got < 4.5 {
				t.Errorf("letters %v on a fill of %v have a contrast of %.2f", ink, fill, got)
			}
		}
	}
	for _, c := range []color.NRGBA{pen.Blue, pen.Teal, pen.Amber, pen.Red, pen.Slate, pen.LightBlue, pen.Rule} {
		if got := contrast(night(t, c), night(t, pen.White)); got < 3 {
			t.Errorf("marks of %v have a contrast of %.2f", c, got)
		}
	}
}

// A sensitivity or a title cannot end its string, its style or the page.
func TestHostileTextStaysInItsString(t *testing.T) {
	for _, text := range []string{`"; } body { display: none; } @x "`, "</style><script>", "a\nb\\", "\x00\xff"} {
		style := New(report.Letter, text, text).style
		tail := style[strings.Index(style, "@page { size:"):]
		for _, bad := range []string{"</", "display:", "\\\n", "\x00"} {
			if strings.Contains(tail, bad) {
				t.Errorf("%q leaves %q in the style", text, bad)
			}
		}
		if n := strings.Count(tail, `"`); n != 4 {
			t.Errorf("%q gives %d quotation marks, want 4", text, n)
		}
	}
}

// An escape takes the space after it (CSS Syntax 4.3.7), so that each brings one of its own.
func TestEscapesKeepTheSpacesOfTheText(t *testing.T) {
	if got, want := cssString("Internal – not, 7\u00a0d"), `"Internal \2013  not\2c  7\a0 d"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestPaper(t *testing.T) {
	for paper, want := range map[report.Paper]string{"": "size: letter;", report.Letter: "size: letter;", report.A4: "size: a4;"} {
		if style := New(paper, "", "").style; !strings.Contains(style, want) {
			t.Errorf("paper %q does not give %s", paper, want)
		}
	}
}
