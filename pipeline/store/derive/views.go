package derive

import (
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/landing"
)

// DDL makes the tables of what is derived, and every view. What was derived is worked out
// again when the store is published next.
func DDL() string {
	statements := []string{tablesDDL, clocksDDL(), standingDDL, latestDDL, orphanDDL()}
	for _, t := range schema.Tables {
		statements = append(statements, viewDDL(t, derived{}))
	}
	return strings.Join(statements, ";\n")
}

// versioned are the tables of which readers expect the latest version only.
var versioned = map[string]bool{"diagnosis": true, "procedure": true, "drg_assignment": true}

// latestDDL names the encounters that were coded more than once, by their assignment or
// their diagnoses. The filters touch only rows of later versions, so that a store
// without recodes pays nothing.
const latestDDL = `CREATE OR REPLACE VIEW history.latest_version AS
SELECT encounter_id, max(version_no) AS version_no
FROM (SELECT encounter_id, version_no FROM history.code_assignment WHERE version_no > 1
      UNION ALL
      SELECT encounter_id, version_no FROM history.diagnosis WHERE version_no > 1) AS v
GROUP BY encounter_id`

// viewDDL creates the view by which people query the table: the latest version of every
// record, with what was derived when the store was published last.
func viewDDL(t *schema.Table, d derived) string {
	cols := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cols[i] = "h." + c.Name
	}
	from, where := fmt.Sprintf("history.%s AS h", t.Name), ""
	switch {
	case versioned[t.Name]:
		from += latestOf(t)
		where = "WHERE l.version_no IS NULL OR l.version_no = h.version_no"
	case t.Name == "audit_code", t.Name == "audit_finding":
		where = "WHERE h.withdrawn IS DISTINCT FROM true"
	case t.Name == "encounter":
		where = "WHERE h.cancelled IS DISTINCT FROM true"
		if d.totals {
			from += " LEFT JOIN history.line_total AS s ON s.encounter_id = h.encounter_id"
			cols[slices.Index(cols, "h.total_charges")] = "coalesce(h.total_charges, s.charge) AS total_charges"
		}
	}
	sql := fmt.Sprintf("CREATE OR REPLACE VIEW main.%s AS SELECT %s FROM %s %s", t.Name, strings.Join(cols, ", "), from, where)
	if d.resolved && resolvable[t.Name] {
		sql += "\nUNION ALL " + resolvedRows(t)
	}
	if t.Name == "code_group" {
		sql += sectionRows("chapter") + sectionRows("block")
	}
	return sql
}

// sectionRows adds the groups of a scheme that releases state beside each code. Kept as
// rows of their own they would be twice as many as the codes.
func sectionRows(scheme string) string {
	return fmt.Sprintf(`
UNION ALL
SELECT '%[1]s', %[2]s, code_system, code, %[1]s, 1, true, true
FROM history.code_release WHERE %[1]s IS NOT NULL`, scheme, editionOf("valid_from"))
}

// latestOf joins the number of an encounter's latest version. A version that only this
// table knows counts for it too: an encounter that was regrouped keeps its diagnoses and
// has one DRG of each system.
func latestOf(t *schema.Table) string {
	return fmt.Sprintf(` LEFT JOIN (
		SELECT encounter_id, max(version_no) AS version_no
		FROM (SELECT encounter_id, version_no FROM history.latest_version
		      UNION ALL
		      SELECT encounter_id, version_no FROM history.%s WHERE version_no > 1) AS v
		GROUP BY encounter_id) AS l ON l.encounter_id = h.encounter_id`, t.Name)
}

// resolvedRows are the rows of a table that code statements were resolved to.
func resolvedRows(t *schema.Table) string {
	cols := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		switch c.Name {
		case "version_no":
			cols[i] = "1"
		case "performed_on":
			cols[i] = "stated_on"
		case "modifiers":
			cols[i] = "NULL"
		default:
			cols[i] = c.Name
		}
	}
	return fmt.Sprintf("SELECT %s FROM history.resolved WHERE kind = '%s'", strings.Join(cols, ", "), t.Name)
}

// orphanDDL creates the view of rows that wait for their encounter, counted by input and
// table. An account that arrives later ends the waiting.
func orphanDDL() string {
	var parts []string
	for _, t := range schema.Tables {
		if c, ok := t.Column("encounter_id"); !ok || c.Name == t.Columns[0].Name && t.Name == "encounter" {
			continue
		}
		parts = append(parts, fmt.Sprintf(`SELECT %[1]s AS input_id, '%[2]s' AS table_name, count(*) AS records
			FROM history.%[2]s WHERE encounter_id NOT IN (SELECT encounter_id FROM history.encounter) GROUP BY 1`, landing.Input, t.Name))
	}
	return "CREATE OR REPLACE VIEW ledger.orphan AS " + strings.Join(parts, "\nUNION ALL ")
}
