// Package codebook asks the published code sets what a person means: it finds codes by
// words of their titles, also where one is misspelled.
package codebook

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// Hit is a code that was found.
type Hit struct {
	System, Code, Title string
	Billable            bool
	Score               float64 // higher is better; comparable within one search only
}

// How well a word of a title meets a word that was asked for.
const (
	exact   = 1.0
	begins  = 0.7
	misspel = 0.5 // one letter too many, too few, another, or two exchanged
)

// most is how many words of titles a word that was asked for may stand for.
const most = 200

// Search finds the codes whose titles have all of the words, the best first. A word also
// finds those that begin with it, and those that differ by one letter where it has four
// or more. Titles of few codes and short titles come before others, codes that are valid
// on a claim before headers.
func Search(ctx context.Context, e engine.Engine, text string, limit int) ([]Hit, error) {
	wanted := wordsOf(text)
	if len(wanted) == 0 {
		return nil, fault.New(fault.Usage, "", "no words to search for", "as in chartline terminology search heart failure")
	}
	vocabulary, err := vocabularyOf(ctx, e)
	if err != nil {
		return nil, err
	}
	sought := make([][]weighted, len(wanted))
	for i, w := range wanted {
		if sought[i] = matches(w, vocabulary); len(sought[i]) == 0 {
			return nil, nil
		}
	}
	return ranked(ctx, e, sought, limit)
}

// codesOf is how many codes have one of the words, at most.
func codesOf(words []weighted) (n int64) {
	for _, w := range words {
		n += w.codes
	}
	return n
}

// wordsOf takes a text apart as titles are taken apart.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(words)
	return slices.DeleteFunc(slices.Compact(words), func(w string) bool { return len(w) < 2 && (w[0] < '0' || w[0] > '9') })
}

// vocabularyOf gives the words of titles with the number of codes that have them.
func vocabularyOf(ctx context.Context, e engine.Engine) (map[string]int64, error) {
	words := map[string]int64{}
	err := each(ctx, e, "SELECT word, codes FROM title_vocabulary", nil, func(rec row) {
		words[rec.text(0)] = rec.number(1)
	})
	if err == nil && len(words) == 0 {
		return nil, fault.New(fault.Unavailable, "terminology", "no code set is loaded", "load one with chartline terminology load")
	}
	return words, err
}

// weighted is a word of titles, with what meeting it is worth.
type weighted struct {
	word   string
	weight float64
	codes  int64 // whose titles have it
}

// matches lists the words of titles that a word stands for, the best first.
func matches(word string, vocabulary map[string]int64) []weighted {
	var found []weighted
	for w, codes := range vocabulary {
		quality := 0.0
		switch {
		case w == word:
			quality = exact
		case len(word) >= 3 && strings.HasPrefix(w, word):
			quality = begins
		case len(word) >= 4 && nearly(word, w):
			quality = misspel
		default:
			continue
		}
		found = append(found, weighted{w, quality * (1 + 1/math.Log2(2+float64(codes))), codes})
	}
	slices.SortFunc(found, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.word, b.word))
	})
	return found[:min(len(found), most)]
}

// nearly reports whether two words differ by one edit: a letter too many, too few or
// another one, or two neighbours exchanged.
func nearly(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	exchanged := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	return i == len(a) || a[i+1:] == b[i+1:] || exchanged
}

// rankSQL scores the codes that have one of the words of every list: it takes the words
// as list, word and weight, the number of lists, and how many codes are wanted.
const rankSQL = `
WITH sought (list, word, weight) AS (VALUES %s),
met AS (
	SELECT t.code_system, t.code, s.list, max(s.weight) AS weight
	FROM title_word AS t JOIN sought AS s ON s.word = t.word
	GROUP BY t.code_system, t.code, s.list
), whole AS (
	SELECT code_system, code, sum(weight) AS weight FROM met GROUP BY code_system, code HAVING count(*) = %d
), titled AS (
	SELECT DISTINCT t.code_system, t.code, t.title, t.billable FROM title_word AS t
	JOIN sought AS s ON s.word = t.word AND s.list = 1
)
SELECT t.code_system, t.code, t.title, CASE WHEN t.billable THEN 1 ELSE 0 END AS billable,
	w.weight - 0.01 * (length(t.title) - length(replace(t.title, ' ', ''))) + CASE WHEN t.billable THEN 0.05 ELSE 0 END AS score
FROM whole AS w JOIN titled AS t ON t.code_system = w.code_system AND t.code = w.code
ORDER BY score DESC, t.code, t.code_system
LIMIT %d`

// ranked gives the best codes. The titles are read with the rarest list of words.
func ranked(ctx context.Context, e engine.Engine, sought [][]weighted, limit int) ([]Hit, error) {
	slices.SortStableFunc(sought, func(a, b []weighted) int { return cmp.Compare(codesOf(a), codesOf(b)) })
	var values []string
	var args []any
	for i, words := range sought {
		for _, w := range words {
			values = append(values, fmt.Sprintf("(%d, ?, CAST(%.6f AS DOUBLE))", i+1, w.weight))
			args = append(args, w.word)
		}
	}
	var hits []Hit
	sql := fmt.Sprintf(rankSQL, strings.Join(values, ", "), len(sought), limit)
	err := each(ctx, e, sql, args, func(r row) {
		hits = append(hits, Hit{System: r.text(0), Code: r.text(1), Title: r.text(2), Billable: r.number(3) == 1, Score: r.real(4)})
	})
	return hits, err
}

// row is one row of an answer.
type row struct {
	columns []any
	at      int
}

// text copies a text: those of an answer are the engine's memory.
func (r row) text(i int) string {
	c := r.columns[i].(*array.String)
	if c.IsNull(r.at) {
		return ""
	}
	return strings.Clone(c.Value(r.at))
}

func (r row) number(i int) int64 {
	switch c := r.columns[i].(type) {
	case *array.Int64:
		return c.Value(r.at)
	case *array.Int32:
		return int64(c.Value(r.at))
	}
	return 0
}

func (r row) real(i int) float64 { return r.columns[i].(*array.Float64).Value(r.at) }

// each visits the rows of an answer.
func each(ctx context.Context, e engine.Engine, sql string, args []any, visit func(row)) error {
	r, err := e.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer r.Release()
	for r.Next() {
		rec := r.RecordBatch()
		columns := make([]any, rec.NumCols())
		for i, c := range rec.Columns() {
			columns[i] = c
		}
		for at := range int(rec.NumRows()) {
			visit(row{columns, at})
		}
	}
	return r.Err()
}
