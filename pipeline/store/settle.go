package store

import (
	"fmt"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/store/landing"
)

// settle turns what landed in a table into what stays: faulty records move to the
// quarantine, of several versions of a record the last one stands, and the tally says
// what became of each.
func (l *Load) settle(a *arrival) (Tally, error) {
	tally := Tally{Table: a.table.Name}
	var err error
	if tally.Quarantined, err = l.quarantine(a); err != nil {
		return tally, err
	}
	landed, err := l.count(a.table)
	if err != nil {
		return tally, err
	}
	tally.Read = landed + tally.Quarantined
	if tally.Duplicate, tally.Superseded, err = l.resolve(a.table); err != nil {
		return tally, err
	}
	if tally.Loaded, err = l.count(a.table); err != nil {
		return tally, err
	}
	if tally.Read != tally.Loaded+tally.Duplicate+tally.Superseded+tally.Quarantined {
		return tally, fault.New(fault.Internal, a.table.Name, "the ledger does not balance", "please report it; nothing was loaded")
	}
	if tally.Reasons, err = l.reasons(a.table); err != nil {
		return tally, err
	}
	return tally, l.s.exec(l.ctx, "INSERT INTO ledger.tally VALUES (?, ?, ?, ?, ?, ?, ?)",
		l.inputID, tally.Table, tally.Read, tally.Loaded, tally.Duplicate, tally.Superseded, tally.Quarantined)
}

// count is how many rows of this input a table holds now.
func (l *Load) count(t *schema.Table) (n int64, err error) {
	err = l.s.scan(l.ctx, fmt.Sprintf("SELECT count(*) FROM history.%s WHERE %s = ?", t.Name, landing.Input), []any{l.inputID}, &n)
	return n, err
}

// resolve removes the rows that other rows make redundant. A key that occurs once, in
// this input and in the store, needs no more than its hash.
func (l *Load) resolve(t *schema.Table) (duplicate, superseded int64, err error) {
	if len(t.Keys()) == 0 {
		return 0, 0, nil
	}
	suspects, err := l.suspects(t)
	if err != nil || suspects == 0 {
		return 0, 0, err
	}
	defer func() {
		if err == nil {
			err = l.s.exec(l.ctx, "DROP TABLE doomed; DROP TABLE suspects")
		}
	}()
	if err = l.s.exec(l.ctx, doomedSQL(t)); err != nil {
		return 0, 0, err
	}
	err = l.s.scan(l.ctx, fmt.Sprintf(`SELECT count(*) FILTER (WHERE repeated AND %[1]s = ?),
		count(*) FILTER (WHERE NOT repeated AND %[1]s = ?) FROM doomed`, landing.Input),
		[]any{l.inputID, l.inputID}, &duplicate, &superseded)
	if err != nil {
		return 0, 0, err
	}
	if err = l.restate(t); err != nil {
		return 0, 0, err
	}
	err = l.s.exec(l.ctx, fmt.Sprintf("DELETE FROM history.%s WHERE rowid IN (SELECT row_id FROM doomed)", t.Name))
	return duplicate, superseded, err
}

// suspects lists the hashes of keys that occur more than once: within the input, and
// in the input and the store.
func (l *Load) suspects(t *schema.Table) (n int64, err error) {
	if err = l.s.repeatedHashes(l.ctx, t, l.inputID); err != nil {
		return 0, err
	}
	var older int64
	err = l.s.scan(l.ctx, fmt.Sprintf("SELECT count(*) FROM history.%s WHERE %s <> %d", t.Name, landing.Input, l.inputID), nil, &older)
	if err != nil {
		return 0, err
	}
	if older > 0 {
		err = l.s.exec(l.ctx, fmt.Sprintf(`INSERT INTO suspects
			SELECT DISTINCT h FROM (SELECT %[1]s AS h FROM history.%[2]s WHERE %[3]s = %[4]d) AS new
			WHERE h IN (SELECT %[1]s FROM history.%[2]s WHERE %[3]s <> %[4]d)`, keyHash(t), t.Name, landing.Input, l.inputID))
		if err != nil {
			return 0, err
		}
	}
	if err = l.s.scan(l.ctx, "SELECT count(*) FROM suspects", nil, &n); err != nil {
		return 0, err
	}
	if n == 0 {
		err = l.s.exec(l.ctx, "DROP TABLE suspects")
	}
	return n, err
}

// doomedSQL lists the rows that must go. Row ids grow in the order of reading, so their
// order is the order in which the records came. A row equal to the one before it
// repeats that; a row that differs from the next one is superseded by it.
func doomedSQL(t *schema.Table) string {
	all := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		all[i] = c.Name
	}
	row := "row(" + strings.Join(all, ", ") + ")"
	key := strings.Join(keyNames(t), ", ")
	return fmt.Sprintf(`CREATE TEMP TABLE doomed AS
		WITH versions AS (
			SELECT rowid AS row_id, %[1]s, %[2]s, %[3]s AS content FROM history.%[4]s
			WHERE %[5]s IN (SELECT h FROM suspects)),
		compared AS (
			SELECT *, coalesce(content = lag(content) OVER w, false) AS repeated FROM versions
			WINDOW w AS (PARTITION BY %[2]s ORDER BY row_id)),
		kept AS (
			SELECT *, lead(row_id) OVER (PARTITION BY %[2]s ORDER BY row_id) IS NOT NULL AS overtaken
			FROM compared WHERE NOT repeated)
		SELECT row_id, %[1]s, true AS repeated FROM compared WHERE repeated
		UNION ALL
		SELECT row_id, %[1]s, false FROM kept WHERE overtaken`,
		landing.Input, key, row, t.Name, keyHash(t))
}

// restate moves rows of earlier inputs that are now superseded from loaded to
// superseded, so that the ledger always says what the store holds.
func (l *Load) restate(t *schema.Table) error {
	return l.s.exec(l.ctx, fmt.Sprintf(`UPDATE ledger.tally
		SET rows_loaded = rows_loaded - gone.n, rows_superseded = rows_superseded + gone.n
		FROM (SELECT %[1]s AS id, count(*) AS n FROM doomed WHERE %[1]s <> %[2]d GROUP BY 1) AS gone
		WHERE tally.input_id = gone.id AND tally.table_name = %[3]s`, landing.Input, l.inputID, landing.Text(t.Name)))
}

func keyNames(t *schema.Table) []string {
	var names []string
	for _, c := range t.Keys() {
		names = append(names, c.Name)
	}
	return names
}

func keyHash(t *schema.Table) string { return "hash(" + strings.Join(keyNames(t), ", ") + ")" }
