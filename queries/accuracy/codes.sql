-- title:   Accuracy of diagnosis codes
-- answers: How well do the coders' diagnoses agree with the auditors'?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  What makes a unit: coder, auditor, facility, month, patient_type, service_line, audit or all.
-- column:  unit text - Unit as the parameter by says, such as a coder; not known where the encounter does not say it.
-- column:  month date? - First day of the month in which the reviewed version was final; empty unless by is month.
-- column:  charts int {encounter} Charts with a diagnosis on either side: all rates rest on these.
-- column:  without_codes int {encounter} Closed random reviews without a diagnosis on either side, in no other count.
-- column:  targeted int {encounter} Closed targeted reviews, which support no rate and are in no other count (SMP-01).
-- column:  again int {encounter} Further random reviews of an encounter and version: the one closed first counts, the others compare auditors (accuracy/agreement).
-- column:  own int {encounter} Reviews of one's own work, which are none.
-- column:  agreed int {code} Diagnoses on both sides (TP).
-- column:  auditor_codes int {code} Diagnoses of the auditors (A = TP + FN).
-- column:  coder_codes int {code} Diagnoses of the coders (C = TP + FP).
-- column:  agreed_sq int - Sum over charts of TP squared.
-- column:  auditor_sq int - Sum over charts of A squared.
-- column:  coder_sq int - Sum over charts of C squared.
-- column:  agreed_auditor int - Sum over charts of TP times A.
-- column:  agreed_coder int - Sum over charts of TP times C.
-- column:  auditor_charts int {encounter} Charts with a diagnosis of the auditor; the others have no recall (A = 0).
-- column:  coder_charts int {encounter} Charts with a diagnosis of the coder; the others have no precision (C = 0).
-- column:  f1_agreed int {code} 2 TP.
-- column:  f1_codes int {code} A + C, which is 2 TP + FP + FN.
-- column:  f1_agreed_sq int - Sum over charts of 2 TP squared.
-- column:  f1_codes_sq int - Sum over charts of (A + C) squared.
-- column:  f1_product int - Sum over charts of 2 TP times (A + C).
-- column:  listed int {code} Diagnoses on either side (TP + FP + FN).
-- column:  listed_sq int - Sum over charts of listed squared.
-- column:  agreed_listed int - Sum over charts of TP times listed.
-- column:  substitutions int {code} Pairs of a coder's and an auditor's code of one category (2.1 pass B).
-- column:  omissions int {code} Diagnoses of the auditor without a partner.
-- column:  commissions int {code} Diagnoses of the coder without a partner.
-- column:  errors int {code} Substitutions, omissions and commissions, each once.
-- column:  errors_sq int - Sum over charts of errors squared.
-- column:  errors_auditor int - Sum over charts of errors times A.
-- column:  decided int {code} TP + errors.
-- column:  decided_sq int - Sum over charts of decided squared.
-- column:  agreed_decided int - Sum over charts of TP times decided.
-- column:  net int {code} TP less the coder's extra codes (FP), on charts with a diagnosis of the auditor. It can be negative.
-- column:  net_sq int - Sum over these charts of (TP - FP) squared.
-- column:  net_auditor int - Sum over these charts of (TP - FP) times A.
-- column:  sdx_agreed int {code} Secondary diagnoses on both sides: the principal of either side is in none of these counts.
-- column:  sdx_auditor int {code} Secondary diagnoses of the auditors.
-- column:  sdx_coder int {code} Secondary diagnoses of the coders.
-- column:  sdx_agreed_sq int - Sum over charts of sdx_agreed squared.
-- column:  sdx_auditor_sq int - Sum over charts of sdx_auditor squared.
-- column:  sdx_coder_sq int - Sum over charts of sdx_coder squared.
-- column:  sdx_agreed_auditor int - Sum over charts of sdx_agreed times sdx_auditor.
-- column:  sdx_agreed_coder int - Sum over charts of sdx_agreed times sdx_coder.
-- column:  sdx_auditor_charts int {encounter} Charts with a secondary diagnosis of the auditor.
-- column:  sdx_coder_charts int {encounter} Charts with a secondary diagnosis of the coder.
-- column:  share_sum real 1 Sum over auditor_charts of TP / A.
-- column:  share_sq real 1 Sum over auditor_charts of (TP / A) squared.
-- metric:  code_accuracy = cluster_ratio(agreed, auditor_codes, agreed_sq, auditor_sq, agreed_auditor, auditor_charts)
-- metric:  net_accuracy = net_ratio(net, auditor_codes, net_sq, auditor_sq, net_auditor, auditor_charts)
-- metric:  jaccard = cluster_ratio(agreed, listed, agreed_sq, listed_sq, agreed_listed, charts)
-- metric:  combined_accuracy = cluster_ratio(agreed, decided, agreed_sq, decided_sq, agreed_decided, charts)
-- metric:  precision = cluster_ratio(agreed, coder_codes, agreed_sq, coder_sq, agreed_coder, coder_charts)
-- metric:  f1 = cluster_ratio(f1_agreed, f1_codes, f1_agreed_sq, f1_codes_sq, f1_product, charts)
-- metric:  sdx_recall = cluster_ratio(sdx_agreed, sdx_auditor, sdx_agreed_sq, sdx_auditor_sq, sdx_agreed_auditor, sdx_auditor_charts)
-- metric:  sdx_precision = cluster_ratio(sdx_agreed, sdx_coder, sdx_agreed_sq, sdx_coder_sq, sdx_agreed_coder, sdx_coder_charts)
-- metric:  macro_code_accuracy = macro_share(share_sum, auditor_charts, share_sq)
-- metric:  errors_per_100_codes = errors_per_hundred(errors, auditor_codes, errors_sq, auditor_sq, errors_auditor, charts)
-- metric:  errors_per_record = errors_per_one(errors, charts, errors_sq)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    The auditor's final codes are the reference. Closed random reviews count, each alike, by the date on which the reviewed version was final, whatever the date of the review.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- note:    Diagnoses are sets: order is ignored, and a code counts once on a side. A code of another system or with other characters is another code.
-- note:    net_accuracy takes extra codes off and is never floored. jaccard counts a substitution as two errors, combined_accuracy as one.
-- note:    All are pooled over charts, so that long charts count for more; macro_code_accuracy alone is the mean of the charts' shares.
-- source:  standard.md 2.1, ACC-01, ACC-01b, ACC-01c, ACC-02, ACC-03, ACC-07, ACC-13, CI-03, SMP-01
WITH closed AS (
    SELECT a.audit_case_id, a.audit_id, a.encounter_id, a.version_no, a.selection, a.coder_id, a.auditor_id, a.coded_on, a.closed_on,
           coalesce(e.facility_id, 'not known') AS facility_id, coalesce(e.patient_type, 'not known') AS patient_type,
           coalesce(e.service_line, 'not known') AS service_line,
           CASE WHEN NOT coalesce(e.dates_shifted, FALSE) THEN coalesce(e.discharged_on, a.coded_on) END AS judged_on
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on
      AND CASE WHEN coalesce(e.dates_shifted, FALSE) THEN :by <> 'month'
               ELSE a.coded_on >= :from_date AND a.coded_on < :to_date END
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND (:coder = 'all' OR a.coder_id = :coder)
),
-- What each review is good for: rates rest on one random review of an encounter and
-- version by somebody else.
review AS (
    SELECT row_number() OVER (ORDER BY c.audit_case_id) AS chart_no, c.audit_case_id, c.judged_on, c.patient_type,
           CASE WHEN c.auditor_id = c.coder_id THEN 'own'
                WHEN c.selection = 'targeted' THEN 'targeted'
                WHEN c.selection = 'second' THEN 'again'
                WHEN row_number() OVER (PARTITION BY c.encounter_id, c.version_no, c.selection, c.auditor_id = c.coder_id
                                        ORDER BY c.closed_on, c.audit_case_id) > 1 THEN 'again'
                ELSE 'random' END AS standing,
           CASE :by WHEN 'coder' THEN c.coder_id WHEN 'auditor' THEN c.auditor_id WHEN 'audit' THEN c.audit_id
                    WHEN 'facility' THEN c.facility_id WHEN 'patient_type' THEN c.patient_type
                    WHEN 'service_line' THEN c.service_line
                    WHEN 'month' THEN substr(CAST(CAST(date_trunc('month', c.coded_on) AS DATE) AS VARCHAR), 1, 7)
                    ELSE 'all' END AS unit,
           CASE WHEN :by = 'month' THEN CAST(date_trunc('month', c.coded_on) AS DATE) END AS month
    FROM closed AS c
),
-- One row a chart and diagnosis code, with its place on each side: 2 of the principal, 1 of
-- another, 0 of none (2.1 pass A).
diagnosis_code AS (
    SELECT r.chart_no, c.code_system, c.code,
           max(CASE WHEN c.side = 'auditor' THEN 0 WHEN c.sequence = 1 THEN 2 ELSE 1 END) AS coder_place,
           max(CASE WHEN c.side = 'coder' THEN 0 WHEN c.sequence = 1 THEN 2 ELSE 1 END) AS auditor_place
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'diagnosis'
    GROUP BY r.chart_no, c.code_system, c.code
),
diagnosis_chart AS (
    SELECT d.chart_no,
           count(*) FILTER (WHERE d.coder_place > 0 AND d.auditor_place > 0) AS tp,
           count(*) FILTER (WHERE d.auditor_place > 0) AS a,
           count(*) FILTER (WHERE d.coder_place > 0) AS c,
           count(*) FILTER (WHERE d.coder_place = 1 AND d.auditor_place = 1) AS sdx_tp,
           count(*) FILTER (WHERE d.coder_place < 2 AND d.auditor_place = 1) AS sdx_a,
           count(*) FILTER (WHERE d.coder_place = 1 AND d.auditor_place < 2) AS sdx_c
    FROM diagnosis_code AS d
    GROUP BY d.chart_no
),
-- Leftovers pair one to one within their category, so that the number of pairs is the
-- smaller of the two sides (2.1 pass B); accuracy/substitutions names them.
leftover AS (
    SELECT d.chart_no,
           count(*) FILTER (WHERE d.auditor_place > 0) AS fn,
           count(*) FILTER (WHERE d.coder_place > 0) AS fp
    FROM diagnosis_code AS d
    WHERE d.coder_place = 0 OR d.auditor_place = 0
    GROUP BY d.chart_no, d.code_system, substr(d.code, 1, 3)
),
paired AS (
    SELECT l.chart_no, CAST(sum(CASE WHEN l.fn < l.fp THEN l.fn ELSE l.fp END) AS BIGINT) AS pairs
    FROM leftover AS l
    GROUP BY l.chart_no
),
counted AS (
    SELECT r.unit, r.month, r.standing, d.chart_no IS NOT NULL AS coded,
           coalesce(d.tp, 0) AS tp, coalesce(d.a, 0) AS a, coalesce(d.c, 0) AS c, coalesce(p.pairs, 0) AS pairs,
           coalesce(d.sdx_tp, 0) AS sdx_tp, coalesce(d.sdx_a, 0) AS sdx_a, coalesce(d.sdx_c, 0) AS sdx_c
    FROM review AS r
    LEFT JOIN diagnosis_chart AS d ON d.chart_no = r.chart_no
    LEFT JOIN paired AS p ON p.chart_no = r.chart_no
),
-- Charts with the same counts are one row, with how many they are: thousands, where there
-- can be millions of charts.
alike AS (
    SELECT n.unit, n.month, n.standing, n.coded, n.tp, n.a, n.c, n.pairs, n.sdx_tp, n.sdx_a, n.sdx_c, count(*) AS charts
    FROM counted AS n
    GROUP BY n.unit, n.month, n.standing, n.coded, n.tp, n.a, n.c, n.pairs, n.sdx_tp, n.sdx_a, n.sdx_c
),
chart AS (
    SELECT n.charts, n.unit, n.month, n.standing, n.coded, n.tp, n.a, n.c, n.pairs, n.sdx_tp, n.sdx_a, n.sdx_c,
           n.a + n.c - n.tp AS listed, n.a - n.tp - n.pairs AS missed, n.c - n.tp - n.pairs AS extra,
           n.a + n.c - 2 * n.tp - n.pairs AS errors,
           CASE WHEN n.a > 0 THEN 2 * n.tp - n.c ELSE 0 END AS net,
           CASE WHEN n.a > 0 THEN CAST(CAST(n.tp AS DOUBLE) / nullif(n.a, 0) AS DECIMAL(18, 12)) END AS share
    FROM alike AS n
)
SELECT h.unit, h.month,
       CAST(coalesce(sum(h.charts) FILTER (WHERE h.coded), 0) AS BIGINT) AS charts,
       CAST(coalesce(sum(h.charts) FILTER (WHERE h.standing = 'random' AND NOT h.coded), 0) AS BIGINT) AS without_codes,
       CAST(coalesce(sum(h.charts) FILTER (WHERE h.standing = 'targeted'), 0) AS BIGINT) AS targeted,
       CAST(coalesce(sum(h.charts) FILTER (WHERE h.standing = 'again'), 0) AS BIGINT) AS again,
       CAST(coalesce(sum(h.charts) FILTER (WHERE h.standing = 'own'), 0) AS BIGINT) AS own,
       CAST(sum(h.charts * h.tp) AS BIGINT) AS agreed,
       CAST(sum(h.charts * h.a) AS BIGINT) AS auditor_codes,
       CAST(sum(h.charts * h.c) AS BIGINT) AS coder_codes,
       CAST(sum(h.charts * h.tp * h.tp) AS BIGINT) AS agreed_sq,
       CAST(sum(h.charts * h.a * h.a) AS BIGINT) AS auditor_sq,
       CAST(sum(h.charts * h.c * h.c) AS BIGINT) AS coder_sq,
       CAST(sum(h.charts * h.tp * h.a) AS BIGINT) AS agreed_auditor,
       CAST(sum(h.charts * h.tp * h.c) AS BIGINT) AS agreed_coder,
       CAST(coalesce(sum(h.charts) FILTER (WHERE h.a > 0), 0) AS BIGINT) AS auditor_charts,
       CAST(coalesce(sum(h.charts) FILTER (WHERE h.c > 0), 0) AS BIGINT) AS coder_charts,
       CAST(sum(h.charts * 2 * h.tp) AS BIGINT) AS f1_agreed,
       CAST(sum(h.charts * (h.a + h.c)) AS BIGINT) AS f1_codes,
       CAST(sum(h.charts * 4 * h.tp * h.tp) AS BIGINT) AS f1_agreed_sq,
       CAST(sum(h.charts * (h.a + h.c) * (h.a + h.c)) AS BIGINT) AS f1_codes_sq,
       CAST(sum(h.charts * 2 * h.tp * (h.a + h.c)) AS BIGINT) AS f1_product,
       CAST(sum(h.charts * h.listed) AS BIGINT) AS listed,
       CAST(sum(h.charts * h.listed * h.listed) AS BIGINT) AS listed_sq,
       CAST(sum(h.charts * h.tp * h.listed) AS BIGINT) AS agreed_listed,
       CAST(sum(h.charts * h.pairs) AS BIGINT) AS substitutions,
       CAST(sum(h.charts * h.missed) AS BIGINT) AS omissions,
       CAST(sum(h.charts * h.extra) AS BIGINT) AS commissions,
       CAST(sum(h.charts * h.errors) AS BIGINT) AS errors,
       CAST(sum(h.charts * h.errors * h.errors) AS BIGINT) AS errors_sq,
       CAST(sum(h.charts * h.errors * h.a) AS BIGINT) AS errors_auditor,
       CAST(sum(h.charts * (h.tp + h.errors)) AS BIGINT) AS decided,
       CAST(sum(h.charts * (h.tp + h.errors) * (h.tp + h.errors)) AS BIGINT) AS decided_sq,
       CAST(sum(h.charts * h.tp * (h.tp + h.errors)) AS BIGINT) AS agreed_decided,
       CAST(sum(h.charts * h.net) AS BIGINT) AS net,
       CAST(sum(h.charts * h.net * h.net) AS BIGINT) AS net_sq,
       CAST(sum(h.charts * h.net * h.a) AS BIGINT) AS net_auditor,
       CAST(sum(h.charts * h.sdx_tp) AS BIGINT) AS sdx_agreed,
       CAST(sum(h.charts * h.sdx_a) AS BIGINT) AS sdx_auditor,
       CAST(sum(h.charts * h.sdx_c) AS BIGINT) AS sdx_coder,
       CAST(sum(h.charts * h.sdx_tp * h.sdx_tp) AS BIGINT) AS sdx_agreed_sq,
       CAST(sum(h.charts * h.sdx_a * h.sdx_a) AS BIGINT) AS sdx_auditor_sq,
       CAST(sum(h.charts * h.sdx_c * h.sdx_c) AS BIGINT) AS sdx_coder_sq,
       CAST(sum(h.charts * h.sdx_tp * h.sdx_a) AS BIGINT) AS sdx_agreed_auditor,
       CAST(sum(h.charts * h.sdx_tp * h.sdx_c) AS BIGINT) AS sdx_agreed_coder,
       CAST(coalesce(sum(h.charts) FILTER (WHERE h.sdx_a > 0), 0) AS BIGINT) AS sdx_auditor_charts,
       CAST(coalesce(sum(h.charts) FILTER (WHERE h.sdx_c > 0), 0) AS BIGINT) AS sdx_coder_charts,
       CAST(coalesce(sum(h.charts * h.share), 0) AS DOUBLE) AS share_sum,
       CAST(coalesce(sum(h.charts * CAST(h.share * h.share AS DECIMAL(18, 12))), 0) AS DOUBLE) AS share_sq
FROM chart AS h
GROUP BY h.unit, h.month
ORDER BY unit
