-- title:   Weights of elements
-- answers: How much does each element count in weighted accuracy?
-- param:   weights text = newest  Set of weights, default, or newest: the last loaded one in the order of names.
-- column:  element text - Element of a chart.
-- column:  weight_set text - Set that it belongs to.
-- column:  weight real 1 Weight; 0 does not count.
-- withhold: none it is the policy of the site and tells nothing of a patient
-- note:    A site loads its own sets as table accuracy_weight. Where none is loaded the default holds, which is a proposal and no standard.
-- source:  standard.md ACC-12
WITH
-- The weights of every loaded set, and those that hold where none is loaded (ACC-12).
weight AS (
    SELECT w.weight_set, w.element, w.weight, 1 AS place FROM accuracy_weight AS w
    UNION ALL
    SELECT 'default' AS weight_set, d.element, CAST(d.weight AS DECIMAL(9, 4)) AS weight, d.place
    FROM (VALUES ('principal_diagnosis', 5, 1), ('drg', 5, 2), ('procedure', 2, 3), ('secondary_diagnosis', 1, 4),
                 ('discharge_status', 1, 5), ('poa', 1, 6), ('procedure_date', 1, 7)) AS d(element, weight, place)
),
chosen AS (
    SELECT CASE WHEN :weights <> 'newest' THEN :weights
                ELSE coalesce((SELECT max(w.weight_set) FROM accuracy_weight AS w), 'default') END AS weight_set
)
SELECT w.element, w.weight_set, CAST(max(w.weight) AS DOUBLE) AS weight
FROM weight AS w
JOIN chosen AS c ON c.weight_set = w.weight_set
GROUP BY w.element, w.weight_set
ORDER BY weight DESC, element
