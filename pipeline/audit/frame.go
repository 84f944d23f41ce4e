package audit

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/audit/ask"
	"chartline/pipeline/audit/draw"
	"chartline/pipeline/audit/strata"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// Filter says which accounts an audit is about; an empty text stands for all. The period
// is that of the local date on which the first coding was final, by which accuracy counts.
type Filter struct {
	From, To    time.Time // first date, and first date after
	Facility    string
	PatientType string
	ServiceLine string
	Payer       string
	Coder       string
	Risks       []string // only accounts with one of these; for targeted draws
	Closed      bool     // only accounts of which one random review is closed; for second ones
}

// String is the filter as it is stored: NAME=VALUE in the order of the names.
func (f Filter) String() string {
	parts := []string{
		"coder=" + orAll(f.Coder), "facility=" + orAll(f.Facility), "from=" + f.From.Format(time.DateOnly),
		"patient_type=" + orAll(f.PatientType), "payer=" + orAll(f.Payer), "service_line=" + orAll(f.ServiceLine),
		"to=" + f.To.Format(time.DateOnly),
	}
	if len(f.Risks) > 0 {
		parts = append(parts, "risks="+strings.Join(slices.Sorted(slices.Values(f.Risks)), ","))
	}
	if f.Closed {
		parts = append(parts, "reviews=closed")
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// elsewhere says why accounts are left out that other audits have.
func (f Filter) elsewhere() string {
	if f.Closed {
		return "reviewed twice, or drawn for that"
	}
	return "in other audits"
}

func orAll(value string) string {
	if value == "" {
		return "all"
	}
	return value
}

// risks are what a targeted draw looks for: a condition of frameSQL each.
var risks = map[string]string{
	"short_stay":        "e.patient_type = 'IP' AND date_diff('day', e.admitted_on, e.discharged_on) <= 1",
	"symptom_principal": "p.code LIKE 'R%' AND p.code_system = 'ICD-10-CM'",
	"top_severity":      "grouped.severity = 'MCC'",
	"new_coder":         "date_diff('day', c.hired_on, k.coded_on) BETWEEN 0 AND 180",
}

// Risks names what a targeted draw can look for.
func Risks() []string { return slices.Sorted(maps.Keys(risks)) }

// Frame is the population of an audit: what may be drawn, and what was left out of it.
type Frame struct {
	Units      []draw.Unit       // in the order of the frame
	Universe   int64             // accounts that meet the filter
	Unassigned int64             // of them, without a coder or codes of the reviewed version
	Shifted    int64             // with shifted dates
	Reviewed   int64             // drawn for another audit, or reviewed in one; of second reviews, reviewed twice
	Reviewers  map[string]string // of closed reviews that are reviewed again: the auditor, by account
}

// reviewed is the version that is reviewed: the first final coding (standard 2.1).
const reviewed = 1

// frameSQL lists the accounts whose first coding was final in the period. What comes from
// several rows is brought to one row an account before it is joined.
var frameSQL = `
WITH coded AS (
	SELECT encounter_id, min(occurred_on) AS coded_on FROM event WHERE event_type = 'final_coded' GROUP BY encounter_id),
gone AS (SELECT DISTINCT encounter_id FROM event WHERE event_type IN ('voided', 'combined')),
elsewhere AS (
	SELECT encounter_id FROM audit_case WHERE audit_id <> ?
	UNION
	SELECT encounter_id FROM audit_sample WHERE audit_id <> ?),
closed AS (
	SELECT encounter_id, min(auditor_id) AS auditor_id, count(*) AS reviews FROM audit_case
	WHERE audit_id <> ? AND selection = 'random' AND closed_on IS NOT NULL AND auditor_id <> coder_id AND version_no = 1
	GROUP BY encounter_id),
again AS (
	SELECT encounter_id FROM audit_case WHERE audit_id <> ? AND selection = 'second'
	UNION
	SELECT s.encounter_id FROM audit_sample AS s JOIN audit_draw AS d ON d.audit_id = s.audit_id
	WHERE d.audit_id <> ? AND d.selection = 'second'),
principal AS (
	SELECT encounter_id, min(code) AS code, min(code_system) AS code_system FROM history.diagnosis
	WHERE version_no = 1 AND role = 'principal' AND sequence = 1 GROUP BY encounter_id),
listed AS (
	SELECT encounter_id FROM history.diagnosis WHERE version_no = 1
	UNION
	SELECT encounter_id FROM history.resolved WHERE kind = 'diagnosis'),
` + strata.Grouped + `
SELECT e.encounter_id, a.coder_id,
	coalesce(e.dates_shifted, false) AS shifted,
	a.coder_id IS NULL OR l.encounter_id IS NULL AS unassigned,
	x.encounter_id IS NOT NULL AS reviewed,
	CAST(RISKS AS BIGINT) AS risk,
	w.auditor_id AS reviewer,
	coalesce(w.reviews > 1, false) OR g.encounter_id IS NOT NULL AS reviewed_twice,
	` + strata.SQL("a.coder_id", "k.coded_on") + `
FROM encounter AS e
JOIN coded AS k ON k.encounter_id = e.encounter_id
LEFT JOIN (SELECT encounter_id, coder_id FROM code_assignment WHERE version_no = 1) AS a ON a.encounter_id = e.encounter_id
LEFT JOIN gone AS v ON v.encounter_id = e.encounter_id
LEFT JOIN coder AS c ON c.coder_id = a.coder_id
LEFT JOIN elsewhere AS x ON x.encounter_id = e.encounter_id
LEFT JOIN closed AS w ON w.encounter_id = e.encounter_id
LEFT JOIN again AS g ON g.encounter_id = e.encounter_id
LEFT JOIN principal AS p ON p.encounter_id = e.encounter_id
LEFT JOIN listed AS l ON l.encounter_id = e.encounter_id
LEFT JOIN grouped ON grouped.encounter_id = e.encounter_id
WHERE v.encounter_id IS NULL AND k.coded_on >= CAST(? AS DATE) AND k.coded_on < CAST(? AS DATE)`

// ReadFrame asks for the frame of an audit. By names the columns that make its strata; the
// accounts of other audits are left out of it.
func ReadFrame(ctx context.Context, e engine.Engine, audit string, f Filter, by []string) (*Frame, error) {
	sql, args, err := f.sql(audit)
	if err != nil {
		return nil, err
	}
	frame := &Frame{Reviewers: map[string]string{}}
	err = ask.Each(ctx, e, sql, args, func(r ask.Row) { frame.take(r, by, f) })
	if err != nil {
		return nil, err
	}
	draw.Arrange(frame.Units)
	return frame, nil
}

// sql is the question for the accounts of the filter.
func (f Filter) sql(audit string) (sql string, args []any, err error) {
	risk := "0"
	for _, name := range f.Risks {
		condition, ok := risks[name]
		if !ok {
			return "", nil, fault.Newf(fault.Usage, "", "use some of "+strings.Join(Risks(), ", "), "no risk %q", name)
		}
		risk += " + CASE WHEN " + condition + " THEN 1 ELSE 0 END"
	}
	sql = strings.Replace(frameSQL, "RISKS", risk, 1)
	args = []any{audit, audit, audit, audit, audit, f.From.Format(time.DateOnly), f.To.Format(time.DateOnly)}
	for _, equal := range []struct{ column, value string }{
		{"e.facility_id", f.Facility}, {"e.patient_type", f.PatientType}, {"e.service_line", f.ServiceLine},
		{"e.payer_class", f.Payer}, {"a.coder_id", f.Coder},
	} {
		if equal.value != "" {
			sql += " AND " + equal.column + " = ?"
			args = append(args, equal.value)
		}
	}
	return sql, args, nil
}

// Columns of frameSQL.
const (
	shiftedColumn = iota + 2
	unassignedColumn
	reviewedColumn
	riskColumn
	reviewerColumn
	twiceColumn
	strataColumn
)

// take counts an account, and takes it into the frame where nothing speaks against it. An
// account is left out for the first reason that it has.
func (f *Frame) take(r ask.Row, by []string, filter Filter) {
	risk, reviewer := r.Number(riskColumn), r.Text(reviewerColumn)
	elsewhere := r.Yes(reviewedColumn)
	if filter.Closed {
		elsewhere = r.Yes(twiceColumn)
	}
	switch {
	case len(filter.Risks) > 0 && risk == 0, filter.Closed && reviewer == "":
		return
	case r.Yes(shiftedColumn):
		f.Shifted++
	case r.Yes(unassignedColumn):
		f.Unassigned++
	case elsewhere:
		f.Reviewed++
	default:
		f.Units = append(f.Units, draw.Unit{
			Encounter: r.Text(0), Version: reviewed, Coder: r.Text(1), Stratum: strata.Of(r, strataColumn, by), Risk: risk,
		})
		if filter.Closed {
			f.Reviewers[r.Text(0)] = reviewer
		}
	}
	f.Universe++
}
