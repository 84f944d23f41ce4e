// Package compose turns the answers of queries into a Document: it asks what a report
// specification names, withholds what is too small to show, and has each kind of block
// estimate and say in words what the numbers support. The kinds are in a package per topic;
// no file format is known here.
package compose

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// Edition is what a document is an issue of: a period, an instant and what the site asks of it.
type Edition = block.Edition

// Composer makes one issue of a report from its specification.
type Composer struct {
	Edition
	Spec       *report.Spec
	Queries    *query.Library
	Ask        Ask
	Parameters map[string]string      // of the site, above those of the specification
	Earlier    []disclosure.Statement // what earlier releases of the report said

	answers *answers
}

// Ask runs a query with values by parameter name.
type Ask func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error)

// Compose asks and writes the whole Document but its provenance, which the caller
// knows.
func (c *Composer) Compose(ctx context.Context) (*report.Document, error) {
	c.forRelease()
	doc := &report.Document{
		Name: c.Spec.Name, Title: c.Spec.Title, Subtitle: c.Spec.Subtitle,
		Period: c.Span(c.From, c.To), AsOf: c.AsOf.In(c.Location), Sensitivity: c.Spec.Sensitivity, Marking: cmp.Or(c.Spec.Marking, c.Spec.Sensitivity),
		Language: c.Language.Language, Theme: c.Theme, Methods: c.Spec.Methods, OnePage: c.Spec.OnePage,
	}
	if c.Spec.Public {
		doc.Readers = report.Anyone
	}
	if c.Whose != "" {
		doc.Subtitle = c.Say("%s %s: %s", c.Text(wording.Capital(c.Spec.ForEach)), c.Whose, wording.LowerFirst(c.Spec.Subtitle))
	}
	if only := c.population(); only != "" {
		doc.Subtitle = strings.TrimSuffix(doc.Subtitle, ".") + ". " + only
	}
	if err := c.askAll(ctx); err != nil {
		return nil, err
	}
	tiles := map[string]tile{}
	for _, p := range c.Spec.Parts {
		part, err := c.part(p, doc, tiles)
		if err != nil {
			return nil, err
		}
		doc.Parts = append(doc.Parts, part)
	}
	doc.Findings = mostUrgent(doc.Findings)
	doc.KeyFigures = c.keyFigures(tiles)
	compared, err := c.comparison(tiles)
	doc.Parts = append(doc.Parts, compared...)
	return doc, err
}

func (c *Composer) part(p report.PartSpec, doc *report.Document, tiles map[string]tile) (report.Part, error) {
	part := report.Part{ID: p.ID, Title: p.Title, Lead: p.Lead}
	var without absences
	for _, b := range p.Blocks {
		m, err := c.block(p, b)
		if err != nil {
			return part, err
		}
		keep(tiles, b.ID, m)
		if m.Empty {
			if !b.Optional {
				without.add(m.Absent, block.TitleOf(b))
			}
			continue
		}
		if m.Block != (report.Block{}) {
			part.Blocks = append(part.Blocks, m.Block)
		}
		if m.Identified != nil {
			part.Findings = append(part.Findings, *m.Identified)
		}
		part.Findings = append(part.Findings, m.Findings...)
		if b.Headline {
			doc.Findings = append(doc.Findings, m.Findings...)
		}
		if m.Finding == nil {
			continue
		}
		part.Findings = append(part.Findings, *m.Finding)
		if b.Headline {
			doc.Findings = append(doc.Findings, *m.Finding)
		}
	}
	part.Findings = append(part.Findings, c.nothingFound(len(part.Blocks) == 0, without)...)
	return part, nil
}

// titlePage is how many findings a title page has room for.
const titlePage = 4

// mostUrgent keeps the findings to act on before those to watch and to know, in the
// order of the report.
func mostUrgent(all []report.Finding) []report.Finding {
	if len(all) <= titlePage {
		return all
	}
	tones := make([]report.Tone, len(all))
	for i, f := range all {
		tones[i] = f.Tone
	}
	slices.Sort(tones)
	least := tones[len(all)-titlePage]
	spare := titlePage
	for _, tone := range tones {
		if tone > least {
			spare--
		}
	}
	var kept []report.Finding
	for _, f := range all {
		if f.Tone == least && spare > 0 {
			spare--
			kept = append(kept, f)
		} else if f.Tone > least {
			kept = append(kept, f)
		}
	}
	return kept
}

// absences are the titles of blocks that show nothing, by why.
type absences struct {
	order []block.Absence
	of    map[block.Absence][]string
}

func (w *absences) add(why block.Absence, title string) {
	if w.of == nil {
		w.of = map[block.Absence][]string{}
	}
	if w.of[why] == nil {
		w.order = append(w.order, why)
	}
	w.of[why] = append(w.of[why], title)
}

// tooFew is why a block is empty that says no other reason.
var tooFew = block.Absence{Headline: "Not shown: too few records"}

// nothingFound says what is not shown and why: sentences, never an empty chart.
func (c *Composer) nothingFound(all bool, without absences) []report.Finding {
	var found []report.Finding
	for _, why := range without.order {
		titles := without.of[why]
		switch {
		case why == block.Absence{} && all && len(without.order) == 1:
			return []report.Finding{{
				Headline: c.Text("There is nothing to show here"),
				Text:     c.Text("The store holds no records for this part in the period and population of the report."),
			}}
		case why == block.Absence{}:
			why = tooFew
		}
		text := c.Sentence("%s", c.List(titles))
		if why.Because != "" {
			text += " " + c.Text(why.Because)
		}
		found = append(found, report.Finding{Headline: c.Text(why.Headline), Text: text})
	}
	return found
}

func (c *Composer) block(p report.PartSpec, b report.BlockSpec) (block.Made, error) {
	k, q, err := c.kindOf(b)
	if err != nil {
		return block.Made{}, err
	}
	a := c.answerOf(p, b)
	if a.Len() == 0 {
		return block.Made{Empty: true, Absent: k.None}, nil
	}
	m := k.Make(&c.Edition, a, b)
	c.sayMade(&m)
	m.Identified = c.identified(q, b)
	pointTo(&m, b.ID)
	return m, nil
}

// pointTo says of each finding which figure or table it is about.
func pointTo(m *block.Made, id string) {
	if m.Block == (report.Block{}) {
		return
	}
	for i := range m.Findings {
		m.Findings[i].Block = id
	}
	for _, f := range []*report.Finding{m.Finding, m.Identified} {
		if f != nil {
			f.Block = id
		}
	}
}

// kindOf finds the kind of a block and its query, which fit each other.
func (c *Composer) kindOf(b report.BlockSpec) (block.Kind, *query.Query, error) {
	k, ok := kinds[b.Kind]
	if !ok {
		return k, nil, fault.Newf(fault.Config, c.where(b), "use one of "+strings.Join(kindNames(), ", "), "no kind %q", b.Kind)
	}
	q, err := c.Queries.Get(b.Query)
	if err != nil {
		return k, nil, fault.Wrap(fault.Config, err, c.where(b), "no query of this name", "chartline query lists them")
	}
	if err := c.releasable(k, q, b); err != nil {
		return k, q, err
	}
	return k, q, c.fits(k, q, b)
}

// identified says that the rows of a block are those of persons or encounters, and why.
func (c *Composer) identified(q *query.Query, b report.BlockSpec) *report.Finding {
	if q.Identified == "" {
		return nil
	}
	return &report.Finding{
		Headline: c.Text("Rows of single persons or encounters"),
		Text:     c.Sentence("%s: %s", block.TitleOf(b), c.Text(q.Identified)),
		Tone:     report.Act,
	}
}

// fits checks that a query has what the kind reads, and that the specification sets
// nothing that the kind ignores.
func (c *Composer) fits(k block.Kind, q *query.Query, b report.BlockSpec) error {
	for _, name := range k.Columns {
		if _, ok := q.Column(name); !ok {
			return fault.Newf(fault.Config, c.where(b), "name a query that has it", "%s answers no column %s, which a %s needs", q.Name, name, b.Kind)
		}
	}
	for _, name := range append(b.MetricNames(), "") {
		if name == "" {
			continue
		}
		if _, ok := q.Metric(name); !ok {
			return fault.Newf(fault.Config, c.where(b), "chartline query describe "+q.Name+" lists them", "%s has no metric %s", q.Name, name)
		}
	}
	if err := checkBetter(c.where(b), b.Better); err != nil {
		return err
	}
	for _, option := range b.Options() {
		if !slices.Contains(k.Options, option) {
			return fault.Newf(fault.Config, c.where(b), "remove it", "a %s takes no %s", b.Kind, option)
		}
	}
	if k.Unfit != nil {
		if why := k.Unfit(q, b); why != "" {
			return fault.New(fault.Config, c.where(b), why, "chartline query describe "+q.Name+" lists what it has")
		}
	}
	return nil
}

func (c *Composer) where(b report.BlockSpec) string {
	return c.Spec.Where(b.ID) + ", block " + b.ID
}

func kindNames() []string {
	var names []string
	for n := range kinds {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
