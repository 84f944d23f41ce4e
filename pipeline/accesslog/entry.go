// Package accesslog keeps who looked at what, when, in which mode, how many rows, and to
// where they went (standard 6.7): lines of JSON in a file of its own, to which is only ever
// added. Each line holds the hash of the one before it, so that a line that was changed,
// removed or put in later is seen. The file lies outside the store and survives its loss.
//
// No entry holds a value of a record: a statement is kept as its hash, and where the site
// keeps the statements themselves they are in its own files.
package accesslog

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Entry is one line of the log.
type Entry struct {
	N         int64     `json:"n"`                   // 1 first, without gaps
	At        time.Time `json:"at"`                  // UTC
	Event     Event     `json:"event"`               // whether it begins or ends
	Began     int64     `json:"began,omitempty"`     // of an end, the number of its beginning
	User      string    `json:"user"`                // account of the operating system
	Host      string    `json:"host"`                // name of the machine
	Person    string    `json:"person,omitempty"`    // as the configuration or a token calls them
	Role      string    `json:"role,omitempty"`      // of the person
	Command   string    `json:"command"`             // such as "chartline query"
	Object    string    `json:"object,omitempty"`    // a query, report, job or study by its name
	Statement string    `json:"statement,omitempty"` // SHA-256 of the SQL, in hex
	Mode      string    `json:"mode,omitempty"`      // of what was seen: phi, limited, safe-harbor, aggregate
	To        string    `json:"to,omitempty"`        // file, folder or address; empty for the screen
	Rows      int64     `json:"rows,omitempty"`      // that were seen or written
	Exit      int       `json:"exit,omitempty"`      // code with which it ended
	Recipient string    `json:"recipient,omitempty"` // to whom it was disclosed, outside the department
	Purpose   string    `json:"purpose,omitempty"`   // of the disclosure
	What      string    `json:"what,omitempty"`      // was disclosed, in a few words
	Disclosed string    `json:"disclosed,omitempty"` // local date of the disclosure; empty for that of the entry
	Members   string    `json:"members,omitempty"`   // file of whose records were disclosed
	Prev      string    `json:"prev"`                // hash of the line before; empty in the first
	Hash      string    `json:"hash"`                // of this line without its hash
}

// Event says what an entry is of. What somebody is about to see is logged before they see it.
type Event string

const (
	Begin   Event = "begin"
	End     Event = "end"
	Refused Event = "refused" // by the person's role or the mode of the dataset
	Rotated Event = "rotated" // the log goes on in a new file
)

// sealed gives the entry with its hash, and the line that is written. With a key the hash
// is an HMAC, which nobody without the key can make anew.
func (e Entry) sealed(key []byte) (Entry, []byte, error) {
	e.Hash = ""
	bare, err := json.Marshal(e)
	if err != nil {
		return e, nil, err
	}
	e.Hash = digest(bare, key)
	line, err := json.Marshal(e)
	return e, append(line, '\n'), err
}

// holds reports whether the hash of an entry is that of its line.
func (e Entry) holds(line, key []byte) bool {
	want, rewritten, err := e.sealed(key)
	return err == nil && hmac.Equal([]byte(want.Hash), []byte(e.Hash)) && bytes.Equal(rewritten, append(bytes.Clone(line), '\n'))
}

func digest(text, key []byte) string {
	if len(key) == 0 {
		sum := sha256.Sum256(text)
		return hex.EncodeToString(sum[:])
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(text)
	return hex.EncodeToString(mac.Sum(nil))
}

// HashOf is the hash of a statement, as an entry keeps it.
func HashOf(statement string) string { return digest([]byte(statement), nil) }
