package sqldb_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/database/servertest"
	"chartline/pipeline/source/database/sqldb"
)

// poison is in every value that no message may show.
const poison = "POISON"

// expect holds an error to its kind and words, and to showing nothing.
func expect(t *testing.T, err error, kind fault.Kind, words string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Fatalf("error %v of kind %d, want kind %d", err, fault.KindOf(err), kind)
	}
	text := err.Error()
	if !strings.Contains(text, words) {
		t.Errorf("%q does not say %q", text, words)
	}
	if kind != fault.Interrupted && !strings.Contains(text, "; ") {
		t.Errorf("%q does not say what to do", text)
	}
	for _, secret := range []string{poison, servertest.Password, url.QueryEscape(servertest.Password), "chart:"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q shows %q", text, secret)
		}
	}
}

// attempt opens and reads everything, and gives the first error.
func attempt(ctx context.Context, address, query string, o sqldb.Options) error {
	if o.Patience == 0 {
		o.Patience = time.Millisecond
	}
	db, err := sqldb.Open(ctx, address, o)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Select(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

func TestWhatServersRefuse(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.shared(t)
			s.Exec(t, "DROP TABLE IF EXISTS here; CREATE TABLE here (a varchar(20)); INSERT INTO here VALUES ('"+poison+"')")
			stranger := refusals(t, s, e.name)
			for _, c := range []struct {
				name, address, query string
				words                string
			}{
				{"a wrong password", changed(t, s.Address, "chart", poison, ""), "SELECT 1", "refuses the login"},
				{"an unknown user", changed(t, s.Address, poison, "x", ""), "SELECT 1", "refuses the login"},
				{"no such database", changed(t, s.Address, "chart", servertest.Password, "/elsewhere"), "SELECT 1", "no such database"},
				{"no such table", s.Address, "SELECT * FROM missing_" + poison, "table or view of the SELECT does not exist"},
				{"no such column", s.Address, "SELECT " + poison + " FROM here", "a column of the SELECT does not exist"},
				{"bad SQL", s.Address, "SELECT FROM WHERE '" + poison + "'", "does not accept the SELECT"},
				{"nothing granted", stranger, "SELECT a FROM here", "the account may not read"},
				{"a function that writes", s.Address, "SELECT side_effect('" + poison + "')", "tries to change something"},
				{"not a SELECT", s.Address, "DELETE FROM here", "the SELECT was not sent"},
				{"two of them", s.Address, "SELECT 1; SELECT 2", "the SELECT was not sent"},
			} {
				t.Run(c.name, func(t *testing.T) {
					expect(t, attempt(t.Context(), c.address, c.query, sqldb.Options{}), fault.Config, c.words)
				})
			}
			if n := all(t, open(t, s.Address), "SELECT count(*) FROM here"); n[0] != "int64 1" {
				t.Errorf("%v rows after all that was refused, want the one there was", n)
			}
		})
	}
}

// refusals makes a function that writes, and an account that may read nothing.
func refusals(t *testing.T, s *servertest.Server, name string) (stranger string) {
	t.Helper()
	if name == "postgres" {
		s.Exec(t, `CREATE OR REPLACE FUNCTION side_effect(x text) RETURNS int LANGUAGE sql AS $$ INSERT INTO here VALUES (x) RETURNING 1 $$`)
		s.Exec(t, `DO $$ BEGIN CREATE ROLE stranger LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`)
		return changed(t, s.Address, "stranger", "x", "")
	}
	s.Exec(t, "DROP FUNCTION IF EXISTS side_effect; CREATE FUNCTION side_effect(x text) RETURNS int BEGIN INSERT INTO here VALUES (x); RETURN 1; END")
	s.Exec(t, "CREATE USER IF NOT EXISTS stranger@'%' IDENTIFIED BY 'x'; CREATE TABLE IF NOT EXISTS allowed (a int); GRANT SELECT ON clinic.allowed TO stranger@'%'")
	return changed(t, s.Address, "stranger", "x", "")
}

// changed puts another account, and another database if one is given, into an address.
func changed(t *testing.T, address, user, password, path string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(user, password)
	if path != "" {
		u.Path = path
	}
	return u.String()
}

func TestAValueThatBreaksAnExpression(t *testing.T) {
	s := servertest.Postgres(t)
	err := attempt(t.Context(), s.Address, "SELECT (CASE WHEN g > 5000 THEN '"+poison+"' ELSE '1' END)::int FROM generate_series(1, 9000) g", sqldb.Options{})
	expect(t, err, fault.Config, "cannot be worked out for a row (SQLSTATE 22P02)")
}

func TestServerKilledInTheMiddle(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.own(t)
			rows, err := open(t, s.Address).Select(t.Context(), e.long)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			n := 0
			for rows.Next() {
				if n++; n == 1000 {
					s.Kill()
				}
			}
			expect(t, rows.Err(), fault.Unavailable, "")
			if n < 1000 || n >= 1_000_000 {
				t.Errorf("%d rows were read", n)
			}
			expect(t, attempt(t.Context(), s.Address, "SELECT 1", sqldb.Options{}), fault.Unavailable, "cannot be reached")
		})
	}
}

func TestServerThatComesBackIsWaitedFor(t *testing.T) {
	s := servertest.Postgres(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := strings.Replace(s.Address, s.Host, l.Addr().String(), 1)
	l.Close()
	go func() {
		time.Sleep(time.Second)
		l, err := net.Listen("tcp", l.Addr().String())
		if err != nil {
			return
		}
		defer l.Close()
		c, err := l.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", s.Host)
		if err != nil {
			return
		}
		go io.Copy(to, c)
		io.Copy(c, to)
	}()
	db, err := sqldb.Open(t.Context(), address, sqldb.Options{Patience: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	began := time.Now()
	expect(t, attempt(t.Context(), address, "SELECT 1", sqldb.Options{Patience: time.Second}), fault.Unavailable, "cannot be reached")
	if took := time.Since(began); took < time.Second || took > 30*time.Second {
		t.Errorf("it was waited for %v, want about a second", took)
	}
}

func TestRowBeyondAllBounds(t *testing.T) {
	err := attempt(t.Context(), servertest.Postgres(t).Address, "SELECT repeat('x', 68000000)", sqldb.Options{})
	expect(t, err, fault.Input, "larger than 64 MiB")
}
