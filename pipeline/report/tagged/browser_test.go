package tagged

import (
	"bytes"
	"context"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

// bar is a figure of one bar.
type bar struct{ chart.Words }

func (bar) Size() (width, height vg.Length) { return 640, 200 }
func (bar) Draw(c draw.Canvas)              { c.SetColor(color.Black); c.Fill(c.Rectangle.Path()) }

// sample is a document with all that a screen reader tells apart.
func sample() *report.Document {
	table := report.Table{ID: "codes", Title: "Codes by month", Columns: []report.Column{{Title: "Month"}, {Title: "Codes", Numeric: true}}, Rows: [][]string{{"October", "12"}}}
	data := table
	data.ID = "figure"
	return &report.Document{
		Name: "sample", Title: "Coding quality", Period: "October 2024", AsOf: time.Date(2026, 9, 30, 23, 59, 0, 0, time.UTC),
		Parts: []report.Part{{ID: "part", Title: "Frequency", Blocks: []report.Block{
			{Figure: &report.Figure{ID: "figure", Chart: bar{chart.Words{Title: "Codes rose", Alt: "Line by month"}}, Data: data}},
			{Table: &table},
		}}},
	}
}

// installed is a browser, or the test is skipped.
func installed(t *testing.T) Browser {
	t.Helper()
	b, err := Find()
	if err != nil {
		t.Skip("no Chromium is installed")
	}
	return b
}

// The structure tree is read by poppler, and what poppler does not tell from the file.
func TestPageIsTagged(t *testing.T) {
	b := installed(t)
	pdfinfo, err := exec.LookPath("pdfinfo")
	if err != nil {
		t.Skip("pdfinfo is not installed")
	}
	var out bytes.Buffer
	if err := b.Render(t.Context(), &out, sample()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "tagged.pdf")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	about, err := exec.Command(pdfinfo, name).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`Tagged: +yes`).Match(about) || !bytes.Contains(about, []byte("Coding quality")) {
		t.Errorf("pdfinfo says\n%s", about)
	}
	tree, err := exec.Command(pdfinfo, "-struct", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`\bH1\b`, `\bH2\b`, `\bTable\b`, `\bTH\b`, `Scope /Column`, `Scope /Row`, `\bTD\b`, `\bFigure\b`} {
		if !regexp.MustCompile(want).Match(tree) {
			t.Errorf("the structure has no %s", want)
		}
	}
	for _, want := range []string{`/Lang (en`, `/Alt (Line by month`, `/DisplayDocTitle true`} {
		if !bytes.Contains(out.Bytes(), []byte(want)) {
			t.Errorf("the file has no %s: %q", want, regexp.MustCompile(`/Alt.{60}`).FindAll(out.Bytes(), 5))
		}
	}
}

func TestSameDocumentGivesSameBytes(t *testing.T) {
	b := installed(t)
	var first, again bytes.Buffer
	if err := b.Render(t.Context(), &first, sample()); err != nil {
		t.Fatal(err)
	}
	if err := b.Render(t.Context(), &again, sample()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("two prints differ")
	}
	if !bytes.Contains(first.Bytes(), []byte("/CreationDate (D:20260930235900+00'00')")) {
		t.Error("the file is not dated by its report")
	}
}

func TestNoBrowser(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Find()
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "no Chromium is installed") {
		t.Errorf("error %v", err)
	}
}

// A browser that fails, says nothing, prints nothing or never ends gives an error and no bytes.
func TestBrokenBrowser(t *testing.T) {
	for name, script := range map[string]string{
		"fails":          "exit 3",
		"prints nothing": "exit 0",
		"never ends":     "exec sleep 60",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "chromium")
			if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			if _, err := exec.LookPath("sh"); err != nil {
				t.Skip("no shell to play a browser")
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			var out bytes.Buffer
			err := Browser{path}.Render(ctx, &out, sample())
			if fault.KindOf(err) != fault.Unavailable || out.Len() > 0 {
				t.Errorf("error %v and %d bytes", err, out.Len())
			}
		})
	}
}
