-- title:   How complete the records are
-- answers: Of each column that may be empty, what share of the records has a value?
-- column:  table_name text - Canonical table.
-- column:  column_name text - Column of it.
-- column:  cases int {record} Records of the table; of codes, those of the latest version.
-- column:  filled int {record} Of these, the records with a value in the column.
-- metric:  share = proportion(filled, cases)
-- withhold: filled of cases
-- note:    The whole store, whatever the period. Columns that every record must have are not listed.
-- note:    An empty column is not always a fault: no answer has been given to a query that waits, and many codes are exempt from POA.
-- source:  standard.md section 7, researcher
WITH encounter_counts AS (
    SELECT count(*) AS cases,
           count(patient_id) AS patient_id,
           count(admitted_on) AS admitted_on,
           count(admitted_at) AS admitted_at,
           count(discharged_on) AS discharged_on,
           count(discharged_at) AS discharged_at,
           count(discharge_status) AS discharge_status,
           count(age_years) AS age_years,
           count(payer_class) AS payer_class,
           count(service_line) AS service_line,
           count(attending_id) AS attending_id,
           count(total_charges) AS total_charges
    FROM encounter
),
patient_counts AS (
    SELECT count(*) AS cases,
           count(birth_on) AS birth_on,
           count(sex) AS sex,
           count(postal_code) AS postal_code
    FROM patient
),
diagnosis_counts AS (
    SELECT count(*) AS cases,
           count(poa) AS poa
    FROM diagnosis
),
procedure_counts AS (
    SELECT count(*) AS cases,
           count(performed_on) AS performed_on
    FROM procedure
),
drg_assignment_counts AS (
    SELECT count(*) AS cases,
           count(grouper_version) AS grouper_version,
           count(weight) AS weight
    FROM drg_assignment
),
code_assignment_counts AS (
    SELECT count(*) AS cases,
           count(coder_id) AS coder_id,
           count(assigned_at) AS assigned_at
    FROM code_assignment
),
event_counts AS (
    SELECT count(*) AS cases,
           count(occurred_at) AS occurred_at,
           count(actor_id) AS actor_id
    FROM event
),
provider_query_counts AS (
    SELECT count(*) AS cases,
           count(provider_id) AS provider_id,
           count(answered_at) AS answered_at,
           count(response_class) AS response_class,
           count(impact) AS impact
    FROM provider_query
)
SELECT table_name, column_name, cases, filled
FROM (
    SELECT 'encounter' AS table_name, 'patient_id' AS column_name, cases, patient_id AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'admitted_on' AS column_name, cases, admitted_on AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'admitted_at' AS column_name, cases, admitted_at AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'discharged_on' AS column_name, cases, discharged_on AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'discharged_at' AS column_name, cases, discharged_at AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'discharge_status' AS column_name, cases, discharge_status AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'age_years' AS column_name, cases, age_years AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'payer_class' AS column_name, cases, payer_class AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'service_line' AS column_name, cases, service_line AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'attending_id' AS column_name, cases, attending_id AS filled FROM encounter_counts
    UNION ALL SELECT 'encounter' AS table_name, 'total_charges' AS column_name, cases, total_charges AS filled FROM encounter_counts
    UNION ALL SELECT 'patient' AS table_name, 'birth_on' AS column_name, cases, birth_on AS filled FROM patient_counts
    UNION ALL SELECT 'patient' AS table_name, 'sex' AS column_name, cases, sex AS filled FROM patient_counts
    UNION ALL SELECT 'patient' AS table_name, 'postal_code' AS column_name, cases, postal_code AS filled FROM patient_counts
    UNION ALL SELECT 'diagnosis' AS table_name, 'poa' AS column_name, cases, poa AS filled FROM diagnosis_counts
    UNION ALL SELECT 'procedure' AS table_name, 'performed_on' AS column_name, cases, performed_on AS filled FROM procedure_counts
    UNION ALL SELECT 'drg_assignment' AS table_name, 'grouper_version' AS column_name, cases, grouper_version AS filled FROM drg_assignment_counts
    UNION ALL SELECT 'drg_assignment' AS table_name, 'weight' AS column_name, cases, weight AS filled FROM drg_assignment_counts
    UNION ALL SELECT 'code_assignment' AS table_name, 'coder_id' AS column_name, cases, coder_id AS filled FROM code_assignment_counts
    UNION ALL SELECT 'code_assignment' AS table_name, 'assigned_at' AS column_name, cases, assigned_at AS filled FROM code_assignment_counts
    UNION ALL SELECT 'event' AS table_name, 'occurred_at' AS column_name, cases, occurred_at AS filled FROM event_counts
    UNION ALL SELECT 'event' AS table_name, 'actor_id' AS column_name, cases, actor_id AS filled FROM event_counts
    UNION ALL SELECT 'provider_query' AS table_name, 'provider_id' AS column_name, cases, provider_id AS filled FROM provider_query_counts
    UNION ALL SELECT 'provider_query' AS table_name, 'answered_at' AS column_name, cases, answered_at AS filled FROM provider_query_counts
    UNION ALL SELECT 'provider_query' AS table_name, 'response_class' AS column_name, cases, response_class AS filled FROM provider_query_counts
    UNION ALL SELECT 'provider_query' AS table_name, 'impact' AS column_name, cases, impact AS filled FROM provider_query_counts
) AS counted
WHERE cases > 0
ORDER BY table_name, column_name
