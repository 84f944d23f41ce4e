package derive

import (
	"context"
	"fmt"

	"chartline/pipeline/store/writer"
)

// sliceStatements is how many statements are resolved at a time: DuckDB holds them.
const sliceStatements = 250_000

// resolve works out the places of codes that were stated one by one. Each slice is written
// to the store's file before the next one, since until then DuckDB keeps it in memory.
func resolve(ctx context.Context, w *writer.Writer) error {
	var statements int64
	err := w.Scan(ctx, "SELECT (SELECT count(*) FROM history.code_statement) + (SELECT count(*) FROM history.code_link)", nil, &statements)
	if err != nil {
		return err
	}
	of := 1 + statements/sliceStatements
	into := "CREATE OR REPLACE TABLE history.resolved AS "
	for slice := range of {
		if err := w.Exec(ctx, into+fmt.Sprintf(resolveSQL, slice, of)); err != nil {
			return err
		}
		if of == 1 {
			return nil
		}
		if err := w.Checkpoint(ctx); err != nil {
			return err
		}
		into = "INSERT INTO history.resolved "
	}
	return nil
}

// resolveSQL gives every stated code of a slice of the encounters its place. A reference
// from the encounter says more about role and order than the statement itself. A code that
// is stated twice counts once, a procedure once a day; of several principal diagnoses the
// first by rank stays one.
const resolveSQL = `WITH told AS (
	SELECT l.encounter_id, s.kind, s.code_system, s.code, s.poa, s.stated_on, s.statement_id,
		coalesce(l.role, s.role, 'other') AS role, coalesce(l.rank, s.rank) AS rank
	FROM history.code_link AS l JOIN history.code_statement AS s ON s.statement_id = l.statement_id
	WHERE NOT s.withdrawn
	UNION ALL
	SELECT s.encounter_id, s.kind, s.code_system, s.code, s.poa, s.stated_on, s.statement_id,
		coalesce(s.role, 'other') AS role, s.rank
	FROM history.code_statement AS s
	LEFT JOIN history.code_link AS l ON l.statement_id = s.statement_id AND l.encounter_id = s.encounter_id
	WHERE l.statement_id IS NULL AND s.encounter_id IS NOT NULL AND NOT s.withdrawn),
once AS (
	SELECT * FROM told WHERE hash(encounter_id) %% %[2]d = %[1]d
	QUALIFY row_number() OVER (
		PARTITION BY encounter_id, kind, code_system, code, CASE WHEN kind = 'procedure' THEN stated_on END,
			CASE WHEN role IN ('principal', 'other') THEN 'listed' ELSE role END
		ORDER BY role = 'principal' DESC, rank NULLS LAST, stated_on NULLS LAST, statement_id) = 1),
placed AS (
	SELECT * REPLACE (CASE WHEN role = 'principal' AND row_number() OVER (
			PARTITION BY encounter_id, kind, code_system, role
			ORDER BY rank NULLS LAST, stated_on NULLS LAST, statement_id, code) > 1
		THEN 'other' ELSE role END AS role)
	FROM once)
SELECT kind, encounter_id, row_number() OVER (
		PARTITION BY encounter_id, kind, code_system, CASE WHEN kind = 'procedure' THEN '' ELSE role END
		ORDER BY role = 'principal' DESC, rank NULLS LAST, stated_on NULLS LAST, statement_id, code) AS sequence,
	CASE WHEN kind = 'procedure' AND role <> 'principal' THEN 'other' ELSE role END AS role,
	code, code_system, poa, stated_on
FROM placed`
