package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"chartline/pipeline/config/secret"
	"chartline/pipeline/fault"
)

// largest bounds what is read: 256 KiB, some hundred times a long configuration.
const largest = 256 << 10

// deepest bounds how far brackets nest, since the YAML parser's memory grows with the
// square of it. No configuration comes near.
const deepest = 1000

// Load reads a configuration. Formats are the names of the formats that can be read.
// Every error is of the kind Config, and names the line wherever one is to blame.
func Load(path string, formats []string) (*Config, error) {
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	return parse(text, path, formats)
}

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.Config, err, path, "no such file", "write one with chartline init, or name another with --config")
	}
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, path, "cannot be opened", "check who may read the file")
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largest+1))
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, path, "cannot be read", "check that it is a file")
	}
	if len(text) > largest {
		return nil, fault.New(fault.Config, path, "larger than 256 KiB", "check that it is a configuration")
	}
	return text, nil
}

// parse reads the text of a configuration that stands at path.
func parse(text []byte, path string, formats []string) (*Config, error) {
	root, err := document(text, path)
	if err != nil {
		return nil, err
	}
	c := Default()
	c.file, c.lines = path, map[string]int{}
	if root != nil {
		d := decoder{file: path, lines: c.lines}
		if err := d.decode(root, reflect.ValueOf(c).Elem(), ""); err != nil {
			return nil, err
		}
	}
	if err := c.check(formats); err != nil {
		return nil, err
	}
	c.placePaths(filepath.Dir(path))
	return c, nil
}

// document is the one YAML document of a text; nil where the text says nothing.
func document(text []byte, path string) (ast.Node, error) {
	if nesting(text) > deepest {
		return nil, fault.New(fault.Config, path, "brackets nest too deep", "check that it is a configuration")
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, syntaxError(err, path)
	}
	var root ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case root != nil:
			return nil, fault.New(fault.Config, place(path, doc.Body), "a second document begins here", "keep one document in the file")
		default:
			root = doc.Body
		}
	}
	return root, nil
}

// nesting counts how far brackets nest, those in quotes and comments included.
func nesting(text []byte) int {
	depth, most := 0, 0
	for _, b := range text {
		switch b {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return most
}

// syntaxError names the line and keeps the parser's words, without its picture of the
// text around.
func syntaxError(err error, path string) error {
	var located yaml.Error
	if !errors.As(err, &located) || located.GetToken() == nil {
		return fault.Wrap(fault.Config, err, path, "not YAML", "check its indentation and quotes")
	}
	what, _, _ := strings.Cut(located.GetMessage(), "\n")
	return fault.Wrap(fault.Config, err, placeOf(path, located.GetToken()), "not YAML: "+what, "check indentation and quotes")
}

// placePaths makes paths that are relative to the file relative to the working
// directory instead.
func (c *Config) placePaths(dir string) {
	paths := []*string{&c.Store.Path, &c.Store.Httpfs, &c.Store.Key, &c.Out, &c.Queries, &c.Reports, &c.Metrics, &c.Access.Log, &c.Access.LogKey,
		&c.Serve.Certificate, &c.Serve.Key, &c.Serve.Tokens, &c.Serve.Library}
	for i := range c.Sources {
		paths = append(paths, &c.Sources[i].Path)
	}
	for _, p := range paths {
		*p = placePath(dir, *p)
	}
	for name, d := range c.Deliver {
		c.Deliver[name] = d.placed(dir)
	}
	for name, s := range c.Studies {
		c.Studies[name] = s.placed(dir)
	}
	for _, s := range c.Sources {
		for name, value := range s.Options {
			if strings.HasPrefix(value, "file:") {
				s.Options[name] = placePath(dir, value)
			}
		}
	}
}

// placePath puts a folder before a relative path, also that of a reference to a file. The
// address of a server, a variable of the environment and a command are no paths.
func placePath(dir, path string) string {
	reference, isFile := strings.CutPrefix(path, "file:")
	switch {
	case isFile && !filepath.IsAbs(reference):
		return "file:" + filepath.Join(dir, reference)
	case path == "", isFile, filepath.IsAbs(path), strings.HasPrefix(path, "env:"), secret.IsCommand(path), strings.Contains(path, "://"):
		return path
	}
	return filepath.Join(dir, path)
}
