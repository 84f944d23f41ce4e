package codingcsv

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Guess tells as what a delimited file with headers of its own may be read: the table that its name
// or its headers speak for, which header is which column, and the order of its dates. It knows
// headers by their words alone and returns no other text of the file, since the first line of a file
// without headers is a record. ok is false where fewer than two headers are known.
func (Source) Guess(name string, head []byte) (spec source.Spec, ok bool) {
	var file source.File
	r := bufio.NewReader(bytes.NewReader(head))
	if !isExport(name) || bytes.HasPrefix(head, parquetMagic) {
		return spec, false
	}
	if _, err := readHeader(&file, r); err != nil {
		return spec, false
	}
	best, found := tableLike(file.Header)
	if t, named := schema.Lookup(tableName(name)); named {
		best, found = t, columnsLike(t, file.Header)
	}
	if len(found) < 2 {
		return spec, false
	}
	spec.Table, spec.Columns = best.Name, found
	if order := orderOfDates(best, found, file, r); order != source.YearFirst {
		spec.Options = map[string]string{dates.Name: order}
	}
	return spec, true
}

// tableLike is the table of which a header holds most: a column that it has counts two, and one that
// it lacks and the table requires takes one off. Of several it is the first of the schema.
func tableLike(header []string) (best *schema.Table, found map[string]string) {
	most := -1 << 31
	for _, t := range schema.Tables {
		columns := columnsLike(t, header)
		score := 2 * len(columns)
		for _, c := range t.Columns {
			if _, has := columns[c.Name]; c.Required && c.Default == "" && !has {
				score--
			}
		}
		if score > most {
			best, found, most = t, columns, score
		}
	}
	return best, found
}

// columnsLike finds the header of each column of a table that has one. A header that is the
// column's name goes before one with the same words; a header that could be two columns is the
// first of them.
func columnsLike(t *schema.Table, header []string) map[string]string {
	found, taken := map[string]string{}, map[string]bool{}
	for _, known := range []func(schema.Column, string) bool{
		func(c schema.Column, h string) bool { return fold(h) == c.Name },
		func(c schema.Column, h string) bool {
			return slices.Contains(append(headers[t.Name+"."+c.Name], headers[c.Name]...), plain(h))
		},
	} {
		for _, c := range t.Columns {
			for _, h := range header {
				if _, has := found[c.Name]; !has && !taken[h] && known(c, h) {
					found[c.Name], taken[h] = h, true
				}
			}
		}
	}
	return found
}

var notWords = regexp.MustCompile(`[^a-z0-9]+`)

// plain is a header in the words by which headers are known: "Acct. No." is account, and "DC Dt"
// discharge date.
func plain(header string) string {
	words := strings.Fields(notWords.ReplaceAllString(strings.ToLower(header), " "))
	kept := words[:0]
	for _, w := range words {
		if full, ok := inFull[w]; ok {
			w = full
		}
		if w != "" {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

var yearLast = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}\b`)

// orderOfDates looks at the dates in the first records of a file. Where days and months cannot be
// told apart it says that the month comes first.
func orderOfDates(t *schema.Table, columns map[string]string, file source.File, r *bufio.Reader) string {
	c := csv.NewReader(r)
	c.Comma, c.FieldsPerRecord, c.LazyQuotes = rune(file.Delimiter), -1, true
	order := source.YearFirst
	for record, err := c.Read(); err == nil; record, err = c.Read() {
		for _, name := range slices.Sorted(maps.Keys(columns)) {
			column, _ := t.Column(name)
			i := slices.Index(file.Header, columns[name])
			if column.Kind != schema.Date && column.Kind != schema.Instant || i >= len(record) {
				continue
			}
			parts := yearLast.FindStringSubmatch(strings.TrimSpace(record[i]))
			if parts == nil {
				continue
			}
			order = source.MonthFirst
			if first, _ := strconv.Atoi(parts[1]); first > 12 {
				return source.DayFirst
			}
		}
	}
	return order
}
