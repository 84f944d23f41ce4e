// Package resource holds the elements of FHIR resources that Chartline uses, of R4 and
// where it differs of STU3 and R5, and says what they mean: which system a code is of,
// whom a reference names, what a present-on-admission indicator says.
package resource

import (
	"bytes"
	"unsafe"

	"github.com/bytedance/sonic"
)

// Names are matched as FHIR writes them, and what is passed over must be JSON as well.
var json = sonic.Config{CaseSensitive: true}.Froze()

// Decode reads the elements of a resource. The texts that it gives lie in data, which
// must not change as long as they are used.
func Decode(data []byte, into any) error {
	return json.UnmarshalFromString(unsafe.String(unsafe.SliceData(data), len(data)), into)
}

// Valid reports whether data are JSON.
func Valid(data []byte) bool { return json.Valid(data) }

// Raw is an element whose form differs between versions of FHIR: it is decoded when it is
// asked for.
type Raw = sonic.NoCopyRawMessage

// Decimal is a number as it was written, without the quotes that some senders put around
// it; it is empty where there is none.
func Decimal(number Raw) string {
	text := bytes.Trim(number, `"`)
	if string(text) == "null" {
		return ""
	}
	return unsafe.String(unsafe.SliceData(text), len(text))
}

// many decodes an element that is one value in one version of FHIR and a list of them in
// another; what is neither is none.
func many[T any](raw Raw) []T {
	var list []T
	if len(raw) > 0 && raw[0] == '[' {
		if Decode(raw, &list) != nil {
			return nil
		}
		return list
	}
	var one T
	if len(raw) == 0 || raw[0] != '{' || Decode(raw, &one) != nil {
		return nil
	}
	return []T{one}
}
