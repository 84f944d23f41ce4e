package sqldb

import (
	"context"
	"database/sql"
	"net"
	"net/url"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/database/statement"
)

// engine is how one kind of server is reached.
type engine struct {
	scheme  string // with which its addresses begin
	dialect statement.Dialect
	driver  bool // of database/sql, which has forms of address of its own
	// prepare reads an address, and gives what connects.
	prepare func(a address, o Options) (opener, error)
}

// opener connects and begins the transaction.
type opener struct {
	open    func(context.Context) (conn, error)
	verdict func(error) verdict
}

// engines are the servers that have a way of their own. What else a driver of
// database/sql is compiled in for is reached by the name under which that registers.
var engines = []engine{
	{scheme: "postgres", dialect: statement.Postgres, prepare: preparePostgres},
	{scheme: "postgresql", dialect: statement.Postgres, prepare: preparePostgres},
	{scheme: "sqlserver", dialect: statement.SQLServer, prepare: prepareSQLServer},
	{scheme: "mysql", dialect: statement.MySQL, prepare: prepareMySQL},
	{scheme: "mariadb", dialect: statement.MySQL, prepare: prepareMySQL},
}

// engineOf finds how addresses of a scheme are reached.
func engineOf(scheme string) (engine, bool) {
	for _, e := range engines {
		if e.scheme == scheme {
			return e, true
		}
	}
	return engine{scheme: scheme, dialect: statement.Standard, driver: true, prepare: prepareDriver}, slices.Contains(sql.Drivers(), scheme)
}

// address is the address of a database, taken apart.
type address struct {
	engine engine
	url    *url.URL // nil for a driver of database/sql, which has forms of its own
	own    string   // what follows the scheme, for such a driver
	name   string   // scheme, host and database
}

const addressForms = "write postgres://, sqlserver://, mysql:// or mariadb://, then user:password@host:port/database, with signs such as @ and / in a password as %40 and %2F"

// parseAddress takes an address apart. Its errors never quote it: it may hold a
// password, in a place that only its writer knows.
func parseAddress(text string) (address, error) {
	scheme, rest, _ := strings.Cut(text, ":")
	e, ok := engineOf(scheme)
	if !ok {
		return address{}, badAddress("begins with no kind of server that is known")
	}
	if e.driver {
		return address{engine: e, own: rest, name: scheme}, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" {
		return address{}, badAddress("cannot be read")
	}
	a := address{engine: e, url: u}
	if a.database() == "" {
		return address{}, badAddress("names no database")
	}
	if a.host() == "" {
		return address{}, badAddress("names no host")
	}
	a.name = scheme + " " + a.hostPort() + "/" + a.database()
	return a, nil
}

func badAddress(what string) error {
	return fault.New(fault.Config, "path", "the address of the database "+what, addressForms)
}

// database is the name of the database: the path of the address, or for SQL Server,
// where the path is an instance, a parameter.
func (a address) database() string {
	if a.engine.scheme == "sqlserver" {
		return a.parameter("database")
	}
	return strings.TrimPrefix(a.url.Path, "/")
}

// host is the name of the host, or the folder or file of a socket on this machine.
func (a address) host() string {
	if h := a.url.Hostname(); h != "" {
		return h
	}
	switch a.engine.scheme {
	case "postgres", "postgresql":
		return a.parameter("host")
	case "mysql", "mariadb":
		return a.parameter("socket")
	}
	return ""
}

// hostPort is the host with the port where one is given, and with the instance of SQL
// Server.
func (a address) hostPort() string {
	name := a.host()
	if p := a.url.Port(); p != "" {
		name = net.JoinHostPort(name, p)
	}
	if a.engine.scheme == "sqlserver" {
		name += strings.TrimSuffix(a.url.Path, "/")
	}
	return name
}

// parameter is a parameter of the address, whatever the case of its name.
func (a address) parameter(name string) string {
	for key, values := range a.url.Query() {
		if strings.EqualFold(key, name) {
			return values[0]
		}
	}
	return ""
}

// onlyParameters refuses an address with parameters that mean nothing here.
func (a address) onlyParameters(known ...string) error {
	for key := range a.url.Query() {
		if !slices.Contains(known, key) {
			return fault.New(fault.Config, a.name, "the address has a parameter that is not known", "it takes "+strings.Join(known, ", "))
		}
	}
	return nil
}

// isHere reports whether a host is this machine, to which nothing goes over a network.
func isHere(host string) bool {
	if host == "localhost" || strings.HasPrefix(host, "/") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// inTheClear refuses a connection over a network that nobody encrypts.
func (a address) inTheClear(fix string) error {
	return fault.New(fault.Config, a.name, "the address asks for a connection that is not encrypted, over a network", fix)
}
