package pipeline_test

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers says what each package may import besides the standard library: packages of
// this module by their folders, and modules of others by the words in modules. Tests
// may import anything. A row "x/..." is about x and every folder inside it that has no row
// of its own, and allows the same where it stands on the right; "*" is every module.
const layers = `
pipeline/fault             :
pipeline/schema            : arrow
pipeline/metric            : gonum
pipeline/metric/...        : pipeline/metric gonum
pipeline/metric/registry   : pipeline/metric pipeline/metric/... gonum
pipeline/calendar          : pipeline/fault
pipeline/forecast          : pipeline/metric pipeline/metric/... pipeline/calendar gonum
pipeline/forecast/flow     : pipeline/forecast pipeline/calendar pipeline/query
pipeline/patientcopy       : pipeline/theme pipeline/query pipeline/report pipeline/language pipeline/report/compose/wording pipeline/report/pdf/lettering pipeline/fault fpdf fonts
pipeline/worklist          : pipeline/theme pipeline/query pipeline/report pipeline/fault excelize
pipeline/privacy           :
pipeline/privacy/attacker  : gonum
pipeline/privacy/reader    : pipeline/privacy
pipeline/privacy/suppress  : pipeline/privacy pipeline/privacy/reader
pipeline/privacy/disclosure: pipeline/privacy pipeline/privacy/suppress pipeline/query
pipeline/extract           : pipeline/extract/... pipeline/engine/duckdb/scan pipeline/metric pipeline/privacy pipeline/privacy/disclosure pipeline/query pipeline/engine pipeline/schema pipeline/fault arrow
pipeline/extract/disk      : pipeline/durable pipeline/fault
pipeline/extract/session   : pipeline/extract/disk pipeline/fault arrow duckdb
pipeline/extract/vault     : pipeline/extract/disk pipeline/extract/session pipeline/privacy pipeline/privacy/disclosure pipeline/fault arrow
pipeline/extract/treat     : pipeline/schema pipeline/privacy
pipeline/extract/sealed    : pipeline/extract/disk pipeline/fault arrow age
pipeline/config            : pipeline/config/secret pipeline/timetable pipeline/fault yaml
pipeline/config/secret     : pipeline/fault
pipeline/timetable         : cron
pipeline/durable           :
pipeline/history           : pipeline/durable pipeline/fault sys
pipeline/history/seal      : pipeline/fault
pipeline/schedule          : pipeline/config pipeline/timetable pipeline/history pipeline/fault
pipeline/deliver           : pipeline/durable pipeline/history pipeline/fault
pipeline/deliver/...       : pipeline/deliver pipeline/history pipeline/fault mail sftp
pipeline/deliver/mail      : pipeline/deliver pipeline/language pipeline/fault mail
pipeline/restate           : pipeline/durable pipeline/privacy/disclosure pipeline/report pipeline/language pipeline/history/seal pipeline/fault
pipeline/job               : pipeline pipeline/deliver pipeline/deliver/... pipeline/config pipeline/config/secret pipeline/history pipeline/restate pipeline/fault sftp
pipeline/check             : pipeline/schema
pipeline/source            : pipeline/schema pipeline/fault arrow
pipeline/source/inbox      : pipeline/source pipeline/fault compress
pipeline/source/moment     : arrow
pipeline/source/blocks     : pipeline/source pipeline/schema pipeline/fault arrow
pipeline/source/delimited  : pipeline/schema pipeline/source pipeline/source/inbox pipeline/source/blocks pipeline/fault arrow text
pipeline/source/database/... : pipeline/source/database/... pipeline/fault drivers
pipeline/source/database   : pipeline/source/database/... pipeline/source pipeline/source/moment pipeline/schema pipeline/fault arrow drivers
pipeline/source/fhirbulk/... : pipeline/durable pipeline/source/fhirbulk/... pipeline/source/fhir pipeline/source pipeline/source/inbox pipeline/source/moment pipeline/schema pipeline/fault arrow compress jwt retry
pipeline/source/omop/...   : pipeline/source/omop/... pipeline/source/database/sqldb pipeline/source pipeline/source/inbox pipeline/source/moment pipeline/source/blocks pipeline/source/delimited pipeline/schema pipeline/fault arrow
pipeline/source/fhir/...   : pipeline/source/fhir/... pipeline/source pipeline/source/inbox pipeline/source/moment pipeline/source/blocks pipeline/schema pipeline/fault arrow
pipeline/source/x12/...    : pipeline/source/x12/... pipeline/source pipeline/source/inbox pipeline/source/moment pipeline/source/blocks pipeline/schema pipeline/fault arrow
pipeline/source/hl7v2/...  : pipeline/source/hl7v2/... pipeline/source pipeline/source/inbox pipeline/source/moment pipeline/source/blocks pipeline/schema pipeline/fault arrow text
pipeline/source/cms/claimtest : pipeline/source pipeline/source/... pipeline/schema pipeline/fault arrow
pipeline/source/cms/...    : pipeline/source/cms/... pipeline/source pipeline/source/inbox pipeline/source/moment pipeline/source/blocks pipeline/source/delimited pipeline/schema pipeline/fault arrow
pipeline/source/...        : pipeline/source pipeline/source/inbox pipeline/source/moment pipeline/source/delimited pipeline/schema pipeline/fault arrow compress
pipeline/terminology/...   : pipeline/terminology/... pipeline/source pipeline/source/inbox pipeline/source/moment pipeline/schema pipeline/fault arrow text excelize
pipeline/codebook          : pipeline/codebook/words pipeline/engine pipeline/fault arrow
pipeline/codebook/words    : arrow
pipeline/audit/audittest   : pipeline/source pipeline/schema arrow
pipeline/audit/...         : pipeline/theme pipeline/audit pipeline/audit/... pipeline/calendar pipeline/metric pipeline/metric/... pipeline/engine pipeline/schema pipeline/source pipeline/fault arrow excelize
pipeline/accesslog        : pipeline/fault sys
pipeline/keys              : pipeline/durable pipeline/history pipeline/history/seal pipeline/extract/disk pipeline/extract/session pipeline/extract/vault pipeline/store pipeline/fault
pipeline/serve/token      : pipeline/durable pipeline/fault
pipeline/serve/door       : pipeline/fault
pipeline/serve/desk       : pipeline/serve/token pipeline/accesslog pipeline/engine pipeline/privacy pipeline/query/statement pipeline/fault arrow
pipeline/serve/flight     : pipeline/serve/desk pipeline/serve/door pipeline/serve/token pipeline/fault arrow grpc
pipeline/serve/servetest  : pipeline/serve/... pipeline/accesslog pipeline/contain pipeline/engine/duckdb pipeline/privacy duckdb
pipeline/serve/web        : pipeline/serve/desk pipeline/serve/door pipeline/serve/token pipeline/theme pipeline/report pipeline/report/shelf pipeline/report/html/look pipeline/privacy pipeline/fault arrow pipeline/report/csv
pipeline/store             : pipeline/durable pipeline/store/... pipeline/codebook/words pipeline/schema pipeline/check pipeline/source pipeline/fault arrow duckdb
pipeline/store/storetest   : pipeline/store pipeline/engine/duckdb duckdb
pipeline/store/...         : pipeline/store/... pipeline/codebook/words pipeline/schema pipeline/check pipeline/source pipeline/fault arrow duckdb
pipeline/engine            : pipeline/fault arrow
pipeline/engine/duckdb     : pipeline/engine pipeline/engine/duckdb/scan pipeline/fault arrow duckdb
pipeline/engine/enginetest : pipeline/engine pipeline/fault arrow
pipeline/engine/duckdb/scan :
pipeline/contain           : pipeline/contain/... pipeline/engine/duckdb pipeline/fault arrow
pipeline/contain/admit     : pipeline/query/statement pipeline/fault
pipeline/contain/batch     : arrow
pipeline/contain/frame     :
pipeline/contain/ring      : sys
pipeline/contain/sandbox   : landlock sys
pipeline/query             : pipeline/query/... pipeline/engine pipeline/metric pipeline/metric/registry pipeline/fault arrow
pipeline/query/...         : pipeline/fault
pipeline/theme             : pipeline/theme/sight pipeline/report/pdf/lettering pipeline/fault reports yaml
pipeline/theme/sight       :
pipeline/chart             : pipeline/theme pipeline/chart/... pipeline/report/pdf/lettering pipeline/language pipeline/metric plot
pipeline/chart/...         : pipeline/theme pipeline/theme/sight pipeline/chart/... pipeline/language pipeline/metric plot
pipeline/chart/pen         : pipeline/theme pipeline/theme/sight pipeline/chart/... pipeline/report/pdf/lettering pipeline/language pipeline/metric plot fonts
pipeline/chart/across      : pipeline/chart pipeline/chart/axis pipeline/chart/pen pipeline/language plot
pipeline/chart/course      : pipeline/chart pipeline/chart/axis pipeline/chart/pen pipeline/language plot
pipeline/chart/grid        : pipeline/chart pipeline/chart/axis pipeline/chart/pen pipeline/language plot
pipeline/language          : pipeline/fault text yaml
pipeline/report            : pipeline/theme pipeline/chart pipeline/language pipeline/fault yaml
pipeline/report/compose    : pipeline/report/compose/... pipeline/report pipeline/metric pipeline/privacy/disclosure pipeline/query pipeline/fault
pipeline/report/compose/composetest : pipeline/report/compose pipeline/report/compose/block pipeline/report pipeline/engine/duckdb pipeline/query pipeline/calendar pipeline/forecast/flow
pipeline/report/compose/wording : pipeline/language pipeline/metric
pipeline/report/compose/block : pipeline/theme pipeline/report/compose/wording pipeline/privacy/disclosure pipeline/report pipeline/chart pipeline/chart/across pipeline/chart/course pipeline/forecast/flow pipeline/metric pipeline/metric/... pipeline/query
pipeline/report/compose/... : pipeline/report/compose/... pipeline/report pipeline/language pipeline/chart pipeline/chart/across pipeline/chart/course pipeline/chart/grid pipeline/forecast pipeline/forecast/flow pipeline/calendar pipeline/metric pipeline/metric/... pipeline/privacy/disclosure pipeline/query
pipeline/report/shelf      : pipeline/theme pipeline/report pipeline/report/html/look pipeline/language pipeline/fault
pipeline/report/html/...   : pipeline/theme pipeline/report pipeline/language pipeline/report/html/... pipeline/chart pipeline/fault
pipeline/report/pdf        : pipeline/theme pipeline/report pipeline/report/pdf/... pipeline/chart pipeline/fault plot fpdf fonts text
pipeline/report/pdf/makeup :
pipeline/report/pdf/lettering : text fpdf fonts unidecode
pipeline/report/xlsx       : pipeline/theme pipeline/report pipeline/language pipeline/fault excelize
pipeline/report/tagged     : pipeline/report pipeline/report/html pipeline/fault
pipeline/report/...        : pipeline/report pipeline/chart pipeline/fault
pipeline/sample            : pipeline/sample/... pipeline/schema pipeline/fault
pipeline/sample/...        : pipeline/sample/... pipeline/schema pipeline/fault
pipeline/bench             :
pipeline/browser           :
pipeline                   : pipeline/... text
queries                    :
reports                    :
sample-data                :
cmd/...                    : cmd/... pipeline pipeline/... queries reports sample-data *
`

// modules are those that a layer may be allowed, by a short word for one or several.
var modules = map[string]string{
	"age":       "filippo.io/age",
	"arrow":     "github.com/apache/arrow-go/v18",
	"compress":  "github.com/klauspost/compress",
	"cron":      "github.com/robfig/cron/v3",
	"drivers":   "github.com/jackc/pgx/v5 github.com/microsoft/go-mssqldb github.com/go-sql-driver/mysql",
	"excelize":  "github.com/xuri/excelize/v2",
	"duckdb":    "github.com/duckdb/duckdb-go/v2 github.com/duckdb/duckdb-go-bindings",
	"fonts":     "codeberg.org/go-fonts/liberation codeberg.org/go-fonts/dejavu golang.org/x/image/font",
	"fpdf":      "codeberg.org/go-pdf/fpdf",
	"gonum":     "gonum.org/v1/gonum",
	"jwt":       "github.com/golang-jwt/jwt/v5",
	"grpc":      "google.golang.org/grpc",
	"landlock":  "github.com/landlock-lsm/go-landlock",
	"mail":      "github.com/wneessen/go-mail",
	"plot":      "gonum.org/v1/plot",
	"retry":     "github.com/hashicorp/go-retryablehttp",
	"sys":       "golang.org/x/sys",
	"sftp":      "github.com/pkg/sftp golang.org/x/crypto/ssh",
	"text":      "golang.org/x/text",
	"unidecode": "github.com/gosimple/unidecode",
	"yaml":      "github.com/goccy/go-yaml",
}

const module = "chartline/"

func TestPackagesImportOnlyWhatTheirLayerMay(t *testing.T) {
	allowed := readLayers(t)
	for pkg, imports := range packages(t) {
		row, ok := rowOf(allowed, pkg)
		if !ok {
			t.Errorf("%s is in no layer: give it a row", pkg)
			continue
		}
		for _, imported := range imports {
			if !mayImport(row, imported) {
				t.Errorf("%s may not import %s", pkg, imported)
			}
		}
	}
}

// TestLayersSayNo makes sure that the table can refuse.
func TestLayersSayNo(t *testing.T) {
	allowed := readLayers(t)
	for _, c := range []struct {
		pkg, imported string
		may           bool
	}{
		{"pipeline/metric", "gonum.org/v1/gonum/stat", true},
		{"pipeline/metric", "gonum.org/v1/plot", false},
		{"pipeline/metric", "github.com/apache/arrow-go/v18/arrow", false},
		{"pipeline/chart", "chartline/pipeline/metric", true},
		{"pipeline/chart/pen", "chartline/pipeline/report", false},
		{"pipeline/source/mimic", "chartline/pipeline/source", true},
		{"pipeline/source/mimic", "chartline/pipeline/source/codingcsv", false},
		{"pipeline/source/mimic", "chartline/pipeline/store", false},
		{"pipeline/engine/enginetest", "github.com/duckdb/duckdb-go/v2", false},
		{"pipeline", "chartline/pipeline/report/pdf", true},
		{"pipeline", "chartline/cmd/chartline", false},
		{"cmd/chartline", "github.com/spf13/cobra", true},
		{"pipeline/config", "github.com/goccy/go-yamlish", false},
	} {
		row, ok := rowOf(allowed, c.pkg)
		if !ok {
			t.Fatalf("%s has no row", c.pkg)
		}
		if may := mayImport(row, c.imported); may != c.may {
			t.Errorf("%s may import %s: %v, want %v", c.pkg, c.imported, may, c.may)
		}
	}
	if _, ok := rowOf(allowed, "pipeline/helpers"); ok {
		t.Error("a package that nobody planned has a row")
	}
}

// TestPipelineStaysOnOneScreen holds the program to the size in which it can be read.
func TestPipelineStaysOnOneScreen(t *testing.T) {
	const budget = 250
	text, err := os.ReadFile("pipeline.go")
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(text, []byte("\n")); lines > budget {
		t.Errorf("pipeline.go has %d lines, the budget is %d: move a part into its stage", lines, budget)
	}
}

// readLayers reads the table: what is allowed to each package or folder.
func readLayers(t *testing.T) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	for line := range strings.Lines(strings.TrimSpace(layers)) {
		pkg, allowed, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("not a row: %q", line)
		}
		rows[strings.TrimSpace(pkg)] = strings.Fields(allowed)
	}
	return rows
}

// rowOf finds the row of a package: its own, or that of the nearest folder above.
func rowOf(rows map[string][]string, pkg string) ([]string, bool) {
	if row, ok := rows[pkg]; ok {
		return row, true
	}
	for folder := pkg; ; folder = folder[:strings.LastIndex(folder, "/")] {
		if row, ok := rows[folder+"/..."]; ok {
			return row, true
		}
		if !strings.Contains(folder, "/") {
			return nil, false
		}
	}
}

// mayImport reports whether a row allows an import path. The standard library, whose
// paths have no dot in their first part, is always allowed.
func mayImport(row []string, imported string) bool {
	inside, isInside := strings.CutPrefix(imported, module)
	first, _, _ := strings.Cut(imported, "/")
	if !isInside && !strings.Contains(first, ".") {
		return true
	}
	for _, allowed := range row {
		folder, tree := strings.CutSuffix(allowed, "/...")
		switch {
		case isInside && (inside == allowed || tree && strings.HasPrefix(inside, folder+"/")):
			return true
		case !isInside && (allowed == "*" || slices.ContainsFunc(strings.Fields(modules[allowed]), func(m string) bool { return within(imported, m) })):
			return true
		}
	}
	return false
}

// within reports whether a package belongs to a module.
func within(imported, of string) bool {
	return imported == of || strings.HasPrefix(imported, of+"/")
}

// packages lists the imports of every package of the module that is more than tests.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	const format = `{{if .GoFiles}}{{.ImportPath}} {{join .Imports " "}}{{end}}`
	list := exec.Command("go", "list", "-tags", "duckdb_arrow", "-f", format, "./...")
	list.Dir = ".."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	imports := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		if fields := strings.Fields(line); len(fields) > 0 {
			imports[strings.TrimPrefix(fields[0], module)] = fields[1:]
		}
	}
	if len(imports) < 10 {
		t.Fatalf("go list found %d packages", len(imports))
	}
	return imports
}
