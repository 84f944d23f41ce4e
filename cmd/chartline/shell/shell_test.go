package shell

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
	"chartline/queries"
)

// session is a session over a table of three wards, with what it writes.
func session(t *testing.T) (s *Session, out, notes *bytes.Buffer) {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	e, err := duckdb.OpenMemory(duckdb.Options{MemoryLimit: "500MB", Threads: 1},
		"CREATE TABLE ward AS SELECT * FROM (VALUES ('North', 12, DATE '2026-01-01'), ('South', 7, DATE '2026-02-01'), ('East', 3, DATE '2026-03-01')) AS w(name, beds, opened_on)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	out, notes = &bytes.Buffer{}, &bytes.Buffer{}
	folder := t.TempDir()
	s = &Session{
		Engine: e, Form: format.CSV, Folder: folder, MinCell: 11, Out: out,
		Questions: func() (*query.Library, error) { return query.Load(queries.Files, folder) },
		Note:      func(text string, args ...any) { fmt.Fprintf(notes, text+"\n", args...) },
		File:      writeFile,
		Now:       func() time.Time { return time.Date(2026, 10, 2, 6, 0, 0, 0, time.UTC) },
		Log: func(_ Question, ask func() (int64, error)) error {
			_, err := ask()
			return err
		},
	}
	return s, out, notes
}

// writeFile writes a file in the way of a test.
func writeFile(name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o600)
}

func TestSplit(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []input
	}{
		"one without an end":      {"SELECT 1", []input{{"SELECT 1", 1, 0}}},
		"two on a line":           {"SELECT 1; SELECT 2;\n", []input{{"SELECT 1;", 1, 0}, {" SELECT 2;", 1, 9}}},
		"over lines":              {"-- why\nSELECT\n1;\n\nSELECT 2", []input{{"-- why\nSELECT\n1;", 1, 0}, {"\nSELECT 2", 4, 0}}},
		"a mark in a text":        {"SELECT ';\n;' AS x;\n", []input{{"SELECT ';\n;' AS x;", 1, 0}}},
		"a mark in a comment":     {"SELECT 1 -- ; no\n+ 1 /* ; */;", []input{{"SELECT 1 -- ; no\n+ 1 /* ; */;", 1, 0}}},
		"commands":                {".mode csv\nSELECT 1;\n.timer on\n", []input{{".mode csv\n", 1, 0}, {"SELECT 1;", 2, 0}, {".timer on\n", 3, 0}}},
		"no command in the midst": {"SELECT 1\n.5;", []input{{"SELECT 1\n.5;", 1, 0}}},
		"nothing":                 {" \n-- a\n;;\n/* b */", nil},
		"an open text":            {"SELECT 'a;\n", []input{{"SELECT 'a;\n", 1, 0}}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := split(c.text); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestWholeEndsWithItsSemicolon(t *testing.T) {
	for typed, want := range map[string]bool{
		"": true, "  ": true, ".tables": true, "SELECT 1": false, "SELECT 1;": true, "SELECT 1; ": true, "SELECT ';": false,
		"SELECT 1; SELECT 2": false, "SELECT 1 -- ;": false, "SELECT 1; -- done": false, ".5": false,
	} {
		if got := whole(typed); got != want {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
}

// TestErrorsNameTheirLine: DuckDB counts the lines of the script, not of the statement.
func TestErrorsNameTheirLine(t *testing.T) {
	s, _, _ := session(t)
	err := s.Script(context.Background(), "a.sql", "SELECT 1;\n\n-- two\nSELECT\n  nope\nFROM ward;\n")
	if err == nil || !strings.HasPrefix(err.Error(), "a.sql: binder error: ") || !strings.Contains(err.Error(), "(line 5, column 3)") {
		t.Errorf("got %v", err)
	}
}

// TestErrorsPointAtWhatWasTyped, and not at what was made of it: parameters become longer, .explain
// puts a word in front, and a script has more on the line.
func TestErrorsPointAtWhatWasTyped(t *testing.T) {
	s, _, _ := session(t)
	for _, text := range []string{"few:int=5", "day:date=2026-01-01"} {
		p, err := ParseParam(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Set(p)
	}
	const sql = "SELECT name FROM ward WHERE beds > :few AND opened_on > :day AND nope;"
	const want = "LINE 1: " + sql + "\n" + "                                                                         ^"
	for name, do := range map[string]func() error{
		"typed":     func() error { return s.Do(t.Context(), sql) },
		"explained": func() error { return s.Do(t.Context(), ".explain "+sql) },
	} {
		err := do()
		if got := fault.ExcerptOf(err); got != want || !strings.Contains(fmt.Sprint(err), "(line 1, column 66)") {
			t.Errorf("%s: %v with\n%s\nwant\n%s", name, err, got, want)
		}
	}
	err := s.Script(t.Context(), "a.sql", "SELECT 1 AS ż; SELECT nope FROM ward;")
	if got := fault.ExcerptOf(err); !strings.Contains(fmt.Sprint(err), "(line 1, column 23)") || !strings.HasSuffix(got, "SELECT nope FROM ward;\n"+strings.Repeat(" ", len("LINE 1: ")+22)+"^") {
		t.Errorf("second on a line: %v with\n%s", err, got)
	}
}

// TestDescribeInAnExtract tells what became of a column there, which its name in the store does not.
func TestDescribeInAnExtract(t *testing.T) {
	e, err := duckdb.OpenMemory(duckdb.Options{MemoryLimit: "500MB", Threads: 1},
		"CREATE TABLE encounter (encounter_id VARCHAR, year BIGINT, mine BIGINT)", "CREATE SCHEMA about",
		"CREATE TABLE about.dictionary AS SELECT * FROM (VALUES ('encounter', 'encounter_id', NULL, 'Account number.', 'random surrogate'), "+
			"('encounter', 'year', 'a', 'Date of admission.', 'year of discharge'), ('encounter', '', '', 'Name.', 'left out')) AS d(table_name, column_name, unit, meaning, treatment)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	s, out, _ := session(t)
	s.Engine, s.Mode = e, privacy.SafeHarbor
	if err := s.Do(t.Context(), ".describe encounter"); err != nil {
		t.Fatal(err)
	}
	want := "column        type     unit  made of             here\n" +
		strings.Repeat("─", 68) + "\n" +
		"encounter_id  varchar        Account number.     random surrogate\n" +
		"year          bigint   a     Date of admission.  year of discharge\n" +
		"mine          bigint\n"
	if got := out.String(); !strings.HasSuffix(got, want) || !strings.HasPrefix(got, "encounter: One row per account") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := s.Do(t.Context(), ".describe encountr"); err == nil || !strings.Contains(err.Error(), "did you mean encounter?") {
		t.Errorf("a slip of the hand: %v", err)
	}
}

func TestParametersAreBound(t *testing.T) {
	s, out, _ := session(t)
	for _, text := range []string{"name=O'Hara'; DROP TABLE ward; --", "beds=7", "day=2026-02-01", "few:int=5", "on:date=2026-01-15"} {
		p, err := ParseParam(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Set(p)
	}
	for sql, want := range map[string]string{
		"SELECT :name AS x":                                                 "x\nO'Hara'; DROP TABLE ward; --\n",
		"SELECT name FROM ward WHERE beds = :beds":                          "name\nSouth\n",
		"SELECT name FROM ward WHERE opened_on = :day":                      "name\nSouth\n",
		"SELECT count(*) AS n FROM ward WHERE beds > :few":                  "n\n2\n",
		"SELECT name FROM ward WHERE opened_on > :on AND beds > :few":       "name\nSouth\n",
		"SELECT ':name' AS a, 'x'::VARCHAR AS b -- :name":                   "a,b\n:name,x\n",
		"SELECT [1, 2, 3][1:2] AS a, {'k':few} AS b FROM (SELECT 4 AS few)": "",
	} {
		out.Reset()
		err := s.Do(context.Background(), sql)
		if want != "" && (err != nil || out.String() != want) {
			t.Errorf("%s: got %q, %v, want %q", sql, out, err, want)
		}
	}
}

func TestParametersThatAreNone(t *testing.T) {
	for _, text := range []string{"", "x", "=1", "1x=1", "a b=1", "a:b=1", "a:int=x", "a:date=2026-02-30", "a:bool=yes", "a:instant=2026-01-01", "a=\xff", "a=\x00", "a;=1"} {
		if _, err := ParseParam(text); fault.KindOf(err) != fault.Usage {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWords(t *testing.T) {
	got, err := words("  a  'b c' d='e f'g ''\t")
	if want := []string{"a", "b c", "d=e fg", ""}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q %v, want %q", got, err, want)
	}
	if _, err := words("'a"); fault.KindOf(err) != fault.Usage {
		t.Errorf("%v", err)
	}
}

// TestSavedQuestionsComeBack saves a statement, and asks the question that it became.
func TestSavedQuestionsComeBack(t *testing.T) {
	s, out, _ := session(t)
	script := `.param from:date=2026-01-15
-- what I wondered
SELECT name, sum(beds)::BIGINT AS beds FROM ward WHERE opened_on >= :from GROUP BY name ORDER BY name;
.save mine/beds 'Which wards are new, and how large?'
.run mine/beds from=2026-02-15 --identified
`
	if err := s.Script(context.Background(), "-", script); err != nil {
		t.Fatal(err)
	}
	if want := "name,beds\nEast,3\nSouth,7\nname,beds\nEast,3\n"; out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
	info, err := os.Stat(filepath.Join(s.Folder, "mine", "beds.sql"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	for line, says := range map[string]string{
		".run mine/beds from=2026-02-15":  "every row is of a person or encounter",
		".save mine/beds again":           "is there already",
		".save mine x":                    "not a name for a question",
		".save ../mine/beds x":            "not a name for a question",
		".run mine/beds frm=2026-01-01":   "no param",
		".run mine/beds":                  "missing",
		".run nothing/like it":            "no query",
		".save frequency/principal Again": "is a question already",
	} {
		s.last = &answered{text: "SELECT 1 AS a"}
		if err := s.Do(context.Background(), line); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// TestNotEverythingCanBeSaved: a header must hold what the statement answers.
func TestNotEverythingCanBeSaved(t *testing.T) {
	s, _, _ := session(t)
	for sql, says := range map[string]string{
		"SELECT 1.5 AS x;":     "type that a header does not know",
		"SELECT 1 AS \"A b\";": "no name for a header",
		"FROM ward;":           "begin with SELECT or WITH",
		".param d=2026-01-15\nSELECT name FROM ward WHERE opened_on > :d;": "give them types",
	} {
		err := s.Script(context.Background(), "-", sql+"\n.save mine/x Why not?\n")
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(s.Folder, "*", "*")); len(files) > 0 {
		t.Errorf("%v are there", files)
	}
}

func TestCommandsSayHowTheyAreUsed(t *testing.T) {
	s, _, _ := session(t)
	for line, says := range map[string]string{
		".nope": ".help lists them", ".table": "did you mean .tables?", ".mode xml": "no format", ".mode a b": "write .mode [FORM]",
		".timer": "write .timer on|off", ".plot pie": "write .plot", ".plot bar": "no answer to draw", ".run": "write .run",
		".describe nope": "no table or saved question", ".explain": "no statement to explain", ".output a b": "write .output", ".run 'a": "not closed",
	} {
		if err := s.Do(context.Background(), line); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", line, err, says)
		}
	}
}

func TestCompletion(t *testing.T) {
	s, _, _ := session(t)
	n := s.learn(context.Background())
	for typed, want := range map[string][]string{
		"SELECT na":         {"NATURAL"},
		"SELECT count(w.na": {"count(w.name"},
		"SELECT * FROM wa":  {"ward"},
		"SELECT x, be":      {"beds"},
		"select * fr":       {"from"},
		"SELECT quantile_c": {"quantile_cont"},
		"SELECT sum(be":     {"sum(beds"},
		"SELECT 1 FROM wa":  {"ward"},
	} {
		text := typed
		if strings.Contains(typed, "be") || strings.Contains(typed, "w.") {
			text += " FROM ward AS w" // stands behind the cursor
		}
		word := typed[strings.LastIndexByte(typed, ' ')+1:]
		var got []string
		for _, c := range completeSQL(text, typed, n) {
			if strings.HasPrefix(c.value, word) {
				got = append(got, c.value)
			}
		}
		for _, w := range want {
			if w != "NATURAL" && !slices.Contains(got, w) {
				t.Errorf("%s: %q lacks %s", typed, got, w)
			}
		}
	}
	for typed, want := range map[string]string{
		"tab": ".tables", "run freq": "frequency/principal", "run frequency/principal from_": "from_date=", "mode m": "markdown",
		"describe w": "ward", "plot b": "bar", "timer o": "on",
	} {
		found := s.completeCommand(typed, func() *names { return n })
		if !slices.ContainsFunc(found, func(c candidate) bool { return c.value == want }) {
			t.Errorf(".%s: %v lacks %s", typed, found, want)
		}
	}
}

func TestHistory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history")
	if err := os.WriteFile(file, []byte("\"SELECT 1;\"\nnot JSON\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	h, err := openHistory(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := range remembered + 5 {
		if _, err := h.Write(fmt.Sprintf("SELECT\n%d;", i)); err != nil {
			t.Fatal(err)
		}
	}
	again, err := openHistory(file)
	if err != nil {
		t.Fatal(err)
	}
	last, err := again.GetLine(again.Len() - 1)
	if again.Len() != remembered || err != nil || last != fmt.Sprintf("SELECT\n%d;", remembered+4) {
		t.Errorf("%d inputs, the last %q, %v", again.Len(), last, err)
	}
	if _, err := again.GetLine(remembered); err == nil {
		t.Error("there is one more")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	none, err := openHistory("")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := none.Write("SELECT 1;"); err != nil || none.Len() != 1 {
		t.Errorf("%d %v", none.Len(), err)
	}
}
