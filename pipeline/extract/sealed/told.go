package sealed

import (
	"encoding/base64"
	"errors"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"

	"chartline/pipeline/fault"
)

// Told is what a Parquet file says of itself in its metadata, which are encrypted where there is
// a key.
func Told(path, key string) (told map[string]string, err error) {
	props := parquet.NewReaderProperties(nil)
	if key != "" {
		raw, err := base64.StdEncoding.DecodeString(key)
		if err != nil {
			return nil, CheckKey(path, key)
		}
		props.FileDecryptProps = parquet.NewFileDecryptionProperties(parquet.WithFooterKey(string(raw)))
	}
	r, err := file.OpenParquetFile(path, false, file.WithReadProps(props))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, path, "cannot be read as Parquet", "copy it again, or make the extract again")
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	metadata := r.MetaData().KeyValueMetadata()
	told = map[string]string{}
	for i, name := range metadata.Keys() {
		told[name] = metadata.Values()[i]
	}
	return told, nil
}
