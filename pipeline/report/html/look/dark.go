package look

import (
	"fmt"
	"image/color"
	"strings"

	"chartline/pipeline/chart/pen"
)

// shade is a colour of figures with the one that stands for it on a dark page.
type shade struct {
	light color.NRGBA
	dark  string
}

// shades are all colours of figures. What carries dark letters by day (amber, light blue, mist,
// rule) carries light ones at night, and so stays darker than they; what carries white letters
// becomes lighter.
var shades = []shade{
	{pen.Ink, "#eef2f5"}, {pen.Quiet, "#a9b7c1"}, {pen.White, "#131b20"},
	{pen.Blue, "#8db9dc"}, {pen.Teal, "#5fb8ac"}, {pen.Red, "#f0857a"}, {pen.Slate, "#a3b2bc"},
	{pen.Amber, "#946419"}, {pen.LightBlue, "#44698b"}, {pen.Rule, "#5a6a76"},
	{pen.Mist, "#24384a"}, {pen.Pale, "#1a242b"}, {pen.Grid, "#2a363e"},
	{pen.Lettering(pen.Amber), "#e0ab5c"}, {pen.Lettering(pen.Teal), "#6cc5b9"}, {pen.Lettering(pen.LightBlue), "#9dbdd8"},
}

// name is the colour as attributes of SVG write it.
func (s shade) name() string { return fmt.Sprintf("%02x%02x%02x", s.light.R, s.light.G, s.light.B) }

// figureRules let figures take their colours from the theme.
func figureRules() string {
	var b strings.Builder
	for _, s := range shades {
		for _, part := range []string{"fill", "stroke"} {
			fmt.Fprintf(&b, ".plot [%s=\"#%s\"] { %s: var(--f%s, #%s); }\n", part, s.name(), part, s.name(), s.name())
		}
	}
	return b.String()
}

// dark is the dark theme: where the reader's system is dark and the reader has not chosen the
// light one, and where the reader has chosen it. Paper is never dark.
func dark() string {
	var b strings.Builder
	b.WriteString(darkText)
	for _, s := range shades {
		fmt.Fprintf(&b, "--f%s: %s;\n", s.name(), s.dark)
	}
	colours := b.String()
	return "@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {\n" + colours + "} }\n" +
		"@media screen { :root[data-theme=dark] {\n" + colours + "} }\n"
}
