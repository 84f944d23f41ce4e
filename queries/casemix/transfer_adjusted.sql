-- title:   Transfer-adjusted case-mix index by month
-- answers: How heavy are the discharges of each month where a transfer is the fraction of a case that Medicare pays?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- param:   transfers text = '02 05 66 82 85 94'  Discharge statuses that count as a transfer to another hospital.
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
-- note:    Transfers to post-acute care are reduced on listed DRGs only. That list is not among the tables, so they count 1 unless their status is given in transfers.
-- note:    Left out are ungroupable discharges, those without a weight, voided and combined accounts, and encounters with shifted dates.
-- source:  standard.md CMX-03; 42 CFR 412.4
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
moved AS (
    SELECT g.month, g.weight, strpos(' ' || :transfers || ' ', ' ' || coalesce(g.discharge_status, '-') || ' ') > 0 AS transferred,
           CASE WHEN strpos(' ' || :transfers || ' ', ' ' || coalesce(g.discharge_status, '-') || ' ') = 0 THEN 1
                WHEN g.drg = '789' AND :drg_system = 'MS-DRG' THEN 1
                WHEN g.days + 1 >= g.gmlos THEN 1
                ELSE CAST(g.days + 1 AS DOUBLE) / nullif(CAST(g.gmlos AS DOUBLE), 0) END AS fraction
    FROM grouped AS g
    WHERE g.month IS NOT NULL AND NOT g.ungroupable AND g.weight IS NOT NULL
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
