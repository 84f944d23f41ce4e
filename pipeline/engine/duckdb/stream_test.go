//go:build duckdb_arrow

package duckdb

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/engine/enginetest"
	"chartline/pipeline/fault"
)

// streaming answers by Stream.
type streaming struct{ *DB }

func (s streaming) Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error) {
	return s.Stream(ctx, sql, args...)
}

func TestStreamKeepsThePromises(t *testing.T) {
	enginetest.Run(t, streaming{open(t, published(t), Options{})})
}

// count reads an answer to its end and gives its rows.
func count(r array.RecordReader) (rows int64, err error) {
	defer r.Release()
	for r.Next() {
		rows += r.RecordBatch().NumRows()
	}
	if r.Next() {
		return rows, errors.New("there are rows behind the last")
	}
	return rows, r.Err()
}

// TestStreamFailsAsQueryDoes: the messages do not depend on who runs a statement.
func TestStreamFailsAsQueryDoes(t *testing.T) {
	db := open(t, published(t), Options{})
	for _, sql := range []string{
		"SELECT n\nFROM patient\nWHERE nope = 1", "SELECT", "SELECT * FROM nothing", "SELECT 1; SELECT 2", "DROP TABLE patient",
		"SELECT CAST(patient_id AS BIGINT) FROM patient", "SELECT error(patient_id) FROM patient", "SELECT from_hex(patient_id) FROM patient",
		"SELECT strptime(patient_id, '%Y') FROM patient", "SELECT 9223372036854775807 + n FROM patient",
		"SELECT CAST(CAST(? AS DATE) AS VARCHAR)", "SELECT * FROM read_text('/etc/hostname')",
	} {
		var args []any
		if strings.Contains(sql, "?") {
			args = append(args, "no date")
		}
		_, query := db.Query(context.Background(), sql, args...)
		r, stream := db.Stream(context.Background(), sql, args...)
		if stream == nil {
			_, stream = count(r)
		}
		if query == nil || stream == nil || query.Error() != stream.Error() || fault.KindOf(query) != fault.KindOf(stream) {
			t.Errorf("%s: %v, and by Query %v", sql, stream, query)
		}
	}
}

// TestStreamEndsOnce: who asks again behind the last row hears the same.
func TestStreamEndsOnce(t *testing.T) {
	r, err := open(t, published(t), Options{}).Stream(context.Background(), "SELECT n FROM patient")
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := count(r); err != nil || rows != 1 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// TestStreamFailsInTheMiddle: an answer that breaks off is no answer that is whole.
func TestStreamFailsInTheMiddle(t *testing.T) {
	r, err := open(t, published(t), Options{Threads: 1}).Stream(context.Background(),
		"SELECT CAST(CASE WHEN range = 1500000 THEN 'MRN-0815' ELSE '1' END AS BIGINT) AS n FROM range(2000000)")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := count(r)
	if fault.KindOf(err) != fault.Query || rows == 0 || rows > 1_500_000 {
		t.Errorf("%d rows, and then %v", rows, err)
	}
}

func TestStreamEndsWithItsContext(t *testing.T) {
	db := open(t, published(t), Options{Threads: 1})
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	r, err := db.Stream(ctx, "SELECT count(*) AS n FROM range(1000000) AS a, range(1000000) AS b WHERE (a.range * b.range) % 7 = 3")
	if err == nil {
		_, err = count(r)
	}
	if fault.KindOf(err) != fault.Interrupted {
		t.Errorf("it ends with %v", err)
	}
}

// TestStreamIsLeftInTheMiddle: the next statement does not wait for the one that nobody reads.
func TestStreamIsLeftInTheMiddle(t *testing.T) {
	db := open(t, published(t), Options{Threads: 1})
	for range 3 {
		r, err := db.Stream(context.Background(), "SELECT a.range AS n FROM range(1000000000) AS a")
		if err != nil {
			t.Fatal(err)
		}
		if !r.Next() {
			t.Errorf("no rows: %v", r.Err())
		}
		r.Release()
	}
	if got := answer(t, db, "SELECT n FROM patient"); got != "7" {
		t.Errorf("the store answers %s after that", got)
	}
}
