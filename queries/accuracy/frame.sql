-- title:   Accuracy of the frames that audits were drawn from
-- answers: What do the strata of an audit, each with its weight, say of all accounts it was drawn from?
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   audit text = all  Audit, or all.
-- param:   drg_system text = MS-DRG  Grouper whose DRG is compared.
-- column:  audit_id text - Audit that was drawn here, by chance.
-- column:  method text - How it was drawn: simple, stratified or coder_floor.
-- column:  frame_count int {encounter} Accounts in the frame.
-- column:  charts int {encounter} Closed reviews with a code on either side, spares that stand in included.
-- column:  strata int {stratum} Strata of the frame.
-- column:  unseen int {stratum} Of strata, those without such a review: nothing is known of the frame while there is one.
-- column:  lone int {stratum} Of strata, those with one such review of several accounts.
-- column:  spread real - Sum over strata of N(N - n) / n.
-- column:  agreed real {code} Total of the frame of diagnoses on both sides: sum over strata of N times the mean of a chart.
-- column:  auditor_codes real {code} So of the auditors' diagnoses.
-- column:  agreed_var real - Variance of that total: sum over strata of N(N - n) / n times the variance of charts.
-- column:  auditor_var real - Variance of auditor_codes.
-- column:  agreed_auditor_cov real - Their covariance.
-- column:  all_right real {encounter} Total of the frame of charts whose diagnoses and procedures are all right.
-- column:  listed real {encounter} Total of the frame of charts with a code.
-- column:  right_var real - Variance of all_right.
-- column:  listed_var real - Variance of listed, which strata of one have.
-- column:  right_listed_cov real - Their covariance.
-- column:  drg_same real {encounter} Total of the frame of charts whose DRG was kept.
-- column:  drg_reviewed real {encounter} Total of the frame of charts with a DRG of the auditor that groups.
-- column:  drg_same_var real - Variance of drg_same.
-- column:  drg_reviewed_var real - Variance of drg_reviewed.
-- column:  drg_cov real - Their covariance.
-- metric:  code_accuracy = stratified_ratio(agreed, auditor_codes, agreed_var, auditor_var, agreed_auditor_cov, spread, frame_count, charts, unseen, lone)
-- metric:  codes_accuracy = stratified_ratio(all_right, listed, right_var, listed_var, right_listed_cov, spread, frame_count, charts, unseen, lone)
-- metric:  drg_accuracy = stratified_ratio(drg_same, drg_reviewed, drg_same_var, drg_reviewed_var, drg_cov, spread, frame_count, charts, unseen, lone)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Where strata were sampled at different rates the sample by itself says nothing of the frame, and the other queries of accuracy, which count every chart alike, describe the sample only. Here every stratum has the weight of its accounts.
-- note:    Targeted draws are left out: no rate is made of them (SMP-01). One's own work is no review.
-- note:    While reviews are outstanding those that are closed stand for their stratum.
-- source:  standard.md CI-03, CI-05, SMP-01, SMP-06, ACC-01, ACC-04, ACC-05
WITH review AS (
    SELECT a.audit_case_id, a.audit_id, coalesce(a.stratum, 'all') AS stratum
    FROM audit_case AS a
    WHERE a.closed_on <= :as_of_on AND a.selection = 'random' AND a.auditor_id <> a.coder_id
      AND (:audit = 'all' OR a.audit_id = :audit)
),
-- How often each side of a chart has a code or DRG.
sided AS (
    SELECT r.audit_case_id, c.element,
           count(*) FILTER (WHERE c.side = 'coder') AS by_coder, count(*) FILTER (WHERE c.side = 'auditor') AS by_auditor,
           bool_or(c.code IN ('998', '999')) AS ungroupable
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE c.element IN ('diagnosis', 'procedure') OR (c.element = 'drg' AND coalesce(c.code_system, :drg_system) = :drg_system)
    GROUP BY r.audit_case_id, c.element, CASE WHEN c.element = 'drg' THEN '' ELSE coalesce(c.code_system, '') END, c.code,
             CASE WHEN c.element = 'procedure' THEN c.performed_on END, CASE WHEN c.element = 'drg' THEN c.grouper_version END
),
chart AS (
    SELECT s.audit_case_id,
           count(*) FILTER (WHERE s.element = 'diagnosis' AND s.by_coder > 0 AND s.by_auditor > 0) AS agreed,
           count(*) FILTER (WHERE s.element = 'diagnosis' AND s.by_auditor > 0) AS auditor_codes,
           CASE WHEN bool_and(CASE s.element WHEN 'diagnosis' THEN (s.by_coder > 0) = (s.by_auditor > 0)
                                             WHEN 'procedure' THEN s.by_coder = s.by_auditor ELSE TRUE END) THEN 1 ELSE 0 END AS alike,
           CASE WHEN bool_or(s.element = 'drg' AND s.by_auditor > 0) AND NOT bool_or(s.element = 'drg' AND s.ungroupable)
                THEN 1 ELSE 0 END AS drg_reviewed,
           CASE WHEN bool_or(s.element = 'drg' AND s.by_auditor > 0 AND s.by_coder > 0) AND NOT bool_or(s.element = 'drg' AND s.ungroupable)
                THEN 1 ELSE 0 END AS drg_same
    FROM sided AS s
    GROUP BY s.audit_case_id
),
summed AS (
    SELECT r.audit_id, r.stratum, count(*) AS n,
           CAST(sum(c.agreed) AS BIGINT) AS x, CAST(sum(c.auditor_codes) AS BIGINT) AS m,
           CAST(sum(c.agreed * c.agreed) AS BIGINT) AS xx, CAST(sum(c.auditor_codes * c.auditor_codes) AS BIGINT) AS mm,
           CAST(sum(c.agreed * c.auditor_codes) AS BIGINT) AS xm,
           CAST(sum(c.alike) AS BIGINT) AS alike, CAST(sum(c.drg_same) AS BIGINT) AS same, CAST(sum(c.drg_reviewed) AS BIGINT) AS grouped
    FROM review AS r
    JOIN chart AS c ON c.audit_case_id = r.audit_case_id
    GROUP BY r.audit_id, r.stratum
),
-- A variance is (n Σxx - Σx Σx) / n(n - 1), and that of a single chart Σxx: times and less are
-- the factors of the two sums. A chart is right or wrong, so that a square is the value itself.
weighed AS (
    SELECT t.audit_id, t.frame_count, s.n, s.x, s.m, s.xx, s.mm, s.xm, s.alike, s.same, s.grouped,
           CASE WHEN s.n > 1 THEN s.n ELSE 1 END AS times, CASE WHEN s.n > 1 THEN 1 ELSE 0 END AS less,
           CAST(t.frame_count AS DOUBLE) / nullif(s.n, 0) AS weight,
           CAST(t.frame_count * (t.frame_count - s.n) AS DOUBLE) / nullif(s.n, 0) AS scale,
           CAST(t.frame_count * (t.frame_count - s.n) AS DOUBLE) / nullif(s.n * CASE WHEN s.n > 1 THEN s.n * (s.n - 1) ELSE 1 END, 0) AS per
    FROM audit_stratum AS t
    LEFT JOIN summed AS s ON s.audit_id = t.audit_id AND s.stratum = t.stratum
    WHERE t.frame_count > 0
)
SELECT d.audit_id, d.method, CAST(sum(w.frame_count) AS BIGINT) AS frame_count,
       CAST(coalesce(sum(w.n), 0) AS BIGINT) AS charts, count(*) AS strata,
       count(*) FILTER (WHERE w.n IS NULL) AS unseen,
       count(*) FILTER (WHERE w.n = 1 AND w.frame_count > 1) AS lone,
       CAST(coalesce(sum(w.scale), 0) AS DOUBLE) AS spread,
       CAST(coalesce(sum(w.weight * w.x), 0) AS DOUBLE) AS agreed,
       CAST(coalesce(sum(w.weight * w.m), 0) AS DOUBLE) AS auditor_codes,
       CAST(coalesce(sum(w.per * (w.times * w.xx - w.less * w.x * w.x)), 0) AS DOUBLE) AS agreed_var,
       CAST(coalesce(sum(w.per * (w.times * w.mm - w.less * w.m * w.m)), 0) AS DOUBLE) AS auditor_var,
       CAST(coalesce(sum(w.per * (w.times * w.xm - w.less * w.x * w.m)), 0) AS DOUBLE) AS agreed_auditor_cov,
       CAST(coalesce(sum(w.weight * w.alike), 0) AS DOUBLE) AS all_right,
       CAST(coalesce(sum(w.weight * w.n), 0) AS DOUBLE) AS listed,
       CAST(coalesce(sum(w.per * (w.times * w.alike - w.less * w.alike * w.alike)), 0) AS DOUBLE) AS right_var,
       CAST(coalesce(sum(w.per * (w.times * w.n - w.less * w.n * w.n)), 0) AS DOUBLE) AS listed_var,
       CAST(coalesce(sum(w.per * (w.times * w.alike - w.less * w.alike * w.n)), 0) AS DOUBLE) AS right_listed_cov,
       CAST(coalesce(sum(w.weight * w.same), 0) AS DOUBLE) AS drg_same,
       CAST(coalesce(sum(w.weight * w.grouped), 0) AS DOUBLE) AS drg_reviewed,
       CAST(coalesce(sum(w.per * (w.times * w.same - w.less * w.same * w.same)), 0) AS DOUBLE) AS drg_same_var,
       CAST(coalesce(sum(w.per * (w.times * w.grouped - w.less * w.grouped * w.grouped)), 0) AS DOUBLE) AS drg_reviewed_var,
       CAST(coalesce(sum(w.per * (w.times * w.same - w.less * w.same * w.grouped)), 0) AS DOUBLE) AS drg_cov
FROM audit_draw AS d
JOIN weighed AS w ON w.audit_id = d.audit_id
WHERE d.selection = 'random' AND (:audit = 'all' OR d.audit_id = :audit)
GROUP BY d.audit_id, d.method
ORDER BY audit_id
