package terminology

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"chartline/pipeline/source"
)

// orderLine is a line of an order file.
func orderLine(number int, code string, valid int, title string) string {
	return fmt.Sprintf("%05d %-7s %d %-60.60s %s\r\n", number, code, valid, title, title)
}

// categoriesOf are some categories in the order of the tabular list, the first and last
// of each chapter with the traps of VER-06 among them.
var categoriesOf = []string{
	"A00", "A09", "A10", "B99", "C00", "C43", "C4A", "C44", "D49", "D50", "E00", "F01", "G00", "H00", "H59", "H60", "I00", "J40", "J44", "J4A", "J45", "J47", "K00",
	"L00", "M05", "M08", "M1A", "M10", "N00", "O00", "O9A", "P00", "Q00", "Q99", "QA0", "R00", "S00", "T80", "T88", "V00", "Y99", "Z00", "Z30", "Z36", "Z3A", "Z37", "Z99", "U07",
}

// orderFile is a release of ICD-10-CM that is large enough: every category with codes
// below it.
func orderFile() []string {
	const each = 1_600
	var lines []string
	number := 0
	for _, category := range categoriesOf {
		number++
		lines = append(lines, orderLine(number, category, 0, "Header"))
		for i := range each {
			number++
			lines = append(lines, orderLine(number, fmt.Sprintf("%s%04d", category, i), 1, "Code"))
		}
	}
	return lines
}

const october = "icd10cm_order_2026.txt"

// VER-05 and GRP-04: a block or chapter holds what stands between its ends in the order of the file,
// whatever the characters, and letters are no chapters: D and H are two each, S and T one, V to Y one.
func TestOrderFile(t *testing.T) {
	lines := orderFile()
	lines[1] = strings.ReplaceAll(lines[1], "Code", "M\xe9ni") // Windows-1252
	d50 := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, " D50 ") })
	lines[d50] = "a header that is broken\r\n" // the codes below it begin their block
	got := mustReadText(t, "icd10cm_order_April 1 2026.txt", strings.Join(lines, ""))
	if n := len(got.Rows["code_release"]); n != len(lines)-1 || len(got.Rejects) != 1 {
		t.Fatalf("%d rows of %d lines, %d rejects", n, len(lines), len(got.Rejects))
	}
	if r := got.Rows["code_release"][1]; r["title"] != "Méni" || r["short_title"] != "Méni" || r["order_no"] != "2" ||
		r["billable"] != "true" || r["valid_from"] != "2026-04-01" || r["valid_to"] != "2026-09-30" {
		t.Errorf("row %v", r)
	}
	blocks, chapters := map[string]string{}, map[string]string{}
	for _, r := range got.Rows["code_release"] {
		blocks[r["code"]], chapters[r["code"]] = r["block"], r["chapter"]
	}
	for code, want := range map[string]string{"C4A": "02", "D490001": "02", "D500001": "03", "H590000": "07", "H600000": "08", "QA00000": "17", "S000000": "19", "T880000": "19",
		"V000000": "20", "Y990000": "20", "Z3A0000": "21", "U070000": "22"} {
		if chapters[code] != want {
			t.Errorf("%s is in chapter %q, want %q", code, chapters[code], want)
		}
	}
	if v := got.Rows["group_title"][0]["scheme_version"]; v != "FY2026-04" {
		t.Errorf("titles of version %q", v)
	}
	for code, want := range map[string]string{"C4A0000": "C43-C44", "D500000": "D50-D53", "J4A": "J40-J4A", "J470001": "J40-J4A", "Z3A": "Z30-Z39", "QA0": "QA0", "T88": "T80-T88", "A090000": "A00-A09", "A10": "", "A100000": ""} {
		if blocks[code] != want { // A10 would be a category that no block has yet
			t.Errorf("%s is in block %q, want %q", code, blocks[code], want)
		}
	}
}

// TestOrderFileFlaws has a good file with lines that are left out.
func TestOrderFileFlaws(t *testing.T) {
	lines := orderFile()
	flaws := []struct {
		name, line, column, reason string
	}{
		{"short", "00003 A000", "", source.ReasonStructure},
		{"number", strings.Replace(orderLine(13, "A000001", 1, "x"), "00013", "0001x", 1), "order_no", source.ReasonType},
		{"lower case", orderLine(23, "a00", 1, "x"), "code", source.ReasonType},
		{"blank inside", orderLine(33, "A0 1", 1, "x"), "code", source.ReasonType},
		{"flag", orderLine(43, "A000001", 2, "x"), "billable", source.ReasonUnlisted},
		{"columns that are shifted", " " + orderLine(53, "A000001", 1, "x"), "", source.ReasonStructure},
		{"the same code again", orderLine(63, "A000000", 1, "x"), "code", source.ReasonImpossible},
		{"the same number again", orderLine(72, "A999999", 1, "x"), "order_no", source.ReasonImpossible},
		{"a long line", orderLine(83, "A000001", 1, strings.Repeat("x", 5000)), "", source.ReasonTooLarge},
		{"longer than any buffer", orderLine(93, "A000001", 1, strings.Repeat("x", 300_000)), "", source.ReasonTooLarge},
	}
	for i, f := range flaws {
		lines[10*i+2] = strings.TrimSuffix(f.line, "\r\n") + "\r\n"
	}
	got, err := tallied(t, october, strings.Join(lines, ""))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.rejects) != len(flaws) || got.rows["code_release"] != len(lines)-len(flaws) {
		t.Fatalf("%d rejects and %d rows of %d lines", len(got.rejects), got.rows["code_release"], len(lines))
	}
	for i, f := range flaws {
		r := got.rejects[i]
		if r.Record != int64(10*i+3) || r.Column != f.column || r.Reason != f.reason || len(r.Raw) > 64<<10 {
			t.Errorf("%s: record %d, column %q, reason %s", f.name, r.Record, r.Column, r.Reason)
		}
	}
}

// TestFlagsThatContradictTheOrder has a header with nothing below it and a valid code with
// codes below it (VER-04): each is left out, and everything else stands.
func TestFlagsThatContradictTheOrder(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(lines []string)
		record int64 // of the line that is rejected; 0 where none is
	}{
		{"a header with nothing below it", func(l []string) { l[5] = strings.Replace(l[5], " 1 ", " 0 ", 1) }, 6},
		{"a valid code with codes below it", func(l []string) { l[0] = strings.Replace(l[0], " 0 ", " 1 ", 1) }, 1},
		{"a header at the end", func(l []string) { l[len(l)-1] = strings.Replace(l[len(l)-1], " 1 ", " 0 ", 1) }, int64(len(orderFile()))},
		{"a header before a line that cannot be read", func(l []string) { l[5], l[6] = strings.Replace(l[5], " 1 ", " 0 ", 1), "?\r\n" }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines := orderFile()
			c.change(lines)
			got, err := tallied(t, october, strings.Join(lines, ""))
			if err != nil {
				t.Fatal(err)
			}
			found := int64(0)
			for _, r := range got.rejects {
				if r.Column == "billable" && r.Reason == source.ReasonImpossible && strings.HasPrefix(r.Raw, lines[r.Record-1][:20]) {
					found = r.Record
				}
			}
			if found != c.record || len(got.rejects) != 1 || got.rows["code_release"] != len(lines)-1 {
				t.Errorf("line %d is rejected, want %d; %d rejects, %d rows", found, c.record, len(got.rejects), got.rows["code_release"])
			}
		})
	}
}

// TestTitlesInAnyEncoding has one release as it is published, in Windows-1252, and as
// editors save it. A short title that fills its columns leaves no blank between the two.
func TestTitlesInAnyEncoding(t *testing.T) {
	const short = "Ménière's disease and otherwise dizzy élan, left ear, unspec"
	const long = "Ménière's disease and otherwise dizzy élan, left ear, unspecified"
	if n := utf8.RuneCountInString(short); n != 60 {
		t.Fatalf("%d characters", n)
	}
	lines := orderFile()
	lines[1] = orderLine(2, "A000000", 1, long)
	published, err := charmap.Windows1252.NewEncoder().String(strings.Join(lines, ""))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"Windows-1252": published, "UTF-8": strings.Join(lines, ""), "UTF-8 with its mark": "\ufeff" + strings.Join(lines, "")} {
		r := mustReadText(t, october, content).Rows["code_release"][1]
		if r["short_title"] != short || r["title"] != long {
			t.Errorf("%s: titles %q and %q", name, r["short_title"], r["title"])
		}
	}
	for name, encoding := range map[string]unicode.Endianness{"UTF-16, little": unicode.LittleEndian, "UTF-16, big": unicode.BigEndian} {
		for _, mark := range []unicode.BOMPolicy{unicode.UseBOM, unicode.IgnoreBOM} {
			content, err := unicode.UTF16(encoding, mark).NewEncoder().String(strings.Join(lines, ""))
			if err != nil {
				t.Fatal(err)
			}
			t.Run(name, func(t *testing.T) { refused(t, october, content, "UTF-16; save it as UTF-8") })
		}
	}
}

// TestOrderFileTwiceOver has every row twice, and the file twice in one: the rows are there
// once, and the others are rejected.
func TestOrderFileTwiceOver(t *testing.T) {
	lines := orderFile()
	var doubled []string
	for _, l := range lines {
		doubled = append(doubled, l, l)
	}
	for name, content := range map[string][]string{"rows": doubled, "file": slices.Concat(lines, lines)} {
		got, err := tallied(t, october, strings.Join(content, ""))
		if err != nil || got.rows["code_release"] != len(lines) || len(got.rejects) != len(lines) {
			t.Errorf("%s: %d rows and %d rejects, want %d of each: %v", name, got.rows["code_release"], len(got.rejects), len(lines), err)
		}
	}
}

// TestOrderFileThatIsRefused: nothing of it is loaded.
func TestOrderFileThatIsRefused(t *testing.T) {
	lines := orderFile()
	whole := strings.Join(lines, "")
	for _, c := range []struct{ name, file, content, want string }{
		{"in the middle of a line", october, whole[:len(whole)-100], "breaks off"},
		{"at a line", october, strings.Join(lines[:60_000], ""), "less than any release had"},
		{"before its end", october, strings.Join(lines[:len(lines)-3300], ""), "less than any release had, or none at its end"},
		{"rows are missing", october, strings.Join(slices.Delete(slices.Clone(lines), 500, 502), ""), "order numbers are left out"},
		{"the first rows are missing", october, strings.Join(lines[5:], ""), "order numbers are left out"},
		{"no year", "order.txt", whole, "does not say of which release"},
		{"two years", "icd10cm_order_2025_2026.txt", whole, "says two years"},
		{"before ICD-10", "icd10cm_order_2014.txt", whole, "before ICD-10 was in force"},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, c.file, c.content, c.want) })
	}
}

// TestOrderFileReadsAnyLineEnd has files that differ in nothing else.
func TestOrderFileReadsAnyLineEnd(t *testing.T) {
	lines := orderFile()
	whole := strings.Join(lines, "")
	for name, content := range map[string]string{
		"LF": strings.ReplaceAll(whole, "\r\n", "\n"), "BOM": "\ufeff" + whole, "blank line at the end": whole + "\r\n",
		"no line end at the end": strings.TrimSuffix(whole, "\r\n"),
	} {
		got, err := tallied(t, october, content)
		if err != nil || got.rows["code_release"] != len(lines) || len(got.rejects) != 0 || got.last != "Code" {
			t.Errorf("%s: %d rows of %d, %d rejects, title %q, error %v", name, got.rows["code_release"], len(lines), len(got.rejects), got.last, err)
		}
	}
}

func TestProceduresByTheirCodes(t *testing.T) {
	var b bytes.Buffer
	for i := range 70_001 {
		section := "0"
		if i > 69_000 {
			section = "X"
		}
		b.WriteString(orderLine(i+1, fmt.Sprintf("%s%06d", section, i), 1, "Procedure"))
	}
	got, err := tallied(t, "order_2026.txt", b.String())
	if err != nil || got.rows["code_release"] != 70_001 || got.system != "ICD-10-PCS" || got.rows["group_title"] != 0 {
		t.Errorf("rows %v of %s, error %v", got.rows, got.system, err)
	}
}
