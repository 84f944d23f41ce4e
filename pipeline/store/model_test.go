//go:build duckdb_arrow

package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"

	"chartline/pipeline/store/ledger"
)

// model is the store as one would keep it with pen and paper: what stands for each key
// and from which input it came.
type model struct {
	stands  map[string]standing
	tallies []ledger.Tally
}

type standing struct {
	content string
	input   int
}

// take enters a file, record by record.
func (m *model) take(records []record) {
	input := len(m.tallies)
	m.tallies = append(m.tallies, ledger.Tally{})
	for _, r := range records {
		now := &m.tallies[input]
		now.Read++
		old, known := m.stands[r.key]
		switch {
		case r.bad:
			now.Quarantined++
		case known && old.content == r.content:
			now.Duplicate++
		default:
			if known {
				m.tallies[old.input].Loaded--
				m.tallies[old.input].Superseded++
			}
			now.Loaded++
			m.stands[r.key] = standing{r.content, input}
		}
	}
}

func (m *model) contents() string {
	var all []string
	for key, s := range m.stands {
		all = append(all, fmt.Sprintf("%s|%s|%d", key, s.content, s.input+1))
	}
	sort.Strings(all)
	return strings.Join(all, "\n")
}

// record is a line of a file of coder_day, and what it means.
type record struct {
	line, key, content string
	bad                bool
}

// hours are texts of paid hours with the amounts that they mean; charts are whole
// numbers in the same way.
var (
	hours  = [][2]string{{"7.5", "7.50"}, {"7.50", "7.50"}, {" 7.50 ", "7.50"}, {"8", "8.00"}, {"", "-"}}
	charts = [][2]string{{"3", "3"}, {"03", "3"}, {"4", "4"}, {"4.0", "4"}, {"", "-"}}
)

func randomRecord(r *rand.Rand) record {
	coder, day, patient := fmt.Sprintf("K%d", r.IntN(3)), fmt.Sprintf("2026-01-0%d", r.IntN(2)+1), []string{"IP", "ED"}[r.IntN(2)]
	h, c := hours[r.IntN(len(hours))], charts[r.IntN(len(charts))]
	rec := record{
		line:    strings.Join([]string{coder, day, patient, h[0], c[0]}, ","),
		key:     coder + "|" + day + "|" + patient,
		content: h[1] + "|" + c[1],
	}
	switch r.IntN(12) {
	case 0:
		rec.line, rec.bad = strings.Join([]string{coder, "2026-02-30", patient, h[0], c[0]}, ","), true
	case 1:
		rec.line, rec.bad = strings.Join([]string{coder, day, patient, "25", c[0]}, ","), true
	case 2:
		rec.line, rec.bad = coder+","+day, true
	case 3:
		rec.line, rec.bad = strings.Join([]string{"", day, patient, h[0], c[0]}, ","), true
	}
	return rec
}

// TestModel pulls random files in random pieces, some of them again, and compares the
// store with the model after every run.
func TestModel(t *testing.T) {
	for seed := range uint64(16) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 2026))
			records := make([]record, 1+r.IntN(60))
			for i := range records {
				records[i] = randomRecord(r)
			}
			var files [][]record
			for rest := records; len(rest) > 0; {
				n := 1 + r.IntN(len(rest))
				files = append(files, rest[:n])
				rest = rest[n:]
				for len(files) < 8 && r.IntN(3) == 0 {
					files = append(files, files[r.IntN(len(files))])
				}
			}
			compareWithModel(t, files)
		})
	}
}

func compareWithModel(t *testing.T, files [][]record) {
	s := openStore(t)
	m := &model{stands: map[string]standing{}}
	for _, f := range files {
		lines := []string{"coder_id,worked_on,patient_type,paid_hours,charts_completed"}
		for _, r := range f {
			lines = append(lines, r.line)
		}
		m.take(f)
		mustPull(t, s, "coder_day.csv", strings.Join(lines, "\n"))
		if err := s.Balance(context.Background()); err != nil {
			t.Error(err)
		}
	}
	var want []string
	for i, y := range m.tallies {
		want = append(want, fmt.Sprintf("%d|%d|%d|%d|%d|%d", i+1, y.Read, y.Loaded, y.Duplicate, y.Superseded, y.Quarantined))
	}
	expect(t, s, "SELECT input_id, rows_read, rows_loaded, rows_duplicate, rows_superseded, rows_quarantined FROM ledger.tally ORDER BY 1", want...)
	got := ask(t, s, `SELECT coder_id, CAST(worked_on AS VARCHAR), patient_type, coalesce(CAST(paid_hours AS VARCHAR), '-'),
		coalesce(CAST(charts_completed AS VARCHAR), '-'), _input_id FROM history.coder_day ORDER BY ALL`)
	sort.Strings(got)
	if strings.Join(got, "\n") != m.contents() {
		t.Errorf("the store holds\n%s\nand the model\n%s", strings.Join(got, "\n"), m.contents())
	}
}
