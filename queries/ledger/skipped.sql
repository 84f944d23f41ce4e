-- title:   Records of other kinds
-- answers: What did the sources hold that is of no canonical table?
-- column:  source_name text - Source in the configuration.
-- column:  what text - What it is, in the words of its format.
-- column:  inputs int {file} Inputs with such a record.
-- column:  records int {record} Records that were passed over.
-- withhold: none it counts records of files and tells nothing of a patient
-- source:  standard.md ING-03
SELECT i.source_name, s.what, count(*) AS inputs, CAST(sum(s.records) AS BIGINT) AS records
FROM ledger.skipped AS s
JOIN ledger.input AS i ON i.input_id = s.input_id
GROUP BY i.source_name, s.what
ORDER BY source_name, what
