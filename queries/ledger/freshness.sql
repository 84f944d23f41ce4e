-- title:   Freshness of the sources
-- answers: When was each source last loaded, and was anything of it refused since?
-- param:   as_of instant  Instant from which ages are counted.
-- column:  source_name text - Source in the configuration.
-- column:  format text - Format of the source.
-- column:  inputs int {file} Inputs loaded; an input loaded again counts again.
-- column:  refused int {file} Inputs refused, because too many of their records could not be loaded.
-- column:  age_seconds int? s From the last load to as_of; empty where nothing was loaded.
-- column:  refused_age_seconds int? s From the last refusal to as_of; empty where there was none.
-- withhold: none it counts files and tells nothing of a patient
-- source:  standard.md ING-03
SELECT i.source_name, i.format,
       count(*) FILTER (WHERE i.status = 'loaded') AS inputs,
       count(*) FILTER (WHERE i.status = 'refused') AS refused,
       date_diff('second', max(i.loaded_at) FILTER (WHERE i.status = 'loaded'), :as_of) AS age_seconds,
       date_diff('second', max(i.loaded_at) FILTER (WHERE i.status = 'refused'), :as_of) AS refused_age_seconds
FROM ledger.input AS i
GROUP BY i.source_name, i.format
ORDER BY source_name, format
