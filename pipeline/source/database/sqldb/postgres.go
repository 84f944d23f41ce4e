package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgproto3"

	"chartline/pipeline/fault"
)

// postgres is a connection to PostgreSQL. Results come in PostgreSQL's binary form by
// the extended protocol: as fast as COPY (…) TO STDOUT (FORMAT binary), which sends the
// same bytes, and unlike it with real parameters and with the types of the columns.
type postgres struct {
	*pgconn.PgConn
	kinds map[uint32]Column // types that are not built in, by their numbers
}

// largestRow bounds what one row takes in memory.
const largestRow = 64 << 20

// preparePostgres reads an address such as postgres://user:password@host:5432/database.
// Unless it says sslmode=, the server's certificate is checked.
func preparePostgres(a address, o Options) (opener, error) {
	u := *a.url
	q := u.Query()
	for key, value := range map[string]string{"sslmode": "verify-full", "sslrootcert": o.CA} {
		if !q.Has(key) && value != "" {
			q.Set(key, value)
		}
	}
	u.RawQuery = q.Encode()
	cfg, err := pgconn.ParseConfig(u.String())
	if err != nil {
		return opener{}, fault.Wrap(fault.Config, err, a.name, "the address, or the file that the option ca names, cannot be used", addressForms)
	}
	if goesInTheClear(cfg) {
		return opener{}, a.inTheClear("leave sslmode out, or set it to verify-full, verify-ca or require")
	}
	cfg.RuntimeParams["application_name"] = "chartline"
	cfg.RuntimeParams["client_encoding"] = "UTF8"
	cfg.MaxProtocolMessageBodyLen = largestRow
	cfg.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: 5 * time.Second}
	}
	open := func(ctx context.Context) (conn, error) { return openPostgres(ctx, cfg, o) }
	return opener{open, postgresVerdict}, nil
}

// goesInTheClear reports whether one of the ways to connect crosses a network without
// encryption.
func goesInTheClear(cfg *pgconn.Config) bool {
	if cfg.TLSConfig == nil && !isHere(cfg.Host) {
		return true
	}
	for _, f := range cfg.Fallbacks {
		if f.TLSConfig == nil && !isHere(f.Host) {
			return true
		}
	}
	return false
}

// openPostgres connects and begins the transaction. Settings are made here rather than
// in the greeting, where a connection pooler such as PgBouncer refuses them.
func openPostgres(ctx context.Context, cfg *pgconn.Config, o Options) (conn, error) {
	c, err := pgconn.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	zone := strings.ReplaceAll(o.Timezone.String(), "'", "''")
	_, err = c.Exec(ctx, fmt.Sprintf(`SET standard_conforming_strings = on; SET statement_timeout = %d; SET TimeZone = '%s';
		BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`, o.Timeout.Milliseconds(), zone)).ReadAll()
	if err != nil {
		_ = c.Close(ctx) // whatever it says, the other error came first
		return nil, err
	}
	return &postgres{PgConn: c, kinds: map[uint32]Column{}}, nil
}

func (*postgres) placeholder(int) string { return "$1" }
func (*postgres) repeated() bool         { return false }

func (p *postgres) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = p.Close(ctx) // nothing was changed that could be lost
}

func (p *postgres) query(ctx context.Context, text string, args []Value) (cursor, error) {
	oids, values := postgresArguments(args)
	described, err := p.Prepare(ctx, "", text, oids)
	if err != nil {
		return nil, err
	}
	learned := false
	for _, f := range described.Fields {
		asked, err := p.learn(ctx, f.DataTypeOID)
		if err != nil {
			return nil, err
		}
		learned = learned || asked
	}
	if learned { // the question took the place of the statement
		if _, err := p.Prepare(ctx, "", text, oids); err != nil {
			return nil, err
		}
	}
	r := &postgresRows{values: make([]Value, len(described.Fields))}
	formats := make([]int16, len(described.Fields))
	for i, f := range described.Fields {
		c := p.typeOf(f.DataTypeOID)
		c.Name = f.Name
		r.described = append(r.described, c)
		if r.decoders = append(r.decoders, decoderOf(f.DataTypeOID, c.Kind)); c.Kind != Other {
			formats[i] = pgproto3.BinaryFormat
		}
	}
	r.reader = p.ExecPrepared(ctx, "", values, nil, formats)
	return r, nil
}

// typeOf describes a type that is built in or was learned.
func (p *postgres) typeOf(oid uint32) Column {
	if b, ok := builtIn[oid]; ok {
		return Column{Type: b.name, Kind: b.kind}
	}
	return p.kinds[oid]
}

// learn asks for a type that an extension or the site made. It is text if the server
// counts it among the texts, or if it is an enumeration.
func (p *postgres) learn(ctx context.Context, oid uint32) (asked bool, err error) {
	if p.typeOf(oid).Type != "" {
		return false, nil
	}
	result := p.ExecParams(ctx, "SELECT typname, typcategory FROM pg_catalog.pg_type WHERE oid = $1",
		[][]byte{[]byte(strconv.FormatUint(uint64(oid), 10))}, []uint32{oidOid}, nil, nil).Read()
	if result.Err != nil {
		return true, result.Err
	}
	c := Column{Type: "unknown", Kind: Other}
	if len(result.Rows) == 1 {
		c.Type = string(result.Rows[0][0])
		if category := string(result.Rows[0][1]); category == "S" || category == "E" {
			c.Kind = Text
		}
	}
	p.kinds[oid] = c
	return true, nil
}

// postgresArguments are the types of arguments, and their values as text.
func postgresArguments(args []Value) (oids []uint32, values [][]byte) {
	for _, v := range args {
		oid := map[Kind]uint32{Integer: oidInt8, Date: oidDate, Local: oidTimestamp, Instant: oidTimestamptz}[v.Kind]
		text := v.literal()
		if v.Kind == Instant {
			text = append(text, '+', '0', '0')
		}
		oids, values = append(oids, oid), append(values, text)
	}
	return oids, values
}

// postgresRows is a result of PostgreSQL.
type postgresRows struct {
	reader    *pgconn.ResultReader
	described []Column
	decoders  []decoder
	values    []Value
	scratch   scratch
}

func (r *postgresRows) columns() []Column { return r.described }

func (r *postgresRows) next() ([]Value, error) {
	if !r.reader.NextRow() {
		if _, err := r.reader.Close(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	r.scratch = r.scratch[:0]
	for i, raw := range r.reader.Values() {
		if raw == nil {
			r.values[i] = Value{}
			continue
		}
		r.values[i] = r.decoders[i](raw, &r.scratch)
	}
	return r.values, nil
}

// close reads what is left, which is little once the server was told to stop. What goes
// wrong came with the rows, or after the caller gave up.
func (r *postgresRows) close() { _, _ = r.reader.Close() }

func (*postgres) verdict(err error) verdict { return postgresVerdict(err) }

// postgresMeanings are those of the SQLSTATE of PostgreSQL, appendix A of its manual.
var postgresMeanings = []meaning{
	{"28", refusedLogin},
	{"3D000", noDatabase},
	{"42P01 3F000", noTable},
	{"42703", noColumn},
	{"42501", notPermitted},
	{"25006", writes},
	{"22", brokenValue},
	{"57014", stoppedByServer},
	{"08 40 53 57 58", busy},
}

func postgresVerdict(err error) verdict {
	var server *pgconn.PgError
	var large *pgproto3.ExceededMaxBodyLenErr
	switch {
	case errors.As(err, &server):
		return look(postgresMeanings, server.Code, false).numbered("SQLSTATE", server.Code)
	case errors.As(err, &large):
		return tooLarge
	case strings.HasSuffix(err.Error(), "server refused TLS connection"):
		return noTLS
	}
	return connectionVerdict(err)
}
