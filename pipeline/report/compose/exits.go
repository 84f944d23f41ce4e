package compose

import (
	"fmt"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
)

// waysOut are the columns of the ways in which an account leaves the queue.
var waysOut = []struct{ column, word string }{
	{"coded", "Final coded"}, {"voided", "Voided"}, {"combined", "Combined with another"}, {"non_billable", "Made non-billable"},
}

// incidenceDays are the days since discharge at which the shares are given.
var incidenceDays = []float64{4, 7, 14, 30}

// exits is a table of the share of discharges that has left in each way, of all patient
// types: voided and combined accounts are ways out of their own and not censored (CEN-04).
func exits(_ *Edition, a answered, b report.BlockSpec) made {
	left := survival.AalenJohansen(competingRows(a))
	if !left.Defined() {
		return made{empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: textual("Has left by day")}
	for _, day := range incidenceDays {
		t.Columns = append(t.Columns, numeric(fixed(day, 0))...)
	}
	var coded, elsewhere metric.Estimate
	for cause, way := range waysOut {
		row := []string{way.word}
		for _, day := range incidenceDays {
			est := left.At(cause, day)
			row = append(row, withRange(est))
			if cause == 0 {
				coded = est
			}
		}
		t.Rows = append(t.Rows, row)
	}
	held := sumOf(a.Int("held"))
	t.Notes = []string{fmt.Sprintf("%s discharges. In brackets: 95%% intervals. %s. Accounts on legal, VIP or research hold are followed to the start of the hold (%s).", count(left.N), capital(left.Method), count(held))}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	last := incidenceDays[len(incidenceDays)-1]
	elsewhere = exitShare(a, last)
	m := made{block: report.Block{Table: t}}
	if coded.Defined() && elsewhere.Defined() {
		m.finding = &report.Finding{
			Headline: fmt.Sprintf("%s of discharges are coded within %s days", percent(coded.Value), fixed(last, 0)),
			Text:     sentence("%s are coded by day %s, and %s have left uncoded: voided, combined or made non-billable", withInterval(coded), fixed(last, 0), withInterval(elsewhere)),
		}
		m.key = &report.KeyFigure{Value: value(coded), Interval: ci(coded), Basis: fmt.Sprintf("coded by day %s, of %s discharges", fixed(last, 0), count(left.N))}
	}
	return m
}

// competingRows are the rows of an answer with a count for each way out.
func competingRows(a answered) []survival.CompetingExit {
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
func exitShare(a answered, day float64) metric.Estimate {
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
