package queries_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryQueryIsPortable holds every file to the subset that DuckDB and Trino read
// alike, sorted by names of its own columns.
func TestEveryQueryIsPortable(t *testing.T) {
	for _, q := range allQueries(t) {
		for _, p := range q.Unportable() {
			t.Errorf("%s: %s", q.Name, p)
		}
		for _, name := range q.OrderBy() {
			if _, ok := q.Column(name); !ok {
				t.Errorf("%s sorts by %s, which is not one of its columns", q.Name, name)
			}
		}
	}
}

// TestEveryQueryAnswersAnEmptyStore finds headers that differ from the SELECT, types
// that depend on data, and divisions by nothing.
func TestEveryQueryAnswersAnEmptyStore(t *testing.T) {
	db := hospital(t)
	for _, q := range allQueries(t) {
		t.Run(q.Name, func(t *testing.T) {
			a := ask(t, db, q.Name)
			for _, m := range q.Metrics {
				for _, e := range a.Estimates(m.Name) {
					if e.Defined() {
						t.Errorf("metric %s is %v of nothing", m.Name, e.Value)
					}
				}
			}
		})
	}
}

// rated are the queries of closed reviews that say which of them rates rest on.
const rated = "accuracy/codes accuracy/records accuracy/attributes accuracy/severity accuracy/weighted accuracy/agreement " +
	"accuracy/errors_by_type accuracy/findings accuracy/between accuracy/matching accuracy/substitutions"

// TestOneDefinition: there are no templates, so the queries of a topic repeat how they
// count. What they repeat must be the same text.
func TestOneDefinition(t *testing.T) {
	for name, c := range map[string]struct{ from, to, files string }{
		"accuracy, reviews":  {"WITH closed", "OR a.coder_id = :coder)\n),", rated},
		"accuracy, standing": {"CASE WHEN c.auditor_id = c.coder_id THEN 'own'", "FROM closed AS c\n),", rated},
		"accuracy, diagnoses": {"diagnosis_code AS (", "GROUP BY n.chart_no, n.code_system, n.code\n)",
			"accuracy/records accuracy/attributes accuracy/weighted"},
		"accuracy, notes": {"noted AS (", "c.element = 'diagnosis'\n)", "accuracy/records accuracy/weighted"},
		"accuracy, procedures": {"procedure_code AS (", "GROUP BY r.chart_no, c.code_system, c.code, c.performed_on\n)",
			"accuracy/records accuracy/attributes accuracy/weighted"},
		"accuracy, elements": {"\nelement AS (", "coalesce(c.grouper_version, '')\n)", "accuracy/records accuracy/weighted"},
		"accuracy, POA": {"\nexempt AS (", "LEFT JOIN day_period AS p ON p.judged_on = j.judged_on\n)",
			"accuracy/attributes accuracy/weighted"},
		"accuracy, groups": {"\nscheme AS (", "GROUP BY g.scheme, g.code_system, g.code, b.bedded\n)",
			"accuracy/records accuracy/agreement"},
		"accuracy, weights": {"weight AS (", "END AS weight_set\n)", "accuracy/weighted accuracy/weights"},
		"accuracy, findings": {"finding AS (", "FROM review AS r GROUP BY r.unit\n)",
			"accuracy/errors_by_type accuracy/findings accuracy/between"},
		"finance, amounts": {"sided AS (", "AS amount\n    FROM paid AS p\n)", "finance/impact finance/cases finance/strata"},
		"finance, clocks":  {"WITH step AS (", "FROM left_over AS l\n)", "finance/deadlines finance/deadline_counts"},
		"productivity":     {"coded AS (", "OR c.coder_id = :coder)\n)", "productivity/output productivity/mix"},
		"case-mix, surviving codes": {"dated AS (", "AND l.code IS NULL AND x.code <> coalesce(p.code, '')\n)",
			"casemix/capture casemix/dependency"},
		"education": {"review AS (", "coalesce(e.dates_shifted, FALSE)\n)", "education/recurrence education/before_after education/due"},
		"turnaround": {"WITH known AS (", "FROM followed AS f",
			"turnaround/survival turnaround/survival_monthly turnaround/attainment turnaround/attainment_weekly"},
		"follow-up": {"CASE WHEN coalesce(a.coded_at", "END AS held_on",
			"turnaround/survival turnaround/survival_by turnaround/exits turnaround/attainment_by turnaround/decomposition turnaround/bottlenecks"},
		"stand-ins": {"coalesce(k.coded_on, CASE", "END) AS coded_on",
			"turnaround/survival turnaround/survival_by turnaround/survival_period turnaround/exits turnaround/attainment_by turnaround/decomposition turnaround/bottlenecks"},
		"elapsed time": {"CASE WHEN f.exited_on <=", "END AS verdict", "turnaround/decomposition turnaround/bottlenecks"},
		"stages": {"CASE WHEN coalesce(a.billed_at", "a.exited_on <= :as_of_on, FALSE)",
			"backlog/position backlog/ageing_by_reason"},
		"uncoded": {"AND NOT coalesce(a.passed_at", "a.exited_on <= :as_of_on, FALSE)",
			"backlog/dnfc backlog/ageing backlog/reasons backlog/workload worklist/uncoded"},
		"service level": {"judged AS (", "SELECT CAST|SELECT j.",
			"turnaround/attainment turnaround/attainment_weekly"},
	} {
		t.Run(name, func(t *testing.T) {
			first := ""
			for file := range strings.FieldsSeq(c.files) {
				q, err := library(t).Get(file)
				if err != nil {
					t.Fatal(err)
				}
				text := between(t, q.SQL, c.from, strings.Split(c.to, "|"))
				if first == "" {
					first = text
				}
				if text != first {
					t.Errorf("%s counts in another way than the first of %s", file, c.files)
				}
			}
		})
	}
}

// between cuts the text from one mark to the first of others that follows it.
func between(t *testing.T, text, from string, to []string) string {
	t.Helper()
	_, text, found := strings.Cut(text, from)
	end := -1
	for _, mark := range to {
		if i := strings.LastIndex(text, mark); i > end {
			end = i
		}
	}
	if !found || end < 0 {
		t.Fatalf("no text from %q to %q", from, to)
	}
	return text[:end]
}

// narrows finds where a query keeps the accounts of one facility, payer or service line, and of
// which table.
var narrows = regexp.MustCompile(`:(facility|payer|service_line) = 'all' OR (\w+)\.`)

// TestEveryQueryNarrowsAllOfItsAccounts: what is kept by one of these is kept by all of them, in every
// place, so that a share has the same accounts above and below.
func TestEveryQueryNarrowsAllOfItsAccounts(t *testing.T) {
	revenue := "backlog/dnfc backlog/position backlog/reach director/position_monthly" // charges of a day have neither
	seen := 0
	for _, q := range allQueries(t) {
		places := map[string]map[string]int{}
		for _, m := range narrows.FindAllStringSubmatch(q.SQL, -1) {
			if places[m[1]] == nil {
				places[m[1]] = map[string]int{}
			}
			places[m[1]][m[2]]++
		}
		if slices.Contains(strings.Fields(revenue), q.Name) || places["payer"] == nil && places["facility"] == nil {
			continue
		}
		seen++
		if !maps.Equal(places["payer"], places["service_line"]) || places["facility"] != nil && !maps.Equal(places["payer"], places["facility"]) {
			t.Errorf("%s narrows %v", q.Name, places)
		}
	}
	if seen < 80 {
		t.Errorf("%d queries narrow anything", seen)
	}
}
