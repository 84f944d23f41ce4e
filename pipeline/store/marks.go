package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Known is what the ledger knows of the inputs of a source that were loaded.
type Known struct {
	byContent map[string]time.Time // SHA-256 to when it was loaded last
	byPlace   map[place]string     // file as it lay there to its SHA-256
	rejected  map[string]bool      // file of which records are in quarantine
}

// place is a file with the size and time of change by which a changed one can be told.
type place struct {
	file       string
	bytes      int64
	modifiedNS int64
}

// Known reads what the ledger knows of a source.
func (s *Store) Known(ctx context.Context, source string) (Known, error) {
	k := Known{byContent: map[string]time.Time{}, byPlace: map[place]string{}, rejected: map[string]bool{}}
	rows, err := s.conn.QueryContext(ctx, `SELECT sha256, loaded_at, file_name, bytes, coalesce(modified_ns, 0),
			input_id IN (SELECT input_id FROM ledger.quarantine)
		FROM ledger.input WHERE source_name = ? AND status = 'loaded' ORDER BY input_id`, source)
	if err != nil {
		return k, engineError(err, s.path)
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		var loaded time.Time
		var p place
		var rejected bool
		if err := rows.Scan(&hash, &loaded, &p.file, &p.bytes, &p.modifiedNS, &rejected); err != nil {
			return k, engineError(err, s.path)
		}
		k.rejected[p.file] = k.rejected[p.file] || rejected
		if hash == "" {
			continue
		}
		k.byContent[hash] = loaded
		if p.modifiedNS != 0 {
			k.byPlace[p] = hash
		}
	}
	return k, engineError(rows.Err(), s.path)
}

// Learn adds an input that was loaded since.
func (k Known) Learn(sha256 string, at time.Time) { k.byContent[sha256] = at }

// Loaded says when an input with this content was loaded; ok is false where it never was.
func (k Known) Loaded(sha256 string) (at time.Time, ok bool) {
	at, ok = k.byContent[sha256]
	return at, ok
}

// Quarantined reports whether records of a file are in quarantine.
func (k Known) Quarantined(file string) bool { return k.rejected[file] }

// Unchanged gives the hash of a file that lies where it lay when it was loaded, with the
// same size and time of change, so that it need not be read again.
func (k Known) Unchanged(file string, bytes int64, modified time.Time) (sha256 string, ok bool) {
	sha256, ok = k.byPlace[place{file, bytes, modified.UnixNano()}]
	return sha256, ok
}

// Mark is from where to read an input that is no file, as its source said when it was
// loaded last; empty where it never was.
func (s *Store) Mark(ctx context.Context, source, name string) (mark string, err error) {
	err = s.conn.QueryRowContext(ctx, `SELECT mark FROM ledger.input
		WHERE source_name = ? AND file_name = ? AND status = 'loaded' AND mark IS NOT NULL
		ORDER BY input_id DESC LIMIT 1`, source, name).Scan(&mark)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return mark, engineError(err, s.path)
}

// releaseRetried empties the quarantine of what this input has read again: the same
// content of the same source, and of a file that was mended the content that it had. Its
// records stand in the tally of this input now.
func (l *Load) releaseRetried(in *opened) error {
	const earlier = `(SELECT e.input_id FROM ledger.input AS e JOIN ledger.input AS n ON n.source_name = e.source_name
		WHERE n.input_id = ? AND e.input_id < n.input_id
			AND (n.sha256 = e.sha256 AND n.sha256 <> '' OR ? AND n.file_name = e.file_name))`
	if err := l.s.exec(l.ctx, `UPDATE ledger.tally SET rows_superseded = rows_superseded + rows_quarantined, rows_quarantined = 0
		WHERE rows_quarantined > 0 AND input_id IN `+earlier, in.id, in.Retried); err != nil {
		return err
	}
	return l.s.exec(l.ctx, "DELETE FROM ledger.quarantine WHERE input_id IN "+earlier, in.id, in.Retried)
}
