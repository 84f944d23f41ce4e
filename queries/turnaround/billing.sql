-- title:   Days from coding to the bill, the claim and the payment
-- answers: How long do coded accounts take to be billed, submitted and paid, those that wait included?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  position int - Place of the interval in the order of work, 1 to 4.
-- column:  interval_name text - coded_to_billed, controllable (the same from the end of bill hold on), billed_to_submitted or submitted_to_paid.
-- column:  day int d Calendar days since the interval began.
-- column:  ended int {encounter} Accounts whose interval ended on that day.
-- column:  censored int {encounter} Accounts whose interval had lasted so long at the as-of instant and had not ended.
-- column:  early int {encounter} Of those ended, the ones that ended before they began; they count on day 0.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    A life table for Kaplan and Meier's estimator. An interval that has not begun is in no row: an account without its first event is not at risk, even where a later one is known.
-- note:    Coded is the last coding or recode on the day of the first final bill or before it, which is the version on that bill; of an account billed before any coding, the first coding. Days within the bill hold are no delay of the department, so that controllable begins at the later of coding and the end of the hold (discharge and bill hold days).
-- note:    First final bill, first claim and first payment count; rebills begin nothing anew. Accounts voided, combined or made non-billable, and encounters with shifted dates, are left out.
-- source:  standard.md TAT-01, TAT-07, TAT-08, CEN-01, CLK-02, CLK-05
WITH known AS (
    SELECT a.encounter_id, a.patient_type, a.discharged_on, a.last_coded_on,
           CASE WHEN coalesce(a.coded_at <= :as_of, a.coded_on <= :as_of_on) THEN a.coded_on END AS coded_on,
           CASE WHEN coalesce(a.recoded_at <= :as_of, a.recoded_on <= :as_of_on) THEN a.recoded_on END AS recoded_on,
           CASE WHEN coalesce(a.billed_at <= :as_of, a.billed_on <= :as_of_on) THEN a.billed_on END AS billed_on,
           CASE WHEN coalesce(a.submitted_at <= :as_of, a.submitted_on <= :as_of_on) THEN a.submitted_on END AS submitted_on,
           CASE WHEN coalesce(a.paid_at <= :as_of, a.paid_on <= :as_of_on) THEN a.paid_on END AS paid_on
    FROM account_clock AS a
    WHERE a.discharged_on >= :from_date AND a.discharged_on < :to_date AND a.discharged_on <= :as_of_on
      AND NOT coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on, FALSE)
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
started AS (
    SELECT k.encounter_id, k.patient_type, k.discharged_on, k.billed_on, k.submitted_on, k.paid_on, k.last_coded_on,
           CASE WHEN k.recoded_on < k.coded_on THEN k.recoded_on ELSE coalesce(k.coded_on, k.recoded_on) END AS first_on
    FROM known AS k
    WHERE coalesce(k.coded_on, k.recoded_on, k.billed_on, k.submitted_on, k.paid_on) IS NOT NULL
),
again AS (
    SELECT v.encounter_id, max(v.occurred_on) AS coded_on
    FROM started AS s
    JOIN event AS v ON v.encounter_id = s.encounter_id
    WHERE s.last_coded_on > s.first_on
      AND v.event_type IN ('final_coded', 'recoded') AND v.occurred_on <= coalesce(s.billed_on, v.occurred_on)
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
    GROUP BY v.encounter_id
),
aged AS (
    SELECT date_diff('day', s.discharged_on, coalesce(g.coded_on, s.first_on)) AS coded, l.bill_hold_days AS hold,
           date_diff('day', s.discharged_on, s.billed_on) AS billed, date_diff('day', s.discharged_on, s.submitted_on) AS submitted,
           date_diff('day', s.discharged_on, s.paid_on) AS paid, date_diff('day', s.discharged_on, :as_of_on) AS now
    FROM started AS s
    LEFT JOIN again AS g ON g.encounter_id = s.encounter_id
    LEFT JOIN service_level AS l ON l.patient_type = s.patient_type
),
course AS (
    SELECT g.coded, CASE WHEN g.hold > g.coded THEN g.hold ELSE g.coded END AS free, g.billed, g.submitted, g.paid, g.now, count(*) AS accounts
    FROM aged AS g
    GROUP BY 1, 2, 3, 4, 5, 6
),
passage AS (
    SELECT 1 AS position, 'coded_to_billed' AS interval_name, c.coded AS began, c.billed AS ended, c.now, c.accounts FROM course AS c
    UNION ALL
    SELECT 2 AS position, 'controllable' AS interval_name, c.free AS began, c.billed AS ended, c.now, c.accounts FROM course AS c
    WHERE c.free <= c.now
    UNION ALL
    SELECT 3 AS position, 'billed_to_submitted' AS interval_name, c.billed AS began, c.submitted AS ended, c.now, c.accounts FROM course AS c
    UNION ALL
    SELECT 4 AS position, 'submitted_to_paid' AS interval_name, c.submitted AS began, c.paid AS ended, c.now, c.accounts FROM course AS c
),
lasted AS (
    SELECT p.position, p.interval_name, p.accounts, p.ended IS NOT NULL AS over, coalesce(p.ended, p.now) - p.began AS days
    FROM passage AS p
    WHERE p.began IS NOT NULL
)
SELECT CAST(l.position AS BIGINT) AS position, l.interval_name, CASE WHEN l.days < 0 THEN 0 ELSE l.days END AS day,
       CAST(sum(CASE WHEN l.over THEN l.accounts ELSE 0 END) AS BIGINT) AS ended,
       CAST(sum(CASE WHEN l.over THEN 0 ELSE l.accounts END) AS BIGINT) AS censored,
       CAST(sum(CASE WHEN l.over AND l.days < 0 THEN l.accounts ELSE 0 END) AS BIGINT) AS early
FROM lasted AS l
GROUP BY 1, 2, 3
ORDER BY position, day
