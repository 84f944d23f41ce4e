package audit

import (
	"context"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/audit/ask"
	"chartline/pipeline/audit/landing"
	"chartline/pipeline/audit/worksheet"
	"chartline/pipeline/engine"
)

// Handout is the workbook of one auditor, and the cases in it.
type Handout struct {
	worksheet.Book
	Cases []string // by their identifiers
}

// waitingSQL lists the cases of an audit that nobody returned and that can be reviewed, in
// the order in which they were drawn, with what an auditor needs to find the record.
const waitingSQL = `
WITH done AS (SELECT DISTINCT audit_case_id FROM audit_event WHERE event_type IN ('returned', 'unavailable'))
SELECT c.audit_case_id, c.auditor_id, c.encounter_id, c.selection, e.patient_type, coalesce(f.name, e.facility_id), e.service_line,
	e.admitted_on, e.discharged_on
FROM audit_case AS c
JOIN audit_sample AS s ON s.audit_case_id = c.audit_case_id
LEFT JOIN encounter AS e ON e.encounter_id = c.encounter_id
LEFT JOIN facility AS f ON f.facility_id = e.facility_id
LEFT JOIN done AS d ON d.audit_case_id = c.audit_case_id
WHERE c.audit_id = ? AND d.audit_case_id IS NULL AND c.closed_on IS NULL
ORDER BY c.auditor_id, s.sample_no`

// codesSQL gives the coder's codes of some cases with their newest titles.
const codesSQL = `
WITH wanted AS (SELECT * FROM audit_code WHERE side = 'coder' AND audit_case_id IN (LIST)),
titled AS (
	SELECT code_system, code, valid_from, coalesce(title, short_title) AS title FROM code_release WHERE code IN (SELECT code FROM wanted)
	UNION ALL
	SELECT code_system, code, valid_from, title FROM code_set WHERE code IN (SELECT code FROM wanted)
	UNION ALL
	SELECT drg_system, drg, CAST(NULL AS DATE), max(title) FROM drg_set WHERE drg IN (SELECT code FROM wanted) GROUP BY 1, 2),
newest AS (
	SELECT code_system, code, max_by(title, coalesce(valid_from, DATE '0001-01-01')) AS title FROM titled WHERE title IS NOT NULL GROUP BY 1, 2)
SELECT w.audit_case_id, w.element, w.sequence, w.code, w.code_system, w.grouper_version, w.poa, w.poa_exempt, w.performed_on, n.title
FROM wanted AS w LEFT JOIN newest AS n ON n.code_system = w.code_system AND n.code = w.code
ORDER BY w.audit_case_id,
	CASE w.element WHEN 'diagnosis' THEN 1 WHEN 'procedure' THEN 2 WHEN 'drg' THEN 3 ELSE 4 END, w.sequence`

// Handouts makes the workbooks of the cases that wait for their auditor; of one auditor
// where one is named.
func Handouts(ctx context.Context, e engine.Engine, d *Drawn, auditor string, causes []string, version string) ([]*Handout, error) {
	var all []*Handout
	first := map[string]worksheet.Line{}
	err := ask.Each(ctx, e, waitingSQL, []any{d.Audit}, func(r ask.Row) {
		who := r.Text(1)
		if auditor != "" && auditor != who {
			return
		}
		if len(all) == 0 || all[len(all)-1].Auditor != who {
			all = append(all, &Handout{Book: worksheet.Book{
				Identity: worksheet.Identity{Audit: d.Audit, Auditor: who, FrameHash: d.FrameHash, Version: version},
				Targeted: d.Selection == "targeted", RootCauses: causes,
			}})
		}
		h := all[len(all)-1]
		h.Cases = append(h.Cases, r.Text(0))
		first[r.Text(0)] = firstLine(r)
	})
	if err != nil {
		return nil, err
	}
	for _, h := range all {
		if err := h.fill(ctx, e, first); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// firstLine says of a case what the auditor needs to find the record.
func firstLine(r ask.Row) worksheet.Line {
	var words []string
	for _, word := range []string{r.Text(4), r.Text(5), r.Text(6), stayOf(r.Date(7), r.Date(8))} {
		if word != "" {
			words = append(words, word)
		}
	}
	return worksheet.Line{
		worksheet.Case: r.Text(0), worksheet.Account: r.Text(2), worksheet.Kind: worksheet.CaseLine,
		worksheet.Title: strings.Join(words, " · "), worksheet.Date: dateText(r.Date(8)),
	}
}

func stayOf(admitted, discharged time.Time) string {
	if admitted.IsZero() || discharged.IsZero() {
		return ""
	}
	return dateText(admitted) + " to " + dateText(discharged)
}

// dateText is a date as forms have it, empty where there is none.
func dateText(d time.Time) string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// fill adds the lines of the cases.
func (h *Handout) fill(ctx context.Context, e engine.Engine, first map[string]worksheet.Line) error {
	lines := map[string][]worksheet.Line{}
	err := ask.Listed(ctx, e, codesSQL, h.Cases, func(r ask.Row) {
		id := r.Text(0)
		l := CodeLine(CodeOf(r, 1))
		l[worksheet.Case], l[worksheet.Account], l[worksheet.Title] = id, first[id][worksheet.Account], r.Text(9)
		lines[id] = append(lines[id], l)
	})
	for _, id := range h.Cases {
		h.Lines = append(h.Lines, first[id])
		h.Lines = append(h.Lines, lines[id]...)
	}
	return err
}

// CodeLine is the coder's part of a line.
func CodeLine(c Code) worksheet.Line {
	poa := c.POA
	if poa == "" && c.Exempt {
		poa = "exempt"
	}
	return worksheet.Line{
		worksheet.Kind: c.Element, worksheet.No: strconv.FormatInt(c.Sequence, 10), worksheet.Code: c.Code,
		worksheet.POA: poa, worksheet.Date: dateText(c.Performed),
	}
}

// Rows say that the cases were exported.
func (h *Handout) Rows(rows *landing.Rows, at time.Time, zone *time.Location) {
	for _, id := range h.Cases {
		AddEvent(rows, Event{Case: id, Type: Exported, At: at, On: localDate(at, zone)})
	}
}
