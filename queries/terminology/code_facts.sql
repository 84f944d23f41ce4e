-- title:   Lists, groups, earlier and later codes of a code
-- answers: On which lists does a code stand, in which groups, and which codes were there before and came after it?
-- param:   code text = I10  Code, without dot.
-- column:  fact text - list, group, earlier code or later code: the conversion table's, of which a later one may be for a part of the cases only.
-- column:  code_system text - System of the code.
-- column:  name text - Name of the list or scheme, or the other code.
-- column:  detail text? - What the list says, or the group and its title.
-- column:  valid_from date? - First date.
-- column:  valid_to date? - Last date.
-- withhold: none it is about a code and tells nothing of a patient
-- source:  standard.md VER-08, GRP-05
SELECT fact, code_system, name, detail, valid_from, valid_to
FROM (
  SELECT 'list' AS fact, code_system, list AS name, detail, valid_from, valid_to FROM code_mark WHERE code = :code
  UNION ALL
  SELECT 'group', g.code_system, g.scheme || ' ' || g.scheme_version, g.grouping || coalesce(' ' || t.title, ''), NULL, NULL
  FROM code_group AS g
  LEFT JOIN group_title AS t ON t.scheme = g.scheme AND t.scheme_version = g.scheme_version AND t.grouping = g.grouping
  WHERE g.code = :code
  UNION ALL
  SELECT 'earlier code', code_system, previous_code, NULL, valid_from, NULL FROM code_change WHERE code = :code
  UNION ALL
  SELECT 'later code', code_system, code, NULL, valid_from, NULL FROM code_change WHERE previous_code = :code
) AS facts
ORDER BY fact, code_system, name, detail, valid_from
