package flight

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql/schema_ref"
)

// A dataset declares no keys. Tools that draw diagrams ask for them and want an empty list.

func none(*array.RecordBuilder) {}

// GetFlightInfoPrimaryKeys implements flightsql.Server.
func (d *dialect) GetFlightInfoPrimaryKeys(_ context.Context, _ flightsql.TableRef, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return info(desc.Cmd, desc, schema_ref.PrimaryKeys), nil
}

// DoGetPrimaryKeys implements flightsql.Server.
func (d *dialect) DoGetPrimaryKeys(context.Context, flightsql.TableRef) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return listed(schema_ref.PrimaryKeys, none)
}

// GetFlightInfoExportedKeys implements flightsql.Server.
func (d *dialect) GetFlightInfoExportedKeys(_ context.Context, _ flightsql.TableRef, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return info(desc.Cmd, desc, schema_ref.ExportedKeys), nil
}

// DoGetExportedKeys implements flightsql.Server.
func (d *dialect) DoGetExportedKeys(context.Context, flightsql.TableRef) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return listed(schema_ref.ExportedKeys, none)
}

// GetFlightInfoImportedKeys implements flightsql.Server.
func (d *dialect) GetFlightInfoImportedKeys(_ context.Context, _ flightsql.TableRef, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return info(desc.Cmd, desc, schema_ref.ImportedKeys), nil
}

// DoGetImportedKeys implements flightsql.Server.
func (d *dialect) DoGetImportedKeys(context.Context, flightsql.TableRef) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return listed(schema_ref.ImportedKeys, none)
}

// GetFlightInfoCrossReference implements flightsql.Server.
func (d *dialect) GetFlightInfoCrossReference(_ context.Context, _ flightsql.CrossTableRef, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return info(desc.Cmd, desc, schema_ref.CrossReference), nil
}

// DoGetCrossReference implements flightsql.Server.
func (d *dialect) DoGetCrossReference(context.Context, flightsql.CrossTableRef) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return listed(schema_ref.CrossReference, none)
}
