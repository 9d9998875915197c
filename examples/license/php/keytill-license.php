<?php
// Licences of a Keytill shop in PHP 7.2 or newer with its own sodium extension.
//
//     php keytill-license.php activate SERVER PRODUCT LICENSE_KEY FINGERPRINT KID=PUBLIC_KEY...
//     php keytill-license.php validate SERVER PRODUCT LICENSE_KEY FINGERPRINT KID=PUBLIC_KEY...
//     php keytill-license.php vectors license-vectors.json
//
// Copy it into your program: ask() for answers of the shop, check_file() for offline files. Only an answer that the
// shop signed, to the very question that was asked, counts. When ask() throws Unreachable, let the user go on for some days after the last answer.

declare(strict_types=1);

namespace Keytill;

use DateTimeImmutable;
use DateTimeZone;
use RuntimeException;

const PURPOSES = [
    'keytill-license-1' => "keytill license file v1\0",
    'keytill-license-2' => "keytill license file v2\0",
];

/** Nobody answered, or somebody who is not the shop; it says nothing about the licence. */
class Unreachable extends RuntimeException
{
}

/**
 * Asks activate, validate, heartbeat or deactivate. Answers [code, data]: code is null where the shop says yes, else
 * its refusal. $keys are the shop's public keys in base64 by kid, $version is the program's, for licences that cover
 * versions up to one. Throws Unreachable.
 */
function ask(
    string $server,
    array $keys,
    string $verb,
    string $product,
    string $licenseKey,
    string $fingerprint,
    ?string $version = null
): array {
    $nonce = bin2hex(random_bytes(16));
    $question = ['license_key' => $licenseKey, 'fingerprint' => $fingerprint, 'product_id' => $product];
    $question += $version === null ? [] : ['version' => $version];
    [$status, $header, $body] = send("$server/api/v1/licenses/$verb", $question + ['nonce' => $nonce]);
    if ($status === 429 || $status >= 500) {
        throw new Unreachable("the shop answers $status");
    }
    if (!is_genuine($keys, $body, $nonce, $header)) {
        // The shop may have a new key, which one of ours has endorsed.
        [, , $listed] = send("$server/api/v1/licenses/public-key", null);
        $keys = accept_successors($keys, read_json($listed)['data']['keys'] ?? null);
        if (!is_genuine($keys, $body, $nonce, $header)) {
            throw new Unreachable('this is not an answer of the shop');
        }
    }
    $answer = read_json($body);
    $code = judge($answer, $verb, $question);
    if ($code === 'not_genuine') {
        throw new Unreachable('this is an answer to another question');
    }
    return [$code, $code === null ? $answer['data'] : null];
}

/**
 * What a genuine answer says to this question: null for yes, the code of a refusal, or not_genuine for an answer to
 * another one. The shop repeats under asked what it heard: somebody on the way may have changed the question.
 */
function judge(array $answer, string $verb, array $question): ?string
{
    $heard = ['verb' => $verb, 'license_key_sha256' => hash('sha256', $question['license_key'])] + $question;
    unset($heard['license_key']);
    // In the shop's order, so that === compares texts as texts.
    if (($answer['asked'] ?? null) !== $heard) {
        return 'not_genuine';
    }
    if (($answer['success'] ?? false) !== true) {
        return $answer['error']['code'];
    }
    $license = $answer['data']['license'];
    if ($license['product_id'] !== $question['product_id']) {
        return 'not_genuine';
    }
    if ($license['status'] !== 'active' && $verb !== 'deactivate') {
        return 'not_genuine';
    }
    return is_covered($question['version'] ?? null, $license['version_max'] ?? null) ? null : 'version_not_covered';
}

/** Whether the exact bytes of an answer were signed by one of the keys, for this nonce. */
function is_genuine(array $keys, string $body, string $nonce, string $header): bool
{
    $pattern = '~^t=([0-9]{1,12}),kid=([A-Za-z0-9_-]{1,64}),ed25519=([A-Za-z0-9+/]{86}==)$~D';
    if (preg_match($pattern, $header, $parts) !== 1) {
        return false;
    }
    [, $t, $kid, $signature] = $parts;
    return verify($keys[$kid] ?? null, "$t.$nonce.$body", $signature);
}

/** The keys given, and each that an unbroken chain of endorsements leads to from them. */
function accept_successors(array $keys, $successors): array
{
    $told = is_array($successors) && count($successors) <= 64 ? array_filter($successors, 'Keytill\is_successor') : [];
    do {
        $count = count($keys);
        foreach ($told as $one) {
            $before = $keys[$one['endorsed_by']] ?? null;
            $text = "keytill signing key v1\0{$one['kid']}\0{$one['public_key']}\0{$one['valid_from']}";
            if (!isset($keys[$one['kid']]) && verify($before, $text, $one['endorsement'])) {
                $keys[$one['kid']] = $one['public_key'];
            }
        }
    } while (count($keys) > $count);
    return $keys;
}

/**
 * Judges an offline file; answers [result, licence]: valid, unreadable, unknown_key, signature, other_product,
 * other_device, version_not_covered, clock, when this machine's was set back, expired, or file_over, when the licence
 * holds on and the program needs a newer file.
 */
function check_file(
    string $text,
    array $keys,
    string $product,
    string $fingerprint,
    ?string $version = null,
    ?DateTimeImmutable $now = null
): array {
    $now = $now ?? new DateTimeImmutable();
    $file = read_json($text);
    $purpose = is_string($file['format'] ?? null) ? PURPOSES[$file['format']] ?? null : null;
    $payload = bytes_of($file['payload'] ?? null);
    if ($purpose === null || $payload === null || !is_string($file['kid'] ?? null) || bytes_of($file['signature'] ?? null) === null) {
        return ['unreadable', null];
    }
    $key = accept_successors($keys, $file['successors'] ?? null)[$file['kid']] ?? null;
    if ($key === null) {
        return ['unknown_key', null];
    }
    if (!verify($key, $purpose . $payload, $file['signature'])) {
        return ['signature', null];
    }
    $license = read_json($payload);
    $device = $license['fingerprint'] ?? null;
    if ($license['product_id'] !== $product) {
        return ['other_product', $license];
    }
    if ($device !== null && $device !== $fingerprint) {
        return ['other_device', $license];
    }
    if (!is_covered($version, $license['version_max'] ?? null)) {
        return ['version_not_covered', $license];
    }
    if ($now < time_of($license['issued_at'])->modify('-1 day')) {
        return ['clock', $license];
    }
    if (is_over($license['valid_until'] ?? null, $now)) {
        return ['expired', $license];
    }
    return [is_over($license['file_until'] ?? null, $now) ? 'file_over' : 'valid', $license];
}

/** The same fingerprint as keytill/license/machine makes of a machine's number, such as /etc/machine-id. */
function fingerprint_of(string $product, string $machineId): string
{
    return hash('sha256', "keytill machine\0$product\0$machineId");
}

function send(string $url, ?array $body): array
{
    $http = ['timeout' => 10, 'ignore_errors' => true, 'follow_location' => 0];
    if ($body !== null) {
        $http += ['method' => 'POST', 'header' => 'content-type: application/json', 'content' => json_encode($body)];
    }
    $text = @file_get_contents($url, false, stream_context_create(['http' => $http]));
    $headers = $http_response_header ?? [];
    if ($text === false || preg_match('~^HTTP/\S+ (\d{3})~', $headers[0] ?? '', $parts) !== 1) {
        throw new Unreachable('no answer');
    }
    $signature = '';
    foreach ($headers as $line) {
        if (stripos($line, 'keytill-signature:') === 0) {
            $signature = trim(substr($line, strlen('keytill-signature:')));
        }
    }
    return [(int) $parts[1], $signature, $text];
}

function verify($publicKey, string $message, string $signature): bool
{
    $key = bytes_of($publicKey);
    $signed = bytes_of($signature);
    if ($key === null || $signed === null || strlen($key) !== 32 || strlen($signed) !== 64) {
        return false;
    }
    return sodium_crypto_sign_verify_detached($signed, $message, $key);
}

function is_successor($one): bool
{
    foreach (['kid', 'public_key', 'valid_from', 'endorsed_by', 'endorsement'] as $name) {
        if (!is_array($one) || !is_string($one[$name] ?? null)) {
            return false;
        }
    }
    return true;
}

/** Numbers are compared as far as the limit names them; what follows a dash or a plus is not looked at. */
function is_covered(?string $version, ?string $versionMax): bool
{
    if ($version === null || $versionMax === null) {
        return true;
    }
    $told = array_map('intval', explode('.', preg_split('/[-+]/', $version)[0]));
    foreach (array_map('intval', explode('.', $versionMax)) as $at => $most) {
        $one = $told[$at] ?? 0;
        if ($one !== $most) {
            return $one < $most;
        }
    }
    return true;
}

function is_over(?string $until, DateTimeImmutable $now): bool
{
    return $until !== null && $now >= time_of($until);
}

function time_of(string $text): DateTimeImmutable
{
    return new DateTimeImmutable($text, new DateTimeZone('Asia/Shanghai'));
}

function read_json(string $text): array
{
    $value = json_decode($text, true);
    return is_array($value) ? $value : [];
}

/** Bytes of canonical base64, else null. */
function bytes_of($text): ?string
{
    $raw = is_string($text) ? base64_decode($text, true) : false;
    return $raw !== false && base64_encode($raw) === $text ? $raw : null;
}

function vectors(string $path): int
{
    $all = read_json((string) file_get_contents($path));
    $keys = $all['keys'];
    $wrong = [];
    foreach ($all['answers'] as $one) {
        if (is_genuine($keys, $one['body'], $one['nonce'], $one['signature']) !== $one['genuine']) {
            $wrong[] = $one['name'];
        }
    }
    foreach ($all['questions'] as $one) {
        $question = array_filter($one['question'], 'is_string');
        unset($question['verb']);
        $genuine = is_genuine($keys, $one['body'], $one['nonce'], $one['signature']);
        $says = $genuine ? judge(read_json($one['body']), $one['question']['verb'], $question) ?? 'yes' : 'not_genuine';
        if ($says !== $one['says']) {
            $wrong[] = "{$one['name']}: $says";
        }
    }
    foreach ($all['files'] as $one) {
        $about = [$one['product_id'], $one['fingerprint'], $one['version'], time_of($one['at'])];
        [$result] = check_file($one['text'], $keys, ...$about);
        if ($result !== $one['result']) {
            $wrong[] = "{$one['name']}: $result";
        }
    }
    foreach ($all['chains'] as $one) {
        $kids = array_map('strval', array_keys(accept_successors($one['keys'], $one['successors'])));
        sort($kids);
        sort($one['accepted']);
        if ($kids !== $one['accepted']) {
            $wrong[] = $one['name'];
        }
    }
    foreach ($all['fingerprints'] as $one) {
        if (fingerprint_of($one['product_id'], $one['machine_id']) !== $one['fingerprint']) {
            $wrong[] = $one['machine_id'];
        }
    }
    $count = 0;
    foreach (['answers', 'questions', 'files', 'chains', 'fingerprints'] as $part) {
        $count += count($all[$part]);
    }
    echo $count - count($wrong), " of $count vectors\n";
    foreach ($wrong as $name) {
        echo "wrong: $name\n";
    }
    return $wrong === [] ? 0 : 1;
}

function main(array $words): int
{
    if (count($words) === 2 && $words[0] === 'vectors') {
        return vectors($words[1]);
    }
    if (count($words) < 6) {
        fwrite(STDERR, "say: vectors FILE, or VERB SERVER PRODUCT LICENSE_KEY FINGERPRINT KID=PUBLIC_KEY...\n");
        return 2;
    }
    [$verb, $server, $product, $licenseKey, $fingerprint] = $words;
    $keys = [];
    foreach (array_slice($words, 5) as $pair) {
        [$kid, $key] = explode('=', $pair, 2);
        $keys[$kid] = $key;
    }
    try {
        [$code] = ask($server, $keys, $verb, $product, $licenseKey, $fingerprint);
    } catch (Unreachable $error) {
        echo 'unreachable: ', $error->getMessage(), "\n";
        return 3;
    }
    echo $code === null ? "yes\n" : "no: $code\n";
    return $code === null ? 0 : 1;
}

if (PHP_SAPI === 'cli' && realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    exit(main(array_slice($argv, 1)));
}
