// NOT RUN by this project's tests: there is no .NET on the machines they run on. Held against the Python and Go
// examples by reading; run the vectors before you rely on it.
//
// Licences of a Keytill shop in C# (.NET 6 or newer). .NET has no Ed25519 of its own, so this uses the package
// BouncyCastle.Cryptography (2.x). Ask() for answers of the shop, CheckFile() for offline files. Only an answer that the
// shop signed, to the very question that was asked, counts. After UnreachableException let the user go on for some days after the last answer.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Keytill;

public sealed class UnreachableException : Exception
{
    public UnreachableException(string message) : base(message) { }
}

public sealed record Successor(string kid, string public_key, string valid_from, string endorsed_by, string endorsement);

public static class KeytillLicense
{
    static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(10) };

    static readonly Dictionary<string, string> Purposes = new()
    {
        ["keytill-license-1"] = "keytill license file v1\0",
        ["keytill-license-2"] = "keytill license file v2\0",
    };

    /// <summary>Asks activate, validate, heartbeat or deactivate; null where the shop says yes, else its refusal.</summary>
    public static async Task<string?> Ask(
        string server, IReadOnlyDictionary<string, string> keys, string verb, string productId, string licenseKey, string fingerprint,
        string? version = null)
    {
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant();
        var question = new Dictionary<string, string>
        {
            ["license_key"] = licenseKey, ["fingerprint"] = fingerprint, ["product_id"] = productId,
        };
        if (version is not null) question["version"] = version;
        var asked = JsonSerializer.Serialize(new Dictionary<string, string>(question) { ["nonce"] = nonce });
        var (status, header, body) = await Send(
            () => Client.PostAsync($"{server}/api/v1/licenses/{verb}", new StringContent(asked, Encoding.UTF8, "application/json")));
        if (status == 429 || status >= 500) throw new UnreachableException($"the shop answers {status}");
        if (!IsGenuine(keys, body, nonce, header))
        {
            // The shop may have a new key, which one of ours has endorsed.
            var (_, _, listed) = await Send(() => Client.GetAsync($"{server}/api/v1/licenses/public-key"));
            using var list = JsonDocument.Parse(listed);
            var successors = ReadSuccessors(list.RootElement.GetProperty("data").GetProperty("keys"));
            if (!IsGenuine(AcceptSuccessors(keys, successors), body, nonce, header))
                throw new UnreachableException("this is not an answer of the shop");
        }
        var code = Judge(body, verb, question);
        return code != "not_genuine" ? code : throw new UnreachableException("this is an answer to another question");
    }

    /// <summary>
    /// What a genuine answer says to this question: null for yes, the code of a refusal, or not_genuine for an answer to
    /// another one. The shop repeats under asked what it heard: somebody on the way may have changed the question.
    /// </summary>
    public static string? Judge(byte[] body, string verb, IReadOnlyDictionary<string, string> question)
    {
        using var read = JsonDocument.Parse(body);
        var answer = read.RootElement;
        var heard = new Dictionary<string, string>(question) { ["verb"] = verb };
        heard.Remove("license_key");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(question["license_key"]));
        heard["license_key_sha256"] = Convert.ToHexString(hash).ToLowerInvariant();
        if (!answer.TryGetProperty("asked", out var asked) || asked.ValueKind != JsonValueKind.Object) return "not_genuine";
        var told = asked.EnumerateObject().ToList();
        var isSame = told.Count == heard.Count && told.All(one => one.Value.ValueKind == JsonValueKind.String
            && heard.TryGetValue(one.Name, out var text) && one.Value.GetString() == text);
        if (!isSame) return "not_genuine";
        if (!answer.GetProperty("success").GetBoolean()) return answer.GetProperty("error").GetProperty("code").GetString();
        var license = answer.GetProperty("data").GetProperty("license");
        if (TextOf(license, "product_id") != question["product_id"]) return "not_genuine";
        if (TextOf(license, "status") != "active" && verb != "deactivate") return "not_genuine";
        question.TryGetValue("version", out var version);
        return IsCovered(version, TextOf(license, "version_max")) ? null : "version_not_covered";
    }

    /// <summary>Whether the exact bytes of an answer were signed by one of the keys, for this nonce.</summary>
    public static bool IsGenuine(IReadOnlyDictionary<string, string> keys, byte[] body, string nonce, string header)
    {
        var parts = Regex.Match(header, @"\At=([0-9]{1,12}),kid=([A-Za-z0-9_-]{1,64}),ed25519=([A-Za-z0-9+/]{86}==)\z");
        if (!parts.Success || !keys.TryGetValue(parts.Groups[2].Value, out var key)) return false;
        var head = Encoding.UTF8.GetBytes($"{parts.Groups[1].Value}.{nonce}.");
        return Verify(key, head.Concat(body).ToArray(), parts.Groups[3].Value);
    }

    /// <summary>The keys given, and each that an unbroken chain of endorsements leads to from them.</summary>
    public static Dictionary<string, string> AcceptSuccessors(
        IReadOnlyDictionary<string, string> keys, IReadOnlyList<Successor> successors)
    {
        var accepted = new Dictionary<string, string>(keys);
        if (successors.Count > 64) return accepted;
        for (var count = -1; count < accepted.Count;)
        {
            count = accepted.Count;
            foreach (var one in successors)
            {
                if (accepted.ContainsKey(one.kid) || !accepted.TryGetValue(one.endorsed_by, out var before)) continue;
                var text = $"keytill signing key v1\0{one.kid}\0{one.public_key}\0{one.valid_from}";
                if (Verify(before, Encoding.UTF8.GetBytes(text), one.endorsement)) accepted[one.kid] = one.public_key;
            }
        }
        return accepted;
    }

    /// <summary>
    /// valid, unreadable, unknown_key, signature, other_product, other_device, version_not_covered, clock, when this
    /// machine's was set back, expired, or file_over, when the licence holds on and the program needs a newer file.
    /// </summary>
    public static string CheckFile(
        string text, IReadOnlyDictionary<string, string> keys, string productId, string fingerprint, string? version,
        DateTimeOffset now)
    {
        try
        {
            using var file = JsonDocument.Parse(text);
            var root = file.RootElement;
            var kid = root.GetProperty("kid").GetString()!;
            var payload = BytesOf(root.GetProperty("payload").GetString());
            var signature = root.GetProperty("signature").GetString()!;
            if (payload is null || BytesOf(signature) is null) return "unreadable";
            if (!Purposes.TryGetValue(root.GetProperty("format").GetString()!, out var purpose)) return "unreadable";
            var successors = root.TryGetProperty("successors", out var told) ? ReadSuccessors(told) : new List<Successor>();
            if (!AcceptSuccessors(keys, successors).TryGetValue(kid, out var key)) return "unknown_key";
            if (!Verify(key, Encoding.UTF8.GetBytes(purpose).Concat(payload).ToArray(), signature)) return "signature";

            using var read = JsonDocument.Parse(payload);
            var license = read.RootElement;
            if (TextOf(license, "product_id") != productId) return "other_product";
            if (TextOf(license, "fingerprint") is { } device && device != fingerprint) return "other_device";
            if (!IsCovered(version, TextOf(license, "version_max"))) return "version_not_covered";
            if (now < TimeOf(TextOf(license, "issued_at")!).AddDays(-1)) return "clock";
            if (IsOver(TextOf(license, "valid_until"), now)) return "expired";
            return IsOver(TextOf(license, "file_until"), now) ? "file_over" : "valid";
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "unreadable";
        }
    }

    /// <summary>The same fingerprint as keytill/license/machine makes of a machine's number.</summary>
    public static string FingerprintOf(string productId, string machineId) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"keytill machine\0{productId}\0{machineId}"))).ToLowerInvariant();

    static async Task<(int, string, byte[])> Send(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            using var reply = await send();
            var header = reply.Headers.TryGetValues("Keytill-Signature", out var values) ? values.First() : "";
            return ((int)reply.StatusCode, header, await reply.Content.ReadAsByteArrayAsync());
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            throw new UnreachableException(error.Message);
        }
    }

    static bool Verify(string publicKey, byte[] message, string signature)
    {
        var (key, signed) = (BytesOf(publicKey), BytesOf(signature));
        return key is { Length: 32 } && signed is { Length: 64 } && Ed25519.Verify(signed, 0, key, 0, message, 0, message.Length);
    }

    static List<Successor> ReadSuccessors(JsonElement list) =>
        list.EnumerateArray()
            .Where(one => one.TryGetProperty("endorsement", out _))
            .Select(one => one.Deserialize<Successor>()!)
            .ToList();

    static string? TextOf(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Numbers are compared as far as the limit names them; what follows a dash or a plus is not looked at.</summary>
    static bool IsCovered(string? version, string? versionMax)
    {
        if (version is null || versionMax is null) return true;
        var told = version.Split('-', '+')[0].Split('.').Select(int.Parse).ToArray();
        var most = versionMax.Split('.').Select(int.Parse).ToArray();
        for (var at = 0; at < most.Length; at++)
        {
            var one = at < told.Length ? told[at] : 0;
            if (one != most[at]) return one < most[at];
        }
        return true;
    }

    static bool IsOver(string? until, DateTimeOffset now) => until is not null && now >= TimeOf(until);

    static DateTimeOffset TimeOf(string text) => new(
        DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), TimeSpan.FromHours(8));

    /// <summary>Bytes of canonical base64, else null.</summary>
    static byte[]? BytesOf(string? text)
    {
        if (text is null) return null;
        try
        {
            var raw = Convert.FromBase64String(text);
            return Convert.ToBase64String(raw) == text ? raw : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
