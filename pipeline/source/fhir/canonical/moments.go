package canonical

import (
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/resource"
	"chartline/pipeline/source/moment"
)

// day is a date, with an instant where a time of day was stated.
type day struct {
	moment.Moment
	known bool
}

// day reads a date or dateTime. A year or a month is right in FHIR and is no date: it is
// not known. What is not ok is none of these.
func (t *Tables) day(text string) (d day, ok bool) {
	switch len(text) {
	case 0:
		return day{}, true
	case len("2006"), len("2006-01"):
		_, ok := moment.ISO(text+"-01-01"[len(text)-len("2006"):], t.set.Zone)
		return day{}, ok
	}
	m, ok := moment.ISO(text, t.set.Zone)
	return day{Moment: m, known: ok}, ok
}

// setDay sets a date, if it is known.
func setDay(b *source.Batcher, column string, d day) {
	if d.known {
		b.Date(column, d.On)
	}
}

// setInstant sets an instant, if there was a time of day (CLK-06).
func setInstant(b *source.Batcher, column string, d day) {
	if d.known && d.HasTime {
		b.Instant(column, d.At)
	}
}

// stated is when the server said what a resource says.
type stated struct {
	micros int64
	known  bool
}

// Versions that a server stored within its clock's millisecond are told apart by their
// numbers, in the digits below.
const versions = 1000

// state notes when the current resource was stated: when the server stored it, else when
// it was created. It is false where neither can be read.
func (t *Tables) state(meta resource.Meta, created string) bool {
	at, ok := t.day(meta.LastUpdated)
	if !ok {
		return false
	}
	if !at.known {
		at, ok = t.day(created)
	}
	t.stated = stated{micros: at.Micros(), known: at.known}
	if n, err := strconv.ParseInt(meta.VersionID, 10, 64); err == nil && n > 0 && t.stated.micros%versions == 0 {
		t.stated.micros += min(n, versions-1)
	}
	return ok
}

// age is the completed years at admission, where both dates are known.
func age(birth, admitted day) (int64, bool) {
	if !birth.known || !admitted.known || admitted.On < birth.On {
		return 0, false
	}
	return moment.Age(birth.On, admitted.On), true
}

// Digits behind the point of the kinds Money and Weight, and the first number of their
// last digit that they do not hold.
const (
	moneyScale, moneyLimit   = 2, 100_000_000_000_000
	weightScale, weightLimit = 4, 1_000_000_000
)

// setMoney sets an amount; it is false where the text is none. Nothing is no amount.
func setMoney(b *source.Batcher, column, text string) bool {
	return setDecimal(b, column, text, moneyLimit, moneyScale)
}

// setUnits sets a number of units, as setMoney does.
func setUnits(b *source.Batcher, column, text string) bool {
	return setDecimal(b, column, text, weightLimit, weightScale)
}

func setDecimal(b *source.Batcher, column, text string, limit int64, scale int) bool {
	if text == "" {
		return true
	}
	n, ok := scaled(text, limit, scale)
	if ok {
		b.Decimal(column, decimal128.FromI64(n))
	}
	return ok
}

// scaled reads a decimal as a whole number of its last digit, rounded half away from
// zero. It refuses what reaches the limit.
func scaled(text string, limit int64, scale int) (n int64, ok bool) {
	mantissa, exponent, ok := split(text)
	if !ok {
		return 0, false
	}
	negative := mantissa != "" && mantissa[0] == '-'
	if negative {
		mantissa = mantissa[1:]
	}
	point, seen := len(mantissa), 0
	for i := range len(mantissa) {
		if mantissa[i] == '.' {
			point = i
		}
	}
	cut := point + exponent + scale // digits that count
	for i := range len(mantissa) {
		switch c := mantissa[i]; {
		case c == '.' && i == point:
			continue
		case c < '0' || c > '9':
			return 0, false
		case seen < cut:
			n = n*10 + int64(c-'0')
		case seen == cut && c >= '5':
			n++
		}
		if seen++; n >= limit {
			return 0, false
		}
	}
	for ; seen > 0 && seen < cut; seen++ {
		if n *= 10; n >= limit {
			return 0, false
		}
	}
	if negative {
		n = -n
	}
	return n, seen > 0
}

// split splits off the exponent, which no amount of a record needs to be large.
func split(text string) (mantissa string, exponent int, ok bool) {
	for i := range len(text) {
		if text[i] == 'e' || text[i] == 'E' {
			exponent, err := strconv.Atoi(text[i+1:])
			return text[:i], exponent, err == nil && exponent >= -30 && exponent <= 30
		}
	}
	return text, 0, true
}

// earliest is the earlier of two dates.
func earliest(a, b day) day {
	if !a.known || b.known && b.On < a.On {
		return b
	}
	return a
}

// latest is the later of two dates.
func latest(a, b day) day {
	if !a.known || b.known && b.On > a.On {
		return b
	}
	return a
}

// dateOnly is a date without its time of day.
func dateOnly(on arrow.Date32) day { return day{Moment: moment.Moment{On: on}, known: true} }
