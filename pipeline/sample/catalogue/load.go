package catalogue

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/sample/calendar"
)

// record is one line of a file, by the names in its head.
type record map[string]string

// read gives the lines of a built-in file.
func read(name, text string) []record {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("catalogue: %s: %v", name, err))
	}
	records := make([]record, len(rows)-1)
	for i, row := range rows[1:] {
		records[i] = record{}
		for j, column := range rows[0] {
			records[i][column] = row[j]
		}
	}
	return records
}

func (r record) number(column string) int64 {
	n, err := strconv.ParseInt(r[column], 10, 64)
	if err != nil {
		panic(fmt.Sprintf("catalogue: %s: %v", column, err))
	}
	return n
}

func (r record) day(column string) calendar.Day {
	if r[column] == "" {
		return 0
	}
	at, err := time.Parse(time.DateOnly, r[column])
	if err != nil {
		panic(fmt.Sprintf("catalogue: %s: %v", column, err))
	}
	return calendar.Day(at.Unix() / calendar.DaySeconds)
}

// must finds an entry that another file names.
func must[T any](entries map[string]*T, name string) *T {
	entry, ok := entries[name]
	if !ok {
		panic(fmt.Sprintf("catalogue: no entry %q", name))
	}
	return entry
}

func (c *Catalogue) loadFamilies() {
	var byNumber [len(Versions)]map[string]*DRG
	for i := range byNumber {
		byNumber[i] = map[string]*DRG{}
	}
	for _, r := range read("drg.csv", drgFile) {
		weight, err := strconv.ParseInt(strings.Replace(r["weight"], ".", "", 1), 10, 64)
		if err != nil {
			panic(fmt.Sprintf("catalogue: weight: %v", err))
		}
		d := &DRG{
			Number: r["drg"], Title: r["title"], Base: r["title"], MDC: r["mdc"], Type: r["drg_type"],
			WeightText: r["weight"], Stay: r["gmlos"], Weight: weight,
		}
		for i, version := range Versions {
			if version == r["grouper_version"] {
				c.DRGs[i] = append(c.DRGs[i], d)
				byNumber[i][d.Number] = d
			}
		}
	}
	for _, r := range read("family.csv", familyFile) {
		f := &Family{Name: r["family"]}
		for i := range Versions {
			f.DRGs[i] = [3]*DRG{byNumber[i][r["none"]], byNumber[i][r["cc"]], byNumber[i][r["mcc"]]}
		}
		for _, drgs := range f.DRGs {
			split(drgs)
		}
		c.Families[f.Name] = f
	}
}

// split says of each DRG of a base which severities it stands for. The base goes by the
// title of its severest DRG, without the severity.
func split(drgs [3]*DRG) {
	none, cc, mcc := drgs[None], drgs[CC], drgs[MCC]
	if none == nil || none == mcc {
		return // the version has no such base, or it is not split
	}
	base := mcc.Title
	for _, ending := range []string{" W CC/MCC", " W MCC", " W CC"} {
		base, _, _ = strings.Cut(base, ending)
	}
	if base == mcc.Title {
		return // its DRGs differ by something else, as those of newborns do
	}
	for _, d := range drgs {
		d.Base = base
	}
	none.Split, mcc.Split = "none", "MCC"
	switch cc {
	case none:
		none.Split = "without_MCC"
	case mcc:
		mcc.Split = "CC/MCC"
	default:
		cc.Split = "CC"
	}
}

func (c *Catalogue) loadCodes() {
	records := read("diagnosis.csv", diagnosisFile)
	for _, r := range records {
		code := &Code{
			Text: r["code"], Title: r["title"],
			From: r.day("valid_from"), To: r.day("valid_to"),
			Billable: r["billable"] == "true", Exempt: r["poa_exempt"] == "true",
			Severity: map[string]Severity{"": None, "CC": CC, "MCC": MCC}[r["severity"]],
			Excluded: strings.Fields(r["excluded_by"]),
		}
		if r["family"] != "" {
			code.Family = must(c.Families, r["family"])
		}
		c.Codes = append(c.Codes, code)
		c.codes[code.Text] = code
	}
	for i, r := range records {
		code := c.Codes[i]
		for _, text := range strings.Fields(r["confused_with"]) {
			code.Confused = append(code.Confused, must(c.codes, text))
		}
		if r["replaces"] != "" {
			code.Replaced = c.before(r["replaces"], code.From)
		}
		code.Header = c.header(code)
	}
}

// before finds the entry of a code that was in force until another one replaced it.
func (c *Catalogue) before(text string, from calendar.Day) *Code {
	for _, code := range c.Codes {
		if code.Text == text && code.To == from-1 {
			return code
		}
	}
	panic(fmt.Sprintf("catalogue: no predecessor %q", text))
}

// header finds the longest shorter code that is a header in the period, as a cut-off
// code would be read; nil for a code of three characters.
func (c *Catalogue) header(code *Code) *Code {
	for n := len(code.Text) - 1; n >= 3; n-- {
		if h := c.codes[code.Text[:n]]; h != nil && !h.Billable && h.From <= calendar.First {
			return h
		}
	}
	return nil
}

func (c *Catalogue) loadProcedures() {
	records := read("procedure.csv", procedureFile)
	for _, r := range records {
		p := &Procedure{Text: r["code"], Title: r["title"], From: r.day("valid_from")}
		if r["family"] != "" {
			p.Family = must(c.Families, r["family"])
		}
		c.Procedures = append(c.Procedures, p)
		c.procedures[p.Text] = p
	}
	for i, r := range records {
		for _, text := range strings.Fields(r["confused_with"]) {
			c.Procedures[i].Confused = append(c.Procedures[i].Confused, must(c.procedures, text))
		}
	}
}
