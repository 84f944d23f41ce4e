-- title:   How long findings wait for an answer and a decision
-- answers: How many business days do coders take to answer findings, and auditors and the second level to decide, those that wait included?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Steps on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = auditor  What makes a unit: coder, auditor, facility, patient_type, service_line, audit or all.
-- column:  unit text - Unit as the parameter by says.
-- column:  state text - issued: waits for the coder. rebutted: waits for the auditor. second_level: waits for the second level.
-- column:  began_on date - Local date on which the state began.
-- column:  ended_on date - Local date on which it ended, or else as_of_on.
-- column:  ended int {finding} Findings that left the state then.
-- column:  waiting int {finding} Findings that are in it on as_of_on.
-- withhold: none it measures the work of auditors and coders and tells nothing of a patient
-- note:    Dates and not days, because business days need a table of holidays, which SQL has not.
-- note:    Random and targeted reviews by somebody else than the coder. Findings without recorded steps are in no row.
-- note:    Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md 2.10, CLK-04
WITH told AS (
    SELECT a.audit_case_id,
           CASE :by WHEN 'coder' THEN a.coder_id WHEN 'auditor' THEN a.auditor_id WHEN 'audit' THEN a.audit_id
                    WHEN 'facility' THEN coalesce(e.facility_id, 'not known')
                    WHEN 'patient_type' THEN coalesce(e.patient_type, 'not known')
                    WHEN 'service_line' THEN coalesce(e.service_line, 'not known')
                    ELSE 'all' END AS unit
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.auditor_id <> a.coder_id
      AND (coalesce(e.dates_shifted, FALSE) OR a.coded_on >= :from_date AND a.coded_on < :to_date)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND (:coder = 'all' OR a.coder_id = :coder)
),
wait AS (
    SELECT t.unit, s.to_state AS state, s.occurred_on AS began_on, n.occurred_on AS ended_on
    FROM rebuttal AS s
    JOIN audit_finding AS f ON f.finding_id = s.finding_id
    JOIN told AS t ON t.audit_case_id = f.audit_case_id
    LEFT JOIN rebuttal AS n ON n.finding_id = s.finding_id AND n.step_no = s.step_no + 1 AND n.occurred_on <= :as_of_on
    WHERE s.to_state IN ('issued', 'rebutted', 'second_level') AND s.occurred_on <= :as_of_on
)
SELECT w.unit, w.state, w.began_on, coalesce(w.ended_on, :as_of_on) AS ended_on,
       count(w.ended_on) AS ended, count(*) - count(w.ended_on) AS waiting
FROM wait AS w
GROUP BY 1, 2, 3, 4
ORDER BY unit, state, began_on, ended_on
