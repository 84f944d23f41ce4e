package database_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/source/database/servertest"
)

// TestTypesGoIntoTheirColumns reads rows of many types from PostgreSQL. What is expected
// is worked out by hand: Chicago is 5 hours behind in July, half a cent rounds up.
func TestTypesGoIntoTheirColumns(t *testing.T) {
	s := servertest.Postgres(t)
	s.Exec(t, `DROP TABLE IF EXISTS stay; CREATE TABLE stay (no int, id bigint, person uuid, kind char(10), came timestamp, went timestamptz, day date,
		status varchar(5), age text, charges numeric(12,3), shifted boolean, void smallint);
		INSERT INTO stay VALUES
		(1, 9007199254740993, '0189a6c4-7f00-4000-8000-00805f9b34fb', 'IP', '2024-07-01 05:00:00.7', '2024-07-03 05:00:00+00', '2024-07-01', ' 01', ' 64 ', 100.005, true, 0),
		(2, 7, NULL, 'ED', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
		(3, 8, NULL, 'IP', 'infinity', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
		(4, 9, NULL, 'IP', NULL, NULL, NULL, NULL, 'sixty', NULL, NULL, NULL),
		(5, 10, NULL, 'IP', NULL, NULL, NULL, NULL, NULL, 'NaN', NULL, NULL),
		(6, 11, NULL, 'IP', NULL, NULL, '0205-01-01', NULL, NULL, NULL, NULL, NULL),
		(7, 12, NULL, 'IP', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2)`)
	got := mustRead(t, spec(s.Address, one("encounter", `SELECT id AS encounter_id, person AS patient_id, kind AS patient_type, came AS admitted_at,
		went AS discharged_at, day AS admitted_on, status AS discharge_status, age AS age_years, charges AS total_charges, shifted AS dates_shifted,
		void AS cancelled FROM stay ORDER BY no`)), "")
	want := []string{
		"admitted_at=2024-07-01T10:00:00Z admitted_on=2024-07-01 age_years=64 cancelled=false dates_shifted=true discharge_status=01 " +
			"discharged_at=2024-07-03T05:00:00Z encounter_id=9007199254740993 facility_id=ehr " +
			"patient_id=0189a6c4-7f00-4000-8000-00805f9b34fb patient_type=IP total_charges=100.01",
		"encounter_id=7 facility_id=ehr patient_type=ED",
	}
	if !slices.Equal(lines(got.Rows["encounter"]), want) {
		t.Errorf("%q\nwant %q", lines(got.Rows["encounter"]), want)
	}
	var rejects []string
	for _, r := range got.Rejects {
		rejects = append(rejects, fmt.Sprint(r.Record, " ", r.Column, " ", r.Reason))
	}
	if want := []string{"3 admitted_at wrong_type", "4 age_years wrong_type", "5 total_charges wrong_type", "6 admitted_on impossible", "7 cancelled wrong_type"}; !slices.Equal(rejects, want) {
		t.Errorf("rejects %q, want %q", rejects, want)
	}
}

// TestMySQLsWaysAreKnown reads what only MySQL and MariaDB have.
func TestMySQLsWaysAreKnown(t *testing.T) {
	s := servertest.MariaDB(t)
	s.Exec(t, `DROP TABLE IF EXISTS stay; CREATE TABLE stay (id char(8), kind char(4), shifted tinyint(1), came datetime, went timestamp NULL, charges decimal(12,3), born date);
		SET SESSION sql_mode='', time_zone='+00:00';
		INSERT INTO stay VALUES ('E1', 'IP', 1, '2024-07-01 05:00:00', '2024-07-01 12:00:00', 12.345, NULL), ('E2', 'IP', 7, NULL, NULL, NULL, NULL),
			('E3', 'IP', 0, '0000-00-00 00:00:00', NULL, NULL, NULL), ('E4', 'ED', NULL, NULL, NULL, NULL, NULL)`)
	got := mustRead(t, spec(s.Address, one("encounter",
		"SELECT id AS encounter_id, kind AS patient_type, shifted AS dates_shifted, came AS admitted_at, went AS discharged_at, charges AS total_charges FROM stay ORDER BY id"),
		"facility", "General"), "")
	want := []string{
		"admitted_at=2024-07-01T10:00:00Z dates_shifted=true discharged_at=2024-07-01T12:00:00Z encounter_id=E1 facility_id=General patient_type=IP total_charges=12.35",
		"encounter_id=E4 facility_id=General patient_type=ED",
	}
	if !slices.Equal(lines(got.Rows["encounter"]), want) {
		t.Errorf("%q\nwant %q", lines(got.Rows["encounter"]), want)
	}
	var rejects []string
	for _, r := range got.Rejects {
		rejects = append(rejects, fmt.Sprint(r.Record, " ", r.Column, " ", r.Reason))
	}
	if !slices.Equal(rejects, []string{"2 dates_shifted wrong_type", "3 admitted_at wrong_type"}) {
		t.Errorf("rejects %q", rejects)
	}
	if !strings.Contains(got.Rejects[1].Raw, `"0000-00-00 00:00:00"`) {
		t.Errorf("raw %s has lost the date", got.Rejects[1].Raw)
	}
}

func TestFacilityAndShiftedStandInForWhatIsLeftOut(t *testing.T) {
	s := servertest.Postgres(t)
	got := mustRead(t, spec(s.Address, one("encounter",
		"SELECT * FROM (VALUES ('E1', 'IP', 'North'), ('E2', 'IP', NULL)) v (encounter_id, patient_type, facility_id)"), "dates_shifted", "true"), "")
	want := []string{
		"dates_shifted=true encounter_id=E1 facility_id=North patient_type=IP",
		"dates_shifted=true encounter_id=E2 facility_id=ehr patient_type=IP",
	}
	if !slices.Equal(lines(got.Rows["encounter"]), want) {
		t.Errorf("%q\nwant %q", lines(got.Rows["encounter"]), want)
	}
}
