package claim

import (
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/source/moment"
)

// Day is a date that may be absent.
type Day struct {
	On  arrow.Date32
	Set bool
}

// Amount is a number that may be absent, as a decimal of the column's scale.
type Amount struct {
	Value decimal128.Num
	Set   bool
}

// Scales and sizes of the columns' decimals.
const (
	moneyScale, moneyDigits   = 2, 14
	weightScale, weightDigits = 4, 9
)

func money(text string) (Amount, bool)  { return amount(text, moneyScale, moneyDigits) }
func weight(text string) (Amount, bool) { return amount(text, weightScale, weightDigits) }

// amount reads a number as X12 writes it: a sign, digits, a point where there are
// decimals. An empty text is no amount and no mistake. Decimals beyond the scale must be
// zero, since nothing is rounded in silence.
func amount(text string, scale, digits int) (Amount, bool) {
	if text == "" {
		return Amount{}, true
	}
	unsigned, negative := strings.CutPrefix(text, "-")
	whole, decimals, _ := strings.Cut(unsigned, ".")
	decimals = strings.TrimRight(decimals, "0")
	whole = strings.TrimLeft(whole, "0")
	if len(decimals) > scale || len(whole) > digits-scale || strings.Trim(unsigned, ".") == "" {
		return Amount{}, false
	}
	n, ok := number(0, whole)
	n, fine := number(n, decimals)
	for range scale - len(decimals) {
		n *= 10
	}
	if negative {
		n = -n
	}
	return Amount{Value: decimal128.FromI64(n), Set: true}, ok && fine
}

// number appends digits to a number.
func number(n int64, digits string) (int64, bool) {
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(digits[i]-'0')
	}
	return n, true
}

// day reads CCYYMMDD, or the date of CCYYMMDDHHMM.
func day(text string) (Day, bool) {
	m, ok := moment.Compact(text, time.UTC)
	return Day{On: m.On, Set: ok}, ok
}

// period reads what a format qualifier says of a text: D8 a date, DT a date and time, RD8
// two dates. Of a single date both are the same.
func period(format, text string) (from, through Day, ok bool) {
	switch format {
	case "D8", "DT":
		from, ok = day(text)
		return from, from, ok
	case "RD8":
		first, second, more := strings.Cut(text, "-")
		from, ok = day(first)
		through, fine := day(second)
		return from, through, ok && fine && more
	}
	return Day{}, Day{}, false
}

// lastPeriod remembers the period that was read last: most lines of a claim have the date
// of the line before.
type lastPeriod struct {
	format, text  string
	from, through Day
	ok            bool
}

func (l *lastPeriod) period(format, text string) (from, through Day, ok bool) {
	if format != l.format || text != l.text {
		l.format, l.text = format, text
		l.from, l.through, l.ok = period(format, text)
	}
	return l.from, l.through, l.ok
}
