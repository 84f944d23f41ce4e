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

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/query"
	"chartline/queries"
)

// plainDays is what has to be done at the least to tell how long coding took: the first of
// the coding events of each account, and accounts by patient type and day.
const plainDays = `WITH coded AS (
		SELECT v.encounter_id, min(v.occurred_on) AS coded_on
		FROM event AS v
		WHERE v.event_type IN ('final_coded', 'final_billed', 'voided') AND v.occurred_at <= TIMESTAMP '2026-10-01 06:00:00'
		GROUP BY v.encounter_id)
	SELECT e.patient_type, date_diff('day', e.discharged_on, c.coded_on) AS day, count(*)
	FROM encounter AS e
	LEFT JOIN coded AS c ON c.encounter_id = e.encounter_id
	WHERE e.discharged_on < DATE '2026-10-01'
	GROUP BY ALL`

// plainStretches is what has to be done at the least to tell where the days went: the time
// from each event of an account to its next, by patient type and event.
const plainStretches = `WITH stretch AS (
		SELECT v.encounter_id, v.event_type,
		       date_diff('second', v.occurred_at, lead(v.occurred_at) OVER (PARTITION BY v.encounter_id ORDER BY v.occurred_at)) AS seconds
		FROM event AS v
		WHERE v.occurred_at <= TIMESTAMP '2026-10-01 06:00:00')
	SELECT e.patient_type, s.event_type, sum(s.seconds), count(*)
	FROM stretch AS s
	JOIN encounter AS e ON e.encounter_id = s.encounter_id
	GROUP BY ALL`

// stretched are the questions of time between events.
var stretched = map[string]bool{"turnaround/decomposition": true, "turnaround/bottlenecks": true}

// BenchmarkFlow answers every question of time and of the backlog over encounters() accounts
// with five events each, beside the aggregation that DuckDB alone makes. Other work on the
// machine counts in seconds of the clock, so that those of the processor decide.
func BenchmarkFlow(b *testing.B) {
	path := accounts(b)
	library, err := query.Load(queries.Files, "")
	if err != nil {
		b.Fatal(err)
	}
	all, err := library.List()
	if err != nil {
		b.Fatal(err)
	}
	for _, q := range all {
		subject, _, _ := strings.Cut(q.Name, "/")
		if !flowSubjects[subject] {
			continue
		}
		plain := plainDays
		if stretched[q.Name] {
			plain = plainStretches
		}
		b.Run(strings.ReplaceAll(q.Name, "/", "."), func(b *testing.B) {
			for range b.N {
				theirs := processor(b, func() error { return aggregate(path, plain) })
				ours := processor(b, func() error { return answered(path, q) })
				against(b, ours, theirs, 1.3)
			}
		})
	}
}

// flowSubjects are the folders of these questions; worklist lists accounts and aggregates none.
var flowSubjects = map[string]bool{"turnaround": true, "backlog": true, "provider": true, "forecast": true, "director": true}

// aggregate opens a store as DuckDB alone does and reads an answer to its end.
func aggregate(path, text string) error {
	db, err := sql.Open("duckdb", path+"?access_mode=read_only&memory_limit="+memory)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Query(text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// answered opens the store as Chartline does and answers a question of the two years.
func answered(path string, q *query.Query) error {
	db, err := duckdb.Open(path, duckdb.Options{MemoryLimit: memory})
	if err != nil {
		return err
	}
	defer db.Close()
	a, err := q.Run(context.Background(), db, given(q))
	if err == nil && a.Len() == 0 {
		err = fmt.Errorf("%s: no rows", q.Name)
	}
	return err
}

// BenchmarkClocks publishes a store of encounters() accounts with five events each, which works
// out the clocks of all accounts, beside the least aggregation of the same events. It has no
// limit of its own: it is a part of a pull, once, of what every question would do again.
func BenchmarkClocks(b *testing.B) {
	path := filepath.Join(home(), "clocks", "accounts.duckdb")
	recorded(b, path)
	for range b.N {
		theirs := processor(b, func() error { return aggregate(path, plainDays) })
		ours := processor(b, func() error { _, err := publish(path); return err })
		against(b, ours, theirs, 0)
	}
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		b.Fatal(err)
	}
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
		spent := processor(b, func() error {
			survival.Each(groups, func(exits []survival.Exit) [2]metric.Estimate {
				km := survival.KaplanMeier(exits)
				return [2]metric.Estimate{km.Quantile(0.5), km.RestrictedMean(30)}
			})
			return nil
		})
		b.ReportMetric(spent.Seconds(), "s-core")
		if spent > time.Second {
			b.Logf("MISSED: %s of the processor, the limit is a second", spent)
		}
	}
}
