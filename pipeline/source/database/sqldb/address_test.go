package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	mssql "github.com/microsoft/go-mssqldb"
	"github.com/microsoft/go-mssqldb/msdsn"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/database/statement"
)

const secret = "POISON"

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ address, name, wrong string }{
		{"postgres://u:POISON@db.example.org/clinic", "postgres db.example.org/clinic", ""},
		{"postgresql://u:POISON@db:5433/clinic?sslmode=require", "postgresql db:5433/clinic", ""},
		{"postgres://u:POISON@[2001:db8::1]:5432/clinic", "postgres [2001:db8::1]:5432/clinic", ""},
		{"postgres://u:POISON@/clinic?host=/run/postgresql", "postgres /run/postgresql/clinic", ""},
		{"sqlserver://u:POISON@db:1433?database=clinic&encrypt=strict", "sqlserver db:1433/clinic", ""},
		{"sqlserver://u:POISON@db/instance?Database=clinic", "sqlserver db/instance/clinic", ""},
		{"mysql://u:POISON@db/clinic", "mysql db/clinic", ""},
		{"mariadb://u:POISON@db:3307/clinic?tls=skip-verify", "mariadb db:3307/clinic", ""},
		{"mysql://u:POISON@/clinic?socket=/run/mysqld/mysqld.sock", "mysql /run/mysqld/mysqld.sock/clinic", ""},
		{"", "", "begins with no kind of server"},
		{"POISON", "", "begins with no kind of server"},
		{"oracle://u:POISON@db/clinic", "", "begins with no kind of server"},
		{"db.example.org:POISON", "", "begins with no kind of server"},
		{"postgres://u:POI%SON@db/clinic", "", "cannot be read"},
		{"postgres://u:PO/IS@ON@db:x/clinic", "", "cannot be read"},
		{"postgres:u:POISON@db/clinic", "", "cannot be read"},
		{"postgres://u:POISON@db", "", "names no database"},
		{"postgres:///clinic", "", "names no host"},
		{"sqlserver://u:POISON@db/clinic", "", "names no database"},
		{"mysql://u:POISON@db/", "", "names no database"},
	} {
		t.Run(c.address, func(t *testing.T) {
			target, err := Look(c.address)
			if c.wrong == "" {
				if err != nil || target.Name != c.name {
					t.Errorf("%q, error %v; want %q", target.Name, err, c.name)
				}
				return
			}
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.wrong) {
				t.Fatalf("error %v, want one of the configuration that says %q", err, c.wrong)
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "clinic") {
				t.Errorf("%q shows the address", err)
			}
		})
	}
}

// TestNothingGoesOverANetworkInTheClear prepares connections without making them.
func TestNothingGoesOverANetworkInTheClear(t *testing.T) {
	for _, c := range []struct {
		address string
		refused string // words of the error
	}{
		{"postgres://u:POISON@db/d", ""},
		{"postgres://u:POISON@db/d?sslmode=verify-ca", ""},
		{"postgres://u:POISON@db/d?sslmode=require", ""},
		{"postgres://u:POISON@db/d?sslmode=prefer", "not encrypted"},
		{"postgres://u:POISON@db/d?sslmode=allow", "not encrypted"},
		{"postgres://u:POISON@db/d?sslmode=disable", "not encrypted"},
		{"postgres://u:POISON@localhost/d?sslmode=disable", ""},
		{"postgres://u:POISON@127.0.0.1/d?sslmode=disable", ""},
		{"postgres://u:POISON@[::1]/d?sslmode=disable", ""},
		{"postgres://u:POISON@/d?host=/run&sslmode=disable", ""},
		{"postgres://u:POISON@127.0.0.1/d?host=db&sslmode=disable", "not encrypted"},
		{"postgres://u:POISON@db/d?sslmode=POISON", "cannot be used"},
		{"mysql://u:POISON@db/d", ""},
		{"mysql://u:POISON@db/d?tls=skip-verify", ""},
		{"mysql://u:POISON@db/d?tls=false", "not encrypted"},
		{"mysql://u:POISON@db/d?tls=preferred", "not encrypted"},
		{"mysql://u:POISON@localhost/d?tls=false", ""},
		{"mysql://u:POISON@/d?socket=/run/s", ""},
		{"mysql://u:POISON@db/d?socket=/run/s&tls=false", "not encrypted"},
		{"mysql://u:POISON@db/d?allowAllFiles=POISON", "a parameter that is not known"},
		{"sqlserver://u:POISON@db?database=d", ""},
		{"sqlserver://u:POISON@db?database=d&encrypt=strict", ""},
		{"sqlserver://u:POISON@db?database=d&encrypt=true&TrustServerCertificate=true", ""},
		{"sqlserver://u:POISON@db?database=d&encrypt=false", "not encrypted"},
		{"sqlserver://u:POISON@db?database=d&Encrypt=disable", "not encrypted"},
		{"sqlserver://u:POISON@localhost?database=d&encrypt=disable", ""},
		{"sqlserver://u:POISON@db?database=d&encrypt=POISON", "cannot be used"},
		{"sqlserver://u:POISON@db:x1?database=d", "cannot be read"},
	} {
		t.Run(c.address, func(t *testing.T) {
			a, err := parseAddress(c.address)
			if err == nil {
				_, err = a.engine.prepare(a, Options{Timezone: time.UTC})
			}
			if c.refused == "" && err != nil {
				t.Fatal(err)
			}
			if c.refused == "" {
				return
			}
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.refused) || !strings.Contains(err.Error(), "; ") {
				t.Fatalf("error %v, want one of the configuration that says %q", err, c.refused)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%q shows a value", err)
			}
		})
	}
}

func TestConfigurationOfSQLServer(t *testing.T) {
	a, err := parseAddress("sqlserver://u:p%40ss@db:1444/instance?database=clinic&ApplicationIntent=ReadOnly&log=63&timezone=America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := sqlServerConfig(a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Encryption != msdsn.EncryptionRequired || cfg.TLSConfig == nil || cfg.TLSConfig.InsecureSkipVerify {
		t.Errorf("encryption %v, want it required and the certificate checked", cfg.Encryption)
	}
	if !cfg.ReadOnlyIntent || cfg.AppName != "chartline" || cfg.Host != "db" || cfg.Port != 1444 || cfg.Instance != "instance" || cfg.Password != "p@ss" {
		t.Errorf("read-only %v, name %q, host %q, port %d, instance %q", cfg.ReadOnlyIntent, cfg.AppName, cfg.Host, cfg.Port, cfg.Instance)
	}
	if cfg.LogFlags != 0 || cfg.Encoding.Timezone != time.UTC {
		t.Errorf("logs %d, zone %v: neither is for the address to say", cfg.LogFlags, cfg.Encoding.Timezone)
	}
	if _, err := sqlServerConfig(a, Options{CA: "/does/not/exist.pem"}); fault.KindOf(err) != fault.Config {
		t.Errorf("error %v of an authority that is not there", err)
	}
}

func TestArgumentsOfSQLServer(t *testing.T) {
	s, err := statement.Parse("SELECT [a:since] FROM #t WHERE u > :since OR v > :since;", statement.SQLServer)
	if err != nil {
		t.Fatal(err)
	}
	if text, places := s.Text(sqlServerPlace); text != "SELECT [a:since] FROM #t WHERE u > @p1 OR v > @p1" || places != 2 {
		t.Errorf("%q with %d places", text, places)
	}
	at := time.Date(2024, 7, 1, 5, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		value Value
		want  any
	}{
		{Value{Kind: Integer, Int: 7}, int64(7)},
		{Value{Kind: Local, Int: at.UnixMicro()}, mssql.DateTime1(at)},
		{Value{Kind: Instant, Int: at.UnixMicro()}, mssql.DateTimeOffset(at)},
		{Value{Kind: Date, Int: at.Unix() / 86_400}, mssql.DateTime1(at.Truncate(24 * time.Hour))},
	} {
		if got := sqlServerArgument(c.value); got != c.want {
			t.Errorf("%T %v, want %T %v", got, got, c.want, c.want)
		}
	}
}

// TestVerdicts gives errors as drivers make them. What they say may hold a value.
func TestVerdicts(t *testing.T) {
	server := func(number int32) error { return fmt.Errorf("x: %w", mssql.Error{Number: number, Message: secret}) }
	for _, c := range []struct {
		name string
		of   func(error) verdict
		err  error
		kind fault.Kind
		what string
		away bool
	}{
		{"a login", sqlServerVerdict, server(18456), fault.Config, "refuses the login (error 18456)", false},
		{"a database", sqlServerVerdict, server(4060), fault.Config, "no such database", false},
		{"a table", sqlServerVerdict, server(208), fault.Config, "table or view", false},
		{"a conversion", sqlServerVerdict, server(245), fault.Config, "cannot be worked out", false},
		{"a number that begins so", sqlServerVerdict, server(2081), fault.Config, "does not accept", false},
		{"a deadlock", sqlServerVerdict, server(1205), fault.Unavailable, "cannot serve us", true},
		{"Azure, moving", sqlServerVerdict, server(40613), fault.Unavailable, "cannot serve us", true},
		{"a read-only database", sqlServerVerdict, server(3906), fault.Config, "tries to change", false},
		{"the network", sqlServerVerdict, io.ErrUnexpectedEOF, fault.Unavailable, "cannot be reached", true},
		{"no such host", postgresVerdict, &net.DNSError{IsNotFound: true, Name: secret}, fault.Unavailable, "no machine of that name", false},
		{"a name server that is away", postgresVerdict, &net.DNSError{IsTimeout: true}, fault.Unavailable, "cannot be reached", true},
		{"too many clients", postgresVerdict, &pgconn.PgError{Code: "53300", Message: secret}, fault.Unavailable, "cannot serve us", true},
		{"still starting", postgresVerdict, &pgconn.PgError{Code: "57P03"}, fault.Unavailable, "cannot serve us", true},
		{"a password", postgresVerdict, &pgconn.PgError{Code: "28P01"}, fault.Config, "refuses the login (SQLSTATE 28P01)", false},
		{"too many connections", mysqlVerdict, &mysql.MySQLError{Number: 1040, Message: secret}, fault.Unavailable, "cannot serve us", true},
		{"a lost connection", mysqlVerdict, mysql.ErrInvalidConn, fault.Unavailable, "cannot be reached", true},
		{"no TLS", mysqlVerdict, mysql.ErrNoTLS, fault.Config, "does not encrypt", false},
		{"a way to log in", mysqlVerdict, mysql.ErrCleartextPassword, fault.Config, "refuses the login", false},
		{"another driver", driverVerdict, errors.New(secret), fault.Config, "not shown", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := c.of(c.err)
			err := v.fault(c.err, "here")
			if v.kind != c.kind || v.away != c.away || !strings.Contains(err.Error(), c.what) {
				t.Errorf("%q, kind %d, away %v", err, v.kind, v.away)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%q shows what the server said", err)
			}
			if !errors.Is(err, c.err) {
				t.Error("the cause is lost")
			}
		})
	}
}

func TestReachGivesUpAtOnceWhereWaitingHelpsNothing(t *testing.T) {
	attempts := 0
	_, err := reach(t.Context(), address{name: "here"}, Options{Patience: time.Minute}, opener{
		open:    func(context.Context) (conn, error) { attempts++; return nil, &pgconn.PgError{Code: "28P01"} },
		verdict: postgresVerdict,
	})
	if attempts != 1 || fault.KindOf(err) != fault.Config {
		t.Errorf("%d attempts, error %v", attempts, err)
	}
}
