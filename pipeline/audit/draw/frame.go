package draw

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"io"
	"strconv"
)

// FrameHead are the columns of a frame as it is written and hashed.
var FrameHead = []string{"position", "encounter_id", "version_no", "stratum", "risk"}

// WriteFrame writes an arranged frame as CSV (RFC 4180, lines ending in LF).
func WriteFrame(w io.Writer, frame []Unit) error {
	out := csv.NewWriter(w)
	err := out.Write(FrameHead)
	for i, u := range frame {
		if err != nil {
			break
		}
		err = out.Write([]string{
			strconv.Itoa(i + 1), u.Encounter, strconv.FormatInt(u.Version, 10), u.Stratum, strconv.FormatInt(u.Risk, 10),
		})
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

// Hash is the SHA-256, in hex, of what WriteFrame writes: whoever holds the exported
// frame finds the same with sha256sum.
func Hash(frame []Unit) string {
	h := sha256.New()
	// A hash takes everything that is written to it.
	_ = WriteFrame(h, frame)
	return hex.EncodeToString(h.Sum(nil))
}

// Count counts the units of each stratum of a frame.
func Count(frame []Unit) map[string]int {
	counts := map[string]int{}
	for _, u := range frame {
		counts[u.Stratum]++
	}
	return counts
}
