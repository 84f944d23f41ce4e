package compose

import (
	"context"
	"time"

	"chartline/pipeline/metric"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// timing is what the key figures of a block are of.
type timing int

const (
	ofPeriod  timing = iota // a period, as the store knows it now
	ofInstant               // an instant, such as the backlog: its question takes one and no period
	ofStore                 // the store as it is now: its question takes neither
	ofNothing               // an instant before which the store does not hold enough
)

func (c *Composer) timing(b report.BlockSpec) (timing, error) {
	k, q, err := c.kindOf(b)
	if err != nil {
		return 0, err
	}
	_, period := q.Param("from_date")
	_, instant := q.Param("as_of")
	_, date := q.Param("as_of_on")
	switch {
	case (instant || date) && (k.Standing || !period):
		return ofInstant, nil
	case period:
		return ofPeriod, nil
	}
	return ofStore, nil
}

// earlier composes the same of the period that a report compares itself with. What is of an instant
// is of one as long after the end of that period: asked as of now it would be the same again.
func (c *Composer) earlier(of timing) *Composer {
	earlier := *c
	earlier.From, earlier.To = earlierPeriod(c.Spec.Compare, c.From, c.To)
	if of == ofInstant {
		earlier.AsOf = c.earlierInstant(earlier.To)
	}
	earlier.Outlooks = nil
	return &earlier
}

// earlierPeriod is the period before one that is as long, in months where it is of whole
// months; or the same dates a year ago.
func earlierPeriod(compare string, from, to time.Time) (time.Time, time.Time) {
	if compare == report.LastYear {
		return from.AddDate(-1, 0, 0), to.AddDate(-1, 0, 0)
	}
	if from.Day() == 1 && to.Day() == 1 {
		months := 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
		return from.AddDate(0, -months, 0), from
	}
	return from.Add(from.Sub(to)), from
}

// earlierInstant is as many days after the end of a period as the instant of the report is after
// the end of its own, at the same local time.
func (c *Composer) earlierInstant(to time.Time) time.Time {
	local := c.AsOf.In(c.Location)
	date := to.Add(c.LocalDate().Sub(c.To))
	return time.Date(date.Year(), date.Month(), date.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), c.Location)
}

// askEarlier asks what the key figures are of, of the earlier period.
func (c *Composer) askEarlier(ctx context.Context) (order []place, err error) {
	if c.answers.whole, err = c.earlier(ofPeriod).whole(ctx); err != nil {
		return nil, err
	}
	for _, p := range c.Spec.Parts {
		for _, b := range p.Blocks {
			if !c.ofTile(b) {
				continue
			}
			of, err := c.timing(b)
			if err != nil {
				return nil, err
			}
			earlier := c.earlier(of)
			if of == ofInstant {
				if of, err = earlier.reached(ctx, p, b); err != nil {
					return nil, err
				}
			}
			c.answers.timings[b.ID] = of
			if of == ofStore || of == ofNothing {
				continue
			}
			more, err := earlier.askBlock(ctx, p, b)
			if err != nil {
				return nil, err
			}
			order = append(order, more...)
		}
	}
	return order, nil
}

// reachQuery says how far back from an instant the records reach.
const reachQuery = "backlog/reach"

// windowed are the columns that a question adds up over the 90 days before an instant, and the
// column of reachQuery that says in how many of these three months there is any.
var windowed = map[string]string{"revenue": "revenue_months", "hours": "worked_months"}

// reached tells whether the store holds the three months before the instant, without which what
// waited then would be too little (CEN-06), and days of revenue or work too many (KPI-01, KPI-07).
func (c *Composer) reached(ctx context.Context, p report.PartSpec, b report.BlockSpec) (timing, error) {
	_, q, err := c.kindOf(b)
	if err != nil {
		return 0, err
	}
	a, err := c.reach(ctx, c.given(p, b))
	if err != nil {
		return 0, err
	}
	const months = 3
	if a.Int("months")[0] < months {
		return ofNothing, nil
	}
	for column, held := range windowed {
		_, ok := q.Column(column)
		if n := a.Int(held)[0]; ok && 0 < n && n < months {
			return ofNothing, nil
		}
	}
	return ofInstant, nil
}

// whole reports whether the store holds a period from its first days on: what begins later has
// counts and sums that are too small. A week may pass without a discharge.
func (c *Composer) whole(ctx context.Context) (bool, error) {
	known := c.given(report.PartSpec{}, report.BlockSpec{})
	known["as_of_on"] = c.From.AddDate(0, 0, 89).Format(time.DateOnly)
	a, err := c.reach(ctx, known)
	if err != nil {
		return false, err
	}
	return !a.Null("empty_days")[0] && a.Int("empty_days")[0] < 7, nil
}

func (c *Composer) reach(ctx context.Context, known map[string]string) (*query.Answer, error) {
	q, err := c.Queries.Get(reachQuery)
	if err != nil {
		return nil, err
	}
	return c.Ask(ctx, q, valuesOf(q, known))
}

// earlierTiles makes the blocks that key figures are of, of the earlier period.
func (c *Composer) earlierTiles() (map[string]tile, error) {
	tiles := map[string]tile{}
	for _, p := range c.Spec.Parts {
		for _, b := range p.Blocks {
			of := c.answers.timings[b.ID]
			if !c.ofTile(b) || of == ofStore || of == ofNothing {
				continue
			}
			m, err := c.earlier(of).block(p, b)
			if err != nil {
				return nil, err
			}
			keep(tiles, b.ID, m)
		}
	}
	return tiles, nil
}

// compared sets the key figures of a report beside those of an earlier period.
func (c *Composer) compared(now map[string]tile) (*report.Table, error) {
	then, err := c.earlierTiles()
	if err != nil {
		return nil, err
	}
	t := &report.Table{ID: "compared", Title: c.Text("Key figures beside an earlier period"), Columns: append(append(block.Textual("Key figure"),
		block.Numeric("This period", "95% CI", "Earlier", "95% CI")...), block.Textual("Difference")...)}
	labels := map[timing][]string{}
	for _, k := range c.Spec.KeyFigures {
		name, of := k.Block+"/"+k.Metric, c.answers.timings[k.Block]
		labels[of] = append(labels[of], k.Label)
		before := c.shownOf(then[name])
		if !c.told(of, then[name]) {
			before = []string{c.Text("not known"), ""}
		}
		t.Rows = append(t.Rows, append(append([]string{k.Label}, c.shownOf(now[name])...), append(before, c.apart(now[name].estimate, then[name].estimate))...))
	}
	t.Notes = c.comparedNotes(labels)
	return t, nil
}

// told reports whether a key figure of the earlier period can stand beside that of this one. Of a
// period that the store holds in part those with an interval can, which are of a share or mean.
func (c *Composer) told(of timing, then tile) bool {
	switch of {
	case ofPeriod:
		return c.answers.whole || then.estimate.Defined()
	case ofInstant:
		return true
	}
	return false
}

// comparedNotes say of what periods and instants the key figures are, by their labels.
func (c *Composer) comparedNotes(labels map[timing][]string) []string {
	earlier := c.earlier(ofInstant)
	then := c.Instant(earlier.AsOf)
	notes := []string{c.Say("This period: %s. Earlier: %s, as the store knows it now.", c.Span(c.From, c.To), c.Span(earlier.From, earlier.To))}
	if !c.answers.whole && len(labels[ofPeriod]) > 0 {
		notes = append(notes, c.Text("The store does not hold the first days of the earlier period: of what it holds of it, only figures with an interval are told."))
	}
	if of := labels[ofInstant]; len(of) > 0 {
		notes = append(notes, c.Say("Of an instant, not of a period: %s. They are of %s and of %s, by the events up to then; charges are those of today.",
			c.List(of), c.Instant(c.AsOf.In(c.Location)), then))
	}
	if of := labels[ofNothing]; len(of) > 0 {
		notes = append(notes, c.Say("Not known of %s, since the store does not hold the three months before: %s.", then, c.List(of)))
	}
	if of := labels[ofStore]; len(of) > 0 {
		notes = append(notes, c.Say("Known as of now alone, since the store keeps no earlier state of them: %s.", c.List(of)))
	}
	return append(notes, c.Text("A difference is told only where the intervals lie apart."))
}

func (c *Composer) shownOf(t tile) []string {
	if t.figure == nil {
		return []string{c.Text("no data"), ""}
	}
	return []string{t.figure.Value, c.Interval(t.estimate)}
}

func (c *Composer) apart(now, then metric.Estimate) string {
	switch {
	case !now.Defined() || !then.Defined() || now.Level == 0 || then.Level == 0:
		return c.Text("not judged")
	case now.Lo > then.Hi:
		return c.Text("higher than before")
	case now.Hi < then.Lo:
		return c.Text("lower than before")
	}
	return c.Text("not shown")
}
