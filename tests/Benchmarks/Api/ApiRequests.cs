using System.Text;

namespace StreamReco.Benchmarks.Api;

/// <summary>The bytes of requests.</summary>
/// <param name="node">The node.</param>
/// <param name="users">Users that are asked for.</param>
/// <param name="rankEvery">Every such request is a <c>POST /v1/rank</c>; 0 for none.</param>
internal sealed class ApiRequests(Uri node, int users, int rankEvery)
{
    private const int RankedItems = 20;
    private const int ItemIds = 2_000;
    private const ulong Odd = 0x9E3779B97F4A7C15;

    /// <summary>Writes a request; the same number makes the same request. Thread-safe.</summary>
    /// <returns>Its part of the buffer.</returns>
    public ReadOnlyMemory<byte> Of(long number, byte[] buffer)
    {
        var user = Draw(number, 0) % (ulong)users;
        var text = rankEvery > 0 && number % rankEvery == 0
            ? Rank(number, user)
            : $"GET /v1/recommendations/u{user:D6} HTTP/1.1\r\nHost: {node.Authority}\r\n\r\n";
        return buffer.AsMemory(0, Encoding.ASCII.GetBytes(text, buffer));
    }

    private string Rank(long number, ulong user)
    {
        var items = string.Join(',', Enumerable.Range(1, RankedItems).Select(i => $"\"i{Draw(number, i) % ItemIds:D5}\""));
        var body = $$"""{"user_id":"u{{user:D6}}","items":[{{items}}]}""";
        return $"POST /v1/rank HTTP/1.1\r\nHost: {node.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
    }

    /// <summary>A number that looks drawn, the same for the same arguments (the last steps of SplitMix64).</summary>
    private static ulong Draw(long number, int place)
    {
        var x = unchecked(((ulong)number * 64 + (ulong)place + 1) * Odd);
        x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9);
        x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EB);
        return x ^ (x >> 31);
    }
}
