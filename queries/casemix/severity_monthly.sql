-- title:   CC and MCC rates by month
-- answers: How does the share of discharges with a CC or an MCC move from month to month?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- column:  month date - First day of the month of discharge.
-- column:  cases int {encounter} Discharges with a DRG of the system that is not ungroupable.
-- column:  not_loaded int {encounter} Of these, those whose base DRG is not loaded: whether it is split is not known.
-- column:  not_split int {encounter} Of these, those whose base DRG is not split by severity: it has no rate.
-- column:  cc_split int {encounter} Of these, those whose base DRG tells CCs apart, from MCCs or together with them.
-- column:  with_cc_mcc int {encounter} Of cc_split, those in a DRG with CC, with MCC or with CC/MCC.
-- column:  mcc_split int {encounter} Of the cases, those whose base DRG tells MCCs apart.
-- column:  with_mcc int {encounter} Of mcc_split, those in a DRG with MCC.
-- metric:  cc_mcc_rate = proportion(with_cc_mcc, cc_split)
-- metric:  mcc_rate = proportion(with_mcc, mcc_split)
-- withhold: with_mcc of mcc_split within all
-- note:    The denominators are not all discharges: only a base DRG that is split can have a rate, and one that is split by MCC alone is in the MCC rate only (CMX-04).
-- note:    It is a rate of DRGs and not of codes: a second MCC changes no DRG. casemix/capture counts codes.
-- note:    Families of DRGs are base_title and severity of drg_set, of the version that grouped the discharge. Titles are not taken apart here.
-- note:    Voided and combined accounts and encounters with shifted dates are left out. Lists of CCs and MCCs change on 1 October.
-- source:  standard.md CMX-04
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
-- A base that is split by MCC only tells nothing of CCs, and one that is not split has
-- no rate (CMX-04).
base AS (
    SELECT s.grouper_version, s.base_title,
           bool_or(s.severity = 'MCC') AS has_mcc,
           bool_or(s.severity IN ('CC', 'CC/MCC')) AS has_cc
    FROM drg_set AS s
    WHERE s.drg_system = :drg_system AND s.base_title IS NOT NULL
    GROUP BY s.grouper_version, s.base_title
),
judged AS (
    SELECT g.month, g.severity, g.base_title IS NOT NULL AS loaded,
           coalesce(b.has_mcc, FALSE) AS has_mcc, coalesce(b.has_cc, FALSE) AS has_cc
    FROM grouped AS g
    LEFT JOIN base AS b ON b.grouper_version = g.grouper_version AND b.base_title = g.base_title
    WHERE NOT g.ungroupable
)
SELECT j.month, count(*) AS cases,
       count(*) FILTER (WHERE NOT j.loaded) AS not_loaded,
       count(*) FILTER (WHERE j.loaded AND NOT j.has_mcc AND NOT j.has_cc) AS not_split,
       count(*) FILTER (WHERE j.has_cc) AS cc_split,
       count(*) FILTER (WHERE j.has_cc AND j.severity IN ('CC', 'MCC', 'CC/MCC')) AS with_cc_mcc,
       count(*) FILTER (WHERE j.has_mcc) AS mcc_split,
       count(*) FILTER (WHERE j.has_mcc AND j.severity = 'MCC') AS with_mcc
FROM judged AS j
WHERE j.month IS NOT NULL
GROUP BY j.month
ORDER BY month
