-- title:   Visits of one person
-- answers: Where and when did a person receive care?
-- param:   patient text  Key of the person.
-- column:  encounter_id text - Account number.
-- column:  facility text - Name of the facility, or its identifier where it has none.
-- column:  patient_type text - Patient type.
-- column:  admitted_on date? - First day; empty where it is not known or was shifted.
-- column:  discharged_on date? - Last day; empty while the person is in house, and where it was shifted.
-- identified: it is the copy of a person's own record, for that person
-- note:    Dates that were shifted are left out, since they are not those of the visits.
-- source:  standard.md 6.9, section 7
SELECT e.encounter_id, coalesce(f.name, e.facility_id) AS facility, e.patient_type,
       CASE WHEN NOT coalesce(e.dates_shifted, FALSE) THEN e.admitted_on END AS admitted_on,
       CASE WHEN NOT coalesce(e.dates_shifted, FALSE) THEN e.discharged_on END AS discharged_on
FROM encounter AS e
LEFT JOIN facility AS f ON f.facility_id = e.facility_id
WHERE e.patient_id = :patient
ORDER BY encounter_id
