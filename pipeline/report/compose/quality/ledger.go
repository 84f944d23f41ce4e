package quality

import (
	"time"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// feed is one table of one source.
type feed struct{ source, table string }

// reconciled is a table of what came in and where it is, by source and table. Records that
// came in and are nowhere would be a damaged store: a reader is told of every one. Beside accounts
// stand their gross charges, for the sender's control total (ING-03).
func reconciled(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Source", "Table"),
		block.Numeric("In", "In the store", "Repeated", "Superseded", "Quarantined", "Skipped", "Difference")...)}
	order, sums, total := tallied(a)
	for _, f := range order {
		if f.table == "" { // a refused input has no records
			continue
		}
		t.Rows = append(t.Rows, append([]string{f.source, f.table}, counted(e, *sums[f])...))
	}
	t.Rows = append(t.Rows, append([]string{e.Text("All"), ""}, counted(e, total)...))
	t.Notes = []string{e.Text("In = in the store + repeated + superseded + quarantined + skipped. The question quality/reconciliation gives the same by input.")}
	addCharges(e, t, chargesOf(a))
	finding := &report.Finding{
		Headline: e.Text("Every record is accounted for"),
		Text:     e.Sentence("of %s that came in, %s {is|are} in the store; each of the others is known to be repeated, superseded, quarantined or of a kind that is not kept", rowsOf(e, total[0]), e.Count(total[1])),
		Tone:     report.Good,
	}
	if total[6] != 0 {
		finding = &report.Finding{
			Headline: e.Say("%s {record is|records are} not accounted for", e.Count(total[6])), Tone: report.Act,
			Text: e.Sentence("of %s that came in, %s {is|are} neither in the store nor known to be left out: the store is damaged", rowsOf(e, total[0]), e.Count(total[6])),
		}
	}
	basis := e.Say("of %s", rowsOf(e, total[0]))
	keys := map[string]*report.KeyFigure{
		"quarantined": {Value: e.Count(total[4]), Basis: basis},
		"difference":  {Value: e.Count(total[6]), Basis: basis, Tone: finding.Tone},
	}
	return block.Made{Block: report.Block{Table: t}, Finding: finding, Keys: keys}
}

// addCharges sets the gross charges of accounts beside them, where a source sent any; no other table has
// them.
func addCharges(e *block.Edition, t *report.Table, charges map[feed]float64) {
	if len(charges) == 0 {
		return
	}
	t.Columns = append(t.Columns, block.Numeric("Charges ($)")...)
	all := 0.0
	for _, dollars := range charges {
		all += dollars
	}
	for i, row := range t.Rows {
		cell := "–"
		if dollars, ok := charges[feed{row[0], row[1]}]; ok {
			cell = e.Fixed(dollars, 2) // to the cent, as a control total is
		}
		t.Rows[i] = append(row, cell)
	}
	last := t.Rows[len(t.Rows)-1]
	last[len(last)-1] = e.Fixed(all, 2)
	t.Notes = append(t.Notes, e.Text("Charges: gross charges of the accounts in the store, to hold against the sender's control total. Only the table encounter has them; – stands for the others."))
}

// tallied adds up what became of the records of each feed, in the order of the answer.
func tallied(a block.Answer) (order []feed, sums map[feed]*[7]int64, total [7]int64) {
	sources, tables := a.Text("source_name"), a.Text("table_name")
	counts := [][]int64{a.Int("rows_in"), a.Int("rows_landed"), a.Int("rows_repeated"), a.Int("rows_superseded"), a.Int("rows_quarantined"), a.Int("rows_skipped"), a.Int("difference")}
	sums = map[feed]*[7]int64{}
	for i := range sources {
		f := feed{sources[i], tables[i]}
		if sums[f] == nil {
			sums[f] = new([7]int64)
			order = append(order, f)
		}
		for k, n := range counts {
			sums[f][k] += n[i]
			total[k] += n[i]
		}
	}
	return order, sums, total
}

// chargesOf adds up the charges of the feeds that have any.
func chargesOf(a block.Answer) map[feed]float64 {
	charges := map[feed]float64{}
	sources, tables, none := a.Text("source_name"), a.Text("table_name"), a.Null("charges")
	for i, dollars := range a.Real("charges") {
		if !none[i] {
			charges[feed{sources[i], tables[i]}] += dollars
		}
	}
	return charges
}

// rowsOf counts records of a source, which are rows and no charts: languages have another word.
func rowsOf(e *block.Edition, n int64) string {
	return e.Say("%s\u00a0{record|records}", e.Count(n))
}

func counted(e *block.Edition, sums [7]int64) []string {
	cells := make([]string, len(sums))
	for i, n := range sums {
		cells[i] = e.Count(n)
	}
	return cells
}

// quarantined is a table of the records that were left out, by reason.
func quarantined(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Source", "Table", "Reason", "Column"), block.Numeric("Quarantined")...)} // rows and no charts
	sources, tables, reasons, columns, n := a.Text("source_name"), a.Text("table_name"), a.Text("reason"), a.Text("column_name"), a.Int("records")
	var all int64
	for i := range sources {
		t.Rows = append(t.Rows, []string{sources[i], tables[i], e.Text(quarantineWords(reasons[i])), columns[i], e.Count(n[i])})
		all += n[i]
	}
	t.Notes = []string{e.Text("These records count nowhere until they are mended. The command chartline quarantine show gives their places.")}
	return block.Made{Block: report.Block{Table: t}, Finding: &report.Finding{
		Headline: e.Say("%s in quarantine", rowsOf(e, all)),
		Text:     e.Sentence("%s could not be loaded and {counts|count} nowhere", rowsOf(e, all)), Tone: report.Watch,
	}}
}

// quarantineWords say why a record was left out.
func quarantineWords(reason string) string {
	words := map[string]string{
		"broken_record": "record cannot be split into fields", "missing_value": "required value missing", "wrong_type": "value of the wrong type",
		"unlisted_value": "value is none of those allowed", "bad_encoding": "characters cannot be read", "impossible": "cannot be true (edit at load)",
	}
	if w, ok := words[reason]; ok {
		return w
	}
	return reason
}

// freshness is a table of when each source was loaded last.
func freshness(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Source", "Format"), block.Numeric("Inputs", "Refused", "Last load")...)}
	sources, formats, inputs, refused := a.Text("source_name"), a.Text("format"), a.Int("inputs"), a.Int("refused")
	ages, never := a.Int("age_seconds"), a.Null("age_seconds")
	var refusals int64
	for i := range sources {
		last := e.Text("never")
		if !never[i] {
			last = e.Day(e.AsOf.Add(-time.Duration(ages[i]) * time.Second).In(e.Location))
		}
		t.Rows = append(t.Rows, []string{sources[i], formats[i], e.Count(inputs[i]), e.Count(refused[i]), last})
		refusals += refused[i]
	}
	if refusals == 0 {
		return block.Made{Block: report.Block{Table: t}}
	}
	return block.Made{Block: report.Block{Table: t}, Finding: &report.Finding{
		Headline: e.Say("%s refused", e.Plural(refusals, "inputs")), Tone: report.Watch,
		Text: e.Say("%s {was|were} refused, because too many of {its|their} records could not be loaded: nothing of {it|them} is in the store.", e.Plural(refusals, "inputs")),
	}}
}
