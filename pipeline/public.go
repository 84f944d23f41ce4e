package pipeline

import (
	"slices"

	"chartline/pipeline/privacy"
	"chartline/pipeline/report"
)

// release takes from the pages of a report for the public what counts excluded records, from
// which small counts follow (6.5). The manifest keeps it, and is not for release.
func release(doc *report.Document) {
	l := doc.Language
	doc.Provenance = slices.DeleteFunc(doc.Provenance, func(d report.Definition) bool { return d.Term == l.Text("Data") || d.Term == l.Text("Warnings") })
	for i, d := range doc.Provenance {
		if d.Term == l.Text("Mode") {
			doc.Provenance[i].Text = l.Text(privacy.Aggregate.Banner()) + "."
		}
	}
}
