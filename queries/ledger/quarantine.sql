-- title:   Quarantined records by reason
-- answers: Which records could not be loaded, and why?
-- column:  source_name text - Source in the configuration.
-- column:  table_name text - Canonical table.
-- column:  reason text - broken_record, missing_value, wrong_type, unlisted_value, bad_encoding or impossible.
-- column:  column_name text? - Column that is to blame; empty where it is the whole record.
-- column:  inputs int {file} Inputs with such a record.
-- column:  records int {record} Records in quarantine.
-- withhold: none it counts records of files and tells nothing of a patient
-- note:    The records themselves are in ledger.quarantine, by input and number.
-- source:  standard.md ING-03
SELECT i.source_name, q.table_name, q.reason, q.column_name,
       count(DISTINCT q.input_id) AS inputs, count(*) AS records
FROM ledger.quarantine AS q
JOIN ledger.input AS i ON i.input_id = q.input_id
GROUP BY i.source_name, q.table_name, q.reason, q.column_name
ORDER BY source_name, table_name, reason, column_name
