//go:build duckdb_arrow

package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // DuckDB alone, to compare with

	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/sample"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/codingcsv"
	"chartline/queries"
	"chartline/reports"
)

// memory is the limit of both sides.
const memory = "2GB"

// encounters is the size of the data.
func encounters() int {
	if n, err := strconv.Atoi(os.Getenv("CHARTLINE_BENCH_ENCOUNTERS")); err == nil {
		return n
	}
	return 1_000_000
}

// home is where data and stores of this size lie.
func home() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("chartline-bench-%d", encounters()))
}

// data writes the sample data where it is not there yet and gives its folder.
func data(b *testing.B) string {
	b.Helper()
	dir := filepath.Join(home(), "data")
	if _, err := os.Stat(filepath.Join(dir, "truth.json")); err == nil {
		return dir
	}
	b.Logf("writing %d encounters to %s", encounters(), dir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	if _, err := sample.Write(context.Background(), sample.Options{Encounters: encounters(), Seed: 1, Dir: dir}); err != nil {
		b.Fatal(err)
	}
	return dir
}

// quiet is a Progress that says nothing.
type quiet struct{}

func (quiet) Begin(string, int64) {}
func (quiet) Advance(int64)       {}
func (quiet) Line(string)         {}
func (quiet) End()                {}

// program is Chartline over a folder of data, with a store and results of its own.
func program(b *testing.B, folder, name string) *pipeline.Program {
	b.Helper()
	c := config.Default()
	c.Store = config.Store{Path: filepath.Join(home(), name, "chartline.duckdb"), Memory: memory}
	c.Timezone = "America/Chicago"
	c.Out = filepath.Join(home(), "out")
	c.Limits.MaxRejectShare = 0.05
	c.Sources = []config.Source{{Name: "sample", Format: "coding-csv", Path: folder, Timezone: "UTC"}}
	q, err := query.Load(queries.Files, "")
	if err != nil {
		b.Fatal(err)
	}
	r, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		b.Fatal(err)
	}
	return &pipeline.Program{Config: c, Queries: q, Reports: r, Sources: []source.Source{codingcsv.Source{}},
		Version: "bench", Now: time.Now, Progress: quiet{}}
}

// against reports our time, DuckDB's, and the ratio with its limit.
func against(b *testing.B, ours, theirs time.Duration, limit float64) {
	b.Helper()
	ratio := ours.Seconds() / theirs.Seconds()
	b.ReportMetric(ours.Seconds(), "s")
	b.ReportMetric(theirs.Seconds(), "s-duckdb")
	b.ReportMetric(ratio, "x-duckdb")
	b.ReportMetric(0, "ns/op") // the whole is one operation: seconds say it
	if limit > 0 && ratio > limit {
		b.Logf("MISSED: %.2f times DuckDB's time, the limit is %g", ratio, limit)
	}
}

// BenchmarkPull loads an export of ten diagnoses an encounter, with all checks,
// duplicates, ledger and publishing, beside reading the same files with the same casts
// and nothing else.
func BenchmarkPull(b *testing.B) { pull(b, program(b, export(b), "export-store")) }

// BenchmarkPullSample is BenchmarkPull for all tables of the sample group.
func BenchmarkPullSample(b *testing.B) { pull(b, program(b, data(b), "store")) }

func pull(b *testing.B, p *pipeline.Program) {
	b.Helper()
	for range b.N {
		if err := os.RemoveAll(filepath.Dir(p.Config.Store.Path)); err != nil {
			b.Fatal(err)
		}
		var theirs time.Duration
		theirWork := processor(b, func() error {
			theirs = plainLoad(b, p.Config.Sources[0].Path)
			return nil
		})
		var pulled pipeline.Pulled
		started := time.Now()
		ourWork := processor(b, func() (err error) {
			pulled, err = p.Pull(context.Background(), pipeline.PullRequest{})
			return err
		})
		ours := time.Since(started)
		against(b, ours, theirs, 2.0)
		b.ReportMetric(ourWork.Seconds()/theirWork.Seconds(), "x-cpu") // says more where other work is done beside
		b.ReportMetric(float64(pulled.Read)/ours.Seconds(), "rows/s")
	}
}

// plainLoad is what DuckDB alone needs.
func plainLoad(b *testing.B, dir string) time.Duration {
	b.Helper()
	path := filepath.Join(b.TempDir(), "plain.duckdb")
	db := open(b, path)
	inputs, err := codingcsv.Source{}.Inputs(source.Spec{Path: dir})
	if err != nil {
		b.Fatal(err)
	}
	started := time.Now()
	for i, in := range inputs {
		name, _, _ := strings.Cut(filepath.Base(in.Path), ".")
		name, _, _ = strings.Cut(name, "-")
		run(b, db, plainSQL(b, schema.Must(name), in, i))
	}
	run(b, db, "CHECKPOINT")
	return time.Since(started)
}

// plainSQL reads a file as text and casts the columns that it has.
func plainSQL(b *testing.B, t *schema.Table, in source.Input, i int) string {
	b.Helper()
	maps, err := codingcsv.Source{}.Maps(in)
	if err != nil {
		b.Fatal(err)
	}
	var casts []string
	for _, m := range maps {
		if c, ok := t.Column(m.Column); ok {
			casts = append(casts, fmt.Sprintf("TRY_CAST(%q AS %s) AS %q", m.From, c.Kind.SQL(), c.Name))
		}
	}
	return fmt.Sprintf("CREATE TABLE %s_%d AS SELECT %s FROM read_csv('%s', all_varchar = true, header = true, ignore_errors = true)",
		t.Name, i, strings.Join(casts, ", "), in.Path)
}

func open(b *testing.B, path string) *sql.DB {
	b.Helper()
	db, err := sql.Open("duckdb", path+"?memory_limit="+memory)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	return db
}

func run(b *testing.B, db *sql.DB, statement string) {
	b.Helper()
	if _, err := db.Exec(statement); err != nil {
		b.Fatal(err)
	}
}
