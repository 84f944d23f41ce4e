package database_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database"
	"chartline/pipeline/source/database/servertest"
	"chartline/pipeline/source/sourcetest"
)

// engines are the servers that increments are tested on, with their words for types.
var engines = []struct {
	name    string
	shared  func(testing.TB) *servertest.Server
	own     func(testing.TB) *servertest.Server
	instant string
	utc     string // sets the zone of a session
}{
	{"postgres", servertest.Postgres, servertest.OwnPostgres, "timestamptz NULL", "SET TimeZone = 'UTC'; "},
	{"mariadb", servertest.MariaDB, servertest.OwnMariaDB, "timestamp(6) NULL", "SET time_zone = '+00:00'; "},
}

// persons are the identifiers that were read.
func persons(got *sourcetest.Collector) string {
	var ids []string
	for _, r := range got.Rows["patient"] {
		ids = append(ids, r["patient_id"])
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func TestIncrements(t *testing.T) {
	for _, e := range engines {
		for _, kind := range []struct {
			column, values string // values of A, B, and of C that comes later
			since          string
			first, second  string // marks
			tie            string // a value equal to the first mark
		}{
			{e.instant, "'2024-01-01 10:00:00.5' '2024-01-02 10:00:00.5' '2024-01-03 00:00:00'", "",
				"instant 2024-01-02T10:00:00.500000Z", "instant 2024-01-03T00:00:00.000000Z", "'2024-01-02 10:00:00.5'"},
			{map[string]string{"postgres": "timestamp", "mariadb": "datetime"}[e.name], "'2024-01-01 10:00:00' '2024-01-02 10:00:00' '2024-01-03 00:00:00'", "",
				"local 2024-01-02T10:00:00.000000", "local 2024-01-03T00:00:00.000000", "'2024-01-02 10:00:00'"},
			{"date", "'2024-01-01' '2024-01-03' '2024-01-04'", "", "date 2024-01-03", "date 2024-01-04", "'2024-01-03'"},
			{"bigint", "1 5 6", "0", "number 5", "number 6", "5"},
			{"decimal(20,0)", "1 5 6", "0", "number 5", "number 6", "5"},
		} {
			for _, comparison := range []string{">", ">="} {
				t.Run(e.name+" "+kind.column+" "+comparison, func(t *testing.T) {
					s := e.shared(t)
					s.Exec(t, "DROP TABLE IF EXISTS person; CREATE TABLE person (id varchar(10), seen "+kind.column+")")
					insert := func(id, seen string) { s.Exec(t, e.utc+"INSERT INTO person VALUES ('"+id+"', "+seen+")") }
					values := strings.Split(strings.ReplaceAll(kind.values, " '", "|'"), "|")
					if len(values) == 1 {
						values = strings.Fields(kind.values)
					}
					insert("A", values[0])
					insert("B", values[1])
					insert("NULL", "NULL")
					options := []string{"watermark", "seen", "late", "0"}
					if kind.since == "" {
						options = []string{"watermark", "seen", "late", "0h"}
					} else {
						options = append(options, "since", kind.since)
					}
					sp := spec(s.Address, one("patient", "SELECT id AS patient_id, seen FROM person WHERE seen "+comparison+" :since OR seen IS NULL"), options...)
					got := mustRead(t, sp, "")
					if persons(got) != "A B NULL" || !slices.Equal(got.Marks, []string{kind.first}) {
						t.Fatalf("first %q, marks %q; want the mark %q", persons(got), got.Marks, kind.first)
					}
					insert("T", kind.tie)
					got = mustRead(t, sp, kind.first)
					if persons(got) != "B NULL T" || !slices.Equal(got.Marks, []string{kind.first}) {
						t.Errorf("a tie: %q, marks %q", persons(got), got.Marks)
					}
					insert("C", values[2])
					got = mustRead(t, sp, kind.first)
					if persons(got) != "B C NULL T" || !slices.Equal(got.Marks, []string{kind.second}) {
						t.Errorf("something new: %q, marks %q; want the mark %q", persons(got), got.Marks, kind.second)
					}
				})
			}
		}
	}
}

func TestLateArrivals(t *testing.T) {
	s := servertest.Postgres(t)
	s.Exec(t, `DROP TABLE IF EXISTS person; CREATE TABLE person (id text, seen timestamptz);
		INSERT INTO person VALUES ('old', '2024-01-01 00:00Z'), ('late', '2024-01-08 00:00Z'), ('last', '2024-01-10 00:00Z')`)
	for late, want := range map[string]string{"0h": "last", "": "last", "47h": "last", "2d": "last late", "8d": "last late", "9d": "last late old"} {
		options := []string{"watermark", "seen"}
		if late != "" {
			options = append(options, "late", late)
		}
		sp := spec(s.Address, one("patient", "SELECT id AS patient_id, seen FROM person WHERE seen > :since"), options...)
		got := mustRead(t, sp, "instant 2024-01-10T00:00:00.000000Z")
		if persons(got) != want || got.Marks[0] != "instant 2024-01-10T00:00:00.000000Z" {
			t.Errorf("%s: %q, marks %q; want %q", late, persons(got), got.Marks, want)
		}
	}
}

// TestWantedStart is pull --since: an instant as RFC 3339 in place of a mark.
func TestWantedStart(t *testing.T) {
	for _, e := range engines {
		for _, column := range []string{e.instant, "date", map[string]string{"postgres": "timestamp", "mariadb": "datetime"}[e.name]} {
			t.Run(e.name+" "+column, func(t *testing.T) {
				s := e.shared(t)
				s.Exec(t, "DROP TABLE IF EXISTS person; CREATE TABLE person (id varchar(10), seen "+column+")")
				s.Exec(t, e.utc+"INSERT INTO person VALUES ('A', '2024-01-01'), ('B', '2024-01-05')")
				sp := spec(s.Address, one("patient", "SELECT id AS patient_id, seen FROM person WHERE seen > :since"), "watermark", "seen")
				if got := mustRead(t, sp, "2024-01-05T00:00:00Z"); persons(got) != "B" || !strings.Contains(got.Marks[0], "2024-01-05") {
					t.Errorf("%q, marks %q", persons(got), got.Marks)
				}
			})
		}
	}
}

func TestMarkMovesOnlyWhenAllWasRead(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.own(t)
			series := map[string]string{"postgres": "generate_series(1, 300000) AS s(seq)", "mariadb": "seq_1_to_300000"}[e.name]
			// Sixty megabytes do not fit into the buffers between server and client, so
			// that the server still has rows to send when it dies.
			s.Exec(t, "DROP TABLE IF EXISTS person; CREATE TABLE person (id varchar(200), seen bigint); INSERT INTO person SELECT LPAD(CAST(seq AS char(6)), 200, 'P'), seq FROM "+series)
			sp := spec(s.Address, one("patient", "SELECT id AS patient_id, seen FROM person WHERE seen > :since"), "watermark", "seen", "since", "0")
			killed := &sourcetest.Collector{}
			killed.Then = func() error {
				if killed.Calls == 1 {
					s.Kill()
				}
				return nil
			}
			err := read(t.Context(), sp, "", killed)
			if fault.KindOf(err) != fault.Unavailable || len(killed.Marks) > 0 {
				t.Errorf("error %v, marks %q; want the server unavailable and no mark", err, killed.Marks)
			}
			if n := len(killed.Rows["patient"]); n < source.BatchRows || n >= 300_000 {
				t.Errorf("%d rows came before", n)
			}
		})
	}
}

// TestPullsInIncrementsGiveWhatOnePullGives changes a table again and again, pulls after
// each round, and keeps of each key the row that was stated last, as the store does.
func TestPullsInIncrementsGiveWhatOnePullGives(t *testing.T) {
	s := servertest.Postgres(t)
	s.Exec(t, "DROP TABLE IF EXISTS person; CREATE TABLE person (id text PRIMARY KEY, sex text, seen timestamp)")
	sp := spec(s.Address, one("patient", "SELECT id AS patient_id, sex, seen FROM person WHERE seen > :since ORDER BY random()"), "watermark", "seen", "late", "10m")
	rnd := rand.New(rand.NewPCG(3, 4))
	clock := time.Date(2024, 3, 9, 22, 0, 0, 0, time.UTC) // the clocks change in the night
	store, mark := map[string]sourcetest.Row{}, ""
	for round := range 40 {
		clock = clock.Add(time.Minute)
		var changes []string
		for range rnd.IntN(60) {
			// Some of what happens is seen only a few minutes later.
			at := clock.Add(-time.Duration(rnd.IntN(8)) * time.Minute).Add(time.Duration(round) * time.Microsecond)
			changes = append(changes, fmt.Sprintf(`INSERT INTO person VALUES ('P%d', '%d', '%s')
				ON CONFLICT (id) DO UPDATE SET sex = excluded.sex, seen = excluded.seen WHERE person.seen < excluded.seen`,
				rnd.IntN(300), rnd.IntN(1e6), at.Format("2006-01-02 15:04:05.000000")))
		}
		s.Exec(t, strings.Join(changes, ";"))
		got := mustRead(t, sp, mark)
		for _, r := range got.Rows["patient"] {
			if stated(r) >= stated(store[r["patient_id"]]) {
				store[r["patient_id"]] = r
			}
		}
		if len(got.Marks) > 0 {
			mark = got.Marks[0]
		}
	}
	whole := mustRead(t, sp, "")
	if len(whole.Rows["patient"]) < 250 || len(store) != len(whole.Rows["patient"]) {
		t.Fatalf("%d persons in increments, %d at once", len(store), len(whole.Rows["patient"]))
	}
	for _, r := range whole.Rows["patient"] {
		if got := store[r["patient_id"]]; got["sex"] != r["sex"] || got[source.Stated] != r[source.Stated] {
			t.Errorf("%s is %v in increments, %v at once", r["patient_id"], got, r)
		}
	}
}

func stated(r sourcetest.Row) int64 {
	n, _ := strconv.ParseInt(r[source.Stated], 10, 64)
	return n
}

// TestOnlyATimeOfItsOwnStates: dates, numbers and canonical columns are no statement.
func TestOnlyATimeOfItsOwnStates(t *testing.T) {
	s := servertest.Postgres(t)
	const enc = "SELECT 'E' AS encounter_id, 'F' AS facility_id, 'IP' AS patient_type, "
	for _, c := range []struct{ name, columns, watermark, want string }{
		// 05:00 in Chicago in July is 10:00 in UTC: 1719828000 seconds, as date -u says.
		{"a wall clock", "timestamp '2024-07-01 05:00:00.000002' AS seen", "seen", "1719828000000002"},
		{"an instant", "timestamptz '2024-07-01 10:00:00Z' AS seen", "seen", "1719828000000000"},
		{"an instant that is not there", "NULL::timestamptz AS seen", "seen", ""},
		{"a date", "date '2024-07-01' AS seen", "seen", ""},
		{"a number", "1719828000 AS seen", "seen", ""},
		{"a canonical column", "timestamptz '2024-07-01 10:00:00Z' AS admitted_at", "admitted_at", ""},
		{"nothing", "NULL::text AS payer_class", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := mustRead(t, spec(s.Address, one("encounter", enc+c.columns), "watermark", c.watermark), "")
			if row := got.Rows["encounter"][0]; row[source.Stated] != c.want {
				t.Errorf("stated %q, want %q", row[source.Stated], c.want)
			}
		})
	}
}

func TestTableWithoutTheWatermarkIsReadWhole(t *testing.T) {
	s := servertest.Postgres(t)
	got := mustRead(t, spec(s.Address, map[string]string{
		"facility": "SELECT 'F' AS facility_id", "patient": "SELECT 'P' AS patient_id, timestamptz '2024-01-01Z' AS seen WHERE now() > :since",
	}, "watermark", "seen"), "instant 2023-01-01T00:00:00.000000Z")
	if len(got.Rows["facility"]) != 1 || len(got.Rows["patient"]) != 1 || len(got.Marks) != 1 {
		t.Errorf("%d and %d rows, marks %q", len(got.Rows["facility"]), len(got.Rows["patient"]), got.Marks)
	}
}

func TestARejectedRowMovesTheMark(t *testing.T) {
	s := servertest.Postgres(t)
	got := mustRead(t, spec(s.Address, one("patient",
		"SELECT 'P' AS patient_id, 'x' AS birth_on, timestamptz '2024-01-02Z' AS seen WHERE now() > :since"), "watermark", "seen"), "")
	if len(got.Rejects) != 1 || len(got.Marks) != 1 || got.Marks[0] != "instant 2024-01-02T00:00:00.000000Z" {
		t.Errorf("%d rejects, marks %q", len(got.Rejects), got.Marks)
	}
	if want := `{"patient_id":"P","birth_on":"x","seen":"2024-01-02T00:00:00Z"}`; got.Rejects[0].Raw != want {
		t.Errorf("raw %s, want %s", got.Rejects[0].Raw, want)
	}
}

func TestMarkThatFitsNoMore(t *testing.T) {
	s := servertest.Postgres(t)
	sp := spec(s.Address, one("patient", "SELECT 'P' AS patient_id, 5 AS seen"), "watermark", "seen")
	err := read(t.Context(), sp, "date 2024-01-01", &sourcetest.Collector{})
	if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "pull with --again") || !strings.HasPrefix(err.Error(), "postgres ") {
		t.Errorf("error %v, want one that says how to begin again", err)
	}
	err = read(t.Context(), spec(s.Address, one("patient", "SELECT 'P' AS patient_id, 5 AS seen WHERE 5 > :since"), "watermark", "seen"), "", &sourcetest.Collector{})
	if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), "the option since must be one") {
		t.Errorf("error %v, want one that tells of the option since", err)
	}
	if _, err := (database.Source{}).Inputs(sp); err != nil {
		t.Error(err)
	}
}
