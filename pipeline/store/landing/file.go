package landing

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// File is the statement that reads a file once and lands every record in its table.
// What a delimited file's record cannot be split into goes to the tables rejects and
// rejects_scan. Where a third of the records are broken, DuckDB 1.5.4 may lose whole
// buffers of them unless it reads without parallel.
func File(t *schema.Table, f source.File, rejects string, parallel bool, inputID int64) string {
	from := delimited(f, rejects, parallel)
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
			text = nullif(name)
			if !f.Tidy {
				text = trimmed(name)
			}
			if c.Kind == schema.Date || c.Kind == schema.Instant {
				text = yearFirst(text, f.Dates)
			}
		}
		if v, ok := f.Values[c.Name]; ok {
			text = fmt.Sprintf("coalesce(%s, %s)", text, Text(v))
		}
		selected = append(selected, orDefault(c, text)+" AS "+arrived(c))
	}
	for i, name := range names {
		selected = append(selected, fmt.Sprintf("%s AS r%d", name, i))
	}
	return insert(t, strconv.FormatInt(inputID, 10), fmt.Sprintf("SELECT %s FROM %s", strings.Join(selected, ", "), from),
		func(c schema.Column) string { return typed(c, arrived(c), f.Tidy) }, unstated, rawOf(f))
}

// delimited reads a delimited file as text, whatever its header says, and keeps what it
// cannot split in a table of rejects. Folders named key=value are no columns of it.
func delimited(f source.File, rejects string, parallel bool) string {
	cols := make([]string, len(f.Header))
	for i := range f.Header {
		cols[i] = fmt.Sprintf("'h%d': 'VARCHAR'", i)
	}
	return fmt.Sprintf(`read_csv(%s, auto_detect = false, hive_partitioning = false, header = true, columns = {%s},
		delim = %s, quote = '"', escape = '"', compression = '%s', parallel = %t,
		store_rejects = true, rejects_table = '%s', rejects_scan = '%s_scan', rejects_limit = 0)`,
		Text(f.Path), strings.Join(cols, ", "), Text(string(f.Delimiter)), cmp.Or(f.Packing, source.Plain), parallel, rejects, rejects)
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
