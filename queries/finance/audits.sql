-- title:   Audits and how they were drawn
-- answers: From which frame, by which method and seed was each audit drawn, and how far is it?
-- param:   as_of_on date  Reviews closed on this local date or before count as closed.
-- param:   audit text = all  Audit, or all.
-- column:  audit_id text - Audit.
-- column:  selection text - random, targeted or both; targeted is not generalisable (SMP-01).
-- column:  method text - simple, stratified, coder_floor or targeted; not known of an audit that was not drawn here.
-- column:  drawn_on date? - Local date of the draw; empty of an audit that was not drawn here.
-- column:  generator text? - Name and version of the random numbers and their use.
-- column:  seed int? - Seed of the generator.
-- column:  frame_filter text? - Parameters of the frame.
-- column:  stratified_by text? - Columns that make the strata.
-- column:  allocation text? - How accounts were shared out to the strata (SMP-06): none, proportional, neyman or floor; empty where the draw did not store it.
-- column:  wanted_count int? {encounter} Accounts of all strata together that were asked for.
-- column:  stratum_floor int? {encounter} Accounts of each stratum at the least.
-- column:  universe int? {encounter} Accounts that meet the parameters.
-- column:  unassigned int? {encounter} Of these left out of the frame: no coder or codes are known.
-- column:  shifted int? {encounter} Of these left out: their dates were shifted.
-- column:  reviewed_before int? {encounter} Of these left out: under review in another audit, or reviewed.
-- column:  frame_count int? {encounter} Accounts in the frame.
-- column:  frame_hash text? - SHA-256 of the frame as it is exported.
-- column:  data_version text? - Newest run and input that the store held.
-- column:  program_version text? - Version of Chartline that drew.
-- column:  cases int {encounter} Reviews, spares that stand in included.
-- column:  spares_used int {encounter} Of these, spares that stand in for accounts that could not be reviewed.
-- column:  unavailable int {encounter} Accounts drawn that could not be reviewed, in no other count.
-- column:  closed int {encounter} Reviews that are closed.
-- column:  drg_wrong int {encounter} Closed reviews with a standing finding that changed the DRG.
-- column:  random_closed int {encounter} Closed reviews of an audit that is random; 0 of any other.
-- column:  random_wrong int {encounter} Of these, those with such a finding.
-- column:  first_coded_on date? - First date on which a reviewed version was final.
-- column:  last_coded_on date? - Last such date.
-- metric:  drg_error_rate = proportion_exact(random_wrong, random_closed)
-- withhold: none it measures the work of the department and tells nothing of a patient
-- note:    The hash, the seed and the method of docs/audit.md draw the same accounts again, on any machine.
-- note:    Audits that were reviewed elsewhere have no frame here, and nothing can be extrapolated from them.
-- note:    drg_error_rate is of the sample, each account alike, with exact limits (CI-02); a targeted audit has none.
-- source:  standard.md SMP-01, SMP-02, CI-02
WITH wrong AS (
    SELECT DISTINCT f.audit_case_id
    FROM audit_finding AS f
    WHERE f.drg_changed AND f.final_state IN ('accepted', 'upheld', 'partially_overturned')
),
unavailable AS (
    SELECT DISTINCT v.audit_case_id
    FROM audit_event AS v
    WHERE v.event_type = 'unavailable' AND v.occurred_on <= :as_of_on
),
reviews AS (
    SELECT c.audit_id,
           CASE WHEN min(c.selection) = max(c.selection) THEN min(c.selection) ELSE 'both' END AS selection,
           count(*) FILTER (WHERE u.audit_case_id IS NULL) AS cases,
           count(*) FILTER (WHERE s.stands_for IS NOT NULL AND u.audit_case_id IS NULL) AS spares_used,
           count(u.audit_case_id) AS unavailable,
           count(*) FILTER (WHERE u.audit_case_id IS NULL AND c.closed_on <= :as_of_on) AS closed,
           count(*) FILTER (WHERE u.audit_case_id IS NULL AND c.closed_on <= :as_of_on AND w.audit_case_id IS NOT NULL) AS drg_wrong,
           min(c.coded_on) AS first_coded_on, max(c.coded_on) AS last_coded_on
    FROM audit_case AS c
    LEFT JOIN wrong AS w ON w.audit_case_id = c.audit_case_id
    LEFT JOIN unavailable AS u ON u.audit_case_id = c.audit_case_id
    LEFT JOIN audit_sample AS s ON s.audit_case_id = c.audit_case_id
    WHERE :audit = 'all' OR c.audit_id = :audit
    GROUP BY c.audit_id
)
SELECT r.audit_id, coalesce(d.selection, r.selection) AS selection, coalesce(d.method, 'not known') AS method, d.drawn_on,
       d.generator, d.seed, d.filter AS frame_filter, d.stratified_by, d.allocation, d.wanted_count, d.stratum_floor, d.universe, d.unassigned, d.shifted,
       d.reviewed AS reviewed_before, d.frame_count, d.frame_hash, d.data_version, d.program_version,
       r.cases, r.spares_used, r.unavailable, r.closed, r.drg_wrong,
       CASE WHEN coalesce(d.selection, r.selection) = 'random' THEN r.closed ELSE 0 END AS random_closed,
       CASE WHEN coalesce(d.selection, r.selection) = 'random' THEN r.drg_wrong ELSE 0 END AS random_wrong,
       r.first_coded_on, r.last_coded_on
FROM reviews AS r
LEFT JOIN audit_draw AS d ON d.audit_id = r.audit_id
ORDER BY audit_id
