package pipeline_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/query"
	"chartline/pipeline/source/mimic"
)

// mimicFolder finds the demo of MIMIC-IV beside the repository, or skips.
func mimicFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	folder := filepath.Join(dir, "..", "shared", "data", "mimic-iv-demo")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("../shared/data/mimic-iv-demo is absent")
	}
	return folder
}

// TestMIMICDemo loads real records, MIMIC-IV Clinical Database Demo 2.2 (PhysioNet), and
// finds in them what was counted with plain tools: whatever the period is, since dates
// are shifted.
func TestMIMICDemo(t *testing.T) {
	folder := mimicFolder(t)
	p := pull(t, mimic.Source{}.Name(), folder, map[string]string{
		"from_date": "2026-09-01", "to_date": "2026-10-01", "patient_type": "all",
	})
	for _, part := range []struct {
		name  string
		check func(p *pulled)
	}{
		{"admissions", mimicAdmissions},
		{"diagnoses", mimicDiagnoses},
		{"two code systems", mimicSystems},
		{"length of stay", mimicStay},
		{"DRGs", mimicDRGs},
	} {
		t.Run(part.name, func(t *testing.T) { part.check(p.in(t)) })
	}
}

func mimicAdmissions(p *pulled) {
	found := p.counts(`SELECT 'admissions', count(*) FROM encounter
		UNION ALL SELECT 'patients', count(DISTINCT patient_id) FROM encounter
		UNION ALL SELECT 'persons', count(*) FROM patient
		UNION ALL SELECT 'diagnoses', count(*) FROM diagnosis
		UNION ALL SELECT 'procedures', count(*) FROM procedure
		UNION ALL SELECT 'principal', count(DISTINCT encounter_id) FROM diagnosis WHERE role = 'principal' AND sequence = 1
		UNION ALL SELECT 'orphans', count(*) FROM diagnosis WHERE encounter_id NOT IN (SELECT encounter_id FROM encounter)`)
	for what, n := range map[string]int64{
		"admissions": 275, "patients": 100, "persons": 100, "diagnoses": 4506, "procedures": 722, "principal": 275, "orphans": 0,
	} {
		same(p, what, found[what], n)
	}
	systems := p.counts("SELECT code_system, count(*) FROM diagnosis GROUP BY 1")
	same(p, "code systems", fmt.Sprint(systems), "map[ICD-10-CM:2313 ICD-9-CM:2193]")
	totals := p.ask("ledger/totals")
	for i, table := range totals.Text("table_name") {
		same(p, "duplicate, superseded and quarantined of "+table,
			[3]int64{totals.Int("rows_duplicate")[i], totals.Int("rows_superseded")[i], totals.Int("rows_quarantined")[i]}, [3]int64{})
	}
}

// count is a number of admissions with a code.
type count struct {
	code string
	n    int64
}

func mimicDiagnoses(p *pulled) {
	leads(p, p.ask("frequency/principal"),
		count{"I214", 4}, count{"N179", 4}, count{"A419", 3}, count{"I25110", 3}, count{"I5023", 3}, count{"J9601", 3})
	leads(p, p.ask("frequency/any_listed"),
		count{"E785", 57}, count{"E039", 47}, count{"Z794", 37}, count{"Z87891", 35}, count{"I2510", 33}, count{"F329", 32}, count{"I10", 32})
	// By category an admission counts once, however many of its codes lie in it (FRQ-02):
	// E78 has 71 codes and E11 has 96.
	leads(p, p.ask("frequency/any_listed", "characters", "3"),
		count{"E78", 69}, count{"E11", 60}, count{"Z79", 60}, count{"E03", 48}, count{"Z87", 43}, count{"I48", 42})
	leads(p, p.ask("frequency/any_listed", "code_system", "ICD-9-CM"),
		count{"4019", 68}, count{"2724", 55}, count{"42731", 34}, count{"25000", 33}, count{"V1582", 31})
}

// leads compares the head of an answer: the most frequent codes, ties in order of code.
func leads(p *pulled, a *query.Answer, known ...count) {
	p.Helper()
	codes, encounters := a.Text("code"), a.Int("encounters")
	if len(codes) < len(known) {
		p.Fatalf("%s: %d codes", a.Query.Name, len(codes))
	}
	for i, k := range known {
		same(p, a.Query.Name, count{codes[i], encounters[i]}, k)
	}
}

// mimicSystems: E888.1 and E880.9 are falls in ICD-9-CM, E88.81 and E88.09 disorders of
// metabolism in ICD-10-CM. A count that forgets the system adds them up, or leaves both out with
// the external causes (FRQ-03).
func mimicSystems(p *pulled) {
	metabolism := p.ask("frequency/any_listed")
	n := metabolism.Int("encounters")
	same(p, "E8881 and E8809", [2]int64{n[p.row(metabolism, "code", "E8881")], n[p.row(metabolism, "code", "E8809")]}, [2]int64{1, 1})
	for _, code := range p.ask("frequency/any_listed", "code_system", "ICD-9-CM").Text("code") {
		if code[0] == 'E' {
			p.Errorf("%s, an external cause, is counted among the diagnoses", code)
		}
	}
	falls := p.ask("frequency/external_causes", "code_system", "ICD-9-CM")
	n = falls.Int("encounters")
	for category, known := range map[string]int64{"E849": 25, "E888": 7, "E880": 2} {
		same(p, category, n[p.row(falls, "grouping", category)], known)
	}
}

func mimicStay(p *pulled) {
	a := p.ask("encounters/length_of_stay")
	var n int64
	var sum, squares float64
	days, counts := a.Number("days"), a.Int("encounters")
	low, high := math.Inf(1), math.Inf(-1)
	for i, d := range days {
		k := float64(counts[i])
		n, sum, squares = n+counts[i], sum+k*d, squares+k*d*d
		low, high = min(low, d), max(high, d)
	}
	same(p, "stays", n, 275)
	mean, median := metric.Mean(n, sum, squares, "d"), metric.Quantile(days, counts, 0.5, "d")
	same(p, "mean days", fmt.Sprintf("%.4f", mean.Value), "6.8145")
	same(p, "median days", median.Value, 5)
	same(p, "shortest and longest", [2]float64{low, high}, [2]float64{0, 45})
}

// mimicDRGs: up to two DRGs an admission, of two systems, double neither admissions nor
// each other.
func mimicDRGs(p *pulled) {
	systems := p.counts("SELECT drg_system, count(*) FROM drg_assignment GROUP BY 1")
	var rows []int64
	for _, n := range systems {
		rows = append(rows, n)
	}
	slices.Sort(rows)
	same(p, "rows of the two systems, APR and HCFA", fmt.Sprint(rows), "[221 233]")
	found := p.counts(`SELECT 'rows', count(*) FROM drg_assignment
		UNION ALL SELECT 'admissions', count(DISTINCT encounter_id) FROM drg_assignment
		UNION ALL SELECT 'doubled', count(*) FROM (
			SELECT encounter_id FROM drg_assignment GROUP BY encounter_id, drg_system HAVING count(*) > 1) AS d
		UNION ALL SELECT 'joined', count(DISTINCT d.encounter_id) FROM drg_assignment AS d
			JOIN encounter AS e ON e.encounter_id = d.encounter_id`)
	for what, n := range map[string]int64{"rows": 454, "admissions": 233, "doubled": 0, "joined": 233} {
		same(p, what, found[what], n)
	}
}
