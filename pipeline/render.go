package pipeline

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"

	"chartline/pipeline/report"
	"chartline/pipeline/report/csv"
	"chartline/pipeline/report/figures"
	"chartline/pipeline/report/html"
	"chartline/pipeline/report/pdf"
	"chartline/pipeline/report/xlsx"
)

// page is a format that makes one file of a whole document.
type page struct {
	extension string
	render    func(io.Writer, *report.Document) error
}

// pages are those that every report is written in.
var pages = []page{
	{".pdf", pdf.Render},
	{".html", html.Render},
	{".xlsx", xlsx.Render},
}

// folders are the formats that make a file a figure or table.
var folders = []struct {
	name   string
	render func(folder string, d *report.Document) ([]string, error)
}{
	{"figures", figures.Render},
	{"tables", csv.Render},
}

// render writes a document in every format, and in those asked for besides, into a folder and
// lists the files by their names within it.
func render(folder string, doc *report.Document, besides ...page) ([]string, error) {
	var names []string
	for _, p := range slices.Concat(pages, besides) {
		var content bytes.Buffer
		if err := p.render(&content, doc); err != nil {
			return nil, err
		}
		name := doc.Name + p.extension
		if err := writeFile(filepath.Join(folder, name), content.Bytes()); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	for _, f := range folders {
		if err := os.Mkdir(filepath.Join(folder, f.name), 0o755); err != nil {
			return nil, outError(err, folder)
		}
		written, err := f.render(filepath.Join(folder, f.name), doc)
		if err != nil {
			return nil, err
		}
		for _, w := range written {
			names = append(names, filepath.Join(f.name, w))
		}
	}
	return names, nil
}

// writeFile writes a result and waits until the disk has it. It takes no place: the folder of the
// report does, whole.
func writeFile(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return outError(err, path)
	}
	if _, err = f.Write(content); err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return outError(err, path)
	}
	return nil
}
