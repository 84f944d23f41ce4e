package reports_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"chartline/pipeline/language"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/queries"
	"chartline/reports"
)

// textsOfReaders are all texts, as they stand in catalogues, with the place of one use.
func textsOfReaders(t *testing.T) map[string]string {
	t.Helper()
	keys := map[string]string{}
	for text, where := range textsAsWritten(t) {
		keys[language.Key(text)] = where
	}
	return keys
}

// textsAsWritten are all texts with their forms for one and for several.
func textsAsWritten(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, folder := range writers {
		eachFile(t, folder, func(file *ast.File, at func(ast.Node) string) { textsOf(file, at, found) })
	}
	for _, folder := range reasoners {
		eachFile(t, folder, func(file *ast.File, at func(ast.Node) string) {
			constantsOf(file, at, found)
			reasonsOf(file, at, found)
		})
	}
	for _, folder := range callers {
		eachFile(t, folder, func(file *ast.File, at func(ast.Node) string) { saidOf(file, at, found) })
	}
	for text, where := range textsOfPages(t) {
		found[text] = where
	}
	for text, where := range textsOfReports(t) {
		found[text] = where
	}
	return found
}

// textsOfPages are those of the templates of pages.
func textsOfPages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, page := range []string{"pipeline/report/html/page.gohtml", "pipeline/report/shelf/page.gohtml"} {
		text, err := os.ReadFile(filepath.Join("..", page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range pageText.FindAllStringSubmatch(string(text), -1) {
			found[m[1]] = page
		}
	}
	return found
}

// pageText is a text that a template says.
var pageText = regexp.MustCompile(`(?:text|say) "([^"]+)"`)

// eachFile visits the Go files of a folder and of those in it.
func eachFile(t *testing.T, folder string, visit func(file *ast.File, at func(ast.Node) string)) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("..", folder), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(silent, d.Name()):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err == nil {
			visit(file, func(n ast.Node) string { return strings.TrimPrefix(files.Position(n.Pos()).String(), "../") })
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// textsOfReports are those of specifications and of the queries that they ask.
func textsOfReports(t *testing.T) map[string]string {
	t.Helper()
	specs, err := report.LoadSpecs(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	library, err := query.Load(queries.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	asked, err := library.List()
	if err != nil {
		t.Fatal(err)
	}
	written, err := specs.List()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{"compared": "pipeline/report/compose"}
	for _, spec := range written {
		for _, text := range append(spec.Texts(), sheetsOf(spec)...) {
			found[text] = "reports/" + spec.Name + ".yaml"
		}
	}
	for _, q := range asked {
		if q.Identified != "" {
			found[q.Identified] = "queries/" + q.Name + ".sql"
		}
	}
	return found
}

// sheetsOf are the ids of blocks, which name the sheets of workbooks.
func sheetsOf(spec *report.Spec) (ids []string) {
	for _, p := range spec.Parts {
		for _, b := range p.Blocks {
			ids = append(ids, b.ID)
		}
	}
	return ids
}

// saidOf adds the literals that a file says.
func saidOf(file *ast.File, at func(ast.Node) string, found map[string]string) {
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && strings.HasPrefix(nameOf(call.Fun), "l.") {
			if text, ok := literal(call.Args[0]); ok {
				found[text] = at(call)
			}
		}
		return true
	})
	constantsOf(file, at, found)
}

// textsOf adds the literals of a file that readers see. Keys of maps, cases and what is compared
// are codes.
func textsOf(file *ast.File, at func(ast.Node) string, found map[string]string) {
	said, codes := map[ast.Node]bool{}, map[ast.Node]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec, *ast.Field:
			return false
		case *ast.FuncDecl:
			return !slices.Contains(refusals, n.Name.Name)
		case *ast.CallExpr:
			name := nameOf(n.Fun)
			if quiet.MatchString(name) {
				return false
			}
			for _, arg := range n.Args {
				said[arg] = saying[name[strings.LastIndex(name, ".")+1:]] && !strings.HasPrefix(name, "a.")
			}
		case *ast.KeyValueExpr:
			codes[n.Key] = true
		case *ast.CaseClause:
			for _, value := range n.List {
				codes[value] = true
			}
		case *ast.BinaryExpr:
			codes[n.X], codes[n.Y] = n.Op == token.EQL || n.Op == token.NEQ, n.Op == token.EQL || n.Op == token.NEQ
		}
		text, ok := literal(n)
		if !ok {
			return true
		}
		if isWords(text) && !codes[n] && (said[n] || !machine.MatchString(text) && !slices.Contains(proper, text)) {
			found[text] = at(n)
		}
		return false
	})
}

// reasonsOf adds the formats and the words of estimators, which say why a number is weak or missing.
func reasonsOf(file *ast.File, at func(ast.Node) string, found map[string]string) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			name := nameOf(n.Fun)
			said := name == "fmt.Sprintf" || strings.HasSuffix(name, "Counted") || strings.HasSuffix(name, ".Alone") || strings.HasSuffix(name, ".Missing")
			for _, arg := range n.Args {
				if text, ok := literal(arg); ok && said && strings.Contains(strings.TrimSpace(text), " ") {
					found[text] = at(arg)
				}
			}
			return name != "panic"
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Missing" {
				if text, ok := literal(n.Value); ok && text != "" {
					found[text] = at(n.Value)
				}
			}
		}
		return true
	})
}

// constantsOf adds the constants of a file that are words.
func constantsOf(file *ast.File, at func(ast.Node) string, found map[string]string) {
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			continue
		}
		for _, spec := range d.Specs {
			for _, value := range spec.(*ast.ValueSpec).Values {
				if text, ok := literal(value); ok && strings.Contains(strings.TrimSpace(text), " ") && !strings.HasSuffix(text, " ") {
					found[text] = at(value)
				}
			}
		}
	}
}

// literal is the text of a literal, or of several that are added.
func literal(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(n.Value)
		return text, err == nil && n.Kind == token.STRING
	case *ast.BinaryExpr:
		first, ok := literal(n.X)
		second, also := literal(n.Y)
		return first + second, ok && also && n.Op == token.ADD
	}
	return "", false
}

// nameOf is the name of a function as it is called: Sprintf of fmt is fmt.Sprintf.
func nameOf(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return nameOf(f.X) + "." + f.Sel.Name
	}
	return ""
}

// values are the verbs of fmt.
var values = regexp.MustCompile(`%(\[\d+\])?[+#0-]*\d*(\.\d+)?[a-zA-Z]`)

// isWords reports whether a text has letters besides the values that it takes.
func isWords(text string) bool {
	return strings.ContainsFunc(values.ReplaceAllString(text, ""), unicode.IsLetter)
}
