package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
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

// Seen says when a source's input with this content was loaded; ok is false where it
// never was. Another source may read the same file into another table.
func (s *Store) Seen(ctx context.Context, source, sha256 string) (loadedAt time.Time, ok bool, err error) {
	err = s.conn.QueryRowContext(ctx, `SELECT loaded_at FROM ledger.input
		WHERE source_name = ? AND sha256 = ? AND status = 'loaded' ORDER BY loaded_at DESC LIMIT 1`, source, sha256).Scan(&loadedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, false, nil
	}
	return loadedAt, err == nil, engineError(err, s.path)
}

// register writes the input into the ledger, inside its transaction.
func (l *Load) register(in InputInfo) error {
	if err := l.s.scan(l.ctx, "SELECT coalesce(max(input_id), 0) + 1 FROM ledger.input", nil, &l.inputID); err != nil {
		return err
	}
	return l.s.exec(l.ctx, "INSERT INTO ledger.input VALUES (?, ?, ?, ?, ?, ?, ?, 'landing', ?)",
		l.inputID, in.RunID, in.Source, in.Format, in.File, in.SHA256, in.Bytes, l.s.now())
}

// Refuse records an input that was rolled back, so that the ledger knows of the try.
func (s *Store) Refuse(ctx context.Context, in InputInfo) error {
	return s.exec(ctx, `INSERT INTO ledger.input
		SELECT coalesce(max(input_id), 0) + 1, ?, ?, ?, ?, ?, ?, 'refused', CAST(? AS TIMESTAMP) FROM ledger.input`,
		in.RunID, in.Source, in.Format, in.File, in.SHA256, in.Bytes, s.now())
}
