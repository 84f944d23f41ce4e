-- title:   Days from discharge to final coding, of accounts seen in a period
-- answers: How long does coding take, judged by what was coded in a period and what waited in it?
-- param:   from_date date  First day on which accounts were followed, such as that on which an extract begins.
-- param:   to_date date  Last such day, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  patient_type text - Patient type.
-- column:  day int d Calendar days since discharge; the day of discharge is 0.
-- column:  entered int {encounter} Accounts discharged before the period that were open when it began: they are at risk after that day only.
-- column:  coded int {encounter} Accounts final coded on that day, for the first time.
-- column:  censored int {encounter} Accounts followed to that day and not coded: open at the end of the period or at the as-of instant, or put on hold.
-- column:  held int {encounter} Of those censored, the ones put on legal, VIP or research hold.
-- column:  exited int {encounter} Accounts that were voided, combined or made non-billable on that day. They were never at risk of the columns before.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    A life table with late entry, for an extract that starts in the middle, and for the pace of a period: every open account is in, whatever its discharge date. What ended before the period was not seen in it.
-- note:    An account is followed to the first of these: final coded (the first time; recodes do not reset it), an exit (voided, combined or made non-billable: CEN-04), the start of a legal, VIP or research hold (CEN-05), or the as-of instant. On the same day coding comes first, then an exit.
-- note:    Where no coding event is known, the first recode or final bill stands for it. Accounts coded before discharge count as coded on day 0 (CLK-05). Encounters with shifted dates are left out.
-- source:  standard.md TAT-06, CEN-01, CEN-04, CEN-05, CEN-06, CLK-02, CLK-05
WITH account AS (
    SELECT e.encounter_id, e.patient_type, e.discharged_on
    FROM encounter AS e
    WHERE e.discharged_on < :to_date AND e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
),
known AS (
    SELECT v.encounter_id,
           coalesce(min(v.occurred_on) FILTER (WHERE v.event_type = 'final_coded'),
               min(v.occurred_on) FILTER (WHERE v.event_type IN ('recoded', 'final_billed'))) AS coded_on,
           min(v.occurred_on) FILTER (WHERE v.event_type IN ('voided', 'combined', 'non_billable')) AS exited_on,
           min(v.occurred_on) FILTER (WHERE v.event_type = 'hold_started') AS held_on
    FROM event AS v
    WHERE (v.event_type IN ('final_coded', 'recoded', 'final_billed', 'voided', 'combined', 'non_billable')
           OR (v.event_type = 'hold_started' AND v.reason_code IN ('LEGAL', 'VIP', 'RESEARCH')))
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
      AND v.occurred_on < :to_date
    GROUP BY v.encounter_id
),
cohort AS (
    SELECT a.patient_type, a.discharged_on, k.coded_on, k.exited_on, k.held_on, count(*) AS accounts
    FROM account AS a
    LEFT JOIN known AS k ON k.encounter_id = a.encounter_id
    GROUP BY a.patient_type, a.discharged_on, k.coded_on, k.exited_on, k.held_on
),
followed AS (
    SELECT c.patient_type, c.discharged_on, c.coded_on, c.exited_on, c.held_on, c.accounts,
           CASE WHEN c.coded_on <= coalesce(c.exited_on, c.coded_on)
                     AND c.coded_on <= coalesce(c.held_on, c.coded_on) THEN 'coded'
                WHEN c.exited_on <= coalesce(c.held_on, c.exited_on) THEN 'exited'
                WHEN c.held_on IS NOT NULL THEN 'held'
                ELSE 'open' END AS outcome
    FROM cohort AS c
),
ended AS (
    SELECT f.patient_type, f.outcome, f.accounts,
           date_diff('day', f.discharged_on, :from_date) - 1 AS entry_day,
           CASE f.outcome WHEN 'coded' THEN date_diff('day', f.discharged_on, f.coded_on)
               WHEN 'exited' THEN date_diff('day', f.discharged_on, f.exited_on)
               WHEN 'held' THEN date_diff('day', f.discharged_on, f.held_on)
               ELSE CASE WHEN :as_of_on < :to_date THEN date_diff('day', f.discharged_on, :as_of_on)
                   ELSE date_diff('day', f.discharged_on, :to_date) - 1 END END AS exit_day
    FROM followed AS f
),
seen AS (
    SELECT d.patient_type, d.outcome, d.accounts, d.entry_day, CASE WHEN d.exit_day < 0 THEN 0 ELSE d.exit_day END AS exit_day
    FROM ended AS d
    WHERE d.entry_day < 0 OR d.exit_day > d.entry_day
),
change AS (
    SELECT s.patient_type, s.exit_day AS day, s.outcome, s.accounts FROM seen AS s
    UNION ALL
    SELECT s.patient_type, s.entry_day AS day, 'entered' AS outcome, s.accounts FROM seen AS s WHERE s.entry_day >= 0 AND s.outcome <> 'exited'
)
SELECT c.patient_type, c.day,
       CAST(sum(CASE WHEN c.outcome = 'entered' THEN c.accounts ELSE 0 END) AS BIGINT) AS entered,
       CAST(sum(CASE WHEN c.outcome = 'coded' THEN c.accounts ELSE 0 END) AS BIGINT) AS coded,
       CAST(sum(CASE WHEN c.outcome IN ('open', 'held') THEN c.accounts ELSE 0 END) AS BIGINT) AS censored,
       CAST(sum(CASE WHEN c.outcome = 'held' THEN c.accounts ELSE 0 END) AS BIGINT) AS held,
       CAST(sum(CASE WHEN c.outcome = 'exited' THEN c.accounts ELSE 0 END) AS BIGINT) AS exited
FROM change AS c
GROUP BY 1, 2
ORDER BY patient_type, day
