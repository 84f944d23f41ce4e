package theme_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/audit/worksheet"
	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/patientcopy"
	"chartline/pipeline/report"
	"chartline/pipeline/report/html"
	"chartline/pipeline/report/pdf"
	"chartline/pipeline/report/shelf"
	"chartline/pipeline/report/xlsx"
	"chartline/pipeline/theme"
	"chartline/pipeline/worklist"
)

// plum is the theme of a site with another accent, and with a logo of one colour.
func plum(t *testing.T) *theme.Theme {
	t.Helper()
	folder := t.TempDir()
	logo := image.NewNRGBA(image.Rect(0, 0, 120, 60))
	for i := range logo.Pix {
		logo.Pix[i] = 0xA0
	}
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, logo); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "theme"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"logo.png": drawn.Bytes(), "theme.yaml": []byte(
		"organisation: Plum & Valley\nlogo: logo.png\nfigures:\n  accent: {light: \"#6b3f7a\", dark: \"#d8a0f0\"}\n")} {
		if err := os.WriteFile(filepath.Join(folder, "theme", name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := theme.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// document is a report of one figure in a theme.
func document(look *theme.Theme) *report.Document {
	bars := across.Bars{Words: chart.Words{Title: "Two bars", Alt: "Two bars.", Theme: look}, LabelHead: "Site", ValueHead: "Records",
		Items: []across.Bar{{Label: "North", Value: 9, Lo: math.NaN(), Hi: math.NaN(), Accent: true}, {Label: "South", Value: 4, Lo: math.NaN(), Hi: math.NaN()}}}
	data := report.Table{ID: "bars", Title: "Bars", Columns: []report.Column{{Title: "Site"}}, Rows: [][]string{{"North"}}}
	return &report.Document{Title: "Bars", Theme: look, AsOf: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Parts: []report.Part{{ID: "p", Title: "Part",
		Blocks: []report.Block{{Figure: &report.Figure{ID: "bars", Chart: bars, Data: data}}}}}}
}

// written gives what a writer writes, twice, so that chance would be seen.
func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := write(out); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two writings differ")
	}
	return first.String()
}

// formats are all files of a report in a theme, and those beside it.
func formats(t *testing.T, look *theme.Theme) map[string]string {
	t.Helper()
	doc := document(look)
	figure := doc.Parts[0].Blocks[0].Figure.Chart
	person := &patientcopy.Record{Person: "P1", Made: doc.AsOf, Zone: time.UTC, Theme: look}
	out := t.TempDir()
	if err := shelf.Write(out, nil, look); err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(filepath.Join(out, shelf.IndexName))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"pdf": written(t, func(w io.Writer) error { return pdf.Render(w, doc) }), "html": written(t, func(w io.Writer) error { return html.Render(w, doc) }),
		"svg": written(t, func(w io.Writer) error { return chart.SVG(w, figure) }), "png": written(t, func(w io.Writer) error { return chart.PNG(w, figure, 1) }),
		"xlsx": written(t, func(w io.Writer) error { return xlsx.Render(w, doc) }), "index": string(index),
		"copy.html": written(t, person.HTML), "copy.pdf": written(t, person.PDF),
		"worklist.xlsx": written(t, func(w io.Writer) error { return worklist.WriteWorkbook(w, worklist.Table(nil), "2026-10-01", look) }),
		"audit.xlsx":    written(t, func(w io.Writer) error { return worksheet.Write(w, worksheet.Book{Theme: look}) }),
	}
}

// A theme of the site is in every file, the built-in one is what files are without any.
func TestEveryFileIsPaintedInTheTheme(t *testing.T) {
	none, builtIn, own := formats(t, nil), formats(t, theme.BuiltIn()), formats(t, plum(t))
	for name := range none {
		if none[name] != builtIn[name] {
			t.Errorf("%s: the built-in theme changes it", name)
		}
		if none[name] == own[name] {
			t.Errorf("%s: the site's theme changes nothing", name)
		}
	}
	for _, c := range []struct{ file, old, new string }{
		{"svg", `fill="#2f6690"`, `fill="#6b3f7a"`}, {"html", "--blue: #2f6690", "--blue: #6b3f7a"}, {"html", "--f2f6690: #8db9dc", "--f2f6690: #d8a0f0"},
		{"index", "--blue: #2f6690", "--blue: #6b3f7a"}, {"copy.html", "--rule: #8db9dc", "--rule: #d8a0f0"},
	} {
		if !strings.Contains(none[c.file], c.old) || strings.Contains(own[c.file], c.old) || !strings.Contains(own[c.file], c.new) {
			t.Errorf("%s has not %s in the place of %s", c.file, c.new, c.old)
		}
	}
	if got := own["html"]; !strings.Contains(got, "--f2f6690: #6b3f7a;\n") || !strings.Contains(got, `fill="#2f6690"`) {
		t.Error("figures of a page do not name their roles, or its style does not paint them")
	}
}

// The logo has the name of the organisation as its alternative text, and pages allow no other image.
func TestPagesHaveTheLogo(t *testing.T) {
	for name, page := range formats(t, plum(t)) {
		switch name {
		case "html", "index", "copy.html":
			if !strings.Contains(page, ` src="data:image/png;base64,`) || !strings.Contains(page, `alt="Plum &amp; Valley"`) || !strings.Contains(page, "img-src data:; ") {
				t.Errorf("%s lacks the logo, its text or its leave", name)
			}
		case "pdf", "copy.pdf":
			if n := strings.Count(page, "/Subtype /Image"); n != 2 { // the picture, and how it shines through
				t.Errorf("%s has %d images, want 2", name, n)
			}
		}
	}
}

// A dot of the bar that leads is in the accent of the theme, in images as well.
func TestImagesArePainted(t *testing.T) {
	for look, want := range map[*theme.Theme]color.NRGBA{nil: {0x2F, 0x66, 0x90, 0xFF}, plum(t): {0x6B, 0x3F, 0x7A, 0xFF}} {
		drawn, err := png.Decode(strings.NewReader(formats(t, look)["png"]))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for y := range drawn.Bounds().Dy() {
			for x := range drawn.Bounds().Dx() {
				if color.NRGBAModel.Convert(drawn.At(x, y)) == color.Color(want) {
					found++
				}
			}
		}
		if found < 1000 {
			t.Errorf("%d dots of %v", found, want)
		}
	}
}

// What an auditor fills has its heads in the accent, and letters upon them in the colour of the ground.
func TestAuditWorkbooksArePainted(t *testing.T) {
	file, err := excelize.OpenReader(strings.NewReader(formats(t, plum(t))["audit.xlsx"]))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	id, err := file.GetCellStyle("Review", "A2")
	if err != nil {
		t.Fatal(err)
	}
	style, err := file.GetStyle(id)
	if err != nil || style.Fill.Color[0] != "6B3F7A" || !strings.HasSuffix(style.Font.Color, "FFFFFF") {
		t.Errorf("the head is %v on %v, %v", style.Font.Color, style.Fill.Color, err)
	}
}

// The links of a workbook are in the accent.
func TestWorkbooksArePainted(t *testing.T) {
	file, err := excelize.OpenReader(strings.NewReader(formats(t, plum(t))["xlsx"]))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := file.GetRows("Methods")
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if linked, _, _ := file.GetCellHyperLink("Methods", cell); !linked {
			continue
		}
		id, err := file.GetCellStyle("Methods", cell)
		if err != nil {
			t.Fatal(err)
		}
		if style, err := file.GetStyle(id); err != nil || !strings.HasSuffix(style.Font.Color, "6B3F7A") {
			t.Errorf("the link is %v, %v", style.Font.Color, err)
		}
		return
	}
	t.Error("no link")
}
