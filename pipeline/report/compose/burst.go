package compose

import (
	"context"
	"maps"
	"slices"
	"sync"

	"chartline/pipeline/fault"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// notKnown is the unit of records of which nobody is known.
const notKnown = "not known"

// subject makes sure that an answer can be told apart by coder or facility where the report
// is made for each: by a column, by the unit of a query that is asked by coder, or because
// the query is asked for one alone. It gives the column; empty where there is none to read.
func (c *Composer) subject(q *query.Query, values map[string]string, b report.BlockSpec) (string, error) {
	each := c.Spec.ForEach
	if each == "" {
		return "", nil
	}
	if column, ok := q.Column(each + "_id"); ok && column.Type == query.Text {
		return column.Name, nil
	}
	_, by := q.Param("by")
	_, unit := q.Column("unit")
	if by && unit && (values["by"] == "" || values["by"] == each) {
		values["by"] = each
		return "unit", nil
	}
	if _, ok := q.Param(each); ok {
		values[each] = c.Whose
		return "", nil
	}
	return "", fault.Newf(fault.Config, c.where(b), "name a query that tells them apart",
		"%s answers for all together, and the report is one for each %s", q.Name, each)
}

func rowsOf(names []string, whose string) (rows []int) {
	for i, name := range names {
		if name == whose {
			rows = append(rows, i)
		}
	}
	return rows
}

// For is the composer of the document of one coder or facility.
func (c *Composer) For(whose string) *Composer {
	one := *c
	one.Whose = whose
	one.Outlooks = nil
	return &one
}

// Subjects lists the coders or facilities that the answers of a report are about, in the
// order of their names. It asks every question that is asked of all together.
func (c *Composer) Subjects(ctx context.Context) ([]string, error) {
	found := map[string]bool{}
	for _, p := range c.Spec.Parts {
		for _, b := range p.Blocks {
			names, err := c.subjectsOf(ctx, p, b)
			if err != nil {
				return nil, err
			}
			for _, name := range names {
				found[name] = true
			}
		}
	}
	delete(found, "")
	delete(found, notKnown)
	return slices.Sorted(maps.Keys(found)), nil
}

func (c *Composer) subjectsOf(ctx context.Context, p report.PartSpec, b report.BlockSpec) ([]string, error) {
	_, q, err := c.kindOf(b)
	if err != nil {
		return nil, err
	}
	column, err := c.subject(q, maps.Clone(c.given(p, b)), b)
	if column == "" || err != nil {
		return nil, err
	}
	a, err := c.ask(ctx, q, block.Kind{Team: true}, p, b)
	if err != nil {
		return nil, err
	}
	return a.Text(column), nil
}

// Once asks each question once, whoever else asks the same: the documents of a report for
// each coder share what is asked of all coders. It may be called from many goroutines.
func Once(ask Ask) Ask {
	var mu sync.Mutex
	known := map[string]*shared{}
	return func(ctx context.Context, q *query.Query, values map[string]string) (*query.Answer, error) {
		given, err := q.Values(values)
		if err != nil {
			return nil, err
		}
		key := q.Name
		for _, v := range given {
			key += "\x00" + v[0] + "\x00" + v[1]
		}
		mu.Lock()
		s := known[key]
		if s == nil {
			s = &shared{}
			known[key] = s
		}
		mu.Unlock()
		s.once.Do(func() { s.answer, s.err = ask(ctx, q, values) })
		return s.answer, s.err
	}
}

// shared is a question that was asked, or is being asked.
type shared struct {
	once   sync.Once
	answer *query.Answer
	err    error
}
