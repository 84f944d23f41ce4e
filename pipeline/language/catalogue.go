package language

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"chartline/pipeline/fault"
)

// place is a text of a catalogue and where it stands.
type place struct{ text, where string }

// readCatalogue adds the rows of a file: each an English text and what it is in the language.
func readCatalogue(text []byte, where string, rows map[string]place) error {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return yamlError(err, where)
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if err := readRows(doc.Body, where, rows); err != nil {
			return err
		}
	}
	return nil
}

func readRows(n ast.Node, where string, rows map[string]place) error {
	var pairs []*ast.MappingValueNode
	switch body := n.(type) {
	case *ast.MappingNode:
		pairs = body.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{body}
	case *ast.CommentGroupNode:
		return nil
	default:
		return fault.New(fault.Config, where, "holds no rows", rowFix)
	}
	for _, pair := range pairs {
		if err := readRow(pair, where, rows); err != nil {
			return err
		}
	}
	return nil
}

const rowFix = `write each as "English text": "text"`

func readRow(pair *ast.MappingValueNode, file string, rows map[string]place) error {
	where := fmt.Sprintf("%s:%d", file, pair.Key.GetToken().Position.Line)
	var key, text string
	if yaml.NodeToValue(pair.Key, &key) != nil || yaml.NodeToValue(pair.Value, &text) != nil || key == "" || text == "" {
		return fault.New(fault.Config, where, "is not a text and its translation", rowFix)
	}
	if before, ok := rows[key]; ok {
		return fault.Newf(fault.Config, where, "remove one of them", "the row %q stands at %s too", key, before.where)
	}
	if err := fits(key, text); err != nil {
		return fault.Wrap(fault.Config, err, where, err.Error(), "take each value once at least, as %s or in another order as %[2]s")
	}
	rows[key] = place{text, where}
	return nil
}

// verb is a verb of fmt. A space is no flag of it here: "95% of" is a text.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[+#0-]*\d*(?:\.\d+)?([a-zA-Z%])`)

// verbs gives the kinds of the values that a text takes, by their places.
func verbs(text string) map[int]string {
	kinds := map[int]string{}
	next := 1
	for _, m := range verb.FindAllStringSubmatch(text, -1) {
		if m[2] == "%" {
			continue
		}
		if at, err := strconv.Atoi(m[1]); err == nil {
			next = at
		}
		kinds[next] = m[2]
		next++
	}
	return kinds
}

// fits checks that a row takes the values that its key does, and that lists of names are whole.
func fits(key, text string) error {
	if key == longMonths || key == shortMonths || key == shortDays {
		if n, all := len(strings.Fields(text)), len(strings.Fields(key)); n != all {
			return fmt.Errorf("has %d names of %d", n, all)
		}
	}
	given, taken := verbs(key), verbs(text)
	if len(given) != len(taken) {
		return fmt.Errorf("the row takes %d values, and its key %d", len(taken), len(given))
	}
	var places []int
	for at := range given {
		places = append(places, at)
	}
	slices.Sort(places)
	for _, at := range places {
		if taken[at] != given[at] {
			return fmt.Errorf("value %d is %%%s in the key and not in the row", at, given[at])
		}
	}
	return choosable(text)
}

// yamlError gives the line of a mistake in a catalogue.
func yamlError(err error, where string) error {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil && y.GetToken().Position != nil {
		where = fmt.Sprintf("%s:%d", where, y.GetToken().Position.Line)
		return fault.Wrap(fault.Config, err, where, strings.ToLower(y.GetMessage()), rowFix)
	}
	return fault.Wrap(fault.Config, err, where, "is no catalogue", rowFix)
}
