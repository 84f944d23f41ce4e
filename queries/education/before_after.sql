-- title:   Before and after education
-- answers: Did the accuracy of educated coders change, each against themselves?
-- param:   from_date date  First date of education, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   window_days int = 365  Days before and after the session in which charts were coded.
-- param:   patient_type text = all  Patient type, or all: compare one type where the mix of a coder changed.
-- column:  coder_id text - Coder who was educated.
-- column:  educated_on date - First session in the period; the charts of that day count after it.
-- column:  topics int - Topics of that session.
-- column:  before_agreed int {code} Diagnoses on both sides, of charts coded before it.
-- column:  before_auditor_codes int {code} Diagnoses of the auditors.
-- column:  before_agreed_sq int - Sum over charts of agreed squared.
-- column:  before_auditor_sq int - Sum over charts of auditor_codes squared.
-- column:  before_agreed_auditor int - Sum over charts of agreed times auditor_codes.
-- column:  before_charts int {encounter} Closed random reviews of such charts, with a diagnosis of the auditor.
-- column:  before_findings int {finding} Findings on these that stand, are the coder's, and are of a topic that was taught in the session.
-- column:  after_agreed int {code} Diagnoses on both sides, of charts coded on its day or after it.
-- column:  after_auditor_codes int {code} Diagnoses of the auditors.
-- column:  after_agreed_sq int - Sum over charts of agreed squared.
-- column:  after_auditor_sq int - Sum over charts of auditor_codes squared.
-- column:  after_agreed_auditor int - Sum over charts of agreed times auditor_codes.
-- column:  after_charts int {encounter} Closed random reviews of such charts, with a diagnosis of the auditor.
-- column:  after_findings int {finding} Findings on these that stand, are the coder's, and are of a topic that was taught in the session.
-- metric:  code_accuracy_before = cluster_ratio(before_agreed, before_auditor_codes, before_agreed_sq, before_auditor_sq, before_agreed_auditor, before_charts)
-- metric:  code_accuracy_after = cluster_ratio(after_agreed, after_auditor_codes, after_agreed_sq, after_auditor_sq, after_agreed_auditor, after_charts)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Pair the sums by coder: the change of all coders is that of each against themselves (EDU-02), and of one coder the difference of two samples of charts.
-- note:    What else changed on that day is in the difference too. Encounters with shifted dates are left out.
-- source:  standard.md EDU-02, CI-03, CI-07
WITH session AS (
    SELECT d.coder_id, min(d.educated_on) AS educated_on
    FROM education AS d
    WHERE d.educated_on >= :from_date AND d.educated_on < :to_date AND d.educated_on <= :as_of_on
    GROUP BY d.coder_id
),
taught AS (
    SELECT s.coder_id, s.educated_on, d.topic
    FROM session AS s
    JOIN education AS d ON d.coder_id = s.coder_id AND d.educated_on = s.educated_on
),
review AS (
    SELECT a.audit_case_id, a.coder_id, a.coded_on, e.patient_type,
           row_number() OVER (PARTITION BY a.encounter_id, a.version_no ORDER BY a.closed_on, a.audit_case_id) AS place
    FROM audit_case AS a
    JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on AND a.selection = 'random' AND a.auditor_id <> a.coder_id
      AND NOT coalesce(e.dates_shifted, FALSE)
),
near AS (
    SELECT s.coder_id, s.educated_on, r.audit_case_id, CASE WHEN r.coded_on < s.educated_on THEN 'before' ELSE 'after' END AS period
    FROM session AS s
    JOIN review AS r ON r.coder_id = s.coder_id AND r.place = 1
    WHERE abs(date_diff('day', s.educated_on, r.coded_on)) <= :window_days
      AND (:patient_type = 'all' OR r.patient_type = :patient_type)
),
diagnosis_code AS (
    SELECT k.audit_case_id, k.code_system, k.code, bool_or(k.side = 'coder') AS by_coder, bool_or(k.side = 'auditor') AS by_auditor
    FROM audit_code AS k
    JOIN near AS n ON n.audit_case_id = k.audit_case_id
    WHERE k.element = 'diagnosis'
    GROUP BY k.audit_case_id, k.code_system, k.code
),
reviewed AS (
    SELECT d.audit_case_id, count(*) FILTER (WHERE d.by_coder AND d.by_auditor) AS tp, count(*) FILTER (WHERE d.by_auditor) AS a
    FROM diagnosis_code AS d
    GROUP BY d.audit_case_id
),
error AS (
    SELECT n.audit_case_id, count(DISTINCT f.finding_id) AS errors
    FROM near AS n
    JOIN taught AS t ON t.coder_id = n.coder_id
    JOIN audit_finding AS f ON f.audit_case_id = n.audit_case_id AND (f.error_type = t.topic OR f.subtype = t.topic)
    WHERE f.final_state IN ('accepted', 'upheld', 'partially_overturned')
      AND f.error_type NOT IN ('QO', 'CV', 'SY', 'AU')
    GROUP BY n.audit_case_id
),
beside AS (
    SELECT n.coder_id, n.period, r.tp, r.a, e.errors
    FROM near AS n
    JOIN reviewed AS r ON r.audit_case_id = n.audit_case_id AND r.a > 0
    LEFT JOIN error AS e ON e.audit_case_id = n.audit_case_id
),
topics AS (
    SELECT t.coder_id, t.educated_on, count(*) AS topics FROM taught AS t GROUP BY t.coder_id, t.educated_on
)
SELECT s.coder_id, s.educated_on, s.topics,
       CAST(coalesce(sum(b.tp) FILTER (WHERE b.period = 'before'), 0) AS BIGINT) AS before_agreed,
       CAST(coalesce(sum(b.a) FILTER (WHERE b.period = 'before'), 0) AS BIGINT) AS before_auditor_codes,
       CAST(coalesce(sum(b.tp * b.tp) FILTER (WHERE b.period = 'before'), 0) AS BIGINT) AS before_agreed_sq,
       CAST(coalesce(sum(b.a * b.a) FILTER (WHERE b.period = 'before'), 0) AS BIGINT) AS before_auditor_sq,
       CAST(coalesce(sum(b.tp * b.a) FILTER (WHERE b.period = 'before'), 0) AS BIGINT) AS before_agreed_auditor,
       count(b.tp) FILTER (WHERE b.period = 'before') AS before_charts,
       CAST(coalesce(sum(b.errors) FILTER (WHERE b.period = 'before'), 0) AS BIGINT) AS before_findings,
       CAST(coalesce(sum(b.tp) FILTER (WHERE b.period = 'after'), 0) AS BIGINT) AS after_agreed,
       CAST(coalesce(sum(b.a) FILTER (WHERE b.period = 'after'), 0) AS BIGINT) AS after_auditor_codes,
       CAST(coalesce(sum(b.tp * b.tp) FILTER (WHERE b.period = 'after'), 0) AS BIGINT) AS after_agreed_sq,
       CAST(coalesce(sum(b.a * b.a) FILTER (WHERE b.period = 'after'), 0) AS BIGINT) AS after_auditor_sq,
       CAST(coalesce(sum(b.tp * b.a) FILTER (WHERE b.period = 'after'), 0) AS BIGINT) AS after_agreed_auditor,
       count(b.tp) FILTER (WHERE b.period = 'after') AS after_charts,
       CAST(coalesce(sum(b.errors) FILTER (WHERE b.period = 'after'), 0) AS BIGINT) AS after_findings
FROM topics AS s
LEFT JOIN beside AS b ON b.coder_id = s.coder_id
GROUP BY s.coder_id, s.educated_on, s.topics
ORDER BY coder_id
