package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

// extremes are documents at the edges of what a report can be.
func extremes() map[string]*report.Document {
	long := strings.Repeat("Pneumonoultramicroscopicsilicovolcanoconiosis", 5)[:200]
	named := sample()
	named.Title, named.Subtitle, named.Period, named.Sensitivity = long, long, long, long
	named.KeyFigures[0] = report.KeyFigure{Label: long, Value: long, Interval: long, Basis: long, Tone: report.Act}
	named.Findings[0] = report.Finding{Headline: long, Text: long, Tone: report.Good}
	named.Parts[0].Title = long
	named.Methods[0] = report.Definition{Term: long, Text: long}
	many := sample()
	for range 4 {
		many.KeyFigures = append(many.KeyFigures, many.KeyFigures...)
		many.Findings = append(many.Findings, many.Findings...)
	}
	return map[string]*report.Document{
		"empty":           {},
		"no parts":        {Title: "Nothing", Methods: sample().Methods},
		"one part":        only(),
		"sixty parts":     manyParts(60),
		"long names":      named,
		"many findings":   many,
		"no columns":      only(report.Block{Table: &report.Table{}}),
		"no rows":         only(report.Block{Table: numbered("none", 0)}),
		"most columns":    only(report.Block{Table: columnsOf(maxColumns)}),
		"a column more":   only(report.Block{Table: columnsOf(maxColumns + 1)}),
		"endless cell":    only(report.Block{Table: &report.Table{Columns: []report.Column{{Title: long}}, Rows: [][]string{{strings.Repeat("word ", 8000)}}}}),
		"tall figure":     only(report.Block{Figure: figureOf(frame{"Tower", 100, 5000})}),
		"right to left":   only(report.Block{Table: cellOf("דוד כהן (12) مستشفى الملك")}),
		"beyond the font": only(report.Block{Table: cellOf("中文 😀 👩‍⚕️ \U0010FFFF é́́́")}),
		"broken UTF-8":    only(report.Block{Table: cellOf("a\xff\xe2\x28\xa1\xf0 b\x00\x01\u2028\u202Ec")}),
		"year zero":       {Title: "Old", AsOf: time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)},
	}
}

// columnsOf is a table of n columns.
func columnsOf(n int) *report.Table {
	t := &report.Table{ID: "wide", Rows: [][]string{nil}}
	for i := range n {
		t.Columns = append(t.Columns, report.Column{Title: fmt.Sprintf("Column %d", i), Numeric: i%2 == 0})
		t.Rows[0] = append(t.Rows[0], "1,234,567")
	}
	return t
}

// cellOf is a table of one cell.
func cellOf(text string) *report.Table {
	return &report.Table{ID: "cell", Title: text, Columns: []report.Column{{Title: text}}, Rows: [][]string{{text}}}
}

func TestEveryDocumentGivesAWholeFile(t *testing.T) {
	for name, d := range extremes() {
		t.Run(name, func(t *testing.T) {
			f := render(t, d)
			for i := range f.pages {
				want := fmt.Sprintf("Page %d of %d", i+1, len(f.pages))
				if !slices.Contains(f.texts(i+1), want) {
					t.Errorf("page %d does not say %q", i+1, want)
				}
			}
		})
	}
}

func TestSameDocumentGivesSameBytes(t *testing.T) {
	var first bytes.Buffer
	if err := Render(&first, sample()); err != nil {
		t.Fatal(err)
	}
	for range 8 { // Maps would show their order sooner or later.
		var again bytes.Buffer
		if err := Render(&again, sample()); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Fatal("two renders differ")
		}
	}
}

func TestMetadata(t *testing.T) {
	raw := string(render(t, sample()).raw)
	for _, want := range []string{"/CreationDate (D:20260930235900)", "/ModDate (D:20260930235900)", "/Lang (en-US)"} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %s", want)
		}
	}
	for key, want := range map[string]string{"Title": "Coding quality", "Subject": "Inpatient encounters", "Author": "Chartline"} {
		m := regexp.MustCompile(`(?m)^/` + key + ` \((.*)\)$`).FindStringSubmatch(raw)
		if m == nil || decode(m[1]) != want {
			t.Errorf("%s is %q, want %q", key, m, want)
		}
	}
}

// Without an as-of instant nothing may be taken from the clock.
func TestNoInstant(t *testing.T) {
	f := render(t, &report.Document{Title: "Undated"})
	if !bytes.Contains(f.raw, []byte("/CreationDate (D:19700101000000)")) {
		t.Error("the creation date is not the fixed one")
	}
	if strings.Contains(f.all(), "As of") {
		t.Error("the page tells an instant")
	}
}

func TestContentsLeadToTheChapters(t *testing.T) {
	for name, d := range map[string]*report.Document{"sample": sample(), "sixty parts": manyParts(60)} {
		t.Run(name, func(t *testing.T) {
			f := render(t, d)
			targets := f.targets()
			for i, p := range d.Parts {
				page := targets[i]
				if !slices.Contains(f.texts(page), p.Title) {
					t.Errorf("the link to %q leads to page %d, which says %q", p.Title, page, f.texts(page))
				}
				entry := fmt.Sprintf("\n%s\n%d\n", p.Title, page)
				if !strings.Contains(f.all(), entry) {
					t.Errorf("no entry %q in the contents", entry)
				}
			}
			if extra := len(targets) - len(d.Parts); extra != min(len(d.Methods), 1)+min(len(d.Provenance), 1) {
				t.Errorf("%d links for %d parts", len(targets), len(d.Parts))
			}
		})
	}
}

func TestBookmarks(t *testing.T) {
	want := []string{
		"Diagnosis frequency", "Hypertension leads", "Table of diagnoses", // the part, its figure, its table
		"Łódź Жуков Ελληνικά", "Methods", "Provenance",
	}
	if got := render(t, sample()).bookmarks(); !slices.Equal(got, want) {
		t.Errorf("bookmarks %q, want %q", got, want)
	}
}

// The title page says all of the findings, and every other page which report it is of.
func TestPages(t *testing.T) {
	f := render(t, sample())
	if len(f.pages) != 3 {
		t.Fatalf("%d pages, want title, the parts, methods with provenance", len(f.pages))
	}
	title := strings.Join(f.texts(1), "\n")
	for _, want := range []string{
		"Coding quality", "Accuracy is 93.1\u00A0%", "Of 3,214 codes 2,992 were right.", "Watch", "Act", "Good",
		"95 % CI 91.8 to 94.2 %", "412 audited encounters", "withheld", "Internal – not for release",
		"1 October 2024 to 30 September 2026, as of 30 September 2026, 23:59 UTC",
	} {
		if !strings.Contains(title, want) {
			t.Errorf("the title page does not say %q", want)
		}
	}
	header := "Coding quality · 1 October 2024 to 30 September 2026"
	for page := 2; page <= len(f.pages); page++ {
		if f.texts(page)[0] != header {
			t.Errorf("page %d is headed %q", page, f.texts(page)[0])
		}
	}
}

func TestBrokenContract(t *testing.T) {
	ragged := numbered("ragged", 2)
	ragged.Rows[1] = []string{"one cell"}
	far := sketch(func(c draw.Canvas) {
		var p vg.Path
		p.Move(vg.Point{X: vg.Length(math.NaN())})
		c.Stroke(p)
	})
	for name, block := range map[string]report.Block{
		"table ragged: row 2 has 1 cells for 2 columns":     {Table: ragged},
		"figure none: has no chart":                         {Figure: &report.Figure{ID: "none"}},
		"figure shape: has no size":                         {Figure: figureOf(frame{"Flat", 100, 0})},
		"pdf: a figure draws at a point that is not finite": {Figure: figureOf(far)},
		"figure shape: has no size ":                        {Figure: figureOf(frame{"Vast", 100, vg.Length(math.Inf(1))})},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := Render(&out, only(block))
			if fault.KindOf(err) != fault.Internal || err.Error() != strings.TrimSpace(name) {
				t.Errorf("error %v", err)
			}
			if out.Len() > 0 {
				t.Errorf("%d bytes were written", out.Len())
			}
		})
	}
}

// full is a writer whose disk is full.
type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestFullDisk(t *testing.T) {
	err := Render(full{}, sample())
	if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}

// Arabic is copied in the forms that it is printed in, which compatibility decomposition makes
// letters again; what no font holds is printed, and copied, in Latin letters.
func TestTextCanBeCopied(t *testing.T) {
	for name, want := range map[string]string{
		"Łódź Жуков Ελληνικά Nguyễn": "Łódź Жуков Ελληνικά Nguyễn", "שלום דוד": "שלום דוד",
		"مستشفى الملك": "مستشفى الملك", "中文": "Zhong Wen",
	} {
		text := norm.NFKC.String(pdftotext(t, only(report.Block{Table: cellOf(name)})))
		if !strings.Contains(text, want) {
			t.Errorf("%q is read as %q", name, text)
		}
	}
}
