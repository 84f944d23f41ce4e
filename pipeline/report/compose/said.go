package compose

import (
	"cmp"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// sayMade says the texts of a block that hold no values, which its kind writes in English. What
// holds values the kind has said itself; it has no row of its own and stays.
func (c *Composer) sayMade(m *block.Made) {
	c.sayTable(m.Block.Table)
	if m.Block.Figure != nil {
		m.Block.Figure.Data.Title = c.Text(m.Block.Figure.Data.Title)
	}
	if m.Finding != nil {
		c.sayFinding(m.Finding)
	}
	for i := range m.Findings {
		c.sayFinding(&m.Findings[i])
	}
	if m.Key != nil {
		c.sayKeyFigure(m.Key)
	}
	for _, key := range m.Keys {
		c.sayKeyFigure(key)
	}
}

func (c *Composer) sayFinding(f *report.Finding) {
	f.Headline, f.Text = c.Text(f.Headline), c.Text(f.Text)
}

func (c *Composer) sayKeyFigure(k *report.KeyFigure) {
	k.Value, k.Interval, k.Basis = c.Text(k.Value), c.Text(k.Interval), c.Text(k.Basis)
}

// sayTable says title, heads and notes. Cells hold names and codes, which may look like words.
func (c *Composer) sayTable(t *report.Table) {
	if t == nil {
		return
	}
	t.Language, t.Title = c.Language.Language, c.Text(t.Title)
	for i, column := range t.Columns {
		t.Columns[i].Name, t.Columns[i].Title = cmp.Or(column.Name, column.Title), c.Text(column.Title)
	}
	for i, note := range t.Notes {
		t.Notes[i] = c.Text(note)
	}
}
