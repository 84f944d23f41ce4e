package codebook

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"chartline/pipeline/engine"
)

// What a title is worth beside its words, in millionths as all worth is while codes are
// ranked: equal titles then have equal scores, whatever the order of adding.
const (
	unit    = 1e6
	ofBlank = -10_000 // for each blank: a short title says what was asked for and little else
	ofValid = 50_000  // for a code that is valid on a claim
)

// worth is what the title at each place is worth for one of the words that were asked
// for; 0 where it has none of the words that this stands for.
type worth []int64

// ranked gives the best codes whose titles have a word of every list.
func ranked(ctx context.Context, e engine.Engine, sought [][]weighted, limit int) ([]Hit, error) {
	worths := make([]worth, len(sought))
	for i, list := range sought {
		var err error
		if worths[i], err = worthOf(ctx, e, list); err != nil {
			return nil, err
		}
	}
	best, err := bestOf(ctx, e, worths, limit)
	if err != nil || len(best) == 0 {
		return nil, err
	}
	return hitsOf(ctx, e, best)
}

// worthOf finds the places of the titles that have one of the words.
func worthOf(ctx context.Context, e engine.Engine, list []weighted) (worth, error) {
	weights, args := map[string]int64{}, make([]any, len(list))
	for i, w := range list {
		weights[w.word], args[i] = int64(math.Round(unit*w.weight)), w.word
	}
	var found worth
	sql := "SELECT word, places FROM title_word WHERE word IN (" + marks(len(list)) + ")"
	err := each(ctx, e, sql, args, func(r row) {
		weight, places := weights[r.text(0)], r.numbers(1)
		if more := int(slices.Max(places)) + 1 - len(found); more > 0 {
			found = append(found, make(worth, more)...)
		}
		for _, place := range places {
			found[place] = max(found[place], weight)
		}
	})
	return found, err
}

// marks are as many placeholders.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// candidate is a title that has all words.
type candidate struct {
	place int32
	score int64
}

// compare puts the better one first, and equal ones in the order of their publication.
func (c candidate) compare(other candidate) int {
	return cmp.Or(cmp.Compare(other.score, c.score), cmp.Compare(c.place, other.place))
}

// bestOf picks the titles that are worth most of those that are worth something for every
// word.
func bestOf(ctx context.Context, e engine.Engine, worths []worth, limit int) ([]candidate, error) {
	var best []candidate
	const sql = "SELECT place, blanks, CASE WHEN billable THEN 1 ELSE 0 END FROM code_title"
	err := each(ctx, e, sql, nil, func(r row) {
		c := candidate{place: int32(r.number(0))}
		if c.score = total(worths, c.place); c.score == 0 {
			return
		}
		c.score += ofBlank*r.number(1) + ofValid*r.number(2)
		if len(best) == limit && c.compare(best[limit-1]) > 0 {
			return
		}
		at, _ := slices.BinarySearchFunc(best, c, candidate.compare)
		best = slices.Insert(best, at, c)
		best = best[:min(len(best), limit)]
	})
	return best, err
}

// total adds up what a title is worth for all words; 0 where it lacks one.
func total(worths []worth, place int32) (sum int64) {
	for _, w := range worths {
		if int(place) >= len(w) || w[place] == 0 {
			return 0
		}
		sum += w[place]
	}
	return sum
}

// hitSQL reads the codes of places with a column of titles, that of the newest release
// last. The places stand in it as numbers, by which DuckDB passes over the others.
const hitSQL = `SELECT t.place, t.code_system, t.code, CASE WHEN t.billable THEN 1 ELSE 0 END, r.%[1]s
	FROM code_title AS t JOIN code_release AS r ON r.code_system = t.code_system AND r.code = t.code
	WHERE t.place IN (%[2]s) AND r.%[1]s IS NOT NULL ORDER BY r.valid_from`

// hitsOf reads the codes and titles of candidates, and only theirs. Abbreviated titles
// are read where a code has no other.
func hitsOf(ctx context.Context, e engine.Engine, best []candidate) ([]Hit, error) {
	found := map[int32]Hit{}
	for _, column := range []string{"title", "short_title"} {
		var wanted []string
		for _, c := range best {
			if _, ok := found[c.place]; !ok {
				wanted = append(wanted, strconv.Itoa(int(c.place)))
			}
		}
		if len(wanted) == 0 {
			break
		}
		err := each(ctx, e, fmt.Sprintf(hitSQL, column, strings.Join(wanted, ", ")), nil, func(r row) {
			found[int32(r.number(0))] = Hit{System: r.text(1), Code: r.text(2), Billable: r.number(3) == 1, Title: r.text(4)}
		})
		if err != nil {
			return nil, err
		}
	}
	hits := make([]Hit, len(best))
	for i, c := range best {
		hits[i] = found[c.place]
		hits[i].Score = float64(c.score) / unit
	}
	return hits, nil
}
