//go:build duckdb_arrow

package duckdb

import (
	"database/sql/driver"
	"reflect"

	bindings "github.com/duckdb/duckdb-go-bindings"
	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// run is one statement in DuckDB's C interface, below the driver, which knows no answer that
// comes while its statement runs.
type run struct {
	handle   mapping.Connection
	prepared mapping.PreparedStatement
	result   mapping.Result
}

// handleOf is the connection of the C interface that the driver's connection wraps and does
// not give out.
func handleOf(conn driver.Conn) mapping.Connection {
	return mapping.Connection{Ptr: reflect.ValueOf(conn).Elem().FieldByName("conn").FieldByName("Ptr").UnsafePointer()}
}

// start runs a statement until it has its first rows.
func (r *run) start(sql string, args []any) error {
	if mapping.Prepare(r.handle, sql, &r.prepared) == mapping.StateError {
		return said(mapping.PrepareError(r.prepared))
	}
	for i, a := range args {
		if err := r.bind(mapping.IdxT(i+1), a); err != nil {
			return err
		}
	}
	var pending mapping.PendingResult
	defer mapping.DestroyPending(&pending)
	//nolint:staticcheck // the only way in DuckDB 1.5 to rows of a statement that still runs
	if bindings.PendingPreparedStreaming(r.prepared, &pending) == mapping.StateError {
		return said(mapping.PendingError(pending))
	}
	if mapping.ExecutePending(pending, &r.result) == mapping.StateError {
		return said(mapping.ResultError(&r.result))
	}
	return nil
}

// bind gives an argument, of a type that admit has let through, to the statement.
func (r *run) bind(at mapping.IdxT, value any) error {
	var state mapping.State
	switch v := value.(type) {
	case string:
		state = mapping.BindVarchar(r.prepared, at, v)
	case int64:
		state = mapping.BindInt64(r.prepared, at, v)
	case bool:
		state = mapping.BindBoolean(r.prepared, at, v)
	}
	if state == mapping.StateError {
		return said(mapping.PrepareError(r.prepared))
	}
	return nil
}

// columns are the names and types of the answer. The types are for the caller to destroy.
func (r *run) columns() (names []string, types []mapping.LogicalType) {
	for i := range mapping.ColumnCount(&r.result) {
		names = append(names, mapping.ColumnName(&r.result, i))
		types = append(types, mapping.ColumnLogicalType(&r.result, i))
	}
	return names, types
}

// fetch waits for the next rows; there is no chunk behind the last.
func (r *run) fetch() (mapping.DataChunk, error) {
	chunk := mapping.FetchChunk(r.result)
	if chunk.Ptr == nil {
		if message := mapping.ResultError(&r.result); message != "" {
			return chunk, said(message)
		}
	}
	return chunk, nil
}

// end gives back what the statement holds, and stops it where it still runs.
func (r *run) end() {
	mapping.DestroyResult(&r.result)
	mapping.DestroyPrepare(&r.prepared)
}

// said is the driver's error of a message of DuckDB.
func said(message string) error { return &duckdb.Error{Msg: message} }

// saidBy is the error of the conversion to Arrow, where there is one.
func saidBy(failed mapping.ErrorData) error {
	defer mapping.DestroyErrorData(&failed)
	if !mapping.ErrorDataHasError(failed) {
		return nil
	}
	return said(mapping.ErrorDataMessage(failed))
}
