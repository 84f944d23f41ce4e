package load

import (
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/store/landing"
	"chartline/pipeline/store/ledger"
)

// tallied is what a tally is of.
type tallied struct {
	input int64
	table string
}

// rowCounts are numbers of rows by input.
type rowCounts map[int64]int64

// book is the tallies of a load while it is settled.
type book struct {
	tables  []string // in the order of the schema
	tallies map[tallied]*ledger.Tally
}

// of is the tally of an input and table.
func (b *book) of(input int64, table string) *ledger.Tally {
	t := b.tallies[tallied{input, table}]
	if t == nil {
		t = &ledger.Tally{Table: table}
		b.tallies[tallied{input, table}] = t
	}
	return t
}

// settle turns what landed into what stays: faulty records move to the quarantine, of
// several versions of a record one stands, what a newer list leaves out goes, and the
// tallies say what became of each record.
func (l *Load) settle() ([][]ledger.Tally, error) {
	b := &book{tallies: map[tallied]*ledger.Tally{}}
	for _, a := range l.inOrder() {
		b.tables = append(b.tables, a.table.Name)
		if err := l.settleTable(a, b); err != nil {
			return nil, err
		}
	}
	if err := l.retire(b); err != nil {
		return nil, err
	}
	for _, a := range l.inOrder() {
		if err := l.countInto(a.table, b, func(t *ledger.Tally, n int64) { t.Loaded = n }); err != nil {
			return nil, err
		}
	}
	return l.enter(b)
}

// settleTable removes the records of a table that are faulty or that others make
// redundant.
func (l *Load) settleTable(a *arrival, b *book) error {
	if err := l.quarantine(a); err != nil {
		return err
	}
	for _, in := range l.inputs {
		if a.inputs[in.id] {
			b.of(in.id, a.table.Name)
		}
	}
	if err := l.countInto(a.table, b, func(t *ledger.Tally, n int64) { t.Read = n }); err != nil || a.table == source.Unread {
		return err
	}
	duplicate, superseded, err := l.resolve(a.table)
	for id, n := range duplicate {
		b.of(id, a.table.Name).Duplicate += n
	}
	for id, n := range superseded {
		b.of(id, a.table.Name).Superseded += n
	}
	return err
}

// countInto counts the rows that a table holds now of each input.
func (l *Load) countInto(t *schema.Table, b *book, into func(*ledger.Tally, int64)) error {
	if t == source.Unread {
		return nil
	}
	found, err := l.w.Counts(l.ctx, fmt.Sprintf("SELECT %[1]s, count(*) FROM history.%[2]s WHERE %[3]s GROUP BY 1", landing.Input, t.Name, l.ours()))
	for id, n := range found {
		into(b.of(id, t.Name), n)
	}
	return err
}

// enter writes the tallies, which must add up, into the ledger, and gives those of each
// input in the order of the tables.
func (l *Load) enter(b *book) ([][]ledger.Tally, error) {
	reasons, err := l.reasons()
	if err != nil {
		return nil, err
	}
	all := make([][]ledger.Tally, len(l.inputs))
	for i, in := range l.inputs {
		for _, table := range b.tables {
			t := b.tallies[tallied{in.id, table}]
			if t == nil {
				continue
			}
			t.Reasons = reasons[tallied{in.id, table}]
			for _, r := range t.Reasons {
				t.Quarantined += r.Records
			}
			t.Read += t.Quarantined
			if err := l.enterOne(in.id, t); err != nil {
				return nil, err
			}
			all[i] = append(all[i], *t)
		}
	}
	return all, nil
}

func (l *Load) enterOne(input int64, t *ledger.Tally) error {
	if t.Read != t.Loaded+t.Duplicate+t.Superseded+t.Quarantined {
		return fault.New(fault.Internal, t.Table, "the ledger does not balance", "please report it; nothing was loaded")
	}
	return l.w.Exec(l.ctx, "INSERT INTO ledger.tally VALUES (?, ?, ?, ?, ?, ?, ?)",
		input, t.Table, t.Read, t.Loaded, t.Duplicate, t.Superseded, t.Quarantined)
}

// resolve removes the rows that other rows make redundant, and counts those of this load.
// A key that occurs once, in this load and in the store, needs no more than its hash.
func (l *Load) resolve(t *schema.Table) (duplicate, superseded rowCounts, err error) {
	if len(t.Keys()) == 0 {
		return nil, nil, nil
	}
	suspects, err := l.suspects(t)
	if err != nil || suspects == 0 {
		return nil, nil, err
	}
	duplicate, superseded = rowCounts{}, rowCounts{}
	of, err := l.slices(t)
	if err != nil {
		return nil, nil, err
	}
	for slice := range of {
		if err = l.remove(t, doomedSQL(t, slice, of), duplicate, superseded); err != nil {
			return nil, nil, err
		}
	}
	return duplicate, superseded, l.w.Exec(l.ctx, "DROP TABLE suspects")
}

// slices is in how many slices the suspects of a table are settled: DuckDB holds all rows
// of a slice.
func (l *Load) slices(t *schema.Table) (of int64, err error) {
	var rows int64
	err = l.w.Scan(l.ctx, fmt.Sprintf("SELECT count(*) FROM history.%s WHERE %s IN (SELECT h FROM suspects)", t.Name, keyHash(t)), nil, &rows)
	return 1 + rows/sliceRows(t), err
}

// sliceRows is how many rows of a table are settled at a time: each takes about a hundred
// bytes and sixteen more a column.
func sliceRows(t *schema.Table) int64 { return 48 << 20 / int64(100+16*len(t.Columns)) }

// suspects lists the hashes of keys that occur more than once: within the load, and in
// the load and the store.
func (l *Load) suspects(t *schema.Table) (n int64, err error) {
	if err = l.repeatedHashes(t); err != nil {
		return 0, err
	}
	var older bool
	err = l.w.Scan(l.ctx, fmt.Sprintf("SELECT EXISTS (FROM history.%s WHERE NOT %s)", t.Name, l.ours()), nil, &older)
	if err != nil {
		return 0, err
	}
	if older {
		err = l.w.Exec(l.ctx, fmt.Sprintf(`INSERT INTO suspects
			SELECT DISTINCT h FROM (SELECT %[1]s AS h FROM history.%[2]s WHERE %[3]s) AS new
			WHERE h IN (SELECT %[1]s FROM history.%[2]s WHERE NOT %[3]s)`, keyHash(t), t.Name, l.ours()))
		if err != nil {
			return 0, err
		}
	}
	if err = l.w.Scan(l.ctx, "SELECT count(*) FROM suspects", nil, &n); err != nil {
		return 0, err
	}
	if n == 0 {
		err = l.w.Exec(l.ctx, "DROP TABLE suspects")
	}
	return n, err
}

// doomedSQL lists the rows of a slice of the suspects that must go. Of the rows of a key
// the one that was stated last stands. Row ids grow in the order of reading, which decides
// where nothing was stated; where two rows were stated at once their content does, so that
// the order in which files arrive does not matter. A row equal to the one before it repeats
// that; a row that differs from the next one is superseded by it.
func doomedSQL(t *schema.Table, slice, of int64) string {
	keys := keyNames(t)
	var rest []string
	for _, c := range t.Columns {
		if !slices.Contains(keys, c.Name) {
			rest = append(rest, c.Name)
		}
	}
	row := "row(" + strings.Join(append(rest, landing.Stated), ", ") + ")"
	key := strings.Join(keys, ", ")
	return fmt.Sprintf(`WITH versions AS (
			SELECT rowid AS row_id, %[1]s, %[2]s, %[6]s, %[3]s AS content FROM history.%[4]s
			WHERE %[5]s IN (SELECT h FROM suspects WHERE h %% %[8]d = %[7]d)),
		compared AS (
			SELECT row_id, %[1]s, %[2]s, row_number() OVER w AS place, coalesce(content = lag(content) OVER w, false) AS repeated
			FROM versions
			WINDOW w AS (PARTITION BY %[2]s ORDER BY %[6]s NULLS FIRST, CASE WHEN %[6]s IS NOT NULL THEN content END, row_id)),
		kept AS (
			SELECT row_id, %[1]s, lead(row_id) OVER (PARTITION BY %[2]s ORDER BY place) IS NOT NULL AS overtaken
			FROM compared WHERE NOT repeated)
		SELECT row_id, %[1]s, true AS repeated FROM compared WHERE repeated
		UNION ALL
		SELECT row_id, %[1]s, false FROM kept WHERE overtaken`,
		landing.Input, key, row, t.Name, keyHash(t), landing.Stated, slice, of)
}

func keyNames(t *schema.Table) []string {
	var names []string
	for _, c := range t.Keys() {
		names = append(names, c.Name)
	}
	return names
}

func keyHash(t *schema.Table) string { return "hash(" + strings.Join(keyNames(t), ", ") + ")" }
