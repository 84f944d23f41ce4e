// Package metric turns exact sufficient statistics (counts, sums, sums of squares,
// histograms of whole units) into estimates with gonum. It knows no SQL, no Arrow and
// no files, so that every number can be tested against a published one.
package metric

// Level is the confidence level of every interval unless a method says otherwise.
const Level = 0.95

// Estimate is a number with what a reader needs to trust it. Where there is nothing to
// estimate from, Missing says why and the numbers are zero and mean nothing.
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
