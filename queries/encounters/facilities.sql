-- title:   Facilities
-- answers: Which facilities are there, and what are they called?
-- column:  facility_id text - Facility, as records name it.
-- column:  name text? - Its name; empty where the site gave none.
-- withhold: none it tells of facilities and of no patient
-- source:  standard.md 7
SELECT f.facility_id, f.name
FROM facility AS f
ORDER BY facility_id
