-- title:   Events in the wrong order
-- answers: How many accounts have a step of their history before the one that it must follow?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  step text - What came too early.
-- column:  accounts int {encounter} Accounts where it did.
-- column:  compared int {encounter} Accounts with a date of both steps.
-- metric:  share = proportion(accounts, compared)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Coding before discharge can be right: concurrent coding, newborns, merged accounts. Dates alone are compared.
-- note:    Encounters with shifted dates count: their intervals hold.
-- source:  standard.md CLK-05
WITH known AS (
    SELECT v.encounter_id,
           min(v.occurred_on) FILTER (WHERE v.event_type = 'final_coded') AS coded_on,
           min(v.occurred_on) FILTER (WHERE v.event_type = 'final_billed') AS billed_on
    FROM event AS v
    WHERE v.event_type IN ('final_coded', 'final_billed')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
    GROUP BY v.encounter_id
),
account AS (
    SELECT e.admitted_on, e.discharged_on, k.coded_on, k.billed_on
    FROM encounter AS e
    LEFT JOIN known AS k ON k.encounter_id = e.encounter_id
    WHERE (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
),
counted AS (
    SELECT count(*) FILTER (WHERE a.discharged_on < a.admitted_on) AS discharge_early,
           count(*) FILTER (WHERE a.discharged_on IS NOT NULL AND a.admitted_on IS NOT NULL) AS discharge_compared,
           count(*) FILTER (WHERE a.coded_on < a.discharged_on) AS coding_early,
           count(*) FILTER (WHERE a.coded_on IS NOT NULL AND a.discharged_on IS NOT NULL) AS coding_compared,
           count(*) FILTER (WHERE a.billed_on < a.coded_on) AS bill_early,
           count(*) FILTER (WHERE a.billed_on IS NOT NULL AND a.coded_on IS NOT NULL) AS bill_compared
    FROM account AS a
)
SELECT 'discharged before admission' AS step, c.discharge_early AS accounts, c.discharge_compared AS compared
FROM counted AS c
UNION ALL
SELECT 'coded before discharge' AS step, c.coding_early AS accounts, c.coding_compared AS compared
FROM counted AS c
UNION ALL
SELECT 'billed before coded' AS step, c.bill_early AS accounts, c.bill_compared AS compared
FROM counted AS c
ORDER BY step
