package pipeline

import (
	"encoding/json"
	"os"
	"path/filepath"

	"chartline/pipeline/report"
)

// ManifestSummary is what a report says of itself, for those who deliver or list it.
type ManifestSummary struct {
	Job         string           `json:"job"` // empty for a report that was made without one
	Title       string           `json:"title"`
	Period      string           `json:"period"`
	Sensitivity string           `json:"sensitivity"`
	Marking     string           `json:"marking"`     // the sensitivity in the words of the report's file, by which deliveries decide
	Identified  bool             `json:"identified"`  // it has rows of single persons or encounters
	Findings    []string         `json:"findings"`    // sentences of the title page
	KeyFigures  []ManifestFigure `json:"key_figures"` // tiles of the title page
}

// ManifestFigure is a key figure as it is printed.
type ManifestFigure struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// summarise takes what a document that a job made says of itself. What is withheld in the
// document is not in its findings and figures.
func (m *Manifest) summarise(doc *report.Document, job string) {
	m.Job, m.KeyFigures = job, []ManifestFigure{}
	for _, f := range doc.KeyFigures {
		m.KeyFigures = append(m.KeyFigures, ManifestFigure{f.Label, f.Value})
	}
	m.Title, m.Period, m.Findings = doc.Title, doc.Period, []string{}
	m.Sensitivity, m.Marking = doc.Sensitivity, doc.Marking
	for _, f := range titlePage(doc) {
		m.Findings = append(m.Findings, f.Headline+". "+f.Text)
	}
}

// titlePage is the findings that a reader sees first: of a report on one page, those of its
// parts.
func titlePage(doc *report.Document) []report.Finding {
	all := doc.Findings
	if doc.OnePage {
		for _, p := range doc.Parts {
			all = append(all, p.Findings...)
		}
	}
	return all
}

// ReadManifest reads the manifest of a report that was written.
func ReadManifest(folder string) (*Manifest, error) {
	text, err := os.ReadFile(filepath.Join(folder, ManifestName))
	if err != nil {
		return nil, outError(err, folder)
	}
	m := &Manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, outError(err, filepath.Join(folder, ManifestName))
	}
	return m, nil
}
