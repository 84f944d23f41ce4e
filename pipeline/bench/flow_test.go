//go:build duckdb_arrow

package bench

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/query"
)

// BenchmarkFlow asks every query of the report turnaround as the report does, contract
// checked and values copied, beside the same SQL given to DuckDB.
func BenchmarkFlow(b *testing.B) {
	p := program(b, data(b), "store")
	path := loaded(b, p)
	ours, err := p.Open()
	if err != nil {
		b.Fatal(err)
	}
	defer ours.Close()
	alone := filepath.Join(b.TempDir(), "alone.duckdb") // as in BenchmarkQueries
	if err := os.Link(path, alone); err != nil {
		b.Skipf("no second name for the store: %v", err)
	}
	theirs, err := sql.Open("duckdb", alone+"?access_mode=read_only&memory_limit="+memory)
	if err != nil {
		b.Fatal(err)
	}
	defer theirs.Close()
	for _, q := range flowQueries(b, p) {
		b.Run(strings.ReplaceAll(q.Name, "/", "."), func(b *testing.B) {
			for range b.N {
				a, d := paired(b, q, ours, theirs)
				against(b, a, d, 1.3)
			}
		})
	}
}

// flowQueries lists the queries of the report turnaround once each.
func flowQueries(b *testing.B, p *pipeline.Program) []*query.Query {
	b.Helper()
	spec, err := p.Reports.Get("turnaround")
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

// BenchmarkGroups estimates medians and restricted means of a thousand groups with a year
// of days each, on all cores.
func BenchmarkGroups(b *testing.B) {
	groups := make([][]survival.Exit, 1000)
	for g := range groups {
		for day := range 365 {
			groups[g] = append(groups[g], survival.Exit{Time: float64(day), Events: int64(1 + (day*g)%7), Censored: int64(day % 3)})
		}
	}
	for b.Loop() {
		survival.Each(groups, func(exits []survival.Exit) [2]metric.Estimate {
			km := survival.KaplanMeier(exits)
			return [2]metric.Estimate{km.Quantile(0.5), km.RestrictedMean(30)}
		})
	}
}
