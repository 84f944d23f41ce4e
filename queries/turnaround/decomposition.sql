-- title:   Where the days go
-- answers: How do the days from discharge to the final bill divide into waiting, work, queries, holds, edits and billing?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
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
WITH known AS (
    SELECT a.encounter_id, a.patient_type, a.discharged_at,
           CASE WHEN coalesce(a.coded_at <= :as_of, a.coded_on <= :as_of_on) THEN a.coded_on END AS coded_on,
           CASE WHEN coalesce(a.recoded_at <= :as_of, a.recoded_on <= :as_of_on) THEN a.recoded_on END AS recoded_on,
           CASE WHEN coalesce(a.billed_at <= :as_of, a.billed_on <= :as_of_on) THEN a.billed_on END AS billed_on,
           CASE WHEN coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on) THEN a.exited_on END AS exited_on,
           CASE WHEN coalesce(a.held_at <= :as_of, a.held_on <= :as_of_on) THEN a.held_on END AS held_on,
           CASE WHEN a.complete_at <= :as_of THEN a.complete_at END AS complete_at,
           CASE WHEN a.touched_at <= :as_of THEN a.touched_at END AS touched_at,
           CASE WHEN a.coded_at <= :as_of THEN a.coded_at END AS coded_at,
           CASE WHEN a.billed_at <= :as_of THEN a.billed_at END AS billed_at,
           CASE WHEN a.exited_at <= :as_of THEN a.exited_at END AS exited_at,
           coalesce(a.session_at <= :as_of, FALSE) AS sessions,
           coalesce(a.paused_at <= :as_of, FALSE) AS paused,
           coalesce(a.without_hour_on <= :as_of_on, FALSE) AS without_hour
    FROM account_clock AS a
    WHERE a.discharged_on >= :from_date AND a.discharged_on < :to_date AND a.discharged_on <= :as_of_on
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
followed AS (
    SELECT k.encounter_id, k.patient_type, k.discharged_at, k.exited_on, k.held_on, k.without_hour,
           k.complete_at, k.touched_at, k.coded_at, k.sessions, k.paused,
           coalesce(k.coded_on, CASE WHEN k.recoded_on > k.billed_on THEN k.billed_on ELSE coalesce(k.recoded_on, k.billed_on) END) AS coded_on,
           CASE WHEN k.exited_at < k.billed_at THEN k.exited_at ELSE coalesce(k.billed_at, k.exited_at) END AS ended_at
    FROM known AS k
),
judged AS (
    SELECT f.encounter_id, f.patient_type, f.discharged_at, f.complete_at, f.touched_at, f.coded_at, f.ended_at, f.sessions, f.paused,
           CASE WHEN f.exited_on <= coalesce(f.held_on, f.exited_on) AND coalesce(f.exited_on < f.coded_on, TRUE) THEN 'exited'
                WHEN f.held_on IS NOT NULL AND coalesce(f.held_on < f.coded_on, TRUE) THEN 'held'
                WHEN f.discharged_at IS NULL OR f.without_hour THEN 'without_hour'
                WHEN date_diff('second', f.discharged_at, :as_of) < :horizon_days * 86400 THEN 'pending'
                ELSE 'judged' END AS verdict
    FROM followed AS f
),
queried AS (
    SELECT DISTINCT q.encounter_id
    FROM provider_query AS q
    WHERE q.issued_at <= :as_of
),
timed AS (
    SELECT j.encounter_id, j.patient_type, j.discharged_at, j.verdict, j.sessions,
           j.verdict = 'judged' AND (j.sessions OR j.paused OR q.encounter_id IS NOT NULL) AS swept,
           CASE WHEN (SELECT count(c.complete_at) FROM account_clock AS c) = 0 THEN 0
               ELSE date_diff('second', j.discharged_at, j.complete_at) END AS complete,
           CASE WHEN NOT j.sessions THEN date_diff('second', j.discharged_at, j.touched_at) END AS touched,
           date_diff('second', j.discharged_at, j.coded_at) AS coded,
           date_diff('second', j.discharged_at, j.ended_at) AS ended,
           coalesce(s.bill_hold_days, 0) * 86400 AS released
    FROM judged AS j
    LEFT JOIN queried AS q ON q.encounter_id = j.encounter_id
    LEFT JOIN service_level AS s ON s.patient_type = j.patient_type
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
-- Ten million accounts are kept for two readers: small numbers are half the room.
within AS (
    SELECT t.encounter_id, t.patient_type, t.discharged_at, t.verdict, t.sessions, t.swept,
           CAST(CASE WHEN t.complete < 0 THEN 0 WHEN t.complete < :horizon_days * 86400 THEN t.complete ELSE :horizon_days * 86400 END AS INTEGER) AS complete,
           CAST(CASE WHEN t.touched < 0 THEN 0 WHEN t.touched < :horizon_days * 86400 THEN t.touched ELSE :horizon_days * 86400 END AS INTEGER) AS touched,
           CAST(CASE WHEN t.coded < 0 THEN 0 WHEN t.coded < :horizon_days * 86400 THEN t.coded ELSE :horizon_days * 86400 END AS INTEGER) AS coded,
           CAST(CASE WHEN t.ended < 0 THEN 0 WHEN t.ended < :horizon_days * 86400 THEN t.ended ELSE :horizon_days * 86400 END AS INTEGER) AS ended,
           CAST(CASE WHEN t.released < 0 THEN 0 WHEN t.released < :horizon_days * 86400 THEN t.released ELSE :horizon_days * 86400 END AS INTEGER) AS released
    FROM timed AS t
),
finished AS (
    SELECT w.encounter_id, w.patient_type, w.discharged_at, w.verdict, w.sessions, w.swept, w.complete, w.touched, w.released, w.ended,
           CASE WHEN w.coded < w.ended THEN w.coded ELSE w.ended END AS coded
    FROM within AS w
),
begun AS (
    SELECT f.encounter_id, f.patient_type, f.discharged_at, f.verdict, f.sessions, f.swept, f.complete, f.coded, f.ended,
           CASE WHEN f.touched < f.coded THEN f.touched ELSE f.coded END AS touched,
           CASE WHEN f.released < f.coded THEN f.coded WHEN f.released < f.ended THEN f.released ELSE f.ended END AS released
    FROM finished AS f
),
-- What begins and ends more than once: sessions, queries and holds. The rest of an account are
-- four moments of it, by which its stretches are divided.
change AS (
    SELECT b.encounter_id, 0 AS second, 0 AS work, 0 AS query, 0 AS hold, 0 AS edit
    FROM begun AS b
    WHERE b.swept
    UNION ALL
    SELECT b.encounter_id, date_diff('second', b.discharged_at, v.occurred_at) AS second,
           CASE WHEN v.event_type = 'work_started' THEN 1 ELSE -1 END AS work, 0 AS query, 0 AS hold, 0 AS edit
    FROM begun AS b
    JOIN event AS v ON v.encounter_id = b.encounter_id
    WHERE b.swept AND b.sessions AND v.event_type IN ('work_started', 'work_ended') AND v.occurred_at <= :as_of
    UNION ALL
    SELECT b.encounter_id, date_diff('second', b.discharged_at, i.changed_at) AS second, 0 AS work,
           CASE WHEN i.reason = 'QUERY' THEN i.change ELSE 0 END AS query,
           CASE WHEN i.reason IN ('QUERY', 'EDIT') THEN 0 ELSE i.change END AS hold,
           CASE WHEN i.reason = 'EDIT' THEN i.change ELSE 0 END AS edit
    FROM begun AS b
    JOIN interruption AS i ON i.encounter_id = b.encounter_id
    WHERE b.swept
),
clipped AS (
    SELECT c.encounter_id, c.work, c.query, c.hold, c.edit,
           CASE WHEN c.second < 0 THEN 0 WHEN c.second > :horizon_days * 86400 THEN :horizon_days * 86400 ELSE c.second END AS second
    FROM change AS c
),
stretch AS (
    SELECT c.encounter_id, c.second,
           coalesce(lead(c.second) OVER (PARTITION BY c.encounter_id ORDER BY c.second), :horizon_days * 86400) AS until,
           CAST(sum(c.work) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) > 0 AS work,
           CAST(sum(c.query) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) > 0 AS query,
           CAST(sum(c.hold + c.edit) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) > 0 AS hold,
           CAST(sum(c.edit) OVER (PARTITION BY c.encounter_id ORDER BY c.second) AS BIGINT) > 0 AS edit
    FROM clipped AS c
),
divided AS (
    SELECT s.encounter_id, b.patient_type, b.ended, s.work, s.query, s.hold, s.edit, b.complete, b.touched, b.released,
           CASE WHEN s.second < b.coded THEN s.second ELSE b.coded END AS second,
           CASE WHEN s.until < b.coded THEN s.until ELSE b.coded END AS until,
           CASE WHEN s.second < b.coded THEN b.coded WHEN s.second < b.ended THEN s.second ELSE b.ended END AS second_coded,
           CASE WHEN s.until < b.coded THEN b.coded WHEN s.until < b.ended THEN s.until ELSE b.ended END AS until_coded
    FROM stretch AS s
    JOIN begun AS b ON b.encounter_id = s.encounter_id
    WHERE b.swept
),
met AS (
    SELECT d.encounter_id, d.patient_type, d.ended, d.work, d.query, d.hold, d.edit, d.complete, d.second, d.until, d.second_coded, d.until_coded,
           CASE WHEN d.touched < d.second THEN d.second WHEN d.touched < d.until THEN d.touched ELSE d.until END AS touched,
           CASE WHEN d.released < d.second_coded THEN d.second_coded WHEN d.released < d.until_coded THEN d.released ELSE d.until_coded END AS released
    FROM divided AS d
),
ordered AS (
    SELECT m.encounter_id, m.patient_type, m.ended, m.work, m.query, m.hold, m.edit, m.second, m.until, m.second_coded, m.until_coded, m.touched, m.released,
           CASE WHEN m.complete < m.second THEN m.second WHEN m.complete < m.touched THEN m.complete ELSE m.touched END AS complete
    FROM met AS m
),
swept AS (
    SELECT o.encounter_id, o.patient_type, CAST(o.ended AS BIGINT) AS whole,
           CAST(sum(CASE WHEN o.query OR o.hold OR o.work THEN 0 ELSE o.complete - o.second END) AS BIGINT) AS record,
           CAST(sum(CASE WHEN o.query OR o.hold OR o.work THEN 0 ELSE o.touched - o.complete END) AS BIGINT) AS queue,
           CAST(sum(CASE WHEN o.query OR o.hold THEN 0 WHEN o.work THEN o.until - o.second ELSE o.until - o.touched END) AS BIGINT) AS work,
           CAST(sum(CASE WHEN o.query THEN o.until - o.second ELSE 0 END) AS BIGINT) AS query,
           CAST(sum(CASE WHEN o.hold AND NOT o.query THEN o.until - o.second ELSE 0 END) AS BIGINT) AS hold,
           CAST(sum(CASE WHEN o.edit THEN o.until_coded - o.second_coded ELSE 0 END) AS BIGINT) AS edit,
           CAST(sum(CASE WHEN o.edit THEN 0 ELSE o.released - o.second_coded END) AS BIGINT) AS bill_hold,
           CAST(sum(CASE WHEN o.edit THEN 0 ELSE o.until_coded - o.released END) AS BIGINT) AS billing
    FROM ordered AS o
    GROUP BY o.encounter_id, o.patient_type, o.ended
),
account AS (
    SELECT b.patient_type, b.verdict, b.ended AS whole,
           CASE WHEN b.complete < b.touched THEN b.complete ELSE b.touched END AS record,
           CASE WHEN b.complete < b.touched THEN b.touched - b.complete ELSE 0 END AS queue,
           b.coded - b.touched AS work, 0 AS query, 0 AS hold, 0 AS edit, b.released - b.coded AS bill_hold, b.ended - b.released AS billing
    FROM begun AS b
    WHERE NOT b.swept
    UNION ALL
    SELECT s.patient_type, 'judged' AS verdict, s.whole, s.record, s.queue, s.work, s.query, s.hold, s.edit, s.bill_hold, s.billing
    FROM swept AS s
),
cohort AS (
    SELECT a.patient_type, a.verdict, count(*) AS accounts,
           count(*) FILTER (WHERE a.whole > 0) AS whole_entered, CAST(sum(a.whole) AS BIGINT) AS whole, CAST(sum(CAST(a.whole * a.whole AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS whole_squares,
           count(*) FILTER (WHERE a.record > 0) AS record_entered, CAST(sum(a.record) AS BIGINT) AS record, CAST(sum(CAST(a.record * a.record AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS record_squares,
           count(*) FILTER (WHERE a.queue > 0) AS queue_entered, CAST(sum(a.queue) AS BIGINT) AS queue, CAST(sum(CAST(a.queue * a.queue AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS queue_squares,
           count(*) FILTER (WHERE a.work > 0) AS work_entered, CAST(sum(a.work) AS BIGINT) AS work, CAST(sum(CAST(a.work * a.work AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS work_squares,
           count(*) FILTER (WHERE a.query > 0) AS query_entered, CAST(sum(a.query) AS BIGINT) AS query, CAST(sum(CAST(a.query * a.query AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS query_squares,
           count(*) FILTER (WHERE a.hold > 0) AS hold_entered, CAST(sum(a.hold) AS BIGINT) AS hold, CAST(sum(CAST(a.hold * a.hold AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS hold_squares,
           count(*) FILTER (WHERE a.edit > 0) AS edit_entered, CAST(sum(a.edit) AS BIGINT) AS edit, CAST(sum(CAST(a.edit * a.edit AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS edit_squares,
           count(*) FILTER (WHERE a.bill_hold > 0) AS bill_hold_entered, CAST(sum(a.bill_hold) AS BIGINT) AS bill_hold, CAST(sum(CAST(a.bill_hold * a.bill_hold AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS bill_hold_squares,
           count(*) FILTER (WHERE a.billing > 0) AS billing_entered, CAST(sum(a.billing) AS BIGINT) AS billing, CAST(sum(CAST(a.billing * a.billing AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) AS billing_squares
    FROM account AS a
    GROUP BY a.patient_type, a.verdict
),
counted AS (
    SELECT c.patient_type,
           CAST(sum(CASE WHEN c.verdict = 'judged' THEN c.accounts ELSE 0 END) AS BIGINT) AS accounts,
           CAST(sum(CASE WHEN c.verdict = 'pending' THEN c.accounts ELSE 0 END) AS BIGINT) AS pending,
           CAST(sum(CASE WHEN c.verdict = 'held' THEN c.accounts ELSE 0 END) AS BIGINT) AS held,
           CAST(sum(CASE WHEN c.verdict = 'exited' THEN c.accounts ELSE 0 END) AS BIGINT) AS exited,
           CAST(sum(CASE WHEN c.verdict = 'without_hour' THEN c.accounts ELSE 0 END) AS BIGINT) AS without_hour
    FROM cohort AS c
    GROUP BY c.patient_type
),
part AS (
    SELECT c.patient_type, 'all' AS state, c.whole_entered AS entered, c.whole AS seconds, c.whole_squares AS squares FROM cohort AS c WHERE c.verdict = 'judged'
    UNION ALL
    SELECT c.patient_type, 'record' AS state, c.record_entered AS entered, c.record AS seconds, c.record_squares AS squares FROM cohort AS c WHERE c.verdict = 'judged'
    UNION ALL
    SELECT c.patient_type, 'queue' AS state, c.queue_entered AS entered, c.queue AS seconds, c.queue_squares AS squares FROM cohort AS c WHERE c.verdict = 'judged'
    UNION ALL
    SELECT c.patient_type, 'work' AS state, c.work_entered AS entered, c.work AS seconds, c.work_squares AS squares FROM cohort AS c WHERE c.verdict = 'judged'
    UNION ALL
    SELECT c.patient_type, 'query' AS state, c.query_entered AS entered, c.query AS seconds, c.query_squares AS squares FROM cohort AS c WHERE c.verdict = 'judged'
    UNION ALL
    SELECT c.patient_type, 'hold' AS state, c.hold_entered AS entered, c.hold AS seconds, c.hold_squares AS squares FROM cohort AS c WHERE c.verdict = 'judged'
    UNION ALL
    SELECT c.patient_type, 'edit' AS state, c.edit_entered AS entered, c.edit AS seconds, c.edit_squares AS squares FROM cohort AS c WHERE c.verdict = 'judged'
    UNION ALL
    SELECT c.patient_type, 'bill_hold' AS state, c.bill_hold_entered AS entered, c.bill_hold AS seconds, c.bill_hold_squares AS squares FROM cohort AS c WHERE c.verdict = 'judged'
    UNION ALL
    SELECT c.patient_type, 'billing' AS state, c.billing_entered AS entered, c.billing AS seconds, c.billing_squares AS squares FROM cohort AS c WHERE c.verdict = 'judged'
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
