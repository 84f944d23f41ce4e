-- Quarantined records with their text, for the person who mends them. It is no question
-- of the library, since its answer is records of patients.
SELECT i.source_name, i.file_name, q.input_id, q.table_name, q.record_no, q.reason, q.column_name, q.raw_record
FROM ledger.quarantine AS q
JOIN ledger.input AS i ON i.input_id = q.input_id
WHERE (? = 'all' OR i.source_name = ?)
  AND (? = 'all' OR q.table_name = ?)
  AND (? = 'all' OR q.reason = ?)
ORDER BY q.input_id, q.table_name, q.record_no, q.reason, q.column_name
