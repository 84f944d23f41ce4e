package database_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database"
	"chartline/pipeline/source/database/servertest"
	"chartline/pipeline/source/sourcetest"
)

func TestMain(m *testing.M) { servertest.Main(m) }

// address is one that nobody answers at.
const address = "postgres://u:POISON@db.example.org:5433/clinic?sslmode=require"

// spec is a source with the option values that follow each other.
func spec(path string, queries map[string]string, options ...string) source.Spec {
	s := source.Spec{Name: "ehr", Path: path, Timezone: "America/Chicago", Queries: queries, Options: map[string]string{}}
	for i := 0; i < len(options); i += 2 {
		s.Options[options[i]] = options[i+1]
	}
	return s
}

// read reads every input of a source, and gives the first error.
func read(ctx context.Context, s source.Spec, mark string, out source.Sink) error {
	inputs, err := database.Source{}.Inputs(s)
	if err != nil {
		return err
	}
	for _, in := range inputs {
		in.Mark = mark
		if err := (database.Source{}).Read(ctx, in, out); err != nil {
			return err
		}
	}
	return nil
}

// mustRead reads every input of a source.
func mustRead(t testing.TB, s source.Spec, mark string) *sourcetest.Collector {
	t.Helper()
	var got sourcetest.Collector
	if err := read(t.Context(), s, mark, &got); err != nil {
		t.Fatal(err)
	}
	return &got
}

// one is the SELECT of a single table.
func one(table, query string) map[string]string { return map[string]string{table: query} }

// lines are rows as text, in the order in which they came.
func lines(rows []sourcetest.Row) []string {
	var all []string
	for _, r := range rows {
		var words []string
		for _, column := range slices.Sorted(maps.Keys(r)) {
			words = append(words, column+"="+r[column])
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

func TestInputs(t *testing.T) {
	inputs, err := database.Source{}.Inputs(spec(address, map[string]string{
		"diagnosis": "SELECT 1", "encounter": "SELECT 1", "patient": "SELECT 1", "event": "SELECT 1", "facility": "SELECT 1",
	}))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, in := range inputs {
		if !in.Remote || in.Member != "" || in.Bytes != 0 {
			t.Errorf("%+v is not an answer of a server", in)
		}
		paths = append(paths, in.Place())
	}
	want := []string{"facility", "patient", "encounter", "diagnosis", "event"}
	for i := range want {
		want[i] = "postgres db.example.org:5433/clinic table " + want[i]
	}
	if !slices.Equal(paths, want) {
		t.Errorf("%q, want parents before children: %q", paths, want)
	}
}

func TestConfigurationThatCannotBeRead(t *testing.T) {
	good := one("patient", "SELECT 1")
	dated := one("patient", "SELECT 1 WHERE 1 > :since")
	for _, c := range []struct {
		name string
		spec source.Spec
		want string
	}{
		{"no address", spec("POISON", good), "address of the database"},
		{"no queries", spec(address, nil), "no queries"},
		{"not a SELECT", spec(address, one("patient", "DELETE FROM POISON")), "queries: patient: it does not begin with SELECT"},
		{"two statements", spec(address, one("patient", "SELECT 1; SELECT 2")), "more than one"},
		{"another parameter", spec(address, one("patient", "SELECT :POISON")), "a parameter other than :since"},
		{":since and nothing to move it", spec(address, dated), "the option watermark is not set"},
		{"late", spec(address, dated, "watermark", "u", "late", "POISON"), "option late"},
		{"late below zero", spec(address, dated, "watermark", "u", "late", "-3h"), "option late"},
		{"late as a number below zero", spec(address, dated, "watermark", "u", "late", "-3"), "option late"},
		{"since", spec(address, dated, "watermark", "u", "since", "POISON"), "option since"},
		{"timeout", spec(address, good, "timeout", "POISON"), "option timeout"},
		{"timeout of nothing", spec(address, good, "timeout", "0"), "option timeout"},
		{"a zone", source.Spec{Name: "ehr", Path: address, Queries: good, Timezone: "Mars/POISON"}, "no time zone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := database.Source{}.Inputs(c.spec)
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "; ") {
				t.Fatalf("error %v, want one of the configuration that says %q", err, c.want)
			}
			if !strings.Contains(err.Error(), `source "ehr"`) {
				t.Errorf("%q does not name the source", err)
			}
			if strings.Contains(err.Error(), sourcetest.Poison) {
				t.Errorf("%q shows a value", err)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	s := database.Source{}.Settings()
	if !s.Queries || !s.Remote || s.Table || s.Columns {
		t.Errorf("%+v: it takes an address and queries", s)
	}
	if err := s.Check(spec(address, one("patient", "SELECT 1"), "watermark", "u", "late", "3d", "since", "0", "timeout", "5m",
		"ca", "x", "facility", "F", "dates_shifted", "true")); err != nil {
		t.Error(err)
	}
	if (database.Source{}).Recognises("encounter.csv", []byte("encounter_id\n")) {
		t.Error("it takes a file for its own")
	}
}

// TestColumnsOfTheResult holds the names and types of the columns to the table's.
func TestColumnsOfTheResult(t *testing.T) {
	s := servertest.Postgres(t)
	enc := "SELECT 'E1' AS encounter_id, 'F' AS facility_id, 'IP' AS patient_type"
	for _, c := range []struct {
		name, table, query, want string
		options                  []string
	}{
		{"all that must be there", "encounter", enc, "", nil},
		{"in capitals", "patient", `SELECT 'P' AS "PATIENT_ID"`, "", nil},
		{"an unknown column", "patient", "SELECT 'P' AS patient_id, 1 AS mrn", `"mrn", which the table patient does not have`, nil},
		{"one without a name", "patient", "SELECT 'P' AS patient_id, 1", `"?column?", which the table patient does not have`, nil},
		{"the watermark", "patient", "SELECT 'P' AS patient_id, now() AS seen", "", []string{"watermark", "Seen"}},
		{"a column twice", "patient", "SELECT 'P' AS patient_id, 'Q' AS patient_id", `"patient_id" twice`, nil},
		{"a required one left out", "encounter", "SELECT 'E1' AS encounter_id", `"patient_type", which the table encounter cannot do without`, nil},
		{"one with a default left out", "diagnosis", "SELECT 'E1' AS encounter_id, 1 AS sequence, 'other' AS role, 'I10' AS code, 'ICD-10-CM' AS code_system", "", nil},
		{"the facility of a day left out", "charge_day", "SELECT date '2024-01-01' AS service_on, 'IP' AS patient_type, 'x' AS payer_class, 1 AS gross_revenue", `"facility_id"`, nil},
		{"a number for a code", "drg_assignment", "SELECT 'E1' AS encounter_id, 'MS-DRG' AS drg_system, 14 AS drg", "drg_assignment.drg as a whole number (integer); give it as text", nil},
		{"json", "patient", `SELECT '{"POISON":1}'::json AS patient_id`, "patient.patient_id as of another type (json)", nil},
		{"bytes", "patient", `SELECT 'POISON'::bytea AS patient_id`, "patient.patient_id as binary (bytea)", nil},
		{"a time as text", "patient", "SELECT now() AS patient_id", "patient.patient_id as a time with zone", nil},
		{"an instant as a date", "patient", "SELECT 'P' AS patient_id, now() AS birth_on", "patient.birth_on as a time with zone (timestamp with time zone); give the local date", nil},
		{"a date as an instant", "encounter", enc + ", current_date AS admitted_at", "(CLK-06)", nil},
		{"a time of day", "encounter", enc + ", '12:30'::time AS admitted_at", "as of another type (time)", nil},
		{"truth as a number", "encounter", enc + ", true AS age_years", "as true or false (boolean)", nil},
		{"the watermark left out", "patient", "SELECT 'P' AS patient_id WHERE now() > :since", `does not give the watermark "seen"`, []string{"watermark", "seen"}},
		{"a watermark that has no order", "patient", "SELECT 'P' AS patient_id, 'x' AS seen", "the watermark is text", []string{"watermark", "seen"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got sourcetest.Collector
			err := read(t.Context(), spec(s.Address, one(c.table, c.query), c.options...), "", &got)
			if c.want == "" {
				if err != nil || len(got.Rows[c.table]) != 1 {
					t.Fatalf("%d rows, error %v", len(got.Rows[c.table]), err)
				}
				return
			}
			if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "; ") {
				t.Fatalf("error %v, want one of the configuration that says %q", err, c.want)
			}
			if !strings.HasPrefix(err.Error(), "postgres "+s.Host+"/postgres table "+c.table+": ") {
				t.Errorf("%q does not begin with the input", err)
			}
			if strings.Contains(err.Error(), sourcetest.Poison) || got.Calls > 0 {
				t.Errorf("%q, after %d calls", err, got.Calls)
			}
		})
	}
}

// TestPromises holds those of sourcetest that can be held without files.
func TestPromises(t *testing.T) {
	s := servertest.Postgres(t)
	s.Exec(t, `DROP TABLE IF EXISTS promise; CREATE TABLE promise AS
		SELECT 'P' || g AS patient_id, CASE WHEN g % 1000 = 7 THEN 'POISON' ELSE '1950-01-01' END AS birth_on FROM generate_series(1, 100000) g`)
	sp := spec(s.Address, one("patient", "SELECT patient_id, birth_on FROM promise"))
	t.Run("reads the same twice, and rejects without values", func(t *testing.T) {
		first, second := mustRead(t, sp, ""), mustRead(t, sp, "")
		// 100 of 100,000 numbers leave 7 when divided by 1,000.
		if len(first.Rows["patient"]) != 99_900 || len(first.Rejects) != 100 {
			t.Errorf("%d rows, %d rejects; want 99900 and 100", len(first.Rows["patient"]), len(first.Rejects))
		}
		if fmt.Sprint(first.Rows, first.Rejects, first.Batches) != fmt.Sprint(second.Rows, second.Rejects, second.Batches) {
			t.Error("the second time is another")
		}
		for i, r := range first.Rejects {
			if r.Table.Name != "patient" || r.Column != "birth_on" || r.Reason != source.ReasonType || r.Record != int64(i*1000+7) {
				t.Fatalf("%s.%s %s at %d", r.Table.Name, r.Column, r.Reason, r.Record)
			}
			if want := fmt.Sprintf(`{"patient_id":"P%d","birth_on":"POISON"}`, r.Record); r.Raw != want {
				t.Fatalf("raw %s, want %s", r.Raw, want)
			}
		}
	})
	t.Run("stops at the sink's error", func(t *testing.T) {
		full := errors.New("full")
		got := sourcetest.Collector{Then: func() error { return full }}
		if err := read(t.Context(), sp, "", &got); !errors.Is(err, full) || got.Calls != 1 {
			t.Errorf("error %v after %d calls", err, got.Calls)
		}
	})
	t.Run("stops when cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var got sourcetest.Collector
		err := read(ctx, sp, "", &got)
		if !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Interrupted || got.Calls > 0 {
			t.Errorf("error %v after %d calls", err, got.Calls)
		}
	})
	t.Run("stops when cancelled in the middle", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		got := sourcetest.Collector{Then: func() error { cancel(); return nil }}
		err := read(ctx, sp, "", &got)
		if fault.KindOf(err) != fault.Interrupted || len(got.Marks) > 0 {
			t.Errorf("error %v, marks %q", err, got.Marks)
		}
	})
}

func TestServersErrorsNameTheInput(t *testing.T) {
	s := servertest.Postgres(t)
	err := read(t.Context(), spec(s.Address, one("patient", "SELECT * FROM POISON_table")), "", &sourcetest.Collector{})
	want := "postgres " + s.Host + "/postgres table patient: a table or view of the SELECT does not exist for this account (SQLSTATE 42P01); check its name and schema in the SELECT"
	if fault.KindOf(err) != fault.Config || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

func TestMaps(t *testing.T) {
	s := servertest.Postgres(t)
	inputs, err := database.Source{}.Inputs(spec(s.Address, one("encounter",
		"SELECT 'E' AS encounter_id, 'IP'::char(4) AS patient_type, '5' AS age_years, timestamp '2024-01-01' AS admitted_at, now() AS seen WHERE now() > :since"),
		"watermark", "seen"))
	if err != nil {
		t.Fatal(err)
	}
	maps, err := database.Source{}.Maps(inputs[0])
	if err != nil {
		t.Fatal(err)
	}
	want := []source.Mapping{
		{From: "encounter_id (text)", Table: "encounter", Column: "encounter_id"},
		{From: "patient_type (char)", Table: "encounter", Column: "patient_type"},
		{From: "age_years (text)", Table: "encounter", Column: "age_years", Note: "text that must be a whole number"},
		{From: "admitted_at (timestamp without time zone)", Table: "encounter", Column: "admitted_at", Note: "in the zone America/Chicago"},
		{From: "facility ehr", Table: "encounter", Column: "facility_id"},
	}
	if !slices.Equal(maps, want) {
		t.Errorf("%+v\nwant %+v", maps, want)
	}
}

func TestEncryptedByTheOptionCA(t *testing.T) {
	s := servertest.Postgres(t)
	u, err := url.Parse(s.Address)
	if err != nil {
		t.Fatal(err)
	}
	u.RawQuery = ""
	sp := spec(u.String(), one("patient", "SELECT ssl::text AS patient_id FROM pg_stat_ssl WHERE pid = pg_backend_pid()"), "ca", s.CA)
	if got := lines(mustRead(t, sp, "").Rows["patient"]); !slices.Equal(got, []string{"patient_id=true"}) {
		t.Errorf("%q, want an encrypted connection", got)
	}
}
