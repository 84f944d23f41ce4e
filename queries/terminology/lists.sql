-- title:   Lists, groupings and DRG versions that are loaded
-- answers: Which lists of codes are loaded, of which version?
-- column:  kind text - list, grouping, DRG version or conversion.
-- column:  name text - Name of the list or scheme.
-- column:  version text? - Its version, as it says itself.
-- column:  records int {record} Rows of it.
-- withhold: none it counts codes and tells nothing of a patient
-- source:  standard.md VER-01
SELECT kind, name, version, records
FROM (
  SELECT 'list' AS kind, list AS name, list_version AS version, count(*) AS records FROM code_mark GROUP BY list, list_version
  UNION ALL
  SELECT 'grouping', scheme, scheme_version, count(*) FROM code_group GROUP BY scheme, scheme_version
  UNION ALL
  SELECT 'DRG version', drg_system, grouper_version, count(*) FROM drg_set GROUP BY drg_system, grouper_version
  UNION ALL
  SELECT 'conversion', code_system, NULL, count(*) FROM code_change GROUP BY code_system
) AS loaded
ORDER BY kind, name, version
