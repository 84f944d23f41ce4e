package format

import (
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"chartline/pipeline/fault"
)

// rowGroup is the number of rows of a Parquet row group: that of DuckDB, so that
// memory stays small and readers can work on groups side by side.
const rowGroup = 122_880

// writeParquet writes one Parquet file. DuckDB's batches are small, so rows are
// gathered into row groups.
func writeParquet(w io.Writer, r array.RecordReader) error {
	if err := distinct(r); err != nil {
		return err
	}
	properties := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithMaxRowGroupLength(rowGroup))
	arrowProperties := pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema())
	if _, err := pqarrow.ToParquet(r.Schema(), properties, arrowProperties); err != nil {
		return fault.Wrap(fault.Query, err, "", "a column has a type that Parquet cannot hold", "cast it to VARCHAR")
	}
	out, err := pqarrow.NewFileWriter(r.Schema(), writerOnly{w}, properties, arrowProperties)
	if err != nil {
		return writeError(err)
	}
	for r.Next() {
		if err := out.WriteBuffered(r.RecordBatch()); err != nil {
			return writeError(err)
		}
	}
	if err := r.Err(); err != nil {
		return errors.Join(err, out.Close())
	}
	return writeError(out.Close())
}

// writeArrow writes the IPC stream.
func writeArrow(w io.Writer, r array.RecordReader) error {
	out := ipc.NewWriter(w, ipc.WithSchema(r.Schema()), ipc.WithZstd())
	for r.Next() {
		if err := out.Write(r.RecordBatch()); err != nil {
			return writeError(err)
		}
	}
	if err := r.Err(); err != nil {
		return errors.Join(err, out.Close())
	}
	return writeError(out.Close())
}

// writerOnly hides Close: who opened a file closes it.
type writerOnly struct{ io.Writer }
