package grid

import (
	"chartline/pipeline/chart"
	"chartline/pipeline/chart/grid"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/wording"
)

// chartUnit is how a figure writes an estimate's unit.
func chartUnit(unit string) chart.Unit {
	switch unit {
	case "1":
		return chart.Percent
	case "d":
		return chart.Days
	case "USD":
		return chart.Dollars
	case "{weight}":
		return chart.Weight
	}
	return chart.Plain
}

// tone judges more or less than others, or than before, by what the specification calls better.
func tone(better string, more bool) report.Tone {
	switch {
	case better == "":
		return report.Watch
	case (better == report.Higher) == more:
		return report.Good
	}
	return report.Act
}

// change is how a figure draws more or less.
func change(better string, more bool) grid.Change {
	switch {
	case better == "":
		return grid.Different
	case (better == report.Higher) == more:
		return grid.Better
	}
	return grid.Worse
}

// hidden reports whether an estimate is too small to show.
func hidden(est metric.Estimate) bool { return est.Missing == wording.Withheld }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
