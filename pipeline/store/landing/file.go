package landing

import (
	"fmt"
	"strconv"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// File is the statement that reads a file once and lands every record in its table.
// What a delimited file's record cannot be split into goes to the tables rejects and
// rejects_scan.
func File(t *schema.Table, f source.File, rejects string, inputID int64) string {
	from := delimited(f, rejects)
	if f.Parquet {
		from = "read_parquet(" + Text(f.Path) + ", hive_partitioning = false)"
	}
	names, at := make([]string, len(f.Header)), map[string]string{}
	for i, h := range f.Header {
		names[i] = fmt.Sprintf("h%d", i)
		if f.Parquet {
			names[i] = Ident(h)
		}
		names[i] = "CAST(" + names[i] + " AS VARCHAR)"
		at[h] = names[i]
	}
	selected := make([]string, 0, len(t.Columns)+len(names))
	for _, c := range t.Columns {
		text := "CAST(NULL AS VARCHAR)"
		if name, ok := at[f.Columns[c.Name]]; ok {
			text = trimmed(name)
		}
		selected = append(selected, orDefault(c, text)+" AS "+arrived(c))
	}
	for i, name := range names {
		selected = append(selected, fmt.Sprintf("%s AS r%d", name, i))
	}
	return insert(t, strconv.FormatInt(inputID, 10), fmt.Sprintf("SELECT %s FROM %s", strings.Join(selected, ", "), from),
		func(c schema.Column) string { return typed(c, arrived(c)) }, unstated, rawOf(f))
}

// delimited reads a delimited file as text, whatever its header says, and keeps what it
// cannot split in a table of rejects. Folders named key=value are no columns of it.
func delimited(f source.File, rejects string) string {
	cols := make([]string, len(f.Header))
	for i := range f.Header {
		cols[i] = fmt.Sprintf("'h%d': 'VARCHAR'", i)
	}
	compression := "none"
	if f.Gzip {
		compression = "gzip"
	}
	return fmt.Sprintf(`read_csv(%s, auto_detect = false, hive_partitioning = false, header = true, columns = {%s},
		delim = %s, quote = '"', escape = '"', compression = '%s',
		store_rejects = true, rejects_table = '%s', rejects_scan = '%s_scan', rejects_limit = 0)`,
		Text(f.Path), strings.Join(cols, ", "), Text(string(f.Delimiter)), compression, rejects, rejects)
}

// rawOf is the whole record as JSON, for the quarantine; it is computed only for the
// records that go there.
func rawOf(f source.File) string {
	fields := make([]string, len(f.Header))
	for i, h := range f.Header {
		fields[i] = fmt.Sprintf("%s, r%d", Text(h), i)
	}
	return "json_object(" + strings.Join(fields, ", ") + ")"
}
