-- title:   Reconciliation of inputs
-- answers: Is every record of every input accounted for?
-- column:  input_id int - Number of the input, in the order of loading.
-- column:  source_name text - Source in the configuration.
-- column:  file_name text - File or answer that was read.
-- column:  status text - loaded, or refused: too many of its records could not be loaded.
-- column:  table_name text - Canonical table; (other kinds) for records that Chartline does not keep.
-- column:  rows_in int {record} Records that came in.
-- column:  rows_landed int {record} Records that the store holds from it.
-- column:  rows_repeated int {record} Records that repeat another.
-- column:  rows_superseded int {record} Records that a later version or list replaced.
-- column:  rows_quarantined int {record} Records that could not be loaded.
-- column:  rows_skipped int {record} Records of kinds that Chartline does not keep.
-- column:  difference int {record} Records that came in and are nowhere: 0, or the store is damaged.
-- column:  charges real? USD Gross charges of the accounts that the store holds from the input, to hold against the sender's control total; empty of other tables.
-- withhold: none it counts records of files and tells nothing of a patient
-- note:    A refused input was rolled back: none of its records is in the store, and it has one row without records.
-- source:  standard.md ING-03
WITH accounted AS (
    SELECT t.input_id, t.table_name, t.rows_read AS rows_in, t.rows_loaded, t.rows_duplicate, t.rows_superseded, t.rows_quarantined, 0 AS rows_skipped
    FROM ledger.tally AS t
    UNION ALL
    SELECT s.input_id, '(other kinds)' AS table_name, s.records AS rows_in, 0 AS rows_loaded, 0 AS rows_duplicate, 0 AS rows_superseded, 0 AS rows_quarantined, s.records AS rows_skipped
    FROM ledger.skipped AS s
),
charged AS (
    SELECT e._input_id AS input_id, 'encounter' AS table_name, CAST(coalesce(sum(e.total_charges), 0) AS DOUBLE) AS charges
    FROM history.encounter AS e
    GROUP BY e._input_id
)
SELECT i.input_id, i.source_name, i.file_name, i.status, coalesce(a.table_name, '') AS table_name,
       CAST(coalesce(sum(a.rows_in), 0) AS BIGINT) AS rows_in,
       CAST(coalesce(sum(a.rows_loaded), 0) AS BIGINT) AS rows_landed,
       CAST(coalesce(sum(a.rows_duplicate), 0) AS BIGINT) AS rows_repeated,
       CAST(coalesce(sum(a.rows_superseded), 0) AS BIGINT) AS rows_superseded,
       CAST(coalesce(sum(a.rows_quarantined), 0) AS BIGINT) AS rows_quarantined,
       CAST(coalesce(sum(a.rows_skipped), 0) AS BIGINT) AS rows_skipped,
       CAST(coalesce(sum(a.rows_in - a.rows_loaded - a.rows_duplicate - a.rows_superseded - a.rows_quarantined - a.rows_skipped), 0) AS BIGINT) AS difference,
       c.charges
FROM ledger.input AS i
LEFT JOIN accounted AS a ON a.input_id = i.input_id
LEFT JOIN charged AS c ON c.input_id = i.input_id AND c.table_name = a.table_name
GROUP BY i.input_id, i.source_name, i.file_name, i.status, a.table_name, c.charges
ORDER BY input_id, table_name
