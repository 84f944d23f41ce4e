package answer

import (
	"math"
	"strconv"
	"strings"

	"chartline/pipeline/metric"
)

// compact writes an estimate with its interval, such as 93.1% (91.8–94.2%).
func compact(e metric.Estimate) string {
	switch {
	case !e.Defined():
		return "no data"
	case e.Level == 0:
		return inUnit(e.Value, e.Unit)
	default:
		return inUnit(e.Value, e.Unit) + " (" + strings.TrimSuffix(inUnit(e.Lo, e.Unit), "%") + "–" + inUnit(e.Hi, e.Unit) + ")"
	}
}

func inUnit(v float64, unit string) string {
	if unit == "1" {
		return decimal(100*v) + "%"
	}
	return decimal(v)
}

// decimal writes a number with one decimal and no minus before a zero.
func decimal(v float64) string {
	return strconv.FormatFloat(math.Round(10*v)/10+0, 'f', 1, 64)
}

// unitSuffix heads a column of estimates with their unit; shares show theirs.
func unitSuffix(estimates []metric.Estimate) string {
	switch {
	case len(estimates) == 0 || estimates[0].Unit == "1" || estimates[0].Unit == "":
		return ""
	case estimates[0].Unit == "1/1000":
		return " per 1,000"
	default:
		return " " + estimates[0].Unit
	}
}
