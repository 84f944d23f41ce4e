package enginetest

import (
	"context"
	"reflect"
	"sync"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/engine"
)

func types(t *testing.T, e engine.Engine) {
	schema, got := rows(t, e, `SELECT CAST('é' AS VARCHAR) AS txt, CAST(-7 AS BIGINT) AS num,
		CAST(0.5 AS DOUBLE) AS share, DATE '2025-10-01' AS day, TRUE AS flag`)
	want := []struct {
		name string
		id   arrow.Type
	}{
		{"txt", arrow.STRING}, {"num", arrow.INT64}, {"share", arrow.FLOAT64},
		{"day", arrow.DATE32}, {"flag", arrow.BOOL},
	}
	for i, w := range want {
		if f := schema.Field(i); f.Name != w.name || f.Type.ID() != w.id {
			t.Errorf("column %d is %s %s, want %s %s", i, f.Name, f.Type, w.name, w.id)
		}
	}
	if want := [][]string{{"é", "-7", "0.5", "2025-10-01", "true"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func nulls(t *testing.T, e engine.Engine) {
	r, err := e.Query(context.Background(), `SELECT CAST(x AS BIGINT) AS x, CAST(s AS VARCHAR) AS s
		FROM (VALUES (1, 'a'), (2, NULL), (NULL, 'c')) AS t(x, s) ORDER BY x`)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if !r.Next() {
		t.Fatal("no batch")
	}
	x, s := r.RecordBatch().Column(0), r.RecordBatch().Column(1)
	for i, want := range [][2]bool{{false, false}, {false, true}, {true, false}} {
		if x.IsNull(i) != want[0] || s.IsNull(i) != want[1] {
			t.Errorf("row %d: null %v %v, want %v: nulls sort last", i, x.IsNull(i), s.IsNull(i), want)
		}
	}
}

func arguments(t *testing.T, e engine.Engine) {
	_, got := rows(t, e, `SELECT CAST(? AS VARCHAR) AS a, CAST(? AS BIGINT) AS b, CAST(? AS BOOLEAN) AS c,
		CAST(? AS DATE) AS d`, "it's", int64(1)<<53+1, true, "2024-02-29")
	if want := [][]string{{"it's", "9007199254740993", "true", "2024-02-29"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func empty(t *testing.T, e engine.Engine) {
	schema, got := rows(t, e, `SELECT CAST(x AS BIGINT) AS x FROM (VALUES (1)) AS t(x) WHERE x > 1 ORDER BY x`)
	if len(got) != 0 || schema.NumFields() != 1 || schema.Field(0).Name != "x" {
		t.Errorf("got %v with %v, want no rows of column x", got, schema)
	}
}

// large asks for more rows than a batch of any engine.
func large(t *testing.T, e engine.Engine) {
	const sql = `WITH d(i) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))
		SELECT CAST(a.i + 10 * b.i + 100 * c.i + 1000 * f.i AS BIGINT) AS n
		FROM d a CROSS JOIN d b CROSS JOIN d c CROSS JOIN d f ORDER BY n`
	r, err := e.Query(context.Background(), sql)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	got := int64s(t, r)
	if len(got) != 10000 {
		t.Fatalf("%d rows, want 10000", len(got))
	}
	for i, n := range got {
		if n != int64(i) {
			t.Fatalf("row %d is %d", i, n)
		}
	}
}

// functions pins what the portable subset may rely on, where engines are known to
// differ or could.
func functions(t *testing.T, e engine.Engine) {
	cases := []struct{ name, expression, want string }{
		{"days between dates", `date_diff('day', DATE '2024-02-28', DATE '2024-03-01')`, "2"},
		{"days backwards", `date_diff('day', DATE '2024-03-01', DATE '2024-02-28')`, "-2"},
		{"seconds", `date_diff('second', TIMESTAMP '2024-01-01 23:59:58', TIMESTAMP '2024-01-02 00:00:01')`, "3"},
		{"month", `CAST(date_trunc('month', DATE '2024-02-29') AS DATE)`, "2024-02-01"},
		{"week starts on Monday", `CAST(date_trunc('week', DATE '2024-09-01') AS DATE)`, "2024-08-26"},
		{"guarded division", `CAST(1 AS DOUBLE) / nullif(4, 0)`, "0.25"},
		{"division by nothing", `coalesce(CAST(1 AS DOUBLE) / nullif(0, 0), -1)`, "-1"},
		{"prefix past the end", `substr('A41', 1, 7)`, "A41"},
		{"bytes decide order", `CASE WHEN 'Z' < 'a' THEN 1 ELSE 0 END`, "1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, got := rows(t, e, "SELECT "+c.expression+" AS x")
			if got[0][0] != c.want {
				t.Errorf("%s = %s, want %s", c.expression, got[0][0], c.want)
			}
		})
	}
}

// sideBySide reads two answers in turn and asks from several goroutines.
func sideBySide(t *testing.T, e engine.Engine) {
	open, err := e.Query(context.Background(), "SELECT CAST(1 AS BIGINT) AS x")
	if err != nil {
		t.Fatal(err)
	}
	defer open.Release()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			r, err := e.Query(context.Background(), "SELECT CAST(? AS BIGINT) AS x", int64(i))
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Release()
			if got := int64s(t, r); !reflect.DeepEqual(got, []int64{int64(i)}) {
				t.Errorf("got %v, want [%d]", got, i)
			}
		})
	}
	wg.Wait()
	if got := int64s(t, open); !reflect.DeepEqual(got, []int64{1}) {
		t.Errorf("the first answer became %v", got)
	}
}
