package store

import (
	"context"
	"fmt"
	"math/bits"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/landing"
)

// Nearly every key of a large file occurs once, and grouping ten million of them to
// find the few that do not takes longer than writing them. A bitmap over their hashes
// finds all that may repeat in one pass and little memory; only those are grouped.

// hashPiece is how many hashes are asked of DuckDB at a time, which holds them all.
const hashPiece = 1 << 23

// repeatedHashes fills the temporary table suspects with the hashes of keys that occur
// more than once in the input.
func (s *Store) repeatedHashes(ctx context.Context, t *schema.Table, inputID int64) error {
	var n, first int64
	err := s.scan(ctx, fmt.Sprintf("SELECT count(*), coalesce(min(rowid), 0) FROM history.%s WHERE %s = %d", t.Name, landing.Input, inputID), nil, &n, &first)
	if err != nil {
		return err
	}
	var last int64
	if err := s.scan(ctx, fmt.Sprintf("SELECT coalesce(max(rowid), -1) FROM history.%s WHERE %s = %d", t.Name, landing.Input, inputID), nil, &last); err != nil {
		return err
	}
	seen := newBitmap(n)
	for from := first; from <= last; from += hashPiece {
		query := fmt.Sprintf("SELECT %s FROM history.%s WHERE %s = %d AND rowid >= %d AND rowid < %d",
			keyHash(t), t.Name, landing.Input, inputID, from, from+hashPiece)
		if err := s.readHashes(ctx, query, seen.add); err != nil {
			return err
		}
	}
	return s.confirmRepeats(ctx, t, inputID, seen.again)
}

// confirmRepeats keeps the hashes that do occur more than once.
func (s *Store) confirmRepeats(ctx context.Context, t *schema.Table, inputID int64, maybe []uint64) error {
	if len(maybe) == 0 {
		return s.exec(ctx, "CREATE TEMP TABLE suspects (h UBIGINT)")
	}
	return insertNumbers(ctx, s, maybe, func(view string) string {
		return fmt.Sprintf(`CREATE TEMP TABLE suspects AS
			SELECT h FROM (SELECT %s AS h FROM history.%s WHERE %s = %d) AS new
			WHERE h IN (SELECT n FROM %s) GROUP BY h HAVING count(*) > 1`, keyHash(t), t.Name, landing.Input, inputID, view)
	})
}

// bitmap remembers which hashes it has seen, by their highest bits.
type bitmap struct {
	words []uint64
	shift int
	again []uint64 // hashes whose bit was set before: every repeat, and a few others
}

// newBitmap has room for n hashes at about 16 bits each, from 8 KiB to 128 MiB.
func newBitmap(n int64) *bitmap {
	width := min(max(bits.Len64(uint64(n)*16), 16), 30)
	return &bitmap{words: make([]uint64, 1<<(width-6)), shift: 64 - width}
}

func (m *bitmap) add(hashes []uint64) {
	for _, h := range hashes {
		at := h >> m.shift
		if m.words[at/64]&(1<<(at%64)) != 0 {
			m.again = append(m.again, h)
		}
		m.words[at/64] |= 1 << (at % 64)
	}
}
