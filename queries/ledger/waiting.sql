-- title:   Records that wait for their account
-- answers: Which records are of accounts that have not arrived?
-- column:  source_name text - Source in the configuration.
-- column:  table_name text - Canonical table.
-- column:  inputs int {file} Inputs with such a record.
-- column:  records int {record} Records whose encounter is unknown.
-- withhold: none it counts records of files and tells nothing of a patient
-- note:    They are loaded, and count as soon as their account arrives.
-- source:  standard.md ING-03
SELECT i.source_name, o.table_name, count(*) AS inputs, CAST(sum(o.records) AS BIGINT) AS records
FROM ledger.orphan AS o
JOIN ledger.input AS i ON i.input_id = o.input_id
GROUP BY i.source_name, o.table_name
ORDER BY source_name, table_name
