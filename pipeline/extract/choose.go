package extract

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/extract/treat"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
)

// pick makes the table of the accounts that the cohort wants.
func (m *making) pick(ctx context.Context) error {
	column, err := m.readCohort(ctx)
	if err != nil {
		return err
	}
	where := ""
	if column != "" {
		where = "WHERE e." + column + " IN (SELECT id FROM cohort)"
	}
	// An age that is not stated is worked out; DuckDB's date_sub counts completed years.
	return m.exec(ctx, `CREATE TEMP TABLE picked AS
		SELECT e.encounter_id, e.patient_id, e.admitted_on, e.discharged_on, coalesce(e.dates_shifted, false) AS moved, p.birth_on,
			coalesce(e.age_years, date_sub('year', p.birth_on, e.admitted_on)) AS age
		FROM source.main.encounter AS e LEFT JOIN source.main.patient AS p ON p.patient_id = e.patient_id `+where)
}

// readCohort makes the table of a cohort and gives the column by which it picks.
func (m *making) readCohort(ctx context.Context) (column string, err error) {
	if m.Cohort == nil {
		return "", nil
	}
	rows, err := m.Cohort(ctx)
	if err != nil {
		return "", err
	}
	defer rows.Release()
	if column, err = cohortColumn(rows.Schema()); err != nil {
		return "", err
	}
	err = m.session.Insert(ctx, "the cohort", rows, "cohort_rows", "CREATE TEMP TABLE cohort AS SELECT DISTINCT "+column+" AS id FROM cohort_rows WHERE "+column+" IS NOT NULL")
	if err == nil {
		// What the reader met is told before what DuckDB made of it.
		err = rows.Err()
	}
	return column, err
}

// cohortColumn finds the column by which a cohort names its people or accounts.
func cohortColumn(s *arrow.Schema) (string, error) {
	for _, name := range []string{"encounter_id", "patient_id"} {
		if fields, ok := s.FieldsByName(name); ok && len(fields) == 1 && fields[0].Type.ID() == arrow.STRING {
			return name, nil
		}
	}
	return "", fault.New(fault.Query, "the cohort", "it has no column encounter_id or patient_id", "select one of them")
}

// substanceUse are the families of codes that tell of treatment for substance use whatever
// list is loaded (42 CFR Part 2; standard 6.6). MS-DRG 894 is missing from published lists.
const substanceUse = `code_system = 'ICD-10-CM' AND regexp_matches(code, '^(F1[0-689]|F55)')
	OR code_system = 'ICD-10-PCS' AND code LIKE 'HZ%' OR code_system = 'MS-DRG' AND code IN ('894', '895', '896', '897')`

// withholdSensitive leaves out every account with a code that stands on a list of sensitive
// codes on the day of discharge, or is of a family that is sensitive.
func (m *making) withholdSensitive(ctx context.Context) error {
	if err := m.session.Scan(ctx, m.Dataset, "SELECT count(*) > 0 FROM source.main.code_mark WHERE list = 'sensitive'", &m.result.Lists); err != nil {
		return err
	}
	if m.Sensitive != "" {
		return nil
	}
	// The codes are looked at twice: once each, and then those of the lists by their accounts. One
	// statement would keep a copy of them all between the two.
	err := m.exec(ctx, `CREATE TEMP TABLE lists AS
		SELECT code_system, code, valid_from, coalesce(valid_to, DATE '9999-12-31') AS valid_to FROM source.main.code_mark WHERE list = 'sensitive'
		UNION ALL
		SELECT code_system, code, DATE '0001-01-01', DATE '9999-12-31' FROM (SELECT DISTINCT code_system, code FROM (`+codesOfAccounts+`) AS c) AS d WHERE `+substanceUse+`;
		CREATE TEMP TABLE sensitive AS
		SELECT DISTINCT p.encounter_id FROM (`+codesOfAccounts+`) AS c JOIN lists AS k ON k.code_system = c.code_system AND k.code = c.code
		JOIN picked AS p ON p.encounter_id = c.encounter_id
		WHERE p.moved OR coalesce(p.discharged_on, p.admitted_on) IS NULL OR coalesce(p.discharged_on, p.admitted_on) BETWEEN k.valid_from AND k.valid_to`)
	if err != nil {
		return err
	}
	if err := m.session.Scan(ctx, m.Out, "SELECT count(*) FROM sensitive", &m.result.Sensitive); err != nil || m.result.Sensitive == 0 {
		return err
	}
	return m.exec(ctx, "DELETE FROM picked WHERE encounter_id IN (SELECT encounter_id FROM sensitive)")
}

// codesOfAccounts are all codes of all accounts.
const codesOfAccounts = `SELECT encounter_id, code_system, code FROM source.main.diagnosis
		UNION ALL SELECT encounter_id, code_system, code FROM source.main.procedure
		UNION ALL SELECT encounter_id, drg_system, drg FROM source.main.drg_assignment
		UNION ALL SELECT encounter_id, CASE WHEN code < 'A' THEN 'CPT' ELSE 'HCPCS' END, code FROM source.main.service_line WHERE code IS NOT NULL`

// key gives surrogates to everything that the extract names.
func (m *making) key(ctx context.Context) error {
	identifiers := map[string][]string{
		"encounter": {"SELECT encounter_id FROM picked"},
		"patient":   {"SELECT patient_id FROM picked"},
	}
	for _, plan := range m.plans {
		for _, j := range plan.Joins {
			identifiers[j.Domain] = append(identifiers[j.Domain], "SELECT t."+j.Column+" FROM "+records(plan.Schema, "picked"))
		}
	}
	for _, domain := range vault.Domains {
		if selects := identifiers[domain]; len(selects) > 0 {
			if err := m.vault.Add(ctx, domain, strings.Join(selects, " UNION ALL ")); err != nil {
				return err
			}
		}
	}
	return nil
}

// records are the rows of a table that belong to accounts or people of another, as t and c.
func records(t *schema.Table, chosen string) string {
	return recordsIn("source.main."+t.Name+" AS t", t, chosen)
}

// recordsIn is records for some of the rows of the table.
func recordsIn(from string, t *schema.Table, chosen string) string {
	switch _, ofAccount := t.Column("encounter_id"); {
	case treat.Published(t):
		return from
	case t.Name == "patient" && chosen == "chosen":
		return from + " JOIN people AS c ON c.patient_id = t.patient_id"
	case t.Name == "patient":
		return from + " SEMI JOIN " + chosen + " AS c ON c.patient_id = t.patient_id"
	case ofAccount:
		return from + " JOIN " + chosen + " AS c ON c.encounter_id = t.encounter_id"
	default: // of an audit's case
		return from + " JOIN source.main.audit_case AS a ON a.audit_case_id = t.audit_case_id JOIN " + chosen + " AS c ON c.encounter_id = a.encounter_id"
	}
}

// choose makes the tables of chosen accounts and people, with all that their rows need. The
// place of an account is its rank in the order of the surrogates, since rows are sorted by a
// number in half the time that they take by two texts.
//
// A person is aged who is, or may be, over 89 today: by the date of birth, or by the age at
// some account and the time since. Of such a person no age and no year of birth may be told
// from which that follows (164.514(b)(2)(i)(C)).
func (m *making) choose(ctx context.Context) error {
	today := "DATE '" + m.Now.Format(time.DateOnly) + "'"
	statement := fmt.Sprintf(`CREATE TEMP TABLE chosen AS
		WITH keyed AS (
			SELECT p.*, e.surrogate AS encounter_key, k.surrogate AS patient_key,
				coalesce(k.surrogate, e.surrogate) AS person, coalesce(k.shift, e.shift) AS shift
			FROM picked AS p JOIN vault.main.encounter AS e ON e.original = p.encounter_id
			LEFT JOIN vault.main.patient AS k ON k.original = p.patient_id),
		ages AS (
			SELECT person, bool_or(coalesce(birth_on <= %[1]s - INTERVAL 90 YEAR, false) OR coalesce(age >= 90, false)
				OR coalesce(NOT moved AND age IS DISTINCT FROM date_sub('year', birth_on, admitted_on) AND year(coalesce(admitted_on, discharged_on)) - age - 1 <= year(%[1]s) - 90, false)) AS aged
			FROM keyed GROUP BY person)
		SELECT row_number() OVER (ORDER BY k.person, k.encounter_key) AS place, k.encounter_id, k.patient_id, k.encounter_key, k.patient_key, k.person, k.shift, k.admitted_on, k.age, a.aged, %[2]s AS moved,
			CASE WHEN NOT k.moved AND year(coalesce(k.discharged_on, k.admitted_on)) BETWEEN year(%[1]s) - 89 AND year(%[1]s)
				THEN year(coalesce(k.discharged_on, k.admitted_on)) END AS year
		FROM keyed AS k JOIN ages AS a ON a.person = k.person;
		CREATE TEMP TABLE people AS SELECT patient_id, any_value(patient_key) AS patient_key, any_value(person) AS person, any_value(shift) AS shift,
			min(place) AS place, bool_or(aged) AS aged, bool_or(moved) AS moved FROM chosen WHERE patient_id IS NOT NULL GROUP BY patient_id;
		DROP TABLE picked;
		CREATE TEMP TABLE populous (postal_prefix VARCHAR)`, today, m.moved())
	if err := m.exec(ctx, statement); err != nil {
		return err
	}
	if err := m.learnAreas(ctx); err != nil {
		return err
	}
	return m.session.Scan(ctx, m.Out, "SELECT count(*), count(DISTINCT person) FROM chosen", &m.result.Accounts, &m.result.Patients)
}

// moved says of an account whether its calendar dates do not hold.
func (m *making) moved() string {
	if m.shifts() {
		return "true"
	}
	return "k.moved"
}

// learnAreas takes from the newest census the areas of more than 20,000 people; where none
// is loaded no area is one.
func (m *making) learnAreas(ctx context.Context) error {
	there, err := m.has(ctx, "postal_area")
	if err != nil || !there {
		return err
	}
	if err := m.exec(ctx, `INSERT INTO populous SELECT postal_prefix FROM source.main.postal_area
		WHERE census_year = (SELECT max(census_year) FROM source.main.postal_area) AND population > 20000`); err != nil {
		return err
	}
	return m.session.Scan(ctx, m.Out, "SELECT count(*) > 0 FROM source.main.postal_area", &m.result.Areas)
}
