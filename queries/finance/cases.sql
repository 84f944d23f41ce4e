-- title:   Audited cases that cost or gain money
-- answers: Which reviewed accounts were paid too much or too little, and by how much?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   coder text = all  Coder, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  Grouper whose DRG is paid.
-- param:   transfers text = '02 66 82 94'  Discharge statuses that are transfers of every DRG.
-- param:   post_acute text = '03 05 06 50 51 62 63 65 83 85 86 90 91 93'  Discharge statuses that are transfers of post-acute DRGs.
-- column:  audit_case_id text - Review.
-- column:  audit_id text - Audit that it belongs to.
-- column:  encounter_id text - Account.
-- column:  selection text - random or targeted; targeted reviews support no rate.
-- column:  payer_class text - Payer class.
-- column:  discharged_on date? - Day of discharge; empty where dates were shifted.
-- column:  coder_drg text - DRG of the coder.
-- column:  final_drg text - DRG that stands.
-- column:  weight_change real {weight} The final weight less the coder's.
-- column:  base_rate real? USD What a case of weight 1 is paid; empty where there is no amount.
-- column:  coder_pay real? USD What the coder's DRG is paid.
-- column:  final_pay real? USD What the final DRG is paid.
-- column:  amount real? USD The difference: positive where the account was under-coded.
-- column:  state text - priced, or why there is no amount: not_drg, no_rate or no_stay.
-- withhold: none it measures the work of coders and tells no diagnosis
-- identified: it lists accounts for those who bring them back to the payer
-- note:    A case is worth weight times the base rate that the payer's contract had at the facility on the day of discharge, operating and capital together. Outliers, add-ons and what was really remitted are not in it.
-- note:    Positive amounts were under-coded, so that the hospital was paid too little; negative ones were over-coded.
-- note:    Contracts that do not pay by this DRG have no amount: only the change of weight is known (FIN-07).
-- note:    Transfers are paid by the day, up to the whole (FIN-05). Where the table of DRGs does not say which are post-acute ones, these are paid in full.
-- note:    Listed are closed reviews, random and targeted, whose DRG, weight or payment changed.
-- source:  standard.md FIN-01, FIN-05, FIN-07; 42 CFR 412.4
WITH closed AS (
    SELECT a.audit_case_id, a.audit_id, a.encounter_id, a.stratum, a.selection, a.coder_id, a.auditor_id, a.coded_on, a.closed_on,
           coalesce(e.facility_id, 'not known') AS facility_id, coalesce(e.patient_type, 'not known') AS patient_type,
           coalesce(e.service_line, 'not known') AS service_line, coalesce(e.payer_class, 'not known') AS payer_class,
           e.discharge_status, CASE WHEN NOT coalesce(e.dates_shifted, FALSE) THEN e.discharged_on END AS discharged_on,
           CASE WHEN e.discharged_on = e.admitted_on THEN 1
                WHEN e.discharged_on > e.admitted_on THEN date_diff('day', e.admitted_on, e.discharged_on) END AS days,
           CASE WHEN a.auditor_id = a.coder_id THEN 'own'
                WHEN a.selection = 'targeted' THEN 'targeted'
                WHEN a.selection = 'second' THEN 'again'
                WHEN row_number() OVER (PARTITION BY a.encounter_id, a.version_no, a.selection, a.auditor_id = a.coder_id
                                        ORDER BY a.closed_on, a.audit_case_id) > 1 THEN 'again'
                ELSE 'random' END AS standing
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on
      AND CASE WHEN coalesce(e.dates_shifted, FALSE) THEN TRUE
               ELSE a.coded_on >= :from_date AND a.coded_on < :to_date END
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:coder = 'all' OR a.coder_id = :coder)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
),
-- What each side would be paid by: its DRG, and the discharge status.
sided AS (
    SELECT k.audit_case_id, k.side,
           max(CASE WHEN k.element = 'drg' THEN k.code END) AS drg,
           max(CASE WHEN k.element = 'drg' THEN coalesce(k.grouper_version, '') END) AS grouper_version,
           max(CASE WHEN k.element = 'discharge_status' THEN k.code END) AS status
    FROM audit_code AS k
    JOIN closed AS c ON c.audit_case_id = k.audit_case_id
    WHERE k.element = 'discharge_status' OR (k.element = 'drg' AND coalesce(k.code_system, :drg_system) = :drg_system)
    GROUP BY k.audit_case_id, k.side
),
-- The weight is that of the version which grouped the side (VER-09), and 0 is none. rule is
-- how the status is paid: full, per_diem or special_pay; not_known where the DRG is not
-- known to be a post-acute one or not, which is paid in full (FIN-05).
ruled AS (
    SELECT s.audit_case_id, s.side, s.drg, s.grouper_version, nullif(d.weight, 0) AS weight, nullif(d.gmlos, 0) AS gmlos, c.days,
           :drg_system = 'MS-DRG' AND s.drg IN ('998', '999') AS ungroupable,
           CASE WHEN :drg_system = 'MS-DRG' AND s.drg = '789' THEN 'full'
                WHEN strpos(' ' || :transfers || ' ', ' ' || coalesce(s.status, c.discharge_status, '-') || ' ') > 0 THEN 'per_diem'
                WHEN strpos(' ' || :post_acute || ' ', ' ' || coalesce(s.status, c.discharge_status, '-') || ' ') = 0 THEN 'full'
                WHEN d.post_acute IS NULL THEN 'not_known'
                WHEN NOT d.post_acute THEN 'full'
                WHEN coalesce(d.special_pay, FALSE) THEN 'special_pay'
                ELSE 'per_diem' END AS rule
    FROM sided AS s
    JOIN closed AS c ON c.audit_case_id = s.audit_case_id
    LEFT JOIN drg_set AS d ON d.drg_system = :drg_system AND d.grouper_version = s.grouper_version AND d.drg = s.drg
),
-- A transfer is paid by the day, the first twice, up to the whole; of special pay half comes
-- at once, and half of that beside it.
portion AS (
    SELECT r.audit_case_id, r.side, r.drg, r.grouper_version, r.weight, r.ungroupable, r.rule,
           CASE WHEN r.rule IN ('full', 'not_known') OR r.days + 1 >= r.gmlos THEN 1
                WHEN r.rule = 'per_diem' THEN CAST(r.days + 1 AS DOUBLE) / nullif(CAST(r.gmlos AS DOUBLE), 0)
                ELSE 0.5 + CAST(r.days + 1 AS DOUBLE) / nullif(2 * CAST(r.gmlos AS DOUBLE), 0) END AS portion
    FROM ruled AS r
),
beside AS (
    SELECT p.audit_case_id,
           max(CASE WHEN p.side = 'coder' THEN p.drg END) AS coder_drg,
           max(CASE WHEN p.side = 'auditor' THEN p.drg END) AS final_drg,
           max(CASE WHEN p.side = 'coder' THEN p.grouper_version END) AS coder_version,
           max(CASE WHEN p.side = 'auditor' THEN p.grouper_version END) AS final_version,
           max(CASE WHEN p.side = 'coder' THEN p.weight END) AS coder_weight,
           max(CASE WHEN p.side = 'auditor' THEN p.weight END) AS final_weight,
           max(CASE WHEN p.side = 'coder' THEN p.portion END) AS coder_portion,
           max(CASE WHEN p.side = 'auditor' THEN p.portion END) AS final_portion,
           bool_or(p.ungroupable) AS ungroupable, bool_or(p.rule = 'not_known') AS rule_not_known
    FROM portion AS p
    GROUP BY p.audit_case_id
),
contract AS (
    SELECT c.audit_case_id, b.payment, coalesce(b.operating, 0) + coalesce(b.capital, 0) AS rate,
           row_number() OVER (PARTITION BY c.audit_case_id ORDER BY b.valid_from DESC) AS place
    FROM closed AS c
    JOIN base_rate AS b ON b.facility_id = c.facility_id AND b.payer_class = c.payer_class AND b.valid_from <= c.discharged_on
),
-- state is priced, or why there is no amount: the contract pays by something else (FIN-07),
-- there is no contract for the date, or the stay or GMLOS of a transfer is not known.
-- Without a weight on both sides there is nothing to compare at all.
rated AS (
    SELECT b.audit_case_id, b.coder_drg, b.final_drg, b.coder_version, b.final_version, b.coder_weight, b.final_weight,
           b.coder_portion, b.final_portion, b.rule_not_known, t.rate,
           CASE WHEN b.coder_drg IS NULL OR b.final_drg IS NULL THEN 'no_drg'
                WHEN b.ungroupable THEN 'ungroupable'
                WHEN b.coder_weight IS NULL OR b.final_weight IS NULL THEN 'no_weight'
                WHEN t.payment IS NULL THEN 'no_rate'
                WHEN t.payment <> 'drg' THEN 'not_drg'
                WHEN t.rate = 0 THEN 'no_rate'
                WHEN b.coder_portion IS NULL OR b.final_portion IS NULL THEN 'no_stay'
                ELSE 'priced' END AS state
    FROM beside AS b
    LEFT JOIN contract AS t ON t.audit_case_id = b.audit_case_id AND t.place = 1
),
-- In full a payment is exact; a portion of it is rounded to cents.
paid AS (
    SELECT r.audit_case_id, r.state, r.coder_drg, r.final_drg, r.coder_version, r.final_version,
           r.coder_weight, r.final_weight, r.rule_not_known, r.rate,
           CASE WHEN r.state IN ('priced', 'no_rate', 'not_drg', 'no_stay') THEN r.final_weight - r.coder_weight END AS weight_change,
           r.coder_drg <> r.final_drg OR r.coder_version <> r.final_version AS changed,
           r.coder_portion < 1 OR r.final_portion < 1 AS reduced,
           CASE WHEN r.state <> 'priced' THEN NULL
                WHEN r.coder_portion = 1 THEN CAST(r.coder_weight * r.rate AS DECIMAL(14, 2))
                ELSE CAST(CAST(r.coder_weight * r.rate AS DOUBLE) * r.coder_portion AS DECIMAL(14, 2)) END AS coder_pay,
           CASE WHEN r.state <> 'priced' THEN NULL
                WHEN r.final_portion = 1 THEN CAST(r.final_weight * r.rate AS DECIMAL(14, 2))
                ELSE CAST(CAST(r.final_weight * r.rate AS DOUBLE) * r.final_portion AS DECIMAL(14, 2)) END AS final_pay
    FROM rated AS r
),
impact AS (
    SELECT p.audit_case_id, p.state, p.coder_drg, p.final_drg, p.coder_version, p.final_version, p.coder_weight, p.final_weight,
           p.rule_not_known, p.rate, p.weight_change, p.changed, p.reduced, p.coder_pay, p.final_pay,
           p.final_pay - p.coder_pay AS amount
    FROM paid AS p
)
SELECT c.audit_case_id, c.audit_id, c.encounter_id, c.selection, c.payer_class, c.discharged_on, i.coder_drg, i.final_drg,
       CAST(i.weight_change AS DOUBLE) AS weight_change,
       CASE WHEN i.state = 'priced' THEN CAST(i.rate AS DOUBLE) END AS base_rate,
       CAST(i.coder_pay AS DOUBLE) AS coder_pay, CAST(i.final_pay AS DOUBLE) AS final_pay,
       CAST(i.amount AS DOUBLE) AS amount, i.state
FROM closed AS c
JOIN impact AS i ON i.audit_case_id = c.audit_case_id
WHERE c.standing IN ('random', 'targeted') AND i.weight_change IS NOT NULL
  AND (i.changed OR i.weight_change <> 0 OR coalesce(i.amount, 0) <> 0)
ORDER BY audit_case_id
