-- title:   Sums by stratum of audits that were drawn here
-- answers: What did each stratum of a drawn audit show, from which its frame can be estimated?
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   audit text = all  Audit, or all.
-- param:   drg_system text = MS-DRG  Grouper whose DRG is paid.
-- param:   transfers text = '02 66 82 94'  Discharge statuses that are transfers of every DRG.
-- param:   post_acute text = '03 05 06 50 51 62 63 65 83 85 86 90 91 93'  Discharge statuses that are transfers of post-acute DRGs.
-- column:  audit_id text - Audit.
-- column:  stratum text - Stratum of the draw; all where there is one.
-- column:  method text - How it was drawn: simple, stratified, coder_floor or targeted.
-- column:  selection text - targeted is not generalisable (SMP-01).
-- column:  frame_count int {encounter} Accounts of the stratum in the frame.
-- column:  sample_count int {encounter} Accounts drawn for review.
-- column:  closed int {encounter} Closed reviews, spares that stand in included.
-- column:  known int {encounter} Of these, those whose amount is known; what no contract by DRG pays is known to be 0.
-- column:  outside int {encounter} Of known, those that no contract by DRG pays, or without a DRG on a side: their amount is 0.
-- column:  drg_wrong int {encounter} Of closed, those whose DRG the auditor changed.
-- column:  over int {encounter} Of known, those that were over-coded.
-- column:  net real USD Sum of the amounts: negative where more was paid than was due.
-- column:  net_sq real USD2 Sum of their squares.
-- column:  overpaid real USD Sum of what was paid too much, as a positive amount.
-- column:  overpaid_sq real USD2 Sum of the squares of that.
-- column:  underpaid real USD Sum of what was paid too little.
-- column:  underpaid_sq real USD2 Sum of the squares of that.
-- column:  paid real USD Sum of what the coders' DRGs are paid.
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    A case is worth weight times the base rate that the payer's contract had at the facility on the day of discharge, operating and capital together. Outliers, add-ons and what was really remitted are not in it.
-- note:    Positive amounts were under-coded, so that the hospital was paid too little; negative ones were over-coded.
-- note:    Contracts that do not pay by this DRG have no amount: only the change of weight is known (FIN-07).
-- note:    Transfers are paid by the day, up to the whole (FIN-05). Where the table of DRGs does not say which are post-acute ones, these are paid in full.
-- note:    Estimate the frame's total by the stratified difference estimator, in which an account that is not paid by DRG counts 0. Never of a targeted draw.
-- source:  standard.md FIN-08, CI-05, SMP-01, SMP-02
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
      AND (:audit = 'all' OR a.audit_id = :audit)
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
-- One's own work is no review.
reviewed AS (
    SELECT c.audit_id, coalesce(c.stratum, 'all') AS stratum, i.state, coalesce(i.changed, FALSE) AS changed,
           i.coder_pay, CASE WHEN coalesce(i.state, 'no_drg') IN ('no_drg', 'ungroupable', 'not_drg') THEN 0 ELSE i.amount END AS amount
    FROM closed AS c
    LEFT JOIN impact AS i ON i.audit_case_id = c.audit_case_id
    WHERE c.standing <> 'own'
)
SELECT s.audit_id, s.stratum, d.method, d.selection, s.frame_count, s.sample_count,
       count(r.audit_id) AS closed, count(r.amount) AS known,
       count(r.audit_id) FILTER (WHERE coalesce(r.state, 'no_drg') IN ('no_drg', 'ungroupable', 'not_drg')) AS outside,
       count(r.audit_id) FILTER (WHERE r.changed) AS drg_wrong,
       count(r.audit_id) FILTER (WHERE r.amount < 0) AS over,
       CAST(coalesce(sum(r.amount), 0) AS DOUBLE) AS net,
       CAST(coalesce(sum(r.amount * r.amount), 0) AS DOUBLE) AS net_sq,
       CAST(coalesce(sum(-r.amount) FILTER (WHERE r.amount < 0), 0) AS DOUBLE) AS overpaid,
       CAST(coalesce(sum(r.amount * r.amount) FILTER (WHERE r.amount < 0), 0) AS DOUBLE) AS overpaid_sq,
       CAST(coalesce(sum(r.amount) FILTER (WHERE r.amount > 0), 0) AS DOUBLE) AS underpaid,
       CAST(coalesce(sum(r.amount * r.amount) FILTER (WHERE r.amount > 0), 0) AS DOUBLE) AS underpaid_sq,
       CAST(coalesce(sum(r.coder_pay), 0) AS DOUBLE) AS paid
FROM audit_stratum AS s
JOIN audit_draw AS d ON d.audit_id = s.audit_id
LEFT JOIN reviewed AS r ON r.audit_id = s.audit_id AND r.stratum = s.stratum
WHERE :audit = 'all' OR s.audit_id = :audit
GROUP BY s.audit_id, s.stratum, d.method, d.selection, s.frame_count, s.sample_count
ORDER BY audit_id, stratum
