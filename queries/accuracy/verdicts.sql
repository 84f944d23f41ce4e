-- title:   Verdicts of two and of three auditors
-- answers: Do auditors agree how wrong a coding is, and do three of them agree whether it is?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   drg_system text = MS-DRG  Grouper whose DRG is compared.
-- param:   by text = all  month leaves out encounters with shifted dates; any other value is all.
-- column:  scope text - all.
-- column:  pairs int {encounter} Encounters of which one version was reviewed by two auditors or more.
-- column:  right_right int {encounter} Encounters of which the first auditor said right and the second right.
-- column:  right_minor int {encounter} Encounters of which the first auditor said right and the second minor.
-- column:  right_grave int {encounter} Encounters of which the first auditor said right and the second grave.
-- column:  minor_right int {encounter} Encounters of which the first auditor said minor and the second right.
-- column:  minor_minor int {encounter} Encounters of which the first auditor said minor and the second minor.
-- column:  minor_grave int {encounter} Encounters of which the first auditor said minor and the second grave.
-- column:  grave_right int {encounter} Encounters of which the first auditor said grave and the second right.
-- column:  grave_minor int {encounter} Encounters of which the first auditor said grave and the second minor.
-- column:  grave_grave int {encounter} Encounters of which the first auditor said grave and the second grave.
-- column:  three_0 int {encounter} Encounters that three auditors reviewed and none found right.
-- column:  three_1 int {encounter} Those that one of three found right.
-- column:  three_2 int {encounter} Those that two of three found right.
-- column:  three_3 int {encounter} Those that all three found right.
-- column:  grades_same int {encounter} Of pairs, those of which both auditors said the same.
-- column:  three int {encounter} Encounters that three auditors reviewed.
-- column:  three_same int {encounter} Of three, those of which all said the same.
-- metric:  grade_agreement = proportion(grades_same, pairs)
-- metric:  verdict_agreement = proportion(three_same, three)
-- metric:  weighted_kappa = grade_kappa(right_right, right_minor, right_grave, minor_right, minor_minor, minor_grave, grave_right, grave_minor, grave_grave)
-- metric:  fleiss_kappa = verdict_fleiss(three_0, three_1, three_2, three_3)
-- withhold: none it measures the work of auditors, names no code and tells nothing of a patient
-- note:    right: every code and the principal diagnosis agree. grave: the DRG, where there is one, does not. minor: what is between. The first review of each auditor counts, none of one's own coding, whatever its selection, in the order in which they closed.
-- note:    Show the observed shares beside these, and AC1 of accuracy/agreement: kappas are small where nearly all verdicts are of one kind.
-- source:  standard.md 2.7, AGR-01, AGR-02
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
turn AS (
    SELECT a.audit_case_id, a.encounter_id, a.version_no,
           row_number() OVER (PARTITION BY a.encounter_id, a.version_no ORDER BY a.closed_on, a.audit_case_id) AS turn
    FROM (SELECT c.audit_case_id, c.encounter_id, c.version_no, c.closed_on,
                 row_number() OVER (PARTITION BY c.encounter_id, c.version_no, c.auditor_id ORDER BY c.closed_on, c.audit_case_id) AS nth
          FROM closed AS c
          WHERE c.auditor_id <> c.coder_id) AS a
    WHERE a.nth = 1
),
-- How often each side has a code, which is what a verdict compares.
sided AS (
    SELECT t.audit_case_id, c.element,
           count(*) FILTER (WHERE c.side = 'coder') AS by_coder, count(*) FILTER (WHERE c.side = 'auditor') AS by_auditor,
           coalesce(bool_or(c.side = 'coder' AND c.sequence = 1), FALSE) AS first_of_coder,
           coalesce(bool_or(c.side = 'auditor' AND c.sequence = 1), FALSE) AS first_of_auditor
    FROM audit_code AS c
    JOIN turn AS t ON t.audit_case_id = c.audit_case_id
    WHERE c.element IN ('diagnosis', 'procedure')
       OR (c.element = 'drg' AND coalesce(c.code_system, :drg_system) = :drg_system)
    GROUP BY t.audit_case_id, c.element, c.code_system, c.code, c.performed_on
),
graded AS (
    SELECT s.audit_case_id,
           CASE WHEN bool_or(s.element = 'drg' AND (s.by_coder > 0) <> (s.by_auditor > 0)) THEN 3
                WHEN bool_and(CASE s.element WHEN 'diagnosis' THEN (s.by_coder > 0) = (s.by_auditor > 0) AND s.first_of_coder = s.first_of_auditor
                                             WHEN 'procedure' THEN s.by_coder = s.by_auditor
                                             ELSE TRUE END) THEN 1
                ELSE 2 END AS grade
    FROM sided AS s
    GROUP BY s.audit_case_id
),
seen AS (
    SELECT t.encounter_id, t.version_no,
           max(CASE WHEN t.turn = 1 THEN g.grade END) AS first_grade,
           max(CASE WHEN t.turn = 2 THEN g.grade END) AS second_grade,
           max(CASE WHEN t.turn = 3 THEN g.grade END) AS third_grade,
           count(*) FILTER (WHERE t.turn <= 3 AND g.grade = 1) AS found_right
    FROM turn AS t
    JOIN graded AS g ON g.audit_case_id = t.audit_case_id
    GROUP BY t.encounter_id, t.version_no
)
SELECT 'all' AS scope, count(*) FILTER (WHERE s.second_grade IS NOT NULL AND s.first_grade IS NOT NULL) AS pairs,
       count(*) FILTER (WHERE s.first_grade = 1 AND s.second_grade = 1) AS right_right,
       count(*) FILTER (WHERE s.first_grade = 1 AND s.second_grade = 2) AS right_minor,
       count(*) FILTER (WHERE s.first_grade = 1 AND s.second_grade = 3) AS right_grave,
       count(*) FILTER (WHERE s.first_grade = 2 AND s.second_grade = 1) AS minor_right,
       count(*) FILTER (WHERE s.first_grade = 2 AND s.second_grade = 2) AS minor_minor,
       count(*) FILTER (WHERE s.first_grade = 2 AND s.second_grade = 3) AS minor_grave,
       count(*) FILTER (WHERE s.first_grade = 3 AND s.second_grade = 1) AS grave_right,
       count(*) FILTER (WHERE s.first_grade = 3 AND s.second_grade = 2) AS grave_minor,
       count(*) FILTER (WHERE s.first_grade = 3 AND s.second_grade = 3) AS grave_grave,
       count(*) FILTER (WHERE s.third_grade IS NOT NULL AND s.found_right = 0) AS three_0,
       count(*) FILTER (WHERE s.third_grade IS NOT NULL AND s.found_right = 1) AS three_1,
       count(*) FILTER (WHERE s.third_grade IS NOT NULL AND s.found_right = 2) AS three_2,
       count(*) FILTER (WHERE s.third_grade IS NOT NULL AND s.found_right = 3) AS three_3,
       count(*) FILTER (WHERE s.first_grade = s.second_grade) AS grades_same,
       count(*) FILTER (WHERE s.third_grade IS NOT NULL) AS three,
       count(*) FILTER (WHERE s.third_grade IS NOT NULL AND s.found_right IN (0, 3)) AS three_same
FROM seen AS s
ORDER BY scope
