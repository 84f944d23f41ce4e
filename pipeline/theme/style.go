package theme

import (
	"fmt"
	"image/color"
	"strings"
	"text/template"
)

// Style fills in the colours of a style sheet that comes with the program, which names them by their
// roles as {{day "figures.ink"}} or {{night "figures.ink"}}. Each such sheet is filled by every test
// of its page; one that is broken panics.
func (t *Theme) Style(sheet string) string {
	roles := template.FuncMap{
		"day":   func(r Role) string { return short(t.Day(r)) },
		"night": func(r Role) string { return short(t.Night(r)) },
	}
	var b strings.Builder
	if err := template.Must(template.New("style").Funcs(roles).Parse(sheet)).Execute(&b, nil); err != nil {
		panic(err)
	}
	return b.String()
}

// Hex writes a colour as style sheets do.
func Hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Cell is the colour of a role by day as workbooks write it.
func (t *Theme) Cell(r Role) string { return strings.ToUpper(Hex(t.Day(r))[1:]) }

// short is Hex, as #fff where that says as much.
func short(c color.NRGBA) string {
	if c.R%17 == 0 && c.G%17 == 0 && c.B%17 == 0 {
		return fmt.Sprintf("#%x%x%x", c.R/17, c.G/17, c.B/17)
	}
	return Hex(c)
}
