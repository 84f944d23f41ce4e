package extract

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/engine/duckdb/scan"
	"chartline/pipeline/extract/disk"
	"chartline/pipeline/extract/sealed"
	"chartline/pipeline/extract/session"
)

// folder is a folder of Parquet files with a DuckDB catalogue of views over them. With a key
// the files are encrypted; the catalogue names the key and does not hold it.
type folder struct {
	*making
	path  string
	views []view // of what was written, as the catalogue names it
}

// view is a table of the catalogue.
type view struct{ name, sql string }

// rowsOfGroup is how many rows a group of a Parquet file has: a column of a group is one page
// with a dictionary of its own, and DuckDB reads groups side by side. Four times as many rows as
// DuckDB's own files have leave a seventh fewer bytes to decrypt, and are counted by a column in
// half the time.
const rowsOfGroup = 1 << 19

func openFolder(ctx context.Context, m *making, path string) (*folder, error) {
	if err := os.MkdirAll(filepath.Join(path, scan.About), 0o700); err != nil {
		return nil, disk.Error(err, path)
	}
	f := &folder{making: m, path: path}
	if m.Key == "" {
		return f, nil
	}
	return f, m.exec(ctx, "PRAGMA add_parquet_key("+session.Text(scan.KeyName)+", "+session.Text(m.Key)+")")
}

func (f *folder) table(ctx context.Context, name string, parts []string) error {
	for i, part := range parts {
		if err := f.part(ctx, scan.Part(name, i+1), part); err != nil {
			return err
		}
	}
	f.views = append(f.views, view{scan.Main + "." + name, f.read(scan.Pattern(name))})
	return nil
}

// part writes the answer of a SELECT as a file.
func (f *folder) part(ctx context.Context, file, query string) error {
	path := filepath.Join(f.path, file)
	if f.Key == "" {
		return f.exec(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE %d, KV_METADATA {mode: %s, study: %s})",
			query, session.Text(path), rowsOfGroup, session.Text(f.Mode.String()), session.Text(f.Study)))
	}
	return f.session.Read(ctx, f.Out, query, func(rows array.RecordReader) error {
		return sealed.Parquet(path, rows, f.Key, rowsOfGroup, map[string]string{"mode": f.Mode.String(), "study": f.Study})
	})
}

// about writes what tells of the extract. With a key only the dictionary is plain, which says of
// columns what they are: the codebook and the report on small groups count people, and the stamp
// says what for.
func (f *folder) about(ctx context.Context, name, query string) error {
	file := "about/" + name + ".csv"
	if f.Key != "" && name != "dictionary" {
		file = "about/" + name + ".parquet"
		if err := f.part(ctx, file, query); err != nil {
			return err
		}
		f.views = append(f.views, view{"about." + name, f.read(file)})
		return nil
	}
	f.views = append(f.views, view{"about." + name, scan.Table{Files: []string{file}}.SQL(false)})
	return f.exec(ctx, "COPY ("+query+") TO "+session.Text(filepath.Join(f.path, file))+" (FORMAT csv, HEADER)")
}

func (f *folder) from(name string) string {
	return f.read(filepath.Join(f.path, scan.Pattern(name)))
}

// read is a SELECT of files, encrypted where there is a key.
func (f *folder) read(files string) string { return scan.Parquet(f.Key != "", files) }

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
	if err := f.exec(ctx, "CREATE SCHEMA made.about"); err != nil {
		return err
	}
	for _, s := range f.views {
		if err := f.exec(ctx, "CREATE VIEW made."+s.name+" AS FROM "+s.sql); err != nil {
			return err
		}
	}
	if err := f.exec(ctx, "DETACH made"); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(f.path, "README.md"), []byte(f.readme()), 0o600); err != nil {
		return disk.Error(err, f.Out)
	}
	return disk.Error(ownersOnly(f.path), f.Out)
}

func (f *folder) readme() string {
	var b strings.Builder
	b.WriteString("# " + f.Study + "\n\n" + f.Mode.Banner() + ".\n\n")
	b.WriteString("Each table is one Parquet file or several, which belong together. `about.dictionary` says what\neach column is and what was done to it, `about.codebook` which values it has, and `about.stamp`\nwhat the extract is.\n\n")
	b.WriteString("In DuckDB, started in this folder:\n\n```sql\n")
	if f.Key != "" {
		b.WriteString("INSTALL httpfs; LOAD httpfs; -- decrypts by the processor; without it all works, several times slower\n")
		b.WriteString("PRAGMA add_parquet_key('" + scan.KeyName + "', 'the key of the study');\n")
	}
	b.WriteString("ATTACH 'catalogue.duckdb' AS " + scan.KeyName + " (READ_ONLY);\nSELECT count(*) FROM " + scan.KeyName + "." + strings.TrimPrefix(f.views[0].name, "main.") + ";\n```\n")
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
