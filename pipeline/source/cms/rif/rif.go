// Package rif reads the claims and beneficiaries of Medicare as CMS gives them out
// (standard.md 5.5): the Research Identifiable Files and Blue Button's form of them,
// with a bar between the fields, and the DE-SynPUF of 2008 to 2010, with commas. What a
// file holds is told by its header alone; the names of the research files, of Blue
// Button and of SAS are understood alike.
//
// A claim is an account: CLM_ID, whatever its sign. Lines of charges repeat all that is
// said of their claim, and may be scattered over files. The traps:
//
//   - PRNCPAL_DGNS_CD is repeated within ICD_DGNS_CDn, at any position, and other codes
//     are repeated too: each code counts once, and is principal where PRNCPAL_DGNS_CD
//     says so. FST_DGNS_E_CD is repeated within ICD_DGNS_E_CDn alike.
//   - A blank cell holds a single blank. POA may also be 0 or 1, which mean exempt, and X
//     or Z, which mean nothing since 2011.
//   - Versions of the ICD stand beside each code, 0 for the tenth and 9 for the ninth;
//     where they do not, the through date decides (VER-02).
//   - One claim is not one stay, and a DRG may have four characters or, in the SynPUF, be
//     a word. It has no version of the grouper.
//   - LINE_ICD_DGNS_CD points to the diagnosis that a line is for. It is one of the
//     claim's, so it is no diagnosis of its own; only the SynPUF, where it may be the one
//     place of a code, adds it to the list.
//
// A claim is stated when the National Claims History took it in: NCH_WKLY_PROC_DT, then
// FI_CLM_PROC_DT, then DML_IND. So files may come in any order. A later statement of a
// CLM_ID replaces the earlier one with all its codes. What is deleted, voided (frequency
// 8, cancel-only adjustments, full credits) or no longer FINAL_ACTION is written as
// cancelled. An adjustment has a CLM_ID of its own: what it adjusts is known by its
// control number only, and leaves the counts when its own record says that it is no
// longer final, as research files and Blue Button do. The SynPUF states no time: what is
// read last stands.
//
// In the SynPUF, segment 2 continues segment 1 of a claim: its positions follow on the
// ten diagnoses, six procedures and 45 lines of segment 1, and it says nothing of the
// account. It has no POA and no charges, and its patients, dates and codes are synthetic:
// nothing may be inferred from it.
//
// There are no times of day, of coding or of billing, and no coders: frequency, POA and
// DRGs can be measured, accuracy and turnaround cannot (standard.md 5.8).
package rif

import (
	"context"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
	"chartline/pipeline/source/inbox"
)

// Source is the format "cms-rif".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "cms-rif" }

// Settings says what of a Spec is used.
func (Source) Settings() source.Settings {
	return source.Settings{
		About:   "Medicare claims and beneficiaries as CMS gives them out: RIF, Blue Button, DE-SynPUF",
		Options: []source.Option{source.Facility, source.Shifted, delimited.Encoding},
	}
}

// Recognises reports whether a file begins with a header of one of the forms.
func (Source) Recognises(_ string, head []byte) bool {
	h, ok := delimited.Recognise(delimited.Form{}, head)
	if !ok {
		return false
	}
	_, ok = kindOf(h)
	return ok
}

// Inputs lists the files under the path that may be of the format by their names.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	return inbox.Find(spec, claim.IsTextFile)
}

// Read emits the rows of one file.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	form := delimited.Form{Encoding: in.Spec.Option(delimited.Encoding)}
	return delimited.Read(ctx, in, form, func(h *delimited.Header) (func(source.Sink) delimited.Rows, error) {
		k, ok := kindOf(h)
		if !ok {
			return nil, unknown(in)
		}
		return k.rows(h, in.Spec), nil
	}, out)
}

func unknown(in source.Input) error {
	return fault.New(fault.Input, in.Place(), "its first line is none of a file of Medicare claims or beneficiaries",
		"check that it is one, with its header")
}
