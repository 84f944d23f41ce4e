-- title:   Who coded one person's visits, and when
-- answers: In which role was each version of a person's codes assigned, when, and why?
-- param:   patient text  Key of the person.
-- column:  encounter_id text - Account number.
-- column:  version_no int - Version of the codes, 1 first.
-- column:  role text? - coder or auditor; empty where the store does not say it.
-- column:  assigned_second int? s When the version was final, in seconds since 1970 in UTC; empty where it is not known or was shifted.
-- column:  reason text? - first_final, recode, audit_correction or rebill.
-- identified: it is the copy of a person's own record, for that person
-- note:    Roles stand in place of people: who did it is no part of the designated record set.
-- source:  standard.md 6.9, 6.10, section 7
SELECT a.encounter_id, CAST(a.version_no AS BIGINT) AS version_no, c.role,
       CASE WHEN NOT coalesce(e.dates_shifted, FALSE) THEN date_diff('second', TIMESTAMP '1970-01-01 00:00:00', a.assigned_at) END AS assigned_second,
       a.reason
FROM code_assignment AS a
JOIN encounter AS e ON e.encounter_id = a.encounter_id
LEFT JOIN coder AS c ON c.coder_id = a.coder_id
WHERE e.patient_id = :patient
ORDER BY encounter_id, version_no
