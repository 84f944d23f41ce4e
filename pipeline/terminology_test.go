package pipeline_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/codebook"
	"chartline/pipeline/engine/duckdb"
)

// TestPublishedCodeSets loads what CMS, NCHS and AHRQ ship and asks of it what standard.md
// 1.3 recomputed from the same files.
func TestPublishedCodeSets(t *testing.T) {
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	folder := realFolder(t, "terminology")
	p := program(t, "timezone: America/Chicago\n")
	first, err := p.LoadTerminology(t.Context(), []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.LoadTerminology(t.Context(), []string{folder})
	if err != nil || again.Skipped != first.Inputs || again.Loaded != 0 {
		t.Errorf("loading twice changes something: %+v %v", again, err)
	}
	db, err := p.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	asked := &pulled{T: t, queries: p.Queries, db: db}
	t.Run("published counts", func(t *testing.T) { // VER-03, DEF-05
		checks, err := codebook.Verify(t.Context(), db)
		if err != nil || len(checks) != 8 {
			t.Fatalf("%d checks, want 8: %v", len(checks), err)
		}
		for _, c := range checks {
			same(asked.in(t), c.What, c.Found, c.Published)
		}
	})
	t.Run("changes of a year", func(t *testing.T) { // VER-03: 487 added, 28 removed of which 16 became headers
		a := asked.in(t).ask("terminology/change_counts", "from_date", "2025-03-01", "to_date", "2026-03-01")
		found := map[string]int64{}
		for i, change := range a.Text("change") {
			found[change] = a.Int("codes")[i]
		}
		for change, n := range map[string]int64{"added": 487, "removed": 28 - 16, "became a header": 16} {
			same(asked.in(t), change, found[change], n)
		}
	})
	t.Run("blocks by order number", func(t *testing.T) { // VER-06, trap 3 of section 8
		for code, block := range map[string]string{"C4A0": "C43-C44", "M1A00X0": "M05-M14", "Z3A01": "Z30-Z39", "QA00": "QA0"} {
			got := text(t, db, fmt.Sprintf("SELECT grouping FROM code_group WHERE scheme = 'block' AND scheme_version = 'FY2026' AND code = '%s'", code))
			same(asked.in(t), code, got, block)
		}
		same(asked.in(t), "groups of codes that the release has in none", text(t, db, `SELECT CAST(count(*) FILTER (WHERE scheme_version NOT IN ('FY2021-01', 'FY2025', 'FY2026')
			OR code_system <> 'ICD-10-CM') AS VARCHAR) FROM code_group WHERE scheme IN ('block', 'chapter')`), "0")
		same(asked.in(t), "chapters", text(t, db, `SELECT string_agg(CAST(n AS VARCHAR), ' ' ORDER BY grouping) FROM (
			SELECT g.grouping, count(*) AS n FROM code_group AS g JOIN code_release AS r ON r.code = g.code AND r.code_system = g.code_system
			WHERE g.scheme = 'chapter' AND g.scheme_version = 'FY2026' AND r.valid_from = DATE '2025-10-01' AND r.billable GROUP BY 1) AS c`),
			"1068 1727 323 971 871 700 2677 653 1427 360 857 1000 6665 836 2437 463 894 773 41142 7461 1411 3")
	})
	t.Run("search", func(t *testing.T) {
		start := time.Now()
		hits, err := codebook.Search(t.Context(), db, "hart failure unspecified", 20)
		t.Logf("searched in %v", time.Since(start))
		var codes []string
		for _, h := range hits {
			codes = append(codes, h.Code)
		}
		if err != nil || !strings.Contains(strings.Join(codes, " "), "I509") {
			t.Errorf("found %v: %v", codes, err)
		}
	})
	t.Run("a code on a date", func(t *testing.T) { // G35 was subdivided on 1 October 2025
		for on, want := range map[string]string{"2025-09-30": codebook.Valid, "2025-10-01": codebook.Header, "2023-05-01": codebook.NotLoaded} {
			day, err := time.Parse(time.DateOnly, on)
			if err != nil {
				t.Fatal(err)
			}
			found, err := codebook.Judge(t.Context(), db, "G35", day)
			if err != nil || len(found) != 1 {
				t.Fatalf("%v %v", found, err)
			}
			same(asked.in(t), on, found[0].Status, want)
		}
	})
}
