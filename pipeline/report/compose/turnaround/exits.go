package turnaround

import (
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// waysOut are the columns of the ways in which an account leaves the queue.
var waysOut = []struct{ column, word string }{
	{"coded", "Final coded"}, {"voided", "Made void"}, {"combined", "Combined with another"}, {"non_billable", "Made non-billable"},
}

// incidenceDays are the days since discharge at which the shares are given.
var incidenceDays = []float64{4, 7, 14, 30}

// exits is a table of the share of discharges that has left in each way, of all patient
// types: voided and combined accounts are ways out of their own and not censored (CEN-04).
func exits(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	left := survival.AalenJohansen(competingRows(a))
	if !left.Defined() {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: block.Textual("Has left by day")}
	for _, day := range incidenceDays {
		t.Columns = append(t.Columns, block.Numeric(e.Fixed(day, 0))...)
	}
	var coded, elsewhere metric.Estimate
	for cause, way := range waysOut {
		row := []string{e.Text(way.word)}
		for _, day := range incidenceDays {
			est := left.At(cause, day)
			row = append(row, e.WithRange(est))
			if cause == 0 {
				coded = est
			}
		}
		t.Rows = append(t.Rows, row)
	}
	held := sumOf(a.Int("held"))
	t.Notes = []string{e.Say("%s {discharge|discharges}. In brackets: 95%% intervals. %s. Accounts on legal, VIP or research hold are followed to the start of the hold (%s).", e.Count(left.N), wording.Capital(e.Reason(left.Method)), e.Count(held))}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	last := incidenceDays[len(incidenceDays)-1]
	elsewhere = exitShare(a, last)
	m := block.Made{Block: report.Block{Table: t}}
	if coded.Defined() && elsewhere.Defined() {
		m.Finding = &report.Finding{
			Headline: e.Say("%s of discharges are coded within %s days", e.Percent(coded.Value), e.Fixed(last, 0)),
			Text:     e.Sentence("%s are coded by day %s, and %s have left uncoded: voided, combined or made non-billable", e.WithInterval(coded), e.Fixed(last, 0), e.WithInterval(elsewhere)),
		}
		m.Key = &report.KeyFigure{Value: e.Value(coded), Interval: e.CI(coded), Basis: e.Say("coded by day %s, of %s {discharge|discharges}", e.Fixed(last, 0), e.Count(left.N))}
		m.Estimates = map[string]metric.Estimate{"": coded}
	}
	return m
}

// competingRows are the rows of an answer with a count for each way out.
func competingRows(a block.Answer) []survival.CompetingExit {
	rows := make([]survival.CompetingExit, a.Len())
	days, censored := a.Int("day"), a.Int("censored")
	for i := range rows {
		rows[i] = survival.CompetingExit{Time: float64(days[i]), Censored: censored[i]}
		for _, way := range waysOut {
			rows[i].Events = append(rows[i].Events, a.Int(way.column)[i])
		}
	}
	return rows
}

// exitShare is the share that has left by any way but coding until a day.
func exitShare(a block.Answer, day float64) metric.Estimate {
	rows := competingRows(a)
	for i, r := range rows {
		rows[i].Events = []int64{r.Events[0], sumOf(r.Events[1:])}
	}
	return survival.AalenJohansen(rows).At(1, day)
}

func sumOf(counts []int64) (total int64) {
	for _, n := range counts {
		total += n
	}
	return total
}
