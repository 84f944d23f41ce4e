//go:build duckdb_arrow

package flight

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"chartline/pipeline/engine"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/servetest"
)

// tap is an engine whose answers have a thousand batches of a megabyte, and that counts how many
// were taken of it.
type tap struct {
	engine.Engine
	taken atomic.Int64
}

const drops = 1000

// Query implements engine.Engine.
func (p *tap) Query(context.Context, string, ...any) (array.RecordReader, error) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "filling", Type: arrow.BinaryTypes.String}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for range 1024 {
		b.Field(0).(*array.StringBuilder).Append(strings.Repeat("x", 1024))
	}
	batch := b.NewRecordBatch()
	return array.ReaderFromIter(schema, func(yield func(arrow.RecordBatch, error) bool) {
		for range drops {
			p.taken.Add(1)
			batch.Retain()
			if !yield(batch, nil) {
				return
			}
		}
	}), nil
}

// TestABatchIsTakenWhenTheOneBeforeIsSent: of an answer of a gigabyte whose client reads one batch
// and no more, the server takes from the engine what the buffers of one connection hold, until its
// patience ends.
func TestABatchIsTakenWhenTheOneBeforeIsSent(t *testing.T) {
	s := open(t, settings{limits: desk.Limits{AtOnce: 1, Each: 1, Longest: 1000, Wait: time.Second}})
	p := &tap{Engine: s.Engine}
	s.Engine = p
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	r := begun(t, ctx, c)
	defer r.Release()
	waitFor(t, s, `"exit":130`)
	// gRPC lets a connection have 16 MiB on the way at the most, and the kernel some more.
	if n := p.taken.Load(); n > drops/10 {
		t.Errorf("%d of %d batches were taken for a client that read one", n, drops)
	}
}

// broken is an engine whose answer panics, as a fault of ours would.
type broken struct{ engine.Engine }

// Query implements engine.Engine.
func (b broken) Query(context.Context, string, ...any) (array.RecordReader, error) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "filling", Type: arrow.BinaryTypes.String}}, nil)
	return array.ReaderFromIter(schema, func(func(arrow.RecordBatch, error) bool) { panic(servetest.Poison) }), nil
}

// TestAFaultEndsAnAnswerAndNotTheServer: nor does it tell what was in the record at which it failed.
func TestAFaultEndsAnAnswerAndNotTheServer(t *testing.T) {
	s := open(t, settings{})
	sound := s.Engine
	s.Engine = broken{sound}
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	if _, err := ask(ctx, c, "SELECT 1"); status.Code(err) != codes.Internal || strings.Contains(err.Error(), servetest.Poison) {
		t.Errorf("the client hears %v", err)
	}
	s.Engine = sound
	if got, err := ask(ctx, c, "SELECT 1 AS one"); err != nil || got != "1" {
		t.Errorf("afterwards: %q %v", got, err)
	}
}

// TestAClientThatReadsSlowly gets all of its answer, however long it takes: patience is counted from each batch.
func TestAClientThatReadsSlowly(t *testing.T) {
	s := open(t, settings{patience: patient})
	p := &tap{Engine: s.Engine}
	s.Engine = p
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	r := begun(t, ctx, c)
	defer r.Release()
	rows := r.RecordBatch().NumRows()
	for pauses := 0; r.Next(); {
		if rows += r.RecordBatch().NumRows(); pauses < 5 {
			pauses++
			time.Sleep(50 * time.Millisecond) // the more it takes, the harder for the server
		}
	}
	if r.Err() != nil || rows != drops*1024 {
		t.Errorf("%d rows, %v", rows, r.Err())
	}
	waitFor(t, s, `"rows":1024000`)
}

// wide is an answer of one row of five megabytes, in the middle of small ones.
const wide = "SELECT CASE WHEN range = 7 THEN repeat('x', 5000000) ELSE 'small' END AS filling FROM range(10)"

// TestARowBeyondAMessage reaches a client that takes larger messages; another one is told what to do
// by its own library, and loses the statement and not the connection.
func TestARowBeyondAMessage(t *testing.T) {
	s := open(t, settings{patience: patient, limits: desk.Limits{AtOnce: 1, Each: 2, Longest: 1000, Wait: patient}})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	if _, err := ask(ctx, c, wide); status.Code(err) != codes.ResourceExhausted || !strings.Contains(err.Error(), "larger than max") {
		t.Errorf("a client that takes 4 MiB hears %v", err)
	}
	if got, err := ask(ctx, c, "SELECT left(filling, 1000) AS filling FROM ("+wide+") WHERE length(filling) > 9"); err != nil || len(got) != 1000 {
		t.Errorf("the start of it: %d bytes, %v", len(got), err)
	}
	i, err := c.Execute(ctx, wide)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.DoGet(ctx, i.Endpoint[0].Ticket, grpc.MaxCallRecvMsgSize(16<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	bytes := 0
	for r.Next() {
		for row := range int(r.RecordBatch().NumRows()) {
			bytes += len(r.RecordBatch().Column(0).(*array.String).Value(row))
		}
	}
	if r.Err() != nil || bytes != 5000000+9*len("small") {
		t.Errorf("%d bytes, %v", bytes, r.Err())
	}
}
