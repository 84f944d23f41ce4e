package measure

import (
	"time"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report/compose/block"
)

// discovery is the share of what is called apart that may be so by chance.
const discovery = 0.05

// monthsApart are the months whose value lies further from that of all of them than chance puts
// one of so many, the false discovery rate being held over all that are shown.
func monthsApart(months []time.Time, est []metric.Estimate, all metric.Estimate) (apart []int) {
	scores := make([]float64, len(months))
	for i := range months {
		scores[i] = compare.Score(compare.FromValue(est[i], all.Value))
	}
	for i, found := range compare.Discoveries(scores, discovery) {
		if found {
			apart = append(apart, i)
		}
	}
	return apart
}

// monthsNamed names at most three of the months, each with its value.
func monthsNamed(e *block.Edition, months []time.Time, est []metric.Estimate, apart []int) string {
	var names []string
	for _, i := range apart[:min(3, len(apart))] {
		names = append(names, e.Say("%s (%s)", e.Month(months[i]), valueOf(e, est[i])))
	}
	if more := len(apart) - len(names); more > 0 {
		names = append(names, e.Say("%d more", more))
	}
	return e.List(names)
}

// fewMonths names up to two months, or counts them.
func fewMonths(e *block.Edition, months []time.Time, apart []int) string {
	if len(apart) > 2 {
		return e.Plural(int64(len(apart)), "months")
	}
	var names []string
	for _, i := range apart {
		names = append(names, e.Month(months[i]))
	}
	return e.List(names)
}
