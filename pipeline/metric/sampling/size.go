package sampling

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

// Size is how many records to review.
type Size struct {
	Records  int64
	Method   string
	Warnings []string
	Missing  string // why there is no size; empty where there is one
}

// Defined reports whether there is a size.
func (s Size) Defined() bool { return s.Missing == "" }

const (
	shareSize = "size for a share: z²p(1−p)/d², with finite population correction (Cochran 1977)"
	totalSize = "size for a total: (z·CV/precision)², with finite population correction (Cochran 1977), as RAT-STATS"
	noLevel   = "the confidence level does not lie between 0 and 1"
	noMargin  = "the margin or precision does not lie between 0 and 1"
	tooSmall  = "fewer than 2 records have no spread, and so no interval: review more"
	wholeSize = "the whole frame has to be reviewed"
)

// Precise is what an audit is to show of a share, such as coding accuracy.
type Precise struct {
	Share  float64 // expected
	Margin float64 // half the width of the interval
	Level  float64 // confidence, such as 0.95
	Frame  int64   // records in the frame; 0 where it is so large that it does not count
	// Effect is the design effect and PerRecord the number of codes in a record, where the
	// share is one of codes: see History. Both are 1 for a share of records.
	Effect, PerRecord float64
}

// ForShare is the number of records that shows a share as precisely as asked (SMP-03):
// n₀ = z²p(1−p)/d², times the design effect over the codes in a record, and
// n₀/(1+(n₀−1)/N) of a frame of N.
func ForShare(p Precise) Size {
	switch {
	case !(p.Share > 0 && p.Share < 1):
		return Size{Method: shareSize, Missing: "the expected share does not lie between 0 and 1"}
	case !(p.Effect > 0 && p.PerRecord > 0) || !metric.Finite(p.Effect) || !metric.Finite(p.PerRecord):
		return Size{Method: shareSize, Missing: "the design effect and the codes of a record have to be above 0"}
	}
	if why := aimFault(p.Margin, p.Level, p.Frame); why != "" {
		return Size{Method: shareSize, Missing: why}
	}
	z := distuv.UnitNormal.Quantile((1 + p.Level) / 2)
	records := z * z * p.Share * (1 - p.Share) / (p.Margin * p.Margin) * p.Effect / p.PerRecord
	if p.Frame > 0 {
		records /= 1 + (records-1)/float64(p.Frame)
	}
	// A hair above a whole number is rounding and asks for no further record.
	return sized(shareSize, math.Ceil(records-1e-9), p.Frame)
}

// Probe is what is known of the amounts in a frame, from a probe sample of the very amount
// that is to be estimated: what was overpaid, and not what was paid (SMP-04).
type Probe struct{ Mean, SD float64 }

// ForTotal is the number of records that estimates a total to a share of itself, such as
// 25 % at 90 % confidence (SMP-04). Like RAT-STATS it rounds to the nearest number.
func ForTotal(probe Probe, precision, level float64, frame int64) Size {
	why := aimFault(precision, level, frame)
	switch {
	case why != "":
	case !metric.Finite(probe.Mean) || !metric.Finite(probe.SD) || probe.SD < 0:
		why = "the mean or the standard deviation of the probe is no number"
	case probe.Mean == 0:
		why = "the probe found an amount of 0, of which there is no share"
	}
	if why != "" {
		return Size{Method: totalSize, Missing: why}
	}
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	records := square(z * probe.SD / probe.Mean / precision)
	if frame > 0 {
		records /= 1 + records/float64(frame)
	}
	return sized(totalSize, math.Round(records), frame)
}

func square(v float64) float64 { return v * v }

// Overpaid is the probe of amounts overpaid where nothing has been reviewed yet: a share of
// the records is expected to be wrong, and what is overpaid in those to vary as payments do
// (the RAT-STATS module of the expected error rate).
func Overpaid(errorRate float64, paid Probe) Probe {
	return Probe{
		Mean: errorRate * paid.Mean,
		SD:   math.Sqrt(errorRate * (square(paid.SD) + (1-errorRate)*square(paid.Mean))),
	}
}

func aimFault(margin, level float64, frame int64) string {
	switch {
	case !(margin > 0 && margin < 1):
		return noMargin
	case !(level > 0 && level < 1):
		return noLevel
	case frame < 0:
		return badFrame
	case frame > metric.MaxCount:
		return metric.TooLarge
	}
	return ""
}

// sized checks what a formula gave: at least one record, and no more than there are.
func sized(method string, records float64, frame int64) Size {
	if !(records <= metric.MaxCount) {
		return Size{Method: method, Missing: metric.TooLarge}
	}
	s := Size{Records: max(1, int64(records)), Method: method}
	if frame > 0 && s.Records >= frame {
		s.Records = frame
		s.Warnings = append(s.Warnings, wholeSize)
	}
	if s.Records < 2 {
		s.Warnings = append(s.Warnings, tooSmall)
	}
	return s
}

// History is what a department's own audits say of the design of the next: by how much
// codes of one record depend on each other, and how many a record has. It is false where
// no audit tells, and then 1 and 1.
func History(audits []metric.Ratio) (effect, perRecord float64, ok bool) {
	var codes, records int64
	for _, a := range audits {
		if _, known := a.DesignEffect(); known {
			codes += a.M
			records += a.Charts
		}
	}
	if records == 0 {
		return 1, 1, false
	}
	return metric.PooledDesignEffect(audits), float64(codes) / float64(records), true
}
