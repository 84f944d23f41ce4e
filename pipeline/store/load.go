package store

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Load is one input on its way into the store: one transaction, and the Sink that the
// input's source fills. Nothing of it is seen before Commit, and nothing stays after
// Rollback.
type Load struct {
	s       *Store
	ctx     context.Context
	inputID int64
	landed  map[string]*landing
	pending map[string]*pending
}

// landing counts what arrived for one table.
type landing struct {
	table      *schema.Table
	rejects    []source.Reject
	scans      []string // rejects tables of read_csv
	parquetRow int64
}

// pending are batches that wait until an INSERT is worth its while.
type pending struct {
	batches []arrow.RecordBatch
	rows    int64
}

// batchRows is how many rows of a table an INSERT takes: two row groups of DuckDB.
const batchRows = 2 * 122_880

// Begin opens the transaction of one input.
func (s *Store) Begin(ctx context.Context, in InputInfo) (*Load, error) {
	if err := s.exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return nil, err
	}
	l := &Load{s: s, ctx: ctx, landed: map[string]*landing{}, pending: map[string]*pending{}}
	if err := l.register(in); err != nil {
		l.Rollback()
		return nil, err
	}
	return l, nil
}

// Batch takes rows of a table as Arrow.
func (l *Load) Batch(t *schema.Table, rec arrow.RecordBatch) error {
	l.landing(t)
	p := l.pending[t.Name]
	if p == nil {
		p = &pending{}
		l.pending[t.Name] = p
	}
	rec.Retain()
	p.batches = append(p.batches, rec)
	p.rows += rec.NumRows()
	if p.rows >= batchRows {
		return l.flush(t)
	}
	return l.ctx.Err()
}

// flush inserts the batches of a table that wait.
func (l *Load) flush(t *schema.Table) error {
	p := l.pending[t.Name]
	if p == nil || len(p.batches) == 0 {
		return nil
	}
	defer func() {
		for _, b := range p.batches {
			b.Release()
		}
		*p = pending{}
	}()
	return l.s.insertArrow(l.ctx, p.batches, func(view string) string {
		return batchInsert(t, p.batches[0].Schema(), view, l.inputID)
	})
}

// File takes a delimited or Parquet file that DuckDB scans by itself.
func (l *Load) File(t *schema.Table, f source.File) error {
	land := l.landing(t)
	if err := l.s.exec(l.ctx, "SET TimeZone = "+quoteText(zone(f.Timezone))); err != nil {
		return err
	}
	scan := ""
	if !f.Parquet {
		scan = fmt.Sprintf("rejects_%s_%d", t.Name, len(land.scans))
		land.scans = append(land.scans, scan)
	}
	_, err := l.s.conn.ExecContext(l.ctx, fileInsert(t, f, scan, l.inputID))
	return scanError(err, f.Path, l.s.path)
}

// Reject takes a record that the source leaves out.
func (l *Load) Reject(r source.Reject) error {
	land := l.landing(r.Table)
	land.rejects = append(land.rejects, r)
	return l.ctx.Err()
}

func (l *Load) landing(t *schema.Table) *landing {
	land := l.landed[t.Name]
	if land == nil {
		land = &landing{table: t}
		l.landed[t.Name] = land
	}
	return land
}

// Commit settles duplicates and rejects, writes the ledger, checks that it balances
// and makes the input visible, all or nothing. It refuses an input of which a larger
// share than maxReject is quarantined (fault.Policy).
func (l *Load) Commit(maxReject float64) (tallies []Tally, err error) {
	defer func() {
		if err != nil {
			l.Rollback()
		}
	}()
	for _, land := range l.inOrder() {
		if err := l.flush(land.table); err != nil {
			return nil, err
		}
		tally, err := l.settle(land)
		if err != nil {
			return nil, err
		}
		tallies = append(tallies, tally)
	}
	if err := checkRejects(tallies, maxReject); err != nil {
		return tallies, err
	}
	return tallies, l.s.exec(l.ctx, "COMMIT")
}

// Rollback forgets the input.
func (l *Load) Rollback() {
	for _, p := range l.pending {
		for _, b := range p.batches {
			b.Release()
		}
	}
	l.pending = nil
	// The transaction may already be gone after a fatal error, and the run may be
	// interrupted: there is nothing more to do in either case.
	_, _ = l.s.conn.ExecContext(context.WithoutCancel(l.ctx), "ROLLBACK")
}

// inOrder lists the tables that the input touched in the order of the schema.
func (l *Load) inOrder() []*landing {
	lands := make([]*landing, 0, len(l.landed))
	for _, land := range l.landed {
		lands = append(lands, land)
	}
	rank := map[string]int{}
	for i, t := range schema.Tables {
		rank[t.Name] = i
	}
	sort.Slice(lands, func(i, j int) bool { return rank[lands[i].table.Name] < rank[lands[j].table.Name] })
	return lands
}

func checkRejects(tallies []Tally, maxReject float64) error {
	for _, t := range tallies {
		if share := float64(t.Quarantined) / float64(max(t.Read, 1)); share > maxReject {
			return fault.Newf(fault.Policy, t.Table, "mend the file, or raise limits.max_reject_share",
				"%d of %d records cannot be loaded (%.1f%%), more than the limit of %.1f%%: %s",
				t.Quarantined, t.Read, 100*share, 100*maxReject, strings.Join(t.ReasonWords(), ", "))
		}
	}
	return nil
}

func zone(name string) string {
	if name == "" {
		return "UTC"
	}
	return name
}
