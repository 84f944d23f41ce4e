package x12

import (
	"encoding/binary"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/source/moment"
	"chartline/pipeline/source/x12/claim"
	"chartline/pipeline/source/x12/envelope"
)

// content is what a parcel holds.
type content byte

// Contents of parcels.
const (
	aClaim    content = iota + 1
	aHugeOne          // the beginning of a claim beyond the bounds
	anEvent           // of an answer
	aReject           // what stands in no claim
	aPassedBy         // what is sound and of no table
)

// parcels are records on their way from the one goroutine that reads an input in its order
// to the workers that take them apart: each has with it all that stood above it, so that
// any worker can. A parcel is its content, its length and its values: texts with their
// lengths, and numbers.
type parcels struct {
	data  []byte
	start int // of the one that is being packed
}

// Bytes of a length, of a number, and of what stands before the values of a parcel.
const (
	lengthBytes = 4
	numberBytes = 8
	labelBytes  = 1 + lengthBytes
)

// begin begins a parcel.
func (p *parcels) begin(c content) {
	p.start = len(p.data)
	p.data = append(p.data, byte(c))
	p.data = append(p.data, make([]byte, lengthBytes)...)
}

func (p *parcels) text(s string) {
	p.data = binary.LittleEndian.AppendUint32(p.data, uint32(len(s)))
	p.data = append(p.data, s...)
}

func (p *parcels) number(n int64) {
	p.data = binary.LittleEndian.AppendUint64(p.data, uint64(n))
}

func (p *parcels) yes(is bool) {
	n := byte(0)
	if is {
		n = 1
	}
	p.data = append(p.data, n)
}

func (p *parcels) clock(c envelope.Clock) {
	p.yes(c.Known)
	p.yes(c.HasTime)
	p.number(int64(c.On))
	p.number(int64(c.At))
}

func (p *parcels) person(who *claim.Person) {
	for _, text := range [...]string{who.Member, who.First, who.Birth, who.Sex, who.Postal} {
		p.text(text)
	}
}

// end closes the parcel.
func (p *parcels) end() {
	binary.LittleEndian.PutUint32(p.data[p.start+1:], uint32(len(p.data)-p.start-labelBytes))
}

// whole is how many bytes of a piece are whole parcels.
func whole(piece []byte) int {
	end := 0
	for end+labelBytes <= len(piece) {
		next := end + labelBytes + int(binary.LittleEndian.Uint32(piece[end+1:]))
		if next > len(piece) {
			break
		}
		end = next
	}
	return end
}

// parcel is one that is being unpacked: what is left of it. Its texts are parts of the
// block, and live as long as one of them does.
type parcel string

// open takes the first parcel off a block.
func open(block string) (c content, p parcel, rest string) {
	end := labelBytes + length(block[1:])
	return content(block[0]), parcel(block[labelBytes:end]), block[end:]
}

func length(s string) int {
	_ = s[3]
	return int(s[0]) | int(s[1])<<8 | int(s[2])<<16 | int(s[3])<<24
}

func (p *parcel) text() string {
	end := lengthBytes + length(string(*p))
	text := (*p)[lengthBytes:end]
	*p = (*p)[end:]
	return string(text)
}

func (p *parcel) number() int64 {
	n := eight(string(*p))
	*p = (*p)[numberBytes:]
	return int64(n)
}

func (p *parcel) yes() bool {
	is := (*p)[0] == 1
	*p = (*p)[1:]
	return is
}

func (p *parcel) clock() envelope.Clock {
	known, hasTime := p.yes(), p.yes()
	on, at := arrow.Date32(p.number()), arrow.Timestamp(p.number())
	return envelope.Clock{Known: known, Moment: moment.Moment{On: on, At: at, HasTime: hasTime}}
}

func (p *parcel) person() claim.Person {
	return claim.Person{Member: p.text(), First: p.text(), Birth: p.text(), Sex: p.text(), Postal: p.text()}
}
