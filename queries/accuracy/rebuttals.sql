-- title:   Rebuttals and overturned findings
-- answers: How many findings did coders rebut, and how many of the auditors' did not stand?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = auditor  What makes a unit: coder, auditor, facility, month, patient_type, service_line, audit or all.
-- column:  unit text - Unit as the parameter by says; an overturned finding counts against its auditor.
-- column:  month date? - First day of the month in which the reviewed version was final; empty unless by is month.
-- column:  reviews int {encounter} Reviews with a finding of which the coders were told.
-- column:  issued int {finding} Findings of which the coders were told.
-- column:  accepted int {finding} Of issued, those accepted.
-- column:  rebutted int {finding} Of issued, those that the coder rebutted.
-- column:  upheld int {finding} Of issued, those that stand after a rebuttal.
-- column:  overturned int {finding} Of issued, those that do not stand.
-- column:  partially_overturned int {finding} Of issued, those that stand in part; in no rate of overturned ones.
-- column:  pending int {finding} Of issued, those without a decision.
-- metric:  rebuttal_rate = proportion(rebutted, issued)
-- metric:  overturn_rate = proportion(overturned, issued)
-- withhold: none it measures the work of auditors and coders and tells nothing of a patient
-- note:    Random reviews by somebody else than the coder count, one of an encounter and version. Findings of a chart are not independent, so that the intervals are on the narrow side.
-- note:    A finding of a closed review counts as issued, and as rebutted where its decision answers a rebuttal, also where the steps were not recorded.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- source:  standard.md REB-01, REB-02, CI-01
WITH issued AS (
    SELECT DISTINCT f.audit_case_id
    FROM rebuttal AS s
    JOIN audit_finding AS f ON f.finding_id = s.finding_id
    WHERE s.to_state = 'issued' AND s.occurred_on <= :as_of_on
),
-- Random reviews by somebody else that are closed, or whose coders were told of the findings.
told AS (
    SELECT a.audit_case_id, a.audit_id, a.encounter_id, a.version_no, a.coder_id, a.auditor_id, a.coded_on,
           coalesce(a.closed_on <= :as_of_on, FALSE) AS closed, coalesce(a.closed_on, DATE '9999-12-31') AS closed_on,
           coalesce(e.facility_id, 'not known') AS facility_id, coalesce(e.patient_type, 'not known') AS patient_type,
           coalesce(e.service_line, 'not known') AS service_line
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    LEFT JOIN issued AS i ON i.audit_case_id = a.audit_case_id
    WHERE a.selection = 'random' AND a.auditor_id <> a.coder_id AND (a.closed_on <= :as_of_on OR i.audit_case_id IS NOT NULL)
      AND CASE WHEN coalesce(e.dates_shifted, FALSE) THEN :by <> 'month'
               ELSE a.coded_on >= :from_date AND a.coded_on < :to_date END
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND (:coder = 'all' OR a.coder_id = :coder)
),
-- One review of an encounter and version: the one that closed first.
followed AS (
    SELECT t.audit_case_id, t.closed,
           row_number() OVER (PARTITION BY t.encounter_id, t.version_no ORDER BY t.closed_on, t.audit_case_id) AS place,
           CASE :by WHEN 'coder' THEN t.coder_id WHEN 'auditor' THEN t.auditor_id WHEN 'audit' THEN t.audit_id
                    WHEN 'facility' THEN t.facility_id WHEN 'patient_type' THEN t.patient_type
                    WHEN 'service_line' THEN t.service_line
                    WHEN 'month' THEN substr(CAST(CAST(date_trunc('month', t.coded_on) AS DATE) AS VARCHAR), 1, 7)
                    ELSE 'all' END AS unit,
           CASE WHEN :by = 'month' THEN CAST(date_trunc('month', t.coded_on) AS DATE) END AS month
    FROM told AS t
),
step AS (
    SELECT s.finding_id, bool_or(s.to_state = 'issued') AS issued, bool_or(s.to_state = 'rebutted') AS rebutted
    FROM rebuttal AS s
    WHERE s.occurred_on <= :as_of_on
    GROUP BY s.finding_id
),
finding AS (
    SELECT r.unit, r.month, f.audit_case_id, coalesce(f.final_state, 'open') AS state, coalesce(s.rebutted, FALSE) AS rebutted
    FROM audit_finding AS f
    JOIN followed AS r ON r.audit_case_id = f.audit_case_id
    LEFT JOIN step AS s ON s.finding_id = f.finding_id
    WHERE r.place = 1 AND (r.closed OR coalesce(s.issued, FALSE))
)
SELECT f.unit, f.month, count(DISTINCT f.audit_case_id) AS reviews, count(*) AS issued,
       count(*) FILTER (WHERE f.state = 'accepted') AS accepted,
       count(*) FILTER (WHERE f.rebutted OR f.state IN ('upheld', 'overturned', 'partially_overturned')) AS rebutted,
       count(*) FILTER (WHERE f.state = 'upheld') AS upheld,
       count(*) FILTER (WHERE f.state = 'overturned') AS overturned,
       count(*) FILTER (WHERE f.state = 'partially_overturned') AS partially_overturned,
       count(*) FILTER (WHERE f.state NOT IN ('accepted', 'upheld', 'overturned', 'partially_overturned')) AS pending
FROM finding AS f
GROUP BY f.unit, f.month
ORDER BY unit
