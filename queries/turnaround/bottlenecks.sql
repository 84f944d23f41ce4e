-- title:   What keeps accounts from being coded and billed
-- answers: Which reasons hold accounts between discharge and the final bill, how many, and for how long?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   horizon_days int = 30  Time is counted to so many times 24 hours after discharge, and only of accounts that were followed for so long.
-- column:  reason text - Reason of the hold; QUERY for a provider query too.
-- column:  affected int {encounter} Accounts that it held for any time.
-- column:  days real d Elapsed days (24 hours) that it held them.
-- column:  days_squared real d2 Sum of the squares of each account's days.
-- column:  accounts int {encounter} All accounts that were followed for the whole horizon.
-- metric:  mean_time = mean_days(affected, days, days_squared)
-- metric:  share = proportion(affected, accounts)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    An account held for two reasons at once counts in both rows, so that rows do not add up. Time before discharge and after the final bill is not counted.
-- note:    A query or hold that nobody closed lasts until the final bill, at the longest to the horizon. The accounts are those of turnaround/decomposition.
-- source:  standard.md TAT-09, KPI-05, CEN-02, CLK-03
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
mark AS (
    SELECT j.encounter_id, i.reason, i.change, date_diff('second', j.discharged_at, i.changed_at) AS second
    FROM judged AS j
    JOIN interruption AS i ON i.encounter_id = j.encounter_id
    WHERE j.verdict = 'judged'
    UNION ALL
    SELECT DISTINCT j.encounter_id, i.reason, 0 AS change, :horizon_days * 86400 AS second
    FROM judged AS j
    JOIN interruption AS i ON i.encounter_id = j.encounter_id
    WHERE j.verdict = 'judged'
),
limited AS (
    SELECT m.encounter_id, m.reason, m.change, m.second,
           CASE WHEN date_diff('second', j.discharged_at, j.ended_at) < :horizon_days * 86400
                    THEN date_diff('second', j.discharged_at, j.ended_at)
                ELSE :horizon_days * 86400 END AS last_second
    FROM mark AS m
    JOIN judged AS j ON j.encounter_id = m.encounter_id
),
clipped AS (
    SELECT l.encounter_id, l.reason, l.change,
           CASE WHEN l.second < 0 OR l.last_second < 0 THEN 0 WHEN l.second > l.last_second THEN l.last_second ELSE l.second END AS second
    FROM limited AS l
),
stretch AS (
    SELECT c.encounter_id, c.reason,
           lead(c.second) OVER (PARTITION BY c.encounter_id, c.reason ORDER BY c.second) - c.second AS seconds,
           CAST(sum(c.change) OVER (PARTITION BY c.encounter_id, c.reason ORDER BY c.second) AS BIGINT) AS open
    FROM clipped AS c
),
spent AS (
    SELECT t.encounter_id, t.reason, CAST(sum(t.seconds) AS BIGINT) AS seconds
    FROM stretch AS t
    WHERE t.seconds > 0 AND t.open > 0
    GROUP BY t.encounter_id, t.reason
)
SELECT s.reason, count(*) AS affected, CAST(sum(s.seconds) AS DOUBLE) / nullif(86400, 0) AS days,
       CAST(sum(CAST(s.seconds AS DECIMAL(18, 0)) * CAST(s.seconds AS DECIMAL(18, 0))) AS DOUBLE) / nullif(7464960000, 0) AS days_squared,
       (SELECT count(*) FROM judged AS j WHERE j.verdict = 'judged') AS accounts
FROM spent AS s
GROUP BY s.reason
ORDER BY reason
