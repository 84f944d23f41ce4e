package store

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/store/landing"
)

// Load is one input on its way into the store, and the Sink that the input's source
// fills. Nothing of it is seen before Commit, and nothing stays after Rollback.
//
// It takes two transactions. The first lands the rows as they came, in an input that the
// ledger calls landing; the second settles faults and duplicates and calls it loaded. In
// one transaction DuckDB would write every row again, as it does where rows are deleted
// that are not committed yet. An input that a killed run left landing is forgotten when
// the store is opened or published next.
type Load struct {
	s       *Store
	ctx     context.Context
	inputID int64
	arrived map[string]*arrival
	landed  bool // the first transaction is committed
	over    bool // committed or rolled back
}

// Begin opens an input.
func (s *Store) Begin(ctx context.Context, in InputInfo) (*Load, error) {
	if err := s.exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return nil, err
	}
	l := &Load{s: s, ctx: ctx, arrived: map[string]*arrival{}}
	if err := l.register(in); err != nil {
		l.Rollback()
		return nil, err
	}
	return l, nil
}

// Commit settles duplicates and rejects, writes the ledger, checks that it balances
// and makes the input visible, all or nothing. It refuses an input of which a larger
// share than maxReject is quarantined in any table (fault.Policy). A single bad record
// is no reason to refuse good ones: a file of twenty would else need a limit of 5 %,
// which is far too much for a large one.
func (l *Load) Commit(maxReject float64) (tallies []Tally, err error) {
	defer l.Rollback()
	if err := l.land(); err != nil {
		return nil, err
	}
	for _, a := range l.inOrder() {
		tally, err := l.settle(a)
		if err != nil {
			return nil, err
		}
		tallies = append(tallies, tally)
	}
	if err := checkRejects(tallies, maxReject); err != nil {
		return tallies, err
	}
	if err := l.s.exec(l.ctx, "UPDATE ledger.input SET status = 'loaded' WHERE input_id = ?", l.inputID); err != nil {
		return nil, err
	}
	if err := l.s.exec(l.ctx, "COMMIT"); err != nil {
		return nil, err
	}
	l.over = true
	return tallies, nil
}

// land commits the rows as they came and opens the transaction that settles them.
func (l *Load) land() error {
	for _, a := range l.inOrder() {
		if err := l.flush(a); err != nil {
			return err
		}
	}
	if err := l.s.exec(l.ctx, "COMMIT"); err != nil {
		return err
	}
	l.landed = true
	return l.s.exec(l.ctx, "BEGIN TRANSACTION")
}

// Rollback forgets the input. After Commit, it does nothing.
func (l *Load) Rollback() {
	if l.over {
		return
	}
	l.over = true
	l.s.rollback(l.ctx)
	// The rest must be done in an interrupted run too. Where it fails, publishing or
	// opening the store tries it again.
	ctx := context.WithoutCancel(l.ctx)
	for _, a := range l.arrived {
		a.release()
		for _, s := range a.scans {
			_ = s.drop(ctx, l.s)
		}
	}
	if l.landed {
		_ = l.s.forgetLanding(ctx)
	}
}

// forgetLanding removes what was landed and is not going to be settled, here or by a
// run that was killed. The rows are written to the file before they go: where DuckDB
// 1.5.4 deletes rows that came back from its log, it keeps them in the statistics of
// the table, and then fails on SELECT max(x) FROM t WHERE y = z for a z that only those
// rows had.
func (s *Store) forgetLanding(ctx context.Context) error {
	const landed = "IN (SELECT input_id FROM ledger.input WHERE status = 'landing')"
	var n int64
	if err := s.scan(ctx, "SELECT count(*) FROM ledger.input WHERE status = 'landing'", nil, &n); err != nil || n == 0 {
		return err
	}
	if err := s.exec(ctx, "CHECKPOINT"); err != nil {
		return err
	}
	return s.atomically(ctx, func() error {
		for _, t := range schema.Tables {
			if err := s.exec(ctx, fmt.Sprintf("DELETE FROM history.%s WHERE %s %s", t.Name, landing.Input, landed)); err != nil {
				return err
			}
		}
		return s.exec(ctx, "DELETE FROM ledger.quarantine WHERE input_id "+landed+"; DELETE FROM ledger.input WHERE status = 'landing'")
	})
}

// inOrder lists the tables that the input touched in the order of the schema.
func (l *Load) inOrder() []*arrival {
	all := make([]*arrival, 0, len(l.arrived))
	for _, a := range l.arrived {
		all = append(all, a)
	}
	rank := map[*schema.Table]int{}
	for i, t := range schema.Tables {
		rank[t] = i
	}
	sort.Slice(all, func(i, j int) bool { return rank[all[i].table] < rank[all[j].table] })
	return all
}

func checkRejects(tallies []Tally, maxReject float64) error {
	for _, t := range tallies {
		share := float64(t.Quarantined) / float64(max(t.Read, 1))
		if share > maxReject && (t.Quarantined > 1 || t.Read == 1) {
			return fault.Newf(fault.Policy, t.Table, "mend the file, or raise limits.max_reject_share",
				"%d of %d records cannot be loaded (%.1f%%), more than the limit of %.1f%%: %s",
				t.Quarantined, t.Read, 100*share, 100*maxReject, strings.Join(t.ReasonWords(), ", "))
		}
	}
	return nil
}
