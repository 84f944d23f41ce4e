//go:build duckdb_arrow

package flight

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow/flight"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"chartline/pipeline/contain"
	"chartline/pipeline/serve/servetest"
)

// TestTokens tries every token that must not hold, and that nothing tells which it was.
func TestTokens(t *testing.T) {
	s := open(t, settings{})
	good := servetest.Token(t, s.Desk, "R. Roe", "researcher")
	expired, _, err := s.Book.Add("E. Poe", "researcher", time.Now().Add(-time.Second))
	if err != nil {
		t.Fatal(err)
	}
	revoked, h, err := s.Book.Add("J. Doe", "researcher", time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	c, ctx := s.client(t, revoked)
	if _, err := ask(ctx, c, "SELECT 1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Book.Revoke(h.ID); err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for what, secret := range map[string]string{"expired": expired, "revoked": revoked, "stolen and changed": good[:len(good)-2] + "xx", "hash": h.Hash} {
		_, ctx := s.client(t, secret)
		_, err := ask(ctx, c, "SELECT said FROM note")
		if status.Code(err) != codes.Unauthenticated || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", what, err)
		}
		said[fmt.Sprint(err)] = true
		if strings.Contains(servetest.Entries(t, s.Desk), secret) {
			t.Errorf("%s: the log holds the token", what)
		}
	}
	if len(said) != 1 {
		t.Errorf("the refusals differ: %v", said)
	}
	if _, err := ask(context.Background(), c, "SELECT 1"); status.Code(err) != codes.Unauthenticated {
		t.Errorf("without a token: %v", err)
	}
	if !strings.Contains(servetest.Entries(t, s.Desk), `"event":"refused"`) {
		t.Error("no refusal is logged")
	}
}

// TestPassword is for clients that log in with a user and a password: the password is the token.
func TestPassword(t *testing.T) {
	s := open(t, settings{})
	c, _ := s.client(t, "")
	ctx, err := c.Client.AuthenticateBasicToken(context.Background(), "anybody", servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ask(ctx, c, "SELECT 1 AS one"); err != nil || got != "1" {
		t.Errorf("%q %v", got, err)
	}
	if _, err := c.Client.AuthenticateBasicToken(context.Background(), "anybody", "wrong"); status.Code(err) != codes.Unauthenticated {
		t.Errorf("with a wrong password: %v", err)
	}
}

// TestRefused tries what a client must not do. No message holds a value of a record.
func TestRefused(t *testing.T) {
	s := open(t, settings{contain: contain.Limits{Rows: 1000, Time: 3 * time.Second}})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	for what, one := range map[string]struct {
		sql  string
		want codes.Code
	}{
		"a write":          {"DELETE FROM encounter", codes.InvalidArgument},
		"two statements":   {"SELECT 1; SELECT 2", codes.InvalidArgument},
		"a file":           {"SELECT * FROM read_text('/etc/passwd')", codes.InvalidArgument},
		"a file by name":   {"SELECT * FROM '/etc/passwd'", codes.InvalidArgument},
		"a setting":        {"SET memory_limit = '1TB'", codes.InvalidArgument},
		"a wrong value":    {"SELECT CAST(said AS INTEGER) FROM note", codes.InvalidArgument},
		"a megabyte":       {"SELECT '" + strings.Repeat("x", 1<<20) + "'", codes.InvalidArgument},
		"five megabytes":   {"SELECT '" + strings.Repeat("x", 5<<20) + "'", codes.ResourceExhausted},
		"too many rows":    {"SELECT * FROM range(5000)", codes.ResourceExhausted},
		"too long":         {"SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b", codes.Unavailable},
		"nothing":          {"", codes.InvalidArgument},
		"not SQL":          {"\x00\x01", codes.InvalidArgument},
		"an unclosed text": {"SELECT 'x", codes.InvalidArgument},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := ask(ctx, c, one.sql)
			if status.Code(err) != one.want || strings.Contains(fmt.Sprint(err), servetest.Poison) || strings.Contains(fmt.Sprint(err), "root:") {
				t.Errorf("%v", err)
			}
		})
	}
	if _, err := c.ExecuteUpdate(ctx, "DELETE FROM encounter"); status.Code(err) != codes.PermissionDenied {
		t.Errorf("an update gives %v", err)
	}
	manager, managerCtx := s.client(t, servetest.Token(t, s.Desk, "M. Moe", "manager"))
	if _, err := ask(managerCtx, manager, "SELECT 1"); err == nil || !strings.Contains(err.Error(), "a manager may not ask") {
		t.Errorf("a manager asks: %v", err)
	}
	if _, err := ask(ctx, c, "SELECT 1"); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

// TestErrorsPoint: whoever asks is told where in their statement the error is, also where its columns
// alone are asked for, which is done by another statement, and where it comes while rows are read.
func TestErrorsPoint(t *testing.T) {
	s := open(t, settings{})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	_, asked := ask(ctx, c, "SELECT 1 AS one,\n  nope FROM note")
	_, prepared := c.Prepare(ctx, "SELECT ? AS one, ? AS two, 1 AS three,\n  nope FROM note")
	_, converted := ask(ctx, c, "SELECT 1 AS one,\n  CAST(said AS INTEGER) AS n FROM note")
	for what, err := range map[string]error{"asked": asked, "prepared": prepared, "converted": converted} {
		text := fmt.Sprint(err)
		if !strings.Contains(text, "(line 2, column 3)") || !strings.Contains(text, "\n\nLINE 2:   ") || !strings.HasSuffix(text, "\n"+strings.Repeat(" ", len("LINE 2: ")+2)+"^") {
			t.Errorf("%s: %s", what, text)
		}
		if strings.Contains(text, servetest.Poison) {
			t.Errorf("%s: %s quotes a record", what, text)
		}
	}
}

// TestGarbage sends tickets and parameters that are no messages of Flight SQL.
func TestGarbage(t *testing.T) {
	s := open(t, settings{})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	for _, ticket := range [][]byte{nil, []byte("x"), []byte(strings.Repeat("\xff", 1000))} {
		if _, err := c.DoGet(ctx, &flight.Ticket{Ticket: ticket}); err == nil {
			t.Errorf("the ticket %.9q is taken", ticket)
		}
	}
	put, err := c.Client.DoPut(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := put.Send(&flight.FlightData{DataHeader: []byte("\x10\x00\x00\x00garbage that is no header"), DataBody: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	if _, err := put.Recv(); err == nil || status.Code(err) == codes.Unavailable {
		t.Errorf("garbage gives %v", err)
	}
	if got, err := ask(ctx, c, "SELECT 1 AS one"); err != nil || got != "1" {
		t.Errorf("after garbage: %q %v", got, err)
	}
}
