//go:build duckdb_arrow

package duckdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"strconv"
	"strings"

	"chartline/pipeline/fault"
)

// defaultMemory is enough for every query over ten million diagnoses; more makes large
// distinct counts slower.
const defaultMemory = "2GB"

type setting struct{ name, value, fix string }

// settings are in the order in which they must be made: what needs the file system
// comes before external access is shut, and the lock comes last.
func settings(o Options) []setting {
	memory := o.MemoryLimit
	if memory == "" {
		memory = defaultMemory
	}
	s := []setting{
		{"memory_limit", memory, "give a size such as 2GB"},
		{"temp_directory", o.TempDir, "give a folder that can be written to"},
		{"temp_file_encryption", "true", ""},
		{"TimeZone", "UTC", ""},
		{"autoinstall_known_extensions", "false", ""},
		{"autoload_known_extensions", "false", ""},
		{"errors_as_json", "true", ""}, // as text they quote a piece of the statement, and not where it stands
	}
	if o.Threads > 0 {
		s = append(s, setting{"threads", strconv.Itoa(o.Threads), "give a number of threads"})
	}
	if o.MaxSpill != "" {
		s = append(s, setting{"max_temp_directory_size", o.MaxSpill, "give a size such as 16GB"})
	}
	return append(s,
		setting{"enable_external_access", "false", ""},
		setting{"lock_configuration", "true", ""})
}

// quote writes an SQL text literal.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func execute(conn driver.Conn, sql string) error {
	_, err := conn.(driver.ExecerContext).ExecContext(context.Background(), sql, nil)
	return err
}

// version asks the engine for its version, such as "v1.5.4".
func version(conn driver.Conn) (string, error) {
	rows, err := conn.(driver.QueryerContext).QueryContext(context.Background(), "SELECT version()", nil)
	if err != nil {
		return "", translate(context.Background(), err)
	}
	defer rows.Close()
	row := make([]driver.Value, 1)
	if err := rows.Next(row); err != nil && !errors.Is(err, io.EOF) {
		return "", translate(context.Background(), err)
	}
	text, ok := row[0].(string)
	if !ok {
		return "", fault.New(fault.Internal, "duckdb", "does not tell its version", "")
	}
	return text, nil
}
