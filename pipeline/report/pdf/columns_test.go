package pdf

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/report"
)

// The columns of a table fill the page. Words of 20 points are the longest of each text.
func TestShares(t *testing.T) {
	text, number := report.Column{}, report.Column{Numeric: true}
	for name, tc := range map[string]struct {
		natural []float64
		room    float64
		columns []report.Column
		want    []float64
	}{
		"no column":             {nil, 100, nil, nil},
		"text takes the rest":   {[]float64{50, 50}, 200, []report.Column{text, number}, []float64{126, 74}},
		"little to spare":       {[]float64{50, 50}, 110, []report.Column{text, number}, []float64{55, 55}},
		"two texts share":       {[]float64{20, 30}, 100, []report.Column{text, text}, []float64{45, 55}},
		"numbers alone share":   {[]float64{10, 20}, 130, []report.Column{number, number}, []float64{60, 70}},
		"wide columns give way": {[]float64{10, 400, 300}, 210, []report.Column{number, text, text}, []float64{10, 100, 100}},
		"numbers stay whole":    {[]float64{90, 60, 100}, 200, []report.Column{number, text, text}, []float64{90, 55, 55}},
		"words stay whole":      {[]float64{150, 60}, 170, []report.Column{number, text}, []float64{150, 20}},
		"nothing suffices":      {[]float64{150, 60, 60}, 150, []report.Column{number, text, text}, []float64{50, 50, 50}},
	} {
		t.Run(name, func(t *testing.T) {
			needs := make([]need, len(tc.natural))
			for i, natural := range tc.natural {
				needs[i] = need{natural: natural, least: natural}
				if !tc.columns[i].Numeric {
					needs[i].least = 20
				}
			}
			if got := shares(needs, tc.room, tc.columns); !slices.Equal(got, tc.want) {
				t.Errorf("shares %v, want %v", got, tc.want)
			}
		})
	}
}

// What stands last in brackets stays on one line, unless it is long.
func TestBound(t *testing.T) {
	for title, want := range map[string]string{
		"Mean days held (95% CI)": "Mean days held (95%\u00A0CI)", "Plain": "Plain", "A (b) c": "A (b) c",
		"Discharged, not final-coded (a long explanation)": "Discharged, not final-coded (a long explanation)",
	} {
		if got := bound(title); got != want {
			t.Errorf("%q is bound as %q", title, got)
		}
	}
}

// place is where a text begins on a page, from the left.
func (f file) place(page int, text string) (x float64) {
	for _, m := range regexp.MustCompile(`BT ([\d.]+) [\d.]+ Td \((.*)\) Tj`).FindAllStringSubmatch(f.pages[page-1], -1) {
		if decode(m[2]) == text {
			fmt.Sscan(m[1], &x)
		}
	}
	return x
}

// Tables of a part with the same heads have their columns below each other, though one needs less room.
func TestTablesWithTheSameHeadsAreAligned(t *testing.T) {
	table := func(id, name, value string) report.Block {
		return report.Block{Table: &report.Table{ID: id, Title: id, Columns: []report.Column{{Title: "Measure"}, {Title: "Value", Numeric: true}, {Title: "Method"}},
			Rows: [][]string{{name, value, "method of " + id}}}}
	}
	d := only(table("one", "Short", "1.0"), table("two", "A much longer name of a measure of records", "2.0"))
	f := render(t, d)
	first, second := f.place(2, "1.0"), f.place(2, "2.0")
	if first != second || f.place(2, "method of one") != f.place(2, "method of two") {
		t.Errorf("the values stand at %g and %g", first, second)
	}
	d.Parts[0].Blocks[1].Table.Columns[2].Title = "Way"
	if f := render(t, d); f.place(2, "1.0") == f.place(2, "2.0") {
		t.Error("tables with other heads are aligned, so that nothing was tried")
	}
}

// Notes that most tables of a part have stand once above them; a note of one stays below its table.
func TestCommonNotesStandOnce(t *testing.T) {
	var blocks []report.Block
	for i := range 4 {
		b := numbered(fmt.Sprint("t", i), 2)
		b.Notes = []string{"Left out: targeted reviews.", fmt.Sprintf("Note %d.", i)}
		blocks = append(blocks, report.Block{Table: b})
	}
	texts := render(t, only(blocks...)).texts(2)
	if !slices.Contains(texts, "Of the tables of this part, unless they say otherwise: Left out: targeted reviews.") {
		t.Errorf("the page says %q", texts)
	}
	if slices.Contains(texts, "Left out: targeted reviews.") || !slices.Contains(texts, "Note 3.") {
		t.Errorf("the page says %q", texts)
	}
	texts = render(t, only(blocks[:2]...)).texts(2)
	if n := len(slices.DeleteFunc(texts, func(s string) bool { return s != "Left out: targeted reviews." })); n != 2 {
		t.Errorf("of two tables %d have the note", n)
	}
}

// elastic is a frame whose marks give.
type elastic struct{ frame }

func (elastic) Give() vg.Length { return 60 }

// A figure whose marks give is drawn as large as ever on less height; another has smaller type.
func TestFiguresThatGiveKeepTheirType(t *testing.T) {
	high := vg.Length((letter.bodyHeight - 20) / 2 / textWidth * 640)
	d := only(report.Block{Figure: figureOf(elastic{frame{"One", 640, high}})}, report.Block{Figure: figureOf(elastic{frame{"Two", 640, high}})})
	if f := render(t, d); len(f.pages) != 2 {
		t.Errorf("%d pages, want the title and one with both figures", len(f.pages))
	}
	d = only(report.Block{Figure: figureOf(frame{"One", 640, high})}, report.Block{Figure: figureOf(frame{"Two", 640, high})})
	if f := render(t, d); len(f.pages) != 3 {
		t.Errorf("%d pages, want the title and one for each figure", len(f.pages))
	}
}
