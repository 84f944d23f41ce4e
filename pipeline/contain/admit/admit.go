// Package admit looks at the text of a statement before any process sees it. DuckDB's own
// parser looks again, at the number of statements and their type: this check is the stricter
// one of the two and not the one that is relied on.
package admit

import (
	"slices"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/query/statement"
)

// readers are the words with which a statement begins that only reads. SHOW, DESCRIBE and
// SUMMARIZE are a SELECT in DuckDB's eyes.
var readers = []string{"SELECT", "WITH", "FROM", "VALUES", "TABLE", "DESCRIBE", "DESC", "SHOW", "SUMMARIZE", "EXPLAIN", "("}

// explained are those that EXPLAIN may be asked about: with ANALYZE it runs them.
var explained = []string{"SELECT", "WITH", "FROM", "VALUES", "TABLE", "("}

// writers must not stand in what EXPLAIN is asked about, outside of brackets.
var writers = []string{"INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "COPY", "INTO"}

// closed are functions that a SELECT can call and that do more than answer: they run SQL
// or settings that this check has not seen, change what the process does, tell what
// others asked, or read files.
var closed = strings.Fields(`
	query query_table json_execute_serialized_sql checkpoint force_checkpoint import_database
	enable_logging disable_logging truncate_duckdb_logs write_log
	duckdb_logs duckdb_logs_parsed duckdb_log_contexts duckdb_secrets which_secret getenv
	read_duckdb read_csv read_csv_auto sniff_csv read_text read_blob glob read_json read_json_auto
	read_json_objects read_json_objects_auto read_ndjson read_ndjson_auto read_ndjson_objects
	read_parquet parquet_scan parquet_schema parquet_metadata parquet_file_metadata parquet_kv_metadata
	parquet_full_metadata parquet_bloom_probe arrow_scan arrow_scan_dumb seq_scan`)

// Statement refuses what is not one statement that reads. Its errors are fault.Query.
func Statement(sql string) error {
	tokens, wrong := statement.Split(sql)
	if wrong != nil {
		return fault.New(fault.Query, "", wrong.What, "close it").Standing(sql, wrong.Start)
	}
	for len(tokens) > 0 && tokens[len(tokens)-1].Is(";") {
		tokens = tokens[:len(tokens)-1]
	}
	if len(tokens) == 0 {
		return fault.New(fault.Query, "", "not exactly one statement", "give one SELECT")
	}
	if failed, at := refused(tokens); failed != nil {
		return failed.Standing(sql, at.Start)
	}
	return nil
}

// refused says what is not let through of a statement, and where it stands.
func refused(tokens []statement.Token) (failed *fault.Error, at statement.Token) {
	second := slices.IndexFunc(tokens, func(t statement.Token) bool { return t.Is(";") }) + 1
	switch {
	case second > 0:
		return fault.New(fault.Query, "", "not exactly one statement", "give one SELECT"), tokens[second]
	case !isAny(tokens[0], readers):
		return notReading(tokens[0]), tokens[0]
	case tokens[0].Is("EXPLAIN"):
		if failed, at = explain(tokens[1:]); failed != nil {
			return failed, at
		}
	}
	return calls(tokens)
}

// notReading names the kind of statement where it is one: any other word is a mistake that
// DuckDB's parser explains better.
func notReading(first statement.Token) *fault.Error {
	if isAny(first, kinds) {
		return fault.New(fault.Query, "", "not a SELECT", "the store is read-only")
	}
	return nil
}

// kinds are the statements of DuckDB that do more than read.
var kinds = strings.Fields(`
	ALTER ANALYZE ATTACH BEGIN CALL CHECKPOINT COMMENT COMMIT COPY CREATE DEALLOCATE DELETE DETACH DROP
	EXECUTE EXPORT FORCE GRANT IMPORT INSERT INSTALL LOAD MERGE PIVOT PIVOT_WIDER PIVOT_LONGER PRAGMA PREPARE
	RESET REVOKE ROLLBACK SET START TRUNCATE UNPIVOT UPDATE USE VACUUM`)

// explain looks at what EXPLAIN [ANALYZE] [(OPTION, …)] is asked about.
func explain(tokens []statement.Token) (*fault.Error, statement.Token) {
	if len(tokens) > 0 && tokens[0].Is("ANALYZE") {
		tokens = tokens[1:]
	}
	if len(tokens) > 1 && tokens[0].Is("(") && (tokens[1].Is("ANALYZE") || tokens[1].Is("FORMAT")) {
		tokens = tokens[1+slices.IndexFunc(tokens, func(t statement.Token) bool { return t.Is(")") }):]
	}
	depth := 0
	for i, t := range tokens {
		switch {
		case i == 0 && !isAny(t, explained), depth == 0 && isAny(t, writers):
			return fault.New(fault.Query, "", "EXPLAIN of what is not a SELECT", "the store is read-only"), t
		case t.Is("("):
			depth++
		case t.Is(")"):
			depth--
		}
	}
	return nil, statement.Token{}
}

// calls refuses the functions and views that are closed, however they are written.
func calls(tokens []statement.Token) (*fault.Error, statement.Token) {
	for i, t := range tokens {
		if t.Kind != statement.Word && t.Kind != statement.Quoted {
			continue
		}
		called := i+1 < len(tokens) && tokens[i+1].Is("(")
		read := i > 0 && (tokens[i-1].Is("FROM") || tokens[i-1].Is("JOIN") || tokens[i-1].Is(",") || tokens[i-1].Is("."))
		if name := bareName(t); (called || read && strings.HasPrefix(name, "duckdb_")) && slices.Contains(closed, name) {
			return fault.Newf(fault.Query, "", "", "%s is not permitted: files, extensions and settings are closed to queries", name), t
		}
	}
	return nil, statement.Token{}
}

// bareName is the last part of a name, in lower case and without quotes.
func bareName(t statement.Token) string {
	name := strings.ToLower(strings.Trim(t.Text, `"`))
	if t.Kind == statement.Word {
		name = name[strings.LastIndexByte(name, '.')+1:]
	}
	return name
}

func isAny(t statement.Token, words []string) bool {
	return slices.ContainsFunc(words, t.Is)
}
