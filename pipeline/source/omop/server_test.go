package omop

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database/servertest"
	"chartline/pipeline/source/sourcetest"
)

func TestMain(m *testing.M) { servertest.Main(m) }

// clinicTables are the tables of the clinic as a server has them, with the types of
// OHDSI's DDL.
const clinicTables = `
CREATE TABLE cdm.person (person_id integer, gender_concept_id integer, year_of_birth integer, month_of_birth integer, day_of_birth integer, birth_datetime timestamp NULL, location_id integer, gender_source_value varchar(50));
INSERT INTO cdm.person VALUES (1, 8532, 1950, 4, 9, NULL, 7, 'F'), (2, 8507, 1980, NULL, NULL, '1980-01-01 00:00:00', NULL, 'M');
CREATE TABLE cdm.location (location_id integer, zip varchar(9), city varchar(50));
INSERT INTO cdm.location VALUES (7, '02134', 'Boston, MA');
CREATE TABLE cdm.care_site (care_site_id integer, care_site_name varchar(255), care_site_source_value varchar(50));
INSERT INTO cdm.care_site VALUES (3, 'General', 'GEN');
CREATE TABLE vocab.concept (concept_id integer, concept_name varchar(255), vocabulary_id varchar(20), concept_code varchar(50));
INSERT INTO vocab.concept VALUES (45600511, '"Type 2" diabetes', 'ICD10CM', 'E11.9'), (45605401, 'Insulin', 'ICD10CM', 'Z79.4'), (201826, 'Type 2 diabetes', 'SNOMED', '44054006'),
	(2000001, 'Appendectomy', 'ICD10PCS', '0DTJ4ZZ'), (3000001, 'Glucose', 'LOINC', '2345-7'), (32001, 'Home', 'UB04 Pt dis status', '01');
CREATE TABLE cdm.visit_occurrence (visit_occurrence_id bigint, person_id integer, visit_concept_id integer, visit_start_date date, visit_start_datetime DATETIME NULL, visit_end_date date, visit_end_datetime DATETIME NULL,
	provider_id integer, care_site_id integer, discharged_to_concept_id integer, discharged_to_source_value varchar(50), admitted_from_source_value varchar(50));
INSERT INTO cdm.visit_occurrence VALUES (10, 1, 9201, '2026-03-01', '2026-03-01 23:30:00', '2026-03-05', '2026-03-05 00:00:00', 8, 3, 32001, 'HOME', '1'),
	(11, 2, 9202, '2026-04-02', '2026-04-02 00:00:00', '2026-04-02', NULL, NULL, NULL, NULL, NULL, 'CLINIC');
CREATE TABLE cdm.condition_occurrence (condition_occurrence_id bigint, person_id integer, condition_concept_id integer, condition_start_date date, condition_type_concept_id integer, condition_status_concept_id integer,
	visit_occurrence_id bigint, condition_source_value varchar(50), condition_source_concept_id integer);
INSERT INTO cdm.condition_occurrence VALUES (100, 1, 201826, '2026-03-01', 32821, 32902, 10, 'E11.9', 45600511), (101, 1, 201826, '2026-03-01', 32821, 32908, 10, 'E11.9', 45600511),
	(102, 1, 201826, '2026-03-01', 32840, 0, 10, 'E11.9', 45600511), (103, 2, 201826, '2026-04-02', 32827, 0, NULL, 'E11.9', 45600511);
CREATE TABLE cdm.procedure_occurrence (procedure_occurrence_id bigint, person_id integer, procedure_concept_id integer, procedure_date date, procedure_type_concept_id integer, visit_occurrence_id bigint, procedure_source_value varchar(50), procedure_source_concept_id integer);
INSERT INTO cdm.procedure_occurrence VALUES (100, 1, 2000001, '2026-03-02', 38000250, 10, '0DTJ4ZZ', 2000001);
CREATE TABLE cdm.observation (observation_id bigint, person_id integer, observation_date date, observation_type_concept_id integer, visit_occurrence_id bigint, observation_source_value varchar(50), observation_source_concept_id integer);
INSERT INTO cdm.observation VALUES (100, 1, '2026-03-01', 32821, 10, 'Z79.4', 45605401), (101, 1, '2026-03-01', 32821, 10, '2345-7', 3000001);
CREATE TABLE cdm.measurement (measurement_id bigint, person_id integer, measurement_date date, visit_occurrence_id bigint, measurement_source_value varchar(50), measurement_source_concept_id integer);
CREATE TABLE cdm.drug_exposure (drug_exposure_id bigint, person_id integer, visit_occurrence_id bigint, drug_source_value varchar(50), drug_source_concept_id integer);
CREATE TABLE cdm.device_exposure (device_exposure_id bigint, person_id integer, visit_occurrence_id bigint, device_source_value varchar(50), device_source_concept_id integer);
CREATE TABLE cdm.cost (cost_id bigint, cost_event_id bigint, cost_domain_id varchar(20), drg_concept_id integer, drg_source_value varchar(3));
INSERT INTO cdm.cost VALUES (1, 10, 'Visit', 0, '39'), (2, 11, 'Visit', 0, NULL)`

// TestServers reads the same clinic from real servers, and wants the rows of its files.
func TestServers(t *testing.T) {
	files := readAll(t, &Source{}, source.Spec{Name: "w", Path: lay(t, clinic), Timezone: "America/New_York"})
	for name, start := range map[string]func(testing.TB) *servertest.Server{"PostgreSQL": servertest.Postgres, "MariaDB": servertest.MariaDB} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			ddl := "DROP SCHEMA IF EXISTS cdm; DROP SCHEMA IF EXISTS vocab; CREATE SCHEMA cdm; CREATE SCHEMA vocab;" + clinicTables
			if name == "PostgreSQL" {
				ddl = strings.NewReplacer("DATETIME", "timestamp", "EXISTS cdm", "EXISTS cdm CASCADE", "EXISTS vocab", "EXISTS vocab CASCADE").Replace(ddl)
			}
			s.Exec(t, ddl)
			spec := source.Spec{Name: "w", Path: s.Address, Timezone: "America/New_York", Options: map[string]string{"schema": "cdm", "vocabulary_schema": "vocab"}}
			got := readAll(t, &Source{}, spec)
			for _, table := range []string{"patient", "encounter", "code_statement", "drg_assignment"} {
				if g, want := written(table, got.Rows[table]), written(table, files.Rows[table]); fmt.Sprint(g) != fmt.Sprint(want) {
					t.Errorf("%s\n%s\nwant, as in the files,\n%s", table, strings.Join(g, "\n"), strings.Join(want, "\n"))
				}
			}
			if want := "map[condition_occurrence without a visit:1 cost without a DRG:1 problem list entry:1]"; fmt.Sprint(got.Skipped) != want || len(got.Rejects) > 0 {
				t.Errorf("skipped %v and %d rejects, want %s", got.Skipped, len(got.Rejects), want)
			}
			refusesOnServer(t, s, spec)
		})
	}
}

// refusesOnServer spoils the tables.
func refusesOnServer(t *testing.T, s *servertest.Server, spec source.Spec) {
	s.Exec(t, "INSERT INTO cdm.cost VALUES (3, 99, 'Drug', 0, '470'); ALTER TABLE cdm.person DROP COLUMN gender_concept_id; DROP TABLE cdm.measurement")
	inputs, err := (&Source{}).Inputs(spec)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := must(t, spec.Path).User.Password()
	for _, in := range inputs {
		var got sourcetest.Collector
		err := (&Source{}).Read(t.Context(), in, &got)
		if err != nil && (strings.Contains(err.Error(), password) || strings.Contains(in.Place(), password)) {
			t.Errorf("%q shows the password", err)
		}
		switch nameOf(in) {
		case "cost":
			if len(got.Rejects) != 1 || got.Rejects[0].Record != 3 || got.Rejects[0].Raw != "cost_event_id=99\ncost_domain_id=Drug\ndrg_source_value=470\n" {
				t.Errorf("rejects %v, want the third record", got.Rejects)
			}
		case "person":
			if fault.KindOf(err) != fault.Input || !strings.Contains(err.Error(), "gender_concept_id") {
				t.Errorf("error %v, want one for the missing column", err)
			}
		case "measurement":
			if err == nil {
				t.Error("a table that is not there is read")
			}
		}
	}
}

func must(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
