-- title:   Runs
-- answers: When did the pipeline run, how did it end and what did it load?
-- param:   as_of instant  Instant from which ages are counted.
-- column:  run_id int - Number of the run.
-- column:  program_version text - Version of Chartline.
-- column:  status text - done, failed, interrupted, or running.
-- column:  age_seconds int s From its start to as_of.
-- column:  seconds int? s From its start to its end; empty where it was cut short.
-- column:  loaded int {file} Inputs that it loaded.
-- column:  refused int {file} Inputs that it refused.
-- withhold: none it counts files and tells nothing of a patient
-- note:    A run that came after the store was published is not in it: chartline status tells of such.
-- source:  standard.md ING-03
SELECT r.run_id, r.program_version, r.status,
       date_diff('second', r.started_at, :as_of) AS age_seconds,
       date_diff('second', r.started_at, r.finished_at) AS seconds,
       count(i.input_id) FILTER (WHERE i.status = 'loaded') AS loaded,
       count(i.input_id) FILTER (WHERE i.status = 'refused') AS refused
FROM ledger.run AS r
LEFT JOIN ledger.input AS i ON i.run_id = r.run_id
GROUP BY r.run_id, r.program_version, r.status, r.started_at, r.finished_at
ORDER BY run_id DESC
