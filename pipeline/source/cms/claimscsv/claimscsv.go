// Package claimscsv reads wide files of claims, a line of charges each with all that is
// said of its claim: up to 99 diagnoses with their POA indicators, procedures with their
// dates, a DRG. It knows the names of Tuva's input layer and common synonyms; columns: in
// the configuration names others. A file of members (eligibility) becomes patients.
//
// A claim is an account. What its lines say of it is written once for each run of
// adjacent lines that agree, and the store drops what repeats itself, so that the lines
// of a claim may be scattered over files in any order. The traps:
//
//   - The first diagnosis is the principal one, or the first-listed of a professional
//     claim; where its cell is blank none is, though others may be there. A code that is
//     listed twice counts once.
//   - POA may be 0 or 1, which mean exempt.
//   - The system of the codes is named once for the claim, and not where there are none;
//     without it the end of the claim decides (VER-02).
//   - Tuva's files from CCLF repeat the charges of an institutional claim on each of its
//     lines: they are then the claim's total, and no line has any. The option charges
//     says so of other files. Revenue code 0001 is a line of the total of the others.
//   - Statement dates stand in for those of admission and discharge, where these are
//     blank, but for a patient who has stayed (status 30).
//
// A claim is stated when it was paid (paid_date, or what stated_on names): then the
// latest statement stands whatever the order of the files, with all its codes, and
// between statements of one day their content decides. Without that date there is no
// clock, and what is read last stands; lines that contradict each other about their claim
// are then resolved by their order. A bill of frequency 8 is written as cancelled.
//
// There are no times of day, of coding or of billing, and no coders: frequency, POA and
// DRGs can be measured, accuracy and turnaround cannot (standard.md 5.8).
package claimscsv

import (
	"context"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
	"chartline/pipeline/source/inbox"
)

// Source is the format "claims-csv".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "claims-csv" }

// charges says what the amount of a line is.
var charges = source.Option{
	Name:    "charges",
	Meaning: "Whether the charges of an institutional line are the line's, or the claim's repeated; auto takes them for the claim's where data_source is cclf.",
	Default: "auto", Values: []string{"auto", "line", "claim"},
}

// Settings says what of a Spec is used.
func (Source) Settings() source.Settings {
	return source.Settings{
		About:   "wide claims with many diagnosis and POA columns, as in Tuva's input layer",
		Columns: true,
		Options: []source.Option{source.Facility, source.Shifted, charges, delimited.Encoding},
	}
}

// Recognises reports whether a file begins with a header of claims or members.
func (Source) Recognises(_ string, head []byte) bool {
	h, ok := delimited.Recognise(delimited.Form{}, head)
	if !ok {
		return false
	}
	return newNames(h, nil).kind() != noKind
}

// Inputs lists the files under the path that may be of the format by their names.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	if err := checkColumns(spec); err != nil {
		return nil, err
	}
	return inbox.Find(spec, claim.IsTextFile)
}

// Read emits the rows of one file.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	form := delimited.Form{Encoding: in.Spec.Option(delimited.Encoding)}
	return delimited.Read(ctx, in, form, func(h *delimited.Header) (func(source.Sink) delimited.Rows, error) {
		n := newNames(h, in.Spec.Columns)
		kind := n.kind()
		if err := n.missing(in, kind); err != nil {
			return nil, err
		}
		switch kind {
		case claimKind:
			return claimsOf(n, in.Spec), nil
		case memberKind:
			return membersOf(n), nil
		case pharmacyKind:
			return claim.PassOver(pharmacy), nil
		default:
			return nil, unknown(in)
		}
	}, out)
}

func unknown(in source.Input) error {
	return fault.New(fault.Input, in.Place(), "its first line names no claims with their diagnoses, and no members",
		"check that it is such a file, or name its columns under columns: in the configuration")
}
