// Package sight computes how colours look to readers who see them in another way than most, how far
// two of them are apart, and how legible one is on another.
package sight

import (
	"image/color"
	"math"
)

// Light is linear light: red, green and blue from 0 to 1.
type Light [3]float64

// Of undoes the transfer function of sRGB (IEC 61966-2-1).
func Of(c color.NRGBA) Light {
	var out Light
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		s := float64(v) / 255
		if out[i] = s / 12.92; s > 0.04045 {
			out[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return out
}

// Contrast is the ratio of the luminances of two opaque colours, from 1 to 21, by which WCAG 2.1
// (success criterion 1.4.3) judges text: 4.5 for small letters, 3 for large ones and for marks.
func Contrast(a, b color.NRGBA) float64 {
	light, dark := Of(a).luminance(), Of(b).luminance()
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// luminance is relative luminance: 0 of black, 1 of white.
func (r Light) luminance() float64 { return 0.2126*r[0] + 0.7152*r[1] + 0.0722*r[2] }

// Ways are the ways of seeing: the matrices of Machado, Oliveira and Fernandes (IEEE Transactions
// on Visualization and Computer Graphics 2009;15:1291-1298), table of severity 1.0, for linear light.
var Ways = map[string][3]Light{
	"most":         {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// Names are those of the ways, the most common one first.
var Names = []string{"most", "deuteranopia", "protanopia", "tritanopia"}

// Seen is what a way of seeing makes of light.
func (r Light) Seen(matrix [3]Light) Light {
	var out Light
	for i, row := range matrix {
		out[i] = min(max(row[0]*r[0]+row[1]*r[1]+row[2]*r[2], 0), 1)
	}
	return out
}

// Lab is a colour in CIELAB under D65: L*, a* and b*.
type Lab [3]float64

// Lab is light in CIELAB.
func (r Light) Lab() Lab {
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124564*r[0] + 0.3575761*r[1] + 0.1804375*r[2]) / 0.95047)
	y := f(0.2126729*r[0] + 0.7151522*r[1] + 0.0721750*r[2])
	z := f((0.0193339*r[0] + 0.1191920*r[1] + 0.9503041*r[2]) / 1.08883)
	return Lab{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// Difference is ΔE2000 (Sharma, Wu and Dalal, Color Research and Application 2005;30:21-30).
func Difference(p, q Lab) float64 {
	mean := (math.Hypot(p[1], p[2]) + math.Hypot(q[1], q[2])) / 2
	g := 1 + (1-math.Sqrt(seventh(mean)))/2
	c1, h1 := polar(p[1]*g, p[2])
	c2, h2 := polar(q[1]*g, q[2])
	dh, h := h2-h1, (h1+h2)/2
	switch {
	case c1*c2 == 0:
		dh, h = 0, h1+h2
	case math.Abs(dh) > 180:
		dh -= math.Copysign(360, dh)
		h = math.Mod(h+180, 360)
	}
	c, l := (c1+c2)/2, (p[0]+q[0])/2-50
	t := 1 - .17*cos(h-30) + .24*cos(2*h) + .32*cos(3*h+6) - .20*cos(4*h-63)
	light := (q[0] - p[0]) / (1 + .015*l*l/math.Sqrt(20+l*l))
	chroma := (c2 - c1) / (1 + .045*c)
	hue := 2 * math.Sqrt(c1*c2) * math.Sin(dh/2*math.Pi/180) / (1 + .015*c*t)
	turn := -2 * math.Sqrt(seventh(c)) * math.Sin(60*math.Exp(-math.Pow((h-275)/25, 2))*math.Pi/180)
	return math.Sqrt(light*light + chroma*chroma + hue*hue + turn*chroma*hue)
}

func seventh(c float64) float64 { return math.Pow(c, 7) / (math.Pow(c, 7) + math.Pow(25, 7)) }

func cos(degrees float64) float64 { return math.Cos(degrees * math.Pi / 180) }

func polar(a, b float64) (radius, degrees float64) {
	return math.Hypot(a, b), math.Mod(math.Atan2(b, a)*180/math.Pi+360, 360)
}
