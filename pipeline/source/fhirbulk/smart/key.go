// Package smart is the client's side of SMART Backend Services: a program proves who it
// is with an assertion that it signed with its private key, and gets an access token that
// holds for some minutes (HL7 SMART App Launch 2, Backend Services; RFC 7523).
package smart

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Key is a private key that signs as the guide allows: RS384 with RSA, or ES384 with the
// curve P-384.
type Key struct {
	method  jwt.SigningMethod
	private crypto.Signer
	id      string // kid: by which of the registered keys the server is to verify
}

// smallest is the shortest RSA key that is still taken for safe (RFC 7518 3.3).
const smallest = 2048

var (
	errKind  = errors.New("neither RSA nor EC with the curve P-384")
	errShort = fmt.Errorf("RSA of fewer than %d bits", smallest)
)

// NewKey reads a private key: PEM, a JWK or a set of JWKs whose first private key counts.
// id names it to the server; empty, it is that of the JWK, else the thumbprint (RFC 7638).
// The errors hold nothing of the text.
func NewKey(text []byte, id string) (*Key, error) {
	private, own, err := parse(text)
	if err != nil {
		return nil, err
	}
	k := &Key{private: private, id: id}
	switch p := private.(type) {
	case *rsa.PrivateKey:
		if p.N.BitLen() < smallest {
			return nil, errShort
		}
		k.method = jwt.SigningMethodRS384
	case *ecdsa.PrivateKey:
		if p.Curve != elliptic.P384() {
			return nil, errKind
		}
		k.method = jwt.SigningMethodES384
	default:
		return nil, errKind
	}
	if k.id == "" {
		k.id = own
	}
	if k.id == "" {
		k.id, err = thumbprint(private.Public())
	}
	return k, err
}

// lifetime of an assertion. The guide allows five minutes; the rest is for clocks that
// differ.
const lifetime = 4 * time.Minute

// Assertion is a signed statement that we are the client, for the token endpoint alone.
func (k *Key) Assertion(client, endpoint string, now time.Time) (string, error) {
	var unique [16]byte
	if _, err := rand.Read(unique[:]); err != nil {
		return "", err
	}
	token := jwt.NewWithClaims(k.method, jwt.RegisteredClaims{
		Issuer:    client,
		Subject:   client,
		Audience:  jwt.ClaimStrings{endpoint},
		ID:        hex.EncodeToString(unique[:]),
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(lifetime)),
	})
	token.Header["kid"] = k.id
	return token.SignedString(k.private)
}

// thumbprint names a key by its content (RFC 7638): the members that it requires, in the
// order of their names and without blanks, hashed.
func thumbprint(public crypto.PublicKey) (string, error) {
	var text []byte
	var err error
	switch p := public.(type) {
	case *rsa.PublicKey:
		text, err = json.Marshal(struct {
			E   number `json:"e"`
			Kty string `json:"kty"`
			N   number `json:"n"`
		}{exponent(p.E), "RSA", p.N.Bytes()})
	case *ecdsa.PublicKey:
		point, bad := p.Bytes()
		if bad != nil {
			return "", bad
		}
		x, y := point[1:1+(len(point)-1)/2], point[1+(len(point)-1)/2:]
		text, err = json.Marshal(struct {
			Crv string `json:"crv"`
			Kty string `json:"kty"`
			X   number `json:"x"`
			Y   number `json:"y"`
		}{"P-384", "EC", x, y})
	}
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.EncodeToString(sum[:]), err
}
