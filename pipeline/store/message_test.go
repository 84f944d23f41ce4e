//go:build duckdb_arrow

package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/store/ledger"
)

// secret is in every value of the records of this file, in a form of its kind where the
// kind has one. None of it may be in any message.
var secrets = []string{"ZEBRA", "4711", "zebra"}

// poisoned is a value of a column that is good, or nearly.
func poisoned(c schema.Column) string {
	switch c.Kind {
	case schema.Integer:
		return "4711"
	case schema.Money, schema.Weight, schema.Hours:
		return "4711.47"
	case schema.Boolean:
		return "ZEBRA"
	case schema.Date:
		return "4711-04-71"
	case schema.Instant:
		return "4711-04-71T47:11:00Z"
	}
	return "ZEBRA " + c.Name
}

// damages are ways in which a file of a table can be bad; header and record are good
// CSV as such.
var damages = map[string]func(header, record string) string{
	"bad values":             func(h, r string) string { return h + r + r },
	"no header":              func(_, r string) string { return r + r },
	"no header, quoted":      func(_, r string) string { return `"` + strings.ReplaceAll(strings.TrimSpace(r), ",", `","`) + "\"\n" },
	"header twice":           func(h, r string) string { return strings.TrimSpace(h) + "," + h + r },
	"too many fields":        func(h, r string) string { return h + "ZEBRA," + r },
	"too few fields":         func(h, _ string) string { return h + "ZEBRA 4711\n" },
	"an open quote":          func(h, r string) string { return h + "\"ZEBRA" + r },
	"an open quote at first": func(_, r string) string { return "\"ZEBRA" + r },
	"quotes without sense":   func(h, r string) string { return h + "\"\n\" \"ZEBRA;\n\nx\"y\"\t\"4711" },
	"line ends of two kinds": func(h, r string) string { return h + r + strings.TrimSpace(r) + "\r\n" },
	"not UTF-8":              func(h, r string) string { return h + strings.ReplaceAll(r, "ZEBRA", "ZEBRA\xe9") },
	"not UTF-8 at first":     func(_, r string) string { return "ZEBRA\xe9," + r },
	"UTF-16":                 func(_, _ string) string { return "\xff\xfeZ\x00E\x00B\x00R\x00A\x00" },
	"a long line":            func(h, r string) string { return h + strings.Repeat("ZEBRA 4711", 400_000) + "\n" },
	"nothing":                func(_, _ string) string { return "" },
}

// harmless are the tables in which the poison is no bad value: they have neither dates nor
// lists, and any number is as good as another.
func harmless() (tables []string) {
	refuses := func(c schema.Column) bool {
		return c.Kind == schema.Date || c.Kind == schema.Instant || c.Kind == schema.Boolean || len(c.Values) > 0
	}
	for _, t := range schema.Tables {
		if !slices.ContainsFunc(t.Columns, refuses) {
			tables = append(tables, t.Name)
		}
	}
	return tables
}

// shapes are tables that differ for a reader of files: one for each kind of column, the narrowest
// and the widest.
func shapes() (tables []*schema.Table) {
	width := func(a, b *schema.Table) int { return len(a.Columns) - len(b.Columns) }
	kinds := map[schema.Kind]bool{}
	for _, t := range schema.Tables {
		before := len(kinds)
		for _, c := range t.Columns {
			kinds[c.Kind] = true
		}
		if len(kinds) > before {
			tables = append(tables, t)
		}
	}
	return append(tables, slices.MinFunc(schema.Tables, width), slices.MaxFunc(schema.Tables, width))
}

// TestNoMessageHoldsAValue loads files that are full of secrets and bad in every way: bad values
// into every table, and files that are damaged as such into those of every shape.
func TestNoMessageHoldsAValue(t *testing.T) {
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			s, tables := openStore(t), shapes()
			if name == "bad values" {
				tables = schema.Tables
			}
			failed := 0
			for _, tbl := range tables {
				header, record := make([]string, len(tbl.Columns)), make([]string, len(tbl.Columns))
				for i, c := range tbl.Columns {
					header[i], record[i] = c.Name, poisoned(c)
				}
				content := damage(strings.Join(header, ",")+"\n", strings.Join(record, ",")+"\n")
				path := write(t, tbl.Name+".csv", content)
				_, err := pullWithin(s, source.Spec{Path: path}, 0)
				if err != nil {
					failed++
					wantSilence(t, err)
					if kind := fault.KindOf(err); kind != fault.Input && kind != fault.Policy {
						t.Errorf("%s: error %v of kind %d", tbl.Name, err, kind)
					}
				}
				if err := s.Refuse(context.Background(), ledger.Input{File: path}); err != nil {
					t.Error(err)
				}
			}
			passing := slices.DeleteFunc(slices.Clone(tables), func(tbl *schema.Table) bool { return !slices.Contains(harmless(), tbl.Name) })
			if failed < len(tables)-len(passing) {
				t.Errorf("only %d of %d files were refused", failed, len(tables))
			}
		})
	}
}

// wantSilence checks everything that an error prints.
func wantSilence(t *testing.T, err error) {
	t.Helper()
	for _, format := range []string{"%v", "%s", "%+v", "%q"} {
		text := fmt.Sprintf(format, err)
		for _, s := range secrets {
			if strings.Contains(text, s) {
				t.Errorf("%s shows %q", text, s)
			}
		}
	}
	if !strings.Contains(err.Error(), "; ") || err.Error() != strings.TrimSpace(err.Error()) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%q is not of the form where: what; fix", err)
	}
}

// TestDuckDBsWordsStayInside fails statements whose errors quote a record, and one of
// every class.
func TestDuckDBsWordsStayInside(t *testing.T) {
	for _, c := range []struct{ name, statement, class string }{
		{"a value that cannot be cast", "SELECT CAST('ZEBRA 4711' AS INTEGER)", "Conversion Error"},
		{"a value out of range", "SELECT CAST(4711 AS TINYINT)", "Conversion Error"},
		{"an amount out of range", "SELECT CAST(4711 AS DECIMAL(3,1))", "Conversion Error"},
		{"a column that is none", "SELECT ZEBRA", "Binder Error"},
		{"a table that is none", "SELECT * FROM zebra4711", "Catalog Error"},
		{"no SQL", "SELECT 'ZEBRA' ZEBRA 4711", "Parser Error"},
		{"a value that is not JSON", "SELECT json_extract('ZEBRA', '$.x')", "Invalid Input Error"},
		{"an error that a value causes", "SELECT error('ZEBRA Error: 4711')", "Invalid Input Error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			err := s.w.Exec(context.Background(), c.statement)
			wantFault(t, err, fault.Internal, s.w.Path()+": the database refused a statement ("+c.class+"); please report it")
			wantSilence(t, err)
			var cause *fault.Error
			if !errors.As(err, &cause) || cause.Err == nil || !bytes.ContainsAny([]byte(cause.Err.Error()), "ZEBRA4711") {
				t.Error("the cause is lost")
			}
		})
	}
}

// TestInterruptedWhileItReads cancels a long scan: it stops soon, leaves nothing, and
// the store goes on.
func TestInterruptedWhileItReads(t *testing.T) {
	s := openStore(t)
	var b strings.Builder
	b.WriteString("patient_id,sex,birth_on\n")
	for i := range 2_000_000 {
		fmt.Fprintf(&b, "P%d,F,2000-01-01\n", i)
	}
	path := write(t, "patient.csv", b.String())
	ctx, cancel := context.WithCancel(context.Background())
	l, err := s.Begin(ctx, ledger.Input{})
	if err != nil {
		t.Fatal(err)
	}
	timer := stopIn(cancel)
	defer timer()
	err = l.File(schema.Must("patient"), source.File{
		Path: path, Delimiter: ',', Header: []string{"patient_id", "sex", "birth_on"}, Records: 2_000_000,
		Columns: map[string]string{"patient_id": "patient_id", "sex": "sex", "birth_on": "birth_on"},
	})
	wantFault(t, err, fault.Interrupted, "stopped")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v does not say that the context was cancelled", err)
	}
	l.Rollback()
	expect(t, s, "SELECT (SELECT count(*) FROM history.patient), (SELECT count(*) FROM ledger.input)", "0|0")
	mustPull(t, s, "patient.csv", "patient_id\nP1\n")
}

// stopIn cancels while a scan of seconds is under way.
func stopIn(cancel context.CancelFunc) (stop func()) {
	timer := time.AfterFunc(100*time.Millisecond, cancel)
	return func() { timer.Stop(); cancel() }
}
