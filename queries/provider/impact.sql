-- title:   Provider queries: what the answers changed
-- answers: What share of the valid answers changed the DRG, a CC or MCC, POA or the specificity of a code?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  author text - Who asked: coder, CDI, or unknown where it is not stated.
-- column:  valid int {query} Answers of the five classes to queries that were not retracted.
-- column:  drg int {query} Of these, those that changed the DRG.
-- column:  cc_mcc int {query} Of these, those that changed a CC or MCC and not the DRG.
-- column:  poa int {query} Of these, those that changed present on admission.
-- column:  specificity int {query} Of these, those that changed the specificity of a code.
-- column:  unchanged int {query} Of these, those that changed nothing, or of which the source does not say it.
-- metric:  drg_share = proportion(drg, valid)
-- metric:  cc_mcc_share = proportion(cc_mcc, valid)
-- metric:  poa_share = proportion(poa, valid)
-- metric:  specificity_share = proportion(specificity, valid)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    A query has one impact, the largest that its source states, so that the five counts add up to valid. Severity of illness, risk of mortality, PSI and HCC are not in the source format.
-- note:    No dollars: they do not belong on pages about providers (QRY-05).
-- note:    Queries about accounts discharged in the period; those about patients in house are not yet counted. Encounters with shifted dates are left out.
-- source:  standard.md QRY-05
WITH account AS (
    SELECT e.encounter_id
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date AND e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
),
answered AS (
    SELECT CASE WHEN q.author_role = 'cdi' THEN 'CDI' ELSE coalesce(q.author_role, 'unknown') END AS author, coalesce(q.impact, 'unknown') AS impact
    FROM provider_query AS q
    JOIN account AS a ON a.encounter_id = q.encounter_id
    WHERE q.issued_at <= :as_of AND q.answered_at <= :as_of
      AND q.response_class IN ('agree', 'alternative', 'disagree', 'undetermined', 'not_significant')
)
SELECT w.author, count(*) AS valid,
       count(*) FILTER (WHERE w.impact = 'drg') AS drg,
       count(*) FILTER (WHERE w.impact = 'cc_mcc') AS cc_mcc,
       count(*) FILTER (WHERE w.impact = 'poa') AS poa,
       count(*) FILTER (WHERE w.impact = 'specificity') AS specificity,
       count(*) FILTER (WHERE w.impact NOT IN ('drg', 'cc_mcc', 'poa', 'specificity')) AS unchanged
FROM answered AS w
GROUP BY w.author
ORDER BY author
