package extract

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/extract/sealed"
	"chartline/pipeline/extract/session"
)

// folder is a folder of Parquet files with a DuckDB catalogue of views over them. With a key
// the files are encrypted; the catalogue names the key and does not hold it.
type folder struct {
	*making
	path    string
	names   []string
	columns map[string][]string // by table
}

// keyName is the name under which DuckDB is given the key of an extract.
const keyName = "study"

// rowsOfGroup is how many rows a group of a Parquet file has, as DuckDB writes them.
const rowsOfGroup = 122_880

func openFolder(ctx context.Context, m *making, path string) (*folder, error) {
	if err := os.MkdirAll(filepath.Join(path, "about"), 0o700); err != nil {
		return nil, session.FileError(err, path)
	}
	f := &folder{making: m, path: path, columns: map[string][]string{}}
	if m.Key == "" {
		return f, nil
	}
	return f, m.exec(ctx, "PRAGMA add_parquet_key("+session.Text(keyName)+", "+session.Text(m.Key)+")")
}

// pattern names the files of a table: one for each part.
func pattern(name string) string { return name + "-*.parquet" }

func (f *folder) table(ctx context.Context, name string, parts []string) error {
	f.names = append(f.names, name)
	for i, part := range parts {
		if err := f.part(ctx, name, filepath.Join(f.path, fmt.Sprintf("%s-%02d.parquet", name, i+1)), part); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) part(ctx context.Context, name, file, query string) error {
	if f.Key == "" {
		return f.exec(ctx, "COPY ("+query+") TO "+session.Text(file)+
			" (FORMAT parquet, COMPRESSION zstd, KV_METADATA {mode: "+session.Text(f.Mode.String())+", study: "+session.Text(f.Study)+"})")
	}
	return f.session.Read(ctx, f.Out, query, func(rows array.RecordReader) error {
		f.columns[name] = nil
		for _, field := range rows.Schema().Fields() {
			f.columns[name] = append(f.columns[name], field.Name)
		}
		return sealed.Parquet(file, rows, f.Key, rowsOfGroup, map[string]string{"mode": f.Mode.String(), "study": f.Study})
	})
}

func (f *folder) about(ctx context.Context, name, query string) error {
	return f.exec(ctx, "COPY ("+query+") TO "+session.Text(filepath.Join(f.path, "about", name+".csv"))+" (FORMAT csv, HEADER)")
}

func (f *folder) from(name string) string { return f.read(name, filepath.Join(f.path, pattern(name))) }

// read is the scan of a table's file in SQL. DuckDB 1.5.4 cannot decrypt what it filters
// while it scans, and takes the key for a wrong one. An offset keeps filters above the scan,
// and so does a column that is worked out, of joins.
func (f *folder) read(name, file string) string {
	if f.Key == "" {
		return "(FROM read_parquet(" + session.Text(file) + "))"
	}
	var columns []string
	for _, c := range f.columns[name] {
		columns = append(columns, "greatest("+c+", "+c+") AS "+c)
	}
	return "(SELECT " + strings.Join(columns, ", ") + " FROM read_parquet(" + session.Text(file) +
		", encryption_config = {footer_key: " + session.Text(keyName) + "}) OFFSET 0)"
}

// close writes the catalogue, whose views name the files as they lie in the folder, and says
// how to read them.
func (f *folder) close(ctx context.Context) error {
	catalogue := filepath.Join(f.path, "catalogue.duckdb")
	if err := f.session.Attach(ctx, catalogue, "made", "", false); err != nil {
		return err
	}
	// DuckDB looks at a file when its view is made; later it looks from where it is started.
	if err := f.exec(ctx, "SET file_search_path = "+session.Text(f.path)); err != nil {
		return err
	}
	for _, name := range f.names {
		if err := f.exec(ctx, "CREATE VIEW made.main."+name+" AS FROM "+f.read(name, pattern(name))); err != nil {
			return err
		}
	}
	if err := f.exec(ctx, "DETACH made"); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(f.path, "README.md"), []byte(f.readme()), 0o600); err != nil {
		return session.FileError(err, f.Out)
	}
	return session.FileError(ownersOnly(f.path), f.Out)
}

func (f *folder) readme() string {
	var b strings.Builder
	b.WriteString("# " + f.Study + "\n\n" + f.Mode.Banner() + ".\n\n")
	b.WriteString("Each table is one Parquet file or several, which belong together. `about/dictionary.csv` says what each column is and what was\ndone to it, `about/codebook.csv` which values it has.\n\n")
	b.WriteString("In DuckDB, started in this folder:\n\n```sql\n")
	if f.Key != "" {
		b.WriteString("PRAGMA add_parquet_key('" + keyName + "', 'the key of the study');\n")
	}
	b.WriteString("ATTACH 'catalogue.duckdb' AS " + keyName + " (READ_ONLY);\nSELECT count(*) FROM " + keyName + "." + f.names[0] + ";\n```\n")
	if f.Key != "" {
		b.WriteString("\nA program that logs its statements logs the key with them: pass it in as a parameter of\nyour own, never in a script.\n")
	}
	return b.String()
}

// ownersOnly lets nobody but the owner into a folder and its files.
func ownersOnly(path string) error {
	return filepath.WalkDir(path, func(name string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return os.Chmod(name, 0o700)
		}
		return os.Chmod(name, 0o600)
	})
}
