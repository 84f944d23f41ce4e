package theme

import (
	"errors"
	"fmt"
	"image/color"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"chartline/pipeline/fault"
	"chartline/reports"
)

// fileName is the theme within a folder of reports.
const fileName = "theme/theme.yaml"

// The two halves of a pair.
const (
	light = ".light"
	dark  = ".dark"
)

// row is a value of a file and where it stands: file and line.
type row struct{ text, where string }

// Load reads the theme that comes with the program, and above it that of a site's folder of reports
// where site is not empty and has one. It fails with fault.Config where a file has a key, a colour or
// a logo or font that is none, and tells everything at once that readers could not tell apart or not read.
func Load(site string) (*Theme, error) {
	rows, err := readRows(reports.Files, "reports")
	if err != nil {
		return nil, err
	}
	builtIn, err := colours(rows)
	if err != nil {
		return nil, err
	}
	own, err := siteRows(site)
	if err == nil {
		err = known(rows, own)
	}
	if err != nil {
		return nil, err
	}
	maps.Copy(rows, own)
	t := &Theme{Name: rows["name"].text, Organisation: rows["organisation"].text, builtIn: builtIn}
	if t.colours, err = colours(rows); err != nil {
		return nil, err
	}
	t.stands = map[color.NRGBA]color.NRGBA{}
	for key, c := range builtIn {
		if strings.HasSuffix(key, light) {
			t.stands[c] = t.colours[key]
		}
	}
	faults := []error{t.judge(own)}
	t.Logo, err = readLogo(site, own["logo"], own["organisation"])
	faults = append(faults, err)
	t.Fonts, err = readFonts(site, own)
	return t, errors.Join(append(faults, err)...)
}

// siteRows reads the theme of a site; there are none where it has none.
func siteRows(site string) (map[string]row, error) {
	if site == "" {
		return nil, nil
	}
	rows, err := readRows(os.DirFS(site), site)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return rows, err
}

// readRows reads a file into its values by their paths, such as figures.ink.light.
func readRows(files fs.FS, folder string) (map[string]row, error) {
	where := filepath.Join(folder, filepath.FromSlash(fileName))
	text, err := fs.ReadFile(files, fileName)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, where, "cannot be read", "see docs/reports.md")
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, yamlError(err, where)
	}
	rows := map[string]row{}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if err := flatten(doc.Body, "", where, rows); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// flatten adds the values below a node.
func flatten(n ast.Node, path, file string, rows map[string]row) error {
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, pair := range n.Values {
			if err := flatten(pair, path, file, rows); err != nil {
				return err
			}
		}
		return nil
	case *ast.MappingValueNode:
		if path != "" {
			path += "."
		}
		return flatten(n.Value, path+n.Key.GetToken().Value, file, rows)
	case *ast.SequenceNode:
		for i, value := range n.Values {
			if err := flatten(value, fmt.Sprintf("%s[%d]", path, i), file, rows); err != nil {
				return err
			}
		}
		return nil
	case *ast.CommentGroupNode:
		return nil
	}
	where := fmt.Sprintf("%s:%d", file, n.GetToken().Position.Line)
	var text string
	if err := yaml.NodeToValue(n, &text); err != nil {
		return fault.Newf(fault.Config, where, "write a colour as \"#2f6690\", in quotation marks", "%s is no text", path)
	}
	rows[path] = row{text, where}
	return nil
}

// known refuses the rows of a site that the built-in theme has not, each with its place.
func known(builtIn, own map[string]row) error {
	var faults []error
	fonts := fonts()
	for _, key := range slices.Sorted(maps.Keys(own)) {
		if _, ok := builtIn[key]; !ok && !fonts[key] {
			faults = append(faults, fault.Newf(fault.Config, own[key].where, "see the keys in docs/reports.md", "a theme has no %s", key))
		}
	}
	return errors.Join(faults...)
}

// written is a colour as files have it.
var written = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// colours reads what is a half of a pair.
func colours(rows map[string]row) (map[string]color.NRGBA, error) {
	all := map[string]color.NRGBA{}
	var faults []error
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		if !strings.HasSuffix(key, light) && !strings.HasSuffix(key, dark) {
			continue
		}
		r := rows[key]
		if !written.MatchString(r.text) {
			faults = append(faults, fault.Newf(fault.Config, r.where, "write it as \"#2f6690\", in quotation marks", "%s is no colour", key))
			continue
		}
		n, _ := strconv.ParseUint(r.text[1:], 16, 32) // What is written so is a number.
		all[key] = color.NRGBA{R: uint8(n >> 16), G: uint8(n >> 8), B: uint8(n), A: 0xFF}
	}
	return all, errors.Join(faults...)
}

// yamlError gives the line of a mistake.
func yamlError(err error, where string) error {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil && y.GetToken().Position != nil {
		where = fmt.Sprintf("%s:%d", where, y.GetToken().Position.Line)
		return fault.Wrap(fault.Config, err, where, strings.ToLower(y.GetMessage()), "see docs/reports.md")
	}
	return fault.Wrap(fault.Config, err, where, "is no theme", "see docs/reports.md")
}
