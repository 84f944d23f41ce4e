package extract

import (
	"context"
	"fmt"
	"strings"
	"time"

	"chartline/pipeline/engine"
	"chartline/pipeline/extract/session"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/schema"
)

// describe writes the data dictionary and the codebook of the extract.
func (m *making) describe(ctx context.Context) error {
	if err := m.target.about(ctx, "dictionary", m.dictionary()); err != nil {
		return err
	}
	return m.target.about(ctx, "codebook", m.codebook())
}

// dictionary is a SELECT of what each column is and what was done to it, those included
// that were left out.
func (m *making) dictionary() string {
	var rows []string
	add := func(cells ...string) {
		for i, c := range cells {
			cells[i] = session.Text(c)
		}
		rows = append(rows, "("+strings.Join(cells, ", ")+")")
	}
	for _, plan := range m.plans {
		for _, c := range plan.Columns {
			add(plan.Schema.Name, c.Name, c.From.Unit, c.From.Meaning, c.From.Name, c.Class.String(), c.Treatment)
		}
		for _, c := range plan.Dropped {
			add(plan.Schema.Name, "", c.From.Unit, c.From.Meaning, c.From.Name, c.Class.String(), c.Treatment)
		}
	}
	return "SELECT * FROM (VALUES " + strings.Join(rows, ",\n") + ") AS d(table_name, column_name, unit, meaning, made_of, class, treatment)"
}

// codebook is a SELECT of the values of every column of marks, words and codes that has no
// more than a hundred, with the rows that have each; small numbers are not told.
func (m *making) codebook() string {
	parts := []string{"SELECT '' AS table_name, '' AS column_name, '' AS value, CAST(NULL AS BIGINT) AS records WHERE false"}
	for _, plan := range m.plans {
		for _, c := range plan.Columns {
			if c.Class != schema.Mark && c.Class != schema.Category && c.Class != schema.ClinicalCode && c.Class != schema.Edition {
				continue
			}
			parts = append(parts, fmt.Sprintf(`SELECT * FROM (SELECT %[1]s, %[2]s, CAST(%[3]s AS VARCHAR) AS value, CASE WHEN count(*) >= %[5]d THEN count(*) END
				FROM %[4]s WHERE %[3]s IS NOT NULL GROUP BY %[3]s QUALIFY count(*) OVER () <= 100)`,
				session.Text(plan.Schema.Name), session.Text(c.Name), c.Name, m.target.from(plan.Schema.Name), m.Smallest))
		}
	}
	return strings.Join(parts, "\nUNION ALL ") + "\nORDER BY ALL"
}

// stampTable holds what an extract says of itself.
const stampTable = "about.stamp"

// stamp says of the extract what it is. Nothing in it is a count of people.
func (m *making) stamp(ctx context.Context) error {
	rows := [][2]string{
		{"mode", m.Mode.String()}, {"banner", m.Mode.Banner()}, {"study", m.Study}, {"purpose", m.Purpose},
		{"made", m.Now.UTC().Format(time.RFC3339)}, {"program", "Chartline " + m.Version},
		{"dates", "years and days since admission"},
		{"sensitive accounts", "left out: " + sensitiveWords(m.result.Lists)},
		{"postal areas", "by the newest census that is loaded"},
	}
	if m.shifts() {
		rows[6][1] = "moved by a secret number of days for each patient, 1 to 365"
		if m.Weeks {
			rows[6][1] = "moved by a secret number of whole weeks for each patient, 1 to 52"
		}
		rows[8][1] = "kept"
	} else if !m.result.Areas {
		rows[8][1] = "all 000: no population of areas is loaded"
	}
	if m.Sensitive != "" {
		rows[7][1] = "included (42 CFR Part 2) for: " + m.Sensitive
	}
	return m.target.about(ctx, "stamp", stampSQL(rows))
}

func stampSQL(rows [][2]string) string {
	values := make([]string, len(rows))
	for i, r := range rows {
		values[i] = "(" + session.Text(r[0]) + ", " + session.Text(r[1]) + ")"
	}
	return "SELECT * FROM (VALUES " + strings.Join(values, ", ") + ") AS s(name, value)"
}

func sensitiveWords(lists bool) string {
	if lists {
		return "by the loaded lists and the families of codes (42 CFR Part 2)"
	}
	return "by families of codes alone, no list being loaded (42 CFR Part 2)"
}

// ModeOf is the mode that a dataset is stamped with; PHI where it has no stamp, as a store.
func ModeOf(ctx context.Context, e engine.Engine) (privacy.Mode, error) {
	stamped, err := text(ctx, e, "SELECT CAST(count(*) AS VARCHAR) FROM information_schema.tables WHERE table_schema = 'about' AND table_name = 'stamp'")
	if err != nil || stamped == "0" {
		return privacy.PHI, err
	}
	word, err := text(ctx, e, "SELECT value FROM "+stampTable+" WHERE name = 'mode'")
	if err != nil {
		return privacy.PHI, err
	}
	mode, ok := privacy.ParseMode(word)
	if !ok {
		return privacy.PHI, fault.New(fault.Config, "about.stamp", "the dataset says a mode that there is not", "make the extract again")
	}
	return mode, nil
}

// Said is what an extract says of itself: names and values, in the order in which it was stamped.
func Said(ctx context.Context, e engine.Engine) (said [][2]string, err error) {
	rows, err := e.Query(ctx, "SELECT name, value FROM "+stampTable)
	if err != nil {
		return nil, err
	}
	defer rows.Release()
	for rows.Next() {
		names, values := rows.RecordBatch().Column(0), rows.RecordBatch().Column(1)
		for i := range names.Len() {
			said = append(said, [2]string{strings.Clone(names.ValueStr(i)), strings.Clone(values.ValueStr(i))})
		}
	}
	return said, rows.Err()
}

// text is the first value of an answer, a text.
func text(ctx context.Context, e engine.Engine, query string) (string, error) {
	rows, err := e.Query(ctx, query)
	if err != nil {
		return "", err
	}
	defer rows.Release()
	if !rows.Next() || rows.RecordBatch().NumRows() == 0 {
		return "", rows.Err()
	}
	return strings.Clone(rows.RecordBatch().Column(0).ValueStr(0)), nil
}
