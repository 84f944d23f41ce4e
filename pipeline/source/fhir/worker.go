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
	reader  document.Reader
	outline document.Outline // of the current record
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
	sound, err := w.read(record, at)
	if sound || err != nil {
		return err
	}
	flaw, kind := document.FlawOf(record)
	switch {
	case flaw == document.CutOff && !ended:
		return fault.New(fault.Input, w.place, "it breaks off within a record", "ask for the file again; nothing of it was loaded")
	case string(kind) == "Bundle", flaw != document.Sound && bytes.Contains(record, []byte(`"Bundle"`)):
		return w.bundle(record, at)
	}
	return w.tables.Reject(tableOf(kind), "", reasons[flaw], record, number)
}

// read reads a record, if it is sound. One that says first of what type it is, as nearly
// all do, is gone through once.
func (w *worker) read(record []byte, at canonical.Place) (sound bool, err error) {
	if kind := document.TypeAhead(record); kind != nil && string(kind) != "Bundle" {
		return w.tables.Resource(kind, record, at)
	}
	o := w.outlineOf(record)
	if o == nil {
		return false, nil
	}
	return true, w.outlined(record, *o, at)
}

// outlineOf is what a record is at first sight, nil where it is unsound.
func (w *worker) outlineOf(record []byte) *document.Outline {
	w.outline = document.Outline{}
	if w.reader.Read(record, &w.outline) != document.Whole {
		return nil
	}
	return &w.outline
}

// reasons name flaws as the quarantine does.
var reasons = map[document.Flaw]string{
	document.Sound:    source.ReasonStructure, // and yet it is no JSON
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
		_, err := w.tables.Resource(o.Type, record, at)
		return err
	case o.Resource != nil:
		return w.entry(o, at)
	case o.Request != nil || o.Response != nil:
		return w.tables.Skip(w.requestWord(o.Request))
	case o.IsManifest():
		return w.tables.Skip("bulk export manifest")
	}
	return w.tables.Reject(source.Unread, "", source.ReasonMissing, record, at.Record)
}

// entry reads the resource of an entry of a Bundle.
func (w *worker) entry(o document.Outline, at canonical.Place) error {
	within := document.Outline{Type: document.TypeAhead(o.Resource)}
	if within.Type == nil {
		within = *w.outlineOf(o.Resource) // sound as the entry is
	}
	if within.Type == nil {
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
		sound, err := w.read(entry, at)
		if !sound && err == nil {
			flaw, kind := document.FlawOf(entry)
			err = w.tables.Reject(tableOf(kind), "", reasons[flaw], entry, at.Record)
		}
		if err != nil {
			return err
		}
		entries = rest
	}
	return nil
}

// requestWord says of an entry without a resource what it asks for or answers. A deletion
// names a resource and not its codes.
func (w *worker) requestWord(request []byte) string {
	var q resource.Request
	if w.reader.Read(request, &q) == document.Whole && q.Method == "DELETE" {
		return "deleted " + resource.TypeName(resource.Reference{Reference: q.URL}.Type())
	}
	return "Bundle entry without a resource"
}

// tables of the types that are loaded, for what cannot be read of them.
var tables = map[string]string{
	"Patient": "patient", "Encounter": "encounter", "Condition": "code_statement",
	"Procedure": "code_statement", "Claim": "encounter", "ExplanationOfBenefit": "encounter",
}

// tableOf is that of a flawed record of a type.
func tableOf(kind []byte) *schema.Table {
	if name, ok := tables[string(kind)]; ok {
		return schema.Must(name)
	}
	return source.Unread
}
