//go:build duckdb_arrow

package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chartline/pipeline"
	"chartline/pipeline/config"
	"chartline/pipeline/extract"
	"chartline/pipeline/privacy"
	"chartline/pipeline/store"
)

// extracted are the tables of the export, and so of its extracts.
var extracted = []string{"encounter", "diagnosis"}

// study gives a program with the export in its store and a study of it, whose surrogates
// were drawn: what every extract but the first finds.
func study(b *testing.B, key string) (*pipeline.Program, string) {
	b.Helper()
	p := program(b, export(b), "extract-store")
	p.Config.Studies = map[string]config.Study{"bench": {Purpose: "bench", Tables: extracted, MaxSmall: 1, Key: key}}
	if _, err := store.Published(p.Config.Store.Path); err != nil {
		if _, err := p.Pull(context.Background(), pipeline.PullRequest{}); err != nil {
			b.Fatal(err)
		}
	}
	path, err := store.Published(p.Config.Store.Path)
	if err != nil {
		b.Fatal(err)
	}
	return p, path
}

// safeHarbor extracts and gives how long it took.
func safeHarbor(b *testing.B, p *pipeline.Program, out string, format extract.Format) time.Duration {
	b.Helper()
	started := time.Now()
	if _, err := p.Extract(context.Background(), pipeline.ExtractRequest{Study: "bench", Mode: privacy.SafeHarbor, Out: out, Format: format}); err != nil {
		b.Fatal(err)
	}
	return time.Since(started)
}

// BenchmarkExtract makes a Safe Harbor extract of the export beside a plain copy of the same
// tables into a file. The first extract, which draws the surrogates, is timed by itself.
func BenchmarkExtract(b *testing.B) {
	p, published := study(b, "")
	vault := strings.TrimSuffix(p.Config.Store.Path, ".duckdb") + "-vault"
	for range b.N {
		if err := os.RemoveAll(vault); err != nil {
			b.Fatal(err)
		}
		first := safeHarbor(b, p, filepath.Join(b.TempDir(), "first"), extract.DuckDB)
		theirs := plainCopy(b, published)
		ours := safeHarbor(b, p, filepath.Join(b.TempDir(), "again"), extract.DuckDB)
		against(b, ours, theirs, 2.0)
		b.ReportMetric(first.Seconds(), "s-first")
	}
}

// plainCopy copies the tables of the export into another file and leaves all as it is.
func plainCopy(b *testing.B, published string) time.Duration {
	b.Helper()
	db := open(b, filepath.Join(b.TempDir(), "copy.duckdb"))
	if _, err := db.Exec("ATTACH '" + published + "' AS source (READ_ONLY)"); err != nil {
		b.Fatal(err)
	}
	started := time.Now()
	for _, t := range extracted {
		if _, err := db.Exec("CREATE TABLE " + t + " AS FROM source.main." + t); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := db.Exec("CHECKPOINT"); err != nil {
		b.Fatal(err)
	}
	return time.Since(started)
}

// benchKey is 32 bytes in base64.
const benchKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

// BenchmarkEncryptedScan counts the codes of an encrypted Parquet extract beside those of a
// plain one: cold, by an engine that has just started, and warm, by one that has read them. They
// are decrypted by the extension that CHARTLINE_HTTPFS names, and once more by DuckDB alone.
func BenchmarkEncryptedScan(b *testing.B) {
	b.Setenv("CHARTLINE_BENCH_KEY", benchKey)
	plain, sealed := filepath.Join(b.TempDir(), "plain"), filepath.Join(b.TempDir(), "sealed")
	p, _ := study(b, "")
	safeHarbor(b, p, plain, extract.Parquet)
	p, _ = study(b, "env:CHARTLINE_BENCH_KEY")
	safeHarbor(b, p, sealed, extract.Parquet)
	for range b.N {
		coldPlain, warmPlain := scans(b, plain, "")
		cold, warm := scans(b, sealed, os.Getenv("CHARTLINE_HTTPFS"))
		_, alone := scans(b, sealed, "")
		against(b, warm, warmPlain, 1.2)
		b.ReportMetric(cold.Seconds()/coldPlain.Seconds(), "x-cold")
		b.ReportMetric(alone.Seconds()/warmPlain.Seconds(), "x-alone")
		if cold > 2*coldPlain {
			b.Logf("MISSED: a cold scan takes %.2f times a plain one, the limit is 2.0", cold.Seconds()/coldPlain.Seconds())
		}
	}
}

// scans counts the codes of a folder by an engine of its own, with an extension or alone.
func scans(b *testing.B, folder, extension string) (cold, warm time.Duration) {
	b.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	count := func() time.Duration {
		started := time.Now()
		var codes int64
		if err := db.QueryRow("SELECT count(*) FROM (SELECT code, count(*) FROM study.diagnosis GROUP BY code)").Scan(&codes); err != nil || codes == 0 {
			b.Fatal(codes, err)
		}
		return time.Since(started)
	}
	if extension != "" {
		run(b, db, "LOAD '"+extension+"'")
	}
	for _, s := range []string{
		fmt.Sprintf("SET file_search_path = '%s'", folder), "PRAGMA add_parquet_key('study', '" + benchKey + "')",
		fmt.Sprintf("ATTACH '%s/catalogue.duckdb' AS study (READ_ONLY)", folder),
	} {
		if _, err := db.Exec(s); err != nil {
			b.Fatal(err)
		}
	}
	cold = count()
	for range 3 {
		warm = count()
	}
	return cold, warm
}
