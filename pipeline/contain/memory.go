package contain

import (
	"context"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
)

// units are those in which DuckDB writes a size.
var units = map[string]float64{"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}

// memoryLimit is what DuckDB made of its memory_limit, in bytes.
func memoryLimit(db *duckdb.DB) (int64, error) {
	r, err := db.Query(context.Background(), "SELECT CAST(current_setting('memory_limit') AS VARCHAR) AS size")
	if err != nil {
		return 0, err
	}
	defer r.Release()
	if !r.Next() {
		return 0, r.Err()
	}
	return readSize(r.RecordBatch().Column(0).(*array.String).Value(0))
}

// readSize reads a size such as "1.8 GiB".
func readSize(text string) (int64, error) {
	var number float64
	var unit string
	if _, err := fmt.Sscanf(text, "%f %s", &number, &unit); err != nil || units[unit] == 0 {
		return 0, fault.New(fault.Internal, "contain", "DuckDB writes its memory limit in an unknown form", "")
	}
	return int64(number * units[unit]), nil
}
