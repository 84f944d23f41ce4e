//go:build duckdb_arrow

package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/codingcsv"
	"chartline/pipeline/store/ledger"
)

const kills = 20

// TestKilled kills a process that loads inputs, 20 times at random moments. After each
// the store opens and balances, and in the end it holds what an uninterrupted load
// holds.
func TestKilled(t *testing.T) {
	inbox := exports(t)
	whole := filepath.Join(t.TempDir(), "whole.duckdb")
	says(t, child(t, "crash "+whole+" "+inbox))

	path := filepath.Join(t.TempDir(), "killed.duckdb")
	shut(t, openAt(t, path))
	killed := 0
	for range kills {
		if killSoon(t, child(t, "crash "+path+" "+inbox)) {
			killed++
		}
		s := openAt(t, path)
		if err := s.Balance(context.Background()); err != nil {
			t.Fatal(err)
		}
		shut(t, s)
	}
	if killed < kills/2 {
		t.Errorf("only %d of %d processes were killed before they ended", killed, kills)
	}
	says(t, child(t, "crash "+path+" "+inbox))
	got, want := digest(t, path), digest(t, whole)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("after %d kills\n  %s\nwithout\n  %s", killed, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	published, err := Published(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(published, 0o600); err != nil {
		t.Fatal(err)
	}
	if copied := digest(t, published); strings.Join(copied, "\n") != strings.Join(want, "\n") {
		t.Error("the published copy differs from the store")
	}
}

// killSoon kills a load after one of the steps that it tells of: then, or a part of the time later
// that it took until then, so that the moments are as random on a busy machine as on an idle one.
func killSoon(t *testing.T, cmd *exec.Cmd) bool {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	steps := bufio.NewScanner(out)
	for range 1 + rand.IntN(2) {
		steps.Scan()
	}
	time.Sleep(time.Duration(rand.Float64() / 2 * float64(time.Since(begun))))
	return errors.Join(cmd.Process.Kill(), waitKilled(cmd)) == nil
}

// waitKilled is nil for a process that did not end by itself.
func waitKilled(cmd *exec.Cmd) error {
	var ended *exec.ExitError
	if err := cmd.Wait(); errors.As(err, &ended) && ended.ExitCode() == -1 {
		return nil
	}
	return errors.New("it had ended")
}

// exports are 36 inputs of three tables, with repeats, changes and bad records, which
// supersede each other across inputs.
func exports(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 12 {
		var patients, diagnoses, days strings.Builder
		patients.WriteString("patient_id,sex,birth_on\n")
		diagnoses.WriteString("encounter_id,sequence,role,code,code_system\n")
		days.WriteString("coder_id,worked_on,patient_type,paid_hours\n")
		for n := range 1_500 {
			fmt.Fprintf(&patients, "P%d,%c,19%02d-01-01\n", r.IntN(7_500), "FMU"[r.IntN(3)], r.IntN(100))
			fmt.Fprintf(&diagnoses, "E%d,%d,%s,I%d,ICD-10-CM\n", i*750+n/2, n%2+1, []string{"principal", "other", "wrong"}[min(2, r.IntN(90)/44)], 10+r.IntN(90))
			fmt.Fprintf(&days, "K%d,2026-0%d-%02d,IP,%d\n", r.IntN(50), 1+r.IntN(9), 1+r.IntN(31), r.IntN(25))
		}
		for name, content := range map[string]string{"patient": patients.String(), "diagnosis": diagnoses.String(), "coder_day": days.String()} {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%02d.csv", name, i)), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// loadUntilKilled does what a pull does: it skips what was loaded before, loads the
// rest, and publishes now and then. It tells of each step.
func loadUntilKilled(args []string) error {
	ctx := context.Background()
	s, err := Open(ctx, args[0], Options{Memory: "512MB", Now: noon})
	if err != nil {
		return err
	}
	run, err := s.StartRun(ctx)
	if err != nil {
		return err
	}
	inputs, err := codingcsv.Source{}.Inputs(source.Spec{Name: "coding", Path: args[1]})
	if err != nil {
		return err
	}
	fmt.Println("opened")
	for i, in := range inputs {
		if err := loadOnce(ctx, s, in); err != nil {
			return err
		}
		fmt.Println("loaded")
		if i%5 == 0 {
			if _, err := s.Publish(ctx, run); err != nil {
				return err
			}
		}
	}
	if err := s.EndRun(ctx, run, "done"); err != nil {
		return err
	}
	if _, err := s.Publish(ctx, run); err != nil {
		return err
	}
	return s.Close()
}

func loadOnce(ctx context.Context, s *Store, in source.Input) error {
	content, err := os.ReadFile(in.Path)
	if err != nil {
		return err
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(content))
	known, err := s.Known(ctx, in.Spec.Name)
	if err != nil {
		return err
	}
	if _, seen := known.Loaded(sum); seen {
		return nil
	}
	l, err := s.Begin(ctx, ledger.Input{Source: in.Spec.Name, SHA256: sum, File: filepath.Base(in.Path)})
	if err != nil {
		return err
	}
	defer l.Rollback()
	if err := (codingcsv.Source{}).Read(ctx, in, l); err != nil {
		return err
	}
	_, err = l.Commit(1)
	return err
}

// digest is what a store holds, whatever the order and the numbers of its inputs: for
// each table its rows and a sum over the hashes of them, the summed tallies, and the
// quarantine by file.
func digest(t *testing.T, path string) []string {
	t.Helper()
	s := openAt(t, path)
	defer shut(t, s)
	var all []string
	for _, tbl := range schema.Tables {
		cols := make([]string, len(tbl.Columns))
		for i, c := range tbl.Columns {
			cols[i] = c.Name
		}
		all = append(all, ask(t, s, fmt.Sprintf("SELECT '%s', count(*), CAST(sum(hash(%s)) AS VARCHAR) FROM history.%s",
			tbl.Name, strings.Join(cols, ", "), tbl.Name))...)
	}
	all = append(all, ask(t, s, `SELECT file_name, table_name, rows_read, rows_loaded, rows_duplicate, rows_superseded, rows_quarantined
		FROM ledger.tally JOIN ledger.input USING (input_id) ORDER BY ALL`)...)
	return append(all, ask(t, s, `SELECT count(*), CAST(sum(hash(file_name, table_name, record_no, reason, column_name, raw_record)) AS VARCHAR)
		FROM ledger.quarantine JOIN ledger.input USING (input_id)`)...)
}
