//go:build duckdb_arrow

package bench

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/engine"
	"chartline/pipeline/query"
	"chartline/pipeline/store"
)

// repeats is how often each side of a query is measured, in turn; the least counts.
const repeats = 5

// job is the period of the report over the sample data.
var job = config.Job{Period: config.Period{Months: 24}, AsOf: "2026-10-01T06:00:00Z"}

// values are the parameters that the report gives its queries.
var values = map[string]string{
	"from_date": "2024-10-01", "to_date": "2026-10-01", "as_of": "2026-10-01T06:00:00Z", "as_of_on": "2026-10-01",
}

// loaded makes sure that there is a published store.
func loaded(b *testing.B, p *pipeline.Program) string {
	b.Helper()
	path, err := store.Published(p.Config.Store.Path)
	if err == nil {
		return path
	}
	if _, err := p.Pull(context.Background(), pipeline.PullRequest{}); err != nil {
		b.Fatal(err)
	}
	if path, err = store.Published(p.Config.Store.Path); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkQueries asks every query of the report as the report does, contract checked
// and values copied, beside the same SQL given to DuckDB.
func BenchmarkQueries(b *testing.B) {
	p := program(b, data(b), "store")
	path := loaded(b, p)
	ours, err := p.Open()
	if err != nil {
		b.Fatal(err)
	}
	defer ours.Close()
	// The driver shares one instance a path, with one set of settings: DuckDB alone gets
	// the file under another name.
	alone := filepath.Join(b.TempDir(), "alone.duckdb")
	if err := os.Link(path, alone); err != nil {
		b.Skipf("no second name for the store: %v", err)
	}
	theirs, err := sql.Open("duckdb", alone+"?access_mode=read_only&memory_limit="+memory)
	if err != nil {
		b.Fatal(err)
	}
	defer theirs.Close()
	for _, q := range asked(b, p) {
		b.Run(strings.ReplaceAll(q.Name, "/", "."), func(b *testing.B) {
			for range b.N {
				a, d := paired(b, q, ours, theirs)
				against(b, a, d, 1.1)
			}
		})
	}
}

// asked lists the queries of the report once each.
func asked(b *testing.B, p *pipeline.Program) []*query.Query {
	b.Helper()
	spec, err := p.Reports.Get("coding_quality")
	if err != nil {
		b.Fatal(err)
	}
	var list []*query.Query
	for _, part := range spec.Parts {
		for _, block := range part.Blocks {
			q, err := p.Queries.Get(block.Query)
			if err != nil {
				b.Fatal(err)
			}
			if !slices.Contains(list, q) {
				list = append(list, q)
			}
		}
	}
	return list
}

func given(q *query.Query) map[string]string {
	own := map[string]string{}
	for _, p := range q.Params {
		if v, ok := values[p.Name]; ok {
			own[p.Name] = v
		}
	}
	return own
}

// paired measures both sides in turn and gives the least of each.
func paired(b *testing.B, q *query.Query, ours engine.Engine, theirs *sql.DB) (a, d time.Duration) {
	b.Helper()
	text, err := q.Print(given(q))
	if err != nil {
		b.Fatal(err)
	}
	a, d = time.Hour, time.Hour
	for range repeats {
		started := time.Now()
		if _, err := q.Run(context.Background(), ours, given(q)); err != nil {
			b.Fatal(err)
		}
		a = min(a, time.Since(started))
		started = time.Now()
		drain(b, theirs, text)
		d = min(d, time.Since(started))
	}
	return a, d
}

// drain reads an answer to its end.
func drain(b *testing.B, db *sql.DB, text string) {
	b.Helper()
	rows, err := db.Query(text)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkReport makes the whole report in a process of its own and prints its peak
// memory beside the time.
func BenchmarkReport(b *testing.B) {
	p := program(b, data(b), "store")
	loaded(b, p)
	binary := filepath.Join(b.TempDir(), "chartline")
	build := exec.Command("go", "build", "-tags", "duckdb_arrow", "-o", binary, "../../cmd/chartline")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	conf := filepath.Join(home(), "chartline.yaml")
	text := "timezone: America/Chicago\nstore: {path: store/chartline.duckdb, memory: " + memory + "}\nout: out\n" +
		"jobs:\n  bench: {reports: [coding_quality], period: last 24 months, as_of: \"" + job.AsOf + "\"}\n"
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	for range b.N {
		c := exec.Command(binary, "--config", conf, "report", "coding_quality", "--job", "bench")
		started := time.Now()
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		b.ReportMetric(time.Since(started).Seconds(), "s")
		peak := float64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
		b.ReportMetric(peak, "MB-peak")
		b.ReportMetric(0, "ns/op")
		if peak > 4096 {
			b.Logf("MISSED: %.0f MB, the limit is 4096", peak)
		}
	}
}
