package vault

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"chartline/pipeline/extract/session"
	"chartline/pipeline/privacy/disclosure"
)

// Statements gives what the releases of a study said of every question.
func (v *Vault) Statements(ctx context.Context) ([]disclosure.Statement, error) {
	said := map[string]*disclosure.Statement{}
	var bad error
	err := v.session.Rows(ctx, v.path, "SELECT release_no, question, begins, ends, count_of, row_name, coalesce(CAST(count AS VARCHAR), '') FROM vault.main.stated", func(row []string) {
		key := strings.Join(row[:4], " ")
		s := said[key]
		if s == nil {
			s = &disclosure.Statement{Question: row[1], From: row[2], To: row[3], Shown: map[string]map[string]int64{}, Withheld: map[string][]string{}}
			said[key] = s
		}
		if row[6] == "" {
			s.Withheld[row[4]] = append(s.Withheld[row[4]], row[5])
			return
		}
		n, err := strconv.ParseInt(row[6], 10, 64)
		if err != nil {
			bad = err
		}
		if s.Shown[row[4]] == nil {
			s.Shown[row[4]] = map[string]int64{}
		}
		s.Shown[row[4]][row[5]] = n
	})
	if err == nil && bad != nil {
		err = session.Error(bad, v.path)
	}
	var all []disclosure.Statement
	for _, key := range slices.Sorted(maps.Keys(said)) {
		all = append(all, *said[key])
	}
	return all, err
}

// State writes down what a release says, before it is handed out.
func (v *Vault) State(ctx context.Context, said []disclosure.Statement) error {
	var next int64
	if err := v.session.Scan(ctx, v.path, "SELECT coalesce(max(release_no), 0) + 1 FROM vault.main.stated", &next); err != nil {
		return err
	}
	var rows []string
	for _, s := range said {
		add := func(column, name, count string) {
			rows = append(rows, fmt.Sprintf("(%d, %s, %s, %s, %s, %s, %s)", next, session.Text(s.Question), session.Text(s.From), session.Text(s.To), session.Text(column), session.Text(name), count))
		}
		for column, shown := range s.Shown {
			for _, name := range slices.Sorted(maps.Keys(shown)) {
				add(column, name, strconv.FormatInt(shown[name], 10))
			}
		}
		for column, names := range s.Withheld {
			for _, name := range names {
				add(column, name, "NULL")
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return v.session.Exec(ctx, v.path, "INSERT INTO vault.main.stated VALUES "+strings.Join(rows, ",\n"))
}
