package compose

import (
	"cmp"
	"context"
	"slices"

	"chartline/pipeline/query"
)

// facilities is the query that knows what facilities are called.
const facilities = "encounters/facilities"

// named is an answer with the names of facilities in place of their identifiers, in the order of
// their names where a facility is what makes a row. A document of one coder or facility keeps
// them, because it finds its own rows by them.
func (c *Composer) named(ctx context.Context, a *query.Answer, values map[string]string) (*query.Answer, error) {
	column, rows := facilityColumn(a.Query, values)
	if column == "" || c.Whose != "" || a.Len() == 0 {
		return a, nil
	}
	names, err := c.facilityNames(ctx)
	if err != nil || len(names) == 0 {
		return a, err
	}
	a = a.Renamed(column, names)
	if !rows {
		return a, nil
	}
	order := make([]int, a.Len())
	for i := range order {
		order[i] = i
	}
	shown := a.Text(column)
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(shown[x], shown[y]) })
	return a.Take(order), nil
}

// facilityColumn is the column of an answer that holds identifiers of facilities, empty where there is
// none, and whether each of them makes the rows.
func facilityColumn(q *query.Query, values map[string]string) (name string, rows bool) {
	for _, c := range []struct {
		name string
		rows bool
	}{{"facility_id", false}, {"unit", true}} {
		column, ok := q.Column(c.name)
		if ok && column.Type == query.Text && (!c.rows || values["by"] == "facility") {
			return c.name, c.rows
		}
	}
	return "", false
}

// facilityNames are the names of facilities by their identifiers. Two facilities of one name keep
// their identifiers, and so does one without a name.
func (c *Composer) facilityNames(ctx context.Context) (map[string]string, error) {
	q, err := c.Queries.Get(facilities)
	if err != nil {
		return nil, err
	}
	a, err := c.Ask(ctx, q, nil)
	if err != nil {
		return nil, err
	}
	ids, names, none := a.Text("facility_id"), a.Text("name"), a.Null("name")
	times := map[string]int{}
	for i, name := range names {
		if !none[i] {
			times[name]++
		}
	}
	known := map[string]string{}
	for i, name := range names {
		if times[name] == 1 {
			known[ids[i]] = name
		}
	}
	return known, nil
}
