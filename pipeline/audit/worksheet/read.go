package worksheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/fault"
)

// Returned is a form that came back: its lines with where they stand. The identity is
// empty for CSV, which has none.
type Returned struct {
	Identity
	Lines      []Placed
	RootCauses []string     // of which one may be chosen; any may where it is empty
	sheet      string       // empty for CSV
	at         [Columns]int // where each column stands, from 1
}

// Placed is a line and its row, from 1.
type Placed struct {
	Line
	Row int
}

// Bounds of what is read into memory.
const (
	largest  = 64 << 20
	unpacked = 256 << 20
)

// Open reads a form: a workbook, or CSV with the same columns.
func Open(path string) (*Returned, error) {
	content, err := contentOf(path)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(content, []byte("PK")) {
		return readBook(content, path)
	}
	return readCSV(content, path)
}

func contentOf(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, path, "cannot be opened", "check the path and who may read it")
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, largest+1))
	switch {
	case err != nil:
		return nil, fault.Wrap(fault.Input, err, path, "cannot be read", "check that it is a file")
	case len(content) > largest:
		return nil, fault.New(fault.Input, path, "larger than 64 MiB", "check that it is a workbook of chartline audit export")
	}
	return content, nil
}

func readBook(content []byte, path string) (*Returned, error) {
	f, err := excelize.OpenReader(bytes.NewReader(content),
		excelize.Options{RawCellValue: true, UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: unpacked})
	if err != nil {
		return nil, fault.New(fault.Input, path, "not a workbook, broken or protected by a password", "save it again as .xlsx without a password")
	}
	defer f.Close()
	r := &Returned{sheet: reviewSheet}
	if err := r.readIdentity(f, path); err != nil {
		return nil, err
	}
	rows, err := f.GetRows(reviewSheet, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, fault.New(fault.Input, path, "it has no readable sheet "+reviewSheet, "export the workbook again, and fill that")
	}
	return r, r.take(rows, path)
}

// readIdentity reads the hidden sheet.
func (r *Returned) readIdentity(f *excelize.File, path string) error {
	rows, err := f.GetRows(identitySheet)
	found := map[string]string{}
	for _, cells := range rows {
		if len(cells) == 2 {
			found[cells[0]] = cells[1]
		}
	}
	r.Identity = Identity{Audit: found["audit"], Auditor: found["auditor"], FrameHash: found["frame_sha256"], Version: found["chartline"]}
	switch {
	case err != nil || r.Audit == "" || r.Auditor == "" || r.FrameHash == "":
		return fault.New(fault.Input, path, "not a workbook of chartline audit export: the sheet that says of which draw it is is gone",
			"copy the results into a workbook that is exported again")
	case found["form"] != formVersion:
		return fault.New(fault.Input, path, "a workbook of another version of Chartline", "export it again, and copy the results into it")
	}
	return nil
}

func readCSV(content []byte, path string) (*Returned, error) {
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	in.FieldsPerRecord = -1
	var rows [][]string
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.Newf(fault.Input, path, "save it again as CSV", "row %d is not CSV", len(rows)+1)
		}
		rows = append(rows, cells)
	}
	r := &Returned{}
	return r, r.take(rows, path)
}

// take finds the heads and reads what stands below them. Lines without a case are empty
// or notes of the auditor's own.
func (r *Returned) take(rows [][]string, path string) error {
	head, err := r.find(rows, path)
	if err != nil {
		return err
	}
	for i, cells := range rows[head+1:] {
		p := Placed{Row: head + 2 + i}
		for c := Case; c < Columns; c++ {
			if at := r.at[c] - 1; at < len(cells) {
				p.Line[c] = r.value(c, cells[at])
			}
		}
		if p.Line != (Line{}) {
			r.Lines = append(r.Lines, p)
		}
	}
	return nil
}

// find finds the row of the heads, and each column by its head wherever it stands.
func (r *Returned) find(rows [][]string, path string) (head int, err error) {
	for head, cells := range rows {
		at, twice := [Columns]int{}, ""
		for i, text := range cells {
			for c := Case; c < Columns; c++ {
				if strings.EqualFold(strings.TrimSpace(text), Heads[c]) {
					if at[c] > 0 {
						twice = Heads[c]
					}
					at[c] = i + 1
				}
			}
		}
		if at[Case] == 0 || at[Result] == 0 {
			continue
		}
		if twice != "" {
			return 0, fault.Newf(fault.Input, path, "keep one of them", "two columns are called %q", twice)
		}
		for c := Case; c < Columns; c++ {
			if at[c] == 0 {
				return 0, fault.Newf(fault.Input, path, "put it back, where does not matter", "the column %q is gone", Heads[c])
			}
		}
		r.at = at
		return head, nil
	}
	return 0, fault.New(fault.Input, path, "no row of column heads", `the heads are Case, Account, Line and so on, as chartline audit export writes them`)
}

// value is a cell without what people and programs put around it. Excel keeps dates as
// days since 1899-12-30.
func (r *Returned) value(c Column, text string) string {
	text = strings.TrimSpace(text)
	if c == Result {
		return strings.ToLower(text)
	}
	if c != NewDate || r.sheet == "" {
		return text
	}
	days, err := strconv.ParseFloat(text, 64)
	if err != nil || days < 1 || days > 200_000 {
		return text
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Format(time.DateOnly)
}

// Place names a cell for a person: Review!J14, or the row and column of CSV, its heads being
// row 1.
func (r *Returned) Place(row int, c Column) string {
	if r.sheet == "" {
		return fmt.Sprintf("row %d, %s", row, Heads[c])
	}
	return r.sheet + "!" + cell(r.at[c], row)
}
