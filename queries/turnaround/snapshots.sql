-- title:   Days from discharge to codes, told by snapshots
-- answers: How long does coding take where a source tells only which accounts have codes, and not since when?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  Inputs that were loaded later are not known yet.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  patient_type text - Patient type.
-- column:  after_day int d Calendar days from discharge to the last snapshot without codes; -1 where the first snapshot after discharge had them.
-- column:  by_day int? d Calendar days from discharge to the first snapshot with codes; empty where the last one had none.
-- column:  accounts int {encounter} Accounts coded between the two.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Interval censoring for Turnbull's estimator: an account was coded after one snapshot and by the next, and nobody knows the day between them.
-- note:    A snapshot is a date on which diagnoses of a source were loaded, in UTC. Accounts of facilities with a coding event, recode or final bill are left out: turnaround/survival measures those. So are accounts discharged after the last snapshot, and encounters with shifted dates.
-- note:    An account without codes counts as open at the last snapshot of any source. Codes that were there before discharge count by day 0 (CLK-05).
-- source:  standard.md CEN-07, CEN-01, TAT-06, CLK-02, CLK-05, CLK-07
WITH snapshot AS (
    SELECT i.source_name, i.input_id, CAST(i.loaded_at AS DATE) AS seen_on
    FROM ledger.input AS i
    JOIN ledger.tally AS t ON t.input_id = i.input_id
    WHERE i.status = 'loaded' AND t.table_name = 'diagnosis' AND i.loaded_at <= :as_of
),
dated AS (
    SELECT s.source_name, s.seen_on,
           lag(s.seen_on) OVER (PARTITION BY s.source_name ORDER BY s.seen_on) AS before_on
    FROM snapshot AS s
    GROUP BY s.source_name, s.seen_on
),
followed AS (
    SELECT DISTINCT a.facility_id
    FROM account_clock AS a
    WHERE coalesce(a.coded_on, a.recoded_on, a.billed_on) IS NOT NULL
),
coded AS (
    SELECT d.encounter_id, min(s.input_id) AS input_id
    FROM history.diagnosis AS d
    JOIN snapshot AS s ON s.input_id = d._input_id
    GROUP BY d.encounter_id
),
account AS (
    SELECT a.patient_type, a.discharged_on, d.before_on, d.seen_on, (SELECT max(s.seen_on) FROM snapshot AS s) AS last_on
    FROM account_clock AS a
    LEFT JOIN coded AS c ON c.encounter_id = a.encounter_id
    LEFT JOIN snapshot AS s ON s.input_id = c.input_id
    LEFT JOIN dated AS d ON d.source_name = s.source_name AND d.seen_on = s.seen_on
    WHERE a.discharged_on >= :from_date AND a.discharged_on < :to_date AND a.discharged_on <= :as_of_on
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
      AND NOT EXISTS (SELECT f.facility_id FROM followed AS f WHERE f.facility_id = a.facility_id)
),
ranged AS (
    SELECT a.patient_type, date_diff('day', a.discharged_on, coalesce(a.before_on, a.last_on)) AS after_day,
           a.seen_on IS NOT NULL AND a.before_on IS NULL AS first_seen, date_diff('day', a.discharged_on, a.seen_on) AS by_day
    FROM account AS a
    WHERE a.discharged_on <= a.last_on
)
SELECT r.patient_type, CASE WHEN r.first_seen OR r.after_day < 0 THEN -1 ELSE r.after_day END AS after_day,
       CASE WHEN r.by_day < 0 THEN 0 ELSE r.by_day END AS by_day, count(*) AS accounts
FROM ranged AS r
GROUP BY 1, 2, 3
ORDER BY patient_type, after_day, by_day
