// Package grid shows units beside each other and over periods: a heat map, what changed from one
// year to the next, small multiples, and dots with their intervals. Any query can feed them that
// answers with a unit, a period where one is asked for, and a metric. Only what is more than chance,
// judged over all units and periods together, is marked and said.
package grid

import "chartline/pipeline/report/compose/block"

// Kinds are the figures of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"heat_map":  {Make: heatMap, Options: []string{"metric", "noun", "top", "limit", "better", "events"}},
	"slope":     {Make: slope, Options: []string{"metric", "measures", "noun", "top", "better"}, Since: yearBefore},
	"multiples": {Make: multiples, Options: []string{"metric", "noun", "top", "target", "better", "events"}},
	"dots":      {Make: dots, Options: []string{"metric", "noun", "top", "better"}},
}

// discovery is the share of what is marked that may be so by chance.
const discovery = 0.05

// mostRows is how many units a figure shows where its specification does not say.
const mostRows = 25
