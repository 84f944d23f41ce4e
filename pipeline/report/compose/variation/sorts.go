package variation

import (
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// sort is a sort of control chart, by the name that a specification gives it.
type sort string

const (
	ofValues      sort = "xmr"     // single values
	ofShares      sort = "p"       // shares of independent records
	ofSharesLaney sort = "p_prime" // shares, whose periods also vary beyond chance
	ofRates       sort = "u"       // events by exposure
	ofRatesLaney  sort = "u_prime" // the same, whose periods also vary beyond chance
	ofCases       sort = "g"       // cases between rare events
	ofTimes       sort = "t"       // time between rare events
)

// called is what the charts of periods are called in print.
var called = map[sort]string{
	ofValues: "XmR chart", ofShares: "p chart", ofSharesLaney: "p′ chart, Laney", ofRates: "u chart", ofRatesLaney: "u′ chart, Laney",
}

// wider is the chart whose limits hold variation that another takes for a signal.
var wider = map[sort]string{ofShares: "p′", ofRates: "u′"}

// The estimators of metrics that a u chart reads: of events by records, and by days.
const (
	meanCount   = "mean"         // records, events, their squares
	poissonRate = "poisson_rate" // events, days
)

// The columns by which rare events are read, where their query has no metric of periods.
const (
	betweenColumn = "records_between" // cases since the event before
	secondColumn  = "at_second"       // instant of the event, in seconds since 1970 in UTC
)

// sortOf is the sort of chart that a block asks for, or the one that suits its metric: periods
// of many records vary by more than chance, so that Laney's limits are the default.
func sortOf(m query.Metric, b report.BlockSpec) sort {
	switch {
	case b.Chart != "":
		return sort(b.Chart)
	case m.Estimator == meanCount || m.Estimator == poissonRate:
		return ofRatesLaney
	case len(m.Args) == 2:
		return ofSharesLaney
	}
	return ofValues
}

// unfit says why a control chart cannot be made of a query; empty where it can.
func unfit(q *query.Query, b report.BlockSpec) string {
	m, measured := q.Metric(b.Metric)
	s := sortOf(m, b)
	switch {
	case s == ofCases || s == ofTimes:
		return unfitForEvents(q, b, s)
	case called[s] == "":
		return "there is no chart " + string(s) + ": use xmr, p, p_prime, u, u_prime, g or t"
	case !measured || block.FirstOf(q, query.Date) == "":
		return "a chart of periods needs a metric and a date"
	}
	rate := m.Estimator == meanCount || m.Estimator == poissonRate
	switch {
	case (s == ofShares || s == ofSharesLaney) && (len(m.Args) != 2 || rate):
		return "a p chart needs a metric that is a share of two counts"
	case (s == ofRates || s == ofRatesLaney) && !rate:
		return "a u chart needs a metric of counts, such as mean or poisson_rate"
	}
	return ""
}

// unfitForEvents is unfit of charts that have a row an event.
func unfitForEvents(q *query.Query, b report.BlockSpec, s sort) string {
	_, between := q.Column(betweenColumn)
	_, instants := q.Column(secondColumn)
	dated := block.FirstOf(q, query.Date) != ""
	foreign := b.Target != 0 || b.Better != "" || len(b.Events) > 0 || b.Metric != ""
	switch {
	case s == ofCases && !(between && dated):
		return "a g chart needs a date and the column " + betweenColumn
	case s == ofTimes && !dated && !instants:
		return "a t chart needs a date, or the column " + secondColumn
	case foreign || b.Screen && s == ofCases:
		return "a chart of rare events takes noun and baseline, and a t chart screen too"
	}
	return ""
}
