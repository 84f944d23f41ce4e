// Package codebook asks the published code sets what a person means: it finds codes by
// words of their titles, also where one is misspelled.
package codebook

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/codebook/words"
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

// wordsOf gives the words of a text, each once.
func wordsOf(text string) []string {
	var all []string
	words.Each(text, func(w []byte) { all = append(all, string(w)) })
	slices.Sort(all)
	return slices.Compact(all)
}

// vocabularyOf gives the words of titles with the number of codes that have them.
func vocabularyOf(ctx context.Context, e engine.Engine) (map[string]int64, error) {
	vocabulary := map[string]int64{}
	err := each(ctx, e, "SELECT word, codes FROM title_word", nil, func(rec row) {
		vocabulary[rec.text(0)] = rec.number(1)
	})
	if err == nil && len(vocabulary) == 0 {
		return nil, fault.New(fault.Unavailable, "terminology", "no code set is loaded", "load one with chartline terminology load")
	}
	return vocabulary, err
}

// weighted is a word of titles, with what meeting it is worth.
type weighted struct {
	word   string
	weight float64
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
		found = append(found, weighted{w, quality * (1 + 1/math.Log2(2+float64(codes)))})
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

// numbers are those of a list; they are the engine's memory.
func (r row) numbers(i int) []int32 {
	lists := r.columns[i].(*array.List)
	from, to := lists.ValueOffsets(r.at)
	return lists.ListValues().(*array.Int32).Int32Values()[from:to]
}

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
