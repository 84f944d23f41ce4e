package flight

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql/schema_ref"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"chartline/pipeline/serve/desk"
)

// listed answers with a list that is made at once.
func listed(schema *arrow.Schema, fill func(*array.RecordBuilder)) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	fill(b)
	out := make(chan flight.StreamChunk, 1)
	out <- flight.StreamChunk{Data: b.NewRecordBatch()}
	close(out)
	return schema, out, nil
}

func texts(b *array.RecordBuilder, values ...string) {
	for i, v := range values {
		b.Field(i).(*array.StringBuilder).Append(v)
	}
}

// reads refuses the catalog to who may not ask of the dataset.
func (d *dialect) reads(ctx context.Context) error {
	if who := callerOf(ctx); !d.desk.Reads(who.Role) {
		return status.Errorf(codes.PermissionDenied, "a %s may not ask of this dataset; ask who keeps the server", who.Role)
	}
	return nil
}

// GetFlightInfoCatalogs implements flightsql.Server.
func (d *dialect) GetFlightInfoCatalogs(_ context.Context, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return info(desc.Cmd, desc, schema_ref.Catalogs), nil
}

// DoGetCatalogs implements flightsql.Server: there is one, the dataset.
func (d *dialect) DoGetCatalogs(ctx context.Context) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	if err := d.reads(ctx); err != nil {
		return nil, nil, err
	}
	return listed(schema_ref.Catalogs, func(b *array.RecordBuilder) { texts(b, d.desk.Catalog.Name) })
}

// GetFlightInfoSchemas implements flightsql.Server.
func (d *dialect) GetFlightInfoSchemas(_ context.Context, _ flightsql.GetDBSchemas, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return info(desc.Cmd, desc, schema_ref.DBSchemas), nil
}

// DoGetDBSchemas implements flightsql.Server.
func (d *dialect) DoGetDBSchemas(ctx context.Context, q flightsql.GetDBSchemas) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	if err := d.reads(ctx); err != nil {
		return nil, nil, err
	}
	c := d.desk.Catalog
	return listed(schema_ref.DBSchemas, func(b *array.RecordBuilder) {
		for _, name := range c.Schemas() {
			if is(q.GetCatalog(), c.Name) && like(q.GetDBSchemaFilterPattern(), name) {
				texts(b, c.Name, name)
			}
		}
	})
}

// GetFlightInfoTables implements flightsql.Server.
func (d *dialect) GetFlightInfoTables(_ context.Context, q flightsql.GetTables, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return info(desc.Cmd, desc, tablesSchema(q)), nil
}

func tablesSchema(q flightsql.GetTables) *arrow.Schema {
	if q.GetIncludeSchema() {
		return schema_ref.TablesWithIncludedSchema
	}
	return schema_ref.Tables
}

// DoGetTables implements flightsql.Server.
func (d *dialect) DoGetTables(ctx context.Context, q flightsql.GetTables) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	if err := d.reads(ctx); err != nil {
		return nil, nil, err
	}
	c := d.desk.Catalog
	return listed(tablesSchema(q), func(b *array.RecordBuilder) {
		for _, t := range c.Tables {
			if !is(q.GetCatalog(), c.Name) || !asked(q, t) {
				continue
			}
			texts(b, c.Name, t.Schema, t.Name, t.Type)
			if q.GetIncludeSchema() {
				b.Field(4).(*array.BinaryBuilder).Append(flight.SerializeSchema(described(c.Name, t), memory.DefaultAllocator))
			}
		}
	})
}

// asked reports whether a table is one of those that a client asks about.
func asked(q flightsql.GetTables, t desk.Table) bool {
	return like(q.GetDBSchemaFilterPattern(), t.Schema) && like(q.GetTableNameFilterPattern(), t.Name) &&
		(len(q.GetTableTypes()) == 0 || slices.Contains(q.GetTableTypes(), t.Type))
}

// described are the columns of a table with what JDBC tools look for beside their types.
func described(catalog string, t desk.Table) *arrow.Schema {
	fields := slices.Clone(t.Columns.Fields())
	for i := range fields {
		fields[i].Metadata = flightsql.NewColumnMetadataBuilder().CatalogName(catalog).SchemaName(t.Schema).
			TableName(t.Name).IsReadOnly(true).IsSearchable(true).Metadata()
	}
	return arrow.NewSchema(fields, nil)
}

// GetFlightInfoTableTypes implements flightsql.Server.
func (d *dialect) GetFlightInfoTableTypes(_ context.Context, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return info(desc.Cmd, desc, schema_ref.TableTypes), nil
}

// DoGetTableTypes implements flightsql.Server.
func (d *dialect) DoGetTableTypes(context.Context) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return listed(schema_ref.TableTypes, func(b *array.RecordBuilder) {
		for _, kind := range []string{"TABLE", "VIEW"} {
			texts(b, kind)
		}
	})
}

// is reports whether a name is the one that is wanted, if any is.
func is(wanted *string, name string) bool {
	return wanted == nil || *wanted == "" || strings.EqualFold(*wanted, name)
}

// like matches a name with a pattern of SQL's LIKE, \ taking the meaning of what follows.
func like(pattern *string, name string) bool {
	if pattern == nil || *pattern == "" {
		return true
	}
	expression, escaped := "", false
	for _, r := range *pattern {
		switch {
		case escaped, r != '%' && r != '_' && r != '\\':
			expression, escaped = expression+regexp.QuoteMeta(string(r)), false
		case r == '\\':
			escaped = true
		case r == '%':
			expression += ".*"
		default:
			expression += "."
		}
	}
	matched, err := regexp.MatchString("(?is)^"+expression+"$", name)
	return err == nil && matched
}
