package extract

import (
	"context"
	"fmt"

	"chartline/pipeline/extract/treat"
	"chartline/pipeline/schema"
)

// sampled is how many rows are looked at first for who has a value: most values are held by
// enough people among these.
const sampled = 1_000_000

// learnWords finds for every column of words and codes the values that an extract may hold:
// those that are known or published, and those that enough people have. What a sender wrote
// into the wrong column, such as a name, is neither.
func (m *making) learnWords(ctx context.Context) error {
	err := m.exec(ctx, `CREATE TEMP TABLE words (place VARCHAR, value VARCHAR);
		CREATE TEMP TABLE published AS SELECT DISTINCT code FROM (
			SELECT code FROM source.main.code_release UNION ALL SELECT code FROM source.main.code_set UNION ALL SELECT drg FROM source.main.drg_set)`)
	if err != nil {
		return err
	}
	for _, plan := range m.plans {
		for _, column := range plan.Words {
			if err := m.learn(ctx, plan.Schema, column); err != nil {
				return err
			}
		}
	}
	return nil
}

// learn finds the values of one column. Only what is not known is counted by people, in the
// first rows and then, for what is left, in all.
func (m *making) learn(ctx context.Context, t *schema.Table, c schema.Column) error {
	place := treat.Place(t, c)
	err := m.exec(ctx, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE seen AS SELECT DISTINCT %s AS value FROM source.main.%s;
		INSERT INTO words SELECT '%s', value FROM seen WHERE %s`, c.Name, t.Name, place, treat.Known(c)))
	if err != nil {
		return err
	}
	unknown := "value IS NOT NULL AND value NOT IN (SELECT value FROM words WHERE place = '" + place + "')"
	first := fmt.Sprintf("(SELECT * FROM source.main.%s LIMIT %d) AS t", t.Name, sampled)
	for _, from := range []string{first, "source.main." + t.Name + " AS t"} {
		var some bool
		if err := m.session.Scan(ctx, m.Out, "SELECT EXISTS (FROM seen WHERE "+unknown+")", &some); err != nil || !some {
			return err
		}
		if err := m.exec(ctx, held(t, c, from, unknown, m.Smallest)); err != nil {
			return err
		}
	}
	return nil
}

// held adds the values that enough people have in some rows.
func held(t *schema.Table, c schema.Column, from, unknown string, smallest int64) string {
	return fmt.Sprintf(`INSERT INTO words SELECT '%s', value FROM (SELECT t.%s AS value, c.person FROM %s) AS v
		WHERE %s AND %s GROUP BY value HAVING count(DISTINCT person) >= %d`,
		treat.Place(t, c), c.Name, recordsIn(from, t, "chosen"), unknown, treat.Harmless(c), smallest)
}
