package sample

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/sample/calendar"
	"chartline/pipeline/schema"
)

// packedUpTo is the number of encounters up to which the two largest tables are
// compressed. Above it, writing would wait for compression.
const packedUpTo = 20_000

// packed are the tables that are compressed.
var packed = map[string]bool{"diagnosis": true, "event": true}

// Files that bring rows of a table a second time. Their names sort after those of the
// tables, so that they are read last.
const (
	resentEncounters = "encounter.resent-2026-09.csv"
	resentDiagnoses  = "diagnosis.resent-2026-09.csv"
)

// files are the open files of an export, by table.
type files struct {
	all []*file

	facility, coder, education, patient, encounter, assignment, diagnosis, procedure,
	drg, event, query, auditCase, auditCode, auditFinding, initialCode, rebuttal, chargeDay, coderDay,
	serviceLevel, baseRate, chartStandard, codeSet, drgSet, encounterAgain, diagnosisAgain *file
}

// file is one CSV file that is being written. Rows are appended value by value.
type file struct {
	name, table string
	rows        int64
	counts      *counts // of the table, shared by its files
	text        []byte
	disk        *os.File
	zip         *gzip.Writer
	out         *bufio.Writer
}

// counts is what becomes of a table's rows when they are read in order of file names.
type counts struct {
	duplicate, superseded int64
	quarantined           map[string]int64
}

func create(dir string, pack bool) (*files, error) {
	f := &files{}
	byName := map[string]**file{
		"facility": &f.facility, "coder": &f.coder, "education": &f.education, "patient": &f.patient,
		"encounter": &f.encounter, "code_assignment": &f.assignment, "diagnosis": &f.diagnosis,
		"procedure": &f.procedure, "drg_assignment": &f.drg, "event": &f.event,
		"provider_query": &f.query, "audit_case": &f.auditCase, "audit_code": &f.auditCode,
		"audit_finding": &f.auditFinding, "initial_code": &f.initialCode, "rebuttal": &f.rebuttal, "charge_day": &f.chargeDay, "coder_day": &f.coderDay,
		"service_level": &f.serviceLevel, "base_rate": &f.baseRate, "chart_standard": &f.chartStandard, "code_set": &f.codeSet, "drg_set": &f.drgSet,
	}
	for _, table := range schema.Tables {
		if byName[table.Name] == nil {
			continue // of feeds, not of a coding system
		}
		name, other := table.Name+".csv", table.Name+".csv.gz"
		if pack && packed[table.Name] {
			name, other = other, name
		}
		if err := os.Remove(filepath.Join(dir, other)); err != nil && !os.IsNotExist(err) {
			return nil, unwritable(err, other)
		}
		opened, err := f.open(dir, name, table, &counts{quarantined: map[string]int64{}})
		if err != nil {
			return nil, err
		}
		*byName[table.Name] = opened
	}
	var err error
	if f.diagnosisAgain, err = f.open(dir, resentDiagnoses, schema.Must("diagnosis"), f.diagnosis.counts); err != nil {
		return nil, err
	}
	f.encounterAgain, err = f.open(dir, resentEncounters, schema.Must("encounter"), f.encounter.counts)
	return f, err
}

// unexported are columns that the sample's coding system does not have.
var unexported = map[string]bool{
	"encounter.admission_type": true, "encounter.admission_source": true, "encounter.bill_type": true,
	"encounter.attending_id": true, "encounter.cancelled": true, "procedure.modifiers": true,
	"audit_code.withdrawn": true, "audit_finding.withdrawn": true, "audit_finding.final_value": true,
	"audit_finding.identified_on": true,
	"drg_set.amlos":               true, "drg_set.uncapped_weight": true, "drg_set.post_acute": true, "drg_set.special_pay": true,
}

// open starts a file with its head.
func (f *files) open(dir, name string, table *schema.Table, c *counts) (*file, error) {
	disk, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		f.abandon()
		return nil, unwritable(err, name)
	}
	opened := &file{name: name, table: table.Name, counts: c, disk: disk}
	var out io.Writer = disk
	if strings.HasSuffix(name, ".gz") {
		opened.zip, _ = gzip.NewWriterLevel(disk, gzip.DefaultCompression)
		out = opened.zip
	}
	opened.out = bufio.NewWriterSize(out, 1<<18)
	for _, column := range table.Columns {
		if !unexported[table.Name+"."+column.Name] {
			opened.string(column.Name)
		}
	}
	opened.end()
	opened.rows = 0
	f.all = append(f.all, opened)
	return opened, nil
}

// drain hands full buffers on.
func (f *files) drain() error {
	for _, each := range f.all {
		if len(each.text) < 1<<16 {
			continue
		}
		if err := each.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) flush() error {
	if _, err := f.out.Write(f.text); err != nil {
		return unwritable(err, f.name)
	}
	f.text = f.text[:0]
	return nil
}

// close finishes every file.
func (f *files) close() error {
	for _, each := range f.all {
		if err := each.flush(); err != nil {
			return err
		}
		err := each.out.Flush()
		if err == nil && each.zip != nil {
			err = each.zip.Close()
		}
		if err == nil {
			err = each.disk.Close()
		}
		if err != nil {
			return unwritable(err, each.name)
		}
	}
	return nil
}

// abandon closes the files of an export that failed.
func (f *files) abandon() {
	for _, each := range f.all {
		_ = each.disk.Close()
	}
}

func unwritable(err error, name string) error {
	return fault.Wrap(fault.Unavailable, err, name, "cannot be written", "free space or choose another folder")
}

// string appends a text that holds no comma, quote or line break.
func (f *file) string(s string) { f.text = append(append(f.text, s...), ',') }

// quoted appends any text without line breaks.
func (f *file) quoted(s string) {
	if !strings.ContainsAny(s, `",`) {
		f.string(s)
		return
	}
	f.text = append(f.text, '"')
	f.text = append(f.text, strings.ReplaceAll(s, `"`, `""`)...)
	f.text = append(f.text, '"', ',')
}

func (f *file) int(n int64) { f.text = append(strconv.AppendInt(f.text, n, 10), ',') }

func (f *file) bool(b bool) { f.text = append(strconv.AppendBool(f.text, b), ',') }

func (f *file) empty() { f.text = append(f.text, ',') }

// day appends a date; 0 is empty.
func (f *file) day(d calendar.Day) {
	if d != 0 {
		f.text = d.AppendTo(f.text)
	}
	f.text = append(f.text, ',')
}

// instant appends an instant; 0 is empty.
func (f *file) instant(at int64) {
	if at != 0 {
		f.text = calendar.AppendInstant(f.text, at)
	}
	f.text = append(f.text, ',')
}

// hundredths appends an amount with two decimals.
func (f *file) hundredths(n int64) {
	f.text = strconv.AppendInt(f.text, n/100, 10)
	f.text = append(f.text, '.', byte('0'+n/10%10), byte('0'+n%10), ',')
}

// amount appends an amount of cents; 0 is empty.
func (f *file) amount(cents int64) {
	if cents == 0 {
		f.empty()
		return
	}
	f.hundredths(cents)
}

// key appends a letter and a number padded to eight digits.
func (f *file) key(letter byte, n int64) {
	f.text = appendKey(f.text, letter, n)
	f.text = append(f.text, ',')
}

func appendKey(b []byte, letter byte, n int64) []byte {
	b = append(b, letter)
	for unit := int64(10_000_000); unit > n && unit > 1; unit /= 10 {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, n, 10)
}

// end closes the row.
func (f *file) end() {
	f.text[len(f.text)-1] = '\n'
	f.rows++
}

// repeat writes the rows since a mark, a length of text, once more: duplicates.
func (f *file) repeat(mark int, rows int64) {
	f.text = append(f.text, f.text[mark:]...)
	f.rows += rows
	f.counts.duplicate += rows
}

// quarantine counts the row just written as one that will be left out.
func (f *file) quarantine(reason string) { f.counts.quarantined[reason]++ }
