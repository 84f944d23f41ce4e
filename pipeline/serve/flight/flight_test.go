//go:build duckdb_arrow

package flight

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"chartline/pipeline/contain"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/door"
	"chartline/pipeline/serve/servetest"
)

func TestMain(m *testing.M) { servetest.Main(m) }

// site is a server with its desk.
type site struct {
	*desk.Desk
	server  *Server
	address string
	trust   *tls.Config
}

// settings are what a test changes of a site.
type settings struct {
	statements  []string
	limits      desk.Limits
	contain     contain.Limits
	patience    time.Duration
	connections int64
}

func open(t testing.TB, s settings) *site {
	t.Helper()
	if s.limits == (desk.Limits{}) {
		s.limits = servetest.Limits
	}
	security, trust := servetest.TLS(t)
	d := servetest.Desk(t, servetest.Dataset(t, s.statements...), s.limits, s.contain)
	server, err := New(d, Options{Security: security, Patience: cmp.Or(s.patience, 500*time.Millisecond), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := door.Listen("127.0.0.1:0", security, cmp.Or(s.connections, 50))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		server.Stop(ctx)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return &site{d, server, l.Addr().String(), trust}
}

// client connects; the context carries the token.
func (s *site) client(t testing.TB, secret string) (*flightsql.Client, context.Context) {
	t.Helper()
	c, err := flightsql.NewClient(s.address, nil, nil, grpc.WithTransportCredentials(credentials.NewTLS(s.trust)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	return c, metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+secret)
}

// answer reads a whole answer as lines of cells.
func answer(ctx context.Context, c *flightsql.Client, i *flight.FlightInfo, err error) (string, error) {
	if err != nil {
		return "", err
	}
	r, err := c.DoGet(ctx, i.Endpoint[0].Ticket)
	if err != nil {
		return "", err
	}
	defer r.Release()
	var lines []string
	for r.Next() {
		for row := range int(r.RecordBatch().NumRows()) {
			var cells []string
			for _, column := range r.RecordBatch().Columns() {
				cells = append(cells, column.ValueStr(row))
			}
			lines = append(lines, strings.Join(cells, " "))
		}
	}
	return strings.Join(lines, "\n"), r.Err()
}

func ask(ctx context.Context, c *flightsql.Client, sql string) (string, error) {
	i, err := c.Execute(ctx, sql)
	return answer(ctx, c, i, err)
}

func TestStatement(t *testing.T) {
	s := open(t, settings{})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	got, err := ask(ctx, c, "SELECT year, count(*) AS n, sum(weight) AS w FROM encounter GROUP BY year ORDER BY year LIMIT 2;")
	// 40 accounts in five years: of the first 0, 5, … 35, of which the sum is 140.
	if err != nil || got != "2020 8 35\n2021 8 37" {
		t.Errorf("%q %v", got, err)
	}
	schema, err := c.GetExecuteSchema(ctx, "SELECT year, encounter_key FROM encounter -- the end")
	if err != nil {
		t.Fatal(err)
	}
	columns, err := flight.DeserializeSchema(schema.Schema, memory.DefaultAllocator)
	if err != nil || fmt.Sprint(columns.Field(0).Type, columns.Field(1).Type) != "int32 utf8" {
		t.Errorf("%v %v", columns, err)
	}
	log := servetest.Entries(t, s.Desk)
	if strings.Count(log, `"event":"begin"`) != 1 || !strings.Contains(log, `"rows":2`) || !strings.Contains(log, "R. Roe") || strings.Contains(log, "SELECT") {
		t.Errorf("the log says %s", log)
	}
}

func TestPrepared(t *testing.T) {
	s := open(t, settings{})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	p, err := c.Prepare(ctx, "SELECT count(*) AS n, '?' AS mark FROM encounter WHERE year = ? AND cancelled = ?")
	if err != nil {
		t.Fatal(err)
	}
	if p.DatasetSchema().NumFields() != 2 || p.ParameterSchema().NumFields() != 2 {
		t.Errorf("columns %v, parameters %v", p.DatasetSchema(), p.ParameterSchema())
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "1", Type: arrow.PrimitiveTypes.Int64}, {Name: "2", Type: arrow.FixedWidthTypes.Boolean}}, nil))
	b.Field(0).(*array.Int64Builder).Append(2021)
	b.Field(1).(*array.BooleanBuilder).Append(true)
	p.SetParameters(b.NewRecordBatch())
	i, err := p.Execute(ctx)
	// Of 1, 6, 11, … 36 four are even.
	if got, err := answer(ctx, c, i, err); err != nil || got != "4 ?" {
		t.Errorf("%q %v", got, err)
	}
	other, otherCtx := s.client(t, servetest.Token(t, s.Desk, "J. Doe", "researcher"))
	if _, err := other.DoGet(otherCtx, i.Endpoint[0].Ticket); status.Code(err) != codes.NotFound {
		t.Errorf("another person sees the statement: %v", err)
	}
	if err := p.Close(ctx); err != nil {
		t.Error(err)
	}
	if _, err := c.DoGet(ctx, i.Endpoint[0].Ticket); status.Code(err) != codes.NotFound {
		t.Errorf("a closed statement gives %v", err)
	}
}

func TestCatalog(t *testing.T) {
	s := open(t, settings{})
	c, ctx := s.client(t, servetest.Token(t, s.Desk, "R. Roe", "researcher"))
	schema, pattern := "main", "%e_c%"
	for what, list := range map[string]struct {
		ask  func() (*flight.FlightInfo, error)
		want string
	}{
		"catalogs": {func() (*flight.FlightInfo, error) { return c.GetCatalogs(ctx) }, "study"},
		"schemas":  {func() (*flight.FlightInfo, error) { return c.GetDBSchemas(ctx, &flightsql.GetDBSchemasOpts{}) }, "study about\nstudy main"},
		"tables": {func() (*flight.FlightInfo, error) {
			return c.GetTables(ctx, &flightsql.GetTablesOpts{DbSchemaFilterPattern: &schema, TableNameFilterPattern: &pattern})
		}, "study main encounter TABLE"},
		"only tables": {func() (*flight.FlightInfo, error) {
			return c.GetTables(ctx, &flightsql.GetTablesOpts{TableTypes: []string{"TABLE"}})
		}, "study about stamp TABLE\nstudy main encounter TABLE\nstudy main note TABLE"},
		"table types": {func() (*flight.FlightInfo, error) { return c.GetTableTypes(ctx) }, "TABLE\nVIEW"},
		"keys": {func() (*flight.FlightInfo, error) {
			return c.GetPrimaryKeys(ctx, flightsql.TableRef{Table: "encounter"})
		}, ""},
	} {
		t.Run(what, func(t *testing.T) {
			i, err := list.ask()
			if got, err := answer(ctx, c, i, err); err != nil || got != list.want {
				t.Errorf("%q %v, want %q", got, err, list.want)
			}
		})
	}
	i, err := c.GetSqlInfo(ctx, []flightsql.SqlInfo{flightsql.SqlInfoFlightSqlServerName, flightsql.SqlInfoFlightSqlServerReadOnly, 4242})
	if got, err := answer(ctx, c, i, err); err != nil || !strings.Contains(got, "Chartline") || strings.Count(got, "\n") != 1 {
		t.Errorf("the server says of itself %q %v", got, err)
	}
	i, err = c.GetXdbcTypeInfo(ctx, nil)
	if got, err := answer(ctx, c, i, err); err != nil || !strings.Contains(got, "VARCHAR 12") {
		t.Errorf("types %q %v", got, err)
	}
	i, err = c.GetTables(ctx, &flightsql.GetTablesOpts{IncludeSchema: true})
	if got, err := answer(ctx, c, i, err); err != nil || strings.Count(got, "\n") != 3 {
		t.Errorf("tables with columns %q %v", got, err)
	}
}
