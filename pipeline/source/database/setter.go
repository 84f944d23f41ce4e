package database

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database/sqldb"
	"chartline/pipeline/source/moment"
)

// setter sets a column of a batch to a value that is not null, or says why it cannot.
type setter func(b *source.Batcher, v sqldb.Value) (reason string)

// largestText is more than any canonical column has a use for.
const largestText = 1 << 20

// Years outside these are slips of the keyboard, as in the store.
var (
	firstDay  = int64(arrow.Date32FromTime(time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC)))
	beyondDay = int64(arrow.Date32FromTime(time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)))
)

// setterOf finds how a column of a result goes into a canonical one. Where there is no
// way, the fix says what the SELECT can do.
func setterOf(c schema.Column, from sqldb.Column, zone *time.Location) (set setter, fix string) {
	name := c.Name
	switch c.Kind {
	case schema.Text:
		return textSetter(c, from)
	case schema.Integer:
		return allow(from, setInteger(name), "give a whole number", sqldb.Integer, sqldb.Decimal, sqldb.Float, sqldb.Text)
	case schema.Boolean:
		return allow(from, setBoolean(name), "give true or false", sqldb.Boolean, sqldb.Integer, sqldb.Text)
	case schema.Date:
		return allow(from, setDate(name), "give the local date, by a cast to date in the zone of the facility", sqldb.Date, sqldb.Local, sqldb.Text)
	case schema.Instant:
		return allow(from, setInstant(name, zone), "give a date and time; a date alone is no instant (CLK-06)", sqldb.Instant, sqldb.Local, sqldb.Text)
	default:
		return allow(from, setDecimal(name, c.Kind), "give a number", sqldb.Integer, sqldb.Decimal, sqldb.Float, sqldb.Text)
	}
}

// allow gives a setter for columns of some kinds.
func allow(from sqldb.Column, set setter, fix string, kinds ...sqldb.Kind) (setter, string) {
	for _, k := range kinds {
		if from.Kind == k {
			return set, ""
		}
	}
	return nil, fix
}

// textSetter takes texts, and numbers where no leading zeros can be missing.
func textSetter(c schema.Column, from sqldb.Column) (setter, string) {
	if c.Code {
		return allow(from, setText(c.Name), "give it as text: a number has lost its leading zeros", sqldb.Text)
	}
	return allow(from, setText(c.Name), "give it as text", sqldb.Text, sqldb.Integer, sqldb.Decimal)
}

func setText(name string) setter {
	return func(b *source.Batcher, v sqldb.Value) string {
		switch v.Kind {
		case sqldb.Integer:
			b.Text(name, strconv.FormatInt(v.Int, 10))
			return ""
		case sqldb.Text, sqldb.Decimal:
		default:
			return source.ReasonType
		}
		switch {
		case len(v.Text) > largestText:
			return source.ReasonTooLarge
		case !utf8.Valid(v.Text):
			return source.ReasonEncoding
		}
		b.TextBytes(name, trim(v.Text))
		return ""
	}
}

// trim takes away the blanks with which servers pad.
func trim(text []byte) []byte {
	for len(text) > 0 && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	return text
}

// trimmed is a text in which a number, a date or a word should stand.
func trimmed(v sqldb.Value) string { return string(trim(v.Text)) }

func setInteger(name string) setter {
	return func(b *source.Batcher, v sqldb.Value) string {
		n, ok := v.Int, v.Kind == sqldb.Integer
		switch v.Kind {
		case sqldb.Text, sqldb.Decimal:
			text := trimmed(v)
			if text == "" {
				return ""
			}
			n, ok = whole(text)
		case sqldb.Float:
			// Beyond 2^53 a floating-point number may stand for another one.
			n, ok = int64(v.Float), v.Float == math.Trunc(v.Float) && math.Abs(v.Float) <= 1<<53
		}
		if !ok {
			return source.ReasonType
		}
		b.Integer(name, n)
		return ""
	}
}

// whole reads a whole number; 12.0 is one.
func whole(text string) (int64, bool) {
	if before, places, ok := strings.Cut(text, "."); ok {
		if places == "" || strings.Trim(places, "0") != "" {
			return 0, false
		}
		text = before
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

func setDecimal(name string, kind schema.Kind) setter {
	as := kind.Arrow().(*arrow.Decimal128Type)
	return func(b *source.Batcher, v sqldb.Value) string {
		var text []byte
		switch v.Kind {
		case sqldb.Integer:
			text = strconv.AppendInt(nil, v.Int, 10)
		case sqldb.Float:
			text = strconv.AppendFloat(nil, v.Float, 'f', -1, 64) // NaN and infinity are no digits
		case sqldb.Text, sqldb.Decimal:
			if text = trim(v.Text); len(text) == 0 {
				return ""
			}
		}
		n, ok := scaled(text, int(as.Precision), int(as.Scale))
		if !ok {
			return source.ReasonType
		}
		b.Decimal(name, decimal128.FromI64(n))
		return ""
	}
}

func setBoolean(name string) setter {
	return func(b *source.Batcher, v sqldb.Value) string {
		switch v.Kind {
		case sqldb.Boolean:
		case sqldb.Integer:
			if v.Int != 0 && v.Int != 1 {
				return source.ReasonType
			}
		case sqldb.Text:
			switch strings.ToLower(trimmed(v)) {
			case "true", "t", "yes", "y", "1":
				v.Int = 1
			case "false", "f", "no", "n", "0":
			case "":
				return ""
			default:
				return source.ReasonType
			}
		default:
			return source.ReasonType
		}
		b.Boolean(name, v.Int == 1)
		return ""
	}
}

// midnight is how a text goes on that has a date and the time at which none is meant.
var midnight = regexp.MustCompile(`^[T ]00:00(:00(\.0+)?)?$`)

func setDate(name string) setter {
	return func(b *source.Batcher, v sqldb.Value) string {
		days := v.Int
		switch v.Kind {
		case sqldb.Date:
		case sqldb.Local:
			if v.Int%dayMicros != 0 {
				return source.ReasonType // as in a file: the date of a time is for the SELECT to choose
			}
			days = v.Int / dayMicros
		case sqldb.Text:
			text := trimmed(v)
			if text == "" {
				return ""
			}
			m, ok := moment.ISO(text, time.UTC)
			if !ok || m.HasTime && !midnight.MatchString(text[len("2006-01-02"):]) {
				return source.ReasonType
			}
			days = int64(m.On)
		default:
			return source.ReasonType
		}
		if days < firstDay || days >= beyondDay {
			return source.ReasonImpossible
		}
		b.Date(name, arrow.Date32(days))
		return ""
	}
}

func setInstant(name string, zone *time.Location) setter {
	return func(b *source.Batcher, v sqldb.Value) string {
		at := v.Int
		switch v.Kind {
		case sqldb.Instant, sqldb.Local:
			if v.Int < firstDay*dayMicros || v.Int >= beyondDay*dayMicros {
				return source.ReasonImpossible
			}
			if v.Kind == sqldb.Local {
				at = inZone(v.Int, zone)
			}
		case sqldb.Text:
			text := trimmed(v)
			if text == "" {
				return ""
			}
			m, ok := moment.ISO(text, zone)
			if !ok || !m.HasTime {
				return source.ReasonType
			}
			at = m.Micros()
		default:
			return source.ReasonType
		}
		b.Instant(name, arrow.Timestamp(floor(at)))
		return ""
	}
}

// floor is the whole seconds of microseconds.
func floor(at int64) int64 {
	seconds := at / micros
	if at%micros < 0 {
		seconds--
	}
	return seconds
}
