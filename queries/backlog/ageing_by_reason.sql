-- title:   What is not billed, by reason and age
-- answers: What keeps discharged accounts from being billed, and how old is what waits behind each reason?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  reason text - Reason of the hold that is open at the as-of instant; without one, bill_hold (coded, within its bill hold), billing (coded, past it) or coding.
-- column:  bucket int - Bucket in order of age, 1 to 7.
-- column:  from_days int d Least age in calendar days since discharge.
-- column:  to_days int? d Greatest age, inclusive; empty for the last bucket.
-- column:  accounts int {encounter} Accounts of that reason and age.
-- column:  dollars real USD Their gross charges.
-- column:  over_hold int {encounter} Of these accounts, those past the bill hold of their patient type.
-- column:  over_hold_dollars real USD Gross charges past the bill hold.
-- column:  without_charges int {encounter} Accounts without charges in the store; they add no dollars.
-- withhold: accounts within reason
-- note:    Discharged, not final billed (DNFB); each account has one reason and one bucket, so that rows add up to backlog/position. The last hold event of an account decides; on the same date and instant a hold ends after it starts.
-- note:    A later event stands for an earlier one that is missing: an account with a claim is billed, one with a bill is coded. Voided, combined and non-billable accounts are out. Patients in house and encounters with shifted dates are left out; the discharge date does not matter.
-- source:  standard.md KPI-04, KPI-05, TAT-02
WITH waiting AS (
    SELECT a.encounter_id, a.patient_type, a.total_charges, date_diff('day', a.discharged_on, :as_of_on) AS age,
           CASE WHEN coalesce(a.billed_at <= :as_of, a.billed_on <= :as_of_on, FALSE) OR coalesce(a.rebilled_at <= :as_of, a.rebilled_on <= :as_of_on, FALSE) THEN 'fbns'
                WHEN coalesce(a.coded_at <= :as_of, a.coded_on <= :as_of_on, FALSE) OR coalesce(a.recoded_at <= :as_of, a.recoded_on <= :as_of_on, FALSE) THEN 'coded' ELSE 'dnfc' END AS stage
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND NOT coalesce(a.sent_at <= :as_of, a.sent_on <= :as_of_on, FALSE) AND NOT coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on, FALSE)
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
hold AS (
    SELECT v.encounter_id, v.event_type, coalesce(v.reason_code, 'unknown') AS reason,
           row_number() OVER (PARTITION BY v.encounter_id
               ORDER BY v.occurred_on DESC, v.occurred_at DESC, v.event_type, v.event_id DESC) AS age
    FROM event AS v
    JOIN waiting AS u ON u.encounter_id = v.encounter_id
    WHERE v.event_type IN ('hold_started', 'hold_ended')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
),
reasoned AS (
    SELECT u.age, u.total_charges, u.age < coalesce(s.bill_hold_days, 0) AS in_hold,
           CASE WHEN h.reason IS NOT NULL THEN h.reason WHEN u.stage = 'dnfc' THEN 'coding'
                WHEN u.age < coalesce(s.bill_hold_days, 0) THEN 'bill_hold' ELSE 'billing' END AS reason
    FROM waiting AS u
    LEFT JOIN service_level AS s ON s.patient_type = u.patient_type
    LEFT JOIN hold AS h ON h.encounter_id = u.encounter_id AND h.age = 1 AND h.event_type = 'hold_started'
    WHERE u.stage IN ('dnfc', 'coded')
)
SELECT r.reason, CAST(b.bucket AS BIGINT) AS bucket, CAST(b.from_days AS BIGINT) AS from_days, CAST(b.to_days AS BIGINT) AS to_days,
       count(*) AS accounts, coalesce(CAST(sum(r.total_charges) AS DOUBLE), 0) AS dollars,
       count(*) FILTER (WHERE NOT r.in_hold) AS over_hold,
       coalesce(CAST(sum(CASE WHEN NOT r.in_hold THEN r.total_charges END) AS DOUBLE), 0) AS over_hold_dollars,
       count(*) - count(r.total_charges) AS without_charges
FROM reasoned AS r
JOIN (VALUES (1, 0, 3), (2, 4, 7), (3, 8, 14), (4, 15, 30), (5, 31, 60), (6, 61, 90), (7, 91, NULL))
    AS b(bucket, from_days, to_days) ON r.age >= b.from_days AND (b.to_days IS NULL OR r.age <= b.to_days)
GROUP BY 1, 2, 3, 4
ORDER BY reason, bucket
