// Package provider shows how long providers take to answer coders' queries.
package provider

import "chartline/pipeline/report/compose/block"

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"answer_hours": {Make: answerHours, Columns: []string{"phase", "hour", "answered", "censored"}},
	"answer_days":  {Make: answerDays, Columns: []string{"phase", "asked_second", "ended_second", "answered", "open", "closed", "retracted"}},
}
