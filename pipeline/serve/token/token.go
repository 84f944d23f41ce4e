// Package token keeps who may ask a server, and until when. A token is 256 random bits, shown
// once when it is made; the file holds its SHA-256 only, so that who reads the file cannot
// use it.
package token

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
)

// Holder is a person with a token.
type Holder struct {
	ID      string    `json:"id"`     // by which it is listed and revoked; the beginning of the token
	Person  string    `json:"person"` // as the access log calls them
	Role    string    `json:"role"`   // researcher, manager, …
	Expires time.Time `json:"expires"`
	Revoked bool      `json:"revoked,omitempty"`
	Hash    string    `json:"hash"` // SHA-256 of the token, in hex
}

// Book is the file of tokens. Every check reads it, so that a token that is revoked ends at
// once, also in a server that runs.
type Book struct{ Path string }

const (
	prefix  = "chl_" // by which scanners of secrets know one
	idBytes = 6
	bits    = 32 // bytes of a token
)

// errRefused is the answer to every token that does not hold: which of them it is, tells a thief.
var errRefused = fault.New(fault.Policy, "", "the token is not valid", "ask for a new one")

// IsRefused reports whether an error is that of a token that does not hold.
func IsRefused(err error) bool { return errors.Is(err, errRefused) }

// Add makes a token for a person and gives it, for the only time.
func (b Book) Add(person, role string, expires time.Time) (secret string, h Holder, err error) {
	random := make([]byte, bits)
	if _, err := rand.Read(random); err != nil {
		return "", h, fault.Wrap(fault.Internal, err, b.Path, "the system gives no random numbers", "try again")
	}
	secret = prefix + base64.RawURLEncoding.EncodeToString(random)
	h = Holder{ID: secret[len(prefix) : len(prefix)+idBytes], Person: person, Role: role, Expires: expires.UTC().Truncate(time.Second), Hash: hashOf(secret)}
	return secret, h, b.change(func(all []Holder) ([]Holder, error) { return append(all, h), nil })
}

// Revoke ends the token of an id.
func (b Book) Revoke(id string) error {
	return b.change(func(all []Holder) ([]Holder, error) {
		found := false
		for i := range all {
			if all[i].ID == id {
				all[i].Revoked, found = true, true
			}
		}
		if !found {
			return nil, fault.New(fault.Usage, b.Path, "no token of this id", "chartline serve token list shows them")
		}
		return all, nil
	})
}

// List gives every token that was ever made, the oldest first.
func (b Book) List() ([]Holder, error) {
	text, err := os.ReadFile(b.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, b.fault(err)
	}
	var all []Holder
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fault.Wrap(fault.Config, err, b.Path, "is no file of tokens", "restore it, or remove it and make new tokens")
	}
	return all, nil
}

// Check gives whose token it is. Every token of the file is compared, in the same time
// whichever it is.
func (b Book) Check(secret string, now time.Time) (Holder, error) {
	all, err := b.List()
	if err != nil {
		return Holder{}, err
	}
	want := []byte(hashOf(secret))
	at := -1
	for i, h := range all {
		if subtle.ConstantTimeCompare([]byte(h.Hash), want) == 1 {
			at = i
		}
	}
	if at < 0 || !all[at].good(now) {
		return Holder{}, errRefused
	}
	return all[at], nil
}

// Holds reports whether somebody's token holds still: a session that began with it ends
// with it.
func (b Book) Holds(h Holder, now time.Time) (bool, error) {
	all, err := b.List()
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(all, func(one Holder) bool { return one.Hash == h.Hash && one.good(now) }), nil
}

// good reports whether a token has neither expired nor been revoked.
func (h Holder) good(now time.Time) bool { return !h.Revoked && now.Before(h.Expires) }

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// change writes the file anew, whole or not at all: a token that was revoked must not hold again
// after a loss of power.
func (b Book) change(how func([]Holder) ([]Holder, error)) error {
	if err := os.MkdirAll(filepath.Dir(b.Path), 0o700); err != nil {
		return b.fault(err)
	}
	all, err := b.List()
	if err != nil {
		return err
	}
	if all, err = how(all); err != nil {
		return err
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return b.fault(err)
	}
	return b.fault(durable.Write(b.Path, 0o600, append(text, '\n')))
}

func (b Book) fault(err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, b.Path, "the file of tokens cannot be read or written", "check who owns it and the disk")
}
