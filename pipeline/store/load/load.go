// Package load brings an input into the store: its records land, what is faulty moves to the
// quarantine, of several versions of a record one stands, and the ledger balances, or
// nothing of it stays.
package load

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/store/landing"
	"chartline/pipeline/store/ledger"
	"chartline/pipeline/store/writer"
)

// Load is one input on its way into the store, or several small ones together, and the
// Sink that their source fills. Nothing of them is seen before Commit, and nothing stays
// after Rollback.
//
// It takes two transactions or more. All but the last land the rows as they came, in inputs
// that the ledger calls landing; the last settles faults and duplicates and calls them loaded.
// In one transaction DuckDB would write every row again, as it does where rows are
// deleted that are not committed yet. An input that a killed run left landing is
// forgotten when the store is opened or published next.
type Load struct {
	w       *writer.Writer
	ledger  *ledger.Ledger
	ctx     context.Context
	inputs  []*opened
	arrived map[string]*arrival
	landing int64 // bytes of batches that the transaction at hand has landed
	landed  bool  // a transaction is committed
	over    bool  // committed or rolled back
}

// opened is an input of a load.
type opened struct {
	ledger.Input
	id      int64
	skipped map[string]int64 // records of no canonical table, by what they are
	mark    string           // from where to read the input next
}

// Begin opens an input.
func Begin(ctx context.Context, w *writer.Writer, in ledger.Input) (*Load, error) {
	if err := w.Save(ctx); err != nil {
		return nil, err
	}
	if err := w.Exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return nil, err
	}
	l := &Load{w: w, ledger: ledger.Of(w), ctx: ctx, arrived: map[string]*arrival{}}
	if err := l.Next(in); err != nil {
		l.Rollback()
		return nil, err
	}
	return l, nil
}

// Next opens another input, to be settled and committed together with those before it.
// A night's thousand messages are settled once, and not a thousand times.
func (l *Load) Next(in ledger.Input) error {
	for _, a := range l.arrived {
		if err := l.quarantineRejects(a); err != nil {
			return err
		}
	}
	id, err := l.ledger.Register(l.ctx, in)
	l.inputs = append(l.inputs, &opened{Input: in, id: id, skipped: map[string]int64{}})
	return err
}

// input is the one that is being read.
func (l *Load) input() *opened { return l.inputs[len(l.inputs)-1] }

// ours is the condition by which rows of this load are told from older ones: it has the
// highest numbers, since nobody else writes.
func (l *Load) ours() string { return fmt.Sprintf("%s >= %d", landing.Input, l.inputs[0].id) }

// Commit settles duplicates and rejects, writes the ledger, checks that it balances
// and makes the inputs visible, all or nothing. It gives the tallies of each input, and
// refuses one of which a larger share than maxReject is quarantined in any table
// (fault.Policy). A single bad record is no reason to refuse good ones: a file of twenty
// would else need a limit of 5 %, which is far too much for a large one.
func (l *Load) Commit(maxReject float64) (tallies [][]ledger.Tally, err error) {
	defer l.Rollback()
	if err := l.Land(); err != nil {
		return nil, err
	}
	if tallies, err = l.settle(); err != nil {
		return nil, err
	}
	for i, in := range l.inputs {
		if err := checkRejects(tallies[i], maxReject); err != nil {
			return nil, err
		}
		if err := l.complete(in); err != nil {
			return nil, err
		}
	}
	if err := l.w.Exec(l.ctx, "COMMIT"); err != nil {
		return nil, err
	}
	l.over = true
	return tallies, l.w.Spend(l.ctx)
}

// Weigh says what Commit would make of the inputs, and leaves nothing of them.
func (l *Load) Weigh() ([][]ledger.Tally, error) {
	defer l.Rollback()
	if err := l.Land(); err != nil {
		return nil, err
	}
	return l.settle()
}

// complete writes what the ledger keeps of a loaded input beside its tallies.
func (l *Load) complete(in *opened) error {
	for _, what := range slices.Sorted(maps.Keys(in.skipped)) {
		if err := l.w.Exec(l.ctx, "INSERT INTO ledger.skipped VALUES (?, ?, ?)", in.id, what, in.skipped[what]); err != nil {
			return err
		}
	}
	if err := l.releaseRetried(in); err != nil {
		return err
	}
	return l.w.Exec(l.ctx, "UPDATE ledger.input SET status = 'loaded', mark = nullif(?, '') WHERE input_id = ?", in.mark, in.id)
}

// flushAll hands everything that waits in memory to DuckDB.
func (l *Load) flushAll() error {
	for _, a := range l.inOrder() {
		if err := l.flush(a); err != nil {
			return err
		}
		if err := l.quarantineRejects(a); err != nil {
			return err
		}
	}
	return nil
}

// Land commits the rows as they came, unseen, and opens the transaction that settles them.
func (l *Load) Land() error {
	if err := l.flushAll(); err != nil {
		return err
	}
	if l.landed { // an input that is large: settling needs the memory of what landed last
		return l.landSoFar()
	}
	if err := l.w.Exec(l.ctx, "COMMIT"); err != nil {
		return err
	}
	l.landed = true
	if err := l.w.Save(l.ctx); err != nil {
		return err
	}
	return l.w.Exec(l.ctx, "BEGIN TRANSACTION")
}

// Rollback forgets the inputs. After Commit, it does nothing.
func (l *Load) Rollback() {
	if l.over {
		return
	}
	l.over = true
	l.w.Rollback(l.ctx)
	// The rest must be done in an interrupted run too. Where it fails, publishing or
	// opening the store tries it again.
	ctx := context.WithoutCancel(l.ctx)
	for _, a := range l.arrived {
		a.release()
		for _, s := range a.scans {
			_ = s.drop(ctx, l.w)
		}
	}
	_ = l.w.Spend(ctx)
	if l.landed {
		_ = Forget(ctx, l.w)
	}
}

// inOrder lists the tables that the inputs touched in the order of the schema.
func (l *Load) inOrder() []*arrival {
	all := make([]*arrival, 0, len(l.arrived))
	for _, a := range l.arrived {
		all = append(all, a)
	}
	rank := map[*schema.Table]int{source.Unread: len(schema.Tables)}
	for i, t := range schema.Tables {
		rank[t] = i
	}
	sort.Slice(all, func(i, j int) bool { return rank[all[i].table] < rank[all[j].table] })
	return all
}

func checkRejects(tallies []ledger.Tally, maxReject float64) error {
	for _, t := range tallies {
		share := float64(t.Quarantined) / float64(max(t.Read, 1))
		if share > maxReject && (t.Quarantined > 1 || t.Read == 1) {
			return fault.Newf(fault.Policy, t.Table, "mend the file, or raise limits.max_reject_share"+expected(t),
				"%d of %d records cannot be loaded (%.1f%%), more than the limit of %.1f%%: %s",
				t.Quarantined, t.Read, 100*share, 100*maxReject, strings.Join(t.ReasonWords(), ", "))
		}
	}
	return nil
}

// expected says what must stand in the columns by which records were rejected, in the order in which
// the reasons name them: the form of a kind, or the column's list.
func expected(t ledger.Tally) (words string) {
	table, ok := schema.Lookup(t.Table)
	if !ok {
		return ""
	}
	said := map[string]bool{}
	for _, r := range t.Reasons {
		c, ok := table.Column(r.Column)
		if !ok || said[c.Name] {
			continue
		}
		switch r.Reason {
		case source.ReasonType:
			words += fmt.Sprintf("; %s is %s", c.Name, c.Kind.Form())
		case source.ReasonUnlisted:
			words += fmt.Sprintf("; %s is one of %s", c.Name, strings.Join(c.Values, ", "))
		default:
			continue
		}
		said[c.Name] = true
	}
	return words
}
