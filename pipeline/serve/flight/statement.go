package flight

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"chartline/pipeline/serve/desk"
)

// dialect answers the commands of Flight SQL. What it does not answer, its base refuses:
// all that writes.
type dialect struct {
	flightsql.BaseServer
	desk     *desk.Desk
	prepared *shelf
	tells    map[uint32]bool // what it says of itself, by number
}

// GetFlightInfoStatement implements flightsql.Server. The ticket is the statement itself:
// it gives nobody more than asking would, and the server remembers nothing.
func (d *dialect) GetFlightInfoStatement(_ context.Context, q flightsql.StatementQuery, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	if len(q.GetTransactionId()) > 0 {
		return nil, status.Error(codes.InvalidArgument, "there are no transactions: nothing is written")
	}
	if n := d.desk.Limits.Longest; len(q.GetQuery()) > n {
		return nil, status.Errorf(codes.InvalidArgument, "the statement has more than %d bytes; ask in parts", n)
	}
	ticket, err := flightsql.CreateStatementQueryTicket([]byte(q.GetQuery()))
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, "the statement is not text")
	}
	return info(ticket, desc, nil), nil
}

// info is where an answer is: here, in one piece. Without a schema clients take that of the
// answer.
func info(ticket []byte, desc *flight.FlightDescriptor, schema *arrow.Schema) *flight.FlightInfo {
	i := &flight.FlightInfo{
		Endpoint:         []*flight.FlightEndpoint{{Ticket: &flight.Ticket{Ticket: ticket}}},
		FlightDescriptor: desc, TotalRecords: -1, TotalBytes: -1,
	}
	if schema != nil {
		i.Schema = flight.SerializeSchema(schema, memory.DefaultAllocator)
	}
	return i
}

// GetSchemaStatement implements flightsql.Server.
func (d *dialect) GetSchemaStatement(ctx context.Context, q flightsql.StatementQuery, _ *flight.FlightDescriptor) (*flight.SchemaResult, error) {
	schema, err := d.shape(ctx, q.GetQuery())
	if err != nil {
		return nil, err
	}
	return &flight.SchemaResult{Schema: flight.SerializeSchema(schema, memory.DefaultAllocator)}, nil
}

// shape is the columns of an answer; none where they are not known before it.
func (d *dialect) shape(ctx context.Context, sql string) (*arrow.Schema, error) {
	schema, err := d.desk.Shape(ctx, callerOf(ctx).Holder, sql)
	return schema, statusOf(err)
}

// DoGetStatement implements flightsql.Server.
func (d *dialect) DoGetStatement(ctx context.Context, t flightsql.StatementQueryTicket) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return d.ask(ctx, string(t.GetStatementHandle()), nil)
}

func (d *dialect) ask(ctx context.Context, sql string, args []any) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	who := callerOf(ctx)
	rows, err := d.desk.Ask(ctx, who.Holder, desk.Question{SQL: sql, Args: args, From: who.from})
	if err != nil {
		return nil, nil, statusOf(err)
	}
	chunks := make(chan flight.StreamChunk)
	go pump(ctx, rows, chunks)
	return rows.Schema(), chunks, nil
}

// largestBatch keeps a message below the 4 MiB that gRPC clients take unless told otherwise.
const largestBatch = 2 << 20

// pump hands an answer on, batch by batch, for as long as somebody takes it.
func pump(ctx context.Context, rows array.RecordReader, out chan<- flight.StreamChunk) {
	defer close(out)
	defer rows.Release()
	if err := pumpAll(ctx, rows, out); err != nil {
		select {
		case out <- flight.StreamChunk{Err: err}:
		case <-ctx.Done():
		}
	}
}

// pumpAll runs beside the call, so that a panic in it would end the server.
func pumpAll(ctx context.Context, rows array.RecordReader, out chan<- flight.StreamChunk) (err error) {
	defer recovered(&err)
	for rows.Next() {
		if !pumpBatch(ctx, rows.RecordBatch(), out) {
			return nil
		}
	}
	return statusOf(rows.Err())
}

// pumpBatch hands a batch on in pieces that a message can hold.
func pumpBatch(ctx context.Context, b arrow.RecordBatch, out chan<- flight.StreamChunk) bool {
	size := int64(0)
	for _, column := range b.Columns() {
		size += int64(column.Data().SizeInBytes())
	}
	step := max(1, b.NumRows()/(size/largestBatch+1))
	for at := int64(0); at < b.NumRows(); at += step {
		piece := b.NewSlice(at, min(at+step, b.NumRows()))
		select {
		case out <- flight.StreamChunk{Data: piece}:
		case <-ctx.Done():
			piece.Release()
			return false
		}
	}
	return true
}

// DoPutCommandStatementUpdate implements flightsql.Server, for clients that write: it says
// why nothing comes of it.
func (d *dialect) DoPutCommandStatementUpdate(context.Context, flightsql.StatementUpdate) (int64, error) {
	return 0, errReadOnly
}

var errReadOnly = status.Error(codes.PermissionDenied, "the dataset is read-only; ask a SELECT")
