package outlook

import (
	"chartline/pipeline/forecast/flow"
	"chartline/pipeline/report/compose/block"
)

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"forecast":       {Make: backlogForecast, Columns: flow.Columns, Beside: capacityQuery},
	"forecast_types": {Make: typeForecasts, Columns: flow.Columns, Beside: capacityQuery},
	"forecast_table": {Make: forecastTable, Columns: flow.Columns, Beside: capacityQuery},
	"backtest":       {Make: backtest, Columns: flow.Columns, Beside: capacityQuery},
}
