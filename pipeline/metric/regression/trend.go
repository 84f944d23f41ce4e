package regression

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

// Month is one month of a series: how many events, among how many discharges.
type Month struct {
	Number   int // months since any one month, so that a gap is known for one
	Events   int64
	Exposure float64
}

// Trend is what a monthly series does from year to year, apart from its seasons.
type Trend struct {
	PerYear  metric.Estimate // rate ratio of one year
	Chance   float64         // two-sided, of so steep a trend where there is none; 1 where PerYear is missing
	Seasonal bool            // the model has terms of the season, and they were tested
	Season   float64         // probability of such seasons where there are none; 1 without terms
	Fit      Fit
}

const (
	fewestMonths = 12 // for a trend at all
	seasonMonths = 24 // for seasons: with one year, they are the trend
	fewestEvents = 10
	yearly       = 1 // the column of the years

	shortSeries = "fewer than 12 months: a trend cannot be told from the season"
	rareEvents  = "fewer than 10 events: too few for a trend"
	oneYear     = "fewer than two years: the season is not taken out of the trend"
)

// MonthlyTrend fits log E[events] = log exposure + a + b·years, from two years on with a
// sine and a cosine of the year, as Poisson or, where the months differ by more than
// chance, negative binomial counts (RTE-06). Months without exposure are left out.
func MonthlyTrend(months []Month) Trend {
	months = exposed(months)
	events := int64(0)
	for _, m := range months {
		events += m.Events
	}
	switch {
	case len(months) < fewestMonths:
		return noTrend(shortSeries)
	case events < fewestEvents:
		return noTrend(rareEvents)
	}
	if len(months) < seasonMonths {
		t := trendOf(Counts(design(months, false)), events)
		t.PerYear.Warnings = append(t.PerYear.Warnings, oneYear)
		return t
	}
	with := Counts(design(months, true))
	t := trendOf(with, events)
	t.Season, t.Seasonal = season(with, months)
	return t
}

func noTrend(why string) Trend {
	return Trend{Chance: 1, Season: 1, PerYear: metric.Missing("1", poissonMethod, why), Fit: Fit{Missing: why}}
}

func trendOf(f Fit, events int64) Trend {
	if !f.Defined() {
		return noTrend(f.Missing)
	}
	return Trend{PerYear: f.Ratio(yearly, events), Chance: f.Chance(yearly), Season: 1, Fit: f}
}

func exposed(months []Month) []Month {
	var kept []Month
	for _, m := range months {
		if m.Exposure > 0 {
			kept = append(kept, m)
		}
	}
	return kept
}

// design has the years since the first month and, where asked, one wave a year.
func design(months []Month, seasonal bool) Data {
	d := Data{Names: []string{"intercept", "years"}}
	if seasonal {
		d.Names = append(d.Names, "sine", "cosine")
	}
	for _, m := range months {
		years := float64(m.Number-months[0].Number) / 12
		row := []float64{1, years}
		if seasonal {
			row = append(row, math.Sin(2*math.Pi*years), math.Cos(2*math.Pi*years))
		}
		d.X = append(d.X, row)
		d.Counts = append(d.Counts, m.Events)
		d.Exposure = append(d.Exposure, m.Exposure)
	}
	return d
}

// season is the likelihood ratio test of the two terms of the season, with the same kind of
// counts on both sides; it is false where one of the two has no fit.
func season(with Fit, months []Month) (chance float64, ok bool) {
	if !with.Defined() {
		return 1, false
	}
	without := Poisson(design(months, false))
	if with.Dispersion > 0 {
		without = NegativeBinomial(design(months, false))
	}
	if !without.Defined() {
		return 1, false
	}
	return distuv.ChiSquared{K: 2}.Survival(math.Max(0, 2*(with.LogLik-without.LogLik))), true
}
