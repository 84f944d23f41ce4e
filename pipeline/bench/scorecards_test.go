//go:build duckdb_arrow

package bench

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	copies      = 50 // of the ten coders of the sample, so that there are 500
	mostForAll  = 1024
	leastFaster = 1.7
)

// copied are the tables of the sample that tell of coders, with what makes a copy another one.
var copied = map[string][]string{
	"encounter.csv": {"encounter_id"}, "audit_case.csv": {"audit_case_id", "encounter_id", "coder_id"},
	"audit_code.csv": {"audit_case_id"}, "audit_finding.csv": {"finding_id", "audit_case_id"},
	"code_assignment.csv": {"encounter_id", "coder_id"}, "coder_day.csv": {"coder_id"}, "education.csv": {"coder_id"},
	"chart_standard.csv": nil, "diagnosis.csv.gz": {"encounter_id"}, "event.csv.gz": {"event_id", "encounter_id", "actor_id"},
}

// BenchmarkScorecards writes the scorecards of 500 coders in a process on one core and on two,
// and prints how much faster two are and the most memory that it had.
func BenchmarkScorecards(b *testing.B) {
	if _, err := exec.LookPath("taskset"); err != nil {
		b.Skip("taskset is not installed: apt-get install util-linux")
	}
	binary := built(b)
	dir := filepath.Join(home(), "scorecards")
	conf := filepath.Join(dir, "chartline.yaml")
	text := "timezone: America/Chicago\nstore: {path: store/chartline.duckdb, memory: 512MB}\nout: out\n" +
		"sources: [{name: sample, format: coding-csv, path: data, timezone: UTC}]\nlimits: {max_reject_share: 0.05}\n" +
		"jobs:\n  bench: {pull: [sample], reports: [coder_scorecard], period: last 24 months, as_of: \"" + job.AsOf + "\"}\n"
	copySample(b, filepath.Join(dir, "data"))
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	if out, err := exec.Command(binary, "--config", conf, "pull", "--quiet").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for range b.N {
		one, _ := scorecardsOn(b, binary, conf, "0")
		two, peak := scorecardsOn(b, binary, conf, "0,1")
		b.ReportMetric(one.Seconds(), "s-one-core")
		b.ReportMetric(two.Seconds(), "s-two-cores")
		b.ReportMetric(one.Seconds()/two.Seconds(), "x-faster")
		b.ReportMetric(peak, "MB-peak")
		b.ReportMetric(0, "ns/op")
		if one.Seconds() < leastFaster*two.Seconds() || peak > mostForAll {
			b.Logf("MISSED: %.2f times as fast and %.0f MB, the limits are %.1f and %d", one.Seconds()/two.Seconds(), peak, leastFaster, mostForAll)
		}
	}
}

// scorecardsOn writes them all on some cores, and gives the time and the most memory in MB.
func scorecardsOn(b *testing.B, binary, conf, cores string) (time.Duration, float64) {
	b.Helper()
	c := exec.Command("taskset", "-c", cores, binary, "--config", conf, "--quiet", "report", "coder_scorecard", "--job", "bench")
	started := time.Now()
	out, err := c.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	if n := strings.Count(string(out), ".pdf"); n != 10*copies {
		b.Fatalf("%d scorecards of %d coders", n, 10*copies)
	}
	return time.Since(started), float64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
}

// copySample writes the tables of the sample so many times, with identifiers of their own.
func copySample(b *testing.B, dir string) {
	b.Helper()
	if _, err := os.Stat(filepath.Join(dir, "event.csv")); err == nil {
		return
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	for name, ids := range copied {
		if err := copyTable(filepath.Join("../../sample-data", name), filepath.Join(dir, strings.TrimSuffix(name, ".gz")), ids); err != nil {
			b.Fatal(err)
		}
	}
}

func copyTable(from, to string, ids []string) error {
	rows, err := readTable(from)
	if err != nil {
		return err
	}
	file, err := os.Create(to)
	if err != nil {
		return err
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	out := csv.NewWriter(w)
	out.Write(rows[0])
	times := copies
	if len(ids) == 0 {
		times = 1
	}
	for k := range times {
		for _, row := range rows[1:] {
			out.Write(another(rows[0], row, ids, k))
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return w.Flush()
}

// another is a row with the identifiers of a copy.
func another(head, row, ids []string, k int) []string {
	made := slices.Clone(row)
	for i, column := range head {
		if slices.Contains(ids, column) && row[i] != "" {
			made[i] = fmt.Sprintf("%s-%02d", row[i], k)
		}
	}
	return made
}

func readTable(path string) ([][]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			return nil, err
		}
	}
	return csv.NewReader(in).ReadAll()
}
