package worksheet

import "github.com/xuri/excelize/v2"

// textFormat is the number format in which Excel leaves a cell as it was typed: 1E10 is a
// code and no number.
const textFormat = 49

// makeStyles makes the styles of cells by name.
func (w *writer) makeStyles() {
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "BFBFBF", Style: 1})
	}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	iso := "yyyy-mm-dd"
	unlocked := &excelize.Protection{Locked: false}
	w.styles = map[string]int{}
	for name, s := range map[string]*excelize.Style{
		"banner":  {Font: &excelize.Font{Bold: true, Size: 12, Color: "9C0006"}},
		"title":   {Font: &excelize.Font{Bold: true, Size: 16}},
		"heading": {Font: &excelize.Font{Bold: true, Size: 12}},
		"prose":   {Alignment: wrap},
		"head":    {Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: fill("1F3864"), Alignment: wrap, Border: border},
		"case":    {Font: &excelize.Font{Bold: true}, Fill: fill("D9E2F3"), Alignment: wrap, Border: border, NumFmt: textFormat},
		"locked":  {Fill: fill("F2F2F2"), Alignment: wrap, Border: border, NumFmt: textFormat},
		"open":    {Fill: fill("FFFFFF"), Alignment: wrap, Border: border, NumFmt: textFormat, Protection: unlocked},
		"date":    {Fill: fill("FFFFFF"), Alignment: wrap, Border: border, CustomNumFmt: &iso, Protection: unlocked},
	} {
		id, err := w.file.NewStyle(s)
		w.do(err)
		w.styles[name] = id
	}
}
