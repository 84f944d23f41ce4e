package frequency

import (
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/report/compose/block"
)

// Kinds are the figures and tables of this topic that a specification can name.
var Kinds = map[string]block.Kind{
	"ranking":      {Make: ranking, Columns: []string{"title", "encounters", "discharges"}, Options: []string{"metric", "noun", "top"}, Nameless: true},
	"pareto":       {Make: pareto, Columns: []string{"code", "title", "encounters", "discharges"}, Options: []string{"noun", "top"}, Nameless: true},
	"validity":     {Make: validity, Columns: []string{"element", "code_system", "status", "codes", "judged", "basis", "releases", "first_release", "last_release"}, Options: []string{"metric"}},
	"population":   {Make: population, Columns: []string{"patient_type", "encounters", "in_house", "voided", "outside_period", "discharged", "coded", "shifted"}, Options: []string{"metric"}},
	"volumes":      {Make: volumes, Columns: []string{"month", "facility_id", "patient_type", "encounters"}, Options: []string{"noun"}},
	"depth":        {Make: depth, Columns: []string{"patient_type", "encounters", "at_cap"}},
	"pairs":        {Make: pairs, Columns: []string{"first_group", "second_group", "first_title", "second_title", "together", "first_encounters", "second_encounters", "discharges"}, Options: []string{"top"}, Nameless: true},
	"standardised": {Make: standardised, Columns: []string{"grouping", "title", "facility_id", "encounters", "unknown"}, Options: []string{"top"}, Shape: disclosure.Series, Nameless: true},
	"acquired":     {Make: acquired, Columns: []string{"grouping", "title", "encounters", "listed", "discharges", "not_judged"}, Options: []string{"metric", "noun", "top"}, Nameless: true},
}
