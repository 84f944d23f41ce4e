package sqldb_test

import (
	"strings"
	"testing"

	"chartline/pipeline/source/database/servertest"
	"chartline/pipeline/source/database/sqldb"
)

// one is a value of a type: how the server is asked for it, of what kind its column is,
// and what comes as Values has it. What is expected is written down from what was asked.
type one struct {
	ask  string
	kind sqldb.Kind
	want string
}

// eachOf asks for values one by one, by results in which nothing else could hide.
func eachOf(t *testing.T, db *sqldb.DB, cases []one) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.ask, func(t *testing.T) {
			rows, err := db.Select(t.Context(), "SELECT "+c.ask)
			if err != nil {
				t.Fatal(err)
			}
			if kind := rows.Described()[0].Kind; kind != c.kind {
				t.Errorf("the column is %s (%s), want %s", kind, rows.Described()[0].Type, c.kind)
			}
			for rows.Next() {
			}
			rows.Close()
			if got := all(t, db, "SELECT "+c.ask); len(got) != 1 || got[0] != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestEveryTypeOfPostgres(t *testing.T) {
	s := servertest.Postgres(t)
	s.Exec(t, `CREATE EXTENSION IF NOT EXISTS citext; DROP TYPE IF EXISTS mood CASCADE; CREATE TYPE mood AS ENUM ('Łódź', 'b');
		DROP DOMAIN IF EXISTS mrn; CREATE DOMAIN mrn AS varchar(20); DROP TYPE IF EXISTS pair; CREATE TYPE pair AS (a int, b int)`)
	eachOf(t, open(t, s.Address), []one{
		{"'Łódź'::text", sqldb.Text, "string Łódź"},
		{"'a'::varchar(5)", sqldb.Text, "string a"},
		{"'a'::char(3)", sqldb.Text, "string a  "},
		{"'a'::\"char\"", sqldb.Text, "string a"},
		{"'a'::name", sqldb.Text, "string a"},
		{"''::text", sqldb.Text, "string "},
		{"'A1'::mrn", sqldb.Text, "string A1"},
		{"'Łódź'::mood", sqldb.Text, "string Łódź"},
		{"'MiXed'::citext", sqldb.Text, "string MiXed"},
		{"'0189a6c4-7f00-4000-8000-00805f9b34fb'::uuid", sqldb.Text, "string 0189a6c4-7f00-4000-8000-00805f9b34fb"},
		{"(-32768)::smallint", sqldb.Integer, "int64 -32768"},
		{"2147483647::int", sqldb.Integer, "int64 2147483647"},
		{"'-9223372036854775808'::bigint", sqldb.Integer, "int64 -9223372036854775808"},
		{"4294967295::oid", sqldb.Integer, "int64 4294967295"},
		{"1234.50::numeric(14,2)", sqldb.Decimal, "string 1234.50"},
		{"0::numeric", sqldb.Decimal, "string 0"},
		{"0.0001::numeric", sqldb.Decimal, "string 0.0001"},
		{"-0.00005::numeric", sqldb.Decimal, "string -0.00005"},
		{"10000::numeric", sqldb.Decimal, "string 10000"},
		{"100000000.00::numeric(20,2)", sqldb.Decimal, "string 100000000.00"},
		{"99999999999999999999.9999::numeric", sqldb.Decimal, "string 99999999999999999999.9999"},
		{"1e40::numeric", sqldb.Decimal, "string 1" + strings.Repeat("0", 40)},
		{"123456789.987654321::numeric", sqldb.Decimal, "string 123456789.987654321"},
		{"'NaN'::numeric", sqldb.Decimal, "string not a number"},
		{"0.1::real", sqldb.Float, "float64 0.1"},
		{"1.5::float8", sqldb.Float, "float64 1.5"},
		{"true", sqldb.Boolean, "bool true"},
		{"false", sqldb.Boolean, "bool false"},
		{"'2024-02-29'::date", sqldb.Date, "time.Time 2024-02-29T00:00:00"},
		{"'1899-12-31'::date", sqldb.Date, "time.Time 1899-12-31T00:00:00"},
		{"'infinity'::date", sqldb.Date, "string infinity"},
		{"'2024-02-29 23:59:59.123456'::timestamp", sqldb.Local, "time.Time 2024-02-29T23:59:59.123456"},
		{"'1969-12-31 23:59:59.5'::timestamp", sqldb.Local, "time.Time 1969-12-31T23:59:59.5"},
		{"'-infinity'::timestamp", sqldb.Local, "string infinity"},
		{"'2024-07-01 00:00:00-05'::timestamptz", sqldb.Instant, "time.Time 2024-07-01T05:00:00"},
		{"'infinity'::timestamptz", sqldb.Instant, "string infinity"},
		{"'a'::bytea", sqldb.Bytes, "[]uint8 [97]"},
		{"'{\"a\": 1}'::json", sqldb.Other, `string {"a": 1}`},
		{"'{\"a\": 1}'::jsonb", sqldb.Other, `string {"a": 1}`},
		{"'1 day'::interval", sqldb.Other, "string 1 day"},
		{"'12:30'::time", sqldb.Other, "string 12:30:00"},
		{"array[1,2]", sqldb.Other, "string {1,2}"},
		{"row(1,2)::pair", sqldb.Other, "string (1,2)"},
		{"1.5::money", sqldb.Other, "string $1.50"},
		{"NULL::int", sqldb.Integer, "<nil> <nil>"},
		{"NULL::text", sqldb.Text, "<nil> <nil>"},
		{"NULL", sqldb.Text, "<nil> <nil>"},
	})
}

func TestEveryTypeOfMariaDB(t *testing.T) {
	s := servertest.MariaDB(t)
	s.Exec(t, `DROP TABLE IF EXISTS types; CREATE TABLE types (c char(3), v varchar(5), t text, e enum('a','Łódź'), st set('x','y'), i tinyint(1), si smallint,
		mi mediumint, bi bigint, ub bigint unsigned, d decimal(14,2), big decimal(30,4), f float, db double, b1 bit(1), b8 bit(8), y year,
		da date, dt datetime(6), ts timestamp(6), zero datetime, zd date, bl blob, vb varbinary(3), j json, ti time, nothing date, u uuid);
		SET SESSION time_zone='-05:00', sql_mode='';
		INSERT INTO types VALUES ('a','b','Łódź','Łódź','x,y',1,-32768, 8388607,-9223372036854775808,18446744073709551615,1234.50,
		99999999999999999999.9999,0.1,1.5,1,5,2024,'2024-02-29','2024-02-29 23:59:59.123456','2024-07-01 00:00:00.5','0000-00-00 00:00:00','2024-00-00',
		'a','abc','{"a":1}','12:30:00',NULL,'0189a6c4-7f00-4000-8000-00805f9b34fb')`)
	of := func(column string) string { return column + " FROM types" }
	cases := []one{
		{of("c"), sqldb.Text, "string a"},
		{of("v"), sqldb.Text, "string b"},
		{of("t"), sqldb.Text, "string Łódź"},
		{of("e"), sqldb.Text, "string Łódź"},
		{of("st"), sqldb.Text, "string x,y"},
		{of("u"), sqldb.Text, "string 0189a6c4-7f00-4000-8000-00805f9b34fb"},
		{of("i"), sqldb.Integer, "int64 1"},
		{of("si"), sqldb.Integer, "int64 -32768"},
		{of("mi"), sqldb.Integer, "int64 8388607"},
		{of("bi"), sqldb.Integer, "int64 -9223372036854775808"},
		{of("ub"), sqldb.Integer, "string 18446744073709551615"},
		{of("y"), sqldb.Integer, "int64 2024"},
		{of("d"), sqldb.Decimal, "string 1234.50"},
		{of("big"), sqldb.Decimal, "string 99999999999999999999.9999"},
		{of("f"), sqldb.Float, "float64 0.1"},
		{of("db"), sqldb.Float, "float64 1.5"},
		{of("b1"), sqldb.Boolean, "bool true"},
		{of("b8"), sqldb.Boolean, "string \x05"},
		{of("da"), sqldb.Date, "time.Time 2024-02-29T00:00:00"},
		{of("dt"), sqldb.Local, "time.Time 2024-02-29T23:59:59.123456"},
		{of("ts"), sqldb.Instant, "time.Time 2024-07-01T05:00:00.5"},
		{of("zero"), sqldb.Local, "string 0000-00-00 00:00:00"},
		{of("zd"), sqldb.Date, "string 2024-00-00"},
		{of("bl"), sqldb.Bytes, "[]uint8 [97]"},
		{of("vb"), sqldb.Bytes, "[]uint8 [97 98 99]"},
		{of("ti"), sqldb.Other, "string 12:30:00"},
		{of("nothing"), sqldb.Date, "<nil> <nil>"},
	}
	db := open(t, s.Address)
	eachOf(t, db, cases)
	t.Run("prepared", func(t *testing.T) { // by the driver's other protocol, which has another form
		for _, c := range cases {
			got := all(t, db, "SELECT "+c.ask+" WHERE :since > 0", 1)
			if len(got) != 1 || got[0] != c.want {
				t.Errorf("%s: %q, want %q", c.ask, got, c.want)
			}
		}
	})
}
