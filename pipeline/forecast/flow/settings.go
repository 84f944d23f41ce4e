package flow

import (
	"strconv"
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/forecast"
	"chartline/pipeline/query"
)

// Settings are what a site says of its forecasts.
type Settings struct {
	Days     int // days ahead; 0 stands for 30
	Paths    int // simulated futures; 0 stands for 2,000
	Seed     uint64
	Extra    []Extra // the question "what if"
	Holidays calendar.Holidays
}

// Window is the days of history that a forecast is made from; a back-test goes farther back.
const Window = 182

const (
	usualDays     = 30
	backtestPaths = 500 // of each origin: enough for its 80 % and 95 % intervals
	backtestEvery = 9   // days between origins: prime to 7, so that all weekdays have a turn
)

// Outlook is a department's history with the forecasts that follow from it.
type Outlook struct {
	Department forecast.Department
	AsBefore   forecast.Forecast
	WhatIf     forecast.Forecast // with the extra coders; Missing where there are none
	Plans      map[string]forecast.Plan
	Settings   Settings
}

// noPlan is why there is no "what if".
const noPlan = "no extra coders are planned, or no hours of coders are known"

// Look forecasts from the answers of forecast/flow and forecast/capacity. The same answers
// and settings give the same numbers on any machine.
func Look(history, capacity *query.Answer, asOfOn time.Time, s Settings) Outlook {
	if s.Days == 0 {
		s.Days = usualDays
	}
	o := Outlook{Settings: s, Department: Department(history, asOfOn, longest(history), Window, s.Holidays)}
	options := forecast.Options{Days: s.Days, Paths: s.Paths, Seed: s.Seed, Window: Window}
	o.AsBefore = o.Department.Forecast(options)
	o.Plans = o.known(Plans(Rates(capacity), Ready(history), s.Extra))
	o.WhatIf.Missing = noPlan
	if len(o.Plans) > 0 && o.AsBefore.Defined() {
		options.Plans = o.Plans
		o.WhatIf = o.Department.Forecast(options)
	}
	return o
}

// known keeps the plans of account types that have a history.
func (o Outlook) known(plans map[string]forecast.Plan) map[string]forecast.Plan {
	kept := map[string]forecast.Plan{}
	for _, s := range o.Department.Series {
		if p, ok := plans[s.Type]; ok {
			kept[s.Type] = p
		}
	}
	return kept
}

// longest is the days of history that a query was asked for.
func longest(a *query.Answer) int {
	p, _ := a.Query.Param("days")
	n, err := strconv.Atoi(p.Default)
	if err != nil {
		return 2 * Window
	}
	return n
}

// Backtest forecasts from the past with the settings of an outlook.
func (o Outlook) Backtest() forecast.Backtest {
	return o.Department.Backtest(forecast.Options{Days: o.Settings.Days, Paths: backtestPaths, Seed: o.Settings.Seed, Window: Window}, backtestEvery)
}
