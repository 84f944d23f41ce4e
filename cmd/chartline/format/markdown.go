package format

import (
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// writeMarkdown writes a table as GitHub's Markdown has it, numbers to the right.
func writeMarkdown(w io.Writer, r array.RecordReader) error {
	names, rules := make([]string, r.Schema().NumFields()), make([]string, r.Schema().NumFields())
	for i, f := range r.Schema().Fields() {
		names[i], rules[i] = markdown(f.Name), "---"
		if numeric(f) {
			rules[i] = "--:"
		}
	}
	text := []byte(row(names) + row(rules))
	for r.Next() {
		rec := r.RecordBatch()
		for i := range int(rec.NumRows()) {
			text = append(text, markdownRow(rec, i)...)
			if len(text) >= flushAt {
				if _, err := w.Write(text); err != nil {
					return writeError(err)
				}
				text = text[:0]
			}
		}
	}
	if err := r.Err(); err != nil {
		return err
	}
	_, err := w.Write(text)
	return writeError(err)
}

func markdownRow(rec arrow.RecordBatch, i int) string {
	texts := cells(rec, i)
	for c := range texts {
		texts[c] = markdown(texts[c])
	}
	return row(texts)
}

func row(texts []string) string { return "| " + strings.Join(texts, " | ") + " |\n" }

// marks are what Markdown or HTML would read as more than text in a cell.
var marks = strings.NewReplacer(
	"\\", "\\\\", "|", "\\|", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "&", "&amp;", "<", "&lt;", "\n", "<br>")

// markdown writes a value so that it stands in its cell as it is.
func markdown(s string) string { return marks.Replace(Printable(s)) }
