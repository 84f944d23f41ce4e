package flight

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"chartline/pipeline/serve/desk"
)

// prepared is a statement that its owner asks again with other values.
type prepared struct {
	owner  string // id of the token
	sql    string
	args   []any
	schema *arrow.Schema
}

// kept is how many prepared statements of one token are remembered; the oldest goes first.
const kept = 64

// shelf remembers prepared statements by their handles.
type shelf struct {
	mu       sync.Mutex
	byHandle map[string]*prepared
	order    map[string][]string // handles of a token, the oldest first
}

func newShelf() *shelf {
	return &shelf{byHandle: map[string]*prepared{}, order: map[string][]string{}}
}

func (s *shelf) add(p *prepared) (handle string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	handle = rand.Text()
	list := append(s.order[p.owner], handle)
	if len(list) > kept {
		delete(s.byHandle, list[0])
		list = list[1:]
	}
	s.byHandle[handle], s.order[p.owner] = p, list
	return handle
}

// get gives a copy of a caller's statement.
func (s *shelf) get(handle []byte, owner string) (prepared, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.byHandle[string(handle)]
	if !ok || p.owner != owner {
		return prepared{}, errNoStatement
	}
	return *p, nil
}

func (s *shelf) bind(handle []byte, owner string, args []any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.byHandle[string(handle)]
	if !ok || p.owner != owner {
		return errNoStatement
	}
	p.args = args
	return nil
}

func (s *shelf) remove(handle []byte, owner string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.byHandle[string(handle)]; !ok || p.owner != owner {
		return errNoStatement
	}
	delete(s.byHandle, string(handle))
	list := s.order[owner]
	for i, h := range list {
		if h == string(handle) {
			s.order[owner] = append(list[:i:i], list[i+1:]...)
		}
	}
	if len(s.order[owner]) == 0 {
		delete(s.order, owner)
	}
	return nil
}

var errNoStatement = status.Error(codes.NotFound, "no prepared statement of this handle; prepare it again")

// CreatePreparedStatement implements flightsql.Server. Every parameter is described as a
// text, which takes the type of what it is compared with.
func (d *dialect) CreatePreparedStatement(ctx context.Context, r flightsql.ActionCreatePreparedStatementRequest) (result flightsql.ActionCreatePreparedStatementResult, err error) {
	who := callerOf(ctx)
	p := &prepared{owner: who.ID, sql: r.GetQuery()}
	if p.schema, err = d.shape(ctx, p.sql); err != nil {
		return result, err
	}
	fields := make([]arrow.Field, desk.Parameters(p.sql))
	for i := range fields {
		fields[i] = arrow.Field{Name: "parameter", Type: arrow.BinaryTypes.String}
	}
	result.Handle, result.DatasetSchema = []byte(d.prepared.add(p)), p.schema
	result.ParameterSchema = arrow.NewSchema(fields, nil)
	return result, nil
}

// ClosePreparedStatement implements flightsql.Server.
func (d *dialect) ClosePreparedStatement(ctx context.Context, r flightsql.ActionClosePreparedStatementRequest) error {
	return d.prepared.remove(r.GetPreparedStatementHandle(), callerOf(ctx).ID)
}

// GetFlightInfoPreparedStatement implements flightsql.Server.
func (d *dialect) GetFlightInfoPreparedStatement(ctx context.Context, q flightsql.PreparedStatementQuery, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	if _, err := d.prepared.get(q.GetPreparedStatementHandle(), callerOf(ctx).ID); err != nil {
		return nil, err
	}
	return info(desc.Cmd, desc, nil), nil
}

// GetSchemaPreparedStatement implements flightsql.Server.
func (d *dialect) GetSchemaPreparedStatement(ctx context.Context, q flightsql.PreparedStatementQuery, _ *flight.FlightDescriptor) (*flight.SchemaResult, error) {
	p, err := d.prepared.get(q.GetPreparedStatementHandle(), callerOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return &flight.SchemaResult{Schema: flight.SerializeSchema(p.schema, memory.DefaultAllocator)}, nil
}

// DoGetPreparedStatement implements flightsql.Server.
func (d *dialect) DoGetPreparedStatement(ctx context.Context, q flightsql.PreparedStatementQuery) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	p, err := d.prepared.get(q.GetPreparedStatementHandle(), callerOf(ctx).ID)
	if err != nil {
		return nil, nil, err
	}
	return d.ask(ctx, p.sql, p.args)
}

// DoPutPreparedStatementQuery implements flightsql.Server: it takes the one row of values.
func (d *dialect) DoPutPreparedStatementQuery(ctx context.Context, q flightsql.PreparedStatementQuery, r flight.MessageReader, _ flight.MetadataWriter) ([]byte, error) {
	if !r.Next() {
		return nil, status.Error(codes.InvalidArgument, "no row of values; send one")
	}
	args, err := values(r.RecordBatch())
	if err != nil {
		return nil, err
	}
	if r.Next() {
		return nil, errManyRows
	}
	handle := q.GetPreparedStatementHandle()
	return handle, d.prepared.bind(handle, callerOf(ctx).ID, args)
}

var errManyRows = status.Error(codes.InvalidArgument, "more than one row of values; ask once for each")

// values reads one row of values.
func values(row arrow.RecordBatch) ([]any, error) {
	if row.NumRows() != 1 {
		return nil, errManyRows
	}
	args := make([]any, row.NumCols())
	for i, column := range row.Columns() {
		value, ok := valueOf(column, 0)
		if !ok {
			return nil, status.Errorf(codes.InvalidArgument, "value %d is null or of a type that cannot be bound; send a text, a number, a date or a truth value", i+1)
		}
		args[i] = value
	}
	return args, nil
}

// valueOf is a value as the engine takes it: what is neither whole nor true nor false goes
// as text, which takes the type of what it is compared with.
func valueOf(column arrow.Array, row int) (any, bool) {
	if column.IsNull(row) {
		return nil, false
	}
	switch a := column.(type) {
	case *array.Int64:
		return a.Value(row), true
	case *array.Int32:
		return int64(a.Value(row)), true
	case *array.Int16:
		return int64(a.Value(row)), true
	case *array.Int8:
		return int64(a.Value(row)), true
	case *array.Uint32:
		return int64(a.Value(row)), true
	case *array.Uint16:
		return int64(a.Value(row)), true
	case *array.Uint8:
		return int64(a.Value(row)), true
	case *array.Boolean:
		return a.Value(row), true
	case *array.DenseUnion:
		return valueOf(a.Field(a.ChildID(row)), int(a.ValueOffset(row)))
	case *array.String, *array.LargeString, *array.Float64, *array.Float32, *array.Uint64, *array.Date32, *array.Date64, *array.Timestamp, *array.Decimal128:
		return strings.Clone(a.ValueStr(row)), true
	}
	return nil, false
}

// DoPutPreparedStatementUpdate implements flightsql.Server.
func (d *dialect) DoPutPreparedStatementUpdate(context.Context, flightsql.PreparedStatementUpdate, flight.MessageReader) (int64, error) {
	return 0, errReadOnly
}
