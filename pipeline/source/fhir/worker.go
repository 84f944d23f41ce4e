package fhir

import (
	"bytes"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhir/canonical"
	"chartline/pipeline/source/fhir/document"
	"chartline/pipeline/source/fhir/resource"
)

// worker reads blocks of records.
type worker struct {
	tables  *canonical.Tables
	checker document.Checker
	place   string
	end     byte // of a record: of a line, or of what a Splitter gives
}

// Release frees the batchers.
func (w *worker) Release() { w.tables.Release() }

// Block reads records to the end of a block. A record's number is that of its line, or
// of its entry.
func (w *worker) Block(data []byte) (records int64, err error) {
	for len(data) > 0 {
		record, rest, ended := bytes.Cut(data, []byte{w.end})
		records++
		if err := w.record(record, records, ended); err != nil {
			return records, err
		}
		data = rest
	}
	return records, w.tables.Flush()
}

// record reads a record: a resource, an entry of a Bundle, or a Bundle on a line.
func (w *worker) record(record []byte, number int64, ended bool) error {
	if len(bytes.TrimSpace(record)) == 0 {
		return nil
	}
	at := canonical.Place{Record: number}
	o, flaw := w.checker.Check(record)
	switch {
	case flaw == document.CutOff && !ended:
		return fault.New(fault.Input, w.place, "it breaks off within a record", "ask for the file again; nothing of it was loaded")
	case flaw != document.Sound && bytes.Contains(record, []byte(`"Bundle"`)):
		return w.bundle(record, at)
	}
	return w.checked(record, o, flaw, at)
}

// checked reads a record that was checked, or rejects it for its flaw.
func (w *worker) checked(record []byte, o document.Outline, flaw document.Flaw, at canonical.Place) error {
	if flaw != document.Sound {
		return w.tables.Reject(w.table(record), "", reasons[flaw], record, at.Record)
	}
	return w.outlined(record, o, at)
}

// reasons name flaws as the quarantine does.
var reasons = map[document.Flaw]string{
	document.Broken:   source.ReasonStructure,
	document.CutOff:   source.ReasonStructure,
	document.Deep:     source.ReasonTooLarge,
	document.Repeated: source.ReasonStructure,
	document.Encoding: source.ReasonEncoding,
}

// outlined reads what a sound record was found to be.
func (w *worker) outlined(record []byte, o document.Outline, at canonical.Place) error {
	switch {
	case string(o.Type) == "Bundle":
		return w.bundle(record, at)
	case o.Type != nil:
		return w.tables.Resource(o.Type, record, at)
	case !resource.Valid(record):
		return w.tables.Reject(w.table(record), "", source.ReasonStructure, record, at.Record)
	case o.Resource != nil:
		return w.entry(record, o, at)
	case o.Request != nil || o.Response != nil:
		return w.tables.Skip(requestWord(o.Request))
	case o.Manifest:
		return w.tables.Skip("bulk export manifest")
	}
	return w.tables.Reject(source.Unread, "", source.ReasonMissing, record, at.Record)
}

// entry reads the resource of an entry of a Bundle.
func (w *worker) entry(record []byte, o document.Outline, at canonical.Place) error {
	within, flaw := w.checker.Check(o.Resource)
	switch {
	case flaw != document.Sound:
		return w.tables.Reject(source.Unread, "", reasons[flaw], record, at.Record)
	case within.Type == nil:
		return w.tables.Reject(source.Unread, "", source.ReasonMissing, o.Resource, at.Record)
	}
	at.URL = string(o.FullURL)
	return w.outlined(o.Resource, within, at)
}

// bundle reads the entries of a Bundle that is one record, all under its number: an entry
// with a flaw costs none of the others.
func (w *worker) bundle(record []byte, at canonical.Place) error {
	entries, ok := document.Split(record)
	if !ok {
		return w.tables.Reject(source.Unread, "", source.ReasonStructure, record, at.Record)
	}
	for len(entries) > 0 {
		entry, rest, _ := bytes.Cut(entries, []byte{document.RecordEnd})
		o, flaw := w.checker.Check(entry)
		if err := w.checked(entry, o, flaw, at); err != nil {
			return err
		}
		entries = rest
	}
	return nil
}

// requestWord says of an entry without a resource what it asks for or answers. A deletion
// names a resource and not its codes.
func requestWord(request []byte) string {
	var r struct {
		Method string `json:"method"`
		URL    string `json:"url"`
	}
	if len(request) > 0 && resource.Decode(request, &r) == nil && r.Method == "DELETE" {
		return "deleted " + resource.TypeName(resource.Reference{Reference: r.URL}.Type())
	}
	return "Bundle entry without a resource"
}

// tables of the types that are loaded, for what cannot be read of them.
var tables = []struct{ name, table string }{
	{"Patient", "patient"}, {"Encounter", "encounter"}, {"Condition", "code_statement"},
	{"Procedure", "code_statement"}, {"Claim", "encounter"}, {"ExplanationOfBenefit", "encounter"},
}

// table is that of a flawed record, if it begins by saying what it is.
func (w *worker) table(record []byte) *schema.Table {
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(record, " \t\r"), []byte(`{"resourceType":"`))
	for _, t := range tables {
		if ok && bytes.HasPrefix(rest, []byte(t.name+`"`)) {
			return schema.Must(t.table)
		}
	}
	return source.Unread
}
