-- title:   Provider queries: answers
-- answers: What share of the queries that were due was answered, in time, and what did the answers say?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   concurrent_hours int = 48  A concurrent query is due so many hours after it was asked.
-- param:   retrospective_hours int = 72  Any other query is due so many hours after it was asked.
-- column:  phase text - concurrent, retrospective, post_bill, or unknown where it is not stated.
-- column:  issued int {query} Queries asked.
-- column:  retracted int {query} Of these, the retracted ones.
-- column:  waiting int {query} Not answered, still open and not due yet.
-- column:  due int {query} Answered, closed without an answer, or asked so long ago that an answer is due.
-- column:  answered int {query} Of those due, the answered ones.
-- column:  answered_in_time int {query} Of those due, the ones answered within the time.
-- column:  due_hours int h The time that a provider has.
-- column:  agree int {query} Answers that document one of the offered options.
-- column:  alternative int {query} Answers with another diagnosis.
-- column:  disagree int {query} Answers that disagree.
-- column:  undetermined int {query} Answers that it cannot be determined clinically.
-- column:  not_significant int {query} Answers that it is not clinically significant.
-- column:  unclassified int {query} Answers that the source puts into no such class.
-- column:  valid int {query} Answers of the five classes.
-- column:  changed int {query} Of the valid ones, those that changed DRG, CC or MCC, POA or specificity.
-- metric:  response_rate = proportion(answered, due)
-- metric:  in_time = proportion(answered_in_time, due)
-- metric:  agreement = proportion(agree, valid)
-- metric:  alternative_share = proportion(alternative, valid)
-- metric:  disagreement = proportion(disagree, valid)
-- metric:  undetermined_share = proportion(undetermined, valid)
-- metric:  not_significant_share = proportion(not_significant, valid)
-- metric:  retraction = proportion(retracted, issued)
-- metric:  impact = proportion(changed, valid)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Times are elapsed hours, weekends included. An answer that is dated before its query counts as in time (CLK-05).
-- note:    Alternative, undetermined and not significant are no agreement and no disagreement: they are counted apart. A very high agreement is a warning sign too.
-- note:    Retracted queries are in no denominator. One that was closed without an answer and not retracted was due and not answered.
-- note:    Queries about accounts discharged in the period; those about patients in house are not yet counted. Encounters with shifted dates are left out.
-- source:  standard.md QRY-02, QRY-04, QRY-05, CLK-03, CLK-05
WITH account AS (
    SELECT e.encounter_id, e.patient_type, e.discharged_on
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date AND e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
),
asked AS (
    SELECT q.query_id, q.encounter_id, q.provider_id, coalesce(q.phase, 'unknown') AS phase, q.issued_at,
           CASE WHEN q.answered_at <= :as_of THEN q.answered_at END AS answered_at,
           CASE WHEN q.closed_at <= :as_of THEN q.closed_at END AS closed_at,
           CASE WHEN q.answered_at <= :as_of THEN coalesce(q.response_class, 'unclassified') END AS response,
           CASE WHEN q.answered_at <= :as_of THEN coalesce(q.impact, 'unknown') END AS impact,
           coalesce(q.closed_at <= :as_of AND q.response_class = 'retracted', FALSE) AS retracted,
           CASE WHEN q.phase = 'concurrent' THEN :concurrent_hours ELSE :retrospective_hours END AS due_hours
    FROM provider_query AS q
    JOIN account AS a ON a.encounter_id = q.encounter_id
    WHERE q.issued_at <= :as_of
),
judged AS (
    SELECT q.phase, q.retracted, q.response, q.impact, q.answered_at IS NOT NULL AS answered, q.due_hours,
           date_diff('second', q.issued_at, q.answered_at) <= q.due_hours * 3600 AS answered_in_time,
           NOT q.retracted AND (q.answered_at IS NOT NULL OR q.closed_at IS NOT NULL OR date_diff('second', q.issued_at, :as_of) >= q.due_hours * 3600) AS due
    FROM asked AS q
)
SELECT j.phase, count(*) AS issued,
       count(*) FILTER (WHERE j.retracted) AS retracted,
       count(*) FILTER (WHERE NOT j.retracted AND NOT j.due) AS waiting,
       count(*) FILTER (WHERE j.due) AS due,
       count(*) FILTER (WHERE j.due AND j.answered) AS answered,
       count(*) FILTER (WHERE j.due AND j.answered_in_time) AS answered_in_time,
       CAST(max(j.due_hours) AS BIGINT) AS due_hours,
       count(*) FILTER (WHERE j.due AND j.response = 'agree') AS agree,
       count(*) FILTER (WHERE j.due AND j.response = 'alternative') AS alternative,
       count(*) FILTER (WHERE j.due AND j.response = 'disagree') AS disagree,
       count(*) FILTER (WHERE j.due AND j.response = 'undetermined') AS undetermined,
       count(*) FILTER (WHERE j.due AND j.response = 'not_significant') AS not_significant,
       count(*) FILTER (WHERE j.due AND j.response NOT IN ('agree', 'alternative', 'disagree', 'undetermined', 'not_significant')) AS unclassified,
       count(*) FILTER (WHERE j.due AND j.response IN ('agree', 'alternative', 'disagree', 'undetermined', 'not_significant')) AS valid,
       count(*) FILTER (WHERE j.due AND j.response IN ('agree', 'alternative', 'disagree', 'undetermined', 'not_significant')
           AND j.impact IN ('drg', 'cc_mcc', 'poa', 'specificity')) AS changed
FROM judged AS j
GROUP BY j.phase
ORDER BY phase
