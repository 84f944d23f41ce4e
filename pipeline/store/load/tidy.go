package load

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/schema"
)

// DuckDB trims texts character by character, by Unicode. Nearly no text of a publisher's file
// or a message needs that, and whether one does shows by its first and last byte.

// noteUntidy remembers which columns of a batch have a text that landing has to bring into form.
func (a *arrival) noteUntidy(t *schema.Table, rec arrow.RecordBatch) {
	if a.untidy == nil {
		a.untidy = map[string]bool{}
	}
	for i, f := range rec.Schema().Fields() {
		texts, ok := rec.Column(i).(*array.String)
		if !ok || a.untidy[f.Name] {
			continue
		}
		c, _ := t.Column(f.Name)
		a.untidy[f.Name] = isUntidy(texts, c.Code)
	}
}

// isUntidy reports whether a text is empty, or may begin or end with a blank; a code also
// whether it has anything but capital letters and digits.
func isUntidy(texts *array.String, code bool) bool {
	for i := range texts.Len() {
		if texts.IsNull(i) {
			continue
		}
		text := texts.Value(i)
		if text == "" || isEdge(text[0]) || isEdge(text[len(text)-1]) || code && !isPlainCode(text) {
			return true
		}
	}
	return false
}

// isEdge reports whether a text may begin or end with a blank, which beyond ASCII has several
// bytes.
func isEdge(b byte) bool { return b <= ' ' || b >= 0x7f }

func isPlainCode(text string) bool {
	for _, b := range []byte(text) {
		if (b < 'A' || b > 'Z') && (b < '0' || b > '9') {
			return false
		}
	}
	return true
}
