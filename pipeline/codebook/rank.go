package codebook

import (
	"cmp"
	"context"
	"math"
	"slices"
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
	return titled(ctx, e, best)
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

// candidate is a code whose title has all words.
type candidate struct {
	system, code, since string
	billable            bool
	score               int64
}

// compare puts the better one first, and of equal ones that whose code does.
func (c candidate) compare(other candidate) int {
	return cmp.Or(cmp.Compare(other.score, c.score), cmp.Compare(c.code, other.code), cmp.Compare(c.system, other.system))
}

// bestOf picks the codes that are worth most of those that are worth something for every
// word.
func bestOf(ctx context.Context, e engine.Engine, worths []worth, limit int) ([]candidate, error) {
	var best []candidate
	const sql = `SELECT place, blanks, CASE WHEN billable THEN 1 ELSE 0 END, code_system, code, CAST(valid_from AS VARCHAR) FROM code_title`
	err := each(ctx, e, sql, nil, func(r row) {
		score, all := total(worths, int(r.number(0)))
		if !all {
			return
		}
		score += ofBlank*r.number(1) + ofValid*r.number(2)
		if len(best) == limit && score < best[limit-1].score {
			return
		}
		c := candidate{system: r.text(3), code: r.text(4), since: r.text(5), billable: r.number(2) == 1, score: score}
		at, _ := slices.BinarySearchFunc(best, c, candidate.compare)
		best = slices.Insert(best, at, c)[:min(len(best)+1, limit)]
	})
	return best, err
}

// total adds up what a title is worth for all words, and reports whether it has all.
func total(worths []worth, place int) (sum int64, all bool) {
	for _, w := range worths {
		if place >= len(w) || w[place] == 0 {
			return 0, false
		}
		sum += w[place]
	}
	return sum, true
}

// titled reads the titles of codes, and only theirs.
func titled(ctx context.Context, e engine.Engine, best []candidate) ([]Hit, error) {
	type key struct{ system, code, since string }
	titles, args := map[key]string{}, make([]any, len(best))
	for i, c := range best {
		args[i] = c.code
	}
	sql := `SELECT code_system, code, CAST(valid_from AS VARCHAR), coalesce(title, short_title) FROM code_release
		WHERE code IN (` + marks(len(best)) + ")"
	err := each(ctx, e, sql, args, func(r row) {
		titles[key{r.text(0), r.text(1), r.text(2)}] = r.text(3)
	})
	hits := make([]Hit, len(best))
	for i, c := range best {
		hits[i] = Hit{System: c.system, Code: c.code, Title: titles[key{c.system, c.code, c.since}],
			Billable: c.billable, Score: float64(c.score) / unit}
	}
	return hits, err
}
