package compose

import (
	"maps"

	"chartline/pipeline/report/compose/accuracy"
	"chartline/pipeline/report/compose/backlog"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/comorbidity"
	"chartline/pipeline/report/compose/director"
	"chartline/pipeline/report/compose/frequency"
	"chartline/pipeline/report/compose/grid"
	"chartline/pipeline/report/compose/measure"
	"chartline/pipeline/report/compose/money"
	"chartline/pipeline/report/compose/outlook"
	"chartline/pipeline/report/compose/own"
	"chartline/pipeline/report/compose/provider"
	"chartline/pipeline/report/compose/quality"
	"chartline/pipeline/report/compose/trends"
	"chartline/pipeline/report/compose/turnaround"
	"chartline/pipeline/report/compose/variation"
)

// topics are the kinds of blocks by topic. A new kind is a row in the Kinds of its topic.
var topics = []map[string]block.Kind{
	accuracy.Kinds,
	backlog.Kinds,
	comorbidity.Kinds,
	director.Kinds,
	frequency.Kinds,
	grid.Kinds,
	measure.Kinds,
	money.Kinds,
	outlook.Kinds,
	own.Kinds,
	provider.Kinds,
	quality.Kinds,
	trends.Kinds,
	turnaround.Kinds,
	variation.Kinds,
}

// kinds are the figures and tables that a specification can name.
var kinds = gathered()

func gathered() map[string]block.Kind {
	all := map[string]block.Kind{}
	for _, topic := range topics {
		maps.Copy(all, topic)
	}
	return all
}
