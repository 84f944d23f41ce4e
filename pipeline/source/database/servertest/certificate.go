package servertest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"path/filepath"
	"testing"
	"time"
)

// certificates makes an authority, and a certificate for this machine that it signed:
// ca.pem, server.pem and server.key in the folder.
func (a account) certificates(t testing.TB, folder string) {
	t.Helper()
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Chartline test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	server := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: authority.NotBefore, NotAfter: authority.NotAfter, IPAddresses: []net.IP{net.ParseIP("127.0.0.1")},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	authorityKey, serverKey := newKey(t), newKey(t)
	for _, f := range []struct {
		name, kind string
		bytes      []byte
	}{
		{"ca.pem", "CERTIFICATE", sign(t, authority, authority, authorityKey, authorityKey)},
		{"server.pem", "CERTIFICATE", sign(t, server, authority, serverKey, authorityKey)},
		{"server.key", "PRIVATE KEY", marshal(t, serverKey)},
	} {
		a.write(t, filepath.Join(folder, f.name), pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.bytes}))
	}
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t testing.TB, c, by *x509.Certificate, of, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	bytes, err := x509.CreateCertificate(rand.Reader, c, by, &of.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

func marshal(t testing.TB, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	bytes, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}
