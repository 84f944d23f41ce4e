package smart

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"

	"github.com/golang-jwt/jwt/v5"
)

var (
	errForm   = errors.New("neither PEM nor JWK")
	errBroken = errors.New("a broken key")
	errPublic = errors.New("a public key and not a private one")
)

// parse reads a private key, with the identifier that it has itself.
func parse(text []byte) (private crypto.Signer, id string, err error) {
	text = bytes.TrimSpace(text)
	switch {
	case bytes.HasPrefix(text, []byte("{")):
		return parseJWK(text)
	case bytes.Contains(text, []byte("-----BEGIN ")):
		private, err = parsePEM(text)
		return private, "", err
	default:
		return nil, "", errForm
	}
}

func parsePEM(text []byte) (crypto.Signer, error) {
	if k, err := jwt.ParseRSAPrivateKeyFromPEM(text); err == nil {
		return k, nil
	}
	if k, err := jwt.ParseECPrivateKeyFromPEM(text); err == nil {
		return k, nil
	}
	if bytes.Contains(text, []byte("PUBLIC KEY")) || bytes.Contains(text, []byte("CERTIFICATE")) {
		return nil, errPublic
	}
	return nil, errBroken
}

// jwk is a key as RFC 7517 and 7518 write it, or a set of them.
type jwk struct {
	Kty  string `json:"kty"`
	Kid  string `json:"kid"`
	Crv  string `json:"crv"`
	N    number `json:"n"`
	E    number `json:"e"`
	D    number `json:"d"`
	P    number `json:"p"`
	Q    number `json:"q"`
	X    number `json:"x"`
	Y    number `json:"y"`
	Keys []jwk  `json:"keys"`
}

// number is a big-endian number in unpadded base64url.
type number []byte

// UnmarshalText reads a number.
func (n *number) UnmarshalText(text []byte) (err error) {
	*n, err = base64.RawURLEncoding.DecodeString(string(bytes.TrimRight(text, "=")))
	return err
}

// MarshalText writes a number.
func (n number) MarshalText() ([]byte, error) {
	return []byte(base64.RawURLEncoding.EncodeToString(n)), nil
}

func (n number) integer() *big.Int { return new(big.Int).SetBytes(n) }

// exponent is the public exponent of an RSA key in as few bytes as it needs.
func exponent(e int) number { return big.NewInt(int64(e)).Bytes() }

func parseJWK(text []byte) (crypto.Signer, string, error) {
	var k jwk
	if err := json.Unmarshal(text, &k); err != nil {
		return nil, "", errForm
	}
	for _, each := range k.Keys {
		if len(each.D) > 0 {
			k = each
			break
		}
	}
	if len(k.D) == 0 {
		return nil, "", errPublic
	}
	private, err := k.signer()
	return private, k.Kid, err
}

func (k jwk) signer() (crypto.Signer, error) {
	switch {
	case k.Kty == "RSA":
		return k.rsa()
	case k.Kty == "EC" && k.Crv == "P-384":
		return k.ec()
	default:
		return nil, errKind
	}
}

func (k jwk) rsa() (crypto.Signer, error) {
	e := k.E.integer()
	if len(k.P) == 0 || len(k.Q) == 0 || !e.IsInt64() || e.Int64() > 1<<31-1 || len(k.N) > 2048 {
		return nil, errBroken
	}
	private := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: k.N.integer(), E: int(e.Int64())},
		D:         k.D.integer(),
		Primes:    []*big.Int{k.P.integer(), k.Q.integer()},
	}
	if private.Validate() != nil {
		return nil, errBroken
	}
	private.Precompute()
	return private, nil
}

// ec reads the private number; the point must be the one that follows from it.
func (k jwk) ec() (crypto.Signer, error) {
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P384(), k.D)
	if err != nil {
		return nil, errBroken
	}
	point, err := private.PublicKey.Bytes()
	if err != nil || !bytes.Equal(point[1:], append(bytes.Clone(k.X), k.Y...)) {
		return nil, errBroken
	}
	return private, nil
}
