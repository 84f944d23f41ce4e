package format

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
)

// About says what an answer is made of.
type About struct {
	Mode      privacy.Mode
	At        time.Time // when it was asked
	Statement string    // SHA-256 of what was asked, as the access log has it; empty for none
}

// Put writes a file whole or not at all.
type Put func(file string, write func(io.Writer) error) error

// PutFile writes an answer to a file. A form that has no place for the mode gets a file beside it
// that says it, which is there before the answer is.
func PutFile(file string, f Form, about About, schema *arrow.Schema, put Put, write func(io.Writer) (more int64, err error)) (more int64, err error) {
	told := false
	err = put(file, func(w io.Writer) error {
		content := sha256.New()
		if more, err = write(io.MultiWriter(w, content)); err != nil || f.Binary() {
			return err
		}
		text, err := about.metadata(file, schema, content.Sum(nil))
		if err != nil {
			return err
		}
		told = true
		return put(Beside(file), func(w io.Writer) error {
			_, err := w.Write(text)
			return writeError(err)
		})
	})
	if err != nil && told {
		_ = os.Remove(Beside(file)) // what it tells of is not there
	}
	return more, err
}

// Beside is the name of the file that says what a file is made of: that of W3C's CSV on the Web.
func Beside(file string) string { return file + "-metadata.json" }

// metadata is a description in the vocabulary of W3C's CSV on the Web (Metadata Vocabulary for
// Tabular Data, 2015), by which tools read a CSV with the types of its columns. The other forms
// have it too.
func (a About) metadata(file string, schema *arrow.Schema, content []byte) ([]byte, error) {
	d := described{
		Context: "http://www.w3.org/ns/csvw", URL: filepath.Base(file), Mode: a.Mode.String(), Banner: a.Mode.Banner() + ".",
		At: a.At.UTC().Truncate(time.Second), Content: "sha256:" + hex.EncodeToString(content),
	}
	if a.Statement != "" {
		d.Statement = "sha256:" + a.Statement
	}
	for _, f := range schema.Fields() {
		c := describedColumn{Titles: f.Name, Type: datatype(f.Type)}
		if plainName.MatchString(f.Name) {
			c.Name = f.Name
		}
		d.Schema.Columns = append(d.Schema.Columns, c)
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "format", "an answer cannot be described", "")
	}
	return text.Bytes(), nil
}

// described is a table. Its terms are those of the vocabulary and of Dublin Core, which it knows.
type described struct {
	Context   string    `json:"@context"`
	URL       string    `json:"url"`
	Mode      string    `json:"dc:accessRights"`
	Banner    string    `json:"dc:description"`
	At        time.Time `json:"dc:created"`
	Content   string    `json:"dc:identifier"`
	Statement string    `json:"dc:source,omitempty"`
	Schema    struct {
		Columns []describedColumn `json:"columns"`
	} `json:"tableSchema"`
}

type describedColumn struct {
	Name   string `json:"name,omitempty"` // a variable in addresses, which not every title can be
	Titles string `json:"titles"`
	Type   string `json:"datatype"`
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_]*$`)

// datatype is the type of a column in the words of XML Schema.
func datatype(t arrow.DataType) string {
	switch id := t.ID(); {
	case arrow.IsInteger(id):
		return "integer"
	case arrow.IsFloating(id):
		return "double"
	case arrow.IsDecimal(id):
		return "decimal"
	case id == arrow.BOOL:
		return "boolean"
	case id == arrow.DATE32:
		return "date"
	case id == arrow.TIMESTAMP:
		return "dateTime"
	case id == arrow.TIME64:
		return "time"
	}
	return "string"
}
