-- title:   Length of stay against GMLOS by month
-- answers: Do patients stay as long as their DRGs say, month after month?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- param:   long int = 3  A stay is long beyond so many times the GMLOS of its DRG.
-- column:  month date - First day of the month of discharge.
-- column:  cases int {encounter} Discharges whose days and GMLOS are both known.
-- column:  days int d Their days.
-- column:  day_squares int d2 Sum of the squares of their days.
-- column:  expected_days real d Sum of the GMLOS of their DRGs.
-- column:  log_days real - Sum of the natural logarithms of their days.
-- column:  log_day_squares real - Sum of the squares of these logarithms.
-- column:  log_expected real - Sum of the natural logarithms of their GMLOS.
-- column:  log_expected_squares real - Sum of the squares of these.
-- column:  log_ratio real - Sum of the natural logarithms of days over GMLOS.
-- column:  log_ratio_squares real - Sum of the squares of these.
-- column:  long_stays int {encounter} Stays of more than so many times the GMLOS.
-- column:  not_compared int {encounter} Discharges with a DRG of the system whose days or GMLOS are not known.
-- metric:  mean_days = mean_days(cases, days, day_squares)
-- metric:  geometric_days = geometric_mean_days(log_days, cases, log_day_squares)
-- metric:  gmlos = geometric_mean_days(log_expected, cases, log_expected_squares)
-- metric:  stay_ratio = geometric_ratio(log_ratio, cases, log_ratio_squares)
-- withhold: cases within all
-- note:    GMLOS is that of the DRG in the version that grouped the discharge. It is a geometric mean, so that it is compared with the geometric mean of days: the arithmetic mean is longer wherever stays differ.
-- note:    The ratio is the geometric mean of days over GMLOS, stay by stay: 1 where patients stay as long as their DRGs say.
-- note:    A stay that ends on the day of admission is one day, as for Medicare; encounters/length_of_stay counts it as 0. Deaths and transfers count like other stays.
-- note:    Ungroupable discharges, voided and combined accounts and encounters with shifted dates are left out.
-- source:  standard.md CMX-01 and CMX-03 for weights and days, section 1.2
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
stay AS (
    SELECT g.month, g.drg_type, g.grouper_version, g.drg, g.title, g.base_title, g.days, g.gmlos,
           CAST(ln(CAST(g.days AS DOUBLE)) AS DECIMAL(12, 9)) AS log_days,
           CAST(ln(CAST(g.gmlos AS DOUBLE)) AS DECIMAL(12, 9)) AS log_gmlos
    FROM grouped AS g
    WHERE NOT g.ungroupable
),
compared AS (
    SELECT s.month,
           s.days, s.gmlos, s.log_days, s.log_gmlos, s.log_days - s.log_gmlos AS log_ratio,
           s.days IS NOT NULL AND s.gmlos IS NOT NULL AS both_known
    FROM stay AS s
)
SELECT c.month,
       count(*) FILTER (WHERE c.both_known) AS cases,
       CAST(coalesce(sum(c.days) FILTER (WHERE c.both_known), 0) AS BIGINT) AS days,
       CAST(coalesce(sum(c.days * c.days) FILTER (WHERE c.both_known), 0) AS BIGINT) AS day_squares,
       CAST(coalesce(sum(c.gmlos) FILTER (WHERE c.both_known), 0) AS DOUBLE) AS expected_days,
       CAST(coalesce(sum(c.log_days) FILTER (WHERE c.both_known), 0) AS DOUBLE) AS log_days,
       CAST(coalesce(sum(c.log_days * c.log_days) FILTER (WHERE c.both_known), 0) AS DOUBLE) AS log_day_squares,
       CAST(coalesce(sum(c.log_gmlos) FILTER (WHERE c.both_known), 0) AS DOUBLE) AS log_expected,
       CAST(coalesce(sum(c.log_gmlos * c.log_gmlos) FILTER (WHERE c.both_known), 0) AS DOUBLE) AS log_expected_squares,
       CAST(coalesce(sum(c.log_ratio) FILTER (WHERE c.both_known), 0) AS DOUBLE) AS log_ratio,
       CAST(coalesce(sum(c.log_ratio * c.log_ratio) FILTER (WHERE c.both_known), 0) AS DOUBLE) AS log_ratio_squares,
       count(*) FILTER (WHERE c.days > :long * c.gmlos) AS long_stays,
       count(*) FILTER (WHERE NOT c.both_known) AS not_compared
FROM compared AS c
WHERE c.month IS NOT NULL
GROUP BY c.month
ORDER BY month
