package sqldb_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver pgx

	"chartline/pipeline/source/database/servertest"
	"chartline/pipeline/source/database/sqldb"
)

func TestMain(m *testing.M) { servertest.Main(m) }

// open connects for a test, without much patience.
func open(t testing.TB, address string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(context.Background(), address, sqldb.Options{Patience: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// all reads a result: a line per row, each value with its type.
func all(t testing.TB, db *sqldb.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.Select(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var words []string
		for _, v := range rows.Values() {
			word := fmt.Sprintf("%T %v", v, v)
			if at, ok := v.(time.Time); ok {
				word = "time.Time " + at.Format("2006-01-02T15:04:05.999999")
			}
			words = append(words, word)
		}
		lines = append(lines, strings.Join(words, ", "))
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return lines
}

// with changes the parameters of an address.
func with(t testing.TB, address string, parameters ...string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for i := 0; i < len(parameters); i += 2 {
		if q.Del(parameters[i]); parameters[i+1] != "" {
			q.Set(parameters[i], parameters[i+1])
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// engines are the servers that tests of what is alike in both run on.
var engines = []struct {
	name   string
	shared func(testing.TB) *servertest.Server
	own    func(testing.TB) *servertest.Server
	tls    string // the parameter that says how to encrypt
	plain  string // its value for not at all
	slow   string // a SELECT that takes minutes before its first row
	long   string // one that gives a million rows
	more   string // one that gives rows for many minutes
}{
	{"postgres", servertest.Postgres, servertest.OwnPostgres, "sslmode", "disable",
		"SELECT pg_sleep(300)", "SELECT g, repeat('x', 100) FROM generate_series(1, 1000000) g",
		"SELECT generate_series(1, 1000000000), repeat('x', 100)"},
	{"mariadb", servertest.MariaDB, servertest.OwnMariaDB, "tls", "false",
		"SELECT SUM(SHA2(seq, 512) < '0') FROM seq_1_to_1000000000", "SELECT seq, repeat('x', 100) FROM seq_1_to_1000000",
		"SELECT seq, repeat('x', 100) FROM seq_1_to_1000000000"},
}

func TestReadsInOneTransactionOfOneMoment(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.shared(t)
			s.Exec(t, "DROP TABLE IF EXISTS moment; CREATE TABLE moment (a int); INSERT INTO moment VALUES (1)")
			db := open(t, s.Address)
			first := all(t, db, "SELECT a FROM moment")
			s.Exec(t, "UPDATE moment SET a = 2; INSERT INTO moment VALUES (3)")
			again := all(t, db, "SELECT a FROM moment")
			if fmt.Sprint(first) != "[int64 1]" || fmt.Sprint(again) != "[int64 1]" {
				t.Errorf("%v, then %v: another one's changes were seen", first, again)
			}
			if later := all(t, open(t, s.Address), "SELECT a FROM moment ORDER BY a"); fmt.Sprint(later) != "[int64 2 int64 3]" {
				t.Errorf("%v in the next transaction", later)
			}
		})
	}
}

func TestChangesDuringTheReadAreNotSeen(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.shared(t)
			series := map[string]string{"postgres": "generate_series(1, 200000) AS s(seq)", "mariadb": "seq_1_to_200000"}[e.name]
			s.Exec(t, "DROP TABLE IF EXISTS busy; CREATE TABLE busy (a int, x varchar(100)); INSERT INTO busy SELECT seq, repeat('x', 100) FROM "+series)
			rows, err := open(t, s.Address).Select(t.Context(), "SELECT a, x FROM busy")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			n, sum := 0, int64(0)
			for rows.Next() {
				if n++; n == 10 {
					s.Exec(t, "DELETE FROM busy WHERE a > 1000; UPDATE busy SET a = -1")
				}
				sum += rows.Row()[0].Int
			}
			if rows.Err() != nil || n != 200_000 || sum != 200_000*200_001/2 {
				t.Errorf("%d rows that add up to %d, error %v", n, sum, rows.Err())
			}
		})
	}
}

func TestArguments(t *testing.T) {
	at := time.Date(2024, 7, 1, 5, 0, 0, 500_000_000, time.UTC)
	local := sqldb.Value{Kind: sqldb.Local, Int: at.UnixMicro()}
	date := sqldb.Value{Kind: sqldb.Date, Int: at.Unix() / 86_400}
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.shared(t)
			instant := map[string]string{"postgres": "timestamptz", "mariadb": "timestamp(6) NULL"}[e.name]
			local6 := map[string]string{"postgres": "timestamp", "mariadb": "datetime(6)"}[e.name]
			s.Exec(t, "DROP TABLE IF EXISTS args; CREATE TABLE args (i "+instant+", l "+local6+", d date, n bigint)")
			s.Exec(t, map[string]string{"postgres": "SET TimeZone = 'UTC'; ", "mariadb": "SET time_zone = '+00:00'; "}[e.name]+
				"INSERT INTO args VALUES ('2024-07-01 05:00:00.5', '2024-07-01 05:00:00.5', '2024-07-01', 9007199254740993)")
			db := open(t, s.Address)
			for column, arg := range map[string]any{"i": at, "l": local, "d": date, "n": int64(9007199254740993)} {
				if got := all(t, db, "SELECT 1 FROM args WHERE "+column+" = :since OR "+column+" = :since", arg); len(got) != 1 {
					t.Errorf("%s is not found by its value", column)
				}
			}
			if got := all(t, db, "SELECT 1 FROM args WHERE i > :since OR l > :since", at); len(got) != 0 {
				t.Error("a time is after itself")
			}
		})
	}
}

func TestSessionHasTheZone(t *testing.T) {
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqldb.Open(t.Context(), servertest.Postgres(t).Address, sqldb.Options{Timezone: zone})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// 03:00 in UTC is the evening before in Chicago.
	if got := all(t, db, "SELECT timestamptz '2024-07-02 03:00:00Z'::date"); got[0] != "time.Time 2024-07-01T00:00:00" {
		t.Errorf("%q, want the local date", got)
	}
	if got := all(t, db, "SELECT current_setting('application_name')"); got[0] != "string chartline" {
		t.Errorf("the server sees %q", got)
	}
}

func TestAnyOtherDriver(t *testing.T) {
	db := open(t, "pgx:"+servertest.Postgres(t).Address)
	got := all(t, db, "SELECT 1::int8, 1.50::numeric(5,2), 'a'::text, date '2024-02-29', timestamptz '2024-07-01 05:00:00Z', true, NULL::text, 1.5::float8")
	want := "int64 1, string 1.50, string a, time.Time 2024-02-29T00:00:00, time.Time 2024-07-01T05:00:00, bool true, <nil> <nil>, float64 1.5"
	if len(got) != 1 || got[0] != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	if db.Name() != "pgx" {
		t.Errorf("its name is %q", db.Name())
	}
}
