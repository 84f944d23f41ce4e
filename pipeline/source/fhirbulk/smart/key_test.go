package smart

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Keys are made for each run: none is written down.
var (
	rsaKey = sync.OnceValue(func() *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, 2048)) })
	ecKey  = sync.OnceValue(func() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)) })
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func b64(n *big.Int, size int) string {
	return base64.RawURLEncoding.EncodeToString(n.FillBytes(make([]byte, size)))
}

// rsaJWK and ecJWK write keys as RFC 7518 6 says, with what a test changes.
func rsaJWK(k *rsa.PrivateKey, change map[string]string) string {
	size := (k.N.BitLen() + 7) / 8
	return jwkOf(map[string]string{
		"kty": "RSA", "kid": "from-the-jwk", "alg": "RS384", "n": b64(k.N, size), "e": "AQAB", "d": b64(k.D, size),
		"p": b64(k.Primes[0], size/2), "q": b64(k.Primes[1], size/2),
	}, change)
}

func ecJWK(k *ecdsa.PrivateKey, change map[string]string) string {
	size := (k.Curve.Params().BitSize + 7) / 8
	return jwkOf(map[string]string{
		"kty": "EC", "crv": k.Curve.Params().Name, "kid": "from-the-jwk",
		"x": b64(k.X, size), "y": b64(k.Y, size), "d": b64(k.D, size),
	}, change)
}

func jwkOf(members, change map[string]string) string {
	for name, value := range change {
		if members[name] = value; value == "" {
			delete(members, name)
		}
	}
	return string(must(json.Marshal(members)))
}

// TestKeys: every form in which a key may be kept signs what its public key verifies.
func TestKeys(t *testing.T) {
	for _, c := range []struct {
		name, text, id string
		public         crypto.PublicKey
		alg, kid       string
	}{
		{"RSA in PKCS #1", pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey())), "k", rsaKey().Public(), "RS384", "k"},
		{"RSA in PKCS #8", pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(rsaKey()))), "k", rsaKey().Public(), "RS384", "k"},
		{"EC in SEC 1", pemOf("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(ecKey()))), "k", ecKey().Public(), "ES384", "k"},
		{"EC in PKCS #8", "\n" + pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(ecKey()))), "k", ecKey().Public(), "ES384", "k"},
		{"RSA as a JWK", rsaJWK(rsaKey(), nil), "", rsaKey().Public(), "RS384", "from-the-jwk"},
		{"EC as a JWK", ecJWK(ecKey(), nil), "", ecKey().Public(), "ES384", "from-the-jwk"},
		{"a name of its own", ecJWK(ecKey(), nil), "mine", ecKey().Public(), "ES384", "mine"},
		{"the private one of a set", `{"keys":[` + ecJWK(ecKey(), map[string]string{"d": "", "kid": "public"}) + "," + rsaJWK(rsaKey(), nil) + `]}`,
			"", rsaKey().Public(), "RS384", "from-the-jwk"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, err := NewKey([]byte(c.text), c.id)
			if err != nil {
				t.Fatal(err)
			}
			now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
			text, err := k.Assertion("client", "https://auth.example/token", now)
			if err != nil {
				t.Fatal(err)
			}
			var claims jwt.RegisteredClaims
			token, err := jwt.ParseWithClaims(text, &claims, func(*jwt.Token) (any, error) { return c.public, nil },
				jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithValidMethods([]string{c.alg}))
			if err != nil {
				t.Fatal(err)
			}
			if token.Header["kid"] != c.kid {
				t.Errorf("kid %v, want %s", token.Header["kid"], c.kid)
			}
			if life := claims.ExpiresAt.Sub(now); life <= 0 || life > 5*time.Minute {
				t.Errorf("it holds for %v, want no more than five minutes", life)
			}
		})
	}
}

// TestAssertionsDiffer: none has the jti of another.
func TestAssertionsDiffer(t *testing.T) {
	k := must(NewKey([]byte(ecJWK(ecKey(), nil)), ""))
	seen := map[string]bool{}
	for range 100 {
		var claims jwt.RegisteredClaims
		text := must(k.Assertion("c", "e", time.Now()))
		if _, _, err := jwt.NewParser().ParseUnverified(text, &claims); err != nil || claims.ID == "" || seen[claims.ID] {
			t.Fatalf("jti %q again, or none: %v", claims.ID, err)
		}
		seen[claims.ID] = true
	}
}

// TestThumbprint is the example of RFC 7638 3.1.
func TestThumbprint(t *testing.T) {
	const n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
	modulus := new(big.Int).SetBytes(must(base64.RawURLEncoding.DecodeString(n)))
	if got := must(thumbprint(&rsa.PublicKey{N: modulus, E: 65537})); got != "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" {
		t.Errorf("thumbprint %s", got)
	}
}

// TestThumbprintNames: a key that has no name goes by its thumbprint, in whatever form it
// is kept.
func TestThumbprintNames(t *testing.T) {
	for name, pair := range map[string][2]string{
		"RSA": {rsaJWK(rsaKey(), map[string]string{"kid": ""}), pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey()))},
		"EC":  {ecJWK(ecKey(), map[string]string{"kid": ""}), pemOf("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(ecKey())))},
	} {
		a, b := must(NewKey([]byte(pair[0]), "")), must(NewKey([]byte(pair[1]), ""))
		if a.id != b.id || len(a.id) != 43 {
			t.Errorf("%s: %q and %q, want the same 43 characters", name, a.id, b.id)
		}
	}
}

func TestBadKeys(t *testing.T) {
	p256 := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	t.Setenv("GODEBUG", "rsa1024min=0")
	short := must(rsa.GenerateKey(rand.Reader, 1024))
	other := must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "neither PEM nor JWK"},
		{"a path", "/etc/key.pem", "neither PEM nor JWK"},
		{"broken JSON", `{"kty":"RSA"`, "neither PEM nor JWK"},
		{"a number that is none", rsaJWK(rsaKey(), map[string]string{"d": "*"}), "neither PEM nor JWK"},
		{"broken PEM", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "a broken key"},
		{"a public PEM", pemOf("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(rsaKey().Public()))), "a public key and not a private one"},
		{"a public JWK", rsaJWK(rsaKey(), map[string]string{"d": ""}), "a public key and not a private one"},
		{"an empty set", `{"keys":[]}`, "a public key and not a private one"},
		{"a curve that is not allowed", ecJWK(p256, nil), "neither RSA nor EC with the curve P-384"},
		{"the same in PEM", pemOf("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(p256))), "neither RSA nor EC with the curve P-384"},
		{"a secret key", `{"kty":"oct","d":"AAAA"}`, "neither RSA nor EC with the curve P-384"},
		{"a short key", pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(short)), "RSA of fewer than 2048 bits"},
		{"no primes", rsaJWK(rsaKey(), map[string]string{"p": ""}), "a broken key"},
		{"other primes", rsaJWK(rsaKey(), map[string]string{"p": "Bw", "q": "Cw"}), "a broken key"},
		{"a huge modulus", rsaJWK(rsaKey(), map[string]string{"n": strings.Repeat("A", 4096)}), "a broken key"},
		{"the point of another", ecJWK(ecKey(), map[string]string{"x": b64(other.X, 48)}), "a broken key"},
		{"a number of another length", ecJWK(ecKey(), map[string]string{"d": "AQ"}), "a broken key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := NewKey([]byte(c.text), ""); fmt.Sprint(err) != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

// FuzzNewKey: no text makes it fail otherwise than with an error that quotes nothing.
func FuzzNewKey(f *testing.F) {
	for _, seed := range []string{
		"", "{}", `{"kty":"EC","crv":"P-384","x":"AA","y":"AA","d":"AQ"}`, `{"kty":"RSA","n":"AQ","e":"AQAB","d":"AQ","p":"AQ","q":"AQ"}`,
		`{"keys":[{"kty":"EC","d":"AQ"}]}`, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
	} {
		f.Add([]byte(seed))
	}
	known := []error{errForm, errBroken, errPublic, errKind, errShort}
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := NewKey(text, "")
		if err == nil {
			if _, err := k.Assertion("c", "e", time.Now()); err != nil || k.id == "" {
				t.Fatalf("a key that cannot sign: %v", err)
			}
			return
		}
		for _, e := range known {
			if err == e {
				return
			}
		}
		t.Fatalf("error %v", err)
	})
}
