package contain

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/contain/frame"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
)

func TestAnswersAreBounded(t *testing.T) {
	path := published(t)
	for name, c := range map[string]struct {
		limits Limits
		says   string
	}{
		"rows":  {Limits{Rows: 5000}, "more than 5000 rows"},
		"bytes": {Limits{Bytes: 100_000}, "more than 100000 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			e := open(t, path, small, c.limits)
			rows, _, err := whole(e, "SELECT * FROM series")
			if fault.KindOf(err) != fault.Policy || !strings.Contains(err.Error(), c.says) {
				t.Errorf("after %d rows: %v", rows, err)
			}
			if rows > 20_000 {
				t.Errorf("%d rows came", rows)
			}
			if rows, _, err := whole(e, "SELECT * FROM series LIMIT 5000"); err != nil || rows != 5000 {
				t.Errorf("within the limit: %d rows, %v", rows, err)
			}
		})
	}
}

// TestTheReadersTimeIsItsOwn: who reads slowly is not timed out.
func TestTheReadersTimeIsItsOwn(t *testing.T) {
	e := open(t, published(t), small, Limits{Time: 2 * time.Second})
	r, err := e.Query(context.Background(), "SELECT * FROM series")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	var rows int64
	for r.Next() {
		if rows == 0 {
			time.Sleep(2500 * time.Millisecond)
		}
		rows += r.RecordBatch().NumRows()
	}
	if r.Err() != nil || rows != 300_000 {
		t.Errorf("%d rows, %v", rows, r.Err())
	}
}

// TestMalformedFramesAreRefused: a child that was taken over may send anything.
func TestMalformedFramesAreRefused(t *testing.T) {
	for name, sent := range map[string][]byte{
		"a failure of 4 GB":     {frame.Failed, 0xff, 0xff, 0xff, 0xff, 1, 2, 3},
		"a frame of 4 GB":       {frame.Piece, 0xff, 0xff, 0xff, 0xff, 1, 2, 3},
		"a slot of 2 MB":        {frame.Shared, 0, 0, 0x20, 0},
		"a slot without a ring": {frame.Shared, 8, 0, 0, 0},
		"an unknown frame":      {'?', 0, 0, 0, 0},
		"half a head":           {frame.Piece, 1},
		"nothing":               {},
		"a failure of no JSON":  append([]byte{frame.Failed, 3, 0, 0, 0}, "???"...),
		"done too early":        {frame.Done, 0, 0, 0, 0},
		"a message of 2 GB":     append([]byte{frame.Piece, 8, 0, 0, 0}, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
		"no Arrow":              append([]byte{frame.Piece, 12, 0, 0, 0}, 0xff, 0xff, 0xff, 0xff, 4, 0, 0, 0, 1, 2, 3, 4),
	} {
		t.Run(name, func(t *testing.T) {
			dead := make(chan struct{})
			close(dead)
			c := &child{frames: frame.NewReader(bytes.NewReader(sent)), orders: newOrders(nowhere{}), answers: nowhere{}, gone: dead}
			e := &Engine{limits: Usual}
			r, err := e.ask(context.Background(), c, order{SQL: "SELECT 1"})
			if err == nil {
				r.Release()
				t.Fatal("it is taken for an answer")
			}
			var told *fault.Error
			if !errors.As(err, &told) {
				t.Errorf("%T: %v", err, err)
			}
			if strings.HasSuffix(name, " 4 GB") && !errors.Is(err, frame.ErrMalformed) {
				t.Errorf("room is made for it: %v", errors.Unwrap(err))
			}
			if len(e.idle) != 0 {
				t.Error("the child is asked again")
			}
		})
	}
}

// nowhere takes what is written to it.
type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) Close() error                { return nil }

var _ io.WriteCloser = nowhere{}

// TestEncryptedStore reads a store with its key. DuckDB writes such a file without OpenSSL
// only with a weak generator of random numbers, which is no matter for a fixture.
func TestEncryptedStore(t *testing.T) {
	published(t) // skips in a build without DuckDB
	const key = "correct horse battery"
	path := filepath.Join(t.TempDir(), "store.duckdb")
	db, err := sql.Open("duckdb", "?force_mbedtls_unsafe=true")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"ATTACH '" + path + "' AS s (ENCRYPTION_KEY '" + key + "')", "CREATE TABLE s.patient AS SELECT 7 AS n", "DETACH s",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	e := open(t, path, duckdb.Options{Key: key}, Limits{})
	if _, last, err := whole(e, "SELECT n FROM patient"); err != nil || last != "7" {
		t.Errorf("answers %q, %v", last, err)
	}
	for _, where := range []string{"duckdb_databases()", "duckdb_settings()", "duckdb_tables()", "duckdb_schemas()"} {
		rows, _, err := whole(e, "SELECT x FROM "+where+" AS x WHERE CAST(x AS VARCHAR) LIKE '%"+key+"%'")
		if err != nil || rows > 0 {
			t.Errorf("%s: tells the key in %d rows, %v", where, rows, err)
		}
	}
	for name, opts := range map[string]duckdb.Options{"none": {}, "another": {Key: "another horse battery"}} {
		wrong, err := Open(context.Background(), path, opts, Limits{})
		if err == nil {
			_ = wrong.Close()
		}
		if err == nil || strings.Contains(err.Error(), "horse") || !strings.Contains(err.Error(), "store.key") {
			t.Errorf("with %s key: %v", name, err)
		}
	}
}
