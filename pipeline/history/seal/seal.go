// Package seal encrypts what is remembered of releases beside an encrypted store: which counts
// were shown, and which were withheld, row by row. The names of rows are digests there, which
// whoever guesses a name can compare with.
//
// What is sealed has a key of its own, drawn at random, which lies beside it encrypted with the
// key of the store. So a rotation of the store's key writes one small file anew, and what was
// sealed is kept.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"chartline/pipeline/fault"
)

// Seal encrypts texts and reads them. A nil Seal, that of a plain store, leaves them in the clear.
type Seal struct {
	aead cipher.AEAD
	path string // of its key
}

// keyBytes is the length of all keys: those of AES-256.
const keyBytes = 32

// Open gives the seal whose key lies at a path, encrypted with the key of the store, and draws one
// where there is none. Without a key of the store there is no seal.
func Open(path, storeKey string) (*Seal, error) {
	if storeKey == "" {
		return nil, nil
	}
	key, err := unwrapped(path, storeKey)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = drawn(path, storeKey)
	}
	if err != nil {
		return nil, err
	}
	return &Seal{gcm(key), path}, nil
}

// Rewrap writes the key of a seal to another file, encrypted with another key of the store. It
// reports whether there is one.
func Rewrap(path, to, oldKey, newKey string) (bool, error) {
	key, err := unwrapped(path, oldKey)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, write(to, wrapped(key, newKey))
}

// envelope is what is sealed, as JSON: it lies where other JSON did.
type envelope struct {
	Sealed []byte `json:"sealed"` // a nonce, and what AES-GCM made of the text
}

// Shut gives a JSON text sealed.
func (s *Seal) Shut(text []byte) ([]byte, error) {
	if s == nil || isSealed(text) {
		return text, nil
	}
	return json.Marshal(envelope{shut(s.aead, text)})
}

// Read gives the text of what was sealed. What lies in the clear, from before the store had a key,
// is given as it is.
func (s *Seal) Read(text []byte) ([]byte, error) {
	var e envelope
	if err := json.Unmarshal(text, &e); err != nil || len(e.Sealed) == 0 {
		return text, nil
	}
	if s == nil {
		return nil, fault.New(fault.Config, "store.key", "the history of the store is sealed, and no key is named", "name the key of the store")
	}
	plain, err := read(s.aead, e.Sealed)
	if again, _ := json.Marshal(e); err == nil && !bytes.Equal(again, bytes.TrimSpace(text)) {
		err = errors.New("it is not as it was written") // base64 has bits that do not count
	}
	if err != nil {
		return nil, fault.Wrap(fault.Policy, err, s.path, "what was sealed with this key was changed, or has another", "restore the folder from a copy")
	}
	return plain, nil
}

func isSealed(text []byte) bool { return bytes.HasPrefix(text, []byte(`{"sealed":`)) }

// unwrapped reads the key of a seal.
func unwrapped(path, storeKey string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var e envelope
	if err == nil {
		err = json.Unmarshal(text, &e)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, path, "cannot be read", "check who owns the folder, or restore the file from a copy")
	}
	key, err := read(gcm(derived(storeKey)), e.Sealed)
	if err != nil || len(key) != keyBytes {
		return nil, fault.Wrap(fault.Config, err, path, "the history of the store is sealed with another key of the store",
			"name that key, and change it by chartline key rotate alone")
	}
	return key, nil
}

// drawn makes a key. Where two processes do at once, one of them wins.
func drawn(path, storeKey string) ([]byte, error) {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // it never fails
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, unavailable(err, path)
	}
	aside, err := os.CreateTemp(filepath.Dir(path), ".seal-*")
	if err != nil {
		return nil, unavailable(err, path)
	}
	defer os.Remove(aside.Name())
	if err := errors.Join(aside.Close(), write(aside.Name(), wrapped(key, storeKey))); err != nil {
		return nil, err
	}
	switch err := os.Link(aside.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return unwrapped(path, storeKey)
	case err != nil:
		return nil, unavailable(err, path)
	}
	return key, nil
}

func wrapped(key []byte, storeKey string) []byte {
	text, _ := json.Marshal(envelope{shut(gcm(derived(storeKey)), key)}) // bytes can always be written
	return append(text, '\n')
}

// write writes a file that has no reader yet, and waits until the disk has it. It takes no place, as
// package durable does: a key that is there stays, and a rotation renames its own files together.
func write(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(err, path)
	}
	_, err = f.Write(content)
	return unavailable(errors.Join(err, f.Sync(), f.Close()), path)
}

func unavailable(err error, path string) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, path, "cannot be written", "check who owns the folder and whether the disk is full")
}

// derived is a key that nothing else is encrypted with, made of the key of the store.
func derived(storeKey string) []byte {
	key, err := hkdf.Key(sha256.New, []byte(storeKey), nil, "chartline: what a store's releases said", keyBytes)
	if err != nil {
		panic(err) // the length is one that SHA-256 can give
	}
	return key
}

func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the length is that of AES-256
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES has blocks of 16 bytes
	}
	return aead
}

func shut(aead cipher.AEAD, text []byte) []byte { return aead.Seal(nil, nil, text, nil) }

func read(aead cipher.AEAD, sealed []byte) ([]byte, error) { return aead.Open(nil, nil, sealed, nil) }
