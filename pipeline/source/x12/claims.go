package x12

import (
	"strconv"

	"chartline/pipeline/source/x12/claim"
	"chartline/pipeline/source/x12/envelope"
	"chartline/pipeline/source/x12/segment"
)

// Bounds of one claim. The guides allow 999 service lines, each with some hundred
// segments; whatever is longer is no claim.
const (
	claimBytes    = 16 << 20
	claimSegments = 1 << 17
)

// claimPacker packs the claims of an 837, each with what stands above it: who bills, who
// is insured and who was treated.
type claimPacker struct {
	*feed
	guide claim.Guide
	said  envelope.Clock // BHT, else of the group
	made  string         // the same in words
	loops claim.Loops

	held  parcels // the claim that is being read; empty outside of one
	count int     // of its segments
	long  bool    // it is beyond the bounds, and no more of it is held
}

func (c *claimPacker) begin(version string, sent envelope.Clock) {
	c.guide, c.loops = claim.GuideOf(version), claim.Loops{}
	c.held.data = c.held.data[:0]
	c.state(sent)
}

// state sets when the claims of the transaction were stated.
func (c *claimPacker) state(said envelope.Clock) {
	c.said, c.made = said, strconv.FormatInt(said.Micros(), 10)
}

func (c *claimPacker) segment(s *segment.Segment) {
	switch s.ID() {
	case "BHT":
		if said := envelope.ClockAt(s, envelope.DateOfBHT, c.site.zone); said.Known {
			c.state(said)
		}
	case "CLM":
		c.end()
		c.open(s)
		c.hold(s)
	case "HL":
		c.end()
		c.loops.Segment(s)
	default:
		if len(c.held.data) == 0 {
			c.loops.Segment(s)
			return
		}
		c.hold(s)
	}
}

// open begins the parcel of a claim with what stands above it.
func (c *claimPacker) open(s *segment.Segment) {
	c.records++
	c.count, c.long = 0, false
	p := &c.held
	p.begin(aClaim)
	p.number(c.records)
	p.number(int64(c.guide.Kind))
	p.yes(c.guide.Before)
	p.clock(c.said)
	p.text(c.made)
	p.text(s.Marks.String())
	p.text(c.loops.Provider)
	p.text(c.loops.PayerRank)
	p.text(c.loops.Filing)
	p.yes(c.loops.Dependent)
	p.person(&c.loops.Subscriber)
	p.person(&c.loops.Patient)
}

// hold packs a segment of the claim.
func (c *claimPacker) hold(s *segment.Segment) {
	c.count++
	if c.count > claimSegments || len(c.held.data)+len(s.Text) > claimBytes {
		c.long = true
		c.held.data[0] = byte(aHugeOne)
	}
	if !c.long {
		c.held.text(s.Text)
	}
}

// end closes the claim that was read, if there is one.
func (c *claimPacker) end() {
	if len(c.held.data) == 0 {
		return
	}
	c.held.end()
	c.out.data = append(c.out.data, c.held.data...)
	c.held.data = c.held.data[:0]
}
