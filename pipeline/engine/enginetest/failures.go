package enginetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

func kinds(t *testing.T, e engine.Engine) {
	cases := []struct {
		name, sql string
		says      string // what the reader needs in order to mend the query
	}{
		{"syntax", "SELECT 1 +", ""},
		{"no such table", "SELECT x FROM no_such_table", "no_such_table"},
		{"no such column", "SELECT no_such_column FROM (VALUES (1)) AS t(x)", "no_such_column"},
		{"no such function", "SELECT no_such_function(1)", "no_such_function"},
		{"cast that fails", "SELECT CAST(x AS BIGINT) AS n FROM (VALUES ('a')) AS t(x)", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := fails(context.Background(), t, e, c.sql)
			wantKind(t, err, fault.Query)
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q does not name %s", err, c.says)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q has several lines", err)
			}
		})
	}
}

// silence makes an error of a value that stands only in data.
func silence(t *testing.T, e engine.Engine) {
	err := fails(context.Background(), t, e,
		"SELECT CAST(x AS BIGINT) AS n FROM (VALUES (CAST(? AS VARCHAR))) AS t(x)", "MRN-0815")
	wantKind(t, err, fault.Query)
	if strings.Contains(err.Error(), "0815") {
		t.Errorf("%q quotes a value", err)
	}
}

func oneSelect(t *testing.T, e engine.Engine) {
	for _, sql := range []string{
		"", "SELECT 1 AS a; SELECT 2 AS b",
		"CREATE TABLE hole (x BIGINT)", "CREATE TABLE hole (x BIGINT); SELECT 1 AS a",
	} {
		wantKind(t, fails(context.Background(), t, e, sql), fault.Query)
	}
	wantKind(t, fails(context.Background(), t, e, "SELECT x FROM hole"), fault.Query) // nothing made it
	wantKind(t, fails(context.Background(), t, e, "SELECT CAST(? AS BIGINT) AS x"), fault.Query)
	wantKind(t, fails(context.Background(), t, e, "SELECT 1 AS x", int64(1)), fault.Query)
}

func cancelledBefore(t *testing.T, e engine.Engine) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	wantKind(t, fails(ctx, t, e, "SELECT 1 AS x"), fault.Interrupted)
}

// endless counts every way in which ten digits can stand in fourteen places.
const endless = `WITH d(i) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)),
	e AS (SELECT a.i + b.i AS i FROM d a CROSS JOIN d b),
	f AS (SELECT a.i + b.i AS i FROM e a CROSS JOIN e b),
	g AS (SELECT a.i + b.i AS i FROM f a CROSS JOIN e b)
	SELECT CAST(count(*) AS BIGINT) AS n FROM g a CROSS JOIN g b WHERE a.i * b.i <> 7 AND a.i + b.i <> 3`

func cancelledWhile(t *testing.T, e engine.Engine) {
	ctx, cancel := context.WithCancel(context.Background())
	timer := time.AfterFunc(100*time.Millisecond, cancel)
	defer timer.Stop()
	wantKind(t, fails(ctx, t, e, endless), fault.Interrupted)

	late, done := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer done()
	wantKind(t, fails(late, t, e, endless), fault.Unavailable)
}
