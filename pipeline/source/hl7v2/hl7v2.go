// Package hl7v2 reads HL7 v2 messages, versions 2.3 to 2.8, from files: one message or
// many, with or without the batch segments FHS, BHS, BTS and FTS and the frames of a line
// (MLLP). What admission, billing and charge messages say of visits and their codes
// becomes canonical rows (standard.md 5.2); messages of other types are counted by type.
//
// A feed repeats and corrects itself, and files of it come late and in any order. So every
// row says when it was stated: MSH-7, the clock of the sender, and not EVN-2 or EVN-6,
// which say when something happened that may be told again later. Of rows stated in one
// second a cancellation stands before what it cancels, final coding before earlier lists,
// and else the message with the higher control number (see standing).
//
// What the form cannot support: present-on-admission exists from version 2.6 on and
// travels in a Z-segment before that (option poa); the coder has a place in DRG-12 from
// 2.7 on and is the operator of the event before that; a grouper's version comes with
// 2.7. Roles of external cause and of a patient's reason for a visit do not exist.
//
// Traps that the package takes care of:
//   - A13 and A11 undo a discharge and an admission that may arrive after them.
//   - Working and final diagnoses share a segment, and are told apart by DG1-6 only.
//   - A message without DG1-21 states the whole list of diagnoses; one with it changes
//     single ones; one without DG1 says nothing about diagnoses.
//   - The PV1 of a bill or a charge is no snapshot of the stay, and lacks dates that the
//     admission messages told. It never replaces theirs.
//   - A charge brings the diagnoses of its own line. They never replace a coded list.
package hl7v2

import (
	"bytes"
	"context"
	"path"
	"slices"
	"sync/atomic"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/blocks"
	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/inbox"
)

// Source is the format "hl7v2".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "hl7v2" }

// Settings are the options of the format.
func (Source) Settings() source.Settings {
	return source.Settings{
		About:   "HL7 v2 messages: ADT, BAR and DFT, alone or in batches",
		Options: options,
	}
}

// extensions of files that hold messages. Others in a folder are passed over; a file that
// is named itself may be called anything.
var extensions = []string{".hl7", ".hl7v2", ".h7", ".er7", ".mllp", ".msg", ".adt", ".bar", ".dft", ".txt", ".dat"}

// Inputs lists the files of messages under a path.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	if _, err := settingsOf(spec); err != nil {
		return nil, err
	}
	return inbox.Find(spec, func(name string) bool { return slices.Contains(extensions, path.Ext(name)) })
}

// Recognises reports whether a file begins with a message, or with the header of a batch.
func (Source) Recognises(_ string, head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), "\x0b\r\n\t ")
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	for _, name := range []string{"MSH", "FHS", "BHS"} {
		if bytes.HasPrefix(head, []byte(name)) {
			_, ok := message.Delimit("MSH" + string(head[3:min(len(head), 64)]))
			return ok
		}
	}
	return false
}

// Read emits what the messages of an input say.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	s, err := settingsOf(in.Spec)
	if err != nil {
		return err
	}
	f, err := inbox.Open(ctx, in)
	if err != nil {
		return err
	}
	defer f.Close()
	head, err := f.Peek(source.HeadBytes)
	if err != nil {
		return err
	}
	if err := checkHead(head, in.Place()); err != nil {
		return err
	}
	var sound atomic.Int64
	stream := blocks.Stream{Place: in.Place(), From: message.NewTrailers(f, in.Place()), End: message.LastStart}
	err = blocks.Run(ctx, stream, func(to source.Sink) blocks.Worker { return newWorker(s, &sound, to) }, out)
	if err == nil && sound.Load() == 0 {
		return notHL7(in.Place())
	}
	return err
}

// checkHead refuses a file of another form before it is read.
func checkHead(head []byte, place string) error {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return fault.New(fault.Input, place, "text in UTF-16", "convert it to UTF-8")
	}
	if _, _, found := message.Cut(string(head)); !found {
		return notHL7(place)
	}
	return nil
}

func notHL7(place string) error {
	return fault.New(fault.Input, place, "no HL7 v2 message that can be read",
		"check that it holds messages that begin with MSH and name their type in MSH-9")
}
