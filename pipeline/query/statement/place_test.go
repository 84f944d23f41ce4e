package statement

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"chartline/pipeline/fault"
)

func TestExcerpt(t *testing.T) {
	long := "SELECT " + strings.Repeat("a + ", 40) + "nope + " + strings.Repeat("b + ", 40) + "c"
	for name, c := range map[string]struct {
		sql  string
		at   int
		want string
	}{
		"a word":          {"SELECT nope FROM t", 7, "LINE 1: SELECT nope FROM t\n               ^"},
		"the end":         {"SELECT 1 +", 10, "LINE 1: SELECT 1 +\n                  ^"},
		"another line":    {"SELECT a,\r\n  nope\r\nFROM t", 13, "LINE 2:   nope\n          ^"},
		"behind a tab":    {"\tnope", 1, "LINE 1:  nope\n         ^"},
		"wide characters": {"SELECT '日本', nope", 17, "LINE 1: SELECT '日本', nope\n                       ^"},
		"marks on others": {"SELECT 'e\u0301', nope", 14, "LINE 1: SELECT 'e\u0301', nope\n                    ^"},
		"escapes":         {"SELECT '\x1b[2J\u202e', nope", 17, "LINE 1: SELECT '\ufffd[2J\ufffd', nope\n                       ^"},
		"a long line": {long, strings.Index(long, "nope"),
			"LINE 1: …" + strings.Repeat("a + ", 9) + "nope + " + strings.Repeat("b + ", 8)[:29] + "…\n" + strings.Repeat(" ", 9+36) + "^"},
	} {
		err := Point(fault.New(fault.Query, "", "wrong", "").Standing(c.sql, c.at), c.sql)
		if got := fault.ExcerptOf(err); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
	for at := range len(long) {
		quoted, _, _ := strings.Cut(fault.ExcerptOf(Point(fault.New(fault.Query, "", "wrong", "").Standing(long, at), long)), "\n")
		if n := utf8.RuneCountInString(quoted); n != len("LINE 1: ")+72+strings.Count(quoted, "…") {
			t.Errorf("byte %d: %d characters of the line: %s", at, n, quoted)
		}
	}
	for name, err := range map[string]error{"no error": nil, "of another kind": errors.New("x"), "without a place": fault.New(fault.Query, "", "wrong", "")} {
		if got := Point(err, "SELECT 1"); !errors.Is(got, err) || fault.ExcerptOf(got) != "" {
			t.Errorf("%s: %v with %q", name, got, fault.ExcerptOf(got))
		}
	}
}

// TestBack: an error about a text that was made of another one points at what it was made of.
func TestBack(t *testing.T) {
	const old = "SELECT a FROM t\nWHERE x = :day AND nope"
	day := strings.Index(old, ":day")
	r := &Rewritten{}
	r.Put("EXPLAIN ", 0)
	r.Keep(old, 0, day)
	r.Put("CAST(? AS DATE)", day)
	r.Keep(old, day+4, len(old))
	made := r.String()
	if want := "EXPLAIN SELECT a FROM t\nWHERE x = CAST(? AS DATE) AND nope"; made != want {
		t.Fatalf("made %q", made)
	}
	for word, want := range map[string]int{
		"EXPLAIN": 0, "SELECT": 0, "a FROM": 7, "WHERE": 16, "CAST": day, "DATE": day, " AND": day + 4, "nope": len(old) - 4,
	} {
		err := r.Back(fault.New(fault.Query, "", "wrong", "").Standing(made, strings.Index(made, word)), old)
		var f *fault.Error
		if !errors.As(err, &f) || f.At != fault.PlaceIn(old, want) {
			t.Errorf("%s: %v, want byte %d", word, err, want)
		}
	}
	if err := r.Back(nil, old); err != nil {
		t.Errorf("an error out of nothing: %v", err)
	}
}
