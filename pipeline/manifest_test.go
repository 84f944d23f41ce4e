package pipeline

import (
	"testing"

	"chartline/pipeline/report"
)

// A report with rows of single persons is for few, also where its specification calls it public.
func TestReportsOfPersonsAreForFew(t *testing.T) {
	for identified, want := range map[bool]report.Readers{true: report.Few, false: report.Anyone} {
		m, doc := &Manifest{Mode: "phi"}, &report.Document{Readers: report.Anyone}
		m.Identified = identified
		if m.mark(doc); doc.Readers != want {
			t.Errorf("identified %v: for %v readers, want %v", identified, doc.Readers, want)
		}
	}
}
