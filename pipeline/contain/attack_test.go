package contain

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

// attacks are ways out of a statement, by what they try. OUT is a folder that exists and
// can be written to, SECRET a file in it that can be read, INSIDE the folder of the dataset.
var attacks = map[string][]string{
	"read a file": {
		"SELECT * FROM read_csv('SECRET')", "SELECT * FROM read_csv_auto(['SECRET'])", "SELECT * FROM read_text('SECRET')",
		"SELECT content FROM read_blob('SECRET')", "SELECT * FROM read_parquet('SECRET')", "SELECT * FROM parquet_schema('SECRET')",
		"SELECT * FROM parquet_kv_metadata('SECRET')", "SELECT * FROM read_json('SECRET')", "SELECT * FROM read_ndjson_objects('SECRET')",
		"SELECT * FROM sniff_csv('SECRET')", "SELECT * FROM glob('OUT/*')", "SELECT * FROM glob('/**')", "SELECT * FROM read_duckdb('SECRET')",
		"FROM 'SECRET'", "SELECT * FROM \"SECRET\"", "SELECT * FROM 'OUT/*.csv'", "DESCRIBE FROM 'SECRET'", "SUMMARIZE FROM 'SECRET'",
		"SELECT * FROM \"read_text\"('SECRET')", "SELECT * FROM read_text /* a */ ('SECRET')", "SELECT * FROM main.read_text('SECRET')",
		"SELECT (SELECT content FROM read_text('SECRET'))", "SELECT * FROM query('SELECT * FROM read_text(''SECRET'')')",
		"SELECT * FROM query_table('SECRET')", "WITH x AS MATERIALIZED (FROM read_text('SECRET')) FROM x",
		"SELECT * FROM read_text('/proc/self/environ')", "SELECT * FROM read_text('/proc/self/maps')", "SELECT * FROM '/etc/passwd'",
		"SELECT * FROM read_text('file:SECRET')", "SELECT * FROM read_text('OUT/../' || 'SECRET')", "EXPLAIN ANALYZE FROM read_text('SECRET')",
		"SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM read_text(''SECRET'')'))",
		"SELECT * FROM read_text('INSIDE/README.md')", "SELECT * FROM read_blob('INSIDE/patient-01.parquet')", "SELECT * FROM glob('INSIDE/*')",
		"SELECT * FROM 'INSIDE/about/other.csv'", "SELECT * FROM read_parquet('INSIDE/patient-01.parquet')", "SELECT * FROM read_text('INSIDE/../*')",
		"SELECT * FROM read_csv('INSIDE/about/dictionary.csv')", "SELECT * FROM parquet_metadata('INSIDE/*.parquet')",
	},
	"write a file": {
		"COPY patient TO 'OUT/stolen.csv'", "COPY (SELECT * FROM patient) TO 'OUT/stolen.parquet' (FORMAT parquet)",
		"EXPLAIN ANALYZE COPY patient TO 'OUT/stolen.csv'", "EXPLAIN (ANALYZE) COPY patient TO 'OUT/stolen.csv'",
		"EXPORT DATABASE 'OUT/stolen'", "COPY FROM DATABASE memory TO other", "CALL enable_logging(storage = 'file', storage_path = 'OUT/log')",
		"SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = 'OUT/log')", "SELECT write_log('x')",
		"PRAGMA enable_profiling = 'json'", "SET profiling_output = 'OUT/profile'", "ATTACH 'OUT/new.duckdb' AS other",
		"CREATE TEMP TABLE t AS SELECT * FROM range(1e9)", "COPY patient TO '/dev/stdout'", "COPY patient TO '/proc/self/fd/1'",
		"COPY patient TO 'INSIDE/stolen.parquet' (FORMAT parquet)", "COPY patient TO 'INSIDE/patient-01.parquet' (FORMAT parquet, USE_TMP_FILE false)",
		"COPY (SELECT 1 AS a) TO 'INSIDE/about/dictionary.csv' (FORMAT csv, USE_TMP_FILE false)", "ATTACH 'INSIDE/patient-01.parquet' AS other",
		"EXPORT DATABASE 'INSIDE'",
	},
	"change the store": {
		"INSERT INTO patient VALUES ('x', 1)", "DELETE FROM patient", "UPDATE patient SET n = 8", "DROP TABLE patient", "TRUNCATE patient",
		"ALTER TABLE patient ADD COLUMN x INT", "CREATE TABLE t AS SELECT 1", "CREATE VIEW v AS SELECT 1", "CREATE MACRO f() AS 1",
		"CREATE OR REPLACE TEMP MACRO count(x) AS 0", "CREATE TEMP VIEW patient AS SELECT 1", "CREATE SEQUENCE s", "CREATE TYPE t AS ENUM ('a')",
		"CREATE SCHEMA s", "COPY patient FROM 'SECRET'", "IMPORT DATABASE 'OUT'", "MERGE INTO patient USING series s ON true WHEN MATCHED THEN DELETE",
		"VACUUM", "ANALYZE", "CHECKPOINT", "SELECT * FROM checkpoint()", "SELECT * FROM force_checkpoint()",
		"WITH x AS (SELECT 1) DELETE FROM patient", "EXPLAIN ANALYZE DELETE FROM patient", "EXPLAIN ANALYZE CREATE TEMP TABLE t AS SELECT 1",
		"EXPLAIN ANALYZE WITH x AS (SELECT 1) INSERT INTO patient SELECT 'x', 1", "SELECT 1 INTO t", "COMMENT ON TABLE patient IS 'x'",
	},
	"change the session": {
		"SET enable_external_access = true", "SET GLOBAL memory_limit = '1TB'", "SET SESSION threads = 64", "RESET memory_limit",
		"SET VARIABLE x = 1", "PRAGMA memory_limit = '1TB'", "PRAGMA add_parquet_key('k', '0123456789112345')", "PRAGMA enable_logging",
		"PRAGMA database_list", "PRAGMA version", "USE memory", "BEGIN", "COMMIT", "PREPARE p AS SELECT 1", "EXECUTE p", "DEALLOCATE p",
		"CALL enable_logging()", "CALL duckdb_settings()", "SELECT * FROM enable_logging()", "SELECT * FROM disable_logging()",
		"SELECT * FROM truncate_duckdb_logs()", "FROM duckdb_logs", "SELECT * FROM main.duckdb_logs", "SELECT * FROM duckdb_logs_parsed('QueryLog')",
		"SELECT * FROM duckdb_log_contexts()",
	},
	"load code or reach out": {
		"INSTALL httpfs", "INSTALL httpfs FROM 'http://127.0.0.1:1/'", "FORCE INSTALL json", "LOAD httpfs", "LOAD 'SECRET'", "LOAD '/lib/x86_64-linux-gnu/libc.so.6'",
		"UPDATE EXTENSIONS", "ATTACH 'http://127.0.0.1:1/x.duckdb'", "ATTACH ':memory:' AS m", "DETACH store", "CREATE SECRET s (TYPE s3)",
		"SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')", "SELECT * FROM 's3://bucket/x.parquet'", "SELECT * FROM 'https://127.0.0.1:1/x.parquet'",
		"SELECT getenv('HOME')", "SELECT * FROM duckdb_secrets()", "SELECT * FROM duckdb_secrets(redact = false)", "SELECT * FROM which_secret('s3://x', 's3')",
		"DROP SECRET s",
	},
	"several statements": {
		"SELECT 1; SELECT 2", "DROP TABLE patient; SELECT 1", "SELECT 1; DROP TABLE patient", ";;SELECT 1;; SELECT 2", "SELECT 1;\x00SELECT 2",
		"SELECT 1 /* ; */ ; /* */ DELETE FROM patient", "SELECT 1 -- \n; DELETE FROM patient", "SELECT ';' ; DELETE FROM patient", "",
		";", "-- nothing", "SELECT 1 /* open", "SELECT 'open", "/* SELECT */ DROP TABLE patient", "SELECT $$;$$; DELETE FROM patient",
		"SELECT E'\\'; DELETE FROM patient; --'; DELETE FROM patient",
	},
	"tell a value in an error": {
		"SELECT CAST(patient_id AS INTEGER) FROM patient", "SELECT error(patient_id) FROM patient", "SELECT strptime(patient_id, '%Y') FROM patient",
		"SELECT CAST(patient_id AS STRUCT(a INT)) FROM patient", "SELECT from_hex(patient_id) FROM patient", "SELECT json_extract(patient_id, '$.a') FROM patient",
		"SELECT regexp_matches('a', patient_id || '(') FROM patient", "SELECT CAST([patient_id] AS INT[]) FROM patient", "SELECT date_trunc(patient_id, now()) FROM patient",
		"SELECT CAST(patient_id AS UUID) FROM patient", "SELECT list_extract([1], CAST(patient_id AS INT)) FROM patient", "SELECT format('{:d}', patient_id) FROM patient",
		"SELECT patient_id::BOOL FROM patient", "SELECT current_setting(patient_id) FROM patient", "SELECT nextval(patient_id) FROM patient",
	},
}

// bombs take what they can get. Each must end within its limits.
var bombs = map[string]string{
	"one enormous cell":      "SELECT repeat(repeat('x', 1000000), 100000) AS x",
	"a growing text":         "SELECT repeat('x', 1000000000) || repeat('y', 1000000000) || repeat('z', 2000000000) AS x",
	"a list":                 "SELECT generate_series(0, 4000000000) AS x",
	"a padded text":          "SELECT lpad('x', 2000000000, 'y') || lpad('x', 2000000000, 'y') AS x",
	"many rows":              "SELECT * FROM range(100000000000)",
	"many wide rows":         "SELECT repeat('x', 100000) AS x FROM range(10000000)",
	"a cross join":           "SELECT count(*) AS n FROM series a, series b, series c WHERE a.n + b.n = c.n * c.n",
	"a sorted cross join":    "SELECT a.n, b.n FROM series a, series b ORDER BY a.n * b.n",
	"grouping a cross join":  "SELECT a.n, b.n, count(*) FROM series a, series b GROUP BY ALL",
	"recursion without end":  "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
	"recursion that grows":   "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r, range(1000)) SELECT count(*) FROM r",
	"aggregating to one":     "SELECT string_agg(repeat('x', 100000)) AS x FROM series",
	"a regular expression":   "SELECT count(*) FROM series a, series b WHERE regexp_matches(repeat('a', 200) || a.n || b.n, '(a+)+(b+)+$')",
	"sleeping":               "SELECT sleep_ms(100000)",
	"sleeping for each row":  "SELECT count(sleep_ms(1000 + CAST(n AS INTEGER) % 2)) FROM series",
	"a deep expression":      "SELECT " + strings.Repeat("(", 100_000) + "1" + strings.Repeat(")", 100_000),
	"a long expression":      "SELECT " + strings.Repeat("1 + ", 250_000) + "1",
	"a megabyte of text":     "SELECT length('" + strings.Repeat("x", 1<<20) + "') AS n",
	"a deep nest of queries": strings.Repeat("SELECT * FROM (", 20_000) + "SELECT 1" + strings.Repeat(")", 20_000),
}

// scene is a dataset and a folder that an attack may want to write to.
type scene struct {
	path, key, out string
	inside         map[string]int64 // size of each file beside the dataset
}

// scenes are one of each form that a dataset can have.
func scenes(t *testing.T) map[string]scene {
	t.Helper()
	made := map[string]scene{
		"store": {path: published(t)}, "folder": {path: extracted(t, "")}, "encrypted folder": {path: extracted(t, folderKey), key: folderKey},
	}
	for name, s := range made {
		s.out = t.TempDir()
		if err := os.WriteFile(filepath.Join(s.out, "secret.csv"), []byte("a\nPOISON-4711\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.inside = s.files(t)
		made[name] = s
	}
	return made
}

// files are those in the folder of the dataset, with their sizes.
func (s scene) files(t *testing.T) map[string]int64 {
	t.Helper()
	sizes := map[string]int64{}
	err := filepath.Walk(s.folder(), func(name string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			sizes[name] = info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sizes
}

func (s scene) folder() string {
	if info, err := os.Stat(s.path); err == nil && info.IsDir() {
		return s.path
	}
	return filepath.Dir(s.path)
}

// aim puts the places of the scene into an attack.
func (s scene) aim(sql string) string {
	return strings.NewReplacer("OUT", s.out, "SECRET", filepath.Join(s.out, "secret.csv"), "INSIDE", s.folder()).Replace(sql)
}

// open lets the dataset answer statements.
func (s scene) open(t *testing.T, limits Limits) *Engine {
	opts := small
	opts.Key = s.key
	return open(t, s.path, opts, limits)
}

// unharmed checks that an attack left no trace: in the folders, and in the dataset.
func (s scene) unharmed(t *testing.T, e *Engine, sql string) {
	t.Helper()
	if files, err := os.ReadDir(s.out); err != nil || len(files) != 1 {
		t.Errorf("%s: wrote to the folder: %v %v", sql, files, err)
	}
	if now := s.files(t); !maps.Equal(now, s.inside) {
		t.Errorf("%s: changed the dataset: %v", sql, now)
	}
	if rows, last, err := whole(e, "SELECT n FROM patient"); err != nil || rows != 1 || last != "7" {
		t.Errorf("%s: after it the dataset answers %d rows, %s, %v", sql, rows, last, err)
	}
}

func TestEveryWayOutIsShut(t *testing.T) {
	for form, s := range scenes(t) {
		e := s.open(t, Limits{Time: 20 * time.Second})
		for name, statements := range attacks {
			t.Run(form+"/"+name, func(t *testing.T) {
				for _, sql := range statements {
					sql = s.aim(sql)
					_, last, err := whole(e, sql)
					if fault.KindOf(err) != fault.Query {
						t.Errorf("%s: is let through, or is of another kind: %q, %v", sql, last, err)
					} else if strings.Contains(err.Error(), poison) {
						t.Errorf("%s: the message holds a value: %v", sql, err)
					}
				}
				s.unharmed(t, e, name)
			})
		}
	}
}

// TestChildHoldsAlone sends the attacks past the check of their text: DuckDB's settings and
// the process must hold them too. Some are answered, with what is no secret.
func TestChildHoldsAlone(t *testing.T) {
	for form, s := range scenes(t) {
		e := s.open(t, Limits{Time: 20 * time.Second})
		for _, name := range []string{"read a file", "write a file", "change the store", "load code or reach out"} {
			t.Run(form+"/"+name, func(t *testing.T) {
				for _, sql := range attacks[name] {
					s.bypass(t, e, sql)
				}
				s.unharmed(t, e, name)
			})
		}
	}
}

// bypass has a child answer what no check of the text has seen. It may read the files of its
// own dataset, with which a folder is asked, and nothing else.
func (s scene) bypass(t *testing.T, e *Engine, attack string) {
	t.Helper()
	sql := s.aim(attack)
	c, err := e.take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.ask(context.Background(), c, order{SQL: sql})
	if err != nil {
		return
	}
	defer r.Release()
	own := strings.Contains(attack, "INSIDE/patient-01.parquet")
	for r.Next() {
		batch, err := r.RecordBatch().MarshalJSON()
		if err != nil || strings.Contains(string(batch), poison) && !own {
			t.Errorf("%s: reads what it must not: %v", sql, err)
		}
	}
}

func TestBombsEndWithinTheirLimits(t *testing.T) {
	s := scenes(t)["store"]
	limits := Limits{Time: 2 * time.Second, CPU: 4 * time.Second, Rows: 1_000_000, Bytes: 64 << 20, Disk: 64 << 20}
	e := s.open(t, limits)
	harmless := []string{"a megabyte of text"}
	for name, sql := range bombs {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			_, _, err := whole(e, sql)
			took := time.Since(began)
			t.Logf("%s after %s", cut(err), took.Round(time.Millisecond))
			if took > limits.Time+time.Minute { // a machine can be busy with other things
				t.Errorf("ended after %s", took)
			}
			if name == harmless[0] {
				if err != nil {
					t.Error(err)
				}
			} else if kind := fault.KindOf(err); kind != fault.Query && kind != fault.Unavailable && kind != fault.Policy {
				t.Errorf("kind %d: %v", kind, err)
			}
			s.unharmed(t, e, name)
		})
	}
}

// cut shortens a message for the log of a test.
func cut(err error) string {
	if err == nil {
		return "answered"
	}
	return err.Error()[:min(len(err.Error()), 150)]
}
