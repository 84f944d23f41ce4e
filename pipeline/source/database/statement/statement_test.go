package statement

import (
	"strconv"
	"strings"
	"testing"
)

// numbered are the placeholders of PostgreSQL, but with the number of the place.
func numbered(n int) string { return "$" + strconv.Itoa(n) }

func TestParameterIsFoundInCodeOnly(t *testing.T) {
	for _, c := range []struct {
		name    string
		dialect Dialect
		text    string
		want    string
	}{
		{"at the end", Postgres, "SELECT a FROM t WHERE u >= :since", "SELECT a FROM t WHERE u >= $1"},
		{"twice", Postgres, "SELECT a FROM t WHERE u > :since OR v>:SINCE", "SELECT a FROM t WHERE u > $1 OR v>$2"},
		{"before a cast", Postgres, "SELECT :since::date", "SELECT $1::date"},
		{"a cast to a type of that name", Postgres, "SELECT a::since", "SELECT a::since"},
		{"in a text", Postgres, "SELECT ':since', 'it''s :since'", "SELECT ':since', 'it''s :since'"},
		{"in a name", Postgres, `SELECT a AS ":since"`, `SELECT a AS ":since"`},
		{"after a line comment", Postgres, "SELECT a -- :since '\nFROM t WHERE u > :since", "SELECT a -- :since '\nFROM t WHERE u > $1"},
		{"in a comment", Postgres, "SELECT a /* :since ' */ FROM t", "SELECT a /* :since ' */ FROM t"},
		{"in a nested comment", Postgres, "SELECT a /* x /* :since */ :since */ FROM t", "SELECT a /* x /* :since */ :since */ FROM t"},
		{"comments do not nest in MySQL", MySQL, "SELECT a /* x /* y */ , :since", "SELECT a /* x /* y */ , $1"},
		{"between dollar signs", Postgres, "SELECT $$:since$$, $q$:since $$ $q$, :since", "SELECT $$:since$$, $q$:since $$ $q$, $1"},
		{"a dollar within a name", Postgres, "SELECT a$b$ , :since, c$b$", "SELECT a$b$ , $1, c$b$"},
		{"a slice of an array", Postgres, "SELECT a[1: 2], a[1:2]", "SELECT a[1: 2], a[1:2]"},
		{"a backslash in a text of PostgreSQL", Postgres, `SELECT 'C:\', :since`, `SELECT 'C:\', $1`},
		{"escapes", Postgres, `SELECT E'a\n', :since`, `SELECT E'a\n', $1`},
		{"a name in back quotes", MySQL, "SELECT `:since`, `a``b:since`, :since", "SELECT `:since`, `a``b:since`, $1"},
		{"a comment that begins with a hash", MySQL, "SELECT 1 # :since '\n, :since", "SELECT 1 # :since '\n, $1"},
		{"two minus signs in MySQL", MySQL, "SELECT 1--:since", "SELECT 1--$1"},
		{"two minus signs and a blank in MySQL", MySQL, "SELECT 1 -- :since\n", "SELECT 1"},
		{"a name in brackets", SQLServer, "SELECT [:since], [a]]:since], :since", "SELECT [:since], [a]]:since], $1"},
		{"a temporary table", SQLServer, "SELECT @@VERSION FROM #t WHERE u > :since", "SELECT @@VERSION FROM #t WHERE u > $1"},
		{"a semicolon and a comment at the end", Postgres, " \n SELECT 1 ; -- done\n ", "SELECT 1"},
		{"in parentheses", Postgres, "(SELECT 1) UNION (VALUES (2))", "(SELECT 1) UNION (VALUES (2))"},
		{"a word in quotes", Postgres, `SELECT "update", t.delete FROM t`, `SELECT "update", t.delete FROM t`},
		{"longer words", Postgres, "SELECT updated_at, created, into_care, executed FROM t", "SELECT updated_at, created, into_care, executed FROM t"},
		{"words of Transact-SQL elsewhere", Postgres, "SELECT save, print FROM t", "SELECT save, print FROM t"},
		{"numbers", Postgres, "SELECT 1.5e3, 0x1F, t.a1 FROM t", "SELECT 1.5e3, 0x1F, t.a1 FROM t"},
		{"ends of lines", Postgres, "SELECT a -- x\r, b\r\nFROM t", "SELECT a -- x\n, b\nFROM t"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Parse(c.text, c.dialect)
			if err != nil {
				t.Fatal(err)
			}
			got, places := s.Text(numbered)
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if places != strings.Count(c.want, "$1")-strings.Count(c.want, "$1:2")+strings.Count(c.want, "$2") || s.Dated() != (places > 0) {
				t.Errorf("%d places, dated %v", places, s.Dated())
			}
		})
	}
}

func TestOnlyOneReadingStatementIsTaken(t *testing.T) {
	for _, c := range []struct {
		name    string
		dialect Dialect
		text    string
		want    string // in the error
	}{
		{"nothing", Postgres, " -- only this\n", "empty"},
		{"a semicolon", Postgres, ";", "empty"},
		{"an update", Postgres, "UPDATE t SET a = 1", "does not begin with SELECT"},
		{"a deletion in a CTE", Postgres, "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "the word DELETE"},
		{"a table made", Postgres, "SELECT * INTO copy FROM t", "the word INTO"},
		{"a file written", MySQL, "SELECT a FROM t INTO OUTFILE '/etc/x'", "the word INTO"},
		{"rows locked", Postgres, "SELECT a FROM t FOR UPDATE", "the word UPDATE"},
		{"two statements", Postgres, "SELECT 1; SELECT 2", "more than one"},
		{"a second one after a comment", Postgres, "SELECT 1 /* ; */ ; DROP TABLE t", "more than one"},
		{"a second one without a semicolon", SQLServer, "SELECT 1 DROP TABLE t", "the word DROP"},
		{"a procedure", SQLServer, "SELECT 1 EXEC xp_cmdshell 'x'", "the word EXEC"},
		{"the end of the transaction", SQLServer, "SELECT 1 COMMIT", "the word COMMIT"},
		{"a variable", SQLServer, "DECLARE @x int SELECT 1", "does not begin"},
		{"explain", Postgres, "EXPLAIN ANALYZE SELECT 1", "does not begin"},
		{"copy", Postgres, "COPY t TO PROGRAM 'x'", "does not begin"},
		{"a parenthesis closed", Postgres, "SELECT 1) TO STDOUT", "closed that was not opened"},
		{"a parenthesis left open", Postgres, "SELECT (1", "not closed"},
		{"a text left open", Postgres, "SELECT 'a", "not closed"},
		{"a text that the backslash may leave open", MySQL, `SELECT '\'; DROP TABLE t; -- '`, "backslash before a quote"},
		{"the same with escapes", Postgres, `SELECT E'\'; DROP TABLE t; -- '`, "backslash before a quote"},
		{"a text that goes on with escapes", Postgres, "SELECT E'a'\n'\\'; DROP TABLE t; -- '", "backslash before a quote"},
		{"a comment left open", Postgres, "SELECT 1 /* /* */", "comment is not closed"},
		{"a comment that is carried out", MySQL, "SELECT 1 /*! INTO OUTFILE 'x' */", "carry out"},
		{"such a one of MariaDB", MySQL, "SELECT 1 /*M! INTO OUTFILE 'x' */", "carry out"},
		{"what hides behind two minus signs", MySQL, "SELECT 1--1 INTO OUTFILE 'x'", "the word INTO"},
		{"what sticks to a number", SQLServer, "SELECT 1.INTO t2 FROM t", "the word INTO"},
		{"a dollar text left open", Postgres, "SELECT $a$ x", "not closed"},
		{"another parameter", Postgres, "SELECT :until", "other than :since"},
		{"a number first", Postgres, "1 SELECT", "does not begin"},
		{"a zero", Postgres, "SELECT 1\x00", "value zero"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.text, c.dialect)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

// FuzzParse holds what must be true of any text: tokens cover it without gaps, and what
// is taken has one statement, balanced, whose parts put together again are the text.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"SELECT a FROM t WHERE u >= :since", "SELECT ':since', a::date /* x */ -- y\n", "SELECT E'\\'', $a$ ; $a$ ; ",
		"WITH x AS (SELECT [a]]b] FROM #t) SELECT `c` # d\n", "SELECT 1--1; DROP TABLE t", "VALUES ((1),(2)) /*! x */",
	} {
		f.Add(seed, 0)
		f.Add(seed, 1)
		f.Add(seed, 2)
	}
	f.Fuzz(func(t *testing.T, text string, which int) {
		d := []Dialect{Postgres, MySQL, SQLServer, Standard}[uint(which)%4]
		tokens, err := scan(text, d)
		at := 0
		for _, k := range tokens {
			if err == nil && (k.start != at || k.end <= k.start) {
				t.Fatalf("a token from %d to %d after %d", k.start, k.end, at)
			}
			at = k.end
		}
		if err == nil && at != len(text) {
			t.Fatalf("tokens end at %d of %d", at, len(text))
		}
		s, err := Parse(text, d)
		if err != nil {
			return
		}
		again, places := s.Text(func(int) string { return ":since" })
		whole := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
		if !strings.Contains(strings.ToLower(whole), strings.ToLower(again)) {
			t.Fatalf("%q is not in %q", again, whole)
		}
		second, err := Parse(again, d)
		if err != nil {
			t.Fatalf("what was taken is not taken again: %v", err)
		}
		if _, n := second.Text(numbered); n != places {
			t.Fatalf("%d places, then %d", places, n)
		}
	})
}
