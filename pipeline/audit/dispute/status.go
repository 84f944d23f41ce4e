package dispute

import (
	"context"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/ask"
	"chartline/pipeline/engine"
)

// Progress is how far the reviews of a draw are. A case that cannot be reviewed is in no
// count but its own: the spare that stands in for it is.
type Progress struct {
	Audit       string
	Method      string
	Allocation  string // how the accounts were shared out, in words
	Selection   string // random, targeted or second
	DrawnOn     time.Time
	Cases       int64
	Exported    int64
	Returned    int64
	Outstanding int64 // exported or not, and not returned
	Disputed    int64 // with a finding that is rebutted, or at the second level
	Closed      int64
	Unavailable int64
	OldestDays  int64 // since the first export of what is outstanding, in calendar days
}

const progressSQL = `
WITH seen AS (
	SELECT audit_case_id, bool_or(event_type = 'exported') AS exported, bool_or(event_type = 'returned') AS returned,
		bool_or(event_type = 'unavailable') AS unavailable, min(CASE WHEN event_type = 'exported' THEN occurred_on END) AS exported_on
	FROM audit_event GROUP BY audit_case_id),
state AS (SELECT finding_id, max_by(to_state, step_no) AS state FROM rebuttal GROUP BY finding_id),
disputed AS (
	SELECT DISTINCT f.audit_case_id FROM audit_finding AS f JOIN state AS s ON s.finding_id = f.finding_id
	WHERE s.state IN ('rebutted', 'second_level')),
reviews AS (
	SELECT c.audit_id, coalesce(v.exported, false) AS exported, coalesce(v.returned, false) AS returned,
		coalesce(v.unavailable, false) AS unavailable, v.exported_on, c.closed_on IS NOT NULL AS closed, d.audit_case_id IS NOT NULL AS disputed
	FROM audit_case AS c
	LEFT JOIN seen AS v ON v.audit_case_id = c.audit_case_id
	LEFT JOIN disputed AS d ON d.audit_case_id = c.audit_case_id)
SELECT a.audit_id, a.method, a.selection, a.drawn_on,
	count(*) FILTER (WHERE NOT r.unavailable), count(*) FILTER (WHERE NOT r.unavailable AND r.exported),
	count(*) FILTER (WHERE NOT r.unavailable AND r.returned), count(*) FILTER (WHERE NOT r.unavailable AND NOT r.returned),
	count(*) FILTER (WHERE NOT r.unavailable AND r.disputed), count(*) FILTER (WHERE NOT r.unavailable AND r.closed),
	count(*) FILTER (WHERE r.unavailable),
	coalesce(date_diff('day', min(CASE WHEN NOT r.unavailable AND NOT r.returned THEN r.exported_on END), CAST(? AS DATE)), 0),
	coalesce(a.allocation, ''), coalesce(a.wanted_count, 0), coalesce(a.stratum_floor, 0)
FROM audit_draw AS a JOIN reviews AS r ON r.audit_id = a.audit_id
GROUP BY a.audit_id, a.method, a.selection, a.drawn_on, a.allocation, a.wanted_count, a.stratum_floor
ORDER BY a.drawn_on, a.audit_id`

// ReadProgress tells how far every audit is that was drawn here.
func ReadProgress(ctx context.Context, e engine.Engine, today time.Time) (all []Progress, err error) {
	err = ask.Each(ctx, e, progressSQL, []any{today.Format(time.DateOnly)}, func(r ask.Row) {
		all = append(all, Progress{
			Audit: r.Text(0), Method: r.Text(1), Selection: r.Text(2), DrawnOn: r.Date(3), Cases: r.Number(4), Exported: r.Number(5),
			Returned: r.Number(6), Outstanding: r.Number(7), Disputed: r.Number(8), Closed: r.Number(9), Unavailable: r.Number(10),
			OldestDays: r.Number(11), Allocation: audit.AllotmentText(r.Text(12), r.Number(13), r.Number(14)),
		})
	})
	return all, err
}

// Waiting counts the findings of an audit in a state.
type Waiting struct {
	Audit, State string
	Findings     int
	Overdue      int
	NextDue      time.Time // of those that are in time; the zero time where nothing is due
}

// ReadWaiting counts the findings that are not closed, by audit and state.
func ReadWaiting(ctx context.Context, e engine.Engine, clock *Clock, today time.Time) ([]Waiting, error) {
	byState := map[[2]string]*Waiting{}
	err := ask.Each(ctx, e, toldSQL+"l.state <> ? AND c.closed_on IS NULL ORDER BY f.finding_id", []any{Closed}, func(r ask.Row) {
		s := toldOf(r)
		key := [2]string{s.auditID, s.state}
		if byState[key] == nil {
			byState[key] = &Waiting{Audit: s.auditID, State: s.state}
		}
		byState[key].add(s, clock, today)
	})
	var all []Waiting
	for _, w := range byState {
		all = append(all, *w)
	}
	slices.SortFunc(all, func(a, b Waiting) int {
		if a.Audit != b.Audit {
			return strings.Compare(a.Audit, b.Audit)
		}
		return slices.Index(states, a.State) - slices.Index(states, b.State)
	})
	return all, err
}

// states in the order in which a finding goes through them.
var states = []string{Draft, Issued, Accepted, Rebutted, Upheld, Overturned, Partially, SecondLevel, Final, Closed}

func (w *Waiting) add(s *told, clock *Clock, today time.Time) {
	w.Findings++
	due, ok := clock.Due(s.state, s.since)
	switch {
	case !ok:
	case today.After(due):
		w.Overdue++
	case w.NextDue.IsZero() || due.Before(w.NextDue):
		w.NextDue = due
	}
}

// Deadline is a finding that costs money when its 60 days are over (2.9).
type Deadline struct {
	Finding  string
	Kind     string // Overpayment or Upward
	Since    time.Time
	LastDay  time.Time
	DaysLeft int64 // negative where it is over
}

// Kinds of deadlines, of claims to Medicare and for overpayments to Medicaid too.
const (
	Overpayment = "overpayment" // to be reported and returned within 60 days of its identification
	Upward      = "upward"      // a higher DRG can be asked for within 60 days of the first payment (42 CFR 412.60(d))
)

// clockDays is how long both clocks run.
const clockDays = 60

// deadlinesSQL gives findings that change the DRG. An overpayment is identified on the day
// that is stated, or else when the finding was accepted or decided: until then it is under
// investigation in good faith.
const deadlinesSQL = `
WITH decided AS (
	SELECT finding_id, min(occurred_on) AS decided_on FROM rebuttal
	WHERE to_state IN ('accepted', 'upheld', 'partially_overturned', 'final') GROUP BY finding_id),
paid AS (SELECT encounter_id, min(occurred_on) AS paid_on FROM event WHERE event_type = 'remitted' GROUP BY encounter_id)
SELECT f.finding_id, f.direction = 'over' AS over, CASE WHEN f.direction = 'over' THEN coalesce(f.identified_on, d.decided_on) ELSE p.paid_on END AS since
FROM audit_finding AS f
JOIN audit_case AS c ON c.audit_case_id = f.audit_case_id
JOIN encounter AS e ON e.encounter_id = c.encounter_id
LEFT JOIN decided AS d ON d.finding_id = f.finding_id
LEFT JOIN paid AS p ON p.encounter_id = c.encounter_id
WHERE f.drg_changed AND coalesce(f.final_state, 'open') <> 'overturned'
	AND (f.direction = 'over' AND (e.payer_class LIKE 'Medicare%' OR e.payer_class LIKE 'Medicaid%')
		OR f.direction = 'under' AND e.payer_class LIKE 'Medicare%')
ORDER BY since, f.finding_id`

// longPast is how many days after its end a deadline is still listed.
const longPast = 30

// ReadDeadlines lists the deadlines that run, the first to end first, and counts those that
// ended more than 30 days ago.
func ReadDeadlines(ctx context.Context, e engine.Engine, today time.Time) (all []Deadline, past int, err error) {
	err = ask.Each(ctx, e, deadlinesSQL, nil, func(r ask.Row) {
		d := Deadline{Finding: r.Text(0), Kind: Upward, Since: r.Date(2)}
		if r.Yes(1) {
			d.Kind = Overpayment
		}
		if d.Since.IsZero() {
			return // nobody knows yet that it began
		}
		d.LastDay = d.Since.AddDate(0, 0, clockDays)
		d.DaysLeft = clockDays - daysBetween(d.Since, today)
		if d.DaysLeft < -longPast {
			past++
			return
		}
		all = append(all, d)
	})
	return all, past, err
}

// daysBetween counts calendar days (CLK-02).
func daysBetween(a, b time.Time) int64 { return int64(b.Sub(a) / (24 * time.Hour)) }

// Remark says of a sample that is not random what it is good for.
func (p Progress) Remark() string {
	switch p.Selection {
	case audit.Targeted:
		return audit.NotGeneralisable
	case audit.Second:
		return "compares auditors"
	default:
		return ""
	}
}
