//go:build duckdb_arrow

package bench

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"chartline/pipeline"
	"chartline/pipeline/sample"
)

// stopwatch is a Progress that takes the time of the processor while a report is rendered.
type stopwatch struct {
	quiet
	*testing.B
	rendering bool
	started   time.Duration
	total     time.Duration
}

// Begin starts the watch where rendering begins.
func (w *stopwatch) Begin(what string, _ int64) {
	if w.rendering = what == "rendering"; w.rendering {
		w.started = spent(w.B)
	}
}

// End stops it.
func (w *stopwatch) End() {
	if w.rendering {
		w.total += spent(w.B) - w.started
		w.rendering = false
	}
}

// BenchmarkRendering writes coding_quality after its queries: PDF, HTML, workbook, and each figure
// for print, as a slide and as a drawing. How many records there are makes no difference to it.
func BenchmarkRendering(b *testing.B) {
	folder := filepath.Join(b.TempDir(), "data")
	if _, err := sample.Write(context.Background(), sample.Options{Encounters: 4000, Seed: 1, Dir: folder}); err != nil {
		b.Fatal(err)
	}
	p := program(b, folder, "rendering-store")
	p.Config.Store.Path, p.Config.Out = filepath.Join(b.TempDir(), "chartline.duckdb"), b.TempDir()
	if _, err := p.Pull(context.Background(), pipeline.PullRequest{}); err != nil {
		b.Fatal(err)
	}
	watch := &stopwatch{B: b}
	p.Progress = watch
	for range b.N {
		if _, err := p.Report(context.Background(), pipeline.ReportRequest{Report: "coding_quality", Job: job}); err != nil {
			b.Fatal(err)
		}
	}
	seconds := watch.total.Seconds() / float64(b.N)
	b.ReportMetric(seconds, "s-processor")
	b.ReportMetric(0, "ns/op")
	if seconds > 3 {
		b.Logf("MISSED: %.1f s, the limit is 3 s", seconds)
	}
}
