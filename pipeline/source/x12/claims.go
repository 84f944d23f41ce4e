package x12

import (
	"strconv"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/claim"
	"chartline/pipeline/source/x12/segment"
)

// Bounds of one claim. The guides allow 999 service lines, each with some hundred
// segments; whatever is longer is no claim.
const (
	claimBytes    = 16 << 20
	claimSegments = 1 << 17
)

// claimReader reads an 837: it holds the segments of one claim until it ends, and of what
// stands above it who bills, who is insured and who was treated.
type claimReader struct {
	*reader
	said    clock  // BHT, else of the group
	made    string // the same in words
	loops   claim.Loops
	decoder claim.Decoder
	claim   claim.Claim

	held  []segment.Segment // the claim that is being read, empty outside of one
	bytes int
	long  bool // it is beyond the bounds, and no more of it is held
}

func (c *claimReader) begin(version string, sent clock) {
	c.loops, c.held = claim.Loops{}, c.held[:0]
	c.state(sent)
	c.decoder.Guide = claim.GuideOf(version)
}

// state sets when the claims of the transaction were stated.
func (c *claimReader) state(said clock) {
	c.said, c.made = said, strconv.FormatInt(said.Micros(), 10)
}

func (c *claimReader) segment(s *segment.Segment) error {
	switch s.ID() {
	case "BHT":
		if said := clockAt(s, dateOfBHT, c.site.zone); said.known {
			c.state(said)
		}
	case "CLM":
		if err := c.end(); err != nil {
			return err
		}
		c.records++
		c.bytes, c.long = 0, false
		c.hold(s)
	case "HL":
		if err := c.end(); err != nil {
			return err
		}
		c.loops.Segment(s)
	default:
		if len(c.held) == 0 {
			c.loops.Segment(s)
			break
		}
		c.hold(s)
	}
	return nil
}

// hold keeps a segment of the claim.
func (c *claimReader) hold(s *segment.Segment) {
	c.bytes += len(s.Text)
	if c.bytes > claimBytes || len(c.held) == claimSegments {
		c.long = true
	}
	if !c.long {
		c.held = append(c.held, *s)
	}
}

// end ends the claim that was read, and emits it.
func (c *claimReader) end() error {
	if len(c.held) == 0 {
		return nil
	}
	defer c.forget()
	if c.long {
		return c.reject(schema.Must("encounter"), "", source.ReasonTooLarge, c.raw())
	}
	c.decoder.Decode(&c.claim, c.held)
	if c.claim.Frequency.IsNotice() {
		return c.out.Skip("notice (CLM05-3 A to E)", 1)
	}
	if c.claim.Purpose == "PB" {
		return c.out.Skip("predetermination (CLM19 PB)", 1)
	}
	if flaw := c.flaw(); flaw != nil {
		return c.reject(schema.Must(flaw.Table), flaw.Column, flaw.Reason, c.raw())
	}
	if err := c.leave(c.claim.Flaws); err != nil {
		return err
	}
	for _, word := range c.claim.Passed {
		if err := c.out.Skip(word, 1); err != nil {
			return err
		}
	}
	return c.emit()
}

// forget lets go of the claim and of the blocks of text that it was read from.
func (c *claimReader) forget() {
	clear(c.held)
	c.held = c.held[:0]
}

// flaw is why the claim cannot be loaded, if it cannot.
func (c *claimReader) flaw() *claim.Flaw {
	if c.claim.Flaw != nil {
		return c.claim.Flaw
	}
	for _, text := range [...]string{
		c.claim.Account, c.claim.Record, c.claim.Facility, string(c.claim.Frequency), c.claim.Attending, c.loops.Provider,
		c.claim.AdmissionType, c.claim.AdmissionSource, c.claim.Status, c.loops.Treated().Member, c.loops.Subscriber.Member,
	} {
		if !valid(text) {
			return &claim.Flaw{Table: "encounter", Reason: source.ReasonEncoding}
		}
	}
	return nil
}

// raw is the text of the claim, as far as a reject keeps it.
func (c *claimReader) raw() string {
	var b strings.Builder
	for _, s := range c.held {
		b.WriteString(s.Text)
		b.WriteByte(s.Marks.Terminator)
		if b.Len() > rawBytes {
			break
		}
	}
	return b.String()
}

// order is what decides between claims stated in the same second: what replaces stands
// after what it replaces, and between equals the text decides, so that one of them
// stands with everything in it, wherever it was found.
func (c *claimReader) order() int64 {
	const slots = statedBelow / claim.Ranks
	return c.claim.Frequency.Rank()*slots + int64(sumOf(c.held)%slots)
}
