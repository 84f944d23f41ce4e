package ledger

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
func (l *Ledger) Known(ctx context.Context, source string) (Known, error) {
	k := Known{byContent: map[string]time.Time{}, byPlace: map[place]string{}, rejected: map[string]bool{}}
	err := l.w.Each(ctx, `SELECT sha256, loaded_at, file_name, bytes, coalesce(modified_ns, 0),
			input_id IN (SELECT input_id FROM ledger.quarantine)
		FROM ledger.input WHERE source_name = ? AND status = 'loaded' ORDER BY input_id`, []any{source}, k.add)
	return k, err
}

// add takes a row of the ledger.
func (k Known) add(rows *sql.Rows) error {
	var hash string
	var loaded time.Time
	var p place
	var rejected bool
	if err := rows.Scan(&hash, &loaded, &p.file, &p.bytes, &p.modifiedNS, &rejected); err != nil {
		return err
	}
	k.rejected[p.file] = k.rejected[p.file] || rejected
	if hash == "" {
		return nil
	}
	k.byContent[hash] = loaded
	if p.modifiedNS != 0 {
		k.byPlace[p] = hash
	}
	return nil
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
func (l *Ledger) Mark(ctx context.Context, source, name string) (mark string, err error) {
	err = l.w.Scan(ctx, `SELECT mark FROM ledger.input
		WHERE source_name = ? AND file_name = ? AND status = 'loaded' AND mark IS NOT NULL
		ORDER BY input_id DESC LIMIT 1`, []any{source, name}, &mark)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return mark, err
}
