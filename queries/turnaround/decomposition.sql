-- title:   Where the days go
-- answers: How do the days from discharge to the final bill divide into waiting, work, queries, holds, edits and billing?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   horizon_days int = 30  Time is counted to so many times 24 hours after discharge, and only of accounts that were followed for so long.
-- column:  patient_type text - Patient type.
-- column:  position int - Place of the state in the order of work, 1 to 8; 0 for all together.
-- column:  state text - record, queue, work, query, hold, edit, bill_hold or billing; all for the time from discharge to the final bill, made apart from the others.
-- column:  accounts int {encounter} Accounts followed for the whole horizon, coded or not; the same in every row of a patient type.
-- column:  entered int {encounter} Of these, the ones that spent time in the state.
-- column:  days real d Elapsed days (24 hours) that they spent in it.
-- column:  days_squared real d2 Sum of the squares of each account's days.
-- column:  pending int {encounter} Accounts discharged too recently to follow for the whole horizon.
-- column:  held int {encounter} Accounts put on legal, VIP or research hold before they were coded.
-- column:  exited int {encounter} Accounts voided, combined or made non-billable before they were coded.
-- column:  without_hour int {encounter} Accounts whose discharge, or an event of it, has a date and no hour.
-- metric:  mean_time = mean_days(accounts, days, days_squared)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Every moment counts once. Until the first final coding it is, in this order: query (one is open, or a hold for one), hold (any other, edits included), work, record (not complete yet), else queue. After that: edit, bill hold of the patient type, else billing.
-- note:    Work is the sum of sessions; of an account without sessions, what is neither query nor hold from the first touch on. Where no account has a complete record stated, record is part of the queue. A query or hold that nobody closed lasts until the account leaves that part.
-- note:    Elapsed days (CLK-03), and not the calendar days of TAT-06. Accounts that are not coded or billed count to the horizon; those that are left out have a column each. Time before discharge is not counted.
-- note:    The states of a patient type add up to its row all.
-- source:  standard.md TAT-06, TAT-07, TAT-09, TAT-10, CEN-02, CEN-04, CEN-05, CLK-03, CLK-06
WITH account AS (
    SELECT e.encounter_id, e.patient_type, e.discharged_at
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date AND e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
),
step AS (
    SELECT v.encounter_id,
           coalesce(min(v.occurred_on) FILTER (WHERE v.event_type = 'final_coded'),
               min(v.occurred_on) FILTER (WHERE v.event_type IN ('recoded', 'final_billed'))) AS coded_on,
           min(v.occurred_on) FILTER (WHERE v.event_type IN ('voided', 'combined', 'non_billable')) AS exited_on,
           min(v.occurred_on) FILTER (WHERE v.event_type = 'hold_started' AND v.reason_code IN ('LEGAL', 'VIP', 'RESEARCH')) AS held_on,
           min(v.occurred_at) FILTER (WHERE v.event_type = 'record_complete') AS complete_at,
           min(v.occurred_at) FILTER (WHERE v.event_type IN ('first_touched', 'work_started')) AS touched_at,
           min(v.occurred_at) FILTER (WHERE v.event_type = 'final_coded') AS coded_at,
           min(v.occurred_at) FILTER (WHERE v.event_type IN ('final_billed', 'voided', 'combined', 'non_billable')) AS ended_at,
           count(*) FILTER (WHERE v.event_type = 'work_started') AS sessions,
           count(*) FILTER (WHERE v.occurred_at IS NULL AND v.event_type <> 'recoded') AS without_hour
    FROM event AS v
    WHERE v.event_type NOT IN ('claim_submitted', 'remitted', 'rebilled')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
    GROUP BY v.encounter_id
),
followed AS (
    SELECT a.encounter_id, a.patient_type, a.discharged_at, s.complete_at, s.touched_at, s.coded_at, s.ended_at,
           coalesce(s.sessions, 0) AS sessions, coalesce(s.without_hour, 0) AS without_hour,
           CASE WHEN s.coded_on <= coalesce(s.exited_on, s.coded_on)
                     AND s.coded_on <= coalesce(s.held_on, s.coded_on) THEN 'coded'
                WHEN s.exited_on <= coalesce(s.held_on, s.exited_on) THEN 'exited'
                WHEN s.held_on IS NOT NULL THEN 'held'
                ELSE 'open' END AS outcome
    FROM account AS a
    LEFT JOIN step AS s ON s.encounter_id = a.encounter_id
),
judged AS (
    SELECT f.encounter_id, f.patient_type, f.discharged_at, f.complete_at, f.touched_at, f.coded_at, f.ended_at, f.sessions,
           CASE WHEN f.outcome IN ('exited', 'held') THEN f.outcome
                WHEN f.discharged_at IS NULL OR f.without_hour > 0 THEN 'without_hour'
                WHEN date_diff('second', f.discharged_at, :as_of) < :horizon_days * 86400 THEN 'pending'
                ELSE 'judged' END AS verdict
    FROM followed AS f
),
interruption AS (
    SELECT v.encounter_id, coalesce(v.reason_code, 'unknown') AS reason, v.occurred_at AS changed_at,
           CASE WHEN v.event_type = 'hold_started' THEN 1 ELSE -1 END AS change
    FROM event AS v
    WHERE v.event_type IN ('hold_started', 'hold_ended') AND v.occurred_at <= :as_of
    UNION ALL
    SELECT q.encounter_id, 'QUERY' AS reason, q.issued_at AS changed_at, 1 AS change
    FROM provider_query AS q
    WHERE q.issued_at <= :as_of
    UNION ALL
    SELECT q.encounter_id, 'QUERY' AS reason, coalesce(q.closed_at, q.answered_at) AS changed_at, -1 AS change
    FROM provider_query AS q
    WHERE q.issued_at <= :as_of AND coalesce(q.closed_at, q.answered_at) <= :as_of
),
interrupted AS (
    SELECT i.encounter_id
    FROM interruption AS i
    GROUP BY i.encounter_id
),
timed AS (
    SELECT j.encounter_id, j.patient_type, j.discharged_at, j.sessions,
           j.sessions > 0 OR i.encounter_id IS NOT NULL AS swept,
           CASE WHEN (SELECT count(*) FROM event AS v WHERE v.event_type = 'record_complete') = 0 THEN 0
               ELSE date_diff('second', j.discharged_at, j.complete_at) END AS complete,
           date_diff('second', j.discharged_at, j.touched_at) AS touched,
           date_diff('second', j.discharged_at, j.coded_at) AS coded,
           date_diff('second', j.discharged_at, j.ended_at) AS ended,
           coalesce(s.bill_hold_days, 0) * 86400 AS released
    FROM judged AS j
    LEFT JOIN interrupted AS i ON i.encounter_id = j.encounter_id
    LEFT JOIN service_level AS s ON s.patient_type = j.patient_type
    WHERE j.verdict = 'judged'
),
mark AS (
    SELECT t.encounter_id, 'begin' AS what, 0 AS second, 0 AS change FROM timed AS t WHERE t.swept
    UNION ALL
    SELECT t.encounter_id, 'horizon' AS what, :horizon_days * 86400 AS second, 0 AS change FROM timed AS t WHERE t.swept
    UNION ALL
    SELECT t.encounter_id, 'complete' AS what, t.complete AS second, 1 AS change FROM timed AS t WHERE t.swept AND t.complete IS NOT NULL
    UNION ALL
    SELECT t.encounter_id, 'work' AS what, t.touched AS second, 1 AS change FROM timed AS t WHERE t.swept AND t.sessions = 0 AND t.touched IS NOT NULL
    UNION ALL
    SELECT t.encounter_id, 'work' AS what, date_diff('second', t.discharged_at, v.occurred_at) AS second,
           CASE WHEN v.event_type = 'work_started' THEN 1 ELSE -1 END AS change
    FROM timed AS t
    JOIN event AS v ON v.encounter_id = t.encounter_id
    WHERE t.swept AND t.sessions > 0 AND v.event_type IN ('work_started', 'work_ended') AND v.occurred_at <= :as_of
    UNION ALL
    SELECT t.encounter_id, CASE i.reason WHEN 'QUERY' THEN 'query' WHEN 'EDIT' THEN 'edit' ELSE 'hold' END AS what,
           date_diff('second', t.discharged_at, i.changed_at) AS second, i.change
    FROM timed AS t
    JOIN interruption AS i ON i.encounter_id = t.encounter_id
    WHERE t.swept
    UNION ALL
    SELECT t.encounter_id, 'coded' AS what, t.coded AS second, 1 AS change FROM timed AS t WHERE t.swept AND t.coded IS NOT NULL
    UNION ALL
    SELECT t.encounter_id, 'released' AS what, t.released AS second, 1 AS change FROM timed AS t WHERE t.swept
    UNION ALL
    SELECT t.encounter_id, 'ended' AS what, t.ended AS second, 1 AS change FROM timed AS t WHERE t.swept AND t.ended IS NOT NULL
),
clipped AS (
    SELECT m.encounter_id, m.what, m.change,
           CASE WHEN m.second < 0 THEN 0 WHEN m.second > :horizon_days * 86400 THEN :horizon_days * 86400 ELSE m.second END AS second
    FROM mark AS m
),
stretch AS (
    SELECT c.encounter_id, lead(c.second) OVER (PARTITION BY c.encounter_id ORDER BY c.second) - c.second AS seconds,
           CAST(sum(CASE WHEN c.what = 'complete' THEN c.change ELSE 0 END) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) AS complete,
           CAST(sum(CASE WHEN c.what = 'work' THEN c.change ELSE 0 END) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) AS work,
           CAST(sum(CASE WHEN c.what = 'query' THEN c.change ELSE 0 END) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) AS query,
           CAST(sum(CASE WHEN c.what = 'hold' THEN c.change ELSE 0 END) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) AS hold,
           CAST(sum(CASE WHEN c.what = 'edit' THEN c.change ELSE 0 END) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) AS edit,
           CAST(sum(CASE WHEN c.what = 'coded' THEN c.change ELSE 0 END) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) AS coded,
           CAST(sum(CASE WHEN c.what = 'released' THEN c.change ELSE 0 END) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) AS released,
           CAST(sum(CASE WHEN c.what = 'ended' THEN c.change ELSE 0 END) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) AS ended
    FROM clipped AS c
),
spent AS (
    SELECT t.encounter_id, t.seconds,
           CASE WHEN t.coded > 0 AND t.edit > 0 THEN 'edit'
                WHEN t.coded > 0 AND t.released = 0 THEN 'bill_hold'
                WHEN t.coded > 0 THEN 'billing'
                WHEN t.query > 0 THEN 'query'
                WHEN t.hold > 0 OR t.edit > 0 THEN 'hold'
                WHEN t.work > 0 THEN 'work'
                WHEN t.complete = 0 THEN 'record'
                ELSE 'queue' END AS state
    FROM stretch AS t
    WHERE t.seconds > 0 AND t.ended = 0
),
counted AS (
    SELECT j.patient_type,
           count(*) FILTER (WHERE j.verdict = 'judged') AS accounts,
           count(*) FILTER (WHERE j.verdict = 'pending') AS pending,
           count(*) FILTER (WHERE j.verdict = 'held') AS held,
           count(*) FILTER (WHERE j.verdict = 'exited') AS exited,
           count(*) FILTER (WHERE j.verdict = 'without_hour') AS without_hour
    FROM judged AS j
    GROUP BY j.patient_type
),
swept AS (
    SELECT s.encounter_id, s.state, CAST(sum(s.seconds) AS BIGINT) AS seconds
    FROM spent AS s
    GROUP BY s.encounter_id, s.state
),
within AS (
    SELECT t.patient_type, t.swept,
           CASE WHEN t.complete < 0 THEN 0 WHEN t.complete < :horizon_days * 86400 THEN t.complete ELSE :horizon_days * 86400 END AS complete,
           CASE WHEN t.touched < 0 THEN 0 WHEN t.touched < :horizon_days * 86400 THEN t.touched ELSE :horizon_days * 86400 END AS touched,
           CASE WHEN t.coded < 0 THEN 0 WHEN t.coded < :horizon_days * 86400 THEN t.coded ELSE :horizon_days * 86400 END AS coded,
           CASE WHEN t.ended < 0 THEN 0 WHEN t.ended < :horizon_days * 86400 THEN t.ended ELSE :horizon_days * 86400 END AS ended,
           CASE WHEN t.released < 0 THEN 0 WHEN t.released < :horizon_days * 86400 THEN t.released ELSE :horizon_days * 86400 END AS released
    FROM timed AS t
),
finished AS (
    SELECT w.patient_type, w.swept, w.complete, w.touched, w.released, w.ended,
           CASE WHEN w.coded < w.ended THEN w.coded ELSE w.ended END AS coded
    FROM within AS w
),
begun AS (
    SELECT f.patient_type, f.swept, f.complete, f.coded, f.ended,
           CASE WHEN f.touched < f.coded THEN f.touched ELSE f.coded END AS touched,
           CASE WHEN f.released < f.coded THEN f.coded WHEN f.released < f.ended THEN f.released ELSE f.ended END AS released
    FROM finished AS f
),
direct AS (
    SELECT b.patient_type, b.swept, b.ended AS whole,
           CASE WHEN b.complete < b.touched THEN b.complete ELSE b.touched END AS record,
           CASE WHEN b.complete < b.touched THEN b.touched - b.complete ELSE 0 END AS queue,
           b.coded - b.touched AS work, b.released - b.coded AS bill_hold, b.ended - b.released AS billing
    FROM begun AS b
),
cohort AS (
    SELECT d.patient_type, d.swept,
           count(*) FILTER (WHERE d.whole > 0) AS whole_entered, CAST(sum(d.whole) AS BIGINT) AS whole, CAST(sum(CAST(d.whole * d.whole AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS whole_squares,
           count(*) FILTER (WHERE d.record > 0) AS record_entered, CAST(sum(d.record) AS BIGINT) AS record, CAST(sum(CAST(d.record * d.record AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS record_squares,
           count(*) FILTER (WHERE d.queue > 0) AS queue_entered, CAST(sum(d.queue) AS BIGINT) AS queue, CAST(sum(CAST(d.queue * d.queue AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS queue_squares,
           count(*) FILTER (WHERE d.work > 0) AS work_entered, CAST(sum(d.work) AS BIGINT) AS work, CAST(sum(CAST(d.work * d.work AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS work_squares,
           count(*) FILTER (WHERE d.bill_hold > 0) AS bill_hold_entered, CAST(sum(d.bill_hold) AS BIGINT) AS bill_hold, CAST(sum(CAST(d.bill_hold * d.bill_hold AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS bill_hold_squares,
           count(*) FILTER (WHERE d.billing > 0) AS billing_entered, CAST(sum(d.billing) AS BIGINT) AS billing, CAST(sum(CAST(d.billing * d.billing AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS billing_squares
    FROM direct AS d
    GROUP BY d.patient_type, d.swept
),
part AS (
    SELECT c.patient_type, 'all' AS state, c.whole_entered AS entered, c.whole AS seconds, c.whole_squares AS squares FROM cohort AS c
    UNION ALL
    SELECT c.patient_type, 'record' AS state, c.record_entered AS entered, c.record AS seconds, c.record_squares AS squares FROM cohort AS c WHERE NOT c.swept
    UNION ALL
    SELECT c.patient_type, 'queue' AS state, c.queue_entered AS entered, c.queue AS seconds, c.queue_squares AS squares FROM cohort AS c WHERE NOT c.swept
    UNION ALL
    SELECT c.patient_type, 'work' AS state, c.work_entered AS entered, c.work AS seconds, c.work_squares AS squares FROM cohort AS c WHERE NOT c.swept
    UNION ALL
    SELECT c.patient_type, 'bill_hold' AS state, c.bill_hold_entered AS entered, c.bill_hold AS seconds, c.bill_hold_squares AS squares FROM cohort AS c WHERE NOT c.swept
    UNION ALL
    SELECT c.patient_type, 'billing' AS state, c.billing_entered AS entered, c.billing AS seconds, c.billing_squares AS squares FROM cohort AS c WHERE NOT c.swept
    UNION ALL
    SELECT t.patient_type, s.state, count(*) AS entered, CAST(sum(s.seconds) AS BIGINT) AS seconds, CAST(sum(CAST(s.seconds * s.seconds AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS squares
    FROM swept AS s
    JOIN timed AS t ON t.encounter_id = s.encounter_id
    GROUP BY t.patient_type, s.state
    UNION ALL
    SELECT j.patient_type, 'all' AS state, 0 AS entered, 0 AS seconds, 0 AS squares
    FROM counted AS j
),
summed AS (
    SELECT p.patient_type, p.state, CAST(sum(p.entered) AS BIGINT) AS entered,
           CAST(sum(p.seconds) AS DOUBLE) / nullif(86400, 0) AS days,
           CAST(sum(p.squares) AS DOUBLE) / nullif(7464960000, 0) AS days_squared
    FROM part AS p
    GROUP BY p.patient_type, p.state
)
SELECT m.patient_type, CAST(p.position AS BIGINT) AS position, m.state, c.accounts, m.entered, m.days, m.days_squared,
       c.pending, c.held, c.exited, c.without_hour
FROM summed AS m
JOIN counted AS c ON c.patient_type = m.patient_type
JOIN (VALUES ('all', 0), ('record', 1), ('queue', 2), ('work', 3), ('query', 4), ('hold', 5), ('edit', 6), ('bill_hold', 7), ('billing', 8))
    AS p(state, position) ON p.state = m.state
WHERE m.entered > 0 OR m.state = 'all'
ORDER BY patient_type, position
