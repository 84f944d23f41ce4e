package schedule

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/history"
	"chartline/pipeline/timetable"
)

// bench is a scheduler with a clock that the test moves, and jobs that end as it says.
type bench struct {
	*Scheduler
	at     time.Time
	starts []string
	codes  []int // of the runs to come; 0 after them
}

func newBench(t *testing.T, jobs ...Job) *bench {
	t.Helper()
	b := &bench{at: instant(t, "2026-10-01T00:00:00Z")}
	b.Scheduler = &Scheduler{
		Jobs: jobs, History: history.Of(filepath.Join(t.TempDir(), "a.duckdb")),
		Now: func() time.Time { return b.at }, Tell: func(string) {},
		Start: func(_ context.Context, job string, due time.Time) int {
			b.starts = append(b.starts, fmt.Sprintf("%s %s at %s", job, due.UTC().Format("02T15:04"), b.at.UTC().Format("02T15:04")))
			code := 0
			if len(b.codes) > 0 {
				code, b.codes = b.codes[0], b.codes[1:]
			}
			return code
		},
	}
	return b
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func job(t *testing.T, name, line, missed string) Job {
	t.Helper()
	table, err := timetable.Parse(line, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return Job{Name: name, Table: table, Missed: missed, Retries: 2, Wait: time.Minute, Limit: time.Hour}
}

// until looks once a minute, as a line of cron does.
func (b *bench) until(t *testing.T, text string) {
	t.Helper()
	for end := instant(t, text); !b.at.After(end); b.at = b.at.Add(time.Minute) {
		if err := b.Once(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func (b *bench) wants(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(b.starts, want) {
		t.Errorf("started\n  %s\nwant\n  %s", strings.Join(b.starts, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestEachDueTimeRunsOnce(t *testing.T) {
	b := newBench(t, job(t, "daily", "0 6 * * *", config.MissedLast), job(t, "often", "0 */12 * * *", config.MissedLast))
	b.until(t, "2026-10-02T13:00:00Z")
	b.wants(t, "daily 01T06:00 at 01T06:00", "often 01T12:00 at 01T12:00", "often 02T00:00 at 02T00:00", "daily 02T06:00 at 02T06:00", "often 02T12:00 at 02T12:00")
}

func TestWhatWasMissed(t *testing.T) {
	for missed, want := range map[string][]string{
		config.MissedLast: {"daily 01T06:00 at 01T06:00", "daily 04T06:00 at 04T12:00", "daily 05T06:00 at 05T06:00"},
		config.MissedAll:  {"daily 01T06:00 at 01T06:00", "daily 02T06:00 at 04T12:00", "daily 03T06:00 at 04T12:00", "daily 04T06:00 at 04T12:00", "daily 05T06:00 at 05T06:00"},
		config.MissedNone: {"daily 01T06:00 at 01T06:00", "daily 05T06:00 at 05T06:00"},
	} {
		t.Run(missed, func(t *testing.T) {
			b := newBench(t, job(t, "daily", "0 6 * * *", missed))
			b.until(t, "2026-10-01T07:00:00Z")
			b.at = instant(t, "2026-10-04T12:00:00Z")
			b.until(t, "2026-10-05T07:00:00Z")
			b.wants(t, want...)
		})
	}
}

func TestWhatIsLateWithinTheGraceIsNotMissed(t *testing.T) {
	b := newBench(t, job(t, "daily", "0 6 * * *", config.MissedNone))
	b.until(t, "2026-10-01T05:00:00Z")
	b.at = instant(t, "2026-10-01T06:09:00Z")
	b.until(t, "2026-10-01T07:00:00Z")
	b.wants(t, "daily 01T06:00 at 01T06:09")
}

func TestNothingIsMissedBeforeAJobIsKnown(t *testing.T) {
	b := newBench(t, job(t, "monthly", "0 6 2 * *", config.MissedAll))
	b.at = instant(t, "2026-12-24T00:00:00Z")
	b.until(t, "2026-12-24T02:00:00Z")
	b.wants(t)
	b.Jobs[0] = job(t, "monthly", "0 1 * * *", config.MissedAll) // another schedule begins anew
	b.until(t, "2026-12-25T02:00:00Z")
	b.wants(t, "monthly 25T01:00 at 25T01:00")
}

func TestOnlyExitSixIsTriedAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		codes []int
		want  []string
	}{
		{"twice with a longer pause, then no more", []int{6, 6, 6, 6}, []string{"a 01T06:00 at 01T06:00", "a 01T06:00 at 01T06:01", "a 01T06:00 at 01T06:03"}},
		{"until it works", []int{6, 0}, []string{"a 01T06:00 at 01T06:00", "a 01T06:00 at 01T06:01"}},
		{"a broken input", []int{4}, []string{"a 01T06:00 at 01T06:00"}},
		{"too many rejects", []int{7}, []string{"a 01T06:00 at 01T06:00"}},
		{"a bug", []int{1}, []string{"a 01T06:00 at 01T06:00"}},
		{"a kill", []int{137}, []string{"a 01T06:00 at 01T06:00"}},
		{"an interruption is taken up at once and is no attempt", []int{130, 6, 6, 0}, []string{"a 01T06:00 at 01T06:00", "a 01T06:00 at 01T06:00", "a 01T06:00 at 01T06:01", "a 01T06:00 at 01T06:03"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, job(t, "a", "0 6 * * *", config.MissedLast))
			b.codes = c.codes
			b.until(t, "2026-10-01T12:00:00Z")
			b.wants(t, c.want...)
		})
	}
}

func TestARunThatWasCutShortIsTakenUp(t *testing.T) {
	b := newBench(t, job(t, "a", "0 6 * * *", config.MissedNone))
	b.until(t, "2026-10-01T05:00:00Z")
	due := instant(t, "2026-10-01T06:00:00Z")
	if err := b.History.Runs.Append(history.RunEvent{Event: history.Started, Job: "a", Due: due, Run: due, At: due}); err != nil {
		t.Fatal(err)
	}
	b.at = instant(t, "2026-10-03T12:00:00Z")
	b.until(t, "2026-10-03T13:00:00Z")
	b.wants(t, "a 01T06:00 at 03T12:00")
}

func TestNothingStartsWhileAJobRuns(t *testing.T) {
	b := newBench(t, job(t, "a", "0 6 * * *", config.MissedLast))
	b.until(t, "2026-10-01T05:00:00Z")
	held, err := b.History.LockJobs()
	if err != nil {
		t.Fatal(err)
	}
	b.at = instant(t, "2026-10-01T06:00:00Z")
	if err := b.Once(context.Background()); err != nil {
		t.Fatal(err)
	}
	b.wants(t)
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
	b.until(t, "2026-10-01T06:05:00Z")
	b.wants(t, "a 01T06:00 at 01T06:00")
}

func TestALimitCountsAsUnavailable(t *testing.T) {
	slow := job(t, "slow", "0 6 * * *", config.MissedLast)
	slow.Limit, slow.Retries = 10*time.Millisecond, 1
	b := newBench(t, slow)
	started := 0
	b.Start = func(ctx context.Context, _ string, _ time.Time) int {
		started++
		<-ctx.Done()
		return 130
	}
	b.until(t, "2026-10-01T12:00:00Z")
	events, err := b.History.Runs.Read()
	if err != nil {
		t.Fatal(err)
	}
	runs := history.FoldRuns(events)
	if started != 2 || len(runs) != 1 || runs[0].Code != 6 || runs[0].Attempts != 2 || !strings.Contains(runs[0].Message, "limit of 10ms") {
		t.Errorf("started %d times: %+v", started, runs)
	}
}

func TestRunStopsInOrder(t *testing.T) {
	b := newBench(t, job(t, "a", "* * * * *", config.MissedLast))
	ctx, stop := context.WithCancel(context.Background())
	b.Start = func(ctx context.Context, _ string, _ time.Time) int {
		stop()
		<-ctx.Done()
		return 130
	}
	if err := b.watch(); err != nil {
		t.Fatal(err)
	}
	b.at = b.at.Add(time.Minute)
	if err := b.Run(ctx); err != nil {
		t.Fatal(err)
	}
	events, err := b.History.Runs.Read()
	if err != nil {
		t.Fatal(err)
	}
	if run, ok := history.Last(history.FoldRuns(events), "a"); !ok || run.Code != 130 || run.Attempts != 0 {
		t.Errorf("the run stands as %+v", run)
	}
}
