package sqldb

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"chartline/pipeline/fault"
)

// mysqlKinds are the types of MySQL and MariaDB that are no others' alike: a timestamp
// is kept in UTC, and comes in the zone of the session.
var mysqlKinds = map[string]Kind{"TIMESTAMP": Instant}

// prepareMySQL reads an address such as mysql://user:password@host:3306/database. It
// takes tls=true (so unless told), tls=skip-verify, to this machine tls=false, and
// instead of a host socket=/path.
func prepareMySQL(a address, o Options) (opener, error) {
	if err := a.onlyParameters("tls", "socket"); err != nil {
		return opener{}, err
	}
	cfg := mysql.NewConfig()
	cfg.Net, cfg.Addr = "tcp", a.url.Host
	if a.url.Port() == "" {
		cfg.Addr += ":3306"
	}
	if socket := a.parameter("socket"); a.url.Hostname() == "" {
		cfg.Net, cfg.Addr = "unix", socket
	}
	cfg.User = a.url.User.Username()
	cfg.Passwd, _ = a.url.User.Password()
	cfg.DBName = a.database()
	cfg.Timeout = attemptTime
	cfg.ConnectionAttributes = "program_name:chartline"
	cfg.Logger = &mysql.NopLogger{} // the default one writes to standard error
	var err error
	if cfg.TLS, err = mysqlTLS(a, o, cfg.Net); err != nil {
		return opener{}, err
	}
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		return opener{}, fault.Wrap(fault.Config, err, a.name, "the address cannot be used", addressForms)
	}
	open := func(ctx context.Context) (conn, error) { return openMySQL(ctx, connector, o) }
	return opener{open, mysqlVerdict}, nil
}

// mysqlTLS is how the connection is encrypted; nil where it never leaves this machine
// and nobody asked.
func mysqlTLS(a address, o Options, network string) (*tls.Config, error) {
	c := &tls.Config{ServerName: a.url.Hostname(), MinVersion: tls.VersionTLS12}
	switch mode := a.parameter("tls"); {
	case network == "unix" && mode == "":
		return nil, nil
	case mode == "", mode == "true":
	case mode == "skip-verify":
		c.InsecureSkipVerify = true
		return c, nil
	case mode == "false" && isHere(a.host()):
		return nil, nil
	default:
		return nil, a.inTheClear("leave tls out, or set it to true or skip-verify")
	}
	pool, err := authorities(a, o.CA)
	c.RootCAs = pool
	return c, err
}

// authorities are those of a PEM file; nil, which stands for those of this machine,
// where none is named.
func authorities(a address, file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(pem) {
		return nil, fault.Wrap(fault.Config, err, a.name, "the file that the option ca names cannot be read or holds no certificate", "give a PEM file")
	}
	return pool, nil
}

// openMySQL connects, sets up the session and begins the transaction.
func openMySQL(ctx context.Context, connector driver.Connector, o Options) (conn, error) {
	var id int64
	m := manner{
		kinds: mysqlKinds, place: func(int) string { return "?" }, each: true, arg: plainArgument, judge: mysqlVerdict,
		session: func(ctx context.Context, c *sql.Conn) (err error) {
			id, err = mysqlSession(ctx, c, o.Timeout)
			return err
		},
		begin: func(ctx context.Context, c *sql.Conn) (*sql.Tx, error) {
			return c.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		},
		kill: func() { killMySQL(connector, id) },
	}
	return openDriver(ctx, sql.OpenDB(connector), m)
}

// mysqlSession sets up a session, and gives its number. MariaDB and MySQL bound the time
// of a statement by settings of their own.
func mysqlSession(ctx context.Context, c *sql.Conn, timeout time.Duration) (id int64, err error) {
	var version string
	if err := c.QueryRowContext(ctx, "SELECT CONNECTION_ID(), VERSION()").Scan(&id, &version); err != nil {
		return 0, err
	}
	if _, err = c.ExecContext(ctx, "SET SESSION time_zone = '+00:00'"); err != nil {
		return 0, err
	}
	limit := fmt.Sprintf("max_execution_time = %d", timeout.Milliseconds())
	if strings.Contains(version, "MariaDB") {
		limit = fmt.Sprintf("max_statement_time = %g", timeout.Seconds())
	}
	// Servers before 2015 have no such setting. They are told to stop when time is up.
	_, err = c.ExecContext(ctx, "SET SESSION "+limit)
	var server *mysql.MySQLError
	if errors.As(err, &server) && server.Number == unknownSetting {
		err = nil
	}
	return id, err
}

// unknownSetting is the number of the error of a setting that the server does not have.
const unknownSetting = 1193

// killMySQL stops the statement of a session. The driver only hangs up, which the server
// notices when it next has rows to send.
func killMySQL(connector driver.Connector, id int64) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	db := sql.OpenDB(connector)
	defer db.Close()
	_, _ = db.ExecContext(ctx, fmt.Sprintf("KILL QUERY %d", id)) // it may be over by now
}

// mysqlMeanings are those of the numbers of errors of MySQL and MariaDB.
var mysqlMeanings = []meaning{
	{"1045 1698 1130 1251 2059 1396 1862", refusedLogin},
	{"1044 1049", noDatabase},
	{"1146 1109 1051", noTable},
	{"1054", noColumn},
	{"1142 1143 1227 1370", notPermitted},
	{"1792 1290", writes},
	{"1264 1292 1365 1366 1411 1690", brokenValue},
	{"3024 1969 1317", stoppedByServer},
	{"1040 1203 1226 1205 1213 1053 1077 1079 1080 1152 1158 1159 1160 1161 1927 4031", busy},
}

func mysqlVerdict(err error) verdict {
	var server *mysql.MySQLError
	switch {
	case errors.As(err, &server):
		code := strconv.Itoa(int(server.Number))
		return look(mysqlMeanings, code, true).numbered("error", code)
	case errors.Is(err, mysql.ErrNoTLS):
		return noTLS
	case errors.Is(err, mysql.ErrCleartextPassword), errors.Is(err, mysql.ErrNativePassword), errors.Is(err, mysql.ErrOldPassword), errors.Is(err, mysql.ErrUnknownPlugin):
		return refusedLogin
	}
	return connectionVerdict(err)
}
