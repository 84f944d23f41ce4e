package load

import (
	"fmt"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/landing"
)

// retire removes the codes that a list stated later leaves out: those of an older
// message, of a claim that was replaced, of one that was voided. It finds them whichever
// of the two arrives first.
func (l *Load) retire(b *book) error {
	c, _ := schema.Must("code_list").Column("list")
	for _, name := range c.Values {
		t := schema.Must(name)
		lists, err := l.listsOf(t)
		if err != nil {
			return err
		}
		superseded := rowCounts{}
		of := (lists + sliceLists - 1) / sliceLists
		for slice := range of {
			if err := l.remove(t, retiredSQL(t, l.inputs[0].id, slice, of), nil, superseded); err != nil {
				return err
			}
		}
		for id, n := range superseded {
			b.of(id, name).Superseded += n
		}
	}
	return nil
}

// sliceLists is how many lists are compared with their rows at a time: DuckDB holds them.
const sliceLists = 200_000

// listsOf is how many lists this load can have made rows of a table stale by: none where
// it brought neither lists of them, nor rows of which there are lists.
func (l *Load) listsOf(t *schema.Table) (lists int64, err error) {
	brought := l.ours()
	if l.arrived[t.Name] != nil {
		brought = "true"
	}
	err = l.w.Scan(l.ctx, "SELECT CASE WHEN bool_or("+brought+") THEN count(*) ELSE 0 END FROM history.code_list WHERE list = ?", []any{t.Name}, &lists)
	return lists, err
}

// retiredSQL lists the rows of a slice of the encounters that are older than the list that
// they belong to; first is the number of the first input of this load.
func retiredSQL(t *schema.Table, first, slice, of int64) string {
	version := ""
	if _, ok := t.Column("version_no"); ok {
		version = " AND c.version_no = h.version_no"
	}
	return fmt.Sprintf(`SELECT h.rowid AS row_id, h.%[1]s, false AS repeated
		FROM history.%[2]s AS h JOIN history.code_list AS c ON c.list = '%[2]s' AND c.encounter_id = h.encounter_id%[3]s
		WHERE h.%[4]s < c.%[4]s AND (h.%[1]s >= %[5]d OR c.%[1]s >= %[5]d)
			AND hash(h.encounter_id) %% %[7]d = %[6]d AND hash(c.encounter_id) %% %[7]d = %[6]d`,
		landing.Input, t.Name, version, landing.Stated, first, slice, of)
}
