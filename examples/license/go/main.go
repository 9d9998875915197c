// Licences of a Keytill shop in Go 1.19 or newer, with the standard library alone.
//
//	go run . activate SERVER PRODUCT LICENSE_KEY FINGERPRINT KID=PUBLIC_KEY...
//	go run . validate SERVER PRODUCT LICENSE_KEY FINGERPRINT KID=PUBLIC_KEY...
//	go run . vectors license-vectors.json
//
// Copy license.go into your program: Ask for answers of the shop, CheckFile for offline files. Only an answer that the
// shop signed, to the very question that was asked, counts. After ErrUnreachable let the user go on for some days after the last answer.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"
)

func main() {
	words := os.Args[1:]
	switch {
	case len(words) == 2 && words[0] == "vectors":
		os.Exit(vectors(words[1]))
	case len(words) >= 6:
		os.Exit(ask(words))
	}
	fmt.Fprintln(os.Stderr, "say: vectors FILE, or VERB SERVER PRODUCT LICENSE_KEY FINGERPRINT KID=PUBLIC_KEY...")
	os.Exit(2)
}

func ask(words []string) int {
	keys := Keys{}
	for _, pair := range words[5:] {
		kid, key, _ := strings.Cut(pair, "=")
		keys[kid] = key
	}
	question := Question{Verb: words[0], ProductID: words[2], LicenseKey: words[3], Fingerprint: words[4]}
	answer, err := Ask(words[1], keys, question)
	switch {
	case errors.Is(err, ErrUnreachable):
		fmt.Println(err)
		return 3
	case answer.Code != "":
		fmt.Println("no: " + answer.Code)
		return 1
	}
	fmt.Println("yes")
	return 0
}

type vectorFile struct {
	Keys    Keys `json:"keys"`
	Answers []struct {
		Name, Body, Nonce, Signature string
		Genuine                      bool
	} `json:"answers"`
	Questions []struct {
		Name, Body, Nonce, Signature, Says string
		Question                           struct {
			Question
			Verb string
		}
	} `json:"questions"`
	Files []struct {
		Name, Text, Fingerprint, Version, At, Result string
		ProductID                                    string `json:"product_id"`
	} `json:"files"`
	Chains []struct {
		Name       string
		Keys       Keys
		Successors []Successor
		Accepted   []string
	} `json:"chains"`
	Fingerprints []struct {
		ProductID   string `json:"product_id"`
		MachineID   string `json:"machine_id"`
		Fingerprint string
	} `json:"fingerprints"`
}

func vectors(path string) int {
	var all vectorFile
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	wrong := []string{}
	for _, one := range all.Answers {
		if IsGenuine(all.Keys, []byte(one.Body), one.Nonce, one.Signature) != one.Genuine {
			wrong = append(wrong, one.Name)
		}
	}
	for _, one := range all.Questions {
		question := one.Question.Question
		question.Verb = one.Question.Verb
		answer, err := Judge([]byte(one.Body), question)
		says := answer.Code
		if says == "" {
			says = "yes"
		}
		if err != nil || !IsGenuine(all.Keys, []byte(one.Body), one.Nonce, one.Signature) {
			says = "not_genuine"
		}
		if says != one.Says {
			wrong = append(wrong, one.Name+": "+says)
		}
	}
	for _, one := range all.Files {
		at, _ := timeOf(one.At)
		result, _ := CheckFile([]byte(one.Text), all.Keys, one.ProductID, one.Fingerprint, one.Version, at)
		if result != one.Result {
			wrong = append(wrong, one.Name+": "+result)
		}
	}
	for _, one := range all.Chains {
		if !reflect.DeepEqual(names(AcceptSuccessors(one.Keys, one.Successors)), sorted(one.Accepted)) {
			wrong = append(wrong, one.Name)
		}
	}
	for _, one := range all.Fingerprints {
		if FingerprintOf(one.ProductID, one.MachineID) != one.Fingerprint {
			wrong = append(wrong, one.MachineID)
		}
	}
	count := len(all.Answers) + len(all.Questions) + len(all.Files) + len(all.Chains) + len(all.Fingerprints)
	fmt.Printf("%d of %d vectors\n", count-len(wrong), count)
	for _, name := range wrong {
		fmt.Println("wrong: " + name)
	}
	if len(wrong) > 0 {
		return 1
	}
	return 0
}

func names(keys Keys) []string {
	kids := []string{}
	for kid := range keys {
		kids = append(kids, kid)
	}
	return sorted(kids)
}

func sorted(kids []string) []string {
	sort.Strings(kids)
	return kids
}
