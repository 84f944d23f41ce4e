package compose_test

import (
	"context"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/report/compose/composetest"
)

// yearly is a share of 90 of 100 from October 2025 on, and of 60 of 100 before.
const yearly = composetest.Header + `-- param: from_date date First date.
-- param: facility text = all Facility.
-- column: scope text - All.
-- column: right int {encounter} Right.
-- column: reviewed int {encounter} Reviewed.
-- metric: accuracy = proportion(right, reviewed)
-- withhold: none it measures work
SELECT CAST(:facility AS VARCHAR) AS scope, CAST(CASE WHEN :from_date >= DATE '2025-10-01' THEN 90 ELSE 60 END AS BIGINT) AS right,
       CAST(100 AS BIGINT) AS reviewed ORDER BY scope`

var share = report.BlockSpec{Kind: "measures", Title: "Accuracy", Metric: "accuracy",
	Measures: []report.MeasureSpec{{Metric: "accuracy", Label: "Accuracy", Noun: "records"}}}

func TestKeyFiguresStandBesideAnEarlierPeriod(t *testing.T) {
	for compare, earlier := range map[string]string{report.PreviousPeriod: "1 October 2024 to 30 September 2025", report.LastYear: "1 October 2024 to 30 September 2025"} {
		t.Run(compare, func(t *testing.T) {
			c := composetest.Composer(t, composetest.Asked(yearly, share))
			c.Spec.Compare = compare
			doc, err := c.Compose(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			table := doc.Parts[1].Blocks[0].Table
			row := table.Rows[0]
			if row[1] != "90.0%" || row[3] != "60.0%" || row[5] != "higher" || !strings.Contains(table.Notes[0], earlier) {
				t.Errorf("row %q, notes %q", row, table.Notes)
			}
		})
	}
}

// The Wilson interval of 90 of 100 is 82.6 to 94.5%.
func TestThresholdsJudgeByTheInterval(t *testing.T) {
	for name, c := range map[string]struct {
		thresholds report.Thresholds
		tone       report.Tone
	}{
		"reached":        {report.Thresholds{Good: 0.8, Act: 0.7}, report.Good},
		"missed":         {report.Thresholds{Good: 0.99, Act: 0.95}, report.Act},
		"in between":     {report.Thresholds{Good: 0.9, Act: 0.85}, report.Watch},
		"less is better": {report.Thresholds{Good: 0.05, Act: 0.5}, report.Act},
	} {
		t.Run(name, func(t *testing.T) {
			composer := composetest.Composer(t, composetest.Asked(yearly, share))
			composer.Spec.KeyFigures[0].Thresholds = &c.thresholds
			doc, err := composer.Compose(context.Background())
			if err != nil || doc.KeyFigures[0].Tone != c.tone {
				t.Errorf("key figure %+v, error %v", doc.KeyFigures[0], err)
			}
		})
	}
}

func TestAFilterNarrowsEveryQuestionOrIsRefused(t *testing.T) {
	c := composetest.Composer(t, composetest.Asked(yearly, share))
	c.Spec.Filters = map[string]string{"facility": "F1"}
	doc, err := c.Compose(context.Background())
	if err != nil || !strings.Contains(doc.Subtitle, "Only facility F1") {
		t.Errorf("subtitle %q, error %v", doc.Subtitle, err)
	}
	c = composetest.Composer(t, composetest.Asked(composetest.Diagnoses(100, 50), composetest.Ranking))
	c.Spec.Filters = map[string]string{"facility": "F1"}
	if _, err := c.Compose(context.Background()); fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "filtered by facility") {
		t.Errorf("error %v", err)
	}
}

func TestCheckTellsEveryMistake(t *testing.T) {
	c := composetest.Composer(t, composetest.Asked(yearly, share), composetest.Asked(yearly, report.BlockSpec{Kind: "pie"}),
		composetest.Asked(composetest.Diagnoses(100, 50), composetest.Ranking))
	c.Spec.Parts[0].Parameters = map[string]string{"colour": "red"}
	c.Spec.KeyFigures[0].Metric = "precision"
	c.Spec.KeyFigures[2].Thresholds = &report.Thresholds{Good: 1}
	faults := compose.Check(c.Spec, c.Queries)
	var said []string
	for _, err := range faults {
		said = append(said, err.Error())
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{`no kind "pie"`, "param colour", "metric precision", "thresholds"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not told: %s", want, all)
		}
	}
	if len(faults) != 4 {
		t.Errorf("%d mistakes of 4: %s", len(faults), all)
	}
}
