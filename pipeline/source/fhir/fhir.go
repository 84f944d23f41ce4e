// Package fhir reads FHIR resources in JSON: files of a bulk export (NDJSON), Bundles of
// every kind, arrays, and single resources; R4, CARIN Blue Button, and where they differ
// STU3 with the Blue Button of CMS, and R5 (standard.md 5.3). It loads Patient, Encounter,
// Condition, Procedure, Claim and ExplanationOfBenefit, and passes over all others by
// name.
//
// What a feed of FHIR cannot say (standard.md 5.8): who coded, and when; the order of
// diagnoses that come as Conditions, and whether they were present on admission. Traps:
//
//   - A Condition is a diagnosis of an encounter only by its category; problem lists are
//     not coded diagnoses.
//   - References go by ids whose form differs between files, and their targets may come
//     later or never: codes are linked to encounters once everything is loaded.
//   - A Bundle may be larger than memory, and may say last that it is one.
//   - A claim is not a visit: several may tell of one, and one may replace another.
//   - A deletion names a resource and not what it said, so that it changes nothing here;
//     deletions are counted.
package fhir

import (
	"bytes"
	"context"
	"io"
	"path"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/blocks"
	"chartline/pipeline/source/fhir/canonical"
	"chartline/pipeline/source/fhir/document"
	"chartline/pipeline/source/fhir/resource"
	"chartline/pipeline/source/inbox"
)

// Source is the format "fhir".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "fhir" }

// encounters says what of a claim is its encounter.
var encounters = source.Option{
	Name: "encounters",
	Meaning: "What stands for the encounter of a claim: account, the Encounter or the account number that it names, else the claim; " +
		"or claim, always the claim itself, for feeds of payers, where providers may use the same account numbers.",
	Default: "account", Values: []string{"account", "claim"},
}

// Settings are the facility, whether dates were shifted, and what is an encounter.
func (Source) Settings() source.Settings {
	return source.Settings{
		About:   "FHIR R4 or STU3 in JSON: bulk export (NDJSON), Bundles, single resources",
		Options: []source.Option{source.Facility, source.Shifted, encounters},
	}
}

// Recognises reports whether a file is FHIR in JSON.
func (Source) Recognises(_ string, head []byte) bool {
	return document.FramingOf(head) != document.Foreign && bytes.Contains(head, []byte(`"resourceType"`))
}

// Inputs lists the files under a path that are FHIR by their names: those of JSON, and
// those that are named as a type of resources without an extension.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	return inbox.Find(spec, func(name string) bool {
		switch path.Ext(name) {
		case ".ndjson", ".json", ".jsonl":
			return true
		case "":
			return resource.NamedByType(path.Base(name))
		}
		return false
	})
}

// headBytes is how much of a file is looked at to tell lines from documents.
const headBytes = 256 << 10

// Read emits the resources of a file.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	set, err := settings(in.Spec)
	if err != nil {
		return err
	}
	f, err := inbox.Open(ctx, in)
	if err != nil {
		return err
	}
	defer f.Close()
	head, err := f.Peek(headBytes)
	if err != nil {
		return err
	}
	s := blocks.Stream{Place: in.Place(), From: f}
	end := byte('\n')
	switch document.FramingOf(head) {
	case document.Documents:
		end = document.RecordEnd
		s.From = document.NewSplitter(in.Place(), f)
	case document.Foreign:
		return foreign(in.Place(), head)
	}
	if _, err := io.CopyN(io.Discard, f, int64(document.MarkBytes(head))); err != nil {
		return err
	}
	s.End = func(piece []byte) int { return bytes.LastIndexByte(piece, end) + 1 }
	return blocks.Run(ctx, s, func(out source.Sink) blocks.Worker {
		return &worker{tables: canonical.NewTables(out, set), place: in.Place(), end: end}
	}, out)
}

// settings reads the configuration of a feed.
func settings(spec source.Spec) (canonical.Settings, error) {
	zone, err := time.LoadLocation(spec.Timezone)
	if err != nil {
		return canonical.Settings{}, fault.Wrap(fault.Config, err, "source \""+spec.Name+"\"", "no such time zone", "write an IANA name such as America/Chicago")
	}
	return canonical.Settings{
		Facility: spec.FacilityID(),
		Shifted:  spec.Option(source.Shifted) == "true",
		Zone:     zone,
		ByClaim:  spec.Option(encounters) == "claim",
	}, nil
}

// foreign says of a file that it is not FHIR in JSON, and what it may be.
func foreign(place string, head []byte) error {
	text := strings.TrimSpace(string(head[document.MarkBytes(head):]))
	switch {
	case text == "":
		return fault.New(fault.Input, place, "nothing but blanks", "ask for the file again")
	case text[0] == '<':
		return fault.New(fault.Input, place, "XML, where FHIR in JSON is expected", "ask for it as application/fhir+json")
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		return fault.New(fault.Input, place, "UTF-16, where FHIR is always UTF-8", "ask for the file again in UTF-8")
	}
	return fault.New(fault.Input, place, "not FHIR in JSON: it begins with no resource", "check what the file is")
}
