package store

import (
	"context"
	"fmt"
	"time"
)

// InputInfo is what the ledger keeps of an input.
type InputInfo struct {
	RunID  int64
	Source string // name of the source in the configuration
	Format string
	File   string
	SHA256 string // in hex; empty where the input is no file
	Bytes  int64

	Modified time.Time // when the file was changed last; zero where it is no file
	Retried  bool      // what earlier readings of the file left in quarantine was mended
}

func (in InputInfo) modifiedNS() any {
	if in.Modified.IsZero() {
		return nil
	}
	return in.Modified.UnixNano()
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

// register writes the input into the ledger, inside its transaction.
func (l *Load) register(in InputInfo) (id int64, err error) {
	if err := l.s.scan(l.ctx, "SELECT coalesce(max(input_id), 0) + 1 FROM ledger.input", nil, &id); err != nil {
		return 0, err
	}
	return id, l.s.exec(l.ctx, "INSERT INTO ledger.input VALUES (?, ?, ?, ?, ?, ?, ?, 'landing', ?, ?, NULL)",
		id, in.RunID, in.Source, in.Format, in.File, in.SHA256, in.Bytes, l.s.now(), in.modifiedNS())
}

// Refuse records an input that was rolled back, so that the ledger knows of the try.
func (s *Store) Refuse(ctx context.Context, in InputInfo) error {
	return s.exec(ctx, `INSERT INTO ledger.input
		SELECT coalesce(max(input_id), 0) + 1, ?, ?, ?, ?, ?, ?, 'refused', CAST(? AS TIMESTAMP), NULL, NULL FROM ledger.input`,
		in.RunID, in.Source, in.Format, in.File, in.SHA256, in.Bytes, s.now())
}
