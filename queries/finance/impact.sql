-- title:   Financial impact of audits
-- answers: What do the audits' findings mean in dollars and in case mix?
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
-- param:   by text = all  What makes a unit: coder, auditor, facility, month, patient_type, service_line, payer, audit or all.
-- column:  unit text - Unit as the parameter by says, such as a payer; not known where the encounter does not say it.
-- column:  month date? - First day of the month in which the reviewed version was final; empty unless by is month.
-- column:  cases int {encounter} Closed random reviews with a weight on both sides.
-- column:  priced int {encounter} Of these, those with an amount.
-- column:  not_drg int {encounter} Of cases, those whose contract pays by something else: weight change only.
-- column:  without_rate int {encounter} Of cases, those without a base rate for payer, facility and date of discharge, shifted dates included.
-- column:  not_computable int {encounter} Of cases, transfers whose stay or GMLOS is not known.
-- column:  without_weight int {encounter} Closed random reviews with a DRG on both sides of which one has no weight; in no other count.
-- column:  ungroupable int {encounter} Closed random reviews with DRG 998 or 999 on a side; in no other count.
-- column:  changed int {encounter} Of cases, those whose DRG or its version differs.
-- column:  under int {encounter} Of priced, those that were under-coded.
-- column:  over int {encounter} Of priced, those that were over-coded.
-- column:  reduced int {encounter} Of priced, transfers paid less than the whole on a side.
-- column:  transfers_not_known int {encounter} Of priced, discharges to post-acute care of a DRG that the table does not tell to be reduced or not.
-- column:  gross_under real USD Sum of the positive amounts.
-- column:  gross_over real USD Sum of the negative amounts, 0 or less.
-- column:  net real USD Sum of all amounts.
-- column:  absolute real USD Sum of all amounts without their sign.
-- column:  amounts_sq real USD2 Sum of the squares of the amounts.
-- column:  paid real USD Sum of what the coders' DRGs are paid.
-- column:  paid_sq real USD2 Sum of the squares of that.
-- column:  net_paid real USD2 Sum of the products of amount and paid.
-- column:  absolute_paid real USD2 Sum of the products of amount without sign and paid.
-- column:  weight_change real {weight} Sum over cases of the auditor's weight less the coder's.
-- column:  weight_change_sq real {weight}2 Sum of the squares of that.
-- column:  targeted int {encounter} Closed targeted reviews with an amount: counts and findings only (SMP-01).
-- column:  targeted_under real USD Sum of their positive amounts.
-- column:  targeted_over real USD Sum of their negative amounts, 0 or less.
-- metric:  net_payment_error_rate = ratio_of_sums(net, paid, amounts_sq, paid_sq, net_paid, priced)
-- metric:  absolute_payment_error_rate = ratio_of_sums(absolute, paid, amounts_sq, paid_sq, absolute_paid, priced)
-- metric:  mean_amount = mean_dollars(priced, net, amounts_sq)
-- metric:  cmi_effect = mean_weight(cases, weight_change, weight_change_sq)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    A case is worth weight times the base rate that the payer's contract had at the facility on the day of discharge, operating and capital together. Outliers, add-ons and what was really remitted are not in it.
-- note:    Positive amounts were under-coded, so that the hospital was paid too little; negative ones were over-coded.
-- note:    Contracts that do not pay by this DRG have no amount: only the change of weight is known (FIN-07).
-- note:    Transfers are paid by the day, up to the whole (FIN-05). Where the table of DRGs does not say which are post-acute ones, these are paid in full and counted in transfers_not_known.
-- note:    Closed random reviews count, by the date on which the reviewed version was final. Rates and means are of the sample, each case alike: for the frame see finance/strata.
-- note:    A change of DRG without a change of weight is 0 here and can still move severity, risk and quality measures (FIN-04).
-- source:  standard.md FIN-01 to FIN-05, FIN-07, SMP-01; 42 CFR 412.4
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
      AND CASE WHEN coalesce(e.dates_shifted, FALSE) THEN :by <> 'month'
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
),
counted AS (
    SELECT CASE :by WHEN 'coder' THEN c.coder_id WHEN 'auditor' THEN c.auditor_id WHEN 'audit' THEN c.audit_id
                    WHEN 'facility' THEN c.facility_id WHEN 'patient_type' THEN c.patient_type
                    WHEN 'service_line' THEN c.service_line WHEN 'payer' THEN c.payer_class
                    WHEN 'month' THEN substr(CAST(CAST(date_trunc('month', c.coded_on) AS DATE) AS VARCHAR), 1, 7)
                    ELSE 'all' END AS unit,
           CASE WHEN :by = 'month' THEN CAST(date_trunc('month', c.coded_on) AS DATE) END AS month,
           c.standing = 'random' AS random, c.standing = 'targeted' AS targeted, i.state, i.changed, i.reduced, i.rule_not_known,
           i.weight_change, i.coder_pay, i.amount, abs(i.amount) AS size
    FROM closed AS c
    JOIN impact AS i ON i.audit_case_id = c.audit_case_id
    WHERE c.standing IN ('random', 'targeted') AND i.state <> 'no_drg'
)
SELECT n.unit, n.month,
       count(*) FILTER (WHERE n.random AND n.weight_change IS NOT NULL) AS cases,
       count(*) FILTER (WHERE n.random AND n.state = 'priced') AS priced,
       count(*) FILTER (WHERE n.random AND n.state = 'not_drg') AS not_drg,
       count(*) FILTER (WHERE n.random AND n.state = 'no_rate') AS without_rate,
       count(*) FILTER (WHERE n.random AND n.state = 'no_stay') AS not_computable,
       count(*) FILTER (WHERE n.random AND n.state = 'no_weight') AS without_weight,
       count(*) FILTER (WHERE n.random AND n.state = 'ungroupable') AS ungroupable,
       count(*) FILTER (WHERE n.random AND n.weight_change IS NOT NULL AND n.changed) AS changed,
       count(*) FILTER (WHERE n.random AND n.amount > 0) AS under,
       count(*) FILTER (WHERE n.random AND n.amount < 0) AS over,
       count(*) FILTER (WHERE n.random AND n.state = 'priced' AND n.reduced) AS reduced,
       count(*) FILTER (WHERE n.random AND n.state = 'priced' AND n.rule_not_known) AS transfers_not_known,
       CAST(coalesce(sum(n.amount) FILTER (WHERE n.random AND n.amount > 0), 0) AS DOUBLE) AS gross_under,
       CAST(coalesce(sum(n.amount) FILTER (WHERE n.random AND n.amount < 0), 0) AS DOUBLE) AS gross_over,
       CAST(coalesce(sum(n.amount) FILTER (WHERE n.random), 0) AS DOUBLE) AS net,
       CAST(coalesce(sum(n.size) FILTER (WHERE n.random), 0) AS DOUBLE) AS absolute,
       CAST(coalesce(sum(n.amount * n.amount) FILTER (WHERE n.random), 0) AS DOUBLE) AS amounts_sq,
       CAST(coalesce(sum(n.coder_pay) FILTER (WHERE n.random), 0) AS DOUBLE) AS paid,
       CAST(coalesce(sum(n.coder_pay * n.coder_pay) FILTER (WHERE n.random), 0) AS DOUBLE) AS paid_sq,
       CAST(coalesce(sum(n.amount * n.coder_pay) FILTER (WHERE n.random), 0) AS DOUBLE) AS net_paid,
       CAST(coalesce(sum(n.size * n.coder_pay) FILTER (WHERE n.random), 0) AS DOUBLE) AS absolute_paid,
       CAST(coalesce(sum(n.weight_change) FILTER (WHERE n.random), 0) AS DOUBLE) AS weight_change,
       CAST(coalesce(sum(n.weight_change * n.weight_change) FILTER (WHERE n.random), 0) AS DOUBLE) AS weight_change_sq,
       count(*) FILTER (WHERE n.targeted AND n.state = 'priced') AS targeted,
       CAST(coalesce(sum(n.amount) FILTER (WHERE n.targeted AND n.amount > 0), 0) AS DOUBLE) AS targeted_under,
       CAST(coalesce(sum(n.amount) FILTER (WHERE n.targeted AND n.amount < 0), 0) AS DOUBLE) AS targeted_over
FROM counted AS n
GROUP BY n.unit, n.month
ORDER BY unit
