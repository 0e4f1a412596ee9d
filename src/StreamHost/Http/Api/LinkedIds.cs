using System.Text.Json;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>Which ids of a person hang together, asked of the owner of a user's partition.</summary>
internal sealed class LinkedIds(UserQueries users)
{
    /// <summary>The links of an id, as the state's JSON has them; null where there are none.</summary>
    /// <param name="userId">The id in clear.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ProblemException">The owner does not answer.</exception>
    public async Task<(UserPlace Place, JsonElement? Links)> FindAsync(string userId, CancellationToken cancel)
    {
        var place = users.PlaceOf(userId);
        var (reply, why) = await users.QueryAsync<UserReply>(place, partition => new UserQuery(partition, place.StateId, AnswersMax: 0), cancel);
        if (reply is null)
        {
            throw ProblemException.NotReady($"The links of '{userId}' cannot be looked up; {why}.");
        }

        if (reply.State is null)
        {
            return (place, null);
        }

        using var json = JsonDocument.Parse(reply.State);
        return (place, json.RootElement.TryGetProperty("identity", out var links) ? links.Clone() : null);
    }

    /// <summary>The anonymous ids whose clicks are a user's, as the state knows them.</summary>
    /// <inheritdoc cref="FindAsync" path="/param"/>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    public async Task<IReadOnlyList<string>> OfUserAsync(string userId, CancellationToken cancel) =>
        (await FindAsync(userId, cancel)).Links is { } links
            ? [.. links.GetProperty("ids").EnumerateArray().Where(one => one.GetProperty("theirs").GetBoolean()).Select(one => one.GetProperty("id").GetString()!)]
            : [];
}
