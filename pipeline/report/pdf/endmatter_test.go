package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/report"
)

// ended is a document whose methods begin below a table of so many rows, and which ends with as many
// lines of provenance as reports have.
func ended(rows int) *report.Document {
	d := only(report.Block{Table: numbered("above", rows)})
	for i := range 9 {
		d.Methods = append(d.Methods, report.Definition{Term: fmt.Sprintf("Term %d", i+1), Text: strings.Repeat("Of two lines or so. ", 6)})
	}
	for _, term := range []string{"Data", "Inputs", "As of", "Mode", "Small cells", "Versions", "Warnings"} {
		d.Provenance = append(d.Provenance, report.Definition{Term: term, Text: strings.Repeat("Some words of "+strings.ToLower(term)+". ", 3)})
	}
	return d
}

// Wherever the methods begin, the provenance stands alone on a last page only where even as one text it
// finds no room below them. As a list that takes 190 points of a page of 652, it would do so in three cases of ten.
func TestProvenanceIsSeldomAlone(t *testing.T) {
	alone, asText, asList := 0, 0, 0
	for rows := 1; rows <= 40; rows += 2 {
		f := render(t, ended(rows))
		last := f.texts(len(f.pages))
		if !slices.Contains(last, "Provenance") {
			t.Fatalf("below %d rows the provenance is not on the last page", rows)
		}
		switch {
		case !slices.Contains(last, "Term 9"):
			alone++
		case slices.Contains(last, "Warnings:"):
			asText++
		default:
			asList++
		}
		if all := strings.Join(last, " "); strings.Count(all, "of warnings.") != 3 || strings.Count(all, "of data.") != 3 {
			t.Errorf("below %d rows the provenance is not whole: %s", rows, all)
		}
	}
	if alone > 2 || asText < 3 || asList < 8 {
		t.Errorf("it is alone %d times of 20, a text %d times and a list %d times", alone, asText, asList)
	}
}
