package codebook

import (
	"context"

	"chartline/pipeline/engine"
)

// Check is a count that is published, beside what the store holds.
type Check struct {
	What             string
	Published, Found int64
	Source           string
}

// published are counts of releases, made from the files of the publishers: whoever loads
// a file that was cut or changed finds another one.
var published = []struct {
	what, source, sql string
	count             int64
}{
	{"ICD-10-CM FY2026, rows of the order file", "VER-03", cm2026, 98_186},
	{"ICD-10-CM FY2026, valid codes", "VER-03", cm2026 + " AND billable", 74_719},
	{"ICD-10-CM FY2026, headers", "VER-03", cm2026 + " AND NOT billable", 23_467},
	{"ICD-10-CM FY2026, categories", "VER-03", cm2026 + " AND length(code) = 3", 1_918},
	{"ICD-10-CM FY2025, valid codes", "VER-03", `SELECT count(*) FROM code_release WHERE code_system = 'ICD-10-CM'
		AND valid_from = DATE '2024-10-01' AND billable`, 74_260},
	{"ICD-10-PCS FY2026, valid codes", "VER-03", pcs2026 + " AND billable", 79_115},
	{"ICD-10-PCS FY2026, headers", "VER-03", pcs2026 + " AND NOT billable", 914},
	{"ICD-10-CM FY2026, codes exempt from POA", "DEF-05", `SELECT count(*) FROM code_mark WHERE list = 'poa_exempt'
		AND code_system = 'ICD-10-CM' AND valid_from = DATE '2025-10-01'`, 38_349},
}

const (
	cm2026  = "SELECT count(*) FROM code_release WHERE code_system = 'ICD-10-CM' AND valid_from = DATE '2025-10-01'"
	pcs2026 = "SELECT count(*) FROM code_release WHERE code_system = 'ICD-10-PCS' AND valid_from = DATE '2025-10-01'"
)

// Verify compares what is loaded with published counts. A release that is not loaded is
// not compared.
func Verify(ctx context.Context, e engine.Engine) ([]Check, error) {
	var checks []Check
	for _, p := range published {
		var found int64
		if err := each(ctx, e, p.sql, nil, func(r row) { found = r.number(0) }); err != nil {
			return nil, err
		}
		if found > 0 {
			checks = append(checks, Check{What: p.what, Published: p.count, Found: found, Source: "standard " + p.source})
		}
	}
	return checks, nil
}
