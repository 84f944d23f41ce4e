//go:build linux

package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	sftpserver "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"chartline/pipeline/deliver/webhook"
)

// hookReceiver counts messages by their key.
type hookReceiver struct {
	*httptest.Server
	mu    sync.Mutex
	keys  map[string]bool
	taken map[string]int
}

func newHookReceiver(t *testing.T) *hookReceiver {
	r := &hookReceiver{keys: map[string]bool{}, taken: map[string]int{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		var m struct {
			Report string    `json:"report"`
			AsOf   time.Time `json:"as_of"`
		}
		if err != nil || json.Unmarshal(body, &m) != nil {
			return // the program was killed while it wrote
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if key := req.Header.Get(webhook.KeyHeader); !r.keys[key] {
			r.keys[key] = true
			r.taken[m.Report+"/"+m.AsOf.Format(time.DateOnly)]++
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// sftpReceiver is an SSH server with a folder.
type sftpReceiver struct {
	root, address, hostKey string
	clientKey              []byte
	taken                  map[string]int
}

func newSFTPReceiver(t *testing.T, root string) *sftpReceiver {
	t.Helper()
	if err := os.Mkdir(root, 0o700); err != nil {
		t.Fatal(err)
	}
	_, host, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(host)
	if err != nil {
		t.Fatal(err)
	}
	_, client, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(client, "")
	if err != nil {
		t.Fatal(err)
	}
	conf := &ssh.ServerConfig{PublicKeyCallback: func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil }}
	conf.AddHostKey(signer)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go acceptSFTP(listener, conf)
	return &sftpReceiver{
		root: root, address: listener.Addr().String(), taken: map[string]int{}, clientKey: pem.EncodeToMemory(block),
		hostKey: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey()))),
	}
}

func acceptSFTP(listener net.Listener, conf *ssh.ServerConfig) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			_, channels, requests, err := ssh.NewServerConn(conn, conf)
			if err != nil {
				return
			}
			go ssh.DiscardRequests(requests)
			for c := range channels {
				channel, requests, err := c.Accept()
				if err != nil {
					return
				}
				go func() {
					for r := range requests {
						_ = r.Reply(r.Type == "subsystem", nil)
					}
				}()
				if served, err := sftpserver.NewServer(channel); err == nil {
					_ = served.Serve()
				}
			}
		}()
	}
}
