package extract

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/fault"
)

// Groups says how many people of an extract are alike in what others may know of them: k is
// the size of the smallest group (k-anonymity). Groups below Smallest are told as counts.
type Groups struct {
	By       []string // columns by which people are alike
	K        int64
	Groups   int64
	Small    int64 // groups below the smallest allowed
	People   int64
	Exposed  int64 // people in small groups
	Smallest int64
}

// Share is the share of people in small groups.
func (g Groups) Share() float64 {
	if g.People == 0 {
		return 0
	}
	return float64(g.Exposed) / float64(g.People)
}

// quasi are the columns that others may know, as an extract has them.
var quasi = []struct{ table, column, sql string }{
	{"encounter", "year", "min(e.year)"}, {"encounter", "age_years", "max(e.age_years)"},
	{"patient", "sex", "any_value(p.sex)"}, {"patient", "zip3", "any_value(p.zip3)"}, {"patient", "postal_code", "any_value(p.postal_code)"},
}

// group counts the groups of people who are alike, and writes it into the extract.
func (m *making) group(ctx context.Context) error {
	g := Groups{Smallest: m.Smallest}
	var selects []string
	for _, q := range quasi {
		if m.holds(q.table, q.column) {
			g.By = append(g.By, q.column)
			selects = append(selects, q.sql+" AS "+q.column)
		}
	}
	if m.holds("encounter", "patient_id") && len(selects) > 0 {
		if err := m.count(ctx, &g, selects); err != nil {
			return err
		}
	}
	m.result.Groups = g
	if g.Share() > m.MaxSmall {
		return fault.Newf(fault.Policy, "studies."+m.Study+".max_small", "coarsen the tables or the cohort of the study, or raise the limit",
			"%.1f %% of people stand in groups of fewer than %d who are alike", 100*g.Share(), m.Smallest)
	}
	return m.target.about(ctx, "small_groups", g.sql())
}

func (m *making) count(ctx context.Context, g *Groups, selects []string) error {
	from := m.target.from("encounter") + " AS e"
	if m.holds("patient", "patient_id") {
		from += " LEFT JOIN " + m.target.from("patient") + " AS p ON p.patient_id = e.patient_id"
	}
	return m.session.Scan(ctx, m.Out, fmt.Sprintf(`WITH people AS (SELECT coalesce(e.patient_id, e.encounter_id) AS person, %s FROM %s GROUP BY 1),
		alike AS (SELECT count(*) AS n FROM people GROUP BY %s)
		SELECT coalesce(min(n), 0), count(*), count(*) FILTER (WHERE n < %[4]d), CAST(coalesce(sum(n), 0) AS BIGINT), CAST(coalesce(sum(n) FILTER (WHERE n < %[4]d), 0) AS BIGINT) FROM alike`,
		strings.Join(selects, ", "), from, strings.Join(g.By, ", "), m.Smallest), &g.K, &g.Groups, &g.Small, &g.People, &g.Exposed)
}

// holds reports whether the extract has a column.
func (m *making) holds(table, column string) bool {
	for _, plan := range m.plans {
		if plan.Schema.Name == table {
			for _, c := range plan.Columns {
				if c.Name == column {
					return true
				}
			}
		}
	}
	return false
}

// sql is a SELECT of the report as the study sees it: no count of people from 1 to one less
// than the smallest allowed.
func (g Groups) sql() string {
	by := strings.Join(slices.Clone(g.By), ", ")
	rows := [][2]string{
		{"alike by", by}, {"small means below", fmt.Sprint(g.Smallest)}, {"groups", fmt.Sprint(g.Groups)},
		{"small groups", fmt.Sprint(g.Small)}, {"people in small groups", "none"},
	}
	if g.Exposed > 0 {
		rows[4][1] = fmt.Sprintf("%.1f %%", 100*g.Share())
	}
	return stampSQL(rows)
}
