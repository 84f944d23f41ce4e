package query

import (
	"reflect"
	"strings"
	"testing"

	"chartline/pipeline/fault"
)

const example = `-- title:   DRG accuracy by service line
-- answers: What share of audited encounters
--          kept the coder's DRG?
-- param:   from_date date  First discharge date, inclusive.
-- param:   system text = MS-DRG  Grouper.
-- param:   note text = 'two words'  A default of several words.
-- param:   least int = -3  A number.
-- column:  service_line text? - Service line of the discharging unit.
-- column:  agreed int {encounter} Audited encounters whose DRG was kept.
-- column:  audited int {encounter} Audited encounters that were grouped.
-- metric:  accuracy = proportion(agreed, audited)
-- withhold: agreed of audited within service_line within service_line, audited
-- note:    One sentence.
-- source:  standard.md ACC-05
SELECT 'a' AS service_line, 1 AS agreed, 2 AS audited -- :from_date is not a placeholder here
WHERE :from_date < :from_date AND 'x :system' <> :system AND "quoted :note" = :note AND :least::INT > 0
ORDER BY service_line;
`

func mustParse(t *testing.T, text string) *Query {
	t.Helper()
	q, err := Parse("topic/name", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestParse(t *testing.T) {
	q := mustParse(t, example)
	if q.Title != "DRG accuracy by service line" || q.Answers != "What share of audited encounters kept the coder's DRG?" {
		t.Errorf("title %q, answers %q", q.Title, q.Answers)
	}
	wantParams := []Param{
		{Name: "from_date", Type: Date, Meaning: "First discharge date, inclusive."},
		{Name: "system", Type: Text, Default: "MS-DRG", Optional: true, Meaning: "Grouper."},
		{Name: "note", Type: Text, Default: "two words", Optional: true, Meaning: "A default of several words."},
		{Name: "least", Type: Int, Default: "-3", Optional: true, Meaning: "A number."},
	}
	if !reflect.DeepEqual(q.Params, wantParams) {
		t.Errorf("params %+v", q.Params)
	}
	if c, ok := q.Column("service_line"); !ok || !c.Nullable || c.Unit != "" || c.Type != Text {
		t.Errorf("column %+v", c)
	}
	if c, ok := q.Column("audited"); !ok || c.Nullable || c.Unit != "{encounter}" || c.Type != Int {
		t.Errorf("column %+v", c)
	}
	if want := []Metric{{"accuracy", "proportion", []string{"agreed", "audited"}}}; !reflect.DeepEqual(q.Metrics, want) {
		t.Errorf("metrics %+v", q.Metrics)
	}
	want := []Withhold{{Column: "agreed", Total: "audited", Margins: [][]string{{"service_line"}, {"service_line", "audited"}}}}
	if !reflect.DeepEqual(q.Withhold, want) {
		t.Errorf("withhold %+v", q.Withhold)
	}
	if !strings.HasPrefix(q.SQL, "SELECT 'a'") || !strings.HasSuffix(q.SQL, "ORDER BY service_line") {
		t.Errorf("statement %q", q.SQL)
	}
	if got := q.OrderBy(); !reflect.DeepEqual(got, []string{"service_line"}) {
		t.Errorf("order %v", got)
	}
}

func TestParseAcceptsWindowsFiles(t *testing.T) {
	q := mustParse(t, "\ufeff"+strings.ReplaceAll(example, "\n", "\r\n"))
	if strings.Contains(q.SQL, "\r") || q.Title != "DRG accuracy by service line" {
		t.Errorf("title %q, statement %q", q.Title, q.SQL)
	}
}

// header is a file whose declarations begin on line 3.
func header(declarations ...string) string {
	return "-- title: T\n-- answers: A?\n" + strings.Join(declarations, "\n") + "\nSELECT 1 AS n\nORDER BY n\n"
}

func TestParseErrors(t *testing.T) {
	const column = "-- column: n int - A number."
	cases := []struct{ name, text, where, says string }{
		{"unknown key", header("-- colum: n int - A number."), ":3", `did you mean "column"?`},
		{"key in capitals", header("-- Column: n int - A number."), ":3", `did you mean "column"?`},
		{"comment in the header", header(column, "-- just words"), ":4", "put comments below the header"},
		{"no title", "-- answers: A?\n" + column + "\nSELECT 1", ":1", "no title"},
		{"no answers", "-- title: T\n" + column + "\nSELECT 1", ":1", "no answers"},
		{"two titles", header(column, "-- title: U"), ":4", "a second title"},
		{"empty title", "-- title:\n" + column + "\nSELECT 1", ":1", "title is empty"},
		{"empty note", header(column, "-- note:"), ":4", "note is empty"},
		{"no column", header(), ":1", "no column"},
		{"no statement", "-- title: T\n-- answers: A?\n" + column, ":3", "no statement"},
		{"column type", header("-- column: n itn - A number."), ":3", `did you mean "int"?`},
		{"column of instants", header("-- column: n instant - A time."), ":3", "is not a type of a column"},
		{"column without meaning", header("-- column: n int -"), ":3", "lacks a unit or a meaning"},
		{"column twice", header(column, column), ":4", "declared on line 3 too"},
		{"name of a column", header("-- column: N int - A number."), ":3", "not a name of a column"},
		{"param type", header(column, "-- param: p real  A number."), ":4", "is not a type of a param"},
		{"param without meaning", header(column, "-- param: p text"), ":4", "has no meaning"},
		{"param default", header(column, "-- param: p date = tomorrow  A day."), ":4", "is not a date"},
		{"open default", header(column, "-- param: p text = 'a  A day."), ":4", "open quote"},
		{"unused param", header(column, "-- param: p text  A text."), ":4", "param p is not used"},
		{"metric without call", header(column, "-- metric: m"), ":4", "NAME = ESTIMATOR(COLUMN, …)"},
		{"estimator", header(column, "-- metric: m = propotion(n, n)"), ":4", `did you mean "proportion"?`},
		{"too few columns", header(column, "-- metric: m = proportion(n)"), ":4", "proportion takes 2 columns and has 1"},
		{"metric column", header("-- column: counted int - A number.", "-- metric: m = proportion(count, counted)"), ":4", `did you mean "counted"?`},
		{"metric of text", header("-- column: n text - A text.", "-- metric: m = proportion(n, n)"), ":4", "give an int or real column"},
		{"metric above its column", header("-- metric: m = proportion(n, n)", column), ":3", "not a column above it"},
		{"withhold column", header(column, "-- withhold: m"), ":4", "not a column above it"},
		{"withhold of text", header("-- column: n text - A text.", "-- withhold: n"), ":4", "give an int column"},
		{"withhold margin", header(column, "-- withhold: n within m"), ":4", "not a column above it"},
		{"withhold twice", header(column, "-- withhold: n", "-- withhold: n"), ":5", "a second withhold"},
		{"withhold none beside a count", header(column, "-- withhold: n", "-- withhold: none it is public"), ":5", "beside another"},
		{"identified without why", header(column, "-- identified:"), ":4", "identified is empty"},
		{"withhold none", header(column, "-- withhold: none"), ":4", "without a reason"},
		{"people without withhold", header("-- column: n int {encounter} A count."), ":3", "nothing says what to withhold"},
		{"placeholder", header(column) + " , :frm", ":6", "is not declared as a param"},
		{"nameless placeholder", strings.Replace(header(column), "1", "?", 1), ":4", "a placeholder without a name"},
		{"two statements", strings.Replace(header(column), "ORDER", "; SELECT", 1), ":5", "a second statement"},
		{"not a SELECT", strings.Replace(header(column), "SELECT", "DELETE", 1), ":4", "begin with SELECT or WITH"},
		{"open literal", header(column) + "'", ":6", "a ' is not closed"},
		{"open comment", header(column) + "/* x", ":6", "a comment is not closed"},
		{"not UTF-8", header(column) + "\xff", "", "is not UTF-8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("topic/name", strings.NewReader(c.text))
			if fault.KindOf(err) != fault.Config {
				t.Fatalf("kind %d: %v", fault.KindOf(err), err)
			}
			if !strings.HasPrefix(err.Error(), "topic/name.sql"+c.where) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q does not stand at %s or say %q", err, c.where, c.says)
			}
		})
	}
}

func TestWithholdWithinAll(t *testing.T) {
	q := mustParse(t, header("-- column: n int {encounter} A count.", "-- withhold: n within all within n"))
	if want := ([]Withhold{{Column: "n", Margins: [][]string{{}, {"n"}}}}); !reflect.DeepEqual(q.Withhold, want) {
		t.Errorf("got %+v", q.Withhold)
	}
}

func TestWithholdNone(t *testing.T) {
	q := mustParse(t, header("-- column: n int {encounter} A count.", "-- withhold: none it is public, within reason"))
	if want := ([]Withhold{{Reason: "it is public, within reason"}}); !reflect.DeepEqual(q.Withhold, want) {
		t.Errorf("got %+v", q.Withhold)
	}
}

// Two counts of a row may each be too small: each has its line.
func TestWithholdOfSeveralCounts(t *testing.T) {
	q := mustParse(t, header("-- column: n int {encounter} A count.", "-- column: m int {encounter} A count.",
		"-- column: k int {encounter} A count.", "-- withhold: n of k within all", "-- withhold: m of k"))
	want := []Withhold{{Column: "n", Total: "k", Margins: [][]string{{}}}, {Column: "m", Total: "k"}}
	if !reflect.DeepEqual(q.Withhold, want) || !q.Judged() || !q.Judges("m") || q.Judges("k") {
		t.Errorf("got %+v", q.Withhold)
	}
}

func TestIdentified(t *testing.T) {
	q := mustParse(t, header("-- column: n int - A number.", "-- identified: every row is an account"))
	if q.Identified != "every row is an account" || q.Judged() {
		t.Errorf("identified %q", q.Identified)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(example)
	f.Add(header("-- column: n int - A number."))
	f.Add("-- param: p text = ''  Nothing.\n-- metric: m = x()\nSELECT :p")
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse("topic/name", strings.NewReader(text))
		if err != nil {
			if kind := fault.KindOf(err); kind != fault.Config {
				t.Errorf("kind %d: %v", kind, err)
			}
			return
		}
		if q.Title == "" || len(q.Columns) == 0 || q.Text == "" {
			t.Errorf("accepted without title or columns: %+v", q)
		}
		q.Unportable() // must not panic on anything that is accepted
	})
}
