//go:build duckdb_arrow

package store

import "testing"

// Chapters that an older program kept as rows of code_group go where a release that was read
// again states the same, and the ledger calls them superseded; a site's own grouping of the
// same name stays, and so does what no release states.
func TestChaptersOfOlderProgramsAreNotShownTwice(t *testing.T) {
	s := unruled(t)
	publishedRows(t, s, `INSERT INTO history.code_group (scheme, scheme_version, code_system, code, grouping, _input_id) VALUES
			('chapter', 'FY2026', 'ICD-10-CM', 'A000', '1', 1), ('block', 'FY2026', 'ICD-10-CM', 'A000', 'A00-A09', 1),
			('chapter', 'FY2026', 'ICD-10-CM', 'I10', 'own', 2), ('chapter', 'FY2025', 'ICD-10-CM', 'A000', '1', 1)`,
		"INSERT INTO ledger.tally VALUES (1, 'code_group', 3, 3, 0, 0, 0), (2, 'code_group', 1, 1, 0, 0, 0)",
		`INSERT INTO history.code_release (code_system, valid_from, valid_to, code, billable, chapter, block, _input_id) VALUES
			('ICD-10-CM', '2025-10-01', '2026-09-30', 'A000', true, '1', 'A00-A09', 3), ('ICD-10-CM', '2026-04-01', '2026-09-30', 'A000', true, '1', 'A00-A09', 3),
			('ICD-10-CM', '2025-10-01', '2026-09-30', 'I10', true, '9', 'I10-I1A', 3)`,
		"INSERT INTO ledger.tally VALUES (3, 'code_release', 3, 3, 0, 0, 0)")
	expect(t, s, "SELECT scheme, scheme_version, grouping FROM main.code_group WHERE code = 'A000' ORDER BY ALL",
		"block|FY2026|A00-A09", "block|FY2026-04|A00-A09", "chapter|FY2025|1", "chapter|FY2026|1", "chapter|FY2026-04|1")
	expect(t, s, "SELECT grouping FROM main.code_group WHERE code = 'I10' AND scheme = 'chapter' ORDER BY ALL", "9", "own")
	expect(t, s, "SELECT input_id, rows_loaded, rows_superseded FROM ledger.tally WHERE table_name = 'code_group' ORDER BY ALL", "1|1|2", "2|1|0")
}
