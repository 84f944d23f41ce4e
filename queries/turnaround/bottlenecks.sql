-- title:   What keeps accounts from being coded and billed
-- answers: Which reasons hold accounts between discharge and the final bill, how many, and for how long?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
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
WITH known AS (
    SELECT a.encounter_id, a.discharged_at,
           CASE WHEN coalesce(a.coded_at <= :as_of, a.coded_on <= :as_of_on) THEN a.coded_on END AS coded_on,
           CASE WHEN coalesce(a.recoded_at <= :as_of, a.recoded_on <= :as_of_on) THEN a.recoded_on END AS recoded_on,
           CASE WHEN coalesce(a.billed_at <= :as_of, a.billed_on <= :as_of_on) THEN a.billed_on END AS billed_on,
           CASE WHEN coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on) THEN a.exited_on END AS exited_on,
           CASE WHEN coalesce(a.held_at <= :as_of, a.held_on <= :as_of_on) THEN a.held_on END AS held_on,
           CASE WHEN a.billed_at <= :as_of THEN a.billed_at END AS billed_at,
           CASE WHEN a.exited_at <= :as_of THEN a.exited_at END AS exited_at,
           coalesce(a.without_hour_on <= :as_of_on, FALSE) AS without_hour
    FROM account_clock AS a
    WHERE a.discharged_on >= :from_date AND a.discharged_on < :to_date AND a.discharged_on <= :as_of_on
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
followed AS (
    SELECT k.encounter_id, k.discharged_at, k.exited_on, k.held_on, k.without_hour,
           coalesce(k.coded_on, CASE WHEN k.recoded_on > k.billed_on THEN k.billed_on ELSE coalesce(k.recoded_on, k.billed_on) END) AS coded_on,
           CASE WHEN k.exited_at < k.billed_at THEN k.exited_at ELSE coalesce(k.billed_at, k.exited_at) END AS ended_at
    FROM known AS k
),
judged AS (
    SELECT f.encounter_id, f.discharged_at, f.ended_at,
           CASE WHEN f.exited_on <= coalesce(f.held_on, f.exited_on) AND coalesce(f.exited_on < f.coded_on, TRUE) THEN 'exited'
                WHEN f.held_on IS NOT NULL AND coalesce(f.held_on < f.coded_on, TRUE) THEN 'held'
                WHEN f.discharged_at IS NULL OR f.without_hour THEN 'without_hour'
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
    SELECT j.encounter_id, i.reason, i.change, date_diff('second', j.discharged_at, i.changed_at) AS second,
           CASE WHEN date_diff('second', j.discharged_at, j.ended_at) < :horizon_days * 86400
                    THEN date_diff('second', j.discharged_at, j.ended_at)
                ELSE :horizon_days * 86400 END AS last_second
    FROM judged AS j
    JOIN interruption AS i ON i.encounter_id = j.encounter_id
    WHERE j.verdict = 'judged'
),
limited AS (
    SELECT m.encounter_id, m.reason, m.change, CASE WHEN m.second < 0 THEN 0 ELSE m.second END AS second,
           CASE WHEN m.last_second < 0 THEN 0 ELSE m.last_second END AS last_second
    FROM mark AS m
),
clipped AS (
    SELECT l.encounter_id, l.reason, l.change, l.last_second,
           CASE WHEN l.second > l.last_second THEN l.last_second ELSE l.second END AS second
    FROM limited AS l
),
stretch AS (
    SELECT c.encounter_id, c.reason,
           coalesce(lead(c.second) OVER (PARTITION BY c.encounter_id, c.reason ORDER BY c.second), c.last_second) - c.second AS seconds,
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
