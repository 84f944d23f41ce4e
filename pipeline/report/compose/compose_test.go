package compose_test

import (
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

func TestNoRecordsMakeASentenceAndNoChart(t *testing.T) {
	none := strings.Replace(composetest.Diagnoses(10, 1), "ORDER BY", "WHERE FALSE ORDER BY", 1)
	doc := composetest.Composed(t, composetest.Asked(none, composetest.Ranking))
	if len(doc.Parts[0].Blocks) != 0 || len(doc.Parts[0].Findings) != 1 {
		t.Fatalf("blocks %v, findings %v", doc.Parts[0].Blocks, doc.Parts[0].Findings)
	}
	if doc.KeyFigures[0].Value != "no data" {
		t.Errorf("key figure %+v", doc.KeyFigures[0])
	}
}

func TestASpecificationMustFitItsQuery(t *testing.T) {
	for name, block := range map[string]report.BlockSpec{
		"unknown kind":   {Kind: "pie"},
		"missing column": {Kind: "survival"},
		"unknown metric": {Kind: "ranking", Metric: "ratio"},
		"foreign option": {Kind: "pareto", Noun: "discharges", Limit: 30},
		"unknown param":  {Kind: "pareto", Parameters: map[string]string{"color": "red"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := composetest.Attempt(t, composetest.Asked(composetest.Diagnoses(100, 50), block))
			if fault.KindOf(err) != fault.Config {
				t.Errorf("error %v, want one of the configuration", err)
			}
		})
	}
}

// A query whose rows are of single encounters is named on the page.
func TestRowsOfEncountersAreNamed(t *testing.T) {
	sql := strings.Replace(composetest.Diagnoses(1000, 300), composetest.Header, composetest.Header+"-- identified: it lists accounts\n", 1)
	doc := composetest.Composed(t, composetest.Asked(sql, composetest.Ranking))
	if text := composetest.Words(doc); !strings.Contains(text, "Rows of single persons or encounters") || !strings.Contains(text, "it lists accounts") {
		t.Errorf("not said: %s", text)
	}
}
