package compose_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
)

// question is a query whose answer is written out, and the block that shows it.
type question struct {
	sql   string
	block report.BlockSpec
}

// composed makes a document of one part with a block a question.
func composed(t *testing.T, questions ...question) *report.Document {
	t.Helper()
	doc, err := attempt(t, questions...)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attempt(t *testing.T, questions ...question) (*report.Document, error) {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without -tags duckdb_arrow")
	}
	files := fstest.MapFS{}
	part := report.PartSpec{ID: "part", Title: "Part"}
	spec := &report.Spec{Name: "test", Title: "Test"}
	for i, q := range questions {
		name := fmt.Sprintf("test/q%d", i)
		files[name+".sql"] = &fstest.MapFile{Data: []byte(q.sql)}
		q.block.ID, q.block.Query = fmt.Sprintf("block_%d", i), name
		part.Blocks = append(part.Blocks, q.block)
		spec.KeyFigures = append(spec.KeyFigures, report.KeyFigureSpec{Block: q.block.ID, Label: "Key"})
	}
	spec.Parts = []report.PartSpec{part}
	library, err := query.Load(files, "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	e := compose.Edition{
		Spec: spec, Queries: library, MinCell: 11, Location: time.UTC,
		From: date("2025-10-01"), To: date("2026-10-01"), AsOf: date("2026-10-01"),
		Ask: func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error) {
			return q.Run(ctx, db, values)
		},
	}
	return e.Compose(context.Background())
}

func date(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

// header begins a query file.
const header = "-- title: T\n-- answers: A?\n-- source: test\n"

// diagnoses is an answer of counts by code, out of a total.
func diagnoses(total int, counts ...int) string {
	rows := make([]string, len(counts))
	for i, n := range counts {
		rows[i] = fmt.Sprintf("('A%02d', 'Disease %c', %d, %d)", i, 'A'+i, n, total)
	}
	return header + `-- column: code text - Code.
-- column: title text - Title.
-- column: encounters int {encounter} Discharges.
-- column: discharges int {encounter} All.
-- metric: rate = per_thousand(encounters, discharges)
-- withhold: encounters of discharges
SELECT code, title, CAST(encounters AS BIGINT) AS encounters, CAST(discharges AS BIGINT) AS discharges
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(code, title, encounters, discharges)
ORDER BY encounters DESC, code`
}

var rankingBlock = report.BlockSpec{Kind: "ranking", Metric: "rate", Noun: "discharges"}

func TestRankingNamesALeaderOnlyWhereIntervalsAllow(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int
		want   string
	}{
		"far ahead":  {[]int{300, 100, 90}, "Disease A (A00) is the most frequent"},
		"two close":  {[]int{300, 290, 90}, "Two diagnoses share the lead"},
		"all close":  {[]int{100, 101, 99}, "No diagnosis stands out from the others"},
		"all hidden": {[]int{10, 9, 1}, "No diagnosis is frequent enough to show"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composed(t, question{diagnoses(1000, c.counts...), rankingBlock})
			if got := doc.Parts[0].Findings[0].Headline; got != c.want {
				t.Errorf("headline %q, want %q", got, c.want)
			}
		})
	}
}

func TestWithheldCountsReachNobody(t *testing.T) {
	// 7 is a small count; 993 of 1,000 leaves 7, which is as telling.
	doc := composed(t, question{diagnoses(1000, 300, 7), rankingBlock}, question{diagnoses(1000, 993), rankingBlock})
	for _, b := range doc.Parts[0].Blocks {
		table := b.Table
		if b.Figure != nil {
			table = &b.Figure.Data
		}
		for _, row := range table.Rows {
			for _, cell := range row {
				if cell == "7" || cell == "993" {
					t.Errorf("%s shows %s", table.ID, cell)
				}
			}
		}
	}
	if text := everything(doc); regexp.MustCompile(`\b(7|7\.0|993|993\.0)\b`).MatchString(text) {
		t.Errorf("a withheld count is in the words: %s", text)
	}
}

func TestParetoHidesSmallCategoriesInTheRest(t *testing.T) {
	doc := composed(t, question{diagnoses(140, 90, 40, 6, 4), report.BlockSpec{Kind: "pareto", Noun: "discharges"}})
	rows := doc.Parts[0].Blocks[0].Figure.Data.Rows
	if len(rows) != 3 || rows[2][1] != "All other categories (2)" || rows[2][2] != "10" {
		t.Errorf("rows %v", rows)
	}
	if got := doc.Parts[0].Findings[0].Headline; got != "One category makes up half of all discharges" {
		t.Errorf("headline %q", got)
	}
}

// monthly is an answer of counts of two categories by month.
func monthly(a, b []int) string {
	var rows []string
	for i := range a {
		month := date("2025-10-01").AddDate(0, i, 0).Format(time.DateOnly)
		rows = append(rows, fmt.Sprintf("('J10', 'Influenza', DATE '%s', %d, 1000)", month, a[i]),
			fmt.Sprintf("('I10', 'Hypertension', DATE '%s', %d, 1000)", month, b[i]))
	}
	return header + `-- column: category text - Category.
-- column: title text - Title.
-- column: month date - Month.
-- column: encounters int {encounter} Discharges.
-- column: discharges int {encounter} All.
-- metric: rate = per_thousand(encounters, discharges)
-- withhold: encounters of discharges within category
SELECT category, title, month, CAST(encounters AS BIGINT) AS encounters, CAST(discharges AS BIGINT) AS discharges
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(category, title, month, encounters, discharges)
ORDER BY category, month`
}

func TestSeasonalFindsTheCategoryThatMoved(t *testing.T) {
	level := []int{50, 52, 49, 51, 50, 48, 51, 50}
	wave := []int{20, 22, 40, 120, 60, 25, 20, 21}
	block := report.BlockSpec{Kind: "seasonal", Metric: "rate", Noun: "encounters"}
	doc := composed(t, question{monthly(wave, level), block})
	if got := doc.Parts[0].Findings[0].Headline; got != "Influenza peaked in January 2026" {
		t.Errorf("headline %q", got)
	}
	doc = composed(t, question{monthly(level, level), block})
	if got := doc.Parts[0].Findings[0].Headline; got != "No category moved more than chance would" {
		t.Errorf("level series: headline %q", got)
	}
}

// shareOf is an answer of one share.
func shareOf(x, n int) string {
	return header + fmt.Sprintf(`-- column: scope text - All.
-- column: right int {encounter} Right.
-- column: reviewed int {encounter} Reviewed.
-- metric: accuracy = proportion(right, reviewed)
-- withhold: none it measures work
SELECT 'all' AS scope, CAST(%d AS BIGINT) AS right, CAST(%d AS BIGINT) AS reviewed ORDER BY scope`, x, n)
}

// Thirty charts cannot tell 27 right from a target of 95% (standard 2.5).
func TestATargetIsJudgedByTheInterval(t *testing.T) {
	block := report.BlockSpec{Kind: "measures", Title: "Accuracy", Metric: "accuracy", Target: 0.95,
		Measures: []report.MeasureSpec{{Metric: "accuracy", Label: "Accuracy", Noun: "records"}}}
	for name, c := range map[string]struct {
		x, n int
		tone report.Tone
		says string
	}{
		"27 of 30":     {27, 30, report.Watch, "not distinguishable from the target"},
		"26 of 30":     {26, 30, report.Act, "below the target"},
		"990 of 1,000": {990, 1000, report.Good, "on or above the target"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := composed(t, question{shareOf(c.x, c.n), block})
			f := doc.Parts[0].Findings[0]
			if f.Tone != c.tone || !strings.Contains(f.Text, c.says) {
				t.Errorf("tone %d, text %q", f.Tone, f.Text)
			}
			if k := doc.KeyFigures[0]; k.Interval == "" || !strings.Contains(k.Basis, "of") {
				t.Errorf("key figure %+v stands alone", k)
			}
		})
	}
}

// series is an answer of shares by month.
func series(x ...int) string {
	rows := make([]string, len(x))
	for i, k := range x {
		rows[i] = fmt.Sprintf("(DATE '%s', %d)", date("2025-10-01").AddDate(0, i, 0).Format(time.DateOnly), k)
	}
	return header + `-- column: month date - Month.
-- column: right int {encounter} Right.
-- column: reviewed int {encounter} Reviewed.
-- metric: accuracy = proportion(right, reviewed)
-- withhold: none it measures work
SELECT month, CAST(k AS BIGINT) AS right, CAST(100 AS BIGINT) AS reviewed
FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t(month, k) ORDER BY month`
}

func TestControlNamesTheMonthOutsideItsLimitsAndNoOther(t *testing.T) {
	block := report.BlockSpec{Kind: "control", Metric: "accuracy", Noun: "accuracy"}
	doc := composed(t, question{series(90, 92, 89, 91, 90, 93, 88, 91, 60, 90, 92, 89, 91), block})
	f := doc.Parts[0].Findings[0]
	if f.Headline != "Accuracy fell to 60.0% in June 2026" || f.Tone != report.Act || !strings.Contains(f.Text, "in June 2026; no other") {
		t.Errorf("finding %+v", f)
	}
	doc = composed(t, question{series(90, 92, 89, 91, 90, 93, 88, 91, 89, 90, 92, 89, 91), block})
	if f := doc.Parts[0].Findings[0]; f.Tone != report.Good {
		t.Errorf("usual variation: %+v", f)
	}
}

// lifeTable is ten accounts of standard.md 9.6: six coded and four open.
const lifeTable = header + `-- column: patient_type text - Type.
-- column: day int d Day.
-- column: coded int {encounter} Coded.
-- column: censored int {encounter} Open.
-- column: exited int {encounter} Left.
-- withhold: none it measures work
SELECT 'IP' AS patient_type, CAST(day AS BIGINT) AS day, CAST(coded AS BIGINT) AS coded,
       CAST(censored AS BIGINT) AS censored, CAST(exited AS BIGINT) AS exited
FROM (VALUES (1, 1, 0, 0), (2, 1, 1, 0), (3, 1, 0, 2), (4, 1, 1, 0), (5, 1, 0, 0), (7, 0, 1, 0), (8, 1, 0, 0), (10, 0, 1, 0)) AS t(day, coded, censored, exited)
ORDER BY day`

// The median of the six that are coded would be 3.5; with the four that wait it is 5.
func TestSurvivalCountsOpenAccounts(t *testing.T) {
	doc := composed(t, question{lifeTable, report.BlockSpec{Kind: "survival", Limit: 14}})
	f := doc.Parts[0].Findings[0]
	if f.Headline != "Half of the inpatient accounts are coded within 5 days" || !strings.Contains(f.Text, "2\u00a0accounts voided") {
		t.Errorf("finding %+v", f)
	}
	if k := doc.KeyFigures[0]; k.Value != "5.0\u00a0d" {
		t.Errorf("key figure %+v", k)
	}
}

func TestNoRecordsMakeASentenceAndNoChart(t *testing.T) {
	none := strings.Replace(diagnoses(10, 1), "ORDER BY", "WHERE FALSE ORDER BY", 1)
	doc := composed(t, question{none, rankingBlock})
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
			_, err := attempt(t, question{diagnoses(100, 50), block})
			if fault.KindOf(err) != fault.Config {
				t.Errorf("error %v, want one of the configuration", err)
			}
		})
	}
}

// everything is all the words of a document.
func everything(d *report.Document) string {
	var b strings.Builder
	for _, k := range d.KeyFigures {
		fmt.Fprintln(&b, k.Label, k.Value, k.Interval, k.Basis)
	}
	for _, p := range d.Parts {
		for _, f := range p.Findings {
			fmt.Fprintln(&b, f.Headline, f.Text)
		}
		for _, block := range p.Blocks {
			if block.Figure != nil {
				w := block.Figure.Chart.Text()
				fmt.Fprintln(&b, w.Title, w.Subtitle, w.Alt)
			}
		}
	}
	return b.String()
}
