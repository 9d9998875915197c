package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"time"
)

// Keys are a shop's public keys in base64 by their ids.
type Keys map[string]string

// ErrUnreachable says that nobody answered, or somebody who is not the shop. It says nothing about the licence.
var ErrUnreachable = errors.New("unreachable")

// Successor is a key, and the word of the one before it that it comes next.
type Successor struct {
	Kid         string `json:"kid"`
	PublicKey   string `json:"public_key"`
	ValidFrom   string `json:"valid_from"`
	EndorsedBy  string `json:"endorsed_by"`
	Endorsement string `json:"endorsement"`
}

// License is what the shop says of a licence; times are Asia/Shanghai, nil: for ever.
type License struct {
	ProductID   string   `json:"product_id"`
	PackageID   string   `json:"package_id"`
	ValidUntil  *string  `json:"valid_until"`
	MaxDevices  int      `json:"max_devices"`
	Features    []string `json:"features"`
	Status      string   `json:"status"`
	VersionMax  *string  `json:"version_max"`
	IssuedAt    string   `json:"issued_at"`
	FileUntil   *string  `json:"file_until"`
	Fingerprint *string  `json:"fingerprint"`
}

// Question is what is asked of a licence: activate, validate, heartbeat or deactivate. Version is the program's, for
// licences that cover versions up to one; empty: it is not told.
type Question struct {
	Verb        string `json:"-"`
	LicenseKey  string `json:"license_key"`
	Fingerprint string `json:"fingerprint"`
	ProductID   string `json:"product_id"`
	Version     string `json:"version,omitempty"`
}

// Answer is the shop's: a licence, or the code of its refusal.
type Answer struct {
	License License
	Code    string
}

// What the shop heard; somebody on the way may have changed the question.
type asked struct {
	Verb             string            `json:"verb"`
	LicenseKeySHA256 string            `json:"license_key_sha256"`
	Fingerprint      string            `json:"fingerprint"`
	ProductID        string            `json:"product_id"`
	Version          string            `json:"version"`
	Components       map[string]string `json:"components"`
}

var (
	signaturePattern = regexp.MustCompile(`^t=([0-9]{1,12}),kid=([A-Za-z0-9_-]{1,64}),ed25519=([A-Za-z0-9+/]{86}==)$`)
	purposes         = map[string]string{
		"keytill-license-1": "keytill license file v1\x00",
		"keytill-license-2": "keytill license file v2\x00",
	}
	shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)
	client   = &http.Client{Timeout: 10 * time.Second}
)

// Ask asks the shop. Only an answer that it signed, to the very question that was asked, counts.
func Ask(server string, keys Keys, question Question) (Answer, error) {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return Answer{}, err
	}
	nonce := hex.EncodeToString(random)
	told, err := json.Marshal(struct {
		Question
		Nonce string `json:"nonce"`
	}{question, nonce})
	if err != nil {
		return Answer{}, err
	}
	reply, err := client.Post(server+"/api/v1/licenses/"+question.Verb, "application/json", bytes.NewReader(told))
	status, header, body, err := read(reply, err)
	if err != nil {
		return Answer{}, err
	}
	if status == 429 || status >= 500 {
		return Answer{}, fmt.Errorf("%w: the shop answers %d", ErrUnreachable, status)
	}
	if !IsGenuine(keys, body, nonce, header) && !IsGenuine(withSuccessors(server, keys), body, nonce, header) {
		return Answer{}, fmt.Errorf("%w: this is not an answer of the shop", ErrUnreachable)
	}
	return Judge(body, question)
}

// Judge reads what a genuine answer says to this question; an answer to another one is none.
func Judge(body []byte, question Question) (Answer, error) {
	var told struct {
		Success bool
		Data    struct{ License License }
		Error   struct{ Code string }
		Asked   *asked
	}
	if err := json.Unmarshal(body, &told); err != nil {
		return Answer{}, fmt.Errorf("%w: %v", ErrUnreachable, err)
	}
	hash := sha256.Sum256([]byte(question.LicenseKey))
	heard := asked{
		Verb: question.Verb, LicenseKeySHA256: hex.EncodeToString(hash[:]), Fingerprint: question.Fingerprint,
		ProductID: question.ProductID, Version: question.Version,
	}
	license := told.Data.License
	isAnswer := told.Asked != nil && reflect.DeepEqual(*told.Asked, heard)
	if isAnswer && told.Success {
		isAnswer = license.ProductID == question.ProductID && (license.Status == "active" || question.Verb == "deactivate")
	}
	switch {
	case !isAnswer:
		return Answer{}, fmt.Errorf("%w: this is an answer to another question", ErrUnreachable)
	case !told.Success && told.Error.Code == "":
		told.Error.Code = "refused"
	case told.Success && !isCovered(question.Version, license.VersionMax):
		told.Error.Code = "version_not_covered"
	}
	return Answer{License: license, Code: told.Error.Code}, nil
}

// IsGenuine tells whether the exact bytes of an answer were signed by one of the keys, for this nonce.
func IsGenuine(keys Keys, body []byte, nonce, header string) bool {
	parts := signaturePattern.FindStringSubmatch(header)
	if parts == nil {
		return false
	}
	return verify(keys[parts[2]], append([]byte(parts[1]+"."+nonce+"."), body...), parts[3])
}

// AcceptSuccessors answers the keys given, and each that an unbroken chain of endorsements leads to from them.
func AcceptSuccessors(keys Keys, successors []Successor) Keys {
	accepted := Keys{}
	for kid, key := range keys {
		accepted[kid] = key
	}
	if len(successors) > 64 {
		return accepted
	}
	for isMore := true; isMore; {
		isMore = false
		for _, one := range successors {
			before, isKnown := accepted[one.EndorsedBy]
			_, isTaken := accepted[one.Kid]
			text := "keytill signing key v1\x00" + one.Kid + "\x00" + one.PublicKey + "\x00" + one.ValidFrom
			if isKnown && !isTaken && verify(before, []byte(text), one.Endorsement) {
				accepted[one.Kid] = one.PublicKey
				isMore = true
			}
		}
	}
	return accepted
}

// CheckFile judges an offline file: valid, unreadable, unknown_key, signature, other_product, other_device,
// version_not_covered, clock, when this machine's was set back, expired, or file_over, when the licence holds on and the
// program needs a newer file. An empty version is not compared.
func CheckFile(text []byte, keys Keys, productID, fingerprint, version string, now time.Time) (string, License) {
	var file struct {
		Format, Kid, Payload, Signature string
		Successors                      []Successor
	}
	var license License
	if json.Unmarshal(text, &file) != nil {
		return "unreadable", license
	}
	purpose, isKnown := purposes[file.Format]
	payload := bytesOf(file.Payload)
	if !isKnown || len(payload) == 0 || file.Kid == "" || len(bytesOf(file.Signature)) == 0 {
		return "unreadable", license
	}
	key, isKnown := AcceptSuccessors(keys, file.Successors)[file.Kid]
	if !isKnown {
		return "unknown_key", license
	}
	if !verify(key, append([]byte(purpose), payload...), file.Signature) {
		return "signature", license
	}
	if json.Unmarshal(payload, &license) != nil {
		return "unreadable", license
	}
	issued, err := timeOf(license.IssuedAt)
	switch {
	case license.ProductID != productID:
		return "other_product", license
	case license.Fingerprint != nil && *license.Fingerprint != fingerprint:
		return "other_device", license
	case !isCovered(version, license.VersionMax):
		return "version_not_covered", license
	case err != nil || now.Before(issued.Add(-24*time.Hour)):
		return "clock", license
	case isOver(license.ValidUntil, now):
		return "expired", license
	case isOver(license.FileUntil, now):
		return "file_over", license
	}
	return "valid", license
}

// FingerprintOf makes the same fingerprint of a machine's number, such as /etc/machine-id, as keytill/license/machine.
func FingerprintOf(productID, machineID string) string {
	hash := sha256.Sum256([]byte("keytill machine\x00" + productID + "\x00" + machineID))
	return hex.EncodeToString(hash[:])
}

// The shop may have a new key, which one of ours has endorsed.
func withSuccessors(server string, keys Keys) Keys {
	reply, err := client.Get(server + "/api/v1/licenses/public-key")
	_, _, body, err := read(reply, err)
	var told struct{ Data struct{ Keys []Successor } }
	if err != nil || json.Unmarshal(body, &told) != nil {
		return keys
	}
	return AcceptSuccessors(keys, told.Data.Keys)
}

func read(reply *http.Response, err error) (int, string, []byte, error) {
	if err != nil {
		return 0, "", nil, fmt.Errorf("%w: %v", ErrUnreachable, err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(io.LimitReader(reply.Body, 1<<20))
	if err != nil {
		return 0, "", nil, fmt.Errorf("%w: %v", ErrUnreachable, err)
	}
	return reply.StatusCode, reply.Header.Get("Keytill-Signature"), body, nil
}

func verify(publicKey string, message []byte, signature string) bool {
	key, signed := bytesOf(publicKey), bytesOf(signature)
	if len(key) != ed25519.PublicKeySize || len(signed) != ed25519.SignatureSize {
		return false
	}
	return ed25519.Verify(key, message, signed)
}

// Numbers are compared as far as the limit names them; what follows a dash or a plus is not looked at.
func isCovered(version string, versionMax *string) bool {
	if version == "" || versionMax == nil {
		return true
	}
	if end := strings.IndexAny(version, "-+"); end >= 0 {
		version = version[:end]
	}
	told := strings.Split(version, ".")
	for at, text := range strings.Split(*versionMax, ".") {
		one, most := 0, 0
		fmt.Sscan(text, &most)
		if at < len(told) {
			fmt.Sscan(told[at], &one)
		}
		if one != most {
			return one < most
		}
	}
	return true
}

func isOver(until *string, now time.Time) bool {
	if until == nil {
		return false
	}
	end, err := timeOf(*until)
	return err != nil || !now.Before(end)
}

func timeOf(text string) (time.Time, error) {
	return time.ParseInLocation("2006-01-02 15:04:05", text, shanghai)
}

// Bytes of canonical base64, else nil.
func bytesOf(text string) []byte {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || base64.StdEncoding.EncodeToString(raw) != text {
		return nil
	}
	return raw
}
