-- title:   Transfer-adjusted case-mix index by month
-- answers: How heavy are the discharges of each month where a transfer is the fraction of a case that Medicare pays?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- param:   transfers text = '02 66 82 94'  Discharge statuses that are transfers of every DRG.
-- param:   post_acute text = '03 05 06 50 51 62 63 65 83 85 86 90 91 93'  Discharge statuses that are transfers of post-acute DRGs.
-- column:  month date - First day of the month of discharge.
-- column:  cases int {encounter} Discharges of the month with a weight, whose fraction of a case is known.
-- column:  transferred int {encounter} Of these, those transferred.
-- column:  reduced int {encounter} Of the transferred, those that count as less than a case.
-- column:  fractions real 1 Sum of the fractions: the transfer-adjusted cases.
-- column:  adjusted_weights real 1 Sum of weight times fraction.
-- column:  adjusted_squares real 1 Sum of the squares of weight times fraction.
-- column:  fraction_squares real 1 Sum of the squares of the fractions.
-- column:  products real 1 Sum of the products of weight times fraction and fraction.
-- column:  not_adjustable int {encounter} Transfers left out, because their stay or the GMLOS of their DRG is not known.
-- metric:  transfer_adjusted_cmi = weighted_mean(adjusted_weights, fractions, adjusted_squares, fraction_squares, products, cases)
-- withhold: cases within all
-- note:    Never compare with the case-mix index of casemix/index_monthly: this is the variant that CMS publishes for hospitals (CMX-03).
-- note:    A transfer counts min(1, (days + 1) / GMLOS) of a case, every other discharge 1. A stay that ends on the day of admission is one day. MS-DRG 789 is paid in full.
-- note:    Cancer centres and children's hospitals (05, 85) are outside the prospective payment system, so that going there is a transfer of post-acute DRGs only (42 CFR 412.4(c)), as in finance/impact.
-- note:    Transfers to post-acute care count less on the DRGs that the table of DRGs marks, a DRG of special pay half and half of that fraction; where it marks none they count 1.
-- note:    Left out are ungroupable discharges, those without a weight, voided and combined accounts, and encounters with shifted dates.
-- source:  standard.md CMX-03, FIN-05; 42 CFR 412.4
WITH discharge AS (
    SELECT e.encounter_id, e.facility_id, e.payer_class, e.discharge_status,
           CASE WHEN coalesce(e.dates_shifted, FALSE) THEN NULL
                ELSE CAST(date_trunc('month', e.discharged_on) AS DATE) END AS month,
           CASE WHEN e.discharged_on = e.admitted_on THEN 1
                WHEN e.discharged_on > e.admitted_on THEN date_diff('day', e.admitted_on, e.discharged_on) END AS days
    FROM encounter AS e
    WHERE e.discharged_on IS NOT NULL
      AND (coalesce(e.dates_shifted, FALSE) OR (e.discharged_on >= :from_date AND e.discharged_on < :to_date))
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND e.encounter_id NOT IN (
          SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
),
-- Weight and title are those of the version that grouped the discharge (VER-09). A weight
-- of 0 is none.
grouped AS (
    SELECT e.encounter_id, e.facility_id, e.payer_class, e.discharge_status, e.month, e.days,
           g.grouper_version, g.drg, s.title, s.mdc, s.drg_type, s.base_title, s.severity,
           nullif(s.gmlos, 0) AS gmlos,
           coalesce(nullif(s.weight, 0), nullif(g.weight, 0)) AS weight,
           nullif(s.weight, 0) IS NOT NULL AS listed,
           g.drg_system = 'MS-DRG' AND g.drg IN ('998', '999')
               OR g.drg_system = 'APR-DRG' AND g.drg IN ('955', '956') AS ungroupable
    FROM discharge AS e
    JOIN drg_assignment AS g ON g.encounter_id = e.encounter_id AND g.drg_system = :drg_system
    LEFT JOIN drg_set AS s ON s.drg_system = g.drg_system AND s.grouper_version = g.grouper_version AND s.drg = g.drg
),
-- How the status is paid, as in finance/impact: full, per_diem or special_pay (FIN-05).
ruled AS (
    SELECT g.month, g.weight, g.days, g.gmlos,
           CASE WHEN g.drg = '789' AND :drg_system = 'MS-DRG' THEN 'full'
                WHEN strpos(' ' || :transfers || ' ', ' ' || coalesce(g.discharge_status, '-') || ' ') > 0 THEN 'per_diem'
                WHEN strpos(' ' || :post_acute || ' ', ' ' || coalesce(g.discharge_status, '-') || ' ') = 0 THEN 'full'
                WHEN NOT coalesce(s.post_acute, FALSE) THEN 'full'
                WHEN coalesce(s.special_pay, FALSE) THEN 'special_pay'
                ELSE 'per_diem' END AS rule,
           strpos(' ' || :transfers || ' ', ' ' || coalesce(g.discharge_status, '-') || ' ') > 0
               OR s.post_acute AND strpos(' ' || :post_acute || ' ', ' ' || coalesce(g.discharge_status, '-') || ' ') > 0 AS transferred
    FROM grouped AS g
    LEFT JOIN drg_set AS s ON s.drg_system = :drg_system AND s.grouper_version = g.grouper_version AND s.drg = g.drg
    WHERE g.month IS NOT NULL AND NOT g.ungroupable AND g.weight IS NOT NULL
),
moved AS (
    SELECT r.month, r.weight, coalesce(r.transferred, FALSE) AS transferred,
           CASE WHEN r.rule = 'full' OR r.days + 1 >= r.gmlos THEN 1
                WHEN r.rule = 'per_diem' THEN CAST(r.days + 1 AS DOUBLE) / nullif(CAST(r.gmlos AS DOUBLE), 0)
                ELSE 0.5 + CAST(r.days + 1 AS DOUBLE) / nullif(2 * CAST(r.gmlos AS DOUBLE), 0) END AS fraction
    FROM ruled AS r
),
weighed AS (
    SELECT m.month, m.transferred, CAST(m.fraction AS DECIMAL(9, 6)) AS fraction,
           CAST(m.weight * CAST(m.fraction AS DECIMAL(9, 6)) AS DECIMAL(18, 9)) AS adjusted
    FROM moved AS m
)
SELECT w.month, count(w.fraction) AS cases,
       count(w.fraction) FILTER (WHERE w.transferred) AS transferred,
       count(*) FILTER (WHERE w.fraction < 1) AS reduced,
       CAST(coalesce(sum(w.fraction), 0) AS DOUBLE) AS fractions,
       CAST(coalesce(sum(w.adjusted), 0) AS DOUBLE) AS adjusted_weights,
       CAST(coalesce(sum(w.adjusted * w.adjusted), 0) AS DOUBLE) AS adjusted_squares,
       CAST(coalesce(sum(w.fraction * w.fraction), 0) AS DOUBLE) AS fraction_squares,
       CAST(coalesce(sum(w.adjusted * w.fraction), 0) AS DOUBLE) AS products,
       count(*) - count(w.fraction) AS not_adjustable
FROM weighed AS w
GROUP BY w.month
ORDER BY month
