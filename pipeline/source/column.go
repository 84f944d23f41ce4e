package source

import (
	"encoding/binary"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/schema"
)

// column builds one column of a batch in Arrow's own layout. A value that is not set
// costs nothing until the next one that is, or until the batch ends: the builders of
// arrow-go, which are told of every null, take three times as long.
type column struct {
	name  string
	kind  schema.Kind
	after int // place of the column that was set after this one

	rows  int     // that are built: values, and nulls between them
	given int     // how many of them are values
	valid []byte  // a bit for each value; may end before the last nulls
	ends  []int32 // of a text: 0, and where each ends in data
	data  []byte  // texts, values of fixed width, or a bit for each boolean
}

func newColumn(name string, kind schema.Kind) column {
	c := column{name: name, kind: kind}
	c.start(0, 0)
	return c
}

// start begins a batch, with room for what the last one held.
func (c *column) start(rows, bytes int) {
	c.rows, c.given = 0, 0
	c.valid = make([]byte, 0, roomy(rows/8))
	c.data = make([]byte, 0, roomy(bytes))
	if c.kind == schema.Text {
		c.ends = append(make([]int32, 0, roomy(rows)), 0)
	}
}

// roomy is a little more than n, in whole lines of a processor's cache.
func roomy(n int) int { return (n + n/16 + 64) &^ 63 }

// width is the bytes of a value, where all have the same.
func (c *column) width() int {
	switch c.kind {
	case schema.Integer, schema.Instant:
		return 8
	case schema.Date:
		return 4
	case schema.Money, schema.Weight, schema.Hours:
		return 16
	default:
		return 0
	}
}

// begin makes room for the value of a row: rows before it that have none are null, and
// one that the row has already is replaced.
func (c *column) begin(row int) {
	if c.rows > row {
		c.drop(row)
	} else if c.rows < row {
		c.skip(row)
	}
	c.rows = row + 1
	c.given++
	c.valid = setBit(c.valid, row)
}

// skip makes the rows up to this one null.
func (c *column) skip(row int) {
	switch c.kind {
	case schema.Text:
		for range row - c.rows {
			c.endText()
		}
	case schema.Boolean: // as the bits of valid, they are made when one is set
	default:
		c.data = append(c.data, make([]byte, (row-c.rows)*c.width())...)
	}
	c.rows = row
}

// drop takes back the value of the row that is being set, if it has one.
func (c *column) drop(row int) {
	if c.rows <= row {
		return
	}
	c.rows = row
	c.given--
	c.valid[row/8] &^= 1 << (row % 8)
	switch c.kind {
	case schema.Text:
		c.ends = c.ends[:row+1]
		c.data = c.data[:c.ends[row]]
	case schema.Boolean:
		if row/8 < len(c.data) {
			c.data[row/8] &^= 1 << (row % 8)
		}
	default:
		c.data = c.data[:row*c.width()]
	}
}

func (c *column) endText() { c.ends = append(c.ends, int32(len(c.data))) }

func (c *column) setWide(row int, n int64) {
	c.begin(row)
	c.data = binary.NativeEndian.AppendUint64(c.data, uint64(n))
}

func (c *column) setDate(row int, d arrow.Date32) {
	c.begin(row)
	c.data = binary.NativeEndian.AppendUint32(c.data, uint32(d))
}

func (c *column) setDecimal(row int, n decimal128.Num) {
	c.begin(row)
	c.data = append(c.data, arrow.Decimal128Traits.CastToBytes([]decimal128.Num{n})...)
}

func (c *column) setBoolean(row int, is bool) {
	c.begin(row)
	if is {
		c.data = setBit(c.data, row)
	}
}

// setBit sets a bit, in as many bytes as it takes.
func setBit(bits []byte, i int) []byte {
	for len(bits) <= i/8 {
		bits = append(bits, 0)
	}
	bits[i/8] |= 1 << (i % 8)
	return bits
}

// padBits gives bits the bytes that so many rows need, in words of 64 as DuckDB reads
// them. There may be one too many, of a row that was dropped.
func padBits(bits []byte, rows int) []byte {
	size := (rows + 63) / 64 * 8
	bits = bits[:min(len(bits), size)]
	return append(bits, make([]byte, size-len(bits))...)
}

// finish gives the column of a batch of so many rows, and begins the next.
func (c *column) finish(rows int) arrow.Array {
	c.skip(rows)
	var valid *memory.Buffer
	if c.given < rows {
		valid = memory.NewBufferBytes(padBits(c.valid, rows))
	}
	buffers := []*memory.Buffer{valid}
	switch c.kind {
	case schema.Text:
		buffers = append(buffers, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(c.ends)))
	case schema.Boolean:
		c.data = padBits(c.data, rows)
	}
	buffers = append(buffers, memory.NewBufferBytes(c.data))
	data := array.NewData(c.kind.Arrow(), rows, buffers, nil, rows-c.given, 0)
	defer data.Release()
	c.start(rows, len(c.data))
	return array.MakeFromData(data)
}
