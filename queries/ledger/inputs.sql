-- title:   Inputs of the store
-- answers: What was loaded from where, and what became of its records?
-- column:  input_id int - Number of the input, in the order of loading.
-- column:  source_name text - Source in the configuration.
-- column:  format text - Format of the source.
-- column:  file_name text - File that was read.
-- column:  sha256 text - Digest of its content, in hex.
-- column:  rows_read int {record} Records read.
-- column:  rows_loaded int {record} Records that the store holds from it.
-- column:  rows_duplicate int {record} Records that repeat another.
-- column:  rows_superseded int {record} Records that a later version replaced.
-- column:  rows_quarantined int {record} Records that could not be loaded.
-- withhold: none it counts records of files and tells nothing of a patient
-- note:    rows_read is the sum of the four others.
-- source:  standard.md ING-03
SELECT i.input_id, i.source_name, i.format, i.file_name, i.sha256,
       CAST(coalesce(sum(t.rows_read), 0) AS BIGINT) AS rows_read,
       CAST(coalesce(sum(t.rows_loaded), 0) AS BIGINT) AS rows_loaded,
       CAST(coalesce(sum(t.rows_duplicate), 0) AS BIGINT) AS rows_duplicate,
       CAST(coalesce(sum(t.rows_superseded), 0) AS BIGINT) AS rows_superseded,
       CAST(coalesce(sum(t.rows_quarantined), 0) AS BIGINT) AS rows_quarantined
FROM ledger.input AS i
LEFT JOIN ledger.tally AS t ON t.input_id = i.input_id
WHERE i.status = 'loaded'
GROUP BY i.input_id, i.source_name, i.format, i.file_name, i.sha256
ORDER BY input_id
