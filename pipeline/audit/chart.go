package audit

import (
	"context"
	"time"

	"chartline/pipeline/audit/ask"
	"chartline/pipeline/engine"
)

// chart is what a coder left of an account.
type chart struct {
	codedOn time.Time
	codes   []Code
}

// chartSQL gives the codes of the reviewed version, the principal diagnosis first. Admitting
// diagnoses and reasons for a visit are not audited.
const chartSQL = `
WITH wanted AS (
	SELECT encounter_id, discharge_status, coalesce(discharged_on, admitted_on) AS judged_on
	FROM encounter WHERE encounter_id IN (LIST)),
diagnoses AS (
	SELECT encounter_id, sequence, role, code, code_system, poa FROM history.diagnosis WHERE version_no = 1
	UNION ALL
	SELECT encounter_id, sequence, role, code, code_system, poa FROM history.resolved WHERE kind = 'diagnosis'),
procedures AS (
	SELECT encounter_id, sequence, code, code_system, performed_on FROM history.procedure WHERE version_no = 1
	UNION ALL
	SELECT encounter_id, sequence, code, code_system, stated_on FROM history.resolved WHERE kind = 'procedure'),
exempt AS (
	SELECT code_system, code, valid_from, valid_to FROM code_mark WHERE list = 'poa_exempt'
	UNION ALL
	SELECT code_system, code, valid_from, valid_to FROM code_set WHERE poa_exempt)
SELECT w.encounter_id, 'diagnosis' AS element, row_number() OVER (PARTITION BY w.encounter_id
		ORDER BY CASE d.role WHEN 'principal' THEN 1 WHEN 'other' THEN 2 ELSE 3 END, d.sequence, d.code_system, d.code) AS sequence,
	d.code, d.code_system, '' AS grouper_version, d.poa,
	EXISTS (SELECT 1 FROM exempt AS x WHERE x.code_system = d.code_system AND x.code = d.code
		AND x.valid_from <= w.judged_on AND coalesce(x.valid_to, w.judged_on) >= w.judged_on) AS exempt,
	CAST(NULL AS DATE) AS performed_on
FROM wanted AS w JOIN diagnoses AS d ON d.encounter_id = w.encounter_id
WHERE d.role IN ('principal', 'other', 'external_cause')
UNION ALL
SELECT w.encounter_id, 'procedure', row_number() OVER (PARTITION BY w.encounter_id ORDER BY p.code_system, p.sequence, p.code),
	p.code, p.code_system, '', '', false, p.performed_on
FROM wanted AS w JOIN procedures AS p ON p.encounter_id = w.encounter_id
UNION ALL
SELECT w.encounter_id, 'drg', row_number() OVER (PARTITION BY w.encounter_id ORDER BY g.drg_system), g.drg, g.drg_system, g.grouper_version,
	'', false, CAST(NULL AS DATE)
FROM wanted AS w JOIN history.drg_assignment AS g ON g.encounter_id = w.encounter_id AND g.version_no = 1
UNION ALL
SELECT w.encounter_id, 'discharge_status', 1, w.discharge_status, 'UB-04', '', '', false, CAST(NULL AS DATE)
FROM wanted AS w WHERE w.discharge_status IS NOT NULL
ORDER BY 1, 2, 3`

const codedSQL = `SELECT encounter_id, min(occurred_on) FROM event
WHERE event_type = 'final_coded' AND encounter_id IN (LIST) GROUP BY encounter_id`

// readCharts gives what the coders left of some accounts, by account.
func readCharts(ctx context.Context, e engine.Engine, encounters []string) (map[string]*chart, error) {
	charts := map[string]*chart{}
	for _, encounter := range encounters {
		charts[encounter] = &chart{}
	}
	err := ask.Listed(ctx, e, codedSQL, encounters, func(r ask.Row) { charts[r.Text(0)].codedOn = r.Date(1) })
	if err != nil {
		return nil, err
	}
	return charts, ask.Listed(ctx, e, chartSQL, encounters, func(r ask.Row) {
		c := charts[r.Text(0)]
		c.codes = append(c.codes, CodeOf(r, 1))
	})
}

// CodeOf reads a code whose element stands in column i, and the rest after it.
func CodeOf(r ask.Row, i int) Code {
	return Code{
		Element: r.Text(i), Sequence: r.Number(i + 1), Code: r.Text(i + 2), System: r.Text(i + 3),
		Grouper: r.Text(i + 4), POA: r.Text(i + 5), Exempt: r.Yes(i + 6), Performed: r.Date(i + 7),
	}
}
