package database

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/source/database/sqldb"
)

// largestRaw bounds what is kept of a row that is left out.
const largestRaw = 64 << 10

// raw is a row as a JSON object, cut off where it is too long.
func raw(columns []sqldb.Column, row []sqldb.Value) string {
	text := []byte{'{'}
	for i, c := range columns {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(text, quoted([]byte(c.Name))...), ':')
		text = append(text, written(row[i])...)
		if len(text) > largestRaw {
			return strings.ToValidUTF8(string(text[:largestRaw]), "") // but for a character cut in two
		}
	}
	return string(append(text, '}'))
}

// written is a value as JSON: numbers and truth as they are, all else as a text.
func written(v sqldb.Value) []byte {
	switch a := v.Any().(type) {
	case nil:
		return []byte("null")
	case int64:
		return strconv.AppendInt(nil, a, 10)
	case bool:
		return strconv.AppendBool(nil, a)
	case float64:
		return quoted(strconv.AppendFloat(nil, a, 'g', -1, 64))
	case time.Time:
		if v.Kind == sqldb.Date {
			return quoted(a.AppendFormat(nil, time.DateOnly))
		}
		if v.Kind == sqldb.Local {
			return quoted(a.AppendFormat(nil, "2006-01-02T15:04:05.999999"))
		}
		return quoted(a.AppendFormat(nil, time.RFC3339Nano))
	}
	return quoted(v.Text[:min(len(v.Text), largestRaw)])
}

// quoted is a text as JSON; what is not UTF-8 becomes a replacement character.
func quoted(text []byte) []byte {
	q, _ := json.Marshal(string(text)) // a string always can
	return q
}
