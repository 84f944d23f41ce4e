// Package metric turns exact sufficient statistics (counts, sums, sums of squares,
// histograms of whole units) into estimates with gonum. It knows no SQL, no Arrow and
// no files, so that every number can be tested against a published one.
package metric

import "math"

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

// missing is the estimate of nothing.
func missing(unit, method, why string) Estimate {
	return Estimate{Unit: unit, Method: method, Missing: why}
}

// between gives e its interval. Every estimate with an interval leaves the package
// through here: what is not finite is Missing, negative zero is zero, and a bound that
// rounding put a last digit on the wrong side of the value is moved onto it.
func (e Estimate) between(lo, hi float64) Estimate {
	if !finite(e.Value) || !finite(lo) || !finite(hi) {
		return missing(e.Unit, e.Method, tooLarge)
	}
	e.Value = unsignedZero(e.Value)
	e.Lo = unsignedZero(math.Min(lo, e.Value))
	e.Hi = unsignedZero(math.Max(hi, e.Value))
	e.Level = Level
	return e
}

// alone leaves e without an interval and says why.
func (e Estimate) alone(why string) Estimate {
	e = e.between(e.Value, e.Value)
	if e.Defined() {
		e.Level = 0
		e.Warnings = append(e.Warnings, why)
	}
	return e
}

// tooLarge is why a sum, or a number made of it, cannot be trusted or written down.
const tooLarge = "the counts or sums are too large to compute with"

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// unsignedZero turns negative zero, which prints as "-0", into zero.
func unsignedZero(v float64) float64 {
	if v == 0 {
		return 0
	}
	return v
}
