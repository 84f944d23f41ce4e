//go:build duckdb_arrow

package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
	"chartline/pipeline/terminology"
)

// The files that publishers ship, where they are there; else files of their size and
// layout are written (VER-03: 98,186 and 80,029 rows of 150 and 140 bytes).
const published = "../../../shared/data/terminology"

// release is an order file by its name, and where CMS ships it.
type release struct{ file, archive string }

var (
	diagnoses2025  = release{"icd10cm_order_2025.txt", "icd10cm-2025-code-descriptions.zip"}
	diagnoses2026  = release{"icd10cm_order_2026.txt", "icd10cm-2026-code-descriptions.zip"}
	procedures2026 = release{"icd10pcs_order_2026.txt", "icd10pcs-2026-order.zip"}
)

// text unpacks or writes the order file where it is not there yet, and gives its path.
func (r release) text(b *testing.B) string {
	b.Helper()
	path := filepath.Join(home(), "terminology", r.file)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	content := r.unpacked(b)
	if content == nil {
		content = r.written()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

// unpacked is the real file; nil where it is not there.
func (r release) unpacked(b *testing.B) []byte {
	b.Helper()
	inputs, err := terminology.Source{}.Inputs(source.Spec{Path: filepath.Join(published, r.archive)})
	if err != nil {
		return nil
	}
	for _, in := range inputs {
		if filepath.Base(in.Member) != r.file {
			continue
		}
		f, err := inbox.Open(context.Background(), in)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		content, err := io.ReadAll(f)
		if err != nil {
			b.Fatal(err)
		}
		return content
	}
	return nil
}

const (
	letters  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	sections = "0123456789BCDFGHX" // of ICD-10-PCS
)

// written is a file of the layout and the size of a real one.
func (r release) written() []byte {
	w := &orderWriter{dice: rand.New(rand.NewPCG(3, 4))}
	if r == procedures2026 {
		for i := range 914 {
			w.category(fmt.Sprintf("%c%02d", sections[i*len(sections)/914], i%100), 0, 87)
		}
		return w.to(80_029)
	}
	for i := range 2_600 {
		w.category(fmt.Sprintf("%c%02d", letters[i/100], i%100), 9, 27)
	}
	return w.to(98_186)
}

// orderWriter writes the lines of an order file.
type orderWriter struct {
	bytes.Buffer
	dice *rand.Rand
	rows int
	last string // category
}

// category writes a category with headers, each above its share of the valid codes.
func (w *orderWriter) category(code string, headers, valid int) {
	w.last = code
	w.line(code, 0)
	for i := range valid {
		under := 0
		if headers > 0 {
			under = i * headers / valid
			if i == 0 || under != (i-1)*headers/valid {
				w.line(fmt.Sprintf("%s%d", code, under), 0)
			}
		}
		w.line(fmt.Sprintf("%s%d%03d", code, under, i), 1)
	}
}

// to writes valid codes of the last category until there are so many rows.
func (w *orderWriter) to(rows int) []byte {
	for i := 0; w.rows < rows; i++ {
		w.line(fmt.Sprintf("%s9%03X", w.last, i), 1)
	}
	return w.Bytes()
}

// line writes a row with a title of some ten words out of eight thousand.
func (w *orderWriter) line(code string, valid int) {
	w.rows++
	var title []string
	for range 6 + w.dice.IntN(8) {
		n := w.dice.IntN(20)
		title = append(title, syllables[n]+syllables[w.dice.IntN(20)]+syllables[w.dice.IntN(20)])
	}
	long := strings.Join(title, " ")
	fmt.Fprintf(w, "%05d %-7s %d %-60.60s %s\r\n", w.rows, code, valid, long, long)
}

var syllables = strings.Fields("car di um ner vo sis pul mo nal fra ctu re le ft ri ght ar ter ial ven")

// grouping is the real CCSR, or a table of as many groups.
func grouping(b *testing.B) string {
	b.Helper()
	path := filepath.Join(published, "DXCCSR-Reference-File-v2023-1_DX_to_CCSR_Mapping.csv.gz")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	path = filepath.Join(home(), "terminology", "groups.csv")
	lines := []string{"scheme,scheme_version,code_system,code,grouping"}
	for i, code := range codesIn(b, diagnoses2026.text(b)) {
		lines = append(lines, fmt.Sprintf("CCSR,v1,ICD-10-CM,%s,GRP%03d", code, i/140))
		if i%5 == 0 {
			lines = append(lines, fmt.Sprintf("CCSR,v1,ICD-10-CM,%s,GRP%03d", code, i%550))
		}
	}
	if err := os.WriteFile(path, []byte(strings.Join(slices.Compact(lines), "\n")+"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

// codesIn are the codes of an order file, headers too.
func codesIn(b *testing.B, path string) []string {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var codes []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		codes = append(codes, strings.TrimSpace(lines.Text()[6:13]))
	}
	return codes
}

// codedExport writes what export writes, with real codes.
func codedExport(b *testing.B) string {
	b.Helper()
	dir := filepath.Join(home(), "coded")
	done := filepath.Join(dir, "done")
	if _, err := os.Stat(done); err == nil {
		return dir
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	codes, dice := codesIn(b, diagnoses2026.text(b)), rand.New(rand.NewPCG(5, 6))
	write(b, filepath.Join(dir, "encounter.csv"), encounterHeader, func(line []byte, i int) []byte { return encounterLine(line, i, dice) })
	write(b, filepath.Join(dir, "diagnosis.csv"), "encounter_id,version_no,sequence,role,code,code_system,poa\n", func(line []byte, i int) []byte {
		for n := range codesPerEncounter {
			role := "other"
			if n == 0 {
				role = "principal"
			}
			line = fmt.Appendf(line, "E%08d,1,%d,%s,%s,ICD-10-CM,Y\n", i, max(1, n), role, codes[common(dice, len(codes))])
		}
		return line
	})
	if err := os.WriteFile(done, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	return dir
}

// common draws a place of which some are much more frequent than others.
func common(dice *rand.Rand, n int) int { return int(dice.ExpFloat64()*float64(n)/12) * 7919 % n }

// sought are pairs of words from a hundred titles all over the file.
func sought(b *testing.B, path string) []string {
	b.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	var all []string
	for i := range 100 {
		words := strings.Fields(lines[(i*7919+500)%len(lines)][77:])
		first, last := words[0], words[len(words)-1]
		if i%2 == 1 && len(first) > 5 {
			first = first[:2] + first[3:]
		}
		all = append(all, first+" "+last)
	}
	return all
}
