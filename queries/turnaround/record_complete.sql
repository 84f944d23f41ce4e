-- title:   Records complete in time
-- answers: What share of discharges had a complete record within thirty days?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   days int = 30  Calendar days after discharge within which a record must be complete.
-- column:  patient_type text - Patient type.
-- column:  discharged int {encounter} Accounts followed for all these days, of facilities that state complete records.
-- column:  complete_within int {encounter} Of these, those whose record was complete within them.
-- column:  complete_late int {encounter} Those whose record was complete later.
-- column:  incomplete int {encounter} Those whose record is not complete yet.
-- column:  pending int {encounter} Accounts discharged too recently to judge, complete or not.
-- column:  exited int {encounter} Accounts voided, combined or made non-billable before their record was complete.
-- column:  not_stated int {encounter} Accounts of facilities that state no complete record of the period.
-- metric:  complete_share = proportion(complete_within, discharged)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Medicare wants the final diagnosis and a complete record within 30 days of discharge (42 CFR 482.24). Fixed follow-up: an account is judged only after these days have passed, so that a plain share is right; one that is not complete by then missed it.
-- note:    A record complete before discharge counts as in time (CLK-05). Encounters with shifted dates are left out.
-- source:  standard.md TAT-10, CEN-02, CEN-04, CLK-02, CLK-05
WITH known AS (
    SELECT a.encounter_id, a.facility_id, a.patient_type, a.discharged_on,
           CASE WHEN coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on) THEN a.exited_on END AS exited_on
    FROM account_clock AS a
    WHERE a.discharged_on >= :from_date AND a.discharged_on < :to_date AND a.discharged_on <= :as_of_on
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
completed AS (
    SELECT v.encounter_id, min(v.occurred_on) AS complete_on
    FROM event AS v
    WHERE v.event_type = 'record_complete' AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
    GROUP BY v.encounter_id
),
followed AS (
    SELECT k.facility_id, k.patient_type, k.discharged_on, k.exited_on, c.complete_on, count(*) AS accounts
    FROM known AS k
    LEFT JOIN completed AS c ON c.encounter_id = k.encounter_id
    GROUP BY 1, 2, 3, 4, 5
),
stating AS (
    SELECT DISTINCT f.facility_id FROM followed AS f WHERE f.complete_on IS NOT NULL
),
judged AS (
    SELECT f.patient_type, f.accounts,
           CASE WHEN s.facility_id IS NULL THEN 'not_stated'
                WHEN f.exited_on IS NOT NULL AND coalesce(f.exited_on < f.complete_on, TRUE) THEN 'exited'
                WHEN date_diff('day', f.discharged_on, :as_of_on) < :days THEN 'pending'
                WHEN date_diff('day', f.discharged_on, f.complete_on) <= :days THEN 'within'
                WHEN f.complete_on IS NOT NULL THEN 'late'
                ELSE 'incomplete' END AS verdict
    FROM followed AS f
    LEFT JOIN stating AS s ON s.facility_id = f.facility_id
)
SELECT j.patient_type,
       CAST(sum(CASE WHEN j.verdict IN ('within', 'late', 'incomplete') THEN j.accounts ELSE 0 END) AS BIGINT) AS discharged,
       CAST(sum(CASE WHEN j.verdict = 'within' THEN j.accounts ELSE 0 END) AS BIGINT) AS complete_within,
       CAST(sum(CASE WHEN j.verdict = 'late' THEN j.accounts ELSE 0 END) AS BIGINT) AS complete_late,
       CAST(sum(CASE WHEN j.verdict = 'incomplete' THEN j.accounts ELSE 0 END) AS BIGINT) AS incomplete,
       CAST(sum(CASE WHEN j.verdict = 'pending' THEN j.accounts ELSE 0 END) AS BIGINT) AS pending,
       CAST(sum(CASE WHEN j.verdict = 'exited' THEN j.accounts ELSE 0 END) AS BIGINT) AS exited,
       CAST(sum(CASE WHEN j.verdict = 'not_stated' THEN j.accounts ELSE 0 END) AS BIGINT) AS not_stated
FROM judged AS j
GROUP BY j.patient_type
ORDER BY patient_type
