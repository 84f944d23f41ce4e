package compose_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// TestAPublicReportShowsNothingSmall although the site shows its own people everything: of 500
// discharges 10 and 5 are small, and in a report that is not public they are shown.
func TestAPublicReportShowsNothingSmall(t *testing.T) {
	ranking := report.BlockSpec{Kind: "ranking", Title: "Diagnoses", Metric: "rate", Noun: "discharges"}
	for public, want := range map[bool]int{false: 4, true: 2} {
		c := composetest.Composer(t, composetest.Asked(composetest.Diagnoses(500, 300, 185, 10, 5), ranking))
		c.MinCell, c.Spec.Public = 1, public
		doc, err := c.Compose(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := len(doc.Parts[0].Blocks[0].Figure.Data.Rows); got != want {
			t.Errorf("public %v: %d rows, want %d", public, got, want)
		}
	}
}

// TestRanksDoNotTellWithheldCounts (SUP-06): where something is withheld in what leaves, rows of a
// ranking have no ranks, which would count the withheld groups that could stand so high, and neither
// the small counts nor a place for them; inside, and where all is shown, they have them.
func TestRanksDoNotTellWithheldCounts(t *testing.T) {
	ranking := report.BlockSpec{Kind: "ranking", Title: "Diagnoses", Metric: "rate", Noun: "discharges"}
	for _, c := range []struct {
		public bool
		counts []int
		ranked bool
	}{{true, []int{300, 185, 10, 5}, false}, {true, []int{300, 185, 40, 30}, true}, {false, []int{300, 185, 10, 5}, true}} {
		composer := composetest.Composer(t, composetest.Asked(composetest.Diagnoses(600, c.counts...), ranking))
		composer.Spec.Public = c.public
		doc, err := composer.Compose(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		data := doc.Parts[0].Blocks[0].Figure.Data
		has := slices.ContainsFunc(data.Columns, func(c report.Column) bool { return c.Title == "best_rank" })
		if has != c.ranked || len(data.Rows[0]) != len(data.Columns) {
			t.Errorf("public %v, counts %v: ranks %v, want %v", c.public, c.counts, has, c.ranked)
		}
		if c.counts[2] == 10 && len(data.Rows) != 2 {
			t.Errorf("public %v: %d rows", c.public, len(data.Rows))
		}
	}
}

// TestAPublicReportNamesNoLeaderByChance although it prints no ranks: 145 and 102 of 1,731 have 95%
// intervals that do not meet, and joint ones that do, as the ranks of the same report inside show (RTE-07).
func TestAPublicReportNamesNoLeaderByChance(t *testing.T) {
	ranking := report.BlockSpec{Kind: "ranking", Title: "Diagnoses", Metric: "rate", Noun: "discharges"}
	counts := []int{145, 102, 99, 91, 90, 69, 62, 58, 50, 50, 49, 48, 45, 45, 41, 30, 30, 30, 30, 20, 20, 20, 8, 5}
	for _, public := range []bool{false, true} {
		c := composetest.Composer(t, composetest.Asked(composetest.Diagnoses(1731, counts...), ranking))
		c.Spec.Public = public
		doc, err := c.Compose(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Parts[0].Findings[0].Headline; !strings.Contains(got, "share the lead") {
			t.Errorf("public %v: %q names one that leads", public, got)
		}
	}
}

// TestAPublicReportRefuses what nobody judges before it is shown.
func TestAPublicReportRefuses(t *testing.T) {
	c := composetest.Composer(t, composetest.Asked(yearly, share))
	c.Spec.Public = true
	if _, err := c.Compose(context.Background()); err == nil || !strings.Contains(err.Error(), "withholds nothing, and this report is public") {
		t.Errorf("measures without withhold: %v", err)
	}
	c = composetest.Composer(t, composetest.Asked(composetest.Diagnoses(500, 300, 200), report.BlockSpec{Kind: "ranking", Title: "Diagnoses", Metric: "rate", Noun: "discharges"}))
	c.Spec.Parts[0].Blocks[0].Kind, c.Spec.Public = "dots", true
	if _, err := c.Compose(context.Background()); err == nil || !strings.Contains(err.Error(), "names groups of which nothing may be shown") {
		t.Errorf("a kind that names what is withheld: %v", err)
	}
	c.Spec.Parts[0].Blocks[0].Kind = "ranking"
	c.Spec.Public, c.Spec.ForEach = true, "coder"
	if _, err := c.Compose(context.Background()); err == nil || !strings.Contains(err.Error(), "public, and for each coder") {
		t.Errorf("for each coder: %v", err)
	}
}
