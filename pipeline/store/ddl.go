package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/derive"
	"chartline/pipeline/store/findings"
	"chartline/pipeline/store/landing"
	"chartline/pipeline/store/ledger"
	"chartline/pipeline/store/reference"
)

// migrate creates what is missing: tables, and columns that a newer program knows. A
// store that this program's schema was given already is only read, which also works on
// a full disk.
func (s *Store) migrate(ctx context.Context, marked bool) error {
	mark := SchemaMark()
	if marked {
		var found string
		if err := s.w.Scan(ctx, "SELECT coalesce(max(migration), '') FROM ledger.schema", nil, &found); err != nil {
			return err
		}
		if found == mark {
			return nil
		}
	}
	return s.w.Atomically(ctx, func() error {
		return s.w.Exec(ctx, migration()+"; DELETE FROM ledger.schema; INSERT INTO ledger.schema VALUES ('"+mark+"')")
	})
}

// SchemaMark names this program's schema. It stands in ledger.schema of a store that was
// given it, and of the copies published since.
func SchemaMark() string { return fmt.Sprintf("%x", sha256.Sum256([]byte(migration()))) }

// migration is every statement that brings a store of any age to this program's schema.
func migration() string {
	statements := []string{ledger.DDL}
	for _, t := range schema.Tables {
		statements = append(statements, tableDDL(t))
		for _, c := range t.Columns {
			statements = append(statements,
				fmt.Sprintf("ALTER TABLE history.%s ADD COLUMN IF NOT EXISTS %s %s", t.Name, c.Name, c.Kind.SQL()))
		}
	}
	return strings.Join(append(statements, reference.DDL(), findings.DDL, derive.DDL()), ";\n")
}

// tableDDL creates the table that keeps every version of every record.
func tableDDL(t *schema.Table) string {
	cols := make([]string, 0, len(t.Columns)+3)
	for _, c := range t.Columns {
		cols = append(cols, c.Name+" "+c.Kind.SQL())
	}
	cols = append(cols, landing.Input+" BIGINT", landing.Fault+" VARCHAR", landing.Raw+" VARCHAR")
	return fmt.Sprintf(`CREATE TABLE IF NOT EXISTS history.%[1]s (%[2]s);
		ALTER TABLE history.%[1]s ADD COLUMN IF NOT EXISTS %[3]s BIGINT`, t.Name, strings.Join(cols, ", "), landing.Stated)
}
