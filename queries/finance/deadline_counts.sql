-- title:   60-day clocks, counted
-- answers: How many reviewed accounts must be corrected with the payer, and how many of them are late?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  What was decided later is not known yet; days are counted to this date.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  clock text - overpayment: to be reported and returned; upward: a higher DRG can be asked for.
-- column:  position int - Place of the state in order of urgency.
-- column:  state text - over, within 14 days, running, investigated, not begun, settled late or settled.
-- column:  cases int {encounter} Reviewed accounts.
-- column:  targeted int {encounter} Of these, those of targeted reviews.
-- column:  least_days int? d Fewest days that are left of the 60 among them, negative where they are over; empty where none runs.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Findings that change the DRG and stand, or are not decided, of closed reviews, random and targeted. Over-coded accounts of Medicare and Medicaid have the clock overpayment; under-coded ones of Medicare the clock upward.
-- note:    overpayment: to be reported and returned within 60 days of its identification: the day stated, or else the one on which the finding was accepted or decided, or else the one on which the review was closed. While it is not decided, a good-faith investigation suspends the clock for up to 180 days after the finding was issued; then it runs.
-- note:    upward: a higher DRG can be asked for within 60 days of the first remittance. Without one the clock has not begun.
-- note:    An account is settled when it was billed again on or after the day on which the finding was issued; without that day, on which the review was closed.
-- source:  standard.md 2.9; 42 CFR 401.305, 42 CFR 412.60(d)
WITH step AS (
    SELECT r.finding_id,
           min(CASE WHEN r.to_state IN ('accepted', 'upheld', 'partially_overturned', 'final') THEN r.occurred_on END) AS decided_on,
           min(CASE WHEN r.to_state = 'issued' THEN r.occurred_on END) AS issued_on
    FROM rebuttal AS r
    WHERE r.occurred_on <= :as_of_on
    GROUP BY r.finding_id
),
remitted AS (
    SELECT v.encounter_id, min(v.occurred_on) AS remitted_on
    FROM event AS v
    WHERE v.event_type = 'remitted' AND v.occurred_on <= :as_of_on
    GROUP BY v.encounter_id
),
-- An account may have several findings of one direction, and several reviews: they are one
-- claim, and one clock.
claim AS (
    SELECT min(c.audit_case_id) AS audit_case_id, min(c.audit_id) AS audit_id, c.encounter_id, min(c.selection) AS selection, e.payer_class,
           CASE WHEN f.direction = 'over' THEN 'overpayment' ELSE 'upward' END AS clock,
           count(*) AS findings,
           min(CASE WHEN f.identified_on <= :as_of_on THEN f.identified_on END) AS stated_on,
           min(coalesce(s.decided_on, CASE WHEN f.final_state IN ('accepted', 'upheld', 'partially_overturned') THEN c.closed_on END)) AS decided_on,
           min(coalesce(s.issued_on, c.closed_on)) AS issued_on,
           min(p.remitted_on) AS remitted_on
    FROM audit_finding AS f
    JOIN audit_case AS c ON c.audit_case_id = f.audit_case_id
    JOIN encounter AS e ON e.encounter_id = c.encounter_id
    LEFT JOIN step AS s ON s.finding_id = f.finding_id
    LEFT JOIN remitted AS p ON p.encounter_id = c.encounter_id
    WHERE f.drg_changed AND coalesce(f.final_state, 'open') <> 'overturned' AND c.auditor_id <> c.coder_id
      AND (c.closed_on <= :as_of_on OR s.issued_on IS NOT NULL)
      AND NOT coalesce(e.dates_shifted, FALSE) AND c.coded_on >= :from_date AND c.coded_on < :to_date
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND (f.direction = 'over' AND (e.payer_class LIKE 'Medicare%' OR e.payer_class LIKE 'Medicaid%')
           OR f.direction = 'under' AND e.payer_class LIKE 'Medicare%')
    GROUP BY c.encounter_id, e.payer_class, CASE WHEN f.direction = 'over' THEN 'overpayment' ELSE 'upward' END
),
begun AS (
    SELECT c.audit_case_id, c.audit_id, c.encounter_id, c.selection, c.payer_class, c.clock, c.findings,
           CASE WHEN c.clock = 'upward' THEN c.remitted_on ELSE coalesce(c.stated_on, c.decided_on) END AS began_on,
           CASE WHEN c.clock = 'overpayment' AND c.stated_on IS NULL AND c.decided_on IS NULL THEN c.issued_on END AS investigated_on,
           c.issued_on
    FROM claim AS c
),
settled AS (
    SELECT b.audit_case_id, b.clock, min(v.occurred_on) AS settled_on
    FROM begun AS b
    JOIN event AS v ON v.encounter_id = b.encounter_id
    WHERE v.event_type = 'rebilled' AND v.occurred_on >= b.issued_on AND v.occurred_on <= :as_of_on
    GROUP BY b.audit_case_id, b.clock
),
left_over AS (
    SELECT b.audit_case_id, b.audit_id, b.encounter_id, b.selection, b.payer_class, b.clock, b.findings, b.began_on, b.investigated_on,
           s.settled_on,
           CASE WHEN s.settled_on IS NOT NULL THEN NULL
                WHEN b.began_on IS NOT NULL THEN 60 - date_diff('day', b.began_on, :as_of_on)
                WHEN date_diff('day', b.investigated_on, :as_of_on) > 180 THEN 240 - date_diff('day', b.investigated_on, :as_of_on)
                END AS days_left,
           CASE WHEN s.settled_on IS NULL AND date_diff('day', b.investigated_on, :as_of_on) <= 180
                THEN 180 - date_diff('day', b.investigated_on, :as_of_on) END AS suspended_days_left
    FROM begun AS b
    LEFT JOIN settled AS s ON s.audit_case_id = b.audit_case_id AND s.clock = b.clock
),
dated AS (
    SELECT l.audit_case_id, l.audit_id, l.encounter_id, l.selection, l.payer_class, l.clock, l.findings, l.began_on, l.investigated_on,
           l.settled_on, l.days_left, l.suspended_days_left,
           CASE WHEN date_diff('day', l.began_on, l.settled_on) > 60 THEN 'settled late'
                WHEN l.settled_on IS NOT NULL THEN 'settled'
                WHEN l.suspended_days_left IS NOT NULL THEN 'investigated'
                WHEN l.days_left IS NULL THEN 'not begun'
                WHEN l.days_left < 0 THEN 'over'
                WHEN l.days_left <= 14 THEN 'within 14 days'
                ELSE 'running' END AS state
    FROM left_over AS l
),
place AS (
    SELECT k.clock, t.position, t.state
    FROM (VALUES ('overpayment'), ('upward')) AS k(clock)
    CROSS JOIN (VALUES (1, 'over'), (2, 'within 14 days'), (3, 'running'), (4, 'investigated'), (5, 'not begun'),
                        (6, 'settled late'), (7, 'settled')) AS t(position, state)
)
SELECT p.clock, p.position, p.state, count(d.audit_case_id) AS cases,
       count(d.audit_case_id) FILTER (WHERE d.selection = 'targeted') AS targeted, min(d.days_left) AS least_days
FROM place AS p
LEFT JOIN dated AS d ON d.clock = p.clock AND d.state = p.state
GROUP BY p.clock, p.position, p.state
ORDER BY clock, position
