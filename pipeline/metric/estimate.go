// Package metric turns exact sufficient statistics (counts, sums, sums of squares,
// histograms of whole units) into estimates with gonum. It knows no SQL, no Arrow and
// no files, so that every number can be tested against a published one. Shares, means and
// rates are here; what the field treats as a subject of its own has a package below:
// agreement, compare, regression, sampling, spc and survival. The package registry gives
// the estimators the names by which queries ask for them.
package metric

import (
	"fmt"
	"math"
)

// Level is the confidence level of every interval unless a method says otherwise.
const Level = 0.95

// Estimate is a number with what a reader needs to trust it. Where there is nothing to
// estimate from, Missing says why and the numbers are zero and mean nothing. Where there
// is a number but no interval, Level is 0, Lo and Hi repeat Value, and a warning says why.
type Estimate struct {
	Value    float64
	Lo, Hi   float64  // interval at Level; equal to Value only where it is exact
	Level    float64  // 0.95; 0 where there is no interval
	N        int64    // independent units behind the number: records, charts, accounts
	Unit     string   // UCUM: "1" for a share, "d" for days, "1/1000" for a rate per 1,000
	Method   string   // name and year, such as "Wilson score (1927)"
	Warnings []string // what weakens the number, in words for its reader
	Missing  string   // why there is no number; empty where there is one
}

// Defined reports whether there is a number to show.
func (e Estimate) Defined() bool { return e.Missing == "" }

// Missing is the estimate of nothing.
func Missing(unit, method, why string) Estimate {
	return Estimate{Unit: unit, Method: method, Missing: why}
}

// Between gives e its interval. Every estimate with an interval is finished here, those of
// the packages below too: what is not finite is Missing, negative zero is zero, and a bound that
// rounding put a last digit on the wrong side of the value is moved onto it.
func (e Estimate) Between(lo, hi float64) Estimate {
	if !Finite(e.Value) || !Finite(lo) || !Finite(hi) {
		return Missing(e.Unit, e.Method, TooLarge)
	}
	e.Value = UnsignedZero(e.Value)
	e.Lo = UnsignedZero(math.Min(lo, e.Value))
	e.Hi = UnsignedZero(math.Max(hi, e.Value))
	e.Level = Level
	return e
}

// FromZero is an estimate of what cannot be negative, such as a duration (CLK-05 leaves those that
// are out of means) or a relative weight. An interval that is even on both sides can begin below 0, where
// no truth lies: it begins at 0 then, which takes nothing from its coverage, and its method says so.
func (e Estimate) FromZero() Estimate {
	if !e.Defined() || e.Level == 0 || e.Value < 0 || e.Lo >= 0 {
		return e
	}
	e.Lo, e.Method = 0, fmt.Sprintf("%s, not below 0", e.Method)
	return e
}

// Alone leaves e without an interval and says why.
func (e Estimate) Alone(why string) Estimate {
	e = e.Between(e.Value, e.Value)
	if e.Defined() {
		e.Level = 0
		e.Warnings = append(e.Warnings, why)
	}
	return e
}

// Counted is a warning about a number of things: one in the words for one, several in a format that takes
// their number.
func Counted(n int64, one, several string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(several, n)
}

// TooLarge is why a sum, or a number made of it, cannot be trusted or written down.
const TooLarge = "the counts or sums are too large to compute with"

// Finite reports whether v is a number, and not endless.
func Finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// UnsignedZero turns negative zero, which prints as "-0", into zero.
func UnsignedZero(v float64) float64 {
	if v == 0 {
		return 0
	}
	return v
}
