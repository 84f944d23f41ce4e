package load

import (
	"fmt"
	"math/bits"
	"slices"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/writer"
)

// Nearly every key of a large file occurs once, and grouping ten million of them to
// find the few that do not takes longer than writing them. A bitmap over their hashes
// finds all that may repeat in one pass and little memory; only those are grouped.

// hashPiece is how many hashes are asked of DuckDB at a time, which holds them all.
const hashPiece = 1 << 21

// confirmPiece is how many hashes are counted at a time, which DuckDB holds too.
const confirmPiece = 1 << 18

// repeatedHashes fills the temporary table suspects with the hashes of keys that occur
// more than once in the load.
func (l *Load) repeatedHashes(t *schema.Table) error {
	var n, first, last int64
	err := l.w.Scan(l.ctx, fmt.Sprintf("SELECT count(*), coalesce(min(rowid), 0), coalesce(max(rowid), -1) FROM history.%s WHERE %s", t.Name, l.ours()),
		nil, &n, &first, &last)
	if err != nil {
		return err
	}
	seen := newBitmap(n)
	for from := first; from <= last; from += hashPiece {
		query := fmt.Sprintf("SELECT %s FROM history.%s WHERE %s AND rowid >= %d AND rowid < %d",
			keyHash(t), t.Name, l.ours(), from, from+hashPiece)
		if err := l.w.ReadHashes(l.ctx, query, seen.add); err != nil {
			return err
		}
	}
	return l.confirmRepeats(t, seen.again)
}

// confirmRepeats keeps the hashes that do occur more than once.
func (l *Load) confirmRepeats(t *schema.Table, maybe []uint64) error {
	if err := l.w.Exec(l.ctx, "CREATE TEMP TABLE suspects (h UBIGINT)"); err != nil {
		return err
	}
	slices.Sort(maybe)
	for piece := range slices.Chunk(slices.Compact(maybe), confirmPiece) {
		err := writer.InsertNumbers(l.ctx, l.w, piece, func(view string) string {
			return fmt.Sprintf(`INSERT INTO suspects
				SELECT h FROM (SELECT %s AS h FROM history.%s WHERE %s) AS new
				WHERE h IN (SELECT n FROM %s) GROUP BY h HAVING count(*) > 1`, keyHash(t), t.Name, l.ours(), view)
		})
		if err != nil {
			return err
		}
	}
	return nil
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
