-- title:   Quarantined records by place
-- answers: Where do the records stand that could not be loaded?
-- param:   source text = all  Source in the configuration, or all.
-- param:   table_name text = all  Canonical table, or all.
-- param:   reason text = all  Reason, or all.
-- column:  source_name text - Source in the configuration.
-- column:  file_name text - File as it was read, or the name of what a server sent.
-- column:  input_id int 1 Number of the input in the ledger.
-- column:  table_name text - Canonical table; record where none could be told.
-- column:  record_no int 1 Which record of the input, the first being 1.
-- column:  reason text - Why it was left out.
-- column:  column_name text? - Column that is to blame; empty where it is the whole record.
-- withhold: none it tells places in files and nothing of a patient
-- note:    A record may be named more than once where several rows were made of it.
-- source:  standard.md ING-02
SELECT i.source_name, i.file_name, q.input_id, q.table_name, q.record_no, q.reason, q.column_name
FROM ledger.quarantine AS q
JOIN ledger.input AS i ON i.input_id = q.input_id
WHERE (:source = 'all' OR i.source_name = :source)
  AND (:table_name = 'all' OR q.table_name = :table_name)
  AND (:reason = 'all' OR q.reason = :reason)
ORDER BY input_id, table_name, record_no, reason, column_name
