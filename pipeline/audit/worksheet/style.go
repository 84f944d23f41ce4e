package worksheet

import (
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/theme"
)

// textFormat is the number format in which Excel leaves a cell as it was typed: 1E10 is a
// code and no number.
const textFormat = 49

// makeStyles makes the styles of cells by name, in the colours of a theme. What is open is on the ground
// of the page, and what is locked is shaded.
func (w *writer) makeStyles(look *theme.Theme) {
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: look.Cell(theme.Rule), Style: 1})
	}
	fill := func(r theme.Role) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{look.Cell(r)}}
	}
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	iso := "yyyy-mm-dd"
	unlocked := &excelize.Protection{Locked: false}
	w.styles = map[string]int{}
	all := map[string]*excelize.Style{
		"banner":  {Font: &excelize.Font{Bold: true, Size: 12, Color: look.Cell(theme.Act)}},
		"title":   {Font: &excelize.Font{Bold: true, Size: 16}},
		"heading": {Font: &excelize.Font{Bold: true, Size: 12}},
		"prose":   {Alignment: wrap},
		"head":    {Font: &excelize.Font{Bold: true, Color: look.Cell(theme.Ground)}, Fill: fill(theme.Accent), Alignment: wrap, Border: border},
		"case":    {Font: &excelize.Font{Bold: true}, Fill: fill(theme.Mist), Alignment: wrap, Border: border, NumFmt: textFormat},
		"locked":  {Fill: fill(theme.Pale), Alignment: wrap, Border: border, NumFmt: textFormat},
		"open":    {Fill: fill(theme.Ground), Alignment: wrap, Border: border, NumFmt: textFormat, Protection: unlocked},
		"date":    {Fill: fill(theme.Ground), Alignment: wrap, Border: border, CustomNumFmt: &iso, Protection: unlocked},
	}
	for _, name := range slices.Sorted(maps.Keys(all)) { // in one order, so that the same book has the same bytes
		if all[name].Font == nil {
			all[name].Font = &excelize.Font{}
		}
		if all[name].Font.Family = "Arial"; all[name].Font.Size == 0 {
			all[name].Font.Size = 10
		}
		id, err := w.file.NewStyle(all[name])
		w.do(err)
		w.styles[name] = id
	}
}
