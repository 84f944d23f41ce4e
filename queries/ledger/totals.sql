-- title:   Records by source and table
-- answers: What became of the records of each source and table?
-- column:  source_name text - Source in the configuration.
-- column:  table_name text - Canonical table.
-- column:  inputs int {file} Inputs that held records of the table.
-- column:  rows_read int {record} Records read.
-- column:  rows_loaded int {record} Records that the store holds.
-- column:  rows_duplicate int {record} Records that repeat another.
-- column:  rows_superseded int {record} Records that a later version replaced.
-- column:  rows_quarantined int {record} Records that could not be loaded.
-- metric:  quarantined = proportion(rows_quarantined, rows_read)
-- withhold: none it counts records of files and tells nothing of a patient
-- note:    rows_read is the sum of the four others.
-- source:  standard.md ING-03
SELECT i.source_name, t.table_name, count(*) AS inputs,
       CAST(sum(t.rows_read) AS BIGINT) AS rows_read,
       CAST(sum(t.rows_loaded) AS BIGINT) AS rows_loaded,
       CAST(sum(t.rows_duplicate) AS BIGINT) AS rows_duplicate,
       CAST(sum(t.rows_superseded) AS BIGINT) AS rows_superseded,
       CAST(sum(t.rows_quarantined) AS BIGINT) AS rows_quarantined
FROM ledger.tally AS t
JOIN ledger.input AS i ON i.input_id = t.input_id
GROUP BY i.source_name, t.table_name
ORDER BY source_name, table_name
