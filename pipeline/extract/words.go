package extract

import (
	"context"
	"fmt"

	"chartline/pipeline/extract/treat"
	"chartline/pipeline/schema"
)

// sampled are the rows that are looked at for who has a value, one after the other: common values
// are held by enough people among few rows, and only rare ones are looked for in all.
var sampled = []string{"LIMIT 100000", "LIMIT 1000000", ""}

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
	for i := range m.plans {
		for _, column := range m.plans[i].Words {
			all, err := m.learn(ctx, m.plans[i].Schema, column)
			if err != nil {
				return err
			}
			if all {
				m.plans[i].Keep(column)
			}
		}
	}
	return nil
}

// learn finds the values of one column and reports whether all that stand in the dataset may
// stand in the extract. Only what is not known is counted by people, in the first rows and then,
// for what is left, in all.
func (m *making) learn(ctx context.Context, t *schema.Table, c schema.Column) (all bool, err error) {
	err = m.exec(ctx, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE strange AS SELECT DISTINCT %s AS value FROM source.main.%s;
		INSERT INTO words SELECT '%s', value FROM strange WHERE %s;
		DELETE FROM strange WHERE value IS NULL OR %[4]s`, c.Name, t.Name, treat.Place(t, c), treat.Known(c)))
	if err != nil {
		return false, err
	}
	for _, rows := range sampled {
		if all, err = m.noneIsStrange(ctx); err != nil || all {
			return all, err
		}
		if err := m.exec(ctx, held(t, c, rows, m.Smallest)); err != nil {
			return false, err
		}
	}
	return m.noneIsStrange(ctx)
}

func (m *making) noneIsStrange(ctx context.Context) (none bool, err error) {
	err = m.session.Scan(ctx, m.Out, "SELECT NOT EXISTS (FROM strange)", &none)
	return none, err
}

// held moves the values that enough people have among some rows from those that are strange
// to the words.
func held(t *schema.Table, c schema.Column, rows string, smallest int64) string {
	from := fmt.Sprintf("(SELECT * FROM source.main.%s %s) AS t", t.Name, rows)
	return fmt.Sprintf(`INSERT INTO words SELECT '%[1]s', value FROM (SELECT s.value, c.person FROM %[3]s JOIN strange AS s ON s.value = t.%[2]s) AS v
		WHERE %[4]s GROUP BY value HAVING count(DISTINCT person) >= %[5]d;
		DELETE FROM strange WHERE value IN (SELECT value FROM words WHERE place = '%[1]s')`,
		treat.Place(t, c), c.Name, recordsIn(from, t, "chosen"), treat.Harmless(c), smallest)
}
