package own

import (
	"math"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/regression"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// mixParts are what the minutes of a day are expected from.
var mixParts = []string{"charts", "stay_days", "codes"}

// mixColumns are the sums that the expectation is fitted to.
var mixColumns = []string{
	"coder_id", "patient_type", "days", "charts", "stay_days", "codes", "minutes", "charts_charts", "charts_stay_days", "charts_codes",
	"stay_days_stay_days", "stay_days_codes", "codes_codes", "charts_minutes", "stay_days_minutes", "codes_minutes", "minutes_minutes",
}

// mix is a table of the reader's minutes over what charts, days of stay and codes let expect
// of the department, by patient type (PRD-04). A document of everybody names the coders, in
// the order of their names.
func mix(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Coder", "Patient type"),
		block.Numeric("Charts", "Days of stay", "Codes", "Hours", "Of expected (95% CI)", "Days")...)}
	types, sums := a.Text("patient_type"), sumsByRow(a)
	told := map[string]bool{}
	for _, row := range rowsOfOwn(e, a) {
		fit := regression.LeastSquares(ofTeam(types, sums, types[row]))
		ratio := fit.Ratio(sums[row])
		t.Rows = append(t.Rows, []string{a.Text("coder_id")[row], e.PatientType(types[row]), count(e, a, "charts", row), count(e, a, "stay_days", row), count(e, a, "codes", row),
			e.Fixed(a.Real("minutes")[row]/60, 1), ofExpected(e, ratio), count(e, a, "days", row)})
		if !told[types[row]] {
			told[types[row]] = true
			t.Notes = append(t.Notes, expectedWords(e, types[row], fit)...)
		}
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	if a.Subject != "" { // the reader knows whose document it is
		t.Columns = t.Columns[1:]
		for i, row := range t.Rows {
			t.Rows[i] = row[1:]
		}
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}

func count(e *block.Edition, a block.Answer, column string, row int) string {
	return e.Count(a.Int(column)[row])
}

// ofExpected is a ratio as a share: 103% is three in a hundred more than expected.
func ofExpected(e *block.Edition, est metric.Estimate) string {
	if !est.Defined() {
		return e.Text("not fitted")
	}
	return e.OfUnit(est)
}

// leastMinutes are minutes that round to none.
const leastMinutes = 0.05

// expectedWords say what the department takes for a chart, a day of stay and a code.
func expectedWords(e *block.Edition, patientType string, fit regression.Linear) []string {
	if !fit.Defined() {
		return nil
	}
	chart, day, code := fit.Coefficient(0, "min"), fit.Coefficient(1, "min"), fit.Coefficient(2, "min")
	name := e.PatientType(patientType)
	if !day.Defined() && code.Defined() {
		return []string{e.Say("%s: all coders together took %s minutes a chart and %s a code; no stay lasted a day.", name, e.WithInterval(chart), e.WithRange(code))}
	}
	if math.Max(math.Abs(day.Value), math.Abs(code.Value)) < leastMinutes {
		return []string{e.Say("%s: all coders together took %s minutes a chart, whatever its days of stay and codes.", name, e.WithInterval(chart))}
	}
	return []string{e.Say("%s: all coders together took %s minutes a chart, %s a day of stay and %s a code.",
		name, e.WithInterval(chart), e.WithRange(day), e.WithRange(code))}
}

// sumsByRow are the sums of each row of an answer.
func sumsByRow(a block.Answer) []regression.Sums {
	sums := make([]regression.Sums, a.Len())
	minutes, squares, days := a.Real("minutes"), a.Real("minutes_minutes"), a.Int("days")
	for row := range sums {
		sums[row] = regression.Sums{Y: minutes[row], YY: squares[row], N: days[row]}
	}
	for i, x := range mixParts {
		of, products := a.Int(x), a.Real(x+"_minutes")
		for row := range sums {
			sums[row].X = append(sums[row].X, float64(of[row]))
			sums[row].XY = append(sums[row].XY, products[row])
			sums[row].XX = append(sums[row].XX, make([]float64, len(mixParts)))
		}
		for j, z := range mixParts[:i+1] {
			pair := a.Int(z + "_" + x)
			for row := range sums {
				sums[row].XX[i][j] = float64(pair[row])
				sums[row].XX[j][i] = float64(pair[row])
			}
		}
	}
	return sums
}

// ofTeam are the sums of all coders on one patient type.
func ofTeam(types []string, sums []regression.Sums, patientType string) (all regression.Sums) {
	for row, name := range types {
		if name == patientType {
			all = all.Add(sums[row])
		}
	}
	return all
}
