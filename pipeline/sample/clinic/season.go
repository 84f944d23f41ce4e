package clinic

import (
	"time"

	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/sample/catalogue"
	"chartline/pipeline/sample/chance"
)

// influenza is the wave, in hundredths of the condition's weight, by month from October
// 2024: two winters of three months each, of which the second peaks in January 2026. In
// the other months there is none, so that no month has a count too small to be shown.
var influenza = [calendar.Months]int64{
	2: 500, 3: 860, 4: 640,
	14: 470, 15: 1750, 16: 800,
}

// winter is the yearly swing of the other respiratory conditions, in hundredths, by
// month from October.
var winter = [12]int64{95, 110, 140, 155, 145, 120, 100, 85, 75, 70, 72, 85}

// season is a condition's weight in a month, in hundredths of the usual.
func season(name string, month int) int64 {
	switch name {
	case catalogue.Influenza:
		return influenza[month]
	case catalogue.Winter:
		return winter[month%12]
	}
	return 100
}

// weekdays is the volume of a day in per cent, Sunday first.
var weekdays = [7]int64{76, 106, 108, 107, 108, 112, 83}

// volumes is the cumulative volume of the days of the period: a weekly rhythm, fewer
// on holidays, a tenth more in winter, and noise.
func volumes(seed uint64) []int64 {
	var cumulative []int64
	sum := int64(0)
	for day := calendar.First; day <= calendar.Last; day++ {
		weight := weekdays[day.Weekday()] * (900 + int64(chance.Hash(seed, forVolume, uint64(day))%201))
		if _, month, _ := day.Civil(); month == time.December || month <= time.February {
			weight = weight * 110 / 100
		}
		if day.Holiday() {
			weight = weight * 75 / 100
		}
		sum += weight
		cumulative = append(cumulative, sum)
	}
	return cumulative
}

// mix is the share of each patient type, per mille. Nobody has planned surgery on
// weekends and holidays.
func mix(day calendar.Day) [PatientTypes]int64 {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday || day.Holiday() {
		return [PatientTypes]int64{440, 120, 440, 0}
	}
	return [PatientTypes]int64{398, 104, 278, 220}
}
