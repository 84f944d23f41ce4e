package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
	"github.com/microsoft/go-mssqldb/msdsn"

	"chartline/pipeline/fault"
)

// prepareSQLServer reads an address such as
// sqlserver://user:password@host:1433?database=name, with an instance as its path and
// the parameters of go-mssqldb, among them ApplicationIntent=ReadOnly and
// TrustServerCertificate=true. Unless it says encrypt=, the connection is encrypted and
// the server's certificate is checked.
func prepareSQLServer(a address, o Options) (opener, error) {
	cfg, err := sqlServerConfig(a, o)
	if err != nil {
		return opener{}, err
	}
	m := manner{place: sqlServerPlace, arg: sqlServerArgument, judge: sqlServerVerdict, begin: beginSnapshot}
	open := func(ctx context.Context) (conn, error) {
		return openDriver(ctx, sql.OpenDB(mssql.NewConnectorConfig(cfg)), m)
	}
	return opener{open, sqlServerVerdict}, nil
}

// sqlServerPlace is the one argument, wherever it stands.
func sqlServerPlace(int) string { return "@p1" }

// sqlServerConfig reads the address.
func sqlServerConfig(a address, o Options) (msdsn.Config, error) {
	u := *a.url
	q := u.Query()
	for key, value := range map[string]string{"encrypt": "true", "app name": "chartline", "certificate": o.CA} {
		if a.parameter(key) == "" && value != "" {
			q.Set(key, value)
		}
	}
	u.RawQuery = q.Encode()
	cfg, err := msdsn.Parse(u.String())
	if err != nil {
		return cfg, fault.Wrap(fault.Config, err, a.name, "the address, or the file that the option ca names, cannot be used", addressForms)
	}
	if plain := cfg.Encryption == msdsn.EncryptionOff || cfg.Encryption == msdsn.EncryptionDisabled; plain && !isHere(cfg.Host) {
		return cfg, a.inTheClear("leave encrypt out, or set it to true or strict")
	}
	cfg.LogFlags = 0                    // it would log statements and rows
	cfg.Encoding.Timezone = time.UTC    // in which times without a zone come
	cfg.Encoding.GuidConversion = false // which is ours
	return cfg, nil
}

// beginSnapshot begins a transaction of one moment where the database allows it. The
// other levels that could would lock what is read against the people who write it.
// SQL Server has no read-only transaction.
func beginSnapshot(ctx context.Context, c *sql.Conn) (*sql.Tx, error) {
	var state int
	err := c.QueryRowContext(ctx, "SELECT CAST(snapshot_isolation_state AS int) FROM sys.databases WHERE database_id = DB_ID()").Scan(&state)
	if err != nil {
		return nil, err
	}
	level := sql.LevelReadCommitted
	if state == 1 {
		level = sql.LevelSnapshot
	}
	return c.BeginTx(ctx, &sql.TxOptions{Isolation: level})
}

// sqlServerArgument is an argument of a type that is converted to that of the column,
// and not the column to it, which would keep an index from being used.
func sqlServerArgument(v Value) any {
	switch v.Kind {
	case Date:
		return mssql.DateTime1(time.Unix(v.Int*86_400, 0).UTC())
	case Local:
		return mssql.DateTime1(time.UnixMicro(v.Int).UTC())
	case Instant:
		return mssql.DateTimeOffset(time.UnixMicro(v.Int).UTC())
	default:
		return plainArgument(v)
	}
}

// sqlServerMeanings are those of the numbers of errors of SQL Server and Azure.
var sqlServerMeanings = []meaning{
	{"18456 18452 18470 18486 18487 18488 4062", refusedLogin},
	{"4060 911 916", noDatabase},
	{"208", noTable},
	{"207 4104", noColumn},
	{"229 230 300", notPermitted},
	{"3906 3908", writes},
	{"220 232 241 242 245 248 8114 8115 8134 8169 295 9807", brokenValue},
	{"3617", stoppedByServer},
	{"64 233 596 926 1204 1205 1222 3960 4221 6005 10053 10054 10060 10928 10929 17142 17197 18401 40143 40166 40197 40501 40540 40613 49918 49919 49920", busy},
}

func sqlServerVerdict(err error) verdict {
	var server mssql.Error
	if errors.As(err, &server) {
		code := strconv.Itoa(int(server.Number))
		return look(sqlServerMeanings, code, true).numbered("error", code)
	}
	return connectionVerdict(err)
}
