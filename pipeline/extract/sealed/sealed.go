// Package sealed encrypts what leaves the store: Parquet files within themselves, which
// DuckDB and others read with the key, and single files as a whole by age.
package sealed

import (
	"encoding/base64"
	"errors"
	"io"
	"os"

	"filippo.io/age"
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"chartline/pipeline/extract/disk"
	"chartline/pipeline/fault"
)

// CheckKey wants a key as Parquet and DuckDB take it: 32 random bytes in base64.
func CheckKey(where, key string) error {
	if raw, err := base64.StdEncoding.DecodeString(key); err != nil || len(raw) != 32 {
		return fault.New(fault.Config, where, "the key is not 32 bytes in base64", "make one with: openssl rand -base64 32")
	}
	return nil
}

// Parquet writes the rows of a reader as a file with encrypted columns and footer: AES-GCM,
// with a key of CheckKey's form. What is told of the file stands in its metadata, encrypted
// too.
func Parquet(path string, rows array.RecordReader, key string, rowsOfGroup int64, told map[string]string) error {
	raw, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return fault.Wrap(fault.Config, err, path, "the key is not 32 bytes in base64", "make one with: openssl rand -base64 32")
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return disk.Error(err, path)
	}
	// The Parquet writer closes what it writes to; a second closing says so, and nothing else.
	err = write(f, rows, string(raw), rowsOfGroup, told)
	if closing := f.Close(); err == nil && !errors.Is(closing, os.ErrClosed) {
		err = closing
	}
	return disk.Error(err, path)
}

func write(f io.Writer, rows array.RecordReader, key string, rowsOfGroup int64, told map[string]string) error {
	props := parquet.NewWriterProperties(
		parquet.WithEncryptionProperties(parquet.NewFileEncryptionProperties(key, parquet.WithAlg(parquet.AesGcm))),
		parquet.WithCompression(compress.Codecs.Zstd), parquet.WithVersion(parquet.V2_LATEST),
		parquet.WithMaxRowGroupLength(rowsOfGroup),
		// DuckDB 1.5.4 cannot decrypt a second page of a column in a group of rows.
		parquet.WithDataPageSize(1<<30), parquet.WithDictionaryPageSizeLimit(1<<30),
	)
	// DuckDB's decimals come as they are; the metadata is that of the whole file.
	metadata := arrow.MetadataFrom(told)
	schema := arrow.NewSchema(rows.Schema().Fields(), &metadata)
	w, err := pqarrow.NewFileWriter(schema, f, props, pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		return err
	}
	err = groups(rows, rowsOfGroup, func(batches []arrow.RecordBatch) error {
		table := array.NewTableFromRecords(schema, batches)
		defer table.Release()
		return w.WriteTable(table, rowsOfGroup)
	})
	return errors.Join(err, w.Close())
}

// groups gathers batches, of which one of DuckDB has 2,048 rows, to groups of rows.
func groups(rows array.RecordReader, size int64, write func([]arrow.RecordBatch) error) error {
	var batches []arrow.RecordBatch
	var held int64
	flush := func() error {
		err := write(batches)
		for _, b := range batches {
			b.Release()
		}
		batches, held = nil, 0
		return err
	}
	for rows.Next() {
		b := rows.RecordBatch()
		if held > 0 && held+b.NumRows() > size {
			if err := flush(); err != nil {
				return err
			}
		}
		b.Retain()
		batches = append(batches, b)
		held += b.NumRows()
	}
	return errors.Join(rows.Err(), flush())
}

// Age encrypts a file with a passphrase into another.
func Age(from, to, passphrase string) error {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return fault.Wrap(fault.Config, err, to, "the key cannot be a passphrase", "make one with: openssl rand -base64 32")
	}
	in, err := os.Open(from)
	if err != nil {
		return disk.Error(err, from)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return disk.Error(err, to)
	}
	w, err := age.Encrypt(out, recipient)
	if err == nil {
		_, err = io.Copy(w, in)
		err = errors.Join(err, w.Close())
	}
	return disk.Error(errors.Join(err, out.Close()), to)
}
