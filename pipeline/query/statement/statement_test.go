package statement

import (
	"reflect"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	tokens, err := Split("SELECT a.b, 'it''s :x', \"q\"\"\" -- :y\n/* :z */ FROM t WHERE x::DATE >= :from_date AND c<>1.5")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, tok := range tokens {
		got = append(got, tok.Text)
	}
	want := []string{
		"SELECT", "a.b", ",", "'it''s :x'", ",", `"q"""`, "FROM", "t", "WHERE", "x", "::", "DATE", ">=",
		"from_date", "AND", "c", "<>", "1.5",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	if p := tokens[13]; p.Kind != Placeholder || p.Line != 2 {
		t.Errorf("placeholder %+v", p)
	}
}

func TestSplitErrors(t *testing.T) {
	for text, line := range map[string]int{"a\n'b": 2, "\"a": 1, "a\n\n/* b": 3, "/* a /* b */ c */": 1} {
		if _, err := Split(text); err == nil || err.Line != line {
			t.Errorf("%q: %v, want line %d", text, err, line)
		}
	}
}

func TestUnportable(t *testing.T) {
	cases := []struct{ name, sql, says string }{
		{"cast", "SELECT x::DATE AS d", "::"},
		{"qualify", "SELECT x QUALIFY y", "QUALIFY"},
		{"exclude", "SELECT * EXCLUDE (x) FROM t", "EXCLUDE"},
		{"pivot", "SELECT x FROM (PIVOT t ON y)", "PIVOT"},
		{"group by all", "SELECT x FROM t GROUP BY ALL", "BY ALL"},
		{"from first", "SELECT x FROM (FROM t)", "FROM before SELECT"},
		{"distinct on", "SELECT DISTINCT ON (x) y FROM t", "DISTINCT ON"},
		{"median", "SELECT median(x) AS m", "median"},
		{"quantile", "SELECT quantile_cont(x, 0.5) AS m", "quantile_cont"},
		{"percentile", "SELECT percentile_cont(0.5) AS m", "percentile_cont"},
		{"approximate", "SELECT approx_count_distinct(x) AS m", "approx_count_distinct"},
		{"strftime", "SELECT strftime(d, '%Y') AS y", "strftime"},
		{"files", "SELECT x FROM read_csv('a.csv')", "read_csv"},
		{"engine's own", "SELECT list_sort(x) AS y", "list_sort"},
		{"nulls differ", "SELECT greatest(a, b) AS y", "greatest"},
		{"clock", "SELECT now() AS y", "now"},
		{"whole division", "SELECT a / nullif(b, 0) AS y", "/ of whole numbers"},
		{"cast to whole", "SELECT CAST(a AS BIGINT) / nullif(b, 0) AS y", "/ of whole numbers"},
		{"bare divisor", "SELECT CAST(a AS DOUBLE) / b AS y", "division by zero"},
		{"integer division", "SELECT a // b AS y", "//"},
		{"bare sum", "SELECT sum(x) AS y", "type of sum"},
		{"sum in a call", "SELECT CAST(abs(sum(x)) AS BIGINT) AS y", "type of sum"},
		{"hours", "SELECT date_diff('hour', a, b) AS y", "date_diff of 'hour'"},
		{"days of instants", "SELECT date_diff('day', e.admitted_at, b) AS y", "date_diff of 'day' on e.admitted_at"},
		{"seconds of dates", "SELECT date_diff('second', a, e.discharged_on) AS y", "date_diff of 'second' on e.discharged_on"},
		{"bare month", "SELECT date_trunc('month', d) AS y", "type of date_trunc"},
		{"quarter", "SELECT CAST(date_trunc('quarter', d) AS DATE) AS y", "date_trunc to 'quarter'"},
		{"interval", "SELECT d + INTERVAL '1' DAY AS y", "INTERVAL"},
		{"list", "SELECT [1, 2] AS y", "["},
		{"escape", `SELECT E'a\n' AS y`, "E'…'"},
		{"filter on a window", "SELECT count(*) FILTER (WHERE x) OVER () AS y", "FILTER before OVER"},
		{"alias in GROUP BY", "SELECT substr(c, 1, 3) AS category FROM t GROUP BY category", "category is an alias"},
		{"alias in WHERE", "SELECT a + 1 AS b FROM t WHERE b > 2", "b is an alias"},
		{"alias in the list", "SELECT a + 1 AS b, b + 1 AS c FROM t", "b is an alias"},
		{"alias within a call", "SELECT a + 1 AS b, abs(b) AS c FROM t", "b is an alias"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			problems := unportable(t, c.sql+" ORDER BY y")
			if len(problems) != 1 || !strings.Contains(problems[0].What, c.says) || problems[0].Fix == "" {
				t.Errorf("got %v, want one that says %q", problems, c.says)
			}
		})
	}
}

func unportable(t *testing.T, sql string) []Problem {
	t.Helper()
	tokens, err := Split(sql)
	if err != nil {
		t.Fatal(err)
	}
	return Unportable(tokens)
}

func TestPortable(t *testing.T) {
	for _, sql := range []string{
		"SELECT CAST(sum(x) AS BIGINT) AS x FROM t ORDER BY x",
		"SELECT CAST(coalesce(sum(x), 0) AS BIGINT) AS x FROM t ORDER BY x",
		"SELECT CAST(sum(t.x) OVER (ORDER BY t.d) AS BIGINT) AS n FROM t ORDER BY n DESC, t.d",
		"SELECT CAST(a AS DOUBLE) / nullif(b, 0) AS y FROM t ORDER BY y",
		"SELECT CAST(a AS DECIMAL(18, 2)) / nullif(b, 0) AS y FROM t ORDER BY y",
		"SELECT e.month, count(*) FILTER (WHERE e.x) AS n FROM t AS e GROUP BY e.month ORDER BY month",
		"SELECT CAST(date_trunc('month', t.d) AS DATE) AS month FROM t GROUP BY 1 ORDER BY month",
		"WITH t (a, b) AS (SELECT 1, 2) SELECT a, b FROM t ORDER BY a",
		"SELECT t.x FROM (VALUES (1), (2)) AS t(x) ORDER BY x",
		"SELECT a + 1 AS t FROM t WHERE x IN (SELECT t.x FROM t) ORDER BY t",
		"SELECT date_diff('day', e.admitted_on, e.discharged_on) AS days FROM e ORDER BY days",
		"SELECT date_diff('second', e.admitted_at, e.discharged_at) AS s FROM e ORDER BY s",
		"SELECT ':: QUALIFY / median(' AS x ORDER BY x",
	} {
		if problems := unportable(t, sql); len(problems) > 0 {
			t.Errorf("%s: %v", sql, problems)
		}
	}
}

func TestOrderBy(t *testing.T) {
	for sql, want := range map[string][]string{
		"SELECT x ORDER BY x, t.y DESC, z":      {"x", "t.y", "z"},
		"SELECT x":                              nil,
		"SELECT x ORDER BY x + 1":               nil,
		"SELECT x ORDER BY abs(x)":              nil,
		"SELECT x FROM (SELECT 1 ORDER BY x) t": nil,
		"SELECT row_number() OVER (ORDER BY x)": nil,
	} {
		tokens, err := Split(sql)
		if err != nil {
			t.Fatal(err)
		}
		if got := OrderBy(tokens); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", sql, got, want)
		}
		if missing := len(Unportable(tokens)) > 0; missing != (want == nil) {
			t.Errorf("%s: order missing is %v", sql, missing)
		}
	}
}
