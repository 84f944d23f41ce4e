package look

import (
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/theme"
)

// roles are all colours of figures.
func roles() []theme.Role {
	all := slices.Clone(theme.Figures)
	for i := range theme.Steps {
		all = append(all, theme.Step(i))
	}
	return all
}

// name is what a figure writes for a role: its colour by day in the built-in theme.
func name(r theme.Role) string { return theme.Hex(theme.BuiltIn().Day(r))[1:] }

// figureRules let figures take their colours from the theme.
func figureRules() string {
	var b strings.Builder
	for _, r := range roles() {
		for _, part := range []string{"fill", "stroke"} {
			fmt.Fprintf(&b, ".plot [%s=\"#%s\"] { %s: var(--f%s, #%s); }\n", part, name(r), part, name(r), name(r))
		}
	}
	return b.String()
}

// day gives figures the colours of a theme by day, where they are not those that figures write.
func day(t *theme.Theme) string {
	var b strings.Builder
	for _, r := range roles() {
		if c := t.Day(r); c != theme.BuiltIn().Day(r) {
			fmt.Fprintf(&b, "--f%s: %s;\n", name(r), theme.Hex(c))
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return ":root {\n" + b.String() + "}\n"
}

// dark is the dark theme: where the reader's system is dark and the reader has not chosen the
// light one, and where the reader has chosen it. Paper is never dark.
func dark(t *theme.Theme) string {
	var b strings.Builder
	b.WriteString(t.Style(darkText))
	for _, r := range roles() {
		fmt.Fprintf(&b, "--f%s: %s;\n", name(r), theme.Hex(t.Night(r)))
	}
	colours := b.String()
	return "@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {\n" + colours + "} }\n" +
		"@media screen { :root[data-theme=dark] {\n" + colours + "} }\n"
}
