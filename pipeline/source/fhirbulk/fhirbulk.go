// Package fhirbulk reads the bulk export of a FHIR server (HL7 Bulk Data Access 2.0): all
// of its records, those of its patients or those of one group, and after the first time
// only what has changed since.
//
// A run asks for an export, waits for it, downloads its files into the spool, and hands
// each to the reader of FHIR files, which says what a resource means. Nothing is emitted
// before every file is there and whole, so an export that breaks leaves nothing behind.
// The spool holds records of patients in the clear while a run lasts, and after a run that
// was killed until the next one: it belongs on an encrypted disk.
//
// The mark of an input is the transactionTime of its manifest. The next export asks for
// what changed since then, less a window (late) for servers whose index lags behind.
// Reading returns before the store commits, and removes the spool at its very end: if the
// commit fails the mark stays where it was, and the next run exports the same again.
//
// What the form cannot support is what FHIR cannot (standard.md 5.8): there is no time of
// coding and no coder. What a server leaves out of an export, its manifest tells in
// outcomes; they are counted as skipped, and the mark moves on all the same, since asking
// again would bring the same outcomes.
//
// Traps: a link may expire before its file is read, or be cut off and still look whole; a
// link may lie on another host, which must not see the access token unless the site says
// so; what is deleted is named without its codes.
package fhirbulk

import (
	"net/http"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhirbulk/web"
)

// Source is the format "fhir-bulk".
type Source struct {
	Reader source.Source // reads the files: that of the format "fhir"

	clock     web.Clock         // of the machine unless set
	silence   time.Duration     // web.Silence unless set
	transport http.RoundTripper // made from the options unless set
}

// Name is the format's name in the configuration.
func (Source) Name() string { return "fhir-bulk" }

// Options of a server. Those of the files are the reader's.
var (
	types = source.Option{Name: "types", Default: "Patient,Encounter,Condition,Procedure,Claim,ExplanationOfBenefit",
		Meaning: "Types of resources to export, separated by commas."}
	level = source.Option{Name: "level", Default: "system", Values: []string{"system", "patient", "group"},
		Meaning: "Whose records: of the whole server, of all patients, or of the patients of a group."}
	group    = source.Option{Name: "group", Meaning: "Identifier of the group, at the level group."}
	clientID = source.Option{Name: "client_id", Meaning: "Identifier of the client for SMART Backend Services, which needs key: too."}
	key      = source.Option{Name: "key", Secret: true, Meaning: "Private key of the client, in PEM or as a JWK: RSA, or EC with the curve P-384."}
	keyID    = source.Option{Name: "key_id", Meaning: "Identifier of the key on the server; that in the JWK, or the key's thumbprint, unless set."}
	token    = source.Option{Name: "token", Secret: true, Meaning: "Access token that the site was given, instead of client_id: and key:."}
	tokenURL = source.Option{Name: "token_url", Meaning: "Where access tokens are asked for; looked up on the server unless set."}
	scope    = source.Option{Name: "scope", Meaning: "Scope of access tokens; system/TYPE.read for each type unless set."}
	fileHost = source.Option{Name: "file_host", Meaning: "Another host that may see the access token, where the server keeps its files there."}
	late     = source.Option{Name: "late", Default: "0s",
		Meaning: "Window before the last export from which changes are asked for again, such as 24h."}
	patience = source.Option{Name: "patience", Default: "6h",
		Meaning: "How long a run may wait for the server altogether."}
	ca       = source.Option{Name: "ca", Meaning: "File of certificates in PEM that are trusted besides the system's."}
	insecure = source.Option{Name: "insecure", Default: "false", Values: []string{"true", "false"},
		Meaning: "Whether records and tokens may go over a network without TLS."}
)

// own are the options that the reader of files never sees.
var own = []source.Option{types, level, group, clientID, key, keyID, token, tokenURL, scope, fileHost, late, patience, ca, insecure}

// Settings says what of a Spec the source uses: options of its own and those of the
// reader of the files.
func (s Source) Settings() source.Settings {
	options := append(append([]source.Option{}, own...), s.Reader.Settings().Options...)
	return source.Settings{About: "bulk export of a FHIR server", Remote: true, Options: options}
}

// Recognises recognises no file: the source reads from a server.
func (Source) Recognises(string, []byte) bool { return false }

// Maps says where each canonical column comes from: what the reader of the files says,
// and what becomes of deleted resources.
func (s Source) Maps(in source.Input) ([]source.Mapping, error) {
	in.Spec = s.inner(in.Spec)
	maps, err := s.Reader.Maps(in)
	return append(maps, deletedMaps...), err
}

// Inputs is the server, which is read in every run.
func (s Source) Inputs(spec source.Spec) ([]source.Input, error) {
	p, err := planOf(spec)
	if err != nil {
		return nil, err
	}
	return []source.Input{{Path: p.request.Base, Remote: true, Spec: spec}}, nil
}

// inner is the Spec as the reader of the files is to see it: without what is meant for
// the server, and so without secrets.
func (s Source) inner(spec source.Spec) source.Spec {
	options := map[string]string{}
	for _, o := range s.Reader.Settings().Options {
		if value, ok := spec.Options[o.Name]; ok {
			options[o.Name] = value
		}
	}
	return source.Spec{Name: spec.Name, Path: spec.Path, Timezone: spec.Timezone, Options: options}
}

func configFault(spec source.Spec, what, fix string) error {
	return fault.New(fault.Config, "source \""+spec.Name+"\"", what, fix)
}
