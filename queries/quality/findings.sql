-- title:   Open findings of record edits
-- answers: Which accounts and codes fail an edit, and since when?
-- param:   edit text = all  Edit, such as VAL-03, or all.
-- column:  edit text - Edit.
-- column:  encounter_id text - Account number.
-- column:  version_no int - Version of its codes in which it was first found.
-- column:  element text - diagnosis, procedure or account.
-- column:  role text? - Role of the code; empty for an account.
-- column:  sequence int? - Position within the role; empty for an account.
-- column:  code_system text? - Code system; empty for an account.
-- column:  code text? - Code that fails; empty for an account.
-- column:  facility_id text - Facility.
-- column:  coder_id text? - Coder of the latest version of the codes; empty where none is known.
-- column:  since text - new, or persisting where the check before the last one had it.
-- column:  first_seen date - Day of the check that found it first, in UTC.
-- identified: it names accounts, for those who correct them
-- note:    quality/changes counts them.
-- source:  standard.md 4.4, 4.5
SELECT f.edit, f.encounter_id, f.version_no, f.element, f.role, f.sequence, f.code_system, f.code, f.facility_id, f.coder_id,
       CASE WHEN f.first_check = (SELECT max(l.check_id) FROM ledger.edit_check AS l) THEN 'new' ELSE 'persisting' END AS since,
       CAST(c.checked_at AS DATE) AS first_seen
FROM ledger.finding AS f
JOIN ledger.edit_check AS c ON c.check_id = f.first_check
WHERE (:edit = 'all' OR f.edit = :edit) AND f.closed_check IS NULL
ORDER BY edit, encounter_id, element, role, sequence, code_system, code
