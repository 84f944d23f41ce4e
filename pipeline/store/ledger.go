package store

import (
	"context"
	"fmt"
	"time"

	"chartline/pipeline/fault"
)

// InputInfo is what the ledger keeps of an input.
type InputInfo struct {
	RunID  int64
	Source string // name of the source in the configuration
	Format string
	File   string
	SHA256 string // in hex
	Bytes  int64
}

// Tally says what became of the records of one input and table:
// Read = Loaded + Duplicate + Superseded + Quarantined.
type Tally struct {
	Table                                            string
	Read, Loaded, Duplicate, Superseded, Quarantined int64
	Reasons                                          []Reason
}

// Reason counts records that were quarantined for the same reason.
type Reason struct {
	Reason, Column string
	Records        int64
}

// ReasonWords lists the reasons for a reader: "wrong_type admitted_on 3".
func (t Tally) ReasonWords() []string {
	words := make([]string, len(t.Reasons))
	for i, r := range t.Reasons {
		words[i] = r.Reason
		if r.Column != "" {
			words[i] += " " + r.Column
		}
		words[i] += fmt.Sprintf(" %d", r.Records)
	}
	return words
}

// StartRun opens a run in the ledger and gives its number.
func (s *Store) StartRun(ctx context.Context) (id int64, err error) {
	if err := s.scan(ctx, "SELECT coalesce(max(run_id), 0) + 1 FROM ledger.run", nil, &id); err != nil {
		return 0, err
	}
	return id, s.exec(ctx, "INSERT INTO ledger.run VALUES (?, ?, ?, NULL, 'running')", id, s.opts.Version, s.now())
}

// EndRun closes a run as "done", "failed" or "interrupted".
func (s *Store) EndRun(ctx context.Context, id int64, status string) error {
	return s.exec(ctx, "UPDATE ledger.run SET status = ?, finished_at = ? WHERE run_id = ?", status, s.now(), id)
}

// Seen says when an input with this content was loaded; ok is false where it never was.
func (s *Store) Seen(ctx context.Context, sha256 string) (loadedAt time.Time, ok bool, err error) {
	var n int64
	var at *time.Time
	err = s.scan(ctx, "SELECT count(*), max(loaded_at) FROM ledger.input WHERE sha256 = ? AND status = 'loaded'", []any{sha256}, &n, &at)
	if err != nil || n == 0 {
		return time.Time{}, false, err
	}
	return *at, true, nil
}

// register writes the input into the ledger, inside its transaction.
func (l *Load) register(in InputInfo) error {
	if err := l.s.scan(l.ctx, "SELECT coalesce(max(input_id), 0) + 1 FROM ledger.input", nil, &l.inputID); err != nil {
		return err
	}
	return l.s.exec(l.ctx, "INSERT INTO ledger.input VALUES (?, ?, ?, ?, ?, ?, ?, 'loaded', ?)",
		l.inputID, in.RunID, in.Source, in.Format, in.File, in.SHA256, in.Bytes, l.s.now())
}

// Refuse records an input that was rolled back, so that the ledger knows of the try.
func (s *Store) Refuse(ctx context.Context, in InputInfo) error {
	return s.exec(ctx, `INSERT INTO ledger.input
		SELECT coalesce(max(input_id), 0) + 1, ?, ?, ?, ?, ?, ?, 'refused', CAST(? AS TIMESTAMP) FROM ledger.input`,
		in.RunID, in.Source, in.Format, in.File, in.SHA256, in.Bytes, s.now())
}

// Balance checks the whole ledger: every tally adds up, and the tables hold what the
// tallies say.
func (s *Store) Balance(ctx context.Context) error {
	var off int64
	err := s.scan(ctx, `SELECT count(*) FROM ledger.tally
		WHERE rows_read <> rows_loaded + rows_duplicate + rows_superseded + rows_quarantined`, nil, &off)
	if err != nil {
		return err
	}
	if off > 0 {
		return fault.Newf(fault.Internal, s.path, "please report it", "%d tallies of the ledger do not balance", off)
	}
	return s.balanceTables(ctx)
}

func (s *Store) balanceTables(ctx context.Context) error {
	rows, err := s.conn.QueryContext(ctx, "SELECT table_name, CAST(sum(rows_loaded) AS BIGINT) FROM ledger.tally GROUP BY 1 ORDER BY 1")
	if err != nil {
		return engineError(err, s.path)
	}
	loaded := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return engineError(err, s.path)
		}
		loaded[name] = n
	}
	if err := rows.Err(); err != nil {
		return engineError(err, s.path)
	}
	for name, want := range loaded {
		var have int64
		if err := s.scan(ctx, "SELECT count(*) FROM history."+quoteIdent(name), nil, &have); err != nil {
			return err
		}
		if have != want {
			return fault.Newf(fault.Internal, s.path, "please report it", "table %s holds %d rows and the ledger says %d", name, have, want)
		}
	}
	return nil
}
