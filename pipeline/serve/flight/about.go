package flight

import (
	"context"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql/schema_ref"
)

// describe says what the server is and can do, for tools that ask before they ask.
func (d *dialect) describe(version string) error {
	for id, value := range map[flightsql.SqlInfo]any{
		flightsql.SqlInfoFlightSqlServerName:           "Chartline",
		flightsql.SqlInfoFlightSqlServerVersion:        version,
		flightsql.SqlInfoFlightSqlServerArrowVersion:   arrow.PkgVersion,
		flightsql.SqlInfoFlightSqlServerReadOnly:       true,
		flightsql.SqlInfoFlightSqlServerSql:            true,
		flightsql.SqlInfoFlightSqlServerSubstrait:      false,
		flightsql.SqlInfoFlightSqlServerTransaction:    int32(flightsql.SqlTransactionNone),
		flightsql.SqlInfoFlightSqlServerCancel:         false,
		flightsql.SqlInfoFlightSqlServerBulkIngestion:  false,
		flightsql.SqlInfoDDLCatalog:                    false,
		flightsql.SqlInfoDDLSchema:                     false,
		flightsql.SqlInfoDDLTable:                      false,
		flightsql.SqlInfoIdentifierCase:                int64(flightsql.SqlCaseSensitivityCaseInsensitive),
		flightsql.SqlInfoQuotedIdentifierCase:          int64(flightsql.SqlCaseSensitivityCaseInsensitive),
		flightsql.SqlInfoIdentifierQuoteChar:           `"`,
		flightsql.SqlInfoSearchStringEscape:            `\`,
		flightsql.SqlInfoNullOrdering:                  int64(flightsql.SqlNullOrderingSortAtEnd),
		flightsql.SqlInfoAllTablesAreASelectable:       true,
		flightsql.SqlInfoSupportsColumnAliasing:        true,
		flightsql.SqlInfoNullPlusNullIsNull:            true,
		flightsql.SqlInfoSupportsTableCorrelationNames: true,
		flightsql.SqlInfoSupportsExpressionsInOrderBy:  true,
		flightsql.SqlInfoSupportsOrderByUnrelated:      true,
		flightsql.SqlInfoSupportsLikeEscapeClause:      true,
		flightsql.SqlInfoSupportsNonNullableColumns:    true,
		flightsql.SqlInfoTransactionsSupported:         false,
		flightsql.SqlInfoCatalogTerm:                   "dataset",
		flightsql.SqlInfoSchemaTerm:                    "schema",
		flightsql.SqlInfoProcedureTerm:                 "procedure",
		flightsql.SqlInfoCatalogAtStart:                true,
		flightsql.SqlInfoStoredProceduresSupported:     false,
		flightsql.SqlInfoNamedParametersSupported:      false,
		flightsql.SqlInfoMaxStatementLen:               int64(d.desk.Limits.Longest),
		flightsql.SqlInfoMaxStatements:                 d.desk.Limits.Each,
		flightsql.SqlInfoCorrelatedSubqueriesSupported: true,
		flightsql.SqlInfoBatchUpdatesSupported:         false,
		flightsql.SqlInfoSavePointsSupported:           false,
		flightsql.SqlInfoSelectForUpdateSupported:      false,
	} {
		if err := d.RegisterSqlInfo(id, value); err != nil {
			return err
		}
		d.tells[uint32(id)] = true
	}
	return nil
}

// DoGetSqlInfo implements flightsql.Server. What a client asks about and there is nothing
// to say of is left out: one unknown number must not keep it from the others.
func (d *dialect) DoGetSqlInfo(ctx context.Context, q flightsql.GetSqlInfo) (*arrow.Schema, <-chan flight.StreamChunk, error) { //nolint:staticcheck // the name is that of the interface
	known := slices.DeleteFunc(slices.Clone(q.GetInfo()), func(id uint32) bool { return !d.tells[id] })
	if len(known) == 0 && len(q.GetInfo()) > 0 {
		return listed(schema_ref.SqlInfo, none)
	}
	return d.BaseServer.DoGetSqlInfo(ctx, numbers(known))
}

// numbers are the things that a client asks about.
type numbers []uint32

// GetInfo implements flightsql.GetSqlInfo.
func (n numbers) GetInfo() []uint32 { return n }

// kind is a type of DuckDB as ODBC and JDBC number it.
type kind struct {
	name   string
	number int32
	size   int32
	quote  string
}

// kinds are the types that datasets have. The numbers are those of ODBC's SQL types.
var kinds = []kind{
	{"BOOLEAN", -7, 1, ""}, {"TINYINT", -6, 3, ""}, {"BIGINT", -5, 19, ""}, {"INTEGER", 4, 10, ""}, {"SMALLINT", 5, 5, ""},
	{"DECIMAL", 3, 38, ""}, {"FLOAT", 6, 24, ""}, {"DOUBLE", 8, 53, ""}, {"VARCHAR", 12, 2147483647, "'"}, {"DATE", 91, 10, "'"}, {"TIMESTAMP", 93, 26, "'"},
}

// GetFlightInfoXdbcTypeInfo implements flightsql.Server.
func (d *dialect) GetFlightInfoXdbcTypeInfo(_ context.Context, _ flightsql.GetXdbcTypeInfo, desc *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return info(desc.Cmd, desc, schema_ref.XdbcTypeInfo), nil
}

// DoGetXdbcTypeInfo implements flightsql.Server.
func (d *dialect) DoGetXdbcTypeInfo(_ context.Context, q flightsql.GetXdbcTypeInfo) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return listed(schema_ref.XdbcTypeInfo, func(b *array.RecordBuilder) {
		for _, k := range kinds {
			if wanted := q.GetDataType(); wanted == nil || *wanted == k.number {
				k.append(b)
			}
		}
	})
}

// append adds the row of a type; what is not set is null.
func (k kind) append(b *array.RecordBuilder) {
	counts := map[string]int32{"data_type": k.number, "column_size": k.size, "nullable": 1, "searchable": 3, "sql_data_type": k.number}
	words := map[string]string{"type_name": k.name, "local_type_name": k.name}
	if k.quote != "" {
		words["literal_prefix"], words["literal_suffix"] = k.quote, k.quote
	}
	marks := map[string]bool{"case_sensitive": k.quote == "'", "fixed_prec_scale": false, "unsigned_attribute": false, "auto_increment": false}
	for i, f := range b.Schema().Fields() {
		switch column := b.Field(i).(type) {
		case *array.Int32Builder:
			if n, ok := counts[f.Name]; ok {
				column.Append(n)
				continue
			}
		case *array.StringBuilder:
			if w, ok := words[f.Name]; ok {
				column.Append(w)
				continue
			}
		case *array.BooleanBuilder:
			column.Append(marks[f.Name])
			continue
		}
		b.Field(i).AppendNull()
	}
}
