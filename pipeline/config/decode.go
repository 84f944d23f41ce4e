package config

import (
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"chartline/pipeline/fault"
)

// decoder fills Go values from YAML nodes, more strictly than a YAML library does: the
// struct tags are the only keys, a number in quotes is a text, and there are no
// anchors, tags or merged keys, with which a file can mean what nobody reads in it.
type decoder struct {
	file  string
	lines map[string]int
}

// decode fills one value; key is its path. An empty value says nothing: what stands,
// stands.
func (d *decoder) decode(n ast.Node, into reflect.Value, key string) error {
	if _, empty := n.(*ast.NullNode); empty {
		return nil
	}
	if p, ok := into.Addr().Interface().(*Period); ok {
		return d.period(n, p, key)
	}
	if t, ok := into.Addr().Interface().(*time.Duration); ok {
		return d.duration(n, t, key)
	}
	switch into.Kind() {
	case reflect.Struct:
		return d.fields(n, into, key)
	case reflect.Map:
		return d.entries(n, into, key)
	case reflect.Slice:
		return d.items(n, into, key)
	default:
		return d.scalar(n, into, key)
	}
}

// fields fills a struct from a mapping, by the yaml tags.
func (d *decoder) fields(n ast.Node, into reflect.Value, key string) error {
	byName := map[string]reflect.Value{}
	for i := range into.NumField() {
		if name := into.Type().Field(i).Tag.Get("yaml"); name != "" {
			byName[name] = into.Field(i)
		}
	}
	return d.each(n, key, func(name string, k, v ast.Node, path string) error {
		field, ok := byName[name]
		if !ok {
			return d.fault(k, fmt.Sprintf("unknown key %q", path), suggestion(name, sorted(byName)))
		}
		return d.decode(v, field, path)
	})
}

// entries fills a map from a mapping; every key is known.
func (d *decoder) entries(n ast.Node, into reflect.Value, key string) error {
	into.Set(reflect.MakeMap(into.Type()))
	return d.each(n, key, func(name string, _, v ast.Node, path string) error {
		value := reflect.New(into.Type().Elem()).Elem()
		if err := d.decode(v, value, path); err != nil {
			return err
		}
		into.SetMapIndex(reflect.ValueOf(name), value)
		return nil
	})
}

// each visits the keys of a mapping in the order of the file.
func (d *decoder) each(n ast.Node, key string, visit func(name string, k, v ast.Node, path string) error) error {
	var pairs []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	default:
		return d.fault(n, named(key)+" is not a mapping", "write key: value pairs")
	}
	for _, pair := range pairs {
		name, ok := text(pair.Key)
		if !ok || name == "" {
			return d.fault(pair.Key, named(key)+" has a key that is not a name", "write key: value pairs")
		}
		path := strings.TrimPrefix(key+"."+name, ".")
		d.lines[path] = pair.Key.GetToken().Position.Line
		if err := visit(name, pair.Key, pair.Value, path); err != nil {
			return err
		}
	}
	return nil
}

// items fills a slice from a list.
func (d *decoder) items(n ast.Node, into reflect.Value, key string) error {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		return d.fault(n, named(key)+" is not a list", "write it as [a, b] or as lines that begin with a dash")
	}
	into.Set(reflect.MakeSlice(into.Type(), len(list.Values), len(list.Values)))
	for i, v := range list.Values {
		path := fmt.Sprintf("%s[%d]", key, i)
		d.lines[path] = v.GetToken().Position.Line
		if err := d.decode(v, into.Index(i), path); err != nil {
			return err
		}
	}
	return nil
}

// scalar fills a text or a number.
func (d *decoder) scalar(n ast.Node, into reflect.Value, key string) error {
	s, ok := text(n)
	if !ok {
		return d.fault(n, named(key)+" is not a text", "write one value, without anchors or tags")
	}
	_, whole := n.(*ast.IntegerNode)
	_, fraction := n.(*ast.FloatNode)
	var err error
	switch into.Kind() {
	case reflect.Int64:
		var v int64
		if v, err = strconv.ParseInt(s, 10, 64); err != nil || !whole {
			return d.fault(n, named(key)+" is not a whole number", "write digits without quotes")
		}
		into.SetInt(v)
	case reflect.Float64:
		var v float64
		if v, err = strconv.ParseFloat(s, 64); err != nil || !whole && !fraction {
			return d.fault(n, named(key)+" is not a number", "write one such as 0.01, without quotes")
		}
		into.SetFloat(v)
	default:
		into.SetString(s)
	}
	return nil
}

// period fills a period from its words or from its two dates.
func (d *decoder) period(n ast.Node, into *Period, key string) error {
	var p Period
	var err error
	if words, ok := text(n); ok {
		p, err = ParsePeriod(words)
	} else {
		var dates struct {
			From string `yaml:"from"`
			To   string `yaml:"to"`
		}
		if err := d.fields(n, reflect.ValueOf(&dates).Elem(), key); err != nil {
			return err
		}
		p, err = Between(dates.From, dates.To)
	}
	if err != nil {
		return d.fault(n, named(key)+" "+err.Error(), periodFix)
	}
	*into = p
	return nil
}

// duration fills a stretch of time, which may count days of 24 hours.
func (d *decoder) duration(n ast.Node, into *time.Duration, key string) error {
	s, _ := text(n)
	days, isDays := strings.CutSuffix(s, "d")
	var v time.Duration
	var err error
	if isDays {
		var count int64
		count, err = strconv.ParseInt(days, 10, 64)
		v = time.Duration(min(count, longestDays)) * 24 * time.Hour
	} else {
		v, err = time.ParseDuration(s)
	}
	if err != nil || v < 0 || s == "" {
		return d.fault(n, named(key)+" is not a stretch of time", "write one such as 90s, 10m, 6h or 3d")
	}
	*into = v
	return nil
}

// longestDays bounds a stretch of time: a century.
const longestDays = 36525

// text is the text of a scalar, as it is written.
func text(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	default:
		return "", false
	}
}

func (d *decoder) fault(n ast.Node, what, fix string) error {
	return fault.New(fault.Config, place(d.file, n), what, fix)
}

// place is the file and line of a node.
func place(file string, n ast.Node) string { return placeOf(file, n.GetToken()) }

func placeOf(file string, t *token.Token) string {
	return fmt.Sprintf("%s:%d", file, t.Position.Line)
}

// named is the name of a key in a message.
func named(key string) string {
	if key == "" {
		return "the configuration"
	}
	return key
}

func sorted[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// suggestion is the fix for a name that is not known: the nearest known one, or all.
func suggestion(name string, known []string) string {
	if near, ok := Nearest(name, known); ok {
		return `did you mean "` + near + `"?`
	}
	if len(known) == 0 {
		return "there is none yet"
	}
	return "known are " + strings.Join(known, ", ")
}

// Nearest finds the known name that a misspelt one most likely means: the one that
// takes the fewest changed, added or removed letters, at most a third of the name's.
func Nearest(name string, known []string) (string, bool) {
	best, fewest := "", max(1, len([]rune(name))/3)+1
	for _, k := range known {
		if n := edits(strings.ToLower(name), strings.ToLower(k)); n < fewest {
			best, fewest = k, n
		}
	}
	return best, best != ""
}

// edits is the Levenshtein distance (1966), where two neighbours that changed places
// count once (optimal string alignment), as that is the commonest slip of the hand. A digit
// in the place of another is no slip but another number, and counts twice.
func edits(a, b string) int {
	s, t := []rune(a), []rune(b)
	var before []int
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		next := make([]int, len(t)+1)
		next[0] = i + 1
		for j := range t {
			cost := 1
			switch {
			case s[i] == t[j]:
				cost = 0
			case unicode.IsDigit(s[i]) && unicode.IsDigit(t[j]):
				cost = 2
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(t)]
}
