package query

import (
	"reflect"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/query/statement"
)

const every = `-- title: T
-- answers: A?
-- param: a text = x  A text.
-- param: n int = 1  A number.
-- param: d date = 2025-01-31  A day.
-- param: b bool = true  A flag.
-- param: i instant = 2025-01-31T23:00:00-06:00  An instant.
-- column: n int - A number.
SELECT :a, :n, :d, :b, :i, ':a', "x:a", :a::TEXT, 5 -:n -- :a
/* :a */ ORDER BY n`

func TestBind(t *testing.T) {
	sql, args, err := mustParse(t, every).Bind(map[string]string{"a": "it's :n", "n": "-7"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `SELECT CAST(? AS VARCHAR), CAST(? AS BIGINT), CAST(? AS DATE), CAST(? AS BOOLEAN), CAST(? AS TIMESTAMP), ` +
		`':a', "x:a", CAST(? AS VARCHAR)::TEXT, 5 -CAST(? AS BIGINT) -- :a
/* :a */ ORDER BY n`
	if sql != want {
		t.Errorf("got %s", sql)
	}
	wantArgs := []any{"it's :n", int64(-7), "2025-01-31", true, "2025-02-01 05:00:00", "it's :n", int64(-7)}
	if !reflect.DeepEqual(args, wantArgs) {
		t.Errorf("got %v", args)
	}
}

func TestPrint(t *testing.T) {
	got, err := mustParse(t, every).Print(map[string]string{"a": "it's; --", "n": "-7", "b": "false"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `SELECT 'it''s; --', CAST('-7' AS BIGINT), DATE '2025-01-31', FALSE, TIMESTAMP '2025-02-01 05:00:00', ` +
		`':a', "x:a", 'it''s; --'::TEXT, 5 -CAST('-7' AS BIGINT) -- :a
/* :a */ ORDER BY n`
	if got != want {
		t.Errorf("got %s", got)
	}
}

func TestValues(t *testing.T) {
	got, err := mustParse(t, every).Values(map[string]string{"n": "7"})
	want := [][2]string{{"a", "x"}, {"n", "7"}, {"d", "2025-01-31"}, {"b", "true"}, {"i", "2025-01-31T23:00:00-06:00"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestBindErrors(t *testing.T) {
	q := mustParse(t, strings.Replace(every, "text = x ", "text", 1))
	cases := []struct{ name, param, value, says string }{
		{"unknown", "na", "1", `no param "na"`},
		{"missing", "n", "1", "param a is missing; give a=TEXT"},
		{"number", "n", "1.0", "param n is not a whole number; give n=NUMBER"},
		{"large number", "n", "9223372036854775808", "not a whole number"},
		{"day", "d", "2025-02-29", "param d is not a date; give d=YYYY-MM-DD"},
		{"flag", "b", "yes", "neither true nor false"},
		{"instant without zone", "i", "2025-01-31T00:00:00", "not an instant"},
		{"bytes", "a", "\xff", "not UTF-8 text"},
		{"nul", "a", "a\x00b", "not UTF-8 text"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			values := map[string]string{"a": "x", c.param: c.value}
			if c.name == "missing" {
				delete(values, "a")
			}
			_, _, err := q.Bind(values)
			if fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), c.says) {
				t.Errorf("kind %d: %v", fault.KindOf(err), err)
			}
		})
	}
}

func TestBindErrorsDoNotRepeatTheValue(t *testing.T) {
	_, _, err := mustParse(t, every).Bind(map[string]string{"n": "MRN-0815"})
	if err == nil || strings.Contains(err.Error(), "0815") {
		t.Errorf("got %v", err)
	}
}

// FuzzBind: whatever a text value holds, the printed statement has the tokens of the
// file with one literal in place of each placeholder, and that literal reads back as
// the value; the bound statement has the value nowhere.
func FuzzBind(f *testing.F) {
	f.Add("it's")
	f.Add("'; DROP TABLE patient; --")
	f.Add("/* :n ?")
	f.Add(`\'`)
	q, err := Parse("topic/name", strings.NewReader(
		"-- title: T\n-- answers: A?\n-- param: a text  A.\n-- column: n int - N.\nSELECT :a, 1 AS n\nWHERE x = :a ORDER BY n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, value string) {
		printed, err := q.Print(map[string]string{"a": value})
		if err != nil {
			return
		}
		tokens, broken := statement.Split(printed)
		if broken != nil || len(tokens) != len(q.tokens) {
			t.Fatalf("%q becomes %q", value, printed)
		}
		for i, was := range q.tokens {
			if was.Kind != statement.Placeholder {
				continue
			}
			text := strings.TrimSuffix(strings.TrimPrefix(tokens[i].Text, "'"), "'")
			if tokens[i].Kind != statement.Literal || strings.ReplaceAll(text, "''", "'") != value {
				t.Fatalf("%q becomes %q", value, tokens[i].Text)
			}
		}
		sql, args, err := q.Bind(map[string]string{"a": value})
		if err != nil || sql != "SELECT CAST(? AS VARCHAR), 1 AS n\nWHERE x = CAST(? AS VARCHAR) ORDER BY n" ||
			!reflect.DeepEqual(args, []any{value, value}) {
			t.Fatalf("%q is bound as %q with %v: %v", value, sql, args, err)
		}
	})
}
