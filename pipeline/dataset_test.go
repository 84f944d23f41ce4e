package pipeline_test

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"

	"chartline/pipeline"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
	"chartline/pipeline/store"
)

// TestCopiesOfOtherVersionsAreRefused asks a copy that another program published: one with
// another mark, and one from before there were marks. A pull brings it up to date.
func TestCopiesOfOtherVersionsAreRefused(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	folder := inpatients(t, "I10")
	p := program(t, fmt.Sprintf("timezone: America/Chicago\nsources: [{name: all, format: coding-csv, path: %q}]\n", folder))
	for _, change := range []string{"UPDATE ledger.schema SET migration = 'another'", "DROP TABLE ledger.schema"} {
		t.Run(change, func(t *testing.T) {
			if _, err := p.Pull(t.Context(), pipeline.PullRequest{}); err != nil {
				t.Fatal(err)
			}
			db, err := p.Open()
			if err != nil {
				t.Fatal(err)
			}
			db.Close()
			changePublished(t, p.Config.Store.Path, change)
			if _, err := p.Open(); fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "run chartline pull once") {
				t.Errorf("error %v", err)
			}
		})
	}
}

// changePublished changes the copy that readers open, which Chartline itself never does.
func changePublished(t *testing.T, path, statement string) {
	t.Helper()
	published, err := store.Published(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(published, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", published)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}
