//go:build duckdb_arrow

package flight

import (
	"context"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"chartline/pipeline/contain"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/servetest"
)

// large is an answer of a hundred megabytes, which no buffer holds.
const large = "SELECT range AS n, repeat('x', 1000) AS filling FROM range(100000)"

// begun asks for a large answer, reads one batch, and gives the reader.
func begun(t *testing.T, ctx context.Context, c *flightsql.Client) *flight.Reader {
	t.Helper()
	i, err := c.Execute(ctx, large)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.DoGet(ctx, i.Endpoint[0].Ticket)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Next() {
		t.Fatal(r.Err())
	}
	return r
}

// patient is longer than anything takes on a loaded machine: it only keeps a test from hanging.
const patient = 2 * time.Minute

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < patient; time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}

// waitFor waits until the log says something.
func waitFor(t *testing.T, s *site, what string) {
	t.Helper()
	eventually(t, "the log says "+what, func() bool { return strings.Contains(servetest.Entries(t, s.Desk), what) })
}

// TestClientGone ends the statement of a client that went away.
func TestClientGone(t *testing.T) {
	s := open(t, settings{patience: time.Minute, limits: desk.Limits{AtOnce: 1, Each: 1, Longest: 1000, Wait: time.Second}})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	gone, leave := context.WithCancel(ctx)
	r := begun(t, gone, c)
	if _, err := ask(ctx, c, "SELECT 1"); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("a second statement beside it: %v", err)
	}
	leave()
	waitFor(t, s, `"exit":130`)
	r.Release()
	if got, err := ask(ctx, c, "SELECT 1 AS one"); err != nil || got != "1" {
		t.Errorf("afterwards: %q %v", got, err)
	}
}

// TestClientThatNeverReads loses its answer, and the place is free.
func TestClientThatNeverReads(t *testing.T) {
	s := open(t, settings{limits: desk.Limits{AtOnce: 1, Each: 1, Longest: 1000, Wait: time.Second}})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	r := begun(t, ctx, c)
	defer r.Release()
	waitFor(t, s, `"exit":130`)
	for r.Next() {
	}
	if status.Code(r.Err()) != codes.DeadlineExceeded {
		t.Errorf("the client hears %v", r.Err())
	}
	if got, err := ask(ctx, c, "SELECT 1 AS one"); err != nil || got != "1" {
		t.Errorf("afterwards: %q %v", got, err)
	}
}

// TestBytesOfAnAnswer are limited too.
func TestBytesOfAnAnswer(t *testing.T) {
	s := open(t, settings{contain: contain.Limits{Bytes: 8 << 20}})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	if _, err := ask(ctx, c, large); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("%v", err)
	}
}

// TestConnections opens more than there may be: those beyond are told so, or closed.
func TestConnections(t *testing.T) {
	s := open(t, settings{connections: 20})
	secret := servetest.Token(t, s.Desk, "R. Roe", "researcher")
	c, ctx := s.client(t, secret)
	if _, err := ask(ctx, c, "SELECT 1"); err != nil {
		t.Fatal(err)
	}
	var held []net.Conn
	for range 19 {
		one, err := net.Dial("tcp", s.address)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, one)
	}
	eventually(t, "a connection beyond the limit is told so", func() bool {
		late, lateCtx := s.client(t, secret)
		_, err := ask(lateCtx, late, "SELECT 1")
		return status.Code(err) == codes.ResourceExhausted && strings.Contains(err.Error(), "as many connections as it takes")
	})
	if got, err := ask(ctx, c, "SELECT 1 AS one"); err != nil || got != "1" {
		t.Errorf("who was there before: %q %v", got, err)
	}
	for _, one := range held {
		_ = one.Close()
	}
	eventually(t, "there is room again", func() bool {
		again, againCtx := s.client(t, secret)
		_, err := ask(againCtx, again, "SELECT 1")
		return err == nil
	})
}

// TestDrain lets a statement end that runs when the server is stopped.
func TestDrain(t *testing.T) {
	s := open(t, settings{patience: time.Minute})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	r := begun(t, ctx, c)
	defer r.Release()
	stopped := make(chan struct{})
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		s.server.Stop(ctx)
		close(stopped)
	}()
	late := servetest.Token(t, s.Desk, "J. Doe", "researcher")
	eventually(t, "a statement after the stop is refused", func() bool {
		c, ctx := s.client(t, late)
		_, err := ask(ctx, c, "SELECT 1")
		return status.Code(err) == codes.Unavailable
	})
	rows := r.RecordBatch().NumRows()
	for r.Next() {
		rows += r.RecordBatch().NumRows()
	}
	if r.Err() != nil || rows != 100000 {
		t.Errorf("%d rows, %v", rows, r.Err())
	}
	<-stopped
}

// TestReplacedDataset: what stands at the dataset's name could be of another mode.
func TestReplacedDataset(t *testing.T) {
	s := open(t, settings{})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	if err := os.Rename(servetest.Dataset(t), s.Dataset); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(ctx, c, "SELECT 1"); status.Code(err) != codes.Unavailable || !strings.Contains(err.Error(), "was replaced") {
		t.Errorf("%v", err)
	}
}
