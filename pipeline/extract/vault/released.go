package vault

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"chartline/pipeline/extract/session"
	"chartline/pipeline/privacy"
)

// Released gives what the last release of a study showed of a question, by the column that
// counts.
func (v *Vault) Released(ctx context.Context, question string) (map[string][]privacy.Cell, error) {
	shown := map[string][]privacy.Cell{}
	var bad error
	err := v.session.Rows(ctx, v.path, fmt.Sprintf(`SELECT count_of, labels, count FROM vault.main.released AS r
		WHERE question = %[1]s AND release_no = (SELECT max(release_no) FROM vault.main.released WHERE question = %[1]s)`, session.Text(question)), func(row []string) {
		var c privacy.Cell
		if err := json.Unmarshal([]byte(row[1]), &c.Keys); err != nil {
			bad = err
		}
		if n, err := strconv.ParseInt(row[2], 10, 64); err == nil {
			c.Count = n
		}
		shown[row[0]] = append(shown[row[0]], c)
	})
	if err == nil {
		err = session.Error(bad, v.path)
	}
	return shown, err
}

// Release writes down what is shown of a question, before it is handed out.
func (v *Vault) Release(ctx context.Context, question string, shown map[string][]privacy.Cell) error {
	var next int64
	if err := v.session.Scan(ctx, v.path, "SELECT coalesce(max(release_no), 0) + 1 FROM vault.main.released", &next); err != nil {
		return err
	}
	var rows []string
	for column, cells := range shown {
		for _, c := range cells {
			labels, err := json.Marshal(c.Keys)
			if err != nil {
				return session.Error(err, v.path)
			}
			rows = append(rows, fmt.Sprintf("(%d, %s, %s, %s, %d)", next, session.Text(question), session.Text(column), session.Text(string(labels)), c.Count))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return v.session.Exec(ctx, v.path, "INSERT INTO vault.main.released VALUES "+strings.Join(rows, ",\n"))
}
