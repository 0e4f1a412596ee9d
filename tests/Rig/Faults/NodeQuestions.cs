using System.Text.Json;

namespace StreamReco.Rig.Faults;

/// <summary>Asks a node what an operator looks at: health, status, and what the dashboard draws.</summary>
internal sealed class NodeQuestions : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new() { Timeout = _patience };

    /// <summary>All three; a part that does not come is said to be missing.</summary>
    public async Task<SaidWord> QueryAsync(Uri node, CancellationToken cancel)
    {
        var (health, status, dashboard) = (
            ReadAsync(node, "/health/ready", Health, cancel), ReadAsync(node, "/admin/v1/cluster", Status, cancel),
            ReadAsync(node, "/v1/cluster", Dashboard, cancel));
        return new SaidWord(await health, await status, await dashboard);
    }

    /// <summary>Asks for recommendations and counts the answers by status, for as many users at once.</summary>
    /// <returns>Answers by status; <c>no answer</c> where the connection was refused or broke.</returns>
    public static async Task<IReadOnlyDictionary<string, int>> RushAsync(Uri node, int clients, CancellationToken cancel)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = clients };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
        var answers = await Task.WhenAll(Enumerable.Range(0, clients).Select(async user =>
        {
            try
            {
                using var response = await client.GetAsync(new Uri(node, $"/v1/recommendations/u{user}"), cancel);
                return $"{(int)response.StatusCode}";
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return "no answer";
            }
        }));
        return answers.CountBy(status => status).OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary();
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadAsync(Uri node, string path, Func<JsonElement, string> words, CancellationToken cancel)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(node, path), cancel);
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel));
            return words(json.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException)
        {
            return "no answer";
        }
    }

    private static string Health(JsonElement answer)
    {
        var missing = answer.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("ok").GetBoolean())
            .Select(check => $"{check.GetProperty("name").GetString()}: {check.GetProperty("detail").GetString()}").ToArray();
        return missing.Length == 0 ? "ready" : string.Join(" ", missing);
    }

    private static string Status(JsonElement answer)
    {
        string?[] problems = answer.TryGetProperty("problems", out var list) ? [.. list.EnumerateArray().Select(one => one.GetString())]
            : [answer.GetProperty("detail").GetString()];
        return problems.Length == 0 ? "well" : $"NOT WELL: {string.Join(" ", problems)}";
    }

    private static string Dashboard(JsonElement answer)
    {
        if (!answer.TryGetProperty("members", out var list))
        {
            return answer.GetProperty("detail").GetString()!;
        }

        var members = list.EnumerateArray().ToArray();
        var up = members.Count(member => member.GetProperty("status").GetString() == "up" && member.GetProperty("reachable").GetBoolean());
        var states = answer.GetProperty("partitions").EnumerateArray().CountBy(one => one.GetProperty("state").GetString()!)
            .OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value} {one.Key}");
        return $"{up} of {members.Length} members up, partitions: {string.Join(", ", states)}";
    }
}
