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
	unsigned := strings.TrimPrefix(text, "-")
	var n, most int64 = 0, powers[digits]
	seen, decimals := 0, -1 // digits, and how many of them stand behind the point
	for i := range len(unsigned) {
		b := unsigned[i]
		switch {
		case b == '.' && decimals < 0:
			decimals = 0
		case b < '0' || b > '9':
			return Amount{}, false
		case decimals < scale:
			n = n*10 + int64(b-'0')
			fallthrough
		case b == '0':
			seen++
			if decimals >= 0 {
				decimals++
			}
		default:
			return Amount{}, false
		}
		if n >= most {
			return Amount{}, false
		}
	}
	n *= powers[max(scale-max(decimals, 0), 0)]
	if len(text) > len(unsigned) {
		n = -n
	}
	return Amount{Value: decimal128.FromI64(n), Set: true}, seen > 0 && n < most && n > -most
}

// powers are those of ten, up to that of the largest amount.
var powers = func() (p [moneyDigits + 1]int64) {
	p[0] = 1
	for i := range moneyDigits {
		p[i+1] = 10 * p[i]
	}
	return p
}()

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
