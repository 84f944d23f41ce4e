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

// The Wilson interval of 90 of 100 is 82.6 to 94.5%; a target is known without error, so that the
// difference has the interval of the figure, moved.
func TestKeyFiguresStandBesideTheirTargets(t *testing.T) {
	for name, c := range map[string]struct {
		target              float64
		difference, verdict string
	}{
		"above":          {0.8, "+10.0 (+2.6 to +14.5)", "above"},
		"below":          {0.95, "−5.0 (−12.4 to −0.5)", "below"},
		"cannot be told": {0.9, "0.0 (−7.4 to +4.5)", "cannot be told"},
	} {
		t.Run(name, func(t *testing.T) {
			composer := composetest.Composer(t, composetest.Asked(yearly, share), composetest.Asked(yearly, share))
			composer.Spec.Compare = report.Target
			composer.Spec.KeyFigures[0].Target, composer.Spec.KeyFigures[0].Metric = c.target, "accuracy"
			doc, err := composer.Compose(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			rows := doc.Parts[1].Blocks[0].Table.Rows
			if len(rows) != 1 || rows[0][1] != "90.0%" || rows[0][4] != c.difference || rows[0][5] != c.verdict {
				t.Errorf("rows %q", rows)
			}
		})
	}
}

// A tile without an estimate, such as days of revenue, has a target in the unit of its series.
func TestATargetHasTheUnitOfItsSeries(t *testing.T) {
	waiting := composetest.Rows("scope text, accounts int, dollars real, over_hold int, over_hold_dollars real, dnfc_days real",
		composetest.NotWithheld, "scope", "'all', 46, 900.0, 31, 600.0, 9.9")
	monthly := composetest.Header + `-- column: month date - Month.
-- column: cases int {encounter} Cases.
-- column: days real d Sum.
-- column: squares real d2 Squares.
-- metric: mean = mean_days(cases, days, squares)
-- withhold: none test
SELECT DATE '2025-10-01' AS month, CAST(40 AS BIGINT) AS cases, CAST(200 AS DOUBLE) AS days, CAST(1200 AS DOUBLE) AS squares ORDER BY month`
	c := composetest.Composer(t, composetest.Asked(waiting, report.BlockSpec{Kind: "backlog", Title: "Uncoded"}), composetest.Asked(monthly,
		report.BlockSpec{Kind: "trend", Title: "Days", Metric: "mean", Measures: []report.MeasureSpec{{Metric: "mean", Label: "Days"}}}))
	c.Spec.Compare, c.Spec.KeyFigures = report.Target, c.Spec.KeyFigures[:1]
	c.Spec.KeyFigures[0].Series = &report.SeriesSpec{Query: "test/q1", Metric: "mean", Better: report.Lower, Target: 7}
	doc, err := c.Compose(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	row := doc.Parts[1].Blocks[0].Table.Rows[0]
	if row[1] != "46" || row[3] != "7.0\u00a0d" || row[4] != "–" || row[5] != "not judged" {
		t.Errorf("row %q", row)
	}
}

func TestTargetsThatNothingIsComparedWithAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		compare, want string
		target        float64
	}{
		"no target":     {report.Target, "none has one", 0},
		"no comparison": {report.LastYear, "not compared with", 0.9},
	} {
		t.Run(name, func(t *testing.T) {
			composer := composetest.Composer(t, composetest.Asked(yearly, share))
			composer.Spec.Compare, composer.Spec.KeyFigures[0].Target = c.compare, c.target
			faults := compose.Check(composer.Spec, composer.Queries)
			if len(faults) != 1 || !strings.Contains(faults[0].Error(), c.want) {
				t.Errorf("mistakes %v", faults)
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

// What a job narrows is said on the page and refused where a question cannot be narrowed; a
// parameter of everybody gives way to a filter, and one of others contradicts it.
func TestFiltersOfAJobAndOfABlock(t *testing.T) {
	for name, c := range map[string]struct {
		filter, job, block string
		says, want         string
	}{
		"job alone":         {job: "F2", says: "Only facility F2"},
		"job above filter":  {filter: "F1", job: "F2", says: "Only facility F2"},
		"job of everybody":  {job: "all"},
		"filter above all":  {filter: "F1", block: "all", says: "Only facility F1"},
		"block contradicts": {filter: "F1", block: "F3", want: "sets it too"},
	} {
		t.Run(name, func(t *testing.T) {
			own := share
			own.Parameters = given(c.block)
			composer := composetest.Composer(t, composetest.Asked(yearly, own))
			composer.Spec.Filters, composer.Parameters = given(c.filter), given(c.job)
			doc, err := composer.Compose(context.Background())
			if c.want != "" {
				if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil || strings.TrimPrefix(doc.Subtitle, ". ") != c.says {
				t.Errorf("subtitle %q, error %v", doc.Subtitle, err)
			}
		})
	}
	c := composetest.Composer(t, composetest.Asked(composetest.Diagnoses(100, 50), composetest.Ranking))
	c.Parameters = given("F1")
	if _, err := c.Compose(context.Background()); fault.KindOf(err) != fault.Config {
		t.Errorf("a job narrows what cannot be narrowed: %v", err)
	}
}

func given(facility string) map[string]string {
	if facility == "" {
		return nil
	}
	return map[string]string{"facility": facility}
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
