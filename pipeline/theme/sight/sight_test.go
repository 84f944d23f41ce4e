package sight

import (
	"fmt"
	"image/color"
	"math"
	"testing"
)

// Pairs 1, 7, 9, 13, 17, 25 and 33 of the test data of Sharma, Wu and Dalal, table 1.
func TestDifferenceIsSharmas(t *testing.T) {
	for _, c := range []struct {
		p, q Lab
		want float64
	}{
		{Lab{50, 2.6772, -79.7751}, Lab{50, 0, -82.7485}, 2.0425},
		{Lab{50, 0, 0}, Lab{50, -1, 2}, 2.3669},
		{Lab{50, 2.4900, -0.0010}, Lab{50, -2.4900, 0.0009}, 7.1792},
		{Lab{50, -0.0010, 2.4900}, Lab{50, 0.0009, -2.4900}, 4.8045},
		{Lab{50, 2.5, 0}, Lab{73, 25, -18}, 27.1492},
		{Lab{60.2574, -34.0099, 36.2677}, Lab{60.4626, -34.1751, 39.4387}, 1.2644},
		{Lab{6.7747, -0.2908, -2.4247}, Lab{5.8714, -0.0985, -2.2286}, 0.6377},
	} {
		if got := Difference(c.p, c.q); math.Abs(got-c.want) > 5e-5 {
			t.Errorf("%v to %v: %.4f, want %.4f", c.p, c.q, got, c.want)
		}
	}
}

// The contrasts that WCAG's understanding documents and the field give: 21 of black on white, 4.54 of
// #767676 on white, and 4.00 of #FF0000 on white.
func TestContrastIsThatOfWCAG(t *testing.T) {
	white := color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
	for _, c := range []struct {
		ink  color.NRGBA
		want string
	}{{color.NRGBA{A: 0xFF}, "21.00"}, {color.NRGBA{R: 0x76, G: 0x76, B: 0x76, A: 0xFF}, "4.54"}, {color.NRGBA{R: 0xFF, A: 0xFF}, "4.00"}} {
		for _, got := range []float64{Contrast(c.ink, white), Contrast(white, c.ink)} {
			if fmt.Sprintf("%.2f", got) != c.want {
				t.Errorf("%v on white: %.3f, want %s", c.ink, got, c.want)
			}
		}
	}
}
