package extract

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"chartline/pipeline/extract/disk"
	"chartline/pipeline/extract/sealed"
	"chartline/pipeline/extract/session"
	"chartline/pipeline/fault"
)

// Format is how an extract is written.
type Format string

// Formats of an extract.
const (
	DuckDB  Format = "duckdb"
	Parquet Format = "parquet"
)

// Sealing is how an extract is encrypted, in words.
type Sealing string

// Parquet files are encrypted each within themselves, so that DuckDB reads them without a clear
// copy. A DuckDB file is so too where there is DuckDB's extension that encrypts, and else as a
// whole when it is done.
const (
	Plain    Sealing = ""
	ByDuckDB Sealing = "by DuckDB itself"
	ByAge    Sealing = "as a whole by age"
	Within   Sealing = "each file within itself"
)

// sealing is how the extract of a request is encrypted.
func (r Request) sealing() Sealing {
	switch {
	case r.Key == "":
		return Plain
	case r.Format == Parquet:
		return Within
	case r.Crypto != "":
		return ByDuckDB
	}
	return ByAge
}

// target is where an extract is written to.
type target interface {
	// table writes the answers of SELECTs, one after the other, as a table of the study.
	table(ctx context.Context, name string, parts []string) error
	// about writes the answer of a SELECT as a table that tells of the extract.
	about(ctx context.Context, name, query string) error
	// from is the table in SQL, for reading what was written.
	from(name string) string
	// close finishes what was written.
	close(ctx context.Context) error
}

// open makes the target of a request aside.
func open(ctx context.Context, m *making, out string) (target, error) {
	switch {
	case m.Format == DuckDB && m.sealing() == ByAge:
		clear := filepath.Join(m.clear, "clear.duckdb")
		file, err := openDatabase(ctx, m, clear, "")
		return &aged{file, clear, out, m.Key}, err
	case m.Format == DuckDB:
		return openDatabase(ctx, m, out, m.Key)
	case m.Format == Parquet:
		return openFolder(ctx, m, out)
	}
	return nil, fault.New(fault.Usage, "", "no format of that name", "choose --format duckdb or parquet")
}

// database is a DuckDB file.
type database struct {
	*making
}

// openDatabase makes a file, which DuckDB encrypts with a key.
func openDatabase(ctx context.Context, m *making, path, key string) (*database, error) {
	if err := m.session.Attach(ctx, path, "made", key, false); err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, disk.Error(err, path)
	}
	return &database{m}, m.exec(ctx, "CREATE SCHEMA made.about")
}

func (d *database) table(ctx context.Context, name string, parts []string) error {
	statement := "CREATE TABLE made.main." + name + " AS " + parts[0]
	for _, part := range parts[1:] {
		statement += ";\nINSERT INTO made.main." + name + " " + part
	}
	return d.exec(ctx, statement+";\nCOMMENT ON TABLE made.main."+name+" IS "+session.Text("mode: "+d.Mode.String()))
}

func (d *database) about(ctx context.Context, name, query string) error {
	return d.exec(ctx, "CREATE TABLE made.about."+name+" AS "+query)
}

// complete adds what the source has besides what was extracted, without rows, so that a limited
// data set answers every question that a store does: tables that no study takes, versions, the
// ledger, and what was worked out when the store was published.
func (d *database) complete(ctx context.Context) error {
	statements := []string{"CREATE SCHEMA IF NOT EXISTS made.history", "CREATE SCHEMA IF NOT EXISTS made.ledger"}
	err := d.session.Rows(ctx, d.Dataset, `SELECT table_schema, table_name FROM information_schema.tables
		WHERE table_catalog = 'source' AND table_schema IN ('main', 'history', 'ledger') ORDER BY ALL`, func(row []string) {
		name := row[0] + "." + row[1]
		statements = append(statements, "CREATE TABLE IF NOT EXISTS made."+name+" AS SELECT * FROM source."+name+" LIMIT 0")
	})
	if err != nil {
		return err
	}
	return d.exec(ctx, strings.Join(statements, ";\n"))
}

func (d *database) from(name string) string { return "made.main." + name }

func (d *database) close(ctx context.Context) error {
	return d.exec(ctx, "DETACH made")
}

// aged is a DuckDB file that is encrypted when it is done.
type aged struct {
	*database
	clear, out, key string
}

func (a *aged) close(ctx context.Context) error {
	if err := a.database.close(ctx); err != nil {
		return err
	}
	if err := sealed.Age(a.clear, a.out, a.key); err != nil {
		return err
	}
	return disk.Error(os.Remove(a.clear), a.clear)
}
