package derive

// What a code is changes with releases, and seldom: nine of ten codes are in all releases
// that a store has. Worked out once, the standing of a code is a row, or a few for a code
// that came, went or became a heading, however many releases there are; who judges the
// codes of ten million diagnoses joins these rows and nothing else.

// standingDDL makes the table and its view. The rows of a code cover all days, each of them
// once, whether or not a release was in force on it: on which days it was, code_release says.
// Of a system with one release the table has none, since each code is what that release says.
const standingDDL = `CREATE OR REPLACE TABLE history.code_standing (
	code_system VARCHAR, code VARCHAR, valid_from DATE, valid_to DATE, standing VARCHAR);
CREATE OR REPLACE VIEW main.code_standing AS SELECT * FROM history.code_standing
UNION ALL
SELECT code_system, code, DATE '0001-01-01', DATE '9999-12-31', CASE WHEN billable THEN 'valid' ELSE 'header' END
FROM history.code_release WHERE code_system NOT IN (SELECT code_system FROM history.code_standing)`

// StandingSQL works out since when and until when each code is valid, a header, not_yet in
// force, or retired (VAL-01 to VAL-04), by the releases of its system, or by the site's own
// code sets where no release of the system is loaded. A release ends the day before the
// next, and so does a row of the site's own. A code that became a heading is retired; one
// that was never more is a header.
const StandingSQL = `CREATE OR REPLACE TABLE history.code_standing AS
WITH release AS (
	SELECT code_system, valid_from, count(*) OVER (PARTITION BY code_system) AS releases,
		coalesce(lead(valid_from) OVER (PARTITION BY code_system ORDER BY valid_from) - 1, DATE '9999-12-31') AS valid_to
	FROM (SELECT DISTINCT code_system, valid_from FROM main.code_release)),
-- Steady is a code that all releases have as valid, or that was never more than a header.
named AS (
	SELECT code_system, code, bool_or(billable) AS valid,
		NOT coalesce(bool_or(billable), FALSE) OR bool_and(coalesce(billable, FALSE)) AND count(*) = any_value(releases) AS steady
	FROM main.code_release JOIN (SELECT DISTINCT code_system, releases FROM release WHERE releases > 1) USING (code_system)
	GROUP BY code_system, code),
listed AS (
	SELECT c.code_system, c.code, c.valid_from, r.valid_to, coalesce(c.billable, FALSE) AS billable
	FROM main.code_release AS c
	JOIN release AS r USING (code_system, valid_from)
	JOIN named AS n ON n.code_system = c.code_system AND n.code = c.code AND NOT n.steady
	UNION ALL
	SELECT code_system, code, valid_from, least(coalesce(valid_to, DATE '9999-12-31'),
			coalesce(lead(valid_from) OVER (PARTITION BY code_system, code ORDER BY valid_from) - 1, DATE '9999-12-31')),
		coalesce(billable, TRUE)
	FROM main.code_set WHERE code_system NOT IN (SELECT code_system FROM release) AND coalesce(valid_to >= valid_from, TRUE)),
spanned AS (
	SELECT *, min(valid_from) FILTER (WHERE billable) OVER code AS first_on, lag(valid_to) OVER (code ORDER BY valid_from) AS before_on
	FROM listed WINDOW code AS (PARTITION BY code_system, code)),
-- Days on which a code is listed, those before them and between, and those after.
piece AS (
	SELECT code_system, code, valid_from, valid_to,
		CASE WHEN billable THEN 'valid' WHEN first_on IS NULL OR valid_from < first_on THEN 'header' ELSE 'retired' END AS standing
	FROM spanned
	UNION ALL
	SELECT code_system, code, coalesce(before_on + 1, DATE '0001-01-01'), valid_from - 1,
		CASE WHEN first_on IS NULL THEN 'header' WHEN valid_from <= first_on THEN 'not_yet' ELSE 'retired' END
	FROM spanned WHERE coalesce(before_on + 1, DATE '0001-01-01') < valid_from
	UNION ALL
	SELECT code_system, code, max(valid_to) + 1, DATE '9999-12-31', CASE WHEN max(first_on) IS NULL THEN 'header' ELSE 'retired' END
	FROM spanned GROUP BY ALL HAVING max(valid_to) < DATE '9999-12-31'),
-- Pieces that say the same and follow each other are one.
run AS (
	SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY code_system, code ORDER BY valid_from) AS run
	FROM (SELECT *, standing IS DISTINCT FROM lag(standing) OVER (PARTITION BY code_system, code ORDER BY valid_from) AS begins FROM piece))
SELECT code_system, code, DATE '0001-01-01' AS valid_from, DATE '9999-12-31' AS valid_to, CASE WHEN valid THEN 'valid' ELSE 'header' END AS standing
FROM named WHERE steady
UNION ALL
SELECT code_system, code, min(valid_from), max(valid_to), standing FROM run GROUP BY code_system, code, run, standing`
