// Package figures writes each figure of a report as files of its own: for print, for slides, and
// as a drawing.
package figures

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

// Scale makes the images for print sharp: twice 96 dots an inch.
const Scale = 2

// formats are the files of a figure by the end of their names. Images are told what they are
// made of.
var formats = []struct {
	end  string
	draw func(w io.Writer, f chart.Figure, told string) error
}{
	{".png", func(w io.Writer, f chart.Figure, told string) error { return chart.PNG(chart.Told(w, told), f, Scale) }},
	{"-slide.png", func(w io.Writer, f chart.Figure, told string) error { return chart.Slide(chart.Told(w, told), f) }},
	{".svg", chart.ToldSVG},
}

// Render writes each figure of a document into a folder that exists: ID.png, 1,707 dots wide;
// ID-slide.png, which fills a slide of 16 by 9; and ID.svg. It gives the file names in the
// document's order. After an error the folder may hold some of the files; the caller throws it
// away.
//
// It fails with fault.Config where an ID is no file name or is there twice, with
// fault.Internal where a figure has no chart or cannot be drawn, and with
// fault.Unavailable where the folder cannot take a file.
func Render(folder string, d *report.Document) ([]string, error) {
	var names []string
	taken := map[string]bool{}
	for _, p := range d.Parts {
		for _, b := range p.Blocks {
			if b.Figure == nil {
				continue
			}
			for _, format := range formats {
				name, err := fileName(b.Figure.ID, format.end, taken)
				if err != nil {
					return names, err
				}
				draw := func(w io.Writer, f chart.Figure) error { return format.draw(w, f, told(d)) }
				if err := write(filepath.Join(folder, name), b.Figure, draw); err != nil {
					return names, err
				}
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// told is what an image says of itself: of data of which mode it was made (standard 6.1), as the
// provenance of its report has it, and for whom it is. A report of an extract says the mode for whom
// it is too.
func told(d *report.Document) string {
	for _, p := range d.Provenance {
		if p.Term == d.Language.Text("Mode") && !strings.Contains(d.Sensitivity, strings.TrimSuffix(p.Text, ".")) {
			return strings.TrimSpace(p.Text + " " + d.Sensitivity)
		}
	}
	return d.Sensitivity
}

// fileName makes a name of an ID and takes it; names that differ in case alone are one
// file on some systems.
func fileName(id, end string, taken map[string]bool) (string, error) {
	name := id + end
	if id == "" || strings.ContainsAny(id, `/\:`) || !filepath.IsLocal(name) {
		return "", fault.Newf(fault.Config, "figure", "use letters, digits and underscores", "id %q is no file name", id)
	}
	if taken[strings.ToLower(name)] {
		return "", fault.New(fault.Config, "figure "+id, "is in the report twice", "give each figure an id of its own")
	}
	taken[strings.ToLower(name)] = true
	return name, nil
}

// write draws a figure in memory and then writes its file.
func write(path string, f *report.Figure, draw func(io.Writer, chart.Figure) error) error {
	if f.Chart == nil {
		return fault.New(fault.Internal, "figure "+f.ID, "has no chart", "")
	}
	var image bytes.Buffer
	if err := draw(&image, f.Chart); err != nil {
		return fault.Wrap(fault.Internal, err, "figure "+f.ID, "cannot be drawn", "")
	}
	if err := os.WriteFile(path, image.Bytes(), 0o644); err != nil {
		return fault.Wrap(fault.Unavailable, err, path, "cannot be written", "free space and try again")
	}
	return nil
}
