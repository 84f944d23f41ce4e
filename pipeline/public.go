package pipeline

import (
	"slices"

	"chartline/pipeline/privacy"
	"chartline/pipeline/report"
)

// release takes from the pages of a report for the public what counts excluded records, from
// which small counts follow (6.5). The manifest keeps it, and is not for release.
func release(doc *report.Document) {
	doc.Provenance = slices.DeleteFunc(doc.Provenance, func(d report.Definition) bool { return d.Term == "Data" || d.Term == "Warnings" })
	for i, d := range doc.Provenance {
		if d.Term == "Mode" {
			doc.Provenance[i].Text = privacy.Aggregate.Banner() + "."
		}
	}
}
