package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// bundleFolder holds, beside a report, the SQL of every question that it asked.
const bundleFolder = "bundle"

// statement is a question with its values filled in, by the name of its file.
type statement struct{ file, sql string }

// statements are the questions of a log in their order. Each runs as it stands in any SQL
// tool over the store whose inputs the manifest lists.
func statements(log []asked) ([]statement, error) {
	all := make([]statement, len(log))
	for i, a := range log {
		values := map[string]string{}
		for _, v := range a.values {
			values[v[0]] = v[1]
		}
		sql, err := a.query.Print(values)
		if err != nil {
			return nil, err
		}
		file := fmt.Sprintf("%02d-%s.sql", i+1, strings.ReplaceAll(a.query.Name, "/", "-"))
		all[i] = statement{file, "-- " + a.query.Name + ": " + a.query.Title + "\n" + strings.TrimSpace(sql) + ";\n"}
	}
	return all, nil
}

// writeBundle writes statements into a folder of their own and gives the names of the files.
func writeBundle(folder string, all []statement) (names []string, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	if err := os.Mkdir(filepath.Join(folder, bundleFolder), 0o755); err != nil {
		return nil, outError(err, folder)
	}
	for _, s := range all {
		name := filepath.Join(bundleFolder, s.file)
		if err := writeFile(filepath.Join(folder, name), []byte(s.sql)); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}
